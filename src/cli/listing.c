#include <assert.h>

#include "internal.h"

union cell {
    char *text;
    int64_t number;
};
struct listing {
    const struct column *columns;
    size_t ncolumns;
    const struct zone *zone;
    union cell *cells;
    size_t count, room;
};

struct listing *listing_new(const struct column *columns, size_t ncolumns, const struct zone *zone)
{
    assert(ncolumns > 0);
    struct listing *l = mem_new(sizeof *l);
    *l = (struct listing){.columns = columns, .ncolumns = ncolumns, .zone = zone};
    return l;
}

static const struct column *column_of(const struct listing *l, size_t cell)
{
    assert(l->ncolumns > 0);
    return &l->columns[cell % l->ncolumns];
}

void listing_free(struct listing *l)
{
    for (size_t i = 0; l && i < l->count; i++)
        if (column_of(l, i)->kind == COLUMN_TEXT)
            free(l->cells[i].text);
    if (l)
        free(l->cells);
    free(l);
}

static void add(struct listing *l, union cell cell)
{
    l->cells = mem_grow(l->cells, l->count, &l->room, sizeof *l->cells);
    l->cells[l->count++] = cell;
}

void listing_text(struct listing *l, const char *value)
{
    add(l, (union cell){.text = mem_str(value)});
}

void listing_number(struct listing *l, int64_t value)
{
    add(l, (union cell){.number = value});
}

void listing_bool(struct listing *l, bool value)
{
    add(l, (union cell){.number = value});
}

void listing_time(struct listing *l, instant at)
{
    add(l, (union cell){.number = at});
}

static char *cell_words(const struct listing *l, size_t i)
{
    OWN(text) t = text_new();
    const union cell *c = &l->cells[i];
    switch (column_of(l, i)->kind) {
    case COLUMN_TEXT:
        return c->text && *c->text ? printable(c->text) : mem_str("-");
    case COLUMN_NUMBER:
        return mem_strf("%lld", (long long)c->number);
    case COLUMN_BOOL:
        return mem_str(c->number ? "yes" : "no");
    case COLUMN_TIME:
        if (c->number == INSTANT_FIRST || c->number == INSTANT_NEVER)
            return mem_str("-");
        text_add_time(t, c->number, l->zone);
    }
    return text_take(t);
}

static void put_json(const struct listing *l, size_t i, struct json *j)
{
    const struct column *column = column_of(l, i);
    const union cell *c = &l->cells[i];
    switch (column->kind) {
    case COLUMN_TEXT:
        json_text(j, column->key, c->text);
        break;
    case COLUMN_NUMBER:
        json_number(j, column->key, c->number);
        break;
    case COLUMN_BOOL:
        json_bool(j, column->key, c->number != 0);
        break;
    case COLUMN_TIME:
        json_time(j, column->key, c->number);
    }
}

static void print_json(const struct listing *l)
{
    OWN(json) j = json_new();
    json_open_array(j, NULL);
    for (size_t i = 0; i < l->count; i++) {
        if (i % l->ncolumns == 0)
            json_open_object(j, NULL);
        put_json(l, i, j);
        if (i % l->ncolumns == l->ncolumns - 1)
            json_end(j);
    }
    json_end(j);
    json_print(j, stdout);
}

/* Characters, not bytes: good enough for columns. */
static size_t width_of(const char *s)
{
    size_t width = 0;
    for (; *s; s++)
        width += ((unsigned char)*s & 0xC0) != 0x80;
    return width;
}

static void print_cell(const char *words, size_t width, bool is_last)
{
    fputs(words, stdout);
    for (size_t i = width_of(words); !is_last && i < width + 2; i++)
        putchar(' ');
    if (is_last)
        putchar('\n');
}

static void print_columns(const struct listing *l)
{
    char **words = mem_array(l->count, sizeof *words);
    size_t *widths = mem_array(l->ncolumns, sizeof *widths);
    for (size_t i = 0; i < l->ncolumns; i++)
        widths[i] = width_of(l->columns[i].heading);
    for (size_t i = 0; i < l->count; i++) {
        words[i] = cell_words(l, i);
        size_t *width = &widths[i % l->ncolumns], wide = width_of(words[i]);
        *width = wide > *width ? wide : *width;
    }
    for (size_t i = 0; i < l->ncolumns; i++)
        print_cell(l->columns[i].heading, widths[i], i + 1 == l->ncolumns);
    for (size_t i = 0; i < l->count; i++) {
        print_cell(words[i], widths[i % l->ncolumns], i % l->ncolumns == l->ncolumns - 1);
        free(words[i]);
    }
    free(words);
    free(widths);
}

void listing_print(const struct listing *l, bool as_json, const char *none)
{
    if (as_json)
        print_json(l);
    else if (l->count)
        print_columns(l);
    else
        printf("%s\n", none);
}
