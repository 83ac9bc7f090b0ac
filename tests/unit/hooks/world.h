/* A store with an account and its meetings, and the hooks of it served on a free port. */
#ifndef CONVOKE_TEST_HOOKS_WORLD_H
#define CONVOKE_TEST_HOOKS_WORLD_H

#include "../../../src/hooks/internal.h"
#include "../http/peer.h"

#define NOW  INT64_C(1772528400) /* 2026-03-03T09:00:00Z */
#define ROOM "weekly-aaaaaaaaaaaaaaaaaaaaaaaaaa"
#define INI                                                          \
    "[jitsi]\nreservation_token = letmein\nevents_token = telling\n" \
    "jaas_hook_secret = whsec_example\nhook_secret = sesame\n"

struct world {
    char *dir, *url;
    struct store *store;
    struct zones *zones;
    struct config *config;
    struct pipeline pipeline;
    struct hooks *hooks;
    struct http_server *server;
    int port;
    int64_t account, calendar;
};

struct put {
    struct world *world;
    const char *uid, *room, *more;
    instant starts;
    enum meeting_state state;
};

static inline void add_stamp(struct text *t, instant at)
{
    struct civil c = civil_of(zone_wall(zone_utc(), at));
    text_addf(t, "%04d%02d%02dT%02d%02d%02dZ", (int)c.year, c.month, c.day, c.hour, c.minute,
              c.second);
}

static inline char *event_text(const struct put *p)
{
    OWN(text) t = text_new();
    text_addf(t,
              "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:%s\r\n"
              "DTSTAMP:20260101T000000Z\r\nDTSTART:",
              p->uid);
    add_stamp(t, p->starts);
    text_addf(t, "\r\nDURATION:PT1H\r\n%sEND:VEVENT\r\nEND:VCALENDAR\r\n", p->more);
    return text_take(t);
}

static inline bool put_run(struct tx *tx, void *with, struct error *err)
{
    struct put *p = with;
    bool recurs = strstr(p->more, "RRULE") != NULL;
    OWN(object) o = mem_new(sizeof *o);
    o->account = p->world->account;
    o->calendar = p->world->calendar;
    o->name = mem_strf("%s.ics", p->uid);
    o->uid = mem_str(p->uid);
    o->text = event_text(p);
    o->text_len = strlen(o->text);
    o->hash = digest_of(span_of(o->text));
    o->starts = p->starts;
    o->ends = recurs ? INSTANT_NEVER : p->starts + 3600;
    o->is_recurring = recurs;
    o->is_ours = true;
    OWN_CHARS code = mem_strf("code-%s", p->room);
    OWN_CHARS room = mem_str(p->room);
    char provider[] = "jitsi";
    struct meeting m = {.account = o->account,
                        .uid = o->uid,
                        .code = code,
                        .provider = provider,
                        .room = room,
                        .state = p->state,
                        .starts = p->starts,
                        .ends = o->ends};
    return store_object_save(tx, o, err) && store_meeting_save(tx, &m, err);
}

static inline void world_put(struct world *w, struct put p)
{
    struct error err = {0};
    p.world = w;
    p.more = p.more ? p.more : "";
    p.state = p.state ? p.state : MEETING_OPEN;
    CHECK_OK(store_write_one(w->store, put_run, &p, &err), &err);
}

static inline bool account_run(struct tx *tx, void *with, struct error *err)
{
    struct world *w = with;
    char name[] = "ann", address[] = "ann@example.org", tz[] = "Europe/Berlin";
    char *addresses[] = {address};
    struct account a = {.name = name,
                        .tz = tz,
                        .addresses = addresses,
                        .naddresses = 1,
                        .held_since = INSTANT_FIRST};
    TRY(store_account_add(tx, &a, &w->account, err));
    OWN(calendar) c = store_calendar_named(tx, w->account, "default", err);
    TRY(c);
    w->calendar = c->id;
    return true;
}

/* Its thread reads it at the start, where there is a token to ask with. */
static inline void world_wait_for_roster(const struct world *w)
{
    enum memory memory;
    bool found = !w->config->jitsi.reservation_token;
    while (!found) {
        struct booking b = {0};
        found = roster_find(w->hooks->roster, ROOM, NOW, &b, &memory);
        booking_clear(&b);
        usleep(1000);
    }
}

static inline struct world *world_new(const char *ini)
{
    struct error err = {0};
    struct world *w = mem_new(sizeof *w);
    char dir[] = "/tmp/convoke-hooks-XXXXXX";
    assert_non_null(mkdtemp(dir));
    clock_set(NOW);
    w->dir = mem_str(dir);
    w->url = mem_strf("sqlite:%s/convoke.db", dir);
    w->store = store_open(w->url, &(struct store_options){.create = true, .busy_s = 1}, &err);
    CHECK_OK(w->store, &err);
    w->zones = zones_open(NULL, &err);
    CHECK_OK(w->zones, &err);
    w->config = config_parse(span_of(ini), "test", &err);
    CHECK_OK(w->config, &err);
    CHECK_OK(store_write_one(w->store, account_run, w, &err), &err);
    world_put(w, (struct put){.uid = "one", .room = ROOM, .starts = NOW});
    w->pipeline = (struct pipeline){w->store, w->zones, w->config};
    w->hooks = hooks_new(&w->pipeline, &err);
    CHECK_OK(w->hooks, &err);
    size_t nroutes;
    const struct http_route *routes = hooks_routes(&nroutes);
    w->server = serve_on("127.0.0.1:0", routes, nroutes, w->hooks);
    w->port = http_port(w->server);
    world_wait_for_roster(w);
    return w;
}

static inline void world_free(struct world *w)
{
    http_stop(w->server, 5);
    hooks_free(w->hooks);
    store_free(w->store);
    zones_free(w->zones);
    config_free(w->config);
    OWN_CHARS command = mem_strf("rm -rf '%s'", w->dir);
    if (system(command) != 0)
        fail_msg("%s", command);
    free(w->dir);
    free(w->url);
    free(w);
    clock_set(INSTANT_FIRST);
}
OWNABLE(world)

/* fields: header lines, each with its CRLF. "200 BODY". Yours: free(). */
static inline char *world_ask(const struct world *w, const char *method, const char *path,
                              const char *fields, const char *body)
{
    OWN_CHARS request = mem_strf("%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                 "%sContent-Length: %zu\r\n\r\n%s",
                                 method, path, fields, strlen(body), body);
    OWN_CHARS got = peer_ask(w->port, request);
    const char *end = strstr(got, "\r\n\r\n");
    return mem_strf("%.3s %s", starts_with(got, "HTTP/1.1 ") ? got + 9 : "cut", end ? end + 4 : "");
}

#endif
