/* What an account is going to meet for. */
#ifndef CONVOKE_WEB_COMING_H
#define CONVOKE_WEB_COMING_H

#include "internal.h"

struct coming { /* an occurrence with others, or with a room */
    struct occurrence when;
    char *link;    /* to click and to copy; NULL: none. Nobody's own */
    bool is_host;  /* the account organizes it */
    size_t knocks; /* who waits to be let in */
};
struct comings { /* a list, by start */
    struct coming *rows;
    size_t count, room;
    bool is_cut;           /* there were more than are shown */
    struct event **events; /* that the rows borrow from */
    size_t nevents, events_room;
};
void comings_free(struct comings *c);
OWNABLE(comings)
/* Of the next four weeks, what runs included, and neither what was cancelled nor what the account
 * has declined. Looks at a bounded number of events. */
struct comings *comings_of(const struct pipeline *p, struct tx *tx, const struct account *a,
                           struct error *err) MUST_USE;

#endif
