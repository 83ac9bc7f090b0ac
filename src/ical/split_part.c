/* The components of one UID become a file of their own. */
#include "findings.h"
#include "split.h"

/* --- checks ---------------------------------------------------------------------------------- */

struct check {
    const struct ical_split *s;
    const struct piece *piece;
    int depth;
};

static bool line_check(struct check *c, const struct scanned *l, const struct ical_line *line,
                       struct error *err)
{
    size_t number = c->piece->line + l->number - 1;
    if (l->body.len > c->s->limits.line_bytes)
        return refuse(c->s->findings, err, RULE_LINE_TOO_LARGE, number, NULL,
                      "it has %zu bytes; a line may have %zu.", l->body.len,
                      c->s->limits.line_bytes);
    if (memchr(l->raw.at, '\0', l->raw.len))
        return refuse(c->s->findings, err, RULE_NUL_BYTE, number, NULL,
                      "it holds a NUL byte; iCalendar is text.");
    if (NAME_IS(line->name, "BEGIN"))
        c->depth++;
    else if (NAME_IS(line->name, "END"))
        c->depth -= c->depth > 1;
    if (c->depth >= c->s->limits.depth)
        return refuse(c->s->findings, err, RULE_NESTED_TOO_DEEP, number, NULL,
                      "components are nested more than %d deep.", c->s->limits.depth);
    return true;
}

/* --- rivals ---------------------------------------------------------------------------------- */

static void rival_line(struct rival *r, const struct ical_line *line, struct arena *a)
{
    int64_t n;
    struct written_time t;
    if (NAME_IS(line->name, "RECURRENCE-ID")) {
        const char *tzid = param_str(a, line->params, "TZID");
        const char *value = arena_str(a, span_trim(line->value));
        OWN_CHARS both = mem_strf("%s;%s", value, tzid ? tzid : "");
        r->recurrence_id = *value ? arena_str(a, span_of(both)) : "";
    } else if (NAME_IS(line->name, "SEQUENCE") && span_number(span_trim(line->value), &n)) {
        r->sequence = n;
    } else if (NAME_IS(line->name, "DTSTAMP") && written_time_parse(line->value, &t)) {
        r->stamp = t.local;
    }
}

static struct rival *rival_add(struct ical_split *s, uint32_t piece)
{
    s->rivals = mem_grow(s->rivals, s->nrivals, &s->rivals_capacity, sizeof(*s->rivals));
    struct rival *r = &s->rivals[s->nrivals];
    *r = (struct rival){.piece = piece, .order = (uint32_t)s->nrivals++, .recurrence_id = ""};
    return r;
}

