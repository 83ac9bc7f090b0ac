/* A store with an account, two calendars and feeds, served on a free port. */
#ifndef CONVOKE_TEST_WEB_WORLD_H
#define CONVOKE_TEST_WEB_WORLD_H

#include "../../../src/web/internal.h"
#include "../http/peer.h"

#define NOW INT64_C(1772355600) /* 2026-03-01T09:00:00Z */
#define DAY INT64_C(86400)

struct world {
    char *dir, *url;
    struct store *store;
    struct zones *zones;
    struct config *config;
    struct pipeline pipeline;
    struct doorkeeper *keeper;
    struct web *web;
    struct http_server *server;
    int port;
    int64_t account, calendar, other; /* ids */
    char *token, *busy_token, *other_token;
};

/* --- writing ---------------------------------------------------------------------------------- */

struct put {
    struct world *world;
    int64_t calendar;
    const char *uid, *text;
    instant starts, ends;
};

static inline bool put_run(struct tx *tx, void *with, struct error *err)
{
    struct put *p = with;
    OWN(object) o = mem_new(sizeof *o);
    o->account = p->world->account;
    o->calendar = p->calendar;
    o->name = mem_strf("%s.ics", p->uid);
    o->uid = mem_str(p->uid);
    o->text = mem_str(p->text);
    o->text_len = strlen(p->text);
    o->hash = digest_of(span_of(p->text));
    o->starts = p->starts;
    o->ends = p->ends;
    o->is_ours = true;
    return store_object_save(tx, o, err);
}

static inline void put_into(struct world *w, struct store *s, struct put *p)
{
    struct error err;
    p->world = w;
    CHECK_OK(store_write_one(s, put_run, p, &err), &err);
}

/* An event of an hour at `starts` in a calendar. */
static inline void world_put(struct world *w, int64_t calendar, const char *uid,
                             const char *summary, instant starts)
{
    OWN(text) t = text_new();
    struct tm tm;
    time_t at = starts;
    char start[20];
    gmtime_r(&at, &tm);
    strftime(start, sizeof start, "%Y%m%dT%H%M%SZ", &tm);
    text_addf(t,
              "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\n"
              "UID:%s\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:%s\r\nDURATION:PT1H\r\n"
              "SUMMARY:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
              uid, start, summary);
    struct put p = {.calendar = calendar,
                    .uid = uid,
                    .text = text_str(t),
                    .starts = starts,
                    .ends = starts + 3600};
    put_into(w, w->store, &p);
}

struct feeding {
    int64_t account, calendar, id;
    enum feed_scope scope;
    struct digest hash;
};

static inline bool feed_run(struct tx *tx, void *with, struct error *err)
{
    struct feeding *f = with;
    struct feed row = {.account = f->account,
                       .calendar = f->calendar,
                       .token_hash = f->hash,
                       .scope = f->scope,
                       .created = NOW,
                       .revoked = INSTANT_FIRST,
                       .last_used = NOW};
    return store_feed_add(tx, &row, &f->id, err);
}

static inline char *world_feed(struct world *w, int64_t calendar, enum feed_scope scope)
{
    struct error err;
    struct feeding f = {.account = w->account, .calendar = calendar, .scope = scope};
    char *token = feed_token_new(&f.hash);
    CHECK_OK(store_write_one(w->store, feed_run, &f, &err), &err);
    return token;
}

static inline bool people_run(struct tx *tx, void *with, struct error *err)
{
    struct world *w = with;
    char name[] = "ann", address[] = "ann@example.org", zone[] = "Europe/Berlin", other[] = "other";
    char *addresses[] = {address};
    struct account a = {.name = name,
                        .tz = zone,
                        .addresses = addresses,
                        .naddresses = 1,
                        .held_since = INSTANT_FIRST};
    TRY(store_account_add(tx, &a, &w->account, err));
    OWN(calendar) c = store_calendar_named(tx, w->account, "default", err);
    TRY(c);
    w->calendar = c->id;
    struct calendar second = {.account = w->account,
                              .name = other,
                              .policy = -1,
                              .min_duration_s = -1,
                              .all_day = -1,
                              .rooms = -1,
                              .guests = -1,
                              .lobby_page = -1};
    return store_calendar_add(tx, &second, &w->other, err);
}

