/* Is it the same event? A digest of what a text says, however it is written down.
 *
 * Lines are brought into one form, each component sorts its own, and a component inside is one line
 * of the one around it: its digest. A line that has that form already is not copied. */
#include "internal.h"

#define DEPTH_MOST  32
#define PARAMS_MOST 256
#define BLOCK_BYTES 2048
#define LINE_BYTES  1024 /* a longer one is there by its own digest */
#define SORTED_SOON 12   /* as few lines are sorted by inserting */

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
    struct text *unfolded;
    bool but_answers; /* what people answered is left out */
    uint64_t dice;    /* for sorting: nobody can write lines for which it takes long */
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

/* --- one form -------------------------------------------------------------------------------- */

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

/* --- parameters ------------------------------------------------------------------------------ */

struct param {
    struct span name, value;
};

/* The next byte of a value that is no quote; -1: there is none. */
static int unquoted_byte(struct span *value)
{
    while (value->len > 0 && *value->at == '"')
        *value = span_make(value->at + 1, value->len - 1);
    if (value->len == 0)
        return -1;
    unsigned char byte = (unsigned char)*value->at;
    *value = span_make(value->at + 1, value->len - 1);
    return byte;
}

static int by_param(const void *a, const void *b)
{
    struct param x = *(const struct param *)a, y = *(const struct param *)b;
    if (x.name.len != y.name.len)
        return x.name.len < y.name.len ? -1 : 1;
    for (size_t i = 0; i < x.name.len; i++)
        if (upper(x.name.at[i]) != upper(y.name.at[i]))
            return upper(x.name.at[i]) < upper(y.name.at[i]) ? -1 : 1;
    int p, q;
    do {
        p = unquoted_byte(&x.value);
        q = unquoted_byte(&y.value);
    } while (p == q && p >= 0);
    return p - q;
}

/* How a message went is said by us, and says nothing of the event. */
static bool is_ignored_param(const struct hashing *h, struct span name)
{
    return NAME_IS(name, "SCHEDULE-STATUS") ||
           (h->but_answers && (NAME_IS(name, "PARTSTAT") || NAME_IS(name, "RSVP") ||
                               span_starts_nocase(name, "X-CONVOKE-")));
}

/* Quoted or not, in whatever order and case of names: the same parameters. */
static char *put_params(const struct hashing *h, char *to, struct span rest)
{
    struct param params[PARAMS_MOST];
    size_t count = 0;
    while (count < PARAMS_MOST && param_next(&rest, &params[count].name, &params[count].value))
        count += !is_ignored_param(h, params[count].name);
    if (count > 1)
        qsort(params, count, sizeof(*params), by_param);
    for (size_t i = 0; i < count; i++) {
        *to++ = ';';
        to = put_upper(to, params[i].name);
        *to++ = '=';
        for (int byte; (byte = unquoted_byte(&params[i].value)) >= 0;)
            *to++ = (char)byte;
    }
    return put(to, rest);
}

/* --- one form of a line ---------------------------------------------------------------------- */

static bool is_upper(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.at[i] != upper(name.at[i]))
            return false;
    return true;
}

static struct span line_form(struct hashing *h, const struct ical_line *l, bool is_folded)
{
    struct arena *a = &h->arena;
    bool as_is = l->params.len == 0 && l->value.at == l->name.at + l->name.len + 1;
    if (as_is && !is_folded && is_upper(l->name))
        return span_make(l->name.at, l->name.len + 1 + l->value.len);
    /* each parameter may be as short as a semicolon and gain an equals sign */
    char *room = arena_room(a, l->name.len + 2 * l->params.len + l->value.len + 4);
    char *at = put_upper(room, l->name);
    if (l->params.len > 0)
        at = put_params(h, at, l->params);
    bool has_params = at > room + l->name.len;
    *at++ = has_params ? '\1' : ':'; /* no value can pass for a parameter */
    at = put(at, l->value);
    arena_return(a, at);
    return span_make(room, (size_t)(at - room));
}

/* --- sorting --------------------------------------------------------------------------------- */

