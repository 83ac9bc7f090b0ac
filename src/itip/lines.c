#include "internal.h"

/* The text was read within its bounds before. */
static void keep(struct kept_lines *l, const struct ical_line *line, int depth)
{
    l->rows = mem_grow(l->rows, l->count, &l->capacity, sizeof *l->rows);
    l->rows[l->count++] = (struct kept_line){
        .name = span_copy(line->name),
        .params = span_copy(line->params),
        .value = span_copy(line->value),
        .depth = depth,
    };
}

struct kept_lines *kept_lines_of(const struct vevent *v)
{
    struct kept_lines *l = mem_new(sizeof *l);
    OWN(ical_reader) r = ical_reader_new(v->text, &ical_limits_stored);
    struct ical_line line;
    int depth = 0;
    while (ical_reader_next(r, &line, NULL) == 1) {
        bool is_begin = span_is_nocase(line.name, "BEGIN");
        bool is_end = span_is_nocase(line.name, "END");
        depth += is_begin;
        if (depth > 1 || (!is_begin && !is_end))
            keep(l, &line, depth);
        depth -= is_end;
    }
    return l;
}

void kept_lines_free(struct kept_lines *l)
{
    for (size_t i = 0; l && i < l->count; i++) {
        free(l->rows[i].name);
        free(l->rows[i].params);
        free(l->rows[i].value);
    }
    if (l)
        free(l->rows);
    free(l);
}
