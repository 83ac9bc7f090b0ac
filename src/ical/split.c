/* A calendar file taken apart into one object for each UID. */
#include "split.h"
#include "findings.h"

static bool is_worth_reading(struct span text, struct findings *f, struct error *err)
{
    struct span begin = span_trim(text);
    if (begin.len == 0)
        return refuse(f, err, RULE_FILE_EMPTY, 0, NULL, "The file is empty.");
    if (text_is_utf16(begin))
        return refuse(f, err, RULE_UTF_16, 0, NULL,
                      "The file is UTF-16; iCalendar is written in UTF-8.");
    if (begin.at[0] == '<')
        return refuse(f, err, RULE_MARKUP, 0, NULL, "This is HTML or XML, no iCalendar file.");
    return true;
}

struct ical_split *ical_split_new(struct span text, const struct ical_limits *limits,
                                  struct error *err)
{
    return split_open(text, limits, NULL, err);
}

struct ical_split *split_open(struct span text, const struct ical_limits *limits,
                              struct findings *findings, struct error *err)
{
    TRY(is_worth_reading(text, findings, err));
    OWN(ical_split) s = mem_new(sizeof(*s));
    s->text = text;
    s->findings = findings;
    s->limits = limits ? *limits : ical_limits_default;
    random_bytes(s->key, sizeof(s->key));
    s->part = text_new();
    s->unfolded = text_new();
    s->uid = text_new();
    arena_start(&s->arena, 256);
    TRY(split_index(s, err));
    if (s->ncalendars == 0 && s->npieces == 0) {
        refuse(findings, err, RULE_NO_CALENDAR, 0, NULL,
               "There is no BEGIN:VCALENDAR; this is no iCalendar file.");
        return NULL;
    }
    return GIVE(s);
}

void ical_split_free(struct ical_split *s)
{
    if (!s)
        return;
    free(s->pieces);
    free(s->lasts);
    free(s->calendars);
    free(s->zones);
    free(s->rivals);
    text_free(s->part);
    text_free(s->unfolded);
    text_free(s->uid);
    arena_free(&s->arena);
    free(s);
}

enum ical_method ical_split_method(const struct ical_split *s)
{
    return s->method;
}

size_t ical_split_count(const struct ical_split *s)
{
    return s->nparts;
}

struct span ical_split_name(const struct ical_split *s)
{
    return s->name;
}

/* --- checks -------------------------------------------------------------------------------------
 */

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

/* --- what goes with a part ----------------------------------------------------------------------
 */

static struct calendar_extent *calendar_of(struct ical_split *s, const struct piece *p)
{
    size_t low = 0, high = s->ncalendars;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (s->calendars[mid].at <= p->at)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == 0 || (s->calendars[low - 1].end && s->calendars[low - 1].end <= p->at))
        return NULL;
    return &s->calendars[low - 1];
}

static bool span_lies_in(struct span part, const struct ical_split *s,
                         const struct calendar_extent *c)
{
    uint64_t at = (uint64_t)(part.at - s->text.at);
    return c && at >= c->at && (c->end == 0 || at < c->end);
}

