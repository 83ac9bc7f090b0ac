/* Content lines, found without touching a byte. RFC 5545, 3.1 */
#include "internal.h"

const struct ical_limits ical_limits_default = {
    .object_bytes = 1 << 20,
    .line_bytes = 1 << 20,
    .depth = 8,
    .properties = 20000,
    .parameters = 200,
    .attendees = 1000,
};

const struct ical_limits ical_limits_stored = {
    .object_bytes = 1 << 30,
    .line_bytes = 1 << 30,
    .depth = 64,
    .properties = 1 << 30,
    .parameters = 1 << 30,
    .attendees = 1 << 30,
};

/* Sixteen bytes at a time, in the registers that most processors have for this. */
typedef unsigned char sixteen __attribute__((vector_size(16)));

/* How many bytes stand before the first that has all its bits set; 8: all of them. */
static size_t bytes_before_hit(uint64_t hits)
{
    if (hits == 0)
        return 8;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return (size_t)__builtin_ctzll(hits) / 8;
#else
    return (size_t)__builtin_clzll(hits) / 8;
#endif
}

/* The same of the first CR or LF of sixteen bytes. */
static size_t bytes_before_end(const char *at)
{
    sixteen bytes;
    memcpy(&bytes, at, sizeof(bytes));
    sixteen hits = (sixteen)((bytes == (unsigned char)'\r') | (bytes == (unsigned char)'\n'));
    uint64_t halves[2];
    memcpy(halves, &hits, sizeof(halves));
    return halves[0] ? bytes_before_hit(halves[0]) : 8 + bytes_before_hit(halves[1]);
}

/* The first CR or LF. */
static const char *find_line_end(const char *at, const char *end)
{
    for (size_t before; end - at >= 16; at += before)
        if ((before = bytes_before_end(at)) < 16)
            return at + before;
    while (at < end && *at != '\r' && *at != '\n')
        at++;
    return at;
}

static struct scan scan_from(const char *at, const char *end)
{
    return (struct scan){.at = at, .end = end, .number = 1};
}

struct scan scan_of(struct span text)
{
    text = span_solid(text);
    size_t bom = span_starts(text, "\xEF\xBB\xBF") ? 3 : 0;
    return scan_from(text.at + bom, text.at + text.len);
}

/* Steps over one physical line; gives where its text ends. A CR alone ends a line too, unless an
 * LF follows it or its like. */
static const char *scan_physical(struct scan *s)
{
    const char *text_end = find_line_end(s->at, s->end), *next = text_end;
    while (next < s->end && *next == '\r')
        next++;
    if (next < s->end && *next == '\n')
        next++;
    else if (next > text_end)
        next = text_end + 1;
    s->at = next;
    s->number += next > text_end; /* the last line may have no end */
    return text_end;
}

static bool scan_goes_on(const struct scan *s)
{
    return s->at < s->end && (*s->at == ' ' || *s->at == '\t');
}

static bool is_line_end(char c)
{
    return c == '\r' || c == '\n';
}

/* Where the last of the line ends before `at` begins: CRs and the LF that they lead to are one. */
static const char *last_line_end(const char *from, const char *at)
{
    bool is_lf = *--at == '\n';
    while (is_lf && at > from && at[-1] == '\r')
        at--;
    return at;
}

/* Steps over blank lines, as many as there are. A fold behind the last goes on with that one: it is
 * read as a line of its own then, and the scan stands before it. */
static void scan_blank(struct scan *s)
{
    const char *at = s->at, *behind_lf = at;
    size_t lines = 0;
    for (; at < s->end && is_line_end(*at); at++)
        if (*at == '\n') {
            behind_lf = at + 1;
            lines++;
        }
    lines += (size_t)(at - behind_lf); /* a CR that leads to no LF ends a line by itself */
    if (lines == 0)
        return;
    bool is_folded = at < s->end && (*at == ' ' || *at == '\t');
    s->number += lines - is_folded;
    s->at = is_folded ? last_line_end(s->at, at) : at;
}

bool scan_next(struct scan *s, struct scanned *l)
{
    scan_blank(s);
    if (s->at >= s->end)
        return false;
    const char *begin = s->at;
    l->number = s->number;
    const char *text_end = scan_physical(s);
    l->is_folded = scan_goes_on(s);
    while (scan_goes_on(s))
        text_end = scan_physical(s);
    l->raw = span_make(begin, (size_t)(s->at - begin));
    l->body = span_make(begin, (size_t)(text_end - begin));
    return true;
}

size_t unfold(struct span body, char *into)
{
    struct scan s = scan_from(body.at, body.at + body.len);
    size_t len = 0;
    for (bool first = true; s.at < s.end; first = false) {
        const char *begin = s.at + !first;
        const char *text_end = scan_physical(&s);
        memcpy(into + len, begin, (size_t)(text_end - begin));
        len += (size_t)(text_end - begin);
    }
    return len;
}

