/* The content lines of an object and the components that they make. RFC 5545, 3.4 */
#include "query.h"

struct building {
    struct outline *o;
    size_t lines_capacity, parts_capacity, copies_capacity;
    size_t open; /* the innermost part that is not closed; SIZE_MAX: none */
};

static bool is_in(struct span s, struct span text)
{
    return s.len == 0 || (s.at >= text.at && s.at + s.len <= text.at + text.len);
}

/* What was folded lives in the reader until the next line alone. */
static struct span kept(struct building *b, struct span s)
{
    struct outline *o = b->o;
    if (is_in(s, o->text))
        return s;
    o->copies = mem_grow(o->copies, o->ncopies, &b->copies_capacity, sizeof *o->copies);
    o->copies[o->ncopies] = span_copy(s);
    return span_make(o->copies[o->ncopies++], s.len);
}

static void add_line(struct building *b, const struct ical_line *l)
{
    struct outline *o = b->o;
    o->lines = mem_grow(o->lines, o->nlines, &b->lines_capacity, sizeof *o->lines);
    struct outline_line *into = &o->lines[o->nlines++];
    *into = (struct outline_line){.line = *l, .part = b->open};
    into->line.name = kept(b, l->name);
    into->line.params = kept(b, l->params);
    into->line.value = kept(b, l->value);
}

static void open_part(struct building *b, const struct ical_line *l)
{
    struct outline *o = b->o;
    o->parts = mem_grow(o->parts, o->nparts, &b->parts_capacity, sizeof *o->parts);
    size_t parent = b->open == SIZE_MAX ? o->nparts : b->open;
    b->open = o->nparts;
    o->parts[o->nparts++] = (struct outline_part){.begin = o->nlines, .parent = parent};
    add_line(b, l);
    o->parts[b->open].name = span_trim(o->lines[o->nlines - 1].line.value);
}

static void close_part(struct building *b)
{
    struct outline_part *p = &b->o->parts[b->open];
    p->end = b->o->nlines;
    b->open = p->parent == b->open ? SIZE_MAX : p->parent;
}

static void build(struct building *b, const struct ical_line *l)
{
    if (span_is_nocase(l->name, "BEGIN")) {
        open_part(b, l);
        return;
    }
    if (b->open == SIZE_MAX)
        return;
    add_line(b, l);
    if (span_is_nocase(l->name, "END"))
        close_part(b);
}

struct outline *outline_new(struct span text)
{
    struct building b = {.o = mem_new(sizeof *b.o), .open = SIZE_MAX};
    struct ical_line line;
    int got;
    b.o->text = text;
    OWN(ical_reader) r = ical_reader_new(text, &ical_limits_stored);
    while ((got = ical_reader_next(r, &line, NULL)) != 0)
        if (got > 0)
            build(&b, &line);
    while (b.open != SIZE_MAX)
        close_part(&b);
    return b.o;
}

void outline_free(struct outline *o)
{
    if (!o)
        return;
    for (size_t i = 0; i < o->ncopies; i++)
        free(o->copies[i]);
    free(o->copies);
    free(o->lines);
    free(o->parts);
    free(o);
}

bool outline_next_part(const struct outline *o, size_t parent, size_t *at)
{
    size_t i = *at == SIZE_MAX ? parent + 1 : *at + 1;
    for (; i < o->nparts && o->parts[i].begin < o->parts[parent].end; i++)
        if (o->parts[i].parent == parent) {
            *at = i;
            return true;
        }
    return false;
}
