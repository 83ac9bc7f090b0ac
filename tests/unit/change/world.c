#include "world.h"

#include <fcntl.h>
#include <ftw.h>
#include <unistd.h>

struct world {
    char dir[64];
    struct store *store;
    struct zones *zones;
    struct config *config;
    struct pipeline pipeline;
    int64_t alice, bob;
    struct error err;
    struct carrier carriers[2];
    struct parcel_kind kinds[6];
    struct text *sent;
    int log;
};

const struct pipeline *world_pipeline(const struct world *w)
{
    return &w->pipeline;
}

struct store *world_store(const struct world *w)
{
    return w->store;
}

int64_t world_alice(const struct world *w)
{
    return w->alice;
}

int64_t world_bob(const struct world *w)
{
    return w->bob;
}

void world_clock(struct world *w, const char *now)
{
    instant at;
    (void)w;
    CHECK(instant_parse(span_of(now), &at));
    clock_set(at);
}

const char *world_said(const struct world *w)
{
    return w->err.said;
}

/* --- users ---------------------------------------------------------------------------------- */

static bool add_users(struct tx *tx, void *with, struct error *err)
{
    struct world *w = with;
    char alices[2][32] = {"alice@example.org", "a.smith@example.org"}, bobs[] = "bob@example.org";
    char *of_alice[] = {alices[0], alices[1]}, *of_bob[] = {bobs};
    char alice_name[] = "alice", alice_display[] = "Alice Smith", tz[] = "Europe/Berlin";
    char bob_name[] = "bob";
    struct account alice = {.name = alice_name,
                            .display = alice_display,
                            .tz = tz,
                            .addresses = of_alice,
                            .naddresses = 2,
                            .held_since = INSTANT_FIRST};
    struct account bob = {
        .name = bob_name, .addresses = of_bob, .naddresses = 1, .held_since = INSTANT_FIRST};
    return store_account_add(tx, &alice, &w->alice, err) &&
           store_account_add(tx, &bob, &w->bob, err);
}

/* --- the way out ---------------------------------------------------------------------------- */

static enum composed compose(void *with, struct tx *tx, struct parcel *p, struct error *err)
{
    struct world *w = with;
    OWN(telling) t = NULL;
    enum composed how = telling_open(&w->pipeline, tx, p, &t, err);
    if (how != COMPOSED_READY)
        return how;
    p->sender = mem_str("convoke@example.org");
    p->message_id = mem_strf("<%lld@example.org>", (long long)p->id);
    p->bytes = mem_str(t->text);
    p->bytes_len = t->text_len;
    return telling_note(t, tx, p, p->message_id, err) ? COMPOSED_READY : COMPOSED_FAILED;
}

static enum composed compose_plain(void *with, struct tx *tx, struct parcel *p, struct error *err)
{
    (void)with;
    (void)tx;
    (void)err;
    p->sender = mem_str("convoke@example.org");
    p->message_id = mem_strf("<%lld@example.org>", (long long)p->id);
    p->bytes = mem_str(p->facts);
    p->bytes_len = strlen(p->bytes);
    return COMPOSED_READY;
}

static enum composed compose_reply(void *with, struct tx *tx, struct parcel *p, struct error *err)
{
    struct world *w = with;
    (void)tx;
    OWN(rsvp) a = NULL;
    enum composed how = rsvp_open(&w->pipeline, p, &a, err);
    if (how != COMPOSED_READY)
        return how;
    p->sender = mem_str("convoke@example.org");
    p->message_id = mem_strf("<%lld@example.org>", (long long)p->id);
    p->bytes = mem_str(a->text);
    p->bytes_len = a->text_len;
    return COMPOSED_READY;
}

void world_log_sent(struct world *w, const char *path)
{
    w->log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    CHECK(w->log > 0);
}

static void log_sent(struct world *w, const struct parcel *p)
{
    struct digest d = digest_of(span_make(p->bytes, p->bytes_len));
    OWN_CHARS hex = digest_hex(&d);
    OWN_CHARS line = mem_strf("%s %s %s %s\n", p->message_id, hex, p->recipient, p->uid);
    CHECK(write(w->log, line, strlen(line)) == (ssize_t)strlen(line));
}

static void note_sent(struct world *w, const struct parcel *p)
{
    if (w->log)
        log_sent(w, p);
    if (strcmp(p->kind, "itip") != 0 && strcmp(p->kind, "reply") != 0) {
        text_addf(w->sent, "%s %s %s\n", p->recipient, p->kind, p->key[0] ? p->key : "-");
        return;
    }
    struct error err;
    OWN(event)
    e = event_read(span_make(p->bytes, p->bytes_len), w->zones, &ical_limits_default, &err);
    CHECK_OK(e, &err);
    text_addf(w->sent, "%s %s %lld %s\n", p->recipient, ical_method_name(e->method),
              (long long)event_main(e)->sequence, p->key[0] ? p->key : "-");
}

static void deliver(void *state, struct parcel *const *parcels, size_t count,
                    struct delivery_result *results_out)
{
    struct world *w = state;
    for (size_t i = 0; i < count; i++) {
        note_sent(w, parcels[i]);
        results_out[i] = (struct delivery_result){.how = DELIVERY_DONE};
    }
}

static void *open_world(const void *settings, struct error *err)
{
    (void)err;
    return (void *)(uintptr_t)settings;
}

static void close_world(void *state)
{
    (void)state;
}

