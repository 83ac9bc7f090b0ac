#include "../../../src/outbox/internal.h"
#include "test.h"

#include <ftw.h>
#include <pthread.h>
#include <unistd.h>

/* --- a store of its own, one account, and a way out that remembers -------------------------- */

#define NOW 1772355600 /* 2026-03-01T09:00:00Z */

struct sent {
    pthread_mutex_t lock; /* workers deliver side by side */
    char *lines[256];
    size_t count;
    enum delivery how;
    int64_t wait_s; /* what the peer answers */
    const char *refuses;
    struct store *store; /* of which the account `leaves` goes while mails are delivered; 0: none */
    int64_t leaves;
};

struct world {
    char dir[64];
    struct store *store;
    int64_t account;
    struct sent sent;
    struct carrier carrier;
    struct parcel_kind kind;
    struct outbox *outbox;
    enum composed composes;
    enum fault fault;
    int composed, breaks_after; /* composing breaks the store after so many; 0: never */
};

static bool add_account(struct tx *tx, void *with, struct error *err)
{
    char *addresses[] = {(char[]){"alice@example.org"}};
    struct account a = {.name = (char[]){"alice"}, .addresses = addresses, .naddresses = 1};
    a.held_since = INSTANT_FIRST;
    return store_account_add(tx, &a, with, err);
}

static enum composed compose(void *with, struct tx *tx, struct parcel *p, struct error *err)
{
    struct world *w = with;
    (void)tx;
    w->composed++;
    if (w->breaks_after && w->composed > w->breaks_after) {
        fail(err, FAULT_IO, NULL, "The store is broken.");
        return COMPOSED_FAILED;
    }
    if (w->composes == COMPOSED_FAILED)
        fail(err, w->fault, NULL, "It cannot be made.");
    if (w->composes == COMPOSED_NOTHING)
        p->answer = mem_str("nothing to say");
    if (w->composes == COMPOSED_READY) {
        p->sender = mem_str("convoke@example.org");
        p->message_id = mem_strf("<%lld@example.org>", (long long)p->id);
        p->bytes = mem_strf("mail %d of %s", w->composed, p->key);
        p->bytes_len = strlen(p->bytes);
    }
    return w->composes;
}

static void *open_sent(const void *settings, struct error *err)
{
    (void)err;
    return (void *)(uintptr_t)settings;
}

static void close_sent(void *state)
{
    (void)state;
}

static bool remove_account(struct tx *tx, void *with, struct error *err)
{
    return store_account_remove(tx, *(int64_t *)with, err);
}

static void deliver(void *state, struct parcel *const *parcels, size_t count,
                    struct delivery_result *results_out)
{
    struct sent *s = state;
    pthread_mutex_lock(&s->lock);
    if (s->leaves)
        CHECK(store_write_one(s->store, remove_account, &s->leaves, NULL));
    s->leaves = 0;
    for (size_t i = 0; i < count; i++) {
        results_out[i].how = s->how;
        results_out[i].wait_s = s->wait_s;
        if (s->refuses && strcmp(s->refuses, parcels[i]->recipient) == 0)
            results_out[i].how = DELIVERY_REFUSED;
        snprintf(results_out[i].answer, sizeof results_out[i].answer, "250 said");
        if (s->count < LENGTH(s->lines))
            s->lines[s->count++] = mem_strf("%s: %s", parcels[i]->recipient, parcels[i]->bytes);
    }
    pthread_mutex_unlock(&s->lock);
}

