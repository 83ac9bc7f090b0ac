#include "internal.h"

/* What is written stands in four places, so that every calendar program finds it in one. An edit is
 * made only where something differs: an event with its link in place is not touched. */

static const char conference_params[] = ";VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=";
static const char noted_empty[] = "X-CONVOKE-EMPTY";

static bool is_blank(const char *value)
{
    return span_trim(span_of(value)).len == 0;
}

/* The parameters of a description without the HTML twin when that is stale: it shows the old link,
 * and programs that know it show nothing else. */
static char *params_for(const struct own *o, const struct property *p)
{
    struct span raw;
    if (!ical_param(span_of(p->params + (*p->params == ';')), "ALTREP", NULL, &raw) ||
        (!own_trace(o->had, raw) && !own_trace(o->m, raw)))
        return mem_str(p->params);
    OWN(text) t = text_new();
    if (ical_param(span_of(p->params + 1), "LANGUAGE", NULL, &raw)) {
        text_add_str(t, ";LANGUAGE=");
        text_add(t, raw);
    }
    return text_take(t);
}

static void set(struct splice *s, const struct own *o, const struct places *p, enum place place,
                const char *value)
{
    const struct property *at = &p->at[place];
    OWN_CHARS params = at->is_there ? params_for(o, at) : mem_str("");
    splice_set(s, p->v, place_name(place), params, span_of(value));
}

static void note_empty(struct splice *s, const struct places *p, enum place place)
{
    if (p->at[place].is_there && is_blank(p->at[place].value) && !p->was_empty[place])
        splice_add(s, p->v, noted_empty, p->at[place].params, span_of(place_name(place)));
}

/* --- writing -------------------------------------------------------------------------------- */

static void renew(struct splice *s, const struct own *o, const struct places *p, enum place place)
{
    OWN(text) t = text_new();
    if (p->at[place].is_there && own_replace(o, span_of(p->at[place].value), o->m->link, t))
        set(s, o, p, place, text_str(t));
}

static void fill(struct splice *s, const struct own *o, const struct places *p, enum place place)
{
    if (p->at[place].is_there && !is_blank(p->at[place].value)) {
        renew(s, o, p, place);
        return;
    }
    OWN(text) t = text_new();
    if (place == PLACE_LOCATION)
        text_add_ical(t, span_of(o->m->link));
    else
        text_add_str(t, o->m->link);
    note_empty(s, p, place);
    set(s, o, p, place, text_str(t));
}

static void describe(struct splice *s, const struct own *o, const struct places *p)
{
    const struct property *at = &p->at[PLACE_DESCRIPTION];
    const char *old = at->is_there ? at->value : "";
    OWN(text) renewed = text_new();
    own_replace(o, span_of(old), o->m->link, renewed);
    OWN_CHARS made = description_with_block(text_span(renewed), o->config->jitsi.label, o->m->link);
    if (at->is_there && strcmp(made, old) == 0)
        return;
    note_empty(s, p, PLACE_DESCRIPTION);
    set(s, o, p, PLACE_DESCRIPTION, made);
}

static bool is_other_conference(const struct ical_line *line, void *with)
{
    const struct own *o = with;
    return own_url(o, line->value) && !(o->m && o->m->link && span_is(line->value, o->m->link));
}

static bool has_conference(const struct places *p, const char *uri)
{
    for (size_t i = 0; i < p->v->nconferences; i++)
        if (strcmp(p->v->conferences[i].uri, uri) == 0)
            return true;
    return false;
}

static void remove_conferences(struct splice *s, const struct own *o, const struct places *p)
{
    struct own with = *o;
    for (size_t i = 0; i < p->v->nconferences; i++)
        if (own_url(o, span_of(p->v->conferences[i].uri))) {
            splice_remove_if(s, p->v, "CONFERENCE", is_other_conference, &with);
            return;
        }
}

static bool has_other_conference(const struct own *o, const struct places *p)
{
    for (size_t i = 0; i < p->v->nconferences; i++) {
        const char *uri = p->v->conferences[i].uri;
        if (own_url(o, span_of(uri)) && strcmp(uri, o->m->link) != 0)
            return true;
    }
    return false;
}

static void add_conference(struct splice *s, const struct own *o, const struct places *p)
{
    const char *label = o->config->jitsi.label;
    OWN(text) params = text_new();
    text_add_str(params, conference_params);
    text_add_str(params, "\"");
    for (const char *at = label ? label : "Video meeting"; *at; at++)
        if (*at != '"' && (unsigned char)*at >= ' ')
            text_add_char(params, *at);
    text_add_str(params, "\"");
    splice_add(s, p->v, "CONFERENCE", text_str(params), span_of(o->m->link));
}

static void confer(struct splice *s, const struct own *o, const struct places *p, bool is_wanted)
{
    bool had_other = has_other_conference(o, p);
    if (had_other)
        remove_conferences(s, o, p);
    if ((is_wanted || had_other) && !has_conference(p, o->m->link))
        add_conference(s, o, p);
}

void link_write(struct splice *s, const struct own *o, const struct places *p)
{
    fill(s, o, p, PLACE_LOCATION);
    fill(s, o, p, PLACE_URL);
    describe(s, o, p);
    renew(s, o, p, PLACE_HTML);
    confer(s, o, p, true);
}

void link_renew(struct splice *s, const struct own *o, const struct places *p)
{
    renew(s, o, p, PLACE_LOCATION);
    renew(s, o, p, PLACE_URL);
    renew(s, o, p, PLACE_DESCRIPTION);
    renew(s, o, p, PLACE_HTML);
    confer(s, o, p, false);
}

/* --- taking it out again -------------------------------------------------------------------- */

/* "Room 4; " was "Room 4" before somebody put the link behind it. */
static void trim_separators(struct text *t)
{
    size_t len = text_len(t);
    while (len && strchr(" ;,\\-", text_str(t)[len - 1]))
        len--;
    text_cut(t, len);
}

static void put_back(struct splice *s, const struct own *o, const struct places *p,
                     enum place place, const char *left)
{
    if (*left || p->was_empty[place])
        set(s, o, p, place, left);
    else
        splice_remove(s, p->v, place_name(place));
}

static void empty(struct splice *s, const struct own *o, const struct places *p, enum place place)
{
    OWN(text) left = text_new();
    if (!p->at[place].is_there || !own_replace(o, span_of(p->at[place].value), NULL, left))
        return;
    trim_separators(left);
    put_back(s, o, p, place, text_str(left));
}

static void undescribe(struct splice *s, const struct own *o, const struct places *p)
{
    const struct property *at = &p->at[PLACE_DESCRIPTION];
    if (!at->is_there)
        return;
    OWN_CHARS without = description_without_block(span_of(at->value));
    OWN(text) left = text_new();
    own_replace(o, span_of(without), NULL, left);
    if (strcmp(text_str(left), at->value) != 0)
        put_back(s, o, p, PLACE_DESCRIPTION, text_str(left));
}

void link_remove(struct splice *s, const struct own *o, const struct places *p)
{
    struct own all = {.config = o->config, .had = o->had ? o->had : o->m};
    empty(s, &all, p, PLACE_LOCATION);
    empty(s, &all, p, PLACE_URL);
    undescribe(s, &all, p);
    if (p->at[PLACE_HTML].is_there && own_anywhere(&all, span_of(p->at[PLACE_HTML].value)))
        splice_remove(s, p->v, place_name(PLACE_HTML));
    remove_conferences(s, &all, p);
    if (p->has_notes)
        splice_remove(s, p->v, noted_empty);
}
