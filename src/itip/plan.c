#include "internal.h"

#include <stdio.h>

/* --- why somebody is not told --------------------------------------------------------------- */

static const struct {
    const char *rule, *said;
} skips[] = {
    {"not-ours", "Somebody else organizes this event, so nobody is told by us."},
    {"organizer", "The organizer is not told of his own event."},
    {"no-address", "The attendee has no mail address."},
    {"agent", "SCHEDULE-AGENT says that the client tells this attendee itself, or nobody does."},
    {"past", "It is over: nobody is told of the past."},
    {"same", "What was told is still so."},
    {"cancelled", "It is off, and the attendee was never told that it was on."},
};

void draft_skip(struct drafts *d, const char *attendee, const char *key, const char *rule)
{
    d->skipped = mem_grow(d->skipped, d->nskipped, &d->skipped_capacity, sizeof *d->skipped);
    struct itip_skip *s = &d->skipped[d->nskipped++];
    *s = (struct itip_skip){.attendee = attendee, .rule = rule, .said = rule};
    snprintf(s->key, sizeof s->key, "%s", key);
    for (size_t i = 0; i < LENGTH(skips); i++)
        if (strcmp(skips[i].rule, rule) == 0)
            s->said = skips[i].said;
}

void draft_add(struct drafts *d, const struct drafted *row)
{
    d->rows = mem_grow(d->rows, d->count, &d->capacity, sizeof *d->rows);
    d->rows[d->count++] = *row;
}

/* --- sequences ------------------------------------------------------------------------------ */

/* One SEQUENCE for each VEVENT, or for each key that has none: the highest that any needs. */
struct numbers {
    const struct vevent *of;
    const char *key;
    int64_t sequence;
};
struct numbering {
    struct numbers *rows;
    size_t count, capacity;
};

static bool is_row_of(const struct numbers *n, const struct drafted *d)
{
    return d->of ? n->of == d->of : !n->of && strcmp(n->key, d->message.key) == 0;
}

static struct numbers *number_for(struct numbering *n, const struct drafted *d)
{
    for (size_t i = n->count; i-- > 0;)
        if (is_row_of(&n->rows[i], d))
            return &n->rows[i];
    n->rows = mem_grow(n->rows, n->count, &n->capacity, sizeof *n->rows);
    struct numbers *row = &n->rows[n->count++];
    *row = (struct numbers){d->of, d->message.key, d->of ? d->of->sequence : 0};
    return row;
}

static void number(struct drafts *d, struct numbering *n)
{
    for (size_t i = 0; i < d->count; i++) {
        struct numbers *row = number_for(n, &d->rows[i]);
        if (row->sequence < d->rows[i].least)
            row->sequence = d->rows[i].least;
    }
    for (size_t i = 0; i < d->count; i++)
        d->rows[i].message.sequence = number_for(n, &d->rows[i])->sequence;
}

static void list_sequences(const struct numbering *n, struct itip_plan *p)
{
    p->sequences = mem_array(n->count + 1, sizeof *p->sequences);
    for (size_t i = 0; i < n->count; i++)
        if (n->rows[i].of && n->rows[i].sequence > n->rows[i].of->sequence)
            p->sequences[p->nsequences++] =
                (struct itip_sequence){n->rows[i].of, n->rows[i].sequence};
}

/* --- the plan ------------------------------------------------------------------------------- */

struct itip_plan *drafts_done(struct drafts *d)
{
    struct itip_plan *p = mem_new(sizeof *p);
    struct numbering n = {0};
    number(d, &n);
    list_sequences(&n, p);
    free(n.rows);
    p->messages = mem_array(d->count + 1, sizeof *p->messages);
    p->silent = mem_array(d->count + 1, sizeof *p->silent);
    for (size_t i = 0; i < d->count; i++) {
        const struct drafted *row = &d->rows[i];
        if (row->is_silent)
            p->silent[p->nsilent++] = row->message;
        else if (row->message.method != METHOD_ABSENT)
            p->messages[p->nmessages++] = row->message;
    }
    p->skipped = d->skipped;
    p->nskipped = d->nskipped;
    free(d->rows);
    *d = (struct drafts){0};
    return p;
}

void itip_plan_free(struct itip_plan *p)
{
    if (!p)
        return;
    free(p->messages);
    free(p->skipped);
    free(p->sequences);
    free(p->silent);
    free(p);
}