static void set_way_out(struct world *w)
{
    w->carriers[0] = (struct carrier){"world", open_world, close_world, deliver, w, 16};
    w->carriers[1] = change_local_carrier(&w->pipeline);
    w->kinds[0] = (struct parcel_kind){"itip", "world", compose, w};
    w->kinds[1] = (struct parcel_kind){"reminder", "world", compose_plain, w};
    w->kinds[2] = (struct parcel_kind){"local", "local", change_compose_local, &w->pipeline};
    w->kinds[3] = (struct parcel_kind){"answer", "local", change_compose_answer, &w->pipeline};
    w->kinds[4] = (struct parcel_kind){"reply", "world", compose_reply, w};
    w->kinds[5] = (struct parcel_kind){"partstat", "local", change_compose_partstat, &w->pipeline};
}

/* --- the world ------------------------------------------------------------------------------ */

void world_open(struct world *w)
{
    OWN_CHARS url = mem_strf("sqlite:%s/test.db", w->dir);
    struct store_options create = {.create = true};
    w->store = store_open(url, &create, &w->err);
    CHECK_OK(w->store, &w->err);
    w->pipeline = (struct pipeline){w->store, w->zones, w->config};
}

void world_close(struct world *w)
{
    store_free(w->store);
    w->store = NULL;
}

struct world *world_with(const char *now, const char *more)
{
    struct world *w = mem_new(sizeof *w);
    world_clock(w, now);
    random_seed(1);
    snprintf(w->dir, sizeof w->dir, "/tmp/convoke-world-XXXXXX");
    CHECK(mkdtemp(w->dir));
    OWN_CHARS ini = mem_strf("[jitsi]\ndomain = https://meet.example.org\n"
                             "[mail]\nfrom = Convoke <calendar@example.org>\n"
                             "transport = maildir:%s/mail\n%s",
                             w->dir, more);
    w->config = config_parse(span_of(ini), "test", &w->err);
    CHECK_OK(w->config, &w->err);
    w->zones = zones_open(NULL, &w->err);
    CHECK_OK(w->zones, &w->err);
    world_open(w);
    CHECK_OK(store_write_one(w->store, add_users, w, &w->err), &w->err);
    w->sent = text_new();
    set_way_out(w);
    return w;
}

struct world *world_at(const char *now)
{
    return world_with(now, "");
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

void world_free(struct world *w)
{
    if (!w)
        return;
    store_free(w->store);
    zones_free(w->zones);
    config_free(w->config);
    text_free(w->sent);
    if (w->log)
        close(w->log);
    nftw(w->dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    clock_set(INSTANT_FIRST);
    random_seed(0);
    free(w);
}

char *world_event(const char *lines)
{
    OWN(text) t = text_new();
    text_add_str(t, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Test//EN\r\n"
                    "BEGIN:VEVENT\r\nDTSTAMP:20260101T000000Z\r\n");
    if (!strstr(lines, "UID:"))
        text_add_str(t, "UID:meeting@example.org\r\n");
    for (const char *c = lines; *c; c++) {
        if (*c == '\n')
            text_add_char(t, '\r');
        text_add_char(t, *c);
    }
    text_add_str(t, "END:VEVENT\r\nEND:VCALENDAR\r\n");
    return text_take(t);
}

enum change_outcome world_do(struct world *w, struct change *c)
{
    if (!c->account)
        c->account = w->alice;
    change_submit(&w->pipeline, c, 1);
    w->err = c->err;
    enum change_outcome outcome = c->outcome;
    change_clear(c);
    return outcome;
}

enum change_outcome world_put(struct world *w, const char *ics)
{
    struct change c = {.kind = CHANGE_PUT, .text = span_of(ics), .tell = true};
    return world_do(w, &c);
}

enum change_outcome world_delete(struct world *w, const char *uid)
{
    struct change c = {.kind = CHANGE_DELETE, .uid = uid, .tell = true};
    return world_do(w, &c);
}

static bool note_waiting(const struct parcel *p, void *with)
{
    (void)p;
    ++*(size_t *)with;
    return true;
}

size_t world_waiting(struct world *w)
{
    size_t count = 0;
    OWN(tx) tx = store_read(w->store, &w->err);
    struct parcel_query q = {.unfinished = true};
    CHECK_OK(store_parcels(tx, &q, note_waiting, &count, &w->err), &w->err);
    return count;
}

static bool send(struct world *w, struct error *err)
{
    struct outbox_options options = {.store = w->store,
                                     .kinds = w->kinds,
                                     .nkinds = LENGTH(w->kinds),
                                     .carriers = w->carriers,
                                     .ncarriers = LENGTH(w->carriers),
                                     .lease_s = 600,
                                     .workers = 1,
                                     .settled = change_settled,
                                     .settled_with = &w->pipeline};
    OWN(outbox) o = outbox_new(&options);
    struct outbox_report report;
    instant now = clock_now();
    clock_set(now + w->config->mail.merge_window_s + 1);
    bool ok = outbox_pass(o, &report, err);
    clock_set(now);
    return ok;
}

char *world_try_to_send(struct world *w, struct error *err)
{
    if (!send(w, err))
        CHECK_INT(err->kind, FAULT_IO);
    return text_take(w->sent);
}

char *world_sent(struct world *w)
{
    CHECK_OK(send(w, &w->err), &w->err);
    return text_take(w->sent);
}

char *world_text(struct world *w, int64_t account, const char *uid)
{
    OWN(tx) tx = store_read(w->store, &w->err);
    OWN(object) o = store_object_by_uid(tx, account, 0, uid, &w->err);
    return o ? mem_str(o->text) : NULL;
}

struct meeting *world_meeting(struct world *w, const char *uid)
{
    OWN(tx) tx = store_read(w->store, &w->err);
    return store_meeting(tx, w->alice, uid, &w->err);
}
