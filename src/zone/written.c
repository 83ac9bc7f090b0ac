/* A mail to a hundred guests needs the same VTIMEZONE a hundred times: the last ones are kept. */
#include "internal.h"

#include <pthread.h>

enum { KEPT = 4 };

struct written_one {
    char *tzid, *text;
    int first_year, last_year;
};

struct written {
    pthread_mutex_t lock;
    struct written_one kept[KEPT];
    size_t next; /* the oldest, which is replaced */
};

struct written *written_new(void)
{
    struct written *w = mem_new(sizeof *w);
    pthread_mutex_init(&w->lock, NULL);
    return w;
}

static void one_clear(struct written_one *o)
{
    free(o->tzid);
    free(o->text);
    *o = (struct written_one){0};
}

void written_free(struct written *w)
{
    if (!w)
        return;
    for (size_t i = 0; i < KEPT; i++)
        one_clear(&w->kept[i]);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

bool written_find(struct written *w, const char *tzid, int first_year, int last_year,
                  struct text *out)
{
    bool found = false;
    pthread_mutex_lock(&w->lock);
    for (size_t i = 0; i < KEPT && !found; i++) {
        const struct written_one *o = &w->kept[i];
        found = o->tzid && o->first_year == first_year && o->last_year == last_year &&
                strcmp(o->tzid, tzid) == 0;
        if (found)
            text_add_str(out, o->text);
    }
    pthread_mutex_unlock(&w->lock);
    return found;
}

void written_keep(struct written *w, const char *tzid, int first_year, int last_year,
                  struct span text)
{
    pthread_mutex_lock(&w->lock);
    struct written_one *o = &w->kept[w->next];
    w->next = (w->next + 1) % KEPT;
    one_clear(o);
    *o = (struct written_one){mem_str(tzid), span_copy(text), first_year, last_year};
    pthread_mutex_unlock(&w->lock);
}
