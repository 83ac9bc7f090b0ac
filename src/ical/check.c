/* Checking: what the grammar tells of the text, and what reading its events tells. */
#include "findings.h"
#include "split.h"

struct event *event_check(struct span text, struct zones *zones, const struct ical_limits *limits,
                          struct findings *f, struct error *err)
{
    findings_of_part(f, NULL, 0);
    if (text.len <= (limits ? limits : &ical_limits_default)->object_bytes)
        grammar_check(text, false, f);
    return event_report(text, zones, limits, f, err);
}

/* --- a file ---------------------------------------------------------------------------------- */

struct checking {
    struct zones *zones;
    const struct ical_limits *limits;
    struct findings *findings;
    struct event_place *events;
    size_t capacity;
};

/* Where the events of the part at hand stand in the file. */
static size_t place_events(struct checking *c, const struct ical_split *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->nrivals; i++) {
        const struct piece *p = &s->pieces[s->rivals[i].piece];
        if (s->rivals[i].loses)
            continue;
        c->events = mem_grow(c->events, count, &c->capacity, sizeof(*c->events));
        c->events[count++] = (struct event_place){.file_begin = p->line, .is_longer = !p->has_uid};
    }
    return count;
}

static void report_losers(struct checking *c, const struct ical_split *s)
{
    for (size_t i = 0; i < s->nrivals; i++)
        if (s->rivals[i].loses)
            report(c->findings, RULE_OLDER_VERSION,
                   (struct place){s->pieces[s->rivals[i].piece].line, "VEVENT", {0}},
                   (struct span){0});
}

static void check_part(struct checking *c, const struct ical_split *s, const struct ical_part *part)
{
    struct place at = {part->line, "VEVENT", {0}};
    struct error why;
    if (part->components == 0) {
        at.component = "";
        report(c->findings, RULE_LEFT_OUT, at, (struct span){0});
        return;
    }
    if (part->uid_was_made)
        report(c->findings, RULE_UID_MADE, at, (struct span){0});
    report_losers(c, s);
    size_t count = place_events(c, s);
    findings_of_part(c->findings, c->events, count);
    event_free(event_report(part->text, c->zones, c->limits, c->findings, &why));
    findings_of_part(c->findings, NULL, 0);
}

void calendar_check(struct span file, struct zones *zones, const struct ical_limits *limits,
                    struct findings *f)
{
    struct checking c = {.zones = zones, .limits = limits, .findings = f};
    struct ical_part part;
    struct error why;
    findings_of_part(f, NULL, 0);
    OWN(ical_split) s = split_open(file, limits, f, &why);
    if (!s)
        return;
    grammar_check(file, true, f);
    for (int got; (got = ical_split_next(s, &part, &why)) != 0;)
        if (got > 0)
            check_part(&c, s, &part);
    free(c.events);
}
