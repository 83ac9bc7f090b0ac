/* Who is not invited: asks to be let in, is a guest, or is mailed his link if he is invited after
 * all. */
#include "door.h"

enum {
    NAME_MOST = 60,
    TOKEN_BYTES = 16,
    LOOK_AGAIN_S = 5,
    KNOCKS_OF_CLIENT = 10, /* an hour has as many again */
    REMEMBERED_S = 86400,
};

/* --- what he is told -------------------------------------------------------------------------- */

static void begin_form(struct html *p, const struct web *w, struct http_request *r,
                       const struct arrival *a)
{
    OWN_CHARS guard = form_guard(w, r);
    text_addf(html_text(p), "<form method=\"post\" action=\"/j/%s\">\n%s", a->meeting->code, guard);
}

/* His link is not wrong, but of another occurrence. */
static void say_own(struct html *p, const struct arrival *a)
{
    bool is_to_come = a->own.door == DOOR_EARLY || a->own.door == DOOR_MOVED;
    if (!is_to_come) {
        html_paragraph(p, "You were invited to other dates of this meeting, not to this one.");
        return;
    }
    text_add_str(html_text(p), "<p>You are not invited to this date of the meeting; the next of "
                               "yours is on ");
    html_when(p, NULL, &a->own.occurrence, a->zone);
    text_add_str(html_text(p), ".</p>\n");
}

/* Who leads the meeting is known once he has signed in. */
static void offer_sign_in(struct html *p, const struct arrival *a)
{
    text_addf(html_text(p),
              "<p class=\"aside\">Is this your meeting? <a href=\"/sign-in?next=/j/%s\">Sign in</a>"
              "</p>\n",
              a->meeting->code);
}

static void ask_name(const struct web *w, struct http_request *r, const struct arrival *a)
{
    OWN(html) p = html_new(w, "Who is there?");
    html_heading(p, "Who is there?");
    if (a->invited) {
        say_own(p, a);
        html_paragraph(p, "To come to this one, give your name, and whoever leads the meeting will "
                          "let you in.");
    } else {
        html_paragraph(p, "This link does not say who you are. Give your name, and whoever leads "
                          "the meeting will let you in. If you were invited by mail, the link in "
                          "your invitation leads you in at once.");
    }
    begin_form(p, w, r, a);
    text_addf(html_text(p),
              "<label>Your name<input name=\"name\" required maxlength=\"%d\" "
              "autocomplete=\"name\" autofocus></label>\n<button>Knock</button>\n</form>\n",
              NAME_MOST);
    offer_sign_in(p, a);
    html_send(p, r, 200);
}

static void ask_address(const struct web *w, struct http_request *r, const struct arrival *a)
{
    OWN(html) p = html_new(w, "For people who are invited");
    html_heading(p, "For people who are invited");
    if (a->invited) {
        say_own(p, a);
        html_send(p, r, 200);
        return;
    }
    html_paragraph(p, "Only those who are invited come into this meeting, each by a link of his "
                      "own, which is in the invitation. If you cannot find it, have it mailed "
                      "again.");
    begin_form(p, w, r, a);
    text_add_str(html_text(p), "<label>Your address, as you were invited<input type=\"email\" "
                               "name=\"address\" required maxlength=\"254\" "
                               "autocomplete=\"email\"></label>\n"
                               "<button>Mail me my link</button>\n</form>\n");
    offer_sign_in(p, a);
    html_send(p, r, 200);
}

static void say_wait(const struct web *w, struct http_request *r, const struct arrival *a)
{
    OWN(html) p = html_new(w, "You have knocked");
    html_heading(p, "You have knocked");
    text_add_str(html_text(p), "<div data-watch=\"waiting\" role=\"status\">\n<p>You come in as "
                               "<strong dir=\"auto\">");
    text_add_html(html_text(p), span_of(a->knock->name));
    text_add_str(html_text(p), "</strong>.</p>\n");
    html_paragraph(p, "Whoever leads the meeting sees that you wait. This page leads you in as "
                      "soon as you are let in; leave it open.");
    text_add_str(html_text(p), "</div>\n");
    html_script(p, "watch.js");
    html_refresh_plainly(p, LOOK_AGAIN_S);
    html_send(p, r, 200);
}

