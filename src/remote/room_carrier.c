/* The carrier of orders for rooms: one talk a parcel, over HTTP. */
#include "convoke/remote.h"

#include <stdio.h>

#include "convoke/fetch.h"
#include "convoke/meeting.h"

enum {
    TIMEOUT_S = 20,
    MOST_CALLS = 30,      /* of one talk: lists are looked through page by page */
    PATIENCE_MS = 120000, /* with one talk */
    SLOW_MS = 3000,       /* a talk that takes longer lets the others of its batch wait */
    MOST_BYTES = 4 << 20, /* of an answer: a page of 300 meetings */
    MOST_KEY_FILE = 65536,
    REST_UNREACHED_S = 60, /* so that a batch waits once for a service that does not answer */
    BATCH = 4,
    MOST_SERVICES = 4,
};

/* What is known of one service. */
struct line {
    const struct provider *provider;
    struct room_token token;
    int64_t rests_until_ms; /* clock_ticks_ms */
    char why[200];
};
struct carrying {
    const struct pipeline *pipeline;
    struct line lines[MOST_SERVICES];
};

static void *carrying_open(const void *settings, struct error *err)
{
    (void)err;
    struct carrying *c = mem_new(sizeof *c);
    c->pipeline = settings;
    return c;
}

static void carrying_close(void *state)
{
    struct carrying *c = state;
    for (size_t i = 0; i < LENGTH(c->lines); i++)
        room_token_clear(&c->lines[i].token);
    free(c);
}

static struct line *line_of(struct carrying *c, const struct provider *p)
{
    size_t i = 0;
    while (i + 1 < LENGTH(c->lines) && c->lines[i].provider && c->lines[i].provider != p)
        i++;
    c->lines[i].provider = p;
    return &c->lines[i];
}

/* --- one request ------------------------------------------------------------------------------ */

struct talking {
    const struct config *config;
    struct line *line;
    struct room_talk *talk;
    bool has_new_token;
};

static void rest(struct line *l, int64_t wait_s, const char *why)
{
    int64_t until_ms = clock_ticks_ms() + wait_s * 1000;
    if (wait_s <= 0 || until_ms < l->rests_until_ms)
        return;
    l->rests_until_ms = until_ms;
    snprintf(l->why, sizeof l->why, "%s", why);
}

/* Takes the call over. The service is left alone when it is not there, or asks for it. */
static bool exchange(struct line *l, struct room_call *call, struct fetch_answer *out,
                     struct error *err)
{
    OWN_CHARS authorization =
        call->authorization ? mem_strf("Authorization: %s", call->authorization) : NULL;
    OWN_CHARS type = call->content_type ? mem_strf("Content-Type: %s", call->content_type) : NULL;
    struct fetch_request q = {.method = call->method,
                              .url = call->url,
                              .body = span_of(call->body),
                              .timeout_s = TIMEOUT_S,
                              .most_bytes = MOST_BYTES};
    if (authorization)
        q.headers[q.nheaders++] = authorization;
    if (type)
        q.headers[q.nheaders++] = type;
    bool ok = fetch_exchange(&q, out, err);
    if (authorization)
        explicit_bzero(authorization, strlen(authorization));
    if (!ok && err->kind == FAULT_UNAVAILABLE)
        rest(l, REST_UNREACHED_S, err->said);
    if (ok && (out->status == 429 || out->status == 503))
        rest(l, remote_retry_after(out->retry_after, clock_now()),
             "The service has asked to be left alone for a while.");
    room_call_clear(call);
    return ok;
}

static struct room_answer answer_of(const struct fetch_answer *a)
{
    return (struct room_answer){a->status, span_make(a->body, a->body_len)};
}

/* --- tokens ----------------------------------------------------------------------------------- */

static bool ask_for_token(struct talking *t, struct room_call *call, struct error *err)
{
    const char *path = room_key_file(t->line->provider, t->config);
    size_t len = 0;
    OWN_CHARS key = path ? file_read(path, MOST_KEY_FILE, &len, err) : NULL;
    bool ok = (key || !path) && room_ask_token(t->line->provider, t->config, span_make(key, len),
                                               clock_now(), call, err);
    if (key)
        explicit_bzero(key, len);
    return ok;
}

static bool have_token(struct talking *t, struct error *err)
{
    struct room_token *token = &t->line->token;
    if (token->access && token->until > clock_now())
        return true;
    struct room_call call = {0};
    struct fetch_answer got;
    if (!ask_for_token(t, &call, err) || !exchange(t->line, &call, &got, err)) {
        room_call_clear(&call);
        return false;
    }
    struct room_answer a = answer_of(&got);
    bool ok = room_hear_token(t->line->provider, &a, clock_now(), token, err);
    explicit_bzero(got.body, got.body_len);
    fetch_answer_clear(&got);
    return ok;
}

/* A token may end before its time: once more with a new one. */
static bool drop_token(struct talking *t, struct error *err)
{
    room_token_clear(&t->line->token);
    if (t->has_new_token)
        return fail(err, FAULT_UNAVAILABLE, NULL, "%s refuses the token that it has just given.",
                    t->line->provider->name);
    return t->has_new_token = true;
}

/* --- one talk --------------------------------------------------------------------------------- */

static enum room_turn take_turn(struct talking *t, struct error *err)
{
    struct room_call call;
    struct fetch_answer got;
    if (!have_token(t, err))
        return ROOM_FAILED;
    room_talk_ask(t->talk, t->line->token.access, &call);
    if (!exchange(t->line, &call, &got, err))
        return ROOM_FAILED;
    struct room_answer a = answer_of(&got);
    enum room_turn turn = room_talk_hear(t->talk, &a, err);
    fetch_answer_clear(&got);
    if (turn == ROOM_NEEDS_TOKEN)
        return drop_token(t, err) ? ROOM_ASKS : ROOM_FAILED;
    return turn;
}