static struct world *world_new(void)
{
    struct world *w = mem_new(sizeof *w);
    struct error err = {0};
    clock_set(NOW);
    pthread_mutex_init(&w->sent.lock, NULL);
    snprintf(w->dir, sizeof w->dir, "/tmp/convoke-outbox-XXXXXX");
    CHECK(mkdtemp(w->dir));
    OWN_CHARS url = mem_strf("sqlite:%s/test.db", w->dir);
    struct store_options create = {.create = true};
    w->store = store_open(url, &create, &err);
    CHECK_OK(w->store, &err);
    CHECK_OK(store_write_one(w->store, add_account, &w->account, &err), &err);
    w->composes = COMPOSED_READY;
    w->carrier = (struct carrier){.name = "sent",
                                  .open = open_sent,
                                  .close = close_sent,
                                  .deliver = deliver,
                                  .settings = &w->sent,
                                  .batch = 10};
    w->kind = (struct parcel_kind){"itip", "sent", compose, w};
    struct outbox_options options = {.store = w->store,
                                     .kinds = &w->kind,
                                     .nkinds = 1,
                                     .carriers = &w->carrier,
                                     .ncarriers = 1,
                                     .lease_s = 600,
                                     .workers = 4};
    w->outbox = outbox_new(&options);
    return w;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static void world_free(struct world *w)
{
    outbox_free(w->outbox);
    store_free(w->store);
    for (size_t i = 0; i < w->sent.count; i++)
        free(w->sent.lines[i]);
    nftw(w->dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    clock_set(INSTANT_FIRST);
    free(w);
}
OWNABLE(world)

static bool add_parcel(struct tx *tx, void *with, struct error *err)
{
    bool added;
    return store_parcel_add(tx, with, &added, err);
}

static void put_at(struct world *w, const char *recipient, const char *key, instant due,
                   instant expires)
{
    struct error err = {0};
    OWN_CHARS line = mem_strf("uid %s", recipient);
    OWN(parcel) p = mem_new(sizeof *p);
    p->account = w->account;
    p->kind = mem_str("itip");
    p->uid = mem_str("uid");
    p->key = mem_str(key);
    p->recipient = mem_str(recipient);
    p->line = mem_str(line);
    p->created = NOW;
    p->due = due;
    p->expires = expires;
    p->leased_until = INSTANT_FIRST;
    CHECK_OK(store_write_one(w->store, add_parcel, p, &err), &err);
}

static void put(struct world *w, const char *recipient, const char *key)
{
    put_at(w, recipient, key, NOW, INSTANT_NEVER);
}

static struct outbox_report pass(struct world *w)
{
    struct outbox_report r;
    struct error err = {0};
    CHECK_OK(outbox_pass(w->outbox, &r, &err), &err);
    return r;
}

static bool keep_last(const struct parcel *p, void *with)
{
    struct parcel *last = with;
    last->state = p->state;
    last->due = p->due;
    last->attempts = p->attempts;
    free(last->answer);
    last->answer = mem_str(p->answer);
    return true;
}

static void newest(struct world *w, struct parcel *out)
{
    struct error err = {0};
    OWN(tx) tx = store_read(w->store, &err);
    struct parcel_query q = {.account = w->account, .most = 1};
    CHECK_OK(store_parcels(tx, &q, keep_last, out, &err), &err);
}

/* --- what is so ----------------------------------------------------------------------------- */

TEST(what_is_due_goes_once)
{
    OWN(world) w = world_new();
    put(w, "bob@example.org", "");
    CHECK_INT(pass(w).sent, 1);
    CHECK_INT(pass(w).sent, 0);
    CHECK_INT(w->sent.count, 1);
    CHECK_STR(w->sent.lines[0], "bob@example.org: mail 1 of ");
}

TEST(what_is_not_due_waits)
{
    OWN(world) w = world_new();
    put_at(w, "bob@example.org", "", NOW + 30, INSTANT_NEVER);
    CHECK_INT(pass(w).sent, 0);
    clock_set(NOW + 30);
    CHECK_INT(pass(w).sent, 1);
}

TEST(one_line_leaves_in_order_even_when_the_first_is_put_off)
{
    OWN(world) w = world_new();
    put(w, "bob@example.org", "1");
    put(w, "bob@example.org", "2");
    w->sent.how = DELIVERY_LATER;
    CHECK_INT(pass(w).later, 1); /* the second does not overtake it */
    w->sent.how = DELIVERY_DONE;
    clock_set(NOW + 3600);
    CHECK_INT(pass(w).sent, 2);
    CHECK_STR(w->sent.lines[1], "bob@example.org: mail 1 of 1");
    CHECK_STR(w->sent.lines[2], "bob@example.org: mail 2 of 2");
}

TEST(a_retry_sends_the_same_bytes_and_is_composed_once)
{
    OWN(world) w = world_new();
    put(w, "bob@example.org", "");
    w->sent.how = DELIVERY_LATER;
    pass(w);
    w->sent.how = DELIVERY_DONE;
    clock_set(NOW + 3600);
    pass(w);
    CHECK_INT(w->composed, 1);
    CHECK_INT(w->sent.count, 2);
    CHECK_STR(w->sent.lines[0], w->sent.lines[1]);
}

TEST(a_peer_that_asks_for_patience_is_left_alone_so_long)
{
    OWN(world) w = world_new();
    struct parcel p = {0};
    put(w, "bob@example.org", "");
    w->sent.how = DELIVERY_LATER;
    w->sent.wait_s = 5000;
    pass(w);
    newest(w, &p);
    CHECK_INT(p.due, NOW + 5000);
    free(p.answer);
}

TEST(what_is_given_up_is_so_on_time_and_says_what_was_said_last)
{
    OWN(world) w = world_new();
    struct parcel p = {0};
    put_at(w, "bob@example.org", "", NOW, NOW + 20);
    w->sent.how = DELIVERY_LATER;
    pass(w);
    newest(w, &p);
    CHECK_INT(p.due, NOW + 21);
    clock_set(NOW + 21);
    pass(w);
    newest(w, &p);
    CHECK_INT(p.state, PARCEL_FAILED);
    CHECK_STR(p.answer, "Given up: 250 said");
    CHECK_INT(w->sent.count, 1);
    free(p.answer);
}

TEST(a_refused_recipient_is_recorded_and_holds_nobody_up)
{
    OWN(world) w = world_new();
    w->sent.refuses = "bob@example.org";
    put(w, "carol@example.org", "");
    put(w, "bob@example.org", "");
    struct outbox_report r = pass(w);
    CHECK_INT(r.sent, 1);
    CHECK_INT(r.refused, 1);
    struct parcel last = {0};
    newest(w, &last);
    CHECK_INT(last.state, PARCEL_FAILED);
    CHECK_STR(last.answer, "250 said");
    free(last.answer);
    clock_set(NOW + 86400);
    CHECK_INT(pass(w).refused, 0);
}

TEST(nothing_to_say_is_dropped_with_its_reason)
{
    OWN(world) w = world_new();
    w->composes = COMPOSED_NOTHING;
    put(w, "bob@example.org", "");
    CHECK_INT(pass(w).nothing, 1);
    struct parcel last = {0};
    newest(w, &last);
    CHECK_INT(last.state, PARCEL_DROPPED);
    CHECK_STR(last.answer, "nothing to say");
    free(last.answer);
    CHECK_INT(w->sent.count, 0);
}

TEST(what_is_over_is_not_sent_any_more)
{
    OWN(world) w = world_new();
    put_at(w, "bob@example.org", "", NOW, NOW + 60);
    w->sent.how = DELIVERY_LATER;
    pass(w);
    clock_set(NOW + 3600);
    w->sent.how = DELIVERY_DONE;
    CHECK_INT(pass(w).sent, 0);
    struct parcel last = {0};
    newest(w, &last);
    CHECK_INT(last.state, PARCEL_FAILED);
    free(last.answer);
}

TEST(a_passing_fault_of_composing_is_tried_again_a_lasting_one_is_not)
{
    OWN(world) w = world_new();
    w->composes = COMPOSED_FAILED;
    w->fault = FAULT_UNAVAILABLE;
    put(w, "bob@example.org", "");
    pass(w);
    struct parcel last = {0};
    newest(w, &last);
    CHECK_INT(last.state, PARCEL_PENDING);
    CHECK(last.due > NOW);
    w->fault = FAULT_INVALID;
    clock_set(last.due);
    pass(w);
    newest(w, &last);
    CHECK_INT(last.state, PARCEL_FAILED);
    CHECK_STR(last.answer, "It cannot be made.");
    free(last.answer);
}

TEST(a_fault_of_the_store_while_composing_undoes_the_claim)
{
    OWN(world) w = world_new();
    struct error err = {0};
    struct outbox_report r;
    w->composes = COMPOSED_FAILED;
    w->fault = FAULT_IO;
    put(w, "bob@example.org", "");
    CHECK(!outbox_pass(w->outbox, &r, &err));
    CHECK_INT(err.kind, FAULT_IO);
    w->composes = COMPOSED_READY;
    CHECK_INT(pass(w).sent, 1);
}

TEST(what_was_delivered_stays_written_down_when_the_next_claim_fails)
{
    enum { MANY = 150 };
    OWN(world) w = world_new();
    struct error err = {0};
    struct outbox_report r;
    char to[40];
    for (int i = 0; i < MANY; i++) {
        snprintf(to, sizeof to, "guest%d@example.org", i);
        put(w, to, "");
    }
    w->breaks_after = 64; /* how many of these are gone by then is up to the workers */
    CHECK(!outbox_pass(w->outbox, &r, &err));
    CHECK_INT(err.kind, FAULT_IO);
    CHECK(w->sent.count > 0 && w->sent.count <= 64);
    CHECK_INT(r.sent, w->sent.count);
    w->breaks_after = 0;
    CHECK_INT(pass(w).sent, MANY - r.sent);
    CHECK_INT(w->sent.count, MANY);
}

static bool add_other_account(struct tx *tx, void *with, struct error *err)
{
    char *addresses[] = {(char[]){"zoe@example.org"}};
    struct account a = {.name = (char[]){"zoe"}, .addresses = addresses, .naddresses = 1};
    a.held_since = INSTANT_FIRST;
    return store_account_add(tx, &a, with, err);
}

TEST(an_account_that_goes_while_its_mail_leaves_undoes_no_other)
{
    OWN(world) w = world_new();
    struct error err = {0};
    int64_t own = w->account;
    put(w, "bob@example.org", "");
    CHECK_OK(store_write_one(w->store, add_other_account, &w->account, &err), &err);
    put(w, "carol@example.org", "");
    w->sent.store = w->store;
    w->sent.leaves = w->account;
    w->account = own;
    CHECK_INT(pass(w).sent, 2);
    struct parcel last = {0};
    newest(w, &last);
    CHECK_INT(last.state, PARCEL_SENT);
    free(last.answer);
    clock_set(NOW + 86400);
    CHECK_INT(pass(w).sent, 0);
}

TEST(several_workers_send_everything_once)
{
    OWN(world) w = world_new();
    char to[40];
    for (int i = 0; i < 200; i++) {
        snprintf(to, sizeof to, "guest%d@example.org", i);
        put(w, to, "");
    }
    w->sent.how = DELIVERY_DONE;
    CHECK_INT(pass(w).sent, 200);
    CHECK_INT(w->sent.count, 200);
}

TEST(the_service_worker_sends_what_it_is_woken_for_and_stops)
{
    OWN(world) w = world_new();
    struct error err = {0};
    CHECK_OK(outbox_start(w->outbox, &err), &err);
    put(w, "bob@example.org", "");
    outbox_wake(w->outbox);
    struct parcel last = {0};
    for (int tries = 0; tries < 600 && last.state != PARCEL_SENT; tries++) {
        usleep(50000);
        newest(w, &last);
    }
    free(last.answer);
    outbox_stop(w->outbox);
    CHECK_INT(last.state, PARCEL_SENT);
    CHECK_INT(w->sent.count, 1);
}

TEST(batches_grow_while_the_peer_is_quick_and_shrink_before_the_lease_ends)
{
    static const struct {
        size_t most;
        int64_t took_s;
        size_t wanted;
    } cases[] = {{8, 1, 16},    {32, 1, 64}, {64, 1, 64}, {16, 100, 16},
                 {64, 300, 16}, {4, 300, 1}, {1, 800, 1}};
    for (size_t i = 0; i < LENGTH(cases); i++)
        CHECK_INT(batch_most(cases[i].most, cases[i].took_s * 1000, 900), cases[i].wanted);
}

TEST(retries_grow_and_stay_below_five_hours)
{
    instant before = 0;
    for (int attempts = 1; attempts < 12; attempts++) {
        instant at = outbox_retry_at(NOW, attempts);
        CHECK(at - NOW >= 30 && at - NOW <= 5 * 3600);
        if (attempts <= 8)
            CHECK(at > before);
        before = at - (at - NOW) / 4; /* without what chance may have added */
    }
}

RUN_TESTS(CASE(what_is_due_goes_once), CASE(what_is_not_due_waits),
          CASE(one_line_leaves_in_order_even_when_the_first_is_put_off),
          CASE(a_peer_that_asks_for_patience_is_left_alone_so_long),
          CASE(what_is_given_up_is_so_on_time_and_says_what_was_said_last),
          CASE(a_retry_sends_the_same_bytes_and_is_composed_once),
          CASE(a_refused_recipient_is_recorded_and_holds_nobody_up),
          CASE(nothing_to_say_is_dropped_with_its_reason), CASE(what_is_over_is_not_sent_any_more),
          CASE(a_passing_fault_of_composing_is_tried_again_a_lasting_one_is_not),
          CASE(a_fault_of_the_store_while_composing_undoes_the_claim),
          CASE(what_was_delivered_stays_written_down_when_the_next_claim_fails),
          CASE(an_account_that_goes_while_its_mail_leaves_undoes_no_other),
          CASE(several_workers_send_everything_once),
          CASE(the_service_worker_sends_what_it_is_woken_for_and_stops),
          CASE(batches_grow_while_the_peer_is_quick_and_shrink_before_the_lease_ends),
          CASE(retries_grow_and_stay_below_five_hours))
