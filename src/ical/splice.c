/* Edits in place: the lines that change are written anew, every other byte stays. */
#include "splice.h"

struct splice *splice_new(const struct event *e)
{
    struct splice *s = mem_new(sizeof(*s));
    s->event = e;
    s->unfolded = text_new();
    return s;
}

void splice_free(struct splice *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->nedits; i++)
        free(s->edits[i].instead);
    free(s->edits);
    text_free(s->unfolded);
    free(s);
}

/* --- one line -------------------------------------------------------------------------------- */

/* CRLF as it is written here becomes the line end of the file. */
static char *in_own_ends(struct splice *s, struct span written, size_t *len_out)
{
    OWN(text) t = text_new();
    if (!s->line_end)
        s->line_end = line_end_of(s->event->text);
    while (written.len > 0) {
        const char *lf = memchr(written.at, '\n', written.len);
        size_t len = lf ? (size_t)(lf - written.at) : written.len;
        size_t keep = lf && len > 0 && written.at[len - 1] == '\r' ? len - 1 : len;
        text_add(t, span_make(written.at, keep));
        if (lf)
            text_add_str(t, s->line_end);
        len += lf != NULL;
        written = span_make(written.at + len, written.len - len);
    }
    *len_out = text_len(t);
    return text_take(t);
}

static struct edit *write_edit(struct splice *s, const struct standing *at, struct span written)
{
    struct edit *e = at->edit ? at->edit : edit_new(s, at->was);
    free(e->instead);
    e->instead = in_own_ends(s, written, &e->len);
    return e;
}

static void write_line(struct splice *s, const struct standing *at, const char *name,
                       struct span params, struct span value)
{
    OWN(text) t = text_new();
    ical_add_line(t, name, params, value);
    write_edit(s, at, text_span(t));
}

/* --- properties ------------------------------------------------------------------------------ */

static struct span params_of(const char *params)
{
    return span_of(params ? params : "");
}

void splice_add(struct splice *s, const struct vevent *v, const char *name, const char *params,
                struct span value)
{
    struct standing at = {.was = span_make(splice_place(s, v), 0)};
    write_line(s, &at, name, params_of(params), value);
}

static bool same_line(const struct ical_line *l, struct span params, struct span value)
{
    if (params.len > 0 && *params.at == ';')
        params = span_make(params.at + 1, params.len - 1);
    return span_equal(l->params, params) && span_equal(l->value, value);
}

void splice_set(struct splice *s, const struct vevent *v, const char *name, const char *params,
                struct span value)
{
    struct walk w;
    struct standing at;
    struct ical_line now;
    for (walk_start(&w, s, v); walk_next(&w, name, &at);) {
        if (!standing_read(s, &at, &now) || !span_is_nocase(now.name, name))
            continue;
        if (!same_line(&now, params_of(params), value))
            write_line(s, &at, name, params_of(params), value);
        return;
    }
    splice_add(s, v, name, params, value);
}

static bool always(const struct ical_line *line, void *with)
{
    (void)line;
    (void)with;
    return true;
}

void splice_remove_if(struct splice *s, const struct vevent *v, const char *name,
                      bool (*matches)(const struct ical_line *line, void *with), void *with)
{
    struct walk w;
    struct standing at;
    struct ical_line now;
    for (walk_start(&w, s, v); walk_next(&w, name, &at);)
        if (standing_read(s, &at, &now) && span_is_nocase(now.name, name) && matches(&now, with))
            write_edit(s, &at, SPAN(""));
}

void splice_remove(struct splice *s, const struct vevent *v, const char *name)
{
    splice_remove_if(s, v, name, always, NULL);
}

/* --- people ---------------------------------------------------------------------------------- */

/* One after the other, all people of a component cost one walk. */
static bool find_person(struct splice *s, const struct vevent *v, const struct person *p,
                        struct standing *out)
{
    struct walk *w = &s->last;
    if (w->text.at != v->text.at || w->index == SIZE_MAX || w->index > p->line)
        walk_start(w, s, v);
    while (w->index != p->line)
        if (!walk_line(w))
            return false;
    *out = (struct standing){w->at.raw, edit_of(s, w->at.raw.at)};
    return true;
}

void splice_remove_person(struct splice *s, const struct vevent *v, const struct person *p)
{
    struct standing at;
    if (find_person(s, v, p, &at))
        write_edit(s, &at, SPAN(""));
}

static void add_param(struct text *params, const char *name, const char *value)
{
    text_addf(params, ";%s=", name);
    ical_add_param_value(params, span_of(value));
}

void splice_set_param(struct splice *s, const struct vevent *v, const struct person *p,
                      const char *param, const char *value)
{
    struct standing at;
    struct ical_line now;
    struct span name, old;
    bool found = false;
    if (!find_person(s, v, p, &at) || !standing_read(s, &at, &now))
        return;
    OWN(text) params = text_new();
    for (struct span rest = now.params; param_next(&rest, &name, &old);) {
        if (!span_is_nocase(name, param))
            text_addf(params, ";%.*s=%.*s", (int)name.len, name.at, (int)old.len, old.at);
        else if (value && !found)
            add_param(params, param, value);
        found = found || span_is_nocase(name, param);
    }
    if (value && !found)
        add_param(params, param, value);
    if (same_line(&now, text_span(params), now.value))
        return;
    OWN_CHARS name_now = span_copy(now.name);
    write_line(s, &at, name_now, text_span(params), now.value);
}

/* --- whole components ------------------------------------------------------------------------ */

/* Edits inside it stand behind its beginning, and go with it. */
void splice_remove_component(struct splice *s, const struct vevent *v)
{
    struct edit *there = edit_of(s, v->text.at);
    struct standing at = {v->text, there};
    write_edit(s, &at, SPAN(""));
}

static const char *calendar_end(struct splice *s)
{
    struct walk w;
    if (s->calendar_end)
        return s->calendar_end;
    walk_start(&w, s, NULL);
    while (walk_line(&w))
        if (w.is_end && w.depth == 1)
            return s->calendar_end = w.at.raw.at;
    return s->calendar_end = w.scan.end;
}

void splice_add_component(struct splice *s, struct span component)
{
    struct standing at = {.was = span_make(calendar_end(s), 0)};
    write_edit(s, &at, component)->is_component = true;
}

/* --- the outcome ----------------------------------------------------------------------------- */

static struct text *splice_text(const struct splice *s)
{
    struct text *t = text_new();
    const char *done = s->event->text.at, *end = done + s->event->text.len;
    for (size_t i = 0; i < s->nedits; i++) {
        const struct edit *e = &s->edits[i];
        if (e->was.at < done)
            continue; /* inside a component that was removed */
        text_add(t, span_make(done, (size_t)(e->was.at - done)));
        text_add(t, span_make(e->instead, e->len));
        done = e->was.at + e->was.len;
    }
    text_add(t, span_make(done, (size_t)(end - done)));
    return t;
}

char *splice_done(struct splice *s, size_t *len_out)
{
    OWN(text) t = splice_text(s);
    if (len_out)
        *len_out = text_len(t);
    return text_take(t);
}

bool splice_is_empty(const struct splice *s)
{
    if (s->nedits == 0)
        return true;
    OWN(text) t = splice_text(s);
    return span_equal(text_span(t), s->event->text);
}
