/* /u/<address>/<mac>: the way out of reminders. GET shows a page with a button; POST ends them,
 * from that page or from a mail program, which sends nothing else and knows no cookies. RFC
 * 8058, 3.2 */
#include "internal.h"

#include "convoke/mail.h"

enum { PATH_MOST = 1000 };

struct wish {
    const char *address;
    bool unsubscribed;
};

/* NULL: answered. Yours: free(). */
static char *whose(const struct web *w, struct http_request *r)
{
    unsigned char key[32];
    struct error err;
    http_answer_header(r, "Cache-Control", "no-store");
    if (!may_try(w, r))
        return NULL;
    if (!store_key(w->pipeline->store, key, &err)) {
        answer_fault(w, r, &err);
        return NULL;
    }
    struct span path = span_of(http_rest(r));
    OWN_CHARS address = path.len <= PATH_MOST ? unsubscribe_whose(key, path) : NULL;
    explicit_bzero(key, sizeof key);
    if (address)
        return GIVE(address);
    note_try(w, r);
    answer_page(w, r, 404, "There is no such link",
                "It is not complete, or was never one of ours. Try to copy it whole from the "
                "reminder.");
    return NULL;
}

/* The button needs no guard: whoever has the link may press it. */
static void answer_standing(const struct web *w, struct http_request *r, const struct wish *is)
{
    OWN(html) p = html_new(w, "Reminders");
    OWN_CHARS said =
        is->unsubscribed
            ? mem_strf("%s gets no reminders any more. Invitations and cancellations still come.",
                       is->address)
            : mem_strf("%s is reminded of meetings by mail.", is->address);
    html_heading(p, is->unsubscribed ? "No more reminders" : "Reminders");
    html_paragraph(p, said);
    text_addf(html_text(p),
              "<form method=\"post\"><input type=\"hidden\" name=\"%s\" value=\"yes\">\n"
              "<button%s>%s</button></form>\n",
              is->unsubscribed ? "again" : "end", is->unsubscribed ? " class=\"quiet\"" : "",
              is->unsubscribed ? "Remind me again" : "No more reminders");
    html_send(p, r, 200);
}

void serve_unsubscribe_page(struct http_request *r, void *with)
{
    struct web *w = with;
    struct error err = {0};
    OWN_CHARS address = whose(w, r);
    if (!address)
        return;
    struct wish is = {.address = address};
    OWN(tx) tx = store_read(w->pipeline->store, &err);
    if (tx && store_unsubscribed(tx, address, &is.unsubscribed, &err))
        answer_standing(w, r, &is);
    else
        answer_fault(w, r, &err);
}

static bool note_wish(struct tx *tx, void *with, struct error *err)
{
    const struct wish *is = with;
    return store_unsubscribe(tx, is->address, is->unsubscribed, err);
}

/* A mail program writes its body as it likes; all but our own undoing ends the reminders. */
void serve_unsubscribe(struct http_request *r, void *with)
{
    struct web *w = with;
    struct error err = {0};
    OWN_CHARS address = whose(w, r);
    if (!address)
        return;
    struct wish is = {.address = address, .unsubscribed = !span_is(http_body(r), "again=yes")};
    if (store_write_one(w->pipeline->store, note_wish, &is, &err))
        answer_standing(w, r, &is);
    else
        answer_fault(w, r, &err);
}
