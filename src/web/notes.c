/* Notes when a feed was last used: not in the request, and at most once an hour for each feed. */
#include "internal.h"

#include <signal.h>

enum { HOUR_S = 3600, MOST = 1024 };

struct note {
    int64_t account, id;
    instant at;
    bool is_written;
};

struct notes {
    struct store *store;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    struct note notes[MOST]; /* a ring: the oldest is forgotten first */
    size_t count, next;
    bool stop;
};

static struct note *note_of(struct notes *n, int64_t account, int64_t id)
{
    for (size_t i = 0; i < n->count; i++)
        if (n->notes[i].account == account && n->notes[i].id == id)
            return &n->notes[i];
    return NULL;
}

static struct note *note_new(struct notes *n)
{
    struct note *new = &n->notes[n->next];
    n->next = (n->next + 1) % MOST;
    if (n->count < MOST)
        n->count++;
    return new;
}

void notes_used(struct notes *n, const struct feed_facts *f)
{
    instant now = clock_now();
    if (f->last_used > now - HOUR_S)
        return;
    pthread_mutex_lock(&n->lock);
    struct note *note = note_of(n, f->account, f->id);
    if (!note || note->at <= now - HOUR_S) {
        note = note ? note : note_new(n);
        *note = (struct note){f->account, f->id, now, false};
        pthread_cond_signal(&n->wake);
    }
    pthread_mutex_unlock(&n->lock);
}

static bool write_note(struct tx *tx, void *with, struct error *err)
{
    const struct note *note = with;
    return store_feed_used(tx, note->account, note->id, note->at, err);
}

/* A note that cannot be written is worth a line, not another try before the hour is over. */
static void write_one(struct notes *n, struct note note)
{
    struct error err;
    if (!store_write_one(n->store, write_note, &note, &err))
        log_info("feed.used", "account=%lld feed=%lld why=\"%s\"", (long long)note.account,
                 (long long)note.id, err.said);
}

static struct note *note_to_write(struct notes *n)
{
    for (size_t i = 0; i < n->count; i++)
        if (!n->notes[i].is_written)
            return &n->notes[i];
    return NULL;
}

static void *write_notes(void *with)
{
    struct notes *n = with;
    pthread_mutex_lock(&n->lock);
    for (;;) {
        struct note *note = note_to_write(n);
        if (!note && n->stop)
            break;
        if (!note) {
            pthread_cond_wait(&n->wake, &n->lock);
            continue;
        }
        note->is_written = true;
        struct note copy = *note;
        pthread_mutex_unlock(&n->lock);
        write_one(n, copy);
        pthread_mutex_lock(&n->lock);
    }
    pthread_mutex_unlock(&n->lock);
    return NULL;
}

struct notes *notes_new(struct store *s)
{
    struct notes *n = mem_new(sizeof *n);
    sigset_t all, before;
    n->store = s;
    pthread_mutex_init(&n->lock, NULL);
    pthread_cond_init(&n->wake, NULL);
    sigfillset(&all); /* signals are the main thread's */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_create(&n->thread, NULL, write_notes, n);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return n;
}

void notes_free(struct notes *n)
{
    pthread_mutex_lock(&n->lock);
    n->stop = true;
    pthread_cond_signal(&n->wake);
    pthread_mutex_unlock(&n->lock);
    pthread_join(n->thread, NULL);
    pthread_mutex_destroy(&n->lock);
    pthread_cond_destroy(&n->wake);
    free(n);
}
