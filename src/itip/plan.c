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

/* One SEQUENCE for each VEVENT: the highest that any guest needs. */
struct numbering {
    struct itip_sequence *rows;
    size_t count, capacity;
};

static struct itip_sequence *number_for(struct numbering *n, const struct vevent *of)
{
    for (size_t i = n->count; i-- > 0;)
        if (n->rows[i].of == of)
            return &n->rows[i];
    n->rows = mem_grow(n->rows, n->count, &n->capacity, sizeof *n->rows);
    struct itip_sequence *row = &n->rows[n->count++];
    *row = (struct itip_sequence){of, of->sequence};
    return row;
}

/* What has no VEVENT in the event carries the number that its guest needs. */
static void number(struct drafts *d, struct numbering *n)
{
    for (size_t i = 0; i < d->count; i++) {
        struct itip_sequence *row = d->rows[i].of ? number_for(n, d->rows[i].of) : NULL;
        if (row && row->sequence < d->rows[i].least)
            row->sequence = d->rows[i].least;
    }
    for (size_t i = 0; i < d->count; i++)
        d->rows[i].message.sequence =
            d->rows[i].of ? number_for(n, d->rows[i].of)->sequence : d->rows[i].least;
}

static void list_sequences(const struct numbering *n, struct itip_plan *p)
{
    p->sequences = mem_array(n->count + 1, sizeof *p->sequences);
    for (size_t i = 0; i < n->count; i++)
        if (n->rows[i].sequence > n->rows[i].of->sequence)
            p->sequences[p->nsequences++] = n->rows[i];
}

int64_t drafts_series_sequence(const struct drafts *d)
{
    const struct vevent *series = d->f->now ? d->f->now->master : NULL;
    int64_t highest = series ? series->sequence : 0;
    for (size_t i = 0; series && i < d->count; i++)
        if (d->rows[i].of == series && d->rows[i].least > highest)
            highest = d->rows[i].least;
    return highest;
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

void drafts_clear(struct drafts *d)
{
    free(d->rows);
    free(d->skipped);
    *d = (struct drafts){.f = d->f, .series_sequence = d->series_sequence, .is_over = d->is_over};
}

bool itip_goes_with(const struct itip_plan *p, const struct itip_message *told,
                    const struct itip_message *silent)
{
    size_t of_same = 0;
    if (strcmp(told->attendee, silent->attendee) != 0)
        return false;
    for (size_t i = 0; i < p->nmessages; i++)
        of_same += strcmp(p->messages[i].attendee, told->attendee) == 0;
    return of_same <= 1 || (!*told->key && *silent->key);
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
