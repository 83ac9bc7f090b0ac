/* What has to go out: claim, compose, deliver through a table of carriers, retry, explain.
 *
 * A parcel is composed when it is first claimed; from then on its bytes and Message-ID never
 * change. Delivery is outside every transaction; a crash repeats at most what was in flight. */
#ifndef CONVOKE_OUTBOX_H
#define CONVOKE_OUTBOX_H

#include "base.h"
#include "store.h"

enum composed {
    COMPOSED_READY,   /* p has sender, message_id and bytes */
    COMPOSED_NOTHING, /* there is nothing to say; p->answer holds the word and the reason */
    COMPOSED_FAILED,  /* err says why; tried again when it is a passing fault */
};

/* How a kind of parcel is made and by which carrier it travels. Rows of a table made by main. */
struct parcel_kind {
    const char *kind;
    const char *carrier;
    /* Inside the claiming transaction; writes told states there too. */
    enum composed (*compose)(void *with, struct tx *tx, struct parcel *p, struct error *err);
    void *with;
};

enum delivery {
    DELIVERY_DONE,    /* accepted; answer has the peer's words */
    DELIVERY_LATER,   /* 4xx, connection lost: tried again */
    DELIVERY_REFUSED, /* 5xx: recorded on that recipient */
};
struct delivery_result {
    enum delivery how;
    int64_t wait_s;   /* LATER: not before so long; 0: as ever */
    char answer[200]; /* the peer's words, or what went wrong; no secrets */
};

/* A way out. deliver takes a batch in order and fills one result each; what it cannot reach is
 * DELIVERY_LATER for all. Called by one worker at a time for one state. */
struct carrier {
    const char *name;
    void *(*open)(const void *settings, struct error *err); /* the state of one worker */
    void (*close)(void *state);
    void (*deliver)(void *state, struct parcel *const *parcels, size_t count,
                    struct delivery_result *results_out);
    const void *settings;
    size_t batch; /* at most so many at once */
};

struct outbox;
struct outbox_options {
    struct store *store;
    const struct parcel_kind *kinds;
    size_t nkinds;
    const struct carrier *carriers;
    size_t ncarriers;
    int64_t lease_s; /* longer than a batch can take */
    int workers;     /* deliver side by side */
    /* What is finished, or was tried in vain, in the transaction that says so; NULL: nobody asks. A
     * failure undoes the transaction, and what was delivered is delivered again. */
    bool (*settled)(void *with, struct tx *tx, struct parcel *const *parcels, size_t count,
                    struct error *err);
    void *settled_with;
};
struct outbox *outbox_new(const struct outbox_options *options);
void outbox_free(struct outbox *o);
OWNABLE(outbox)

struct outbox_report {
    int64_t sent, later, refused, nothing;
};
/* Delivers what is due until nothing is, and returns. dry_run: tells (with each) what would go and
 * changes nothing. false only when the store failed. */
bool outbox_pass(struct outbox *o, struct outbox_report *report_out, struct error *err) MUST_USE;
bool outbox_dry_run(struct outbox *o, bool (*each)(const struct parcel *p, void *with), void *with,
                    struct error *err) MUST_USE;
/* The service's worker: passes until outbox_stop, woken by outbox_wake, by due times and every few
 * seconds (other processes add rows too). outbox_stop waits for what is in flight. */
bool outbox_start(struct outbox *o, struct error *err) MUST_USE;
void outbox_wake(struct outbox *o);
void outbox_stop(struct outbox *o);

/* The due time of the next try after `attempts` tries: 30 s, growing to 4 h, with jitter. */
instant outbox_retry_at(instant now, int attempts);

#endif