static void say_no(const struct web *w, struct http_request *r)
{
    answer_page(w, r, 403, "You were not let in",
                "Whoever leads the meeting has not let you in. If you think that this is a "
                "mistake, ask the person from whom you have the link.");
}

enum guests guests_of(const struct web *w, const struct arrival *a)
{
    const struct config *c = w->pipeline->config;
    int own = a->standing->guests;
    enum guests set = own >= 0 ? (enum guests)own : c->meetings.guests;
    return set == GUESTS_KNOCK && c->jitsi.lobby ? GUESTS_ALLOW : set;
}

void answer_stranger(const struct web *w, struct http_request *r, struct arrival *a)
{
    enum guests guests = guests_of(w, a);
    if (guests == GUESTS_ALLOW) {
        a->caller.role = CALLER_GUEST;
        answer_room(w, r, a);
    } else if (guests == GUESTS_REFUSE) {
        ask_address(w, r, a);
    } else if (!a->knock) {
        ask_name(w, r, a);
    } else if (a->knock->state == KNOCK_REFUSED) {
        say_no(w, r);
    } else {
        say_wait(w, r, a);
    }
}

/* --- knocking --------------------------------------------------------------------------------- */

/* One line, neither blank nor endless. Yours: free(); NULL: that is no name. */
static char *name_of(const char *given)
{
    OWN(text) t = text_new();
    size_t chars = 0;
    text_add_header(t, span_of(given));
    struct span s = span_trim(text_span(t));
    size_t len = 0;
    for (; len < s.len && chars <= NAME_MOST; len++)
        if (((unsigned char)s.at[len] & 0xc0) != 0x80 && ++chars > NAME_MOST)
            break;
    return len ? span_copy(span_trim(span_make(s.at, len))) : NULL;
}

struct knocking {
    const struct arrival *arrival;
    struct knock knock;
};

/* The host hears of the first who waits; the others he sees then. */
static bool tell_host(struct tx *tx, const struct knocking *k, struct error *err)
{
    const struct arrival *a = k->arrival;
    OWN(knocks) waiting = store_knocks(tx, a->meeting->account, a->meeting->uid, k->knock.key, err);
    TRY(waiting);
    return waiting->count > 1 || parcel_for_host(tx, a, k->knock.name, err);
}

static bool knock_run(struct tx *tx, void *with, struct error *err)
{
    struct knocking *k = with;
    return store_knock_add(tx, &k->knock, err) && tell_host(tx, k, err);
}

static char *new_token(struct digest *hash_out)
{
    unsigned char random[TOKEN_BYTES];
    OWN(text) t = text_new();
    random_bytes(random, sizeof random);
    text_add_base32(t, random, sizeof random);
    *hash_out = digest_of(text_span(t));
    return text_take(t);
}

/* Who leads the meeting is not to be worn out. */
static bool may_knock(const struct web *w, struct http_request *r)
{
    OWN(text) client = text_new();
    http_add_client(r, client);
    return may_ask(w, r, text_span(client), KNOCKS_OF_CLIENT);
}

void take_knock(const struct web *w, struct http_request *r, const struct arrival *a,
                const char *given)
{
    struct error err = {0};
    OWN_CHARS name = name_of(given);
    if (!name || a->knock) {
        back_to_door(r, a, "");
        return;
    }
    if (!may_knock(w, r))
        return;
    struct knocking k = {
        .arrival = a,
        .knock = {.account = a->meeting->account,
                  .uid = a->meeting->uid,
                  .name = name,
                  .at = a->at},
    };
    k.knock.key = mem_str(a->way.occurrence.key);
    OWN_CHARS token = new_token(&k.knock.hash);
    bool ok = store_write_one(w->pipeline->store, knock_run, &k, &err);
    free(k.knock.key);
    if (!ok) {
        answer_page(w, r, fault_http_status(err.kind), "Nobody heard you", err.said);
        return;
    }
    OWN_CHARS cookie = knock_cookie(a->meeting);
    cookie_set(r, cookie, token, REMEMBERED_S);
    back_to_door(r, a, "");
}

char *knock_cookie(const struct meeting *m)
{
    return mem_strf("knock-%.10s", m->code);
}
