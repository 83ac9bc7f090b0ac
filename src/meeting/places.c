#include "internal.h"

static const char *const names[PLACES] = {
    [PLACE_LOCATION] = "LOCATION",          [PLACE_URL] = "URL",
    [PLACE_DESCRIPTION] = "DESCRIPTION",    [PLACE_HTML] = "X-ALT-DESC",
    [PLACE_VENDOR] = "X-GOOGLE-CONFERENCE",
};
/* Read only: what other services put their links in. */
static const char *const vendor_names[] = {
    "X-GOOGLE-CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-OPENPAAS-VIDEOCONFERENCE",
};
static const char noted_empty[] = "X-CONVOKE-EMPTY";
/* The event was read within its bounds before. */
const char *place_name(enum place p)
{
    return names[p];
}

void places_list_free(struct places_list *l)
{
    for (size_t i = 0; l && i < l->count; i++)
        for (int p = 0; p < PLACES; p++) {
            free(l->rows[i].at[p].params);
            free(l->rows[i].at[p].value);
        }
    if (l)
        free(l->rows);
    free(l);
}

static struct places_list *places_new(const struct event *e)
{
    struct places_list *l = mem_new(sizeof *l);
    l->rows = mem_array(e->noverrides + 1, sizeof *l->rows);
    if (e->master)
        l->rows[l->count++].v = e->master;
    for (size_t i = 0; i < e->noverrides; i++)
        l->rows[l->count++].v = &e->overrides[i];
    return l;
}

static bool is_vendor(struct span name)
{
    for (size_t i = 0; i < LENGTH(vendor_names); i++)
        if (span_is_nocase(name, vendor_names[i]))
            return true;
    return false;
}

static int place_of(struct span name)
{
    for (int p = 0; p < PLACE_VENDOR; p++)
        if (span_is_nocase(name, names[p]))
            return p;
    return is_vendor(name) ? PLACE_VENDOR : PLACES;
}

static void keep(struct property *p, const struct ical_line *line)
{
    if (p->is_there)
        return; /* the first is the one that splices replace */
    OWN_CHARS params = span_copy(line->params);
    p->is_there = true;
    p->params = mem_strf("%s%s", *params ? ";" : "", params);
    p->value = span_copy(line->value);
}

static void take(struct places *row, const struct ical_line *line, const struct meeting *had)
{
    if (own_trace(had, line->value) || own_trace(had, line->params))
        row->has_trace = true;
    int place = place_of(line->name);
    if (place < PLACES)
        keep(&row->at[place], line);
    if (!span_is_nocase(line->name, noted_empty))
        return;
    row->has_notes = true;
    for (int p = 0; p < PLACE_HTML; p++)
        if (span_is_nocase(span_trim(line->value), names[p]))
            row->was_empty[p] = true;
}

static void read_row(struct places *row, const struct meeting *had)
{
    OWN(ical_reader) r = ical_reader_new(row->v->text, &ical_limits_stored);
    struct ical_line line;
    int depth = 0;
    while (ical_reader_next(r, &line, NULL) == 1)
        if (span_is_nocase(line.name, "BEGIN"))
            depth++;
        else if (span_is_nocase(line.name, "END"))
            depth--;
        else if (depth == 1) /* what stands in an alarm is the client's */
            take(row, &line, had);
}

struct places_list *places_read(const struct event *e, const struct meeting *had)
{
    struct places_list *l = places_new(e);
    for (size_t i = 0; i < l->count; i++)
        read_row(&l->rows[i], had);
    return l;
}

bool places_foreign(const struct own *o, const struct places *p, struct span *url_out)
{
    for (size_t i = 0; i < p->v->nconferences; i++) {
        struct span uri = span_of(p->v->conferences[i].uri), rest;
        if (url_next(uri, url_out, &rest) && !own_url(o, *url_out))
            return true;
    }
    for (int i = 0; i < PLACES; i++)
        if (p->at[i].is_there && known_link(o, span_of(p->at[i].value), url_out))
            return true;
    return false;
}
