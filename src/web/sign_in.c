/* GET and POST /sign-in, POST /sign-out: by the name and password of the calendar account. */
#include "internal.h"

static void add_hidden(struct text *t, const char *name, const char *value)
{
    text_addf(t, "<input type=\"hidden\" name=\"%s\" value=\"", name);
    text_add_html(t, span_of(value));
    text_add_str(t, "\">\n");
}

/* Who has given his name before has his password left to type. */
static void add_fields(struct text *t, const char *name)
{
    static const char focus[] = " autofocus";
    text_addf(t,
              "<label>Name or address\n<input name=\"name\" required%s autocomplete=\"username\" "
              "autocapitalize=\"none\" spellcheck=\"false\" value=\"",
              *name ? "" : focus);
    text_add_html(t, span_of(name));
    text_addf(t,
              "\"></label>\n<label>Password\n<input name=\"password\" type=\"password\" required%s "
              "autocomplete=\"current-password\"></label>\n<button>Sign in</button>\n",
              *name ? focus : "");
}

/* wrong: what was wrong with the try before; NULL: this is the first. */
static void answer_form(const struct web *w, struct http_request *r, int status, const char *name,
                        const char *next, const char *wrong)
{
    OWN(html) p = html_new(w, "Sign in");
    struct text *t = html_text(p);
    OWN_CHARS guard = form_guard(w, r);
    html_heading(p, "Sign in");
    if (wrong) {
        text_add_str(t, "<p class=\"warn\" role=\"alert\">");
        text_add_html(t, span_of(wrong));
        text_add_str(t, "</p>\n");
    } else {
        html_paragraph(p, "With the name and the password of your calendar.");
    }
    text_add_str(t, "<form method=\"post\" action=\"/sign-in\">\n");
    text_add_str(t, guard);
    add_hidden(t, "next", next);
    add_fields(t, name);
    text_add_str(t, "</form>\n");
    http_answer_header(r, "Cache-Control", "no-store");
    html_send(p, r, status);
}

void answer_sign_in(const struct web *w, struct http_request *r, const char *next)
{
    answer_form(w, r, 200, "", path_of_ours(next), NULL);
}

void see_other(struct http_request *r, const char *path)
{
    http_answer_header(r, "Location", path);
    http_answer(r, 303, NULL, SPAN(""));
}

/* The policy of a form holds for where its answer leads, too, and behind a path of ours there may
 * be the room on another server: so it is a page that leads there. */
static void lead_on(const struct web *w, struct http_request *r, const char *path)
{
    if (strcmp(path, "/") == 0) {
        see_other(r, path);
        return;
    }
    OWN(html) p = html_new(w, "You are signed in");
    html_heading(p, "You are signed in");
    html_lead_on(p, path, "Go on");
    http_answer_header(r, "Cache-Control", "no-store");
    html_send(p, r, 200);
}

/* --- signing in ------------------------------------------------------------------------------- */

void serve_sign_in(struct http_request *r, void *with)
{
    struct web *w = with;
    struct error err = {0};
    OWN(form) f = form_of_query(r, &err);
    OWN(tx) tx = store_read(w->pipeline->store, &err);
    if (!tx) {
        answer_fault(w, r, &err);
        return;
    }
    const char *next = path_of_ours(f ? form_field(f, "next") : NULL);
    OWN(account) a = web_session_account(w, r, tx);
    if (a)
        see_other(r, next);
    else
        answer_sign_in(w, r, next);
}

static const char *field_or_empty(const struct form *f, const char *name)
{
    const char *value = form_field(f, name);
    return value ? value : "";
}

static struct account *check(const struct web *w, struct http_request *r, const struct form *f,
                             struct error *err)
{
    OWN(tx) tx = store_read(w->pipeline->store, err);
    TRY(tx);
    return http_sign_in_typed(r, w->keeper, tx, span_of(field_or_empty(f, "name")),
                              span_of(field_or_empty(f, "password")), err);
}

static void answer_stranger(const struct web *w, struct http_request *r, const struct form *f,
                            const struct error *err)
{
    bool is_wrong = err->kind == FAULT_UNAUTHORIZED;
    if (err->kind == FAULT_TOO_MANY)
        http_answer_header(r, "Retry-After", "10");
    if (is_wrong || err->kind == FAULT_TOO_MANY || err->kind == FAULT_FORBIDDEN)
        answer_form(w, r, is_wrong ? 403 : fault_http_status(err->kind), field_or_empty(f, "name"),
                    path_of_ours(form_field(f, "next")), err->said);
    else
        answer_fault(w, r, err);
}

void take_sign_in(struct http_request *r, void *with)
{
    struct web *w = with;
    struct error err = {0};
    OWN(form) f = form_take(w, r);
    if (!f)
        return;
    OWN(account) a = check(w, r, f, &err);
    if (!a)
        answer_stranger(w, r, f, &err);
    else if (!session_start(w, r, a->id, &err))
        answer_fault(w, r, &err);
    else
        lead_on(w, r, path_of_ours(form_field(f, "next")));
}

void take_sign_out(struct http_request *r, void *with)
{
    struct web *w = with;
    struct error err = {0};
    OWN(form) f = form_take(w, r);
    if (!f)
        return;
    if (session_end(w, r, &err))
        see_other(r, "/");
    else
        answer_fault(w, r, &err);
}
