/* Is it the same event? A digest of what a text says, however it is written down. */
#include "internal.h"

#define DEPTH_MOST 32

/* One component while its lines come in: they are written one after the other and sorted at its
 * end, so that their order does not matter. */
struct level {
    struct text *written; /* the lines, normalised */
    size_t *ends;         /* where each ends */
    size_t nends, capacity;
    bool counts;      /* false: a VTIMEZONE, whose text says nothing about the event */
    bool is_calendar; /* what a VCALENDAR says of itself is not the event's */
};

struct hashing {
    struct level levels[DEPTH_MOST + 1]; /* 0: outside */
    size_t depth, too_deep;
    struct text *params;
    struct text *decoded;
};

static const char *const ignored[] = {"DTSTAMP", "LAST-MODIFIED", "CREATED"};

static bool is_ignored(const struct hashing *h, struct span name)
{
    if (h->levels[h->depth].is_calendar)
        return true;
    for (size_t i = 0; i < LENGTH(ignored); i++)
        if (span_is_nocase(name, ignored[i]))
            return true;
    return span_starts_nocase(name, "X-CONVOKE-");
}

static void level_line_end(struct level *l)
{
    l->ends = mem_grow(l->ends, l->nends, &l->capacity, sizeof(*l->ends));
    l->ends[l->nends++] = text_len(l->written);
}

static void add_upper(struct text *t, struct span s)
{
    char upper[64];
    while (s.len > 0) {
        size_t len = s.len < sizeof(upper) ? s.len : sizeof(upper);
        for (size_t i = 0; i < len; i++)
            upper[i] = s.at[i] >= 'a' && s.at[i] <= 'z' ? (char)(s.at[i] - 32) : s.at[i];
        text_add(t, span_make(upper, len));
        s = span_make(s.at + len, s.len - len);
    }
}

/* --- sorting ------------------------------------------------------------------------------------
 */

static int by_bytes(const void *a, const void *b)
{
    return span_compare(*(const struct span *)a, *(const struct span *)b);
}

/* Cuts a text at its ends, sorts the pieces and adds them, each with its length before it. */
static void add_sorted(struct text *to, struct span text, const size_t *ends, size_t count)
{
    struct span some[64];
    struct span *pieces = count > LENGTH(some) ? mem_array(count, sizeof(*pieces)) : some;
    for (size_t i = 0, begin = 0; i < count; begin = ends[i++])
        pieces[i] = span_make(text.at + begin, ends[i] - begin);
    if (count > 1)
        qsort(pieces, count, sizeof(*pieces), by_bytes);
    for (size_t i = 0; i < count; i++) {
        uint64_t len = pieces[i].len;
        text_add(to, span_make((const char *)&len, sizeof(len)));
        text_add(to, pieces[i]);
    }
    if (pieces != some)
        free(pieces);
}

/* Quoted or not, in whatever order and case of names: the same parameters; our own say nothing. */
static void add_params(struct hashing *h, struct text *to, struct span params)
{
    struct span rest = params, name, value;
    size_t ends[256], count = 0;
    text_cut(h->params, 0);
    while (count < LENGTH(ends) && param_next(&rest, &name, &value)) {
        if (span_starts_nocase(name, "X-CONVOKE-"))
            continue;
        add_upper(h->params, name);
        text_add_char(h->params, '=');
        for (size_t i = 0; i < value.len; i++)
            if (value.at[i] != '"')
                text_add_char(h->params, value.at[i]);
        ends[count++] = text_len(h->params);
    }
    add_sorted(to, text_span(h->params), ends, count);
    text_add(to, rest);
}

/* --- lines and components -----------------------------------------------------------------------
 */

static void component_begin(struct hashing *h, struct span kind)
{
    if (h->depth == DEPTH_MOST) {
        h->too_deep++;
        return;
    }
    bool counts = h->levels[h->depth].counts && !span_is_nocase(kind, "VTIMEZONE");
    struct level *l = &h->levels[++h->depth];
    if (!l->written)
        l->written = text_new();
    text_cut(l->written, 0);
    l->nends = 0;
    l->counts = counts;
    l->is_calendar = span_is_nocase(kind, "VCALENDAR");
    add_upper(l->written, kind);
    level_line_end(l);
}

/* A component is one line of the one around it: the digest of all that it holds. */
static void component_end(struct hashing *h)
{
    if (h->too_deep > 0 || h->depth == 0) {
        h->too_deep -= h->too_deep > 0;
        return;
    }
    struct level *l = &h->levels[h->depth--], *around = &h->levels[h->depth];
    if (!l->counts)
        return;
    OWN(text) sorted = text_new();
    add_sorted(sorted, text_span(l->written), l->ends, l->nends);
    struct digest d = digest_of(text_span(sorted));
    text_add(around->written, span_make((const char *)d.bytes, sizeof(d.bytes)));
    level_line_end(around);
}

static void property(struct hashing *h, const struct ical_line *line)
{
    struct level *l = &h->levels[h->depth];
    if (!l->counts || is_ignored(h, line->name))
        return;
    add_upper(l->written, line->name);
    if (line->params.len > 0) {
        text_add_char(l->written, ';');
        add_params(h, l->written, line->params);
    }
    text_add_char(l->written, ':');
    text_add(l->written, line->value);
    level_line_end(l);
}

struct digest ical_hash(struct span text)
{
    struct hashing h = {.params = text_new(), .decoded = text_new()};
    struct scan s = scan_of(text);
    struct scanned scanned;
    struct ical_line line;
    h.levels[0] = (struct level){.written = text_new(), .counts = true};
    while (scan_next(&s, &scanned)) {
        line_peek(&scanned, h.decoded, &line);
        if (span_is_nocase(line.name, "BEGIN"))
            component_begin(&h, span_trim(line.value));
        else if (span_is_nocase(line.name, "END"))
            component_end(&h);
        else
            property(&h, &line);
    }
    while (h.depth > 0)
        component_end(&h);
    OWN(text) all = text_new();
    add_sorted(all, text_span(h.levels[0].written), h.levels[0].ends, h.levels[0].nends);
    struct digest d = digest_of(text_span(all));
    for (size_t i = 0; i < LENGTH(h.levels); i++) {
        text_free(h.levels[i].written);
        free(h.levels[i].ends);
    }
    text_free(h.params);
    text_free(h.decoded);
    return d;
}
