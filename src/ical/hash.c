/* Is it the same event? A digest of what a text says, however it is written down.
 *
 * Lines are brought into one form, each component sorts its own, and a component inside is one line
 * of the one around it: its digest. A line that has that form already is not copied. */
#include "internal.h"

#define DEPTH_MOST  32
#define PARAMS_MOST 256

struct level {
    size_t first;     /* of its lines */
    bool counts;      /* false: a VTIMEZONE, whose text says nothing about the event */
    bool is_calendar; /* what a VCALENDAR says of itself is not the event's */
};

struct hashing {
    struct level levels[DEPTH_MOST + 1]; /* 0: outside */
    size_t depth, too_deep;
    struct span *lines; /* of all open components, the innermost last */
    size_t nlines, capacity;
    struct arena arena;
    struct text *sorted;
};

static bool is_ignored(const struct hashing *h, struct span name)
{
    if (h->levels[h->depth].is_calendar)
        return true;
    return NAME_IS(name, "DTSTAMP") || NAME_IS(name, "LAST-MODIFIED") || NAME_IS(name, "CREATED") ||
           span_starts_nocase(name, "X-CONVOKE-");
}

static void line_add(struct hashing *h, struct span line)
{
    if (h->nlines == h->capacity)
        h->lines = mem_grow(h->lines, h->nlines, &h->capacity, sizeof(*h->lines));
    h->lines[h->nlines++] = line;
}

/* --- one form -----------------------------------------------------------------------------------
 */

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

static char *put_upper(char *to, struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        *to++ = upper(s.at[i]);
    return to;
}

static char *put(char *to, struct span s)
{
    if (s.len > 0)
        memcpy(to, s.at, s.len);
    return to + s.len;
}

static int by_bytes(const void *a, const void *b)
{
    return span_compare(*(const struct span *)a, *(const struct span *)b);
}

static struct span param_form(struct arena *a, struct span name, struct span value)
{
    char *room = arena_room(a, name.len + value.len + 1);
    char *at = put_upper(room, name);
    *at++ = '=';
    for (size_t i = 0; i < value.len; i++)
        if (value.at[i] != '"')
            *at++ = value.at[i];
    arena_return(a, at);
    return span_make(room, (size_t)(at - room));
}

/* Quoted or not, in whatever order and case of names: the same parameters. */
static char *put_params(struct arena *a, char *to, struct span params)
{
    struct span forms[PARAMS_MOST], name, value;
    size_t count = 0;
    while (count < PARAMS_MOST && param_next(&params, &name, &value))
        forms[count++] = param_form(a, name, value);
    if (count > 1)
        qsort(forms, count, sizeof(*forms), by_bytes);
    for (size_t i = 0; i < count; i++) {
        *to++ = ';';
        to = put(to, forms[i]);
    }
    return put(to, params);
}

static bool is_upper(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.at[i] != upper(name.at[i]))
            return false;
    return true;
}

static struct span line_form(struct arena *a, const struct ical_line *l)
{
    bool as_is = l->params.len == 0 && l->value.at == l->name.at + l->name.len + 1;
    if (as_is && is_upper(l->name))
        return span_make(l->name.at, l->name.len + 1 + l->value.len);
    /* each parameter may be as short as a semicolon and gain an equals sign */
    char *room = arena_room(a, l->name.len + 2 * l->params.len + l->value.len + 4);
    char *at = put_upper(room, l->name);
    if (l->params.len > 0)
        at = put_params(a, at, l->params);
    *at++ = l->params.len > 0 ? '\1' : ':'; /* no value can pass for a parameter */
    at = put(at, l->value);
    return span_make(room, (size_t)(at - room));
}

/* --- components ---------------------------------------------------------------------------------
 */

static struct digest lines_digest(struct hashing *h, size_t first)
{
    size_t count = h->nlines - first;
    struct span *lines = count > 0 ? h->lines + first : NULL;
    if (count > 1)
        qsort(lines, count, sizeof(*lines), by_bytes);
    text_cut(h->sorted, 0);
    for (size_t i = 0; i < count; i++) {
        uint64_t len = lines[i].len;
        text_add(h->sorted, span_make((const char *)&len, sizeof(len)));
        text_add(h->sorted, lines[i]);
    }
    return digest_of(text_span(h->sorted));
}

static void component_begin(struct hashing *h, struct span kind)
{
    if (h->depth == DEPTH_MOST) {
        h->too_deep++;
        return;
    }
    bool counts = h->levels[h->depth].counts && !NAME_IS(kind, "VTIMEZONE");
    h->levels[++h->depth] = (struct level){
        .first = h->nlines,
        .counts = counts,
        .is_calendar = NAME_IS(kind, "VCALENDAR"),
    };
    char *room = arena_room(&h->arena, kind.len);
    put_upper(room, kind);
    line_add(h, span_make(room, kind.len));
}

static void component_end(struct hashing *h)
{
    if (h->too_deep > 0 || h->depth == 0) {
        h->too_deep -= h->too_deep > 0;
        return;
    }
    struct level *l = &h->levels[h->depth--];
    if (l->counts) {
        struct digest d = lines_digest(h, l->first);
        char *room = arena_room(&h->arena, sizeof(d.bytes));
        memcpy(room, d.bytes, sizeof(d.bytes));
        h->nlines = l->first;
        line_add(h, span_make(room, sizeof(d.bytes)));
    }
    h->nlines = l->first + l->counts;
}

static void hash_line(struct hashing *h, const struct scanned *scanned)
{
    struct ical_line line;
    line_keep(scanned, &h->arena, &line);
    if (NAME_IS(line.name, "BEGIN"))
        component_begin(h, span_trim(line.value));
    else if (NAME_IS(line.name, "END"))
        component_end(h);
    else if (h->levels[h->depth].counts && !is_ignored(h, line.name))
        line_add(h, line_form(&h->arena, &line));
}

struct digest ical_hash(struct span text)
{
    struct hashing h = {.sorted = text_new(), .levels = {{.counts = true}}};
    struct scan s = scan_of(text);
    struct scanned scanned;
    arena_start(&h.arena, text.len / 2 + 1000);
    while (scan_next(&s, &scanned))
        hash_line(&h, &scanned);
    while (h.depth > 0)
        component_end(&h);
    struct digest d = lines_digest(&h, 0);
    free(h.lines);
    text_free(h.sorted);
    arena_free(&h.arena);
    return d;
}