/* Where the value begins: the first colon outside quotes. A quote that is never closed counts as
 * none, since such lines come from programs that do not quote at all. */
static const char *find_colon(const char *at, const char *end)
{
    const char *colon = memchr(at, ':', (size_t)(end - at));
    if (!colon || !memchr(at, '"', (size_t)(colon - at)))
        return colon;
    bool quoted = false;
    for (const char *c = at; c < end; c++) {
        if (*c == '"')
            quoted = !quoted;
        else if (*c == ':' && !quoted)
            return c;
    }
    return colon;
}

void line_take_apart(struct span content, struct ical_line *l)
{
    content = span_solid(content);
    const char *at = content.at, *end = at + content.len;
    while (at < end && *at != ':' && *at != ';')
        at++;
    const char *colon = at == end || *at == ':' ? at : find_colon(at, end);
    if (!colon || colon == end) {
        l->name = l->params = span_make(content.at, 0);
        l->value = content;
        return;
    }
    l->name = span_trim(span_make(content.at, (size_t)(at - content.at)));
    l->params = at < colon ? span_make(at + 1, (size_t)(colon - at - 1)) : span_make(at, 0);
    l->value = span_make(colon + 1, (size_t)(end - colon - 1));
}

void line_keep(const struct scanned *l, struct arena *a, struct ical_line *out)
{
    struct span content = l->body;
    if (l->is_folded) {
        char *room = arena_room(a, l->body.len);
        content = span_make(room, unfold(l->body, room));
        arena_return(a, room + content.len);
    }
    line_take_apart(content, out);
    out->raw = l->raw;
    out->number = l->number;
}

static void text_add_unfolded(struct text *t, struct span body)
{
    struct scan s = scan_from(body.at, body.at + body.len);
    for (bool first = true; s.at < s.end; first = false) {
        const char *begin = s.at + !first;
        text_add(t, span_make(begin, (size_t)(scan_physical(&s) - begin)));
    }
}

void line_peek(const struct scanned *l, struct text *into, struct ical_line *out)
{
    struct span content = l->body;
    if (l->is_folded) {
        text_cut(into, 0);
        text_add_unfolded(into, l->body);
        content = text_span(into);
    }
    line_take_apart(content, out);
    out->raw = l->raw;
    out->number = l->number;
}

size_t line_number_of(struct span text, const char *at)
{
    struct scan s = scan_of(text);
    struct scanned l = {.number = 1};
    while (s.at <= at && scan_next(&s, &l))
        ;
    return l.number;
}

const char *line_end_of(struct span text)
{
    struct scan s = scan_of(text);
    struct scanned l;
    if (!scan_next(&s, &l))
        return "\r\n";
    char last = l.raw.at[l.raw.len - 1];
    if (l.raw.len == l.body.len || (last != '\r' && last != '\n'))
        return "\r\n";
    if (last == '\r') /* with an LF behind it, it would not end a line of its own */
        return memchr(text.at, '\n', text.len) ? "\r\n" : "\r";
    return l.raw.len - l.body.len == 1 ? "\n" : "\r\n";
}

/* --- the public reader ----------------------------------------------------------------------- */

struct ical_reader {
    struct scan scan;
    struct ical_limits limits;
    struct text *unfolded;
};

struct ical_reader *ical_reader_new(struct span text, const struct ical_limits *limits)
{
    struct ical_reader *r = mem_new(sizeof(*r));
    r->scan = scan_of(text);
    r->limits = limits ? *limits : ical_limits_default;
    r->unfolded = text_new();
    return r;
}

void ical_reader_free(struct ical_reader *r)
{
    if (!r)
        return;
    text_free(r->unfolded);
    free(r);
}

bool fault_at(struct error *err, enum fault kind, const char *rule, size_t line, const char *name,
              const char *what)
{
    return fail(err, kind, rule, "Line %zu, %s: %s.", line, name, what);
}

int ical_reader_next(struct ical_reader *r, struct ical_line *line, struct error *err)
{
    struct scanned l;
    if (!scan_next(&r->scan, &l))
        return 0;
    *line = (struct ical_line){.raw = l.raw, .number = l.number};
    if (l.body.len > r->limits.line_bytes) {
        fail(err, FAULT_TOO_LARGE, "max-resource-size",
             "Line %zu has %zu bytes; a line may have %zu.", l.number, l.body.len,
             r->limits.line_bytes);
        return -1;
    }
    line_peek(&l, r->unfolded, line);
    if (line->name.len > 0)
        return 1;
    fail(err, FAULT_INVALID, "valid-calendar-data",
         "Line %zu is no content line: a name, a colon and a value are expected.", l.number);
    return -1;
}