static bool lead(struct talking *t, struct error *err)
{
    int64_t until_ms = clock_ticks_ms() + PATIENCE_MS;
    for (int i = 0; i < MOST_CALLS && clock_ticks_ms() < until_ms; i++) {
        enum room_turn turn = take_turn(t, err);
        if (turn != ROOM_ASKS)
            return turn == ROOM_DONE;
    }
    return fail(err, FAULT_UNAVAILABLE, NULL, "%s has more to say than there is patience for.",
                t->line->provider->name);
}

/* A batch is short, however many of its rooms a slow service has to make. */
static bool lead_in_time(struct talking *t, struct error *err)
{
    int64_t before_ms = clock_ticks_ms();
    bool ok = lead(t, err);
    int64_t took_ms = clock_ticks_ms() - before_ms;
    if (took_ms > SLOW_MS)
        rest(t->line, took_ms / 1000, "The service answers slowly.");
    return ok;
}

/* --- noting what came of it ------------------------------------------------------------------- */

struct noting {
    const struct parcel *parcel;
    struct room_result result;
};

static void replace(char **into, const char *by)
{
    free(*into);
    *into = mem_str(by);
}

static bool note(struct tx *tx, void *with, struct error *err)
{
    const struct noting *n = with;
    const struct room_result *r = &n->result;
    OWN(meeting) m = store_meeting(tx, n->parcel->account, n->parcel->uid, err);
    if (!m)
        return err->kind == FAULT_NOT_FOUND; /* its account is gone */
    if (r->room || r->wish == ROOM_REMOVE)
        replace(&m->room, r->room);
    if (r->url || r->wish == ROOM_REMOVE)
        replace(&m->url, r->url);
    replace(&m->room_told, r->told);
    replace(&m->room_fault, NULL);
    return store_meeting_save(tx, m, err);
}

/* --- parcels ---------------------------------------------------------------------------------- */

static struct delivery_result later(const char *why, int64_t wait_s)
{
    struct delivery_result r = {.how = DELIVERY_LATER, .wait_s = wait_s};
    snprintf(r.answer, sizeof r.answer, "%s", why);
    return r;
}

static int64_t rest_s(const struct line *l)
{
    int64_t left_ms = l->rests_until_ms - clock_ticks_ms();
    return left_ms > 0 ? (left_ms + 999) / 1000 : 0;
}

static struct delivery_result failed(const struct talking *t, const struct error *err)
{
    struct delivery_result r = later(err->said, rest_s(t->line));
    if (err->kind == FAULT_REFUSED) /* all else can be put right */
        r.how = DELIVERY_REFUSED;
    return r;
}

static struct delivery_result talk_about(struct carrying *c, const struct parcel *p,
                                         struct talking *t)
{
    static const char *const done[] = {[ROOM_CREATE] = "The room is made.",
                                       [ROOM_UPDATE] = "The room is up to date.",
                                       [ROOM_REMOVE] = "The room is removed."};
    struct error err = {0};
    struct noting n = {.parcel = p};
    if (rest_s(t->line))
        return later(t->line->why, rest_s(t->line));
    if (!lead_in_time(t, &err))
        return failed(t, &err);
    room_talk_result(t->talk, &n.result);
    if (!store_write_one(c->pipeline->store, note, &n, &err))
        return later(err.said, 0);
    struct delivery_result r = {.how = DELIVERY_DONE};
    snprintf(r.answer, sizeof r.answer, "%s", done[n.result.wish]);
    return r;
}

static struct delivery_result deliver_one(struct carrying *c, const struct parcel *p)
{
    struct error err = {0};
    const struct config *config = c->pipeline->config;
    OWN(room_talk) talk = room_talk_new(config, span_make(p->bytes, p->bytes_len), &err);
    if (!talk) {
        struct delivery_result r = later(err.said, 0);
        r.how = DELIVERY_REFUSED;
        return r;
    }
    struct talking t = {config, line_of(c, room_talk_provider(talk)), talk, false};
    return talk_about(c, p, &t);
}

static void carrying_deliver(void *state, struct parcel *const *parcels, size_t count,
                             struct delivery_result *results_out)
{
    for (size_t i = 0; i < count; i++)
        results_out[i] = deliver_one(state, parcels[i]);
}

struct carrier remote_room_carrier(const struct pipeline *p)
{
    return (struct carrier){.name = "provider",
                            .open = carrying_open,
                            .close = carrying_close,
                            .deliver = carrying_deliver,
                            .settings = p,
                            .batch = BATCH};
}

/* --- whether it would work -------------------------------------------------------------------- */

static bool ask_reach(struct talking *t, struct error *err)
{
    struct room_call call;
    struct fetch_answer got;
    room_ask_reach(t->line->provider, t->config, t->line->token.access, &call);
    TRY(exchange(t->line, &call, &got, err));
    struct room_answer a = answer_of(&got);
    bool ok = room_hear_reach(t->line->provider, &a, err);
    fetch_answer_clear(&got);
    return ok;
}

bool remote_room_reach(const struct config *c, const char *provider, struct error *err)
{
    struct line line = {.provider = provider_named(provider)};
    struct talking t = {.config = c, .line = &line};
    bool ok = have_token(&t, err) && ask_reach(&t, err);
    room_token_clear(&line.token);
    return ok;
}
