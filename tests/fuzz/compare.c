/* The hash of an event stays where only the writing changes, and changes where a value does. */
#include "reading.h"

#define MOST_LINES 400

struct copy { /* of a line */
    char *name, *params, *value;
    size_t value_len;
    bool in_zone;  /* a VTIMEZONE around it, or it is the BEGIN or END of one */
    bool in_event; /* a line of something that counts */
    bool is_frame; /* BEGIN or END */
};

struct lines {
    struct copy list[MOST_LINES];
    size_t count;
};

static void lines_end(struct lines *l)
{
    for (size_t i = 0; i < l->count; i++) {
        free(l->list[i].name);
        free(l->list[i].params);
        free(l->list[i].value);
    }
}

static bool value_is(const struct ical_line *l, const char *value)
{
    return span_is_nocase(span_trim(l->value), value);
}

/* Where the walk stands: how many components are open, and how many of them are a VTIMEZONE's. */
struct place {
    int depth, zone_depth;
};

static void line_copy(struct copy *c, const struct ical_line *l, struct place *p)
{
    bool begins = span_is_nocase(l->name, "BEGIN"), ends = span_is_nocase(l->name, "END");
    if (begins && (p->zone_depth > 0 || value_is(l, "VTIMEZONE")))
        p->zone_depth++;
    p->depth += begins;
    *c = (struct copy){
        .name = span_copy(l->name),
        .params = span_copy(l->params),
        .value = span_copy(l->value),
        .value_len = l->value.len,
        .in_zone = p->zone_depth > 0,
        .in_event = p->depth > 1 && p->zone_depth == 0 && !begins && !ends,
        .is_frame = begins || ends,
    };
    p->depth -= ends;
    p->zone_depth -= ends && p->zone_depth > 0;
}

/* false: there is a line that cannot be written anew, or too many. */
static bool lines_read(struct lines *to, struct span text)
{
    OWN(ical_reader) r = ical_reader_new(text, NULL);
    struct ical_line l;
    struct place p = {0};
    int got;
    while ((got = ical_reader_next(r, &l, NULL)) > 0 && to->count < MOST_LINES)
        line_copy(&to->list[to->count++], &l, &p);
    return got == 0;
}

/* --- writing them another way ---------------------------------------------------------------- */

struct style {
    const char *line_end;
    size_t width; /* of a physical line; 0: nothing is folded */
    bool lower, no_zones, adds_ignored;
};

static void fold_into(struct text *t, struct span line, const struct style *s)
{
    while (s->width && line.len > s->width) {
        text_add(t, span_make(line.at, s->width));
        text_addf(t, "%s\t", s->line_end);
        line = span_make(line.at + s->width, line.len - s->width);
    }
    text_add(t, line);
    text_add_str(t, s->line_end);
}

static void write_line(struct text *t, const struct copy *c, const struct style *s)
{
    OWN(text) line = text_new();
    for (const char *n = c->name; *n; n++)
        text_add_char(line, s->lower && *n >= 'A' && *n <= 'Z' ? (char)(*n + 32) : *n);
    text_addf(line, "%s%s:", *c->params ? ";" : "", c->params);
    text_add(line, span_make(c->value, c->value_len));
    fold_into(t, text_span(line), s);
}

static const struct style plain = {.line_end = "\r\n"};

static bool begins_event(const struct copy *c)
{
    return span_is_nocase(span_of(c->name), "BEGIN") &&
           span_is_nocase(span_trim(span_of(c->value)), "VEVENT");
}

static struct digest written_hash(const struct lines *l, const struct style *s)
{
    OWN(text) t = text_new();
    for (size_t i = 0; i < l->count; i++) {
        const struct copy *c = &l->list[i];
        if (s->no_zones && c->in_zone)
            continue;
        write_line(t, c, s);
        if (s->adds_ignored && begins_event(c))
            text_addf(t, "DTSTAMP:19700101T000000Z%sX-CONVOKE-A;B=c:d%slast-modified:0%s",
                      s->line_end, s->line_end, s->line_end);
    }
    return ical_hash(text_span(t));
}

/* --- what must be so ------------------------------------------------------------------------- */

static bool says_something(const struct copy *c)
{
    struct span name = span_of(c->name);
    return c->in_event && !span_is_nocase(name, "DTSTAMP") && !span_is_nocase(name, "CREATED") &&
           !span_is_nocase(name, "LAST-MODIFIED") && !span_starts_nocase(name, "X-CONVOKE-");
}

/* Properties that follow each other come in the other order. */
static void turn_round(struct lines *l)
{
    for (size_t first = 0, end; first < l->count; first = end + 1) {
        end = first;
        while (end < l->count && !l->list[end].is_frame)
            end++;
        for (size_t i = first, n = end; i + 1 < n; i++, n--) {
            struct copy other = l->list[i];
            l->list[i] = l->list[n - 1];
            l->list[n - 1] = other;
        }
    }
}

static void check_same(struct lines *l, const struct digest *hash)
{
    static const struct style styles[] = {
        {.line_end = "\r\n", .lower = true},    {.line_end = "\n", .width = 7},
        {.line_end = "\r", .width = 61},        {.line_end = "\r\n\r\n"},
        {.line_end = "\r\n", .no_zones = true}, {.line_end = "\n", .adds_ignored = true},
    };
    for (size_t i = 0; i < LENGTH(styles); i++) {
        struct digest again = written_hash(l, &styles[i]);
        MUST(digest_equal(hash, &again));
    }
    turn_round(l);
    struct digest turned = written_hash(l, &plain);
    MUST(digest_equal(hash, &turned));
}

/* One byte more, another name, one parameter more: it is another event. */
static void check_differs(struct lines *l, size_t changed, const struct digest *hash)
{
    struct copy *c = &l->list[changed], old = *c;
    OWN_CHARS value = mem_strf("%sx", old.value);
    OWN_CHARS name = mem_strf("X-%s", old.name);
    OWN_CHARS params = mem_strf("X-A=b%s%s", *old.params ? ";" : "", old.params);
    const struct copy changes[] = {
        {.name = old.name, .params = old.params, .value = value, .value_len = old.value_len + 1},
        {.name = name, .params = old.params, .value = old.value, .value_len = old.value_len},
        {.name = old.name, .params = params, .value = old.value, .value_len = old.value_len},
    };
    for (size_t i = 0; i < LENGTH(changes); i++) {
        *c = changes[i];
        struct digest other = written_hash(l, &plain);
        MUST(!digest_equal(hash, &other));
    }
    *c = old;
}

static void check(struct lines *l, const struct digest *hash)
{
    size_t step = 1 + l->count / 8;
    check_same(l, hash);
    for (size_t i = 0; i < l->count; i += step)
        for (size_t n = i; n < l->count && n < i + step; n++)
            if (says_something(&l->list[n])) {
                check_differs(l, n, hash);
                break;
            }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct lines l;
    struct span text = input_of(data, size);
    struct digest hash = ical_hash(text), again = ical_hash(text);
    MUST(digest_equal(&hash, &again));
    OWN(event) e = event_read(text, the_zones(), NULL, NULL);
    if (!e)
        return 0;
    l.count = 0;
    if (lines_read(&l, text))
        check(&l, &hash);
    lines_end(&l);
    return 0;
}
