/* /j/<code>/guests: whoever leads the meeting sees who knocks, lets in and refuses. */
#include "door.h"

enum { LOOK_AGAIN_S = 10 };

/* --- the page --------------------------------------------------------------------------------- */

/* Each is called by whom it is about, for those who hear the page. */
static void add_button(struct text *t, const struct knock *k, const char *answer, const char *said,
                       const char *class)
{
    text_addf(t, "<button%s name=\"answer\" value=\"%s\" aria-label=\"%s: ", class, answer, said);
    text_add_html(t, span_of(k->name));
    text_addf(t, "\">%s</button>\n", said);
}

static void add_guest(struct html *p, const struct arrival *a, const struct knock *k,
                      const char *guard)
{
    struct text *t = html_text(p);
    OWN_CHARS who = digest_hex(&k->hash);
    text_addf(t, "<li>\n<form method=\"post\" action=\"/j/%s/guests\">\n%s", a->meeting->code,
              guard);
    text_addf(t, "<input type=\"hidden\" name=\"who\" value=\"%s\">\n<p><strong dir=\"auto\">",
              who);
    text_add_html(t, span_of(k->name));
    text_add_str(t, "</strong> has knocked ");
    if (a->at - k->at < 60)
        text_add_str(t, "just now");
    else
        text_addf(t, "%lld min ago", (long long)(a->at - k->at) / 60);
    text_add_str(t, ".</p>\n<p class=\"row\">");
    add_button(t, k, "let-in", "Let in", "");
    add_button(t, k, "refuse", "Refuse", " class=\"quiet\"");
    text_add_str(t, "</p>\n</form>\n</li>\n");
}

/* The watched part changes with those who wait, so a script shows it anew then alone. */
static void add_guests(struct html *p, const struct arrival *a, const char *guard)
{
    struct text *t = html_text(p);
    text_add_str(t, "<div aria-live=\"polite\">\n<div data-watch=\"");
    for (size_t i = 0; i < a->waiting->count; i++)
        text_add_hex(t, a->waiting->rows[i].hash.bytes, 8);
    text_add_str(t, "\">\n");
    if (a->waiting->count)
        text_add_str(t, "<ul class=\"list\">\n");
    else
        html_paragraph(p, "Nobody waits at the door. This page shows who knocks; leave it open.");
    for (size_t i = 0; i < a->waiting->count; i++)
        add_guest(p, a, &a->waiting->rows[i], guard);
    text_add_str(t, a->waiting->count ? "</ul>\n</div>\n</div>\n" : "</div>\n</div>\n");
}

static void answer_guests(const struct web *w, struct http_request *r, const struct arrival *a)
{
    OWN_CHARS guard = form_guard(w, r);
    OWN_CHARS title =
        a->waiting->count ? mem_strf("(%zu) Who knocks", a->waiting->count) : mem_str("Who knocks");
    OWN(html) p = html_new(w, title);
    html_heading(p, title_of(a->way.occurrence.from));
    add_guests(p, a, guard);
    text_addf(html_text(p),
              "<p><a class=\"button%s\" href=\"/j/%s/enter\" target=\"_blank\" rel=\"noopener\">"
              "Enter the room</a></p>\n",
              a->waiting->count ? " quiet" : "", a->meeting->code);
    html_script(p, "watch.js");
    html_refresh_plainly(p, LOOK_AGAIN_S);
    html_send(p, r, 200);
}

static void answer_others(const struct web *w, struct http_request *r, const struct arrival *a)
{
    OWN(html) p = html_new(w, "For those who lead the meeting");
    html_heading(p, "For those who lead the meeting");
    html_paragraph(p, "Who leads the meeting sees here who knocks. Open the link that you were "
                      "mailed, or sign in.");
    text_addf(html_text(p),
              "<p><a class=\"button\" href=\"/sign-in?next=/j/%s/guests\">Sign in</a></p>\n",
              a->meeting->code);
    html_send(p, r, 403);
}

static bool leads(const struct arrival *a)
{
    return a->caller.role >= CALLER_MODERATOR;
}

void serve_guests(const struct web *w, struct http_request *r, const struct arrival *a)
{
    if (!leads(a))
        answer_others(w, r, a);
    else if (a->way.door != DOOR_OPEN)
        answer_closed(w, r, a);
    else
        answer_guests(w, r, a);
}

/* --- answering -------------------------------------------------------------------------------- */

struct answering {
    const struct meeting *meeting;
    struct digest who;
    enum knock_state state;
};

/* Of hex; false: it is none. */
static bool digest_read(const char *hex, struct digest *out)
{
    static const char digits[] = "0123456789abcdef";
    bool ok = hex && strlen(hex) == 2 * sizeof out->bytes;
    for (size_t i = 0; ok && i < sizeof out->bytes; i++) {
        const char *high = strchr(digits, hex[2 * i]), *low = strchr(digits, hex[2 * i + 1]);
        ok = high && low;
        if (ok)
            out->bytes[i] = (unsigned char)((high - digits) << 4 | (low - digits));
    }
    return ok;
}

static bool answering_read(const struct form *f, struct answering *k)
{
    const char *answer = form_field(f, "answer");
    TRY(answer && digest_read(form_field(f, "who"), &k->who));
    k->state = strcmp(answer, "let-in") == 0 ? KNOCK_LET_IN : KNOCK_REFUSED;
    return k->state == KNOCK_LET_IN || strcmp(answer, "refuse") == 0;
}

static bool answer_run(struct tx *tx, void *with, struct error *err)
{
    const struct answering *k = with;
    const struct meeting *m = k->meeting;
    return store_knock_answer(tx, m->account, m->uid, &k->who, k->state, err);
}

/* Who waits no more was answered by somebody else: the page shows it. */
void take_guest(const struct web *w, struct http_request *r, const struct arrival *a,
                const struct form *f)
{
    struct error err = {0};
    struct answering k = {.meeting = a->meeting};
    if (!leads(a)) {
        answer_others(w, r, a);
        return;
    }
    if (answering_read(f, &k) && !store_write_one(w->pipeline->store, answer_run, &k, &err) &&
        err.kind != FAULT_NOT_FOUND) {
        answer_fault(w, r, &err);
        return;
    }
    if (err.kind == FAULT_NONE)
        log_info("guest.answered", "uid=%s let_in=%d", a->meeting->uid, k.state == KNOCK_LET_IN);
    back_to_door(r, a, "/guests");
}
