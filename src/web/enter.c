/* Who comes to a meeting, and as what he goes in. */
#include "door.h"

#define COOKIE "door-"

enum { REMEMBERED_S = 30 * 86400, REMEMBERED_MOST = 24, CODE_OF_NAME = 10 };

void arrival_clear(struct arrival *a)
{
    knocks_free(a->waiting);
    knock_free(a->knock);
    account_free(a->visitor);
    standing_free(a->standing);
}

/* --- what stands behind a code ---------------------------------------------------------------- */

/* address: whose occurrences alone count; NULL: all do. */
static void look_at_door(const struct web *w, const struct arrival *a, const char *address,
                         struct doorway *out)
{
    struct door_facts f = {.config = w->pipeline->config,
                           .meeting = a->meeting,
                           .event = a->event,
                           .floating = a->zone,
                           .at = a->at,
                           .address = address,
                           .owner = a->owner};
    meeting_door(&f, out);
}

static bool stand_before(const struct web *w, const char *code, struct arrival *a,
                         struct error *err)
{
    struct standing *s = standings_take(w->standings, code, err);
    TRY(s);
    a->at = clock_now();
    a->standing = s;
    a->meeting = s->meeting;
    a->owner = s->owner;
    a->event = s->event;
    a->zone = s->zone;
    look_at_door(w, a, NULL, &a->way);
    return true;
}

/* --- who comes -------------------------------------------------------------------------------- */

/* Without an occurrence, or with an event that cannot be read, the owner is known alone. */
static void recognize(struct arrival *a, const char *address)
{
    static const struct vevent nobody;
    const struct vevent *from = a->way.has_occurrence ? a->way.occurrence.from : NULL;
    if (!from && a->event)
        from = event_main(a->event);
    a->caller = meeting_caller(from ? from : &nobody, a->owner, address);
    if (a->caller.role != CALLER_NOBODY)
        a->invited = NULL;
    else if (a->event && meeting_invites(a->event, a->owner, address))
        a->invited = address;
}

/* Who is invited to other occurrences alone is not told of this one before it begins. */
static void look_for_own(const struct web *w, struct arrival *a)
{
    if (!a->invited)
        return;
    look_at_door(w, a, a->invited, &a->own);
    if (a->way.door != DOOR_OPEN)
        a->way = a->own;
}

static bool recognize_visitor(const struct web *w, const struct http_request *r, struct arrival *a,
                              struct error *err)
{
    OWN(tx) tx = store_read(w->pipeline->store, err);
    a->visitor = tx ? web_session_account(w, r, tx) : NULL;
    for (size_t i = 0; a->visitor && i < a->visitor->naddresses; i++) {
        recognize(a, a->visitor->addresses[i]);
        if (a->caller.role != CALLER_NOBODY)
            return true;
    }
    return false;
}

static bool recognize_token(const struct pipeline *p, struct span token, struct arrival *a,
                            struct error *err)
{
    unsigned char secret[32];
    TRY(store_key(p->store, secret, err));
    struct personal_key key = {secret, PERSONAL_DOOR};
    const char *whose =
        personal_whose(key, a->meeting, a->event, a->owner, a->standing->counters, token);
    explicit_bzero(secret, sizeof secret);
    a->is_dead = !whose;
    if (whose)
        recognize(a, whose);
    return true;
}

static char *cookie_name(const struct meeting *m)
{
    return mem_strf(COOKIE "%.*s", CODE_OF_NAME, m->code);
}

/* A link that was revoked since is forgotten, not held against him. */
static bool recognize_remembered(const struct web *w, const struct http_request *r,
                                 struct arrival *a, struct error *err)
{
    OWN_CHARS name = cookie_name(a->meeting);
    const char *token = cookie_get(r, name);
    if (!token)
        return true;
    TRY(recognize_token(w->pipeline, span_of(token), a, err));
    a->is_dead = false;
    return true;
}

/* What a nobody has asked for before; where he has knocked at another occurrence he knocks anew. */
static bool load_knock(const struct web *w, const struct http_request *r, struct arrival *a,
                       struct error *err)
{
    const struct meeting *m = a->meeting;
    OWN_CHARS name = knock_cookie(m);
    const char *token = cookie_get(r, name);
    if (!token)
        return true;
    struct digest hash = digest_of(span_of(token));
    OWN(tx) tx = store_read(w->pipeline->store, err);
    TRY(tx);
    OWN(knock) k = store_knock(tx, m->account, m->uid, &hash, err);
    TRY(k || err->kind == FAULT_NOT_FOUND);
    if (k && strcmp(k->key, a->way.occurrence.key) == 0)
        a->knock = GIVE(k);
    if (a->knock && a->knock->state == KNOCK_LET_IN)
        a->caller = (struct caller){.role = CALLER_GUEST, .name = a->knock->name};
    return true;
}

static bool load_waiting(const struct web *w, struct arrival *a, struct error *err)
{
    const struct meeting *m = a->meeting;
    OWN(tx) tx = store_read(w->pipeline->store, err);
    TRY(tx);
    a->waiting = store_knocks(tx, m->account, m->uid, a->way.occurrence.key, err);
    return a->waiting;
}

static bool load_guests(const struct web *w, const struct http_request *r, struct arrival *a,
                        struct error *err)
{
    if (a->is_dead)
        return true;
    if (a->caller.role == CALLER_NOBODY)
        return load_knock(w, r, a, err);
    return a->caller.role < CALLER_MODERATOR || load_waiting(w, a, err);
}

static bool recognize_anybody(const struct web *w, const struct http_request *r, struct span token,
                              struct arrival *a, struct error *err)
{
    if (token.len)
        return recognize_token(w->pipeline, token, a, err);
    return recognize_visitor(w, r, a, err) || recognize_remembered(w, r, a, err);
}

bool arrive(const struct web *w, const struct http_request *r, const char *code, struct span token,
            struct arrival *a, struct error *err)
{
    TRY(stand_before(w, code, a, err) && recognize_anybody(w, r, token, a, err));
    look_for_own(w, a);
    return load_guests(w, r, a, err);
}

/* Of a browser that keeps more than fits into a request no request would be taken any more. */
static void forget_oldest(struct http_request *r)
{
    size_t count;
    OWN_CHARS oldest = cookie_first(r, COOKIE, &count);
    if (count >= REMEMBERED_MOST)
        cookie_set(r, oldest, "", 0);
}

void remember_link(struct http_request *r, const struct arrival *a, struct span token)
{
    OWN_CHARS name = cookie_name(a->meeting);
    OWN_CHARS value = span_copy(token);
    if (!cookie_get(r, name))
        forget_oldest(r);
    cookie_set(r, name, value, REMEMBERED_S);
}