/* --- start and end ---------------------------------------------------------------------------- */

static inline void world_serve(struct world *w)
{
    struct http_part parts[] = {{.with = w->web}, {.with = w->web, .is_there = web_has_pages}};
    parts[0].routes = web_routes(&parts[0].nroutes);
    parts[1].routes = web_pages(&parts[1].nroutes);
    w->server =
        serve_parts((struct http_options){.nothing = web_answer_nothing, .nothing_with = w->web},
                    parts, LENGTH(parts));
}

static inline struct world *world_with(const char *ini)
{
    struct error err;
    struct world *w = mem_new(sizeof *w);
    char dir[] = "/tmp/convoke-web-XXXXXX";
    assert_non_null(mkdtemp(dir));
    clock_set(NOW);
    w->dir = mem_str(dir);
    w->url = mem_strf("sqlite:%s/convoke.db", dir);
    w->store = store_open(w->url, &(struct store_options){.create = true}, &err);
    CHECK_OK(w->store, &err);
    w->zones = zones_open(NULL, &err);
    CHECK_OK(w->zones, &err);
    w->config = config_parse(span_of(ini), "test", &err);
    CHECK_OK(w->config, &err);
    CHECK_OK(store_write_one(w->store, people_run, w, &err), &err);
    w->token = world_feed(w, w->calendar, FEED_FULL);
    w->busy_token = world_feed(w, w->calendar, FEED_BUSY);
    w->other_token = world_feed(w, w->other, FEED_FULL);
    w->pipeline = (struct pipeline){w->store, w->zones, w->config};
    w->keeper = doorkeeper_new(w->store);
    w->web = web_new(&w->pipeline, w->keeper);
    world_serve(w);
    w->port = http_port(w->server);
    return w;
}

/* One with pages. */
static inline struct world *world_new(const char *ini)
{
    const char *site = strstr(ini, "public_url") ? "" : "[server]\npublic_url = http://localhost\n";
    OWN_CHARS all = mem_strf("%s%s", site, ini);
    return world_with(all);
}

static inline void world_free(struct world *w)
{
    http_stop(w->server, 5);
    web_free(w->web);
    doorkeeper_free(w->keeper);
    store_free(w->store);
    zones_free(w->zones);
    config_free(w->config);
    OWN_CHARS command = mem_strf("rm -rf '%s'", w->dir);
    if (system(command) != 0)
        fail_msg("%s", command);
    free(w->dir);
    free(w->url);
    free(w->token);
    free(w->busy_token);
    free(w->other_token);
    free(w);
    clock_set(INSTANT_FIRST);
}
OWNABLE(world)

/* --- asking ----------------------------------------------------------------------------------- */

/* fields: header lines, each with its CRLF. Yours: free(). */
static inline char *world_ask(const struct world *w, const char *method, const char *path,
                              const char *fields)
{
    OWN_CHARS request = mem_strf("%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n",
                                 method, path, fields);
    return peer_ask(w->port, request);
}

static inline char *world_get(const struct world *w, const char *path)
{
    return world_ask(w, "GET", path, "");
}

static inline char *feed_path(const char *token)
{
    return mem_strf("/feed/%s.ics", token);
}

static inline char *world_get_feed(const struct world *w, const char *token, const char *fields)
{
    OWN_CHARS path = feed_path(token);
    return world_ask(w, "GET", path, fields);
}

static inline int status_of(const char *answer)
{
    return starts_with(answer, "HTTP/1.1 ") ? atoi(answer + 9) : 0;
}

/* Somebody's program reads the feed. */
static inline void world_visit(const struct world *w, const char *token)
{
    OWN_CHARS got = world_get_feed(w, token, "");
    CHECK_INT(status_of(got), 200);
}

static inline const char *body_of(const char *answer)
{
    const char *end = strstr(answer, "\r\n\r\n");
    return end ? end + 4 : "";
}

/* The value of a header field; "" when it is not there. Yours: free(). */
static inline char *field_of(const char *answer, const char *name)
{
    OWN_CHARS head = mem_strf("\r\n%s: ", name);
    const char *at = strstr(answer, head);
    if (!at || at >= body_of(answer))
        return mem_str("");
    at += strlen(head);
    return span_copy(span_make(at, strcspn(at, "\r")));
}

#endif
