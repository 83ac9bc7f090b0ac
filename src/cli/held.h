/* What was held of one meeting, for the commands that show it. */
#ifndef CONVOKE_CLI_HELD_H
#define CONVOKE_CLI_HELD_H

#include "convoke/meeting.h"
#include "internal.h"

/* By its code, its link or its room, or by a URL that ends with one of them. NULL with
 * FAULT_NOT_FOUND. */
struct meeting *meeting_meant(const struct program *p, struct tx *tx, const char *said,
                              struct error *err) MUST_USE;

struct held_row { /* an occurrence: held, or yet to come */
    char key[20];
    instant starts, ends;
    enum life life;
    struct sitting *sitting; /* NULL: not held */
    struct attendants *people;
};
struct held {
    struct meeting *meeting;
    struct account *owner;
    struct event *event; /* NULL: gone */
    const struct zone *zone;
    bool may_record;
    struct room_wishes wishes;
    struct held_row *rows; /* by start */
    size_t count, capacity;
};
/* Of the meeting that is meant; what is still to come until `to`. */
struct held *held_read(const struct program *p, struct tx *tx, const char *said, instant to,
                       struct error *err) MUST_USE;
void held_free(struct held *h);
OWNABLE(held)
const char *caller_role_name(enum caller_role r); /* "host" */
/* From the first who came, or its opening, to its end; -1: it has not ended. */
int64_t sitting_seconds(const struct sitting *s);

#endif