static int byte_at(struct span line, size_t at)
{
    return at < line.len ? (unsigned char)line.at[at] : -1;
}

static void insert_lines(struct span *lines, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct span line = lines[i];
        size_t j = i;
        for (; j > 0 && span_compare(lines[j - 1], line) > 0; j--)
            lines[j] = lines[j - 1];
        lines[j] = line;
    }
}

static size_t roll(struct hashing *h, size_t sides)
{
    h->dice = h->dice * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(h->dice >> 33) % sides;
}

/* By one byte after the other, in place: what is below and above the byte of one of them is sorted
 * apart, what has the same byte goes on with the next. No byte is looked at more often than the
 * count of lines halves, so many lines that are alike cost as little as others. */
static void sort_lines(struct hashing *h, struct span *lines, size_t count, size_t at)
{
    while (count > SORTED_SOON) {
        int pivot = byte_at(lines[roll(h, count)], at);
        size_t below = 0, above = count;
        for (size_t i = 0; i < above;) {
            int byte = byte_at(lines[i], at);
            struct span line = lines[i];
            if (byte == pivot) {
                i++;
                continue;
            }
            size_t to = byte < pivot ? below++ : --above;
            lines[i] = lines[to];
            lines[to] = line;
            i += byte < pivot;
        }
        sort_lines(h, lines, below, at);
        sort_lines(h, lines + above, count - above, at);
        if (pivot < 0)
            return; /* all the same */
        lines += below;
        count = above - below;
        at++;
    }
    insert_lines(lines, count);
}

/* --- components ------------------------------------------------------------------------------ */

struct block { /* what is digested next, after the digest of all before it */
    char bytes[BLOCK_BYTES];
    size_t len;
};

static void block_close(struct block *b)
{
    struct digest d = digest_of(span_make(b->bytes, b->len));
    memcpy(b->bytes, d.bytes, sizeof(d.bytes));
    b->len = sizeof(d.bytes);
}

static void block_add(struct block *b, struct span line)
{
    uint64_t len = line.len;
    struct digest own;
    if (line.len > LINE_BYTES) {
        own = digest_of(line);
        line = span_make((const char *)own.bytes, sizeof(own.bytes));
    }
    if (b->len + sizeof(len) + line.len > sizeof(b->bytes))
        block_close(b);
    memcpy(b->bytes + b->len, &len, sizeof(len));
    b->len = (size_t)(put(b->bytes + b->len + sizeof(len), line) - b->bytes);
}

static struct digest lines_digest(struct hashing *h, size_t first)
{
    struct block b;
    b.len = 0;
    if (h->nlines > first)
        sort_lines(h, h->lines + first, h->nlines - first, 0);
    for (size_t i = first; i < h->nlines; i++)
        block_add(&b, h->lines[i]);
    return digest_of(span_make(b.bytes, b.len));
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
    line_peek(scanned, h->unfolded, &line);
    if (NAME_IS(line.name, "BEGIN"))
        component_begin(h, span_trim(line.value));
    else if (NAME_IS(line.name, "END"))
        component_end(h);
    else if (h->levels[h->depth].counts && !is_ignored(h, line.name))
        line_add(h, line_form(h, &line, scanned->is_folded));
}

static struct digest hash_text(struct span text, bool but_answers)
{
    struct hashing h = {
        .unfolded = text_new(), .levels = {{.counts = true}}, .but_answers = but_answers};
    struct scan s = scan_of(text);
    struct scanned scanned;
    h.dice = (uint64_t)(uintptr_t)h.unfolded; /* another one in every process */
    arena_start(&h.arena, text.len / 2 + 500);
    while (scan_next(&s, &scanned))
        hash_line(&h, &scanned);
    while (h.depth > 0)
        component_end(&h);
    struct digest d = lines_digest(&h, 0);
    free(h.lines);
    text_free(h.unfolded);
    arena_free(&h.arena);
    return d;
}

struct digest ical_hash(struct span text)
{
    return hash_text(text, false);
}

struct digest ical_hash_but_answers(struct span text)
{
    return hash_text(text, true);
}
