/* GET /: what this is, and for who has signed in, what is coming. */
#include "internal.h"

static void answer_stranger(const struct web *w, struct http_request *r)
{
    OWN(html) p = html_new(w, "Convoke");
    html_heading(p, "Convoke");
    html_paragraph(p, "This is a calendar service that gives every meeting its video room. Your "
                      "calendar program, and the links in your invitations, know the way.");
    text_add_str(html_text(p), "<p><a class=\"button\" href=\"/sign-in\">Sign in</a></p>\n");
    html_send(p, r, 200);
}

static void add_sign_out(const struct web *w, struct http_request *r, struct html *p)
{
    OWN_CHARS guard = form_guard(w, r);
    text_addf(html_text(p),
              "<form method=\"post\" action=\"/sign-out\">\n%s"
              "<button class=\"quiet\">Sign out</button>\n</form>\n",
              guard);
}

static void answer_home(const struct web *w, struct http_request *r, const struct account *a)
{
    OWN(html) p = html_new(w, "Convoke");
    html_heading(p, a->display ? a->display : a->name);
    add_sign_out(w, r, p);
    http_answer_header(r, "Cache-Control", "no-store");
    html_send(p, r, 200);
}

void serve_home(struct http_request *r, void *with)
{
    struct web *w = with;
    struct error err = {0};
    OWN(tx) tx = store_read(w->pipeline->store, &err);
    if (!tx) {
        http_answer_error(r, &err);
        return;
    }
    OWN(account) a = web_session_account(w, r, tx);
    if (a)
        answer_home(w, r, a);
    else
        answer_stranger(w, r);
}