static int by_rank(const void *a, const void *b)
{
    const struct rival *x = a, *y = b;
    int same = strcmp(x->recurrence_id, y->recurrence_id);
    if (same != 0)
        return same;
    if (x->sequence != y->sequence)
        return x->sequence < y->sequence ? -1 : 1;
    if (x->stamp != y->stamp)
        return x->stamp < y->stamp ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

static int by_order(const void *a, const void *b)
{
    const struct rival *x = a, *y = b;
    return x->order < y->order ? -1 : 1;
}

/* The highest SEQUENCE, then the latest DTSTAMP, then the last one stays. */
static size_t rivals_settle(struct ical_split *s)
{
    size_t losers = 0;
    if (s->nrivals < 2)
        return 0;
    qsort(s->rivals, s->nrivals, sizeof(*s->rivals), by_rank);
    for (size_t i = 0; i + 1 < s->nrivals; i++) {
        struct rival *r = &s->rivals[i];
        r->loses = strcmp(r->recurrence_id, r[1].recurrence_id) == 0;
        losers += r->loses;
    }
    qsort(s->rivals, s->nrivals, sizeof(*s->rivals), by_order);
    return losers;
}

/* --- parts ----------------------------------------------------------------------------------- */

/* Checks the lines of a piece, gathers the zones that they name and what ranks it. */
static bool piece_read(struct ical_split *s, uint32_t index, struct text *zones, struct arena *a,
                       struct error *err)
{
    const struct piece *p = &s->pieces[index];
    struct check check = {s, p, 0};
    struct rival *rival = rival_add(s, index);
    struct scan scan = scan_of(piece_text(s, p));
    struct scanned l;
    struct ical_line line;
    while (scan_next(&scan, &l)) {
        line_peek(&l, s->unfolded, &line);
        TRY(line_check(&check, &l, &line, err));
        split_add_zone_of_line(s, p, &line, zones);
        if (check.depth == 1 && p->next != index)
            rival_line(rival, &line, a);
    }
    return true;
}

/* A UID that the same event gets again: made from what it says. */
static void add_with_uid(struct ical_split *s, const struct piece *p, struct ical_part *part)
{
    struct span text = piece_text(s, p);
    struct digest d = ical_hash(text);
    struct scan scan = scan_of(text);
    struct scanned begin;
    text_cut(s->uid, 0);
    text_add_str(s->uid, "made-");
    text_add_base32(s->uid, d.bytes, 16);
    part->uid = text_span(s->uid);
    part->uid_was_made = true;
    if (!scan_next(&scan, &begin))
        return;
    text_add(s->part, begin.raw);
    text_add_str(s->part, "UID:");
    text_add(s->part, text_span(s->uid));
    text_add_str(s->part, line_end_of(s->text));
    text_add(s->part, span_make(text.at + begin.raw.len, text.len - begin.raw.len));
}

static bool is_whole_file(const struct ical_split *s, const struct piece *p,
                          const struct ical_part *part)
{
    return s->nparts == 1 && s->ncalendars == 1 && p->has_uid && part->left_out == 0 &&
           s->fault.kind == FAULT_NONE && s->calendars[0].at <= p->at;
}

static bool part_read(struct ical_split *s, uint32_t first, struct text *zones, struct arena *a,
                      struct error *err)
{
    size_t bytes = 0;
    uint32_t i = first;
    s->nrivals = 0;
    do {
        const struct piece *p = &s->pieces[i];
        if (p->is_cut)
            return refuse(s->findings, err, RULE_CUT_OFF, p->line, NULL,
                          "what begins here has no END; it was cut off.");
        bytes += p->len;
        if (bytes > s->limits.object_bytes)
            return refuse(s->findings, err, RULE_OBJECT_TOO_LARGE, p->line, NULL,
                          "the event has more than %zu bytes.", s->limits.object_bytes);
        i = p->next;
    } while (i != first);
    do {
        TRY(piece_read(s, i, zones, a, err));
        i = s->pieces[i].next;
    } while (i != first);
    return true;
}

/* The components of one UID need not follow each other in the file: then no number fits them all,
 * and that of the first one is kept. */
static void note_shift(struct ical_split *s, const struct piece *p, struct ical_part *part)
{
    struct scan scan = scan_of(text_span(s->part));
    struct scanned l;
    while (scan_next(&scan, &l))
        ;
    part->line_shift = (int64_t)p->line - (int64_t)scan.number - !p->has_uid;
}

static void part_write(struct ical_split *s, struct span zones, struct ical_part *part)
{
    split_add_head(s, &s->pieces[s->rivals[0].piece], s->part);
    text_add(s->part, zones);
    bool first = true;
    for (size_t i = 0; i < s->nrivals; i++) {
        const struct piece *p = &s->pieces[s->rivals[i].piece];
        if (s->rivals[i].loses)
            continue;
        split_add_line_end(s, s->part);
        if (first)
            note_shift(s, p, part);
        first = false;
        if (p->has_uid)
            text_add(s->part, piece_text(s, p));
        else
            add_with_uid(s, p, part);
    }
    split_add_line_end(s, s->part);
    text_add_str(s->part, "END:VCALENDAR");
    text_add_str(s->part, line_end_of(s->text));
}

static void part_convert(struct ical_split *s, struct ical_part *part)
{
    if (span_is_utf8(part->text))
        return;
    OWN(text) converted = text_new();
    if (!text_add_converted(converted, part->text))
        return;
    text_cut(s->part, 0);
    text_add(s->part, text_span(converted));
    part->text = text_span(s->part);
    part->was_converted = true;
}

/* Of what is converted too: a fold may stand inside what was a character before, or is one now. */
static void part_uid(struct ical_split *s, const struct piece *p, struct ical_part *part)
{
    if (part->uid_was_made || !p->has_uid)
        return;
    part->uid = piece_uid(s, p);
    if (!part->was_converted && span_is_utf8(part->uid))
        return;
    OWN(text) converted = text_new();
    if (part->was_converted && text_add_converted(converted, piece_text(s, p))) {
        part->uid = component_uid(s, text_span(converted));
    } else if (text_add_converted(converted, part->uid)) {
        text_cut(s->uid, 0);
        text_add(s->uid, text_span(converted));
        part->uid = text_span(s->uid);
    }
}

bool part_make(struct ical_split *s, uint32_t first, struct ical_part *part, struct error *err)
{
    const struct piece *p = &s->pieces[first];
    OWN(text) zones = text_new();
    struct arena a = {0};
    part->line = p->line;
    bool ok = part_read(s, first, zones, &a, err);
    part->left_out = ok ? rivals_settle(s) : 0;
    arena_free(&a);
    part_uid(s, p, part);
    TRY(ok);
    part->components = p->is_event ? s->nrivals - part->left_out : 0;
    part->is_item = p->is_item;
    text_cut(s->part, 0);
    if (is_whole_file(s, p, part)) {
        part->text = s->text;
    } else {
        part_write(s, text_span(zones), part);
        part->text = text_span(s->part);
    }
    part_convert(s, part);
    part_uid(s, p, part);
    return true;
}