/* The VTIMEZONE of this TZID: of the same calendar if it has one, else the first of the file. */
static struct file_zone *zone_of(struct ical_split *s, const struct piece *p, struct span tzid)
{
    size_t low = 0, high = s->nzones;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (span_compare(s->zones[mid].tzid, tzid) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    const struct calendar_extent *calendar = calendar_of(s, p);
    struct file_zone *first = NULL;
    for (; low < s->nzones && span_equal(s->zones[low].tzid, tzid); low++) {
        first = first ? first : &s->zones[low];
        if (span_lies_in(s->zones[low].text, s, calendar))
            return &s->zones[low];
        if (s->ncalendars <= 1)
            break;
    }
    return first;
}

static void add_zone_of_line(struct ical_split *s, const struct piece *p,
                             const struct ical_line *line, struct text *zones)
{
    struct span tzid;
    if (line->params.len == 0 || s->nzones == 0 || !ical_param(line->params, "TZID", NULL, &tzid))
        return;
    struct file_zone *zone = zone_of(s, p, tzid);
    uint32_t part = (uint32_t)s->given;
    if (!zone || zone->part == part)
        return;
    zone->part = part;
    text_add(zones, zone->text);
}

static void add_line_end(const struct ical_split *s, struct text *t)
{
    struct span so_far = text_span(t);
    if (so_far.len > 0 && so_far.at[so_far.len - 1] != '\n' && so_far.at[so_far.len - 1] != '\r')
        text_add_str(t, line_end_of(s->text));
}

/* BEGIN:VCALENDAR and those of its properties that say how to read what it holds. */
static void add_head(struct ical_split *s, const struct piece *p, struct text *to)
{
    static const char *const kept[] = {"VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-TIMEZONE"};
    const struct calendar_extent *c = calendar_of(s, p);
    bool found[LENGTH(kept)] = {false};
    const char *end = line_end_of(s->text);
    text_add_str(to, "BEGIN:VCALENDAR");
    text_add_str(to, end);
    struct scan scan =
        scan_of(c ? span_make(s->text.at + c->at, s->text.len - c->at) : (struct span){0});
    struct scanned l;
    struct ical_line line;
    for (size_t lines = 0; lines < 1000 && scan_next(&scan, &l); lines++) {
        line_peek(&l, s->unfolded, &line);
        if (lines > 0 && NAME_IS(line.name, "BEGIN"))
            break;
        for (size_t i = 0; i < LENGTH(kept); i++)
            if (!found[i] && span_is_nocase(line.name, kept[i])) {
                found[i] = true;
                text_add(to, l.raw);
            }
    }
    text_add_str(to, found[0] ? "" : "VERSION:2.0");
    text_add_str(to, found[0] ? "" : end);
    text_add_str(to, found[1] ? "" : "PRODID:" ICAL_PRODID);
    text_add_str(to, found[1] ? "" : end);
}

/* --- rivals -------------------------------------------------------------------------------------
 */

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

/* --- parts --------------------------------------------------------------------------------------
 */

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
        add_zone_of_line(s, p, &line, zones);
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
    add_head(s, &s->pieces[s->rivals[0].piece], s->part);
    text_add(s->part, zones);
    bool first = true;
    for (size_t i = 0; i < s->nrivals; i++) {
        const struct piece *p = &s->pieces[s->rivals[i].piece];
        if (s->rivals[i].loses)
            continue;
        add_line_end(s, s->part);
        if (first)
            note_shift(s, p, part);
        first = false;
        if (p->has_uid)
            text_add(s->part, piece_text(s, p));
        else
            add_with_uid(s, p, part);
    }
    add_line_end(s, s->part);
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

static bool part_make(struct ical_split *s, uint32_t first, struct ical_part *part,
                      struct error *err)
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

/* After the parts: what is wrong with the file as a whole, once. */
static int file_end(struct ical_split *s, struct ical_part *part, struct error *err)
{
    if (s->fault.kind == FAULT_NONE)
        return 0;
    if (err)
        *err = s->fault;
    part->line = s->fault_line;
    s->fault = (struct error){0};
    return -1;
}

int ical_split_next(struct ical_split *s, struct ical_part *part, struct error *err)
{
    *part = (struct ical_part){0};
    while (s->next < s->npieces && s->pieces[s->next].is_follower)
        s->next++;
    if (s->next == s->npieces)
        return file_end(s, part, err);
    s->given++;
    return part_make(s, (uint32_t)s->next++, part, err) ? 1 : -1;
}

void ical_error_shift(struct error *err, int64_t line_shift, size_t first)
{
    static const char start[] = "Line ";
    struct error old = *err;
    char *rest;
    if (line_shift == 0 || strncmp(old.said, start, strlen(start)) != 0)
        return;
    long long line = strtoll(old.said + strlen(start), &rest, 10) + (long long)line_shift;
    fail(err, old.kind, old.rule, "%s%lld%s", start,
         line < (long long)first ? (long long)first : line, rest);
}
