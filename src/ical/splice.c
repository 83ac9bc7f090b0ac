/* Edits in place: the lines that change are written anew, every other byte stays. */
#include "internal.h"

struct splice_line {
    struct span before; /* blank lines and the like that stand before it; kept */
    struct span raw;
    struct span head; /* what stands before the first colon or semicolon; nowhere: it is folded */
    char *instead;    /* what stands there now; NULL: raw. "" when it was removed */
    size_t component, index;
    bool is_begin, is_end;
};

struct splice {
    const struct event *event;
    const char *line_end;
    struct splice_line *lines;
    size_t nlines, capacity; /* none until something is edited */
    struct span after;       /* what follows the last line */
};

/* --- the lines of the text ----------------------------------------------------------------------
 */

struct splice_pass {
    struct splice *s;
    size_t open[64], index[64];
    size_t depth, components;
};

static struct splice_line *splice_insert(struct splice *s, size_t at)
{
    s->lines = mem_grow(s->lines, s->nlines, &s->capacity, sizeof(*s->lines));
    memmove(s->lines + at + 1, s->lines + at, (s->nlines - at) * sizeof(*s->lines));
    s->nlines++;
    s->lines[at] = (struct splice_line){0};
    return &s->lines[at];
}

/* An index counts all lines since BEGIN, those of components inside too, as struct person does. */
static void splice_take_line(struct splice_pass *p, struct splice_line *l, struct span name)
{
    l->is_begin = NAME_IS(name, "BEGIN");
    l->is_end = NAME_IS(name, "END");
    if (l->is_begin && p->depth < LENGTH(p->open)) {
        p->open[p->depth] = p->components++;
        p->index[p->depth++] = 0;
    }
    size_t top = p->depth > 0 ? p->depth - 1 : 0;
    l->component = p->open[top];
    l->index = p->index[top];
    for (size_t i = 0; i < p->depth; i++)
        p->index[i]++;
    if (l->is_end && p->depth > 0)
        p->depth--;
}

/* Where a name would be; most lines need not be unfolded to see that they are not meant. */
static struct span head_of(struct span raw)
{
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.at[i] == ':' || raw.at[i] == ';')
            return span_trim(span_make(raw.at, i));
        if (raw.at[i] == '\r' || raw.at[i] == '\n')
            break;
    }
    return span_make(NULL, 0);
}

static bool head_may_be(struct span head, const char *name)
{
    return !head.at || span_is_nocase(head, name);
}

/* Only where components begin and end the whole line counts. */
static struct span name_of(const struct scanned *l, struct span head, struct text *into)
{
    struct ical_line line;
    if (!head_may_be(head, "BEGIN") && !head_may_be(head, "END"))
        return head;
    line_peek(l, into, &line);
    return line.name;
}

/* At the first edit: most events that come by need none. */
static void splice_read(struct splice *s)
{
    if (s->nlines > 0)
        return;
    s->line_end = line_end_of(s->event->text);
    struct splice_pass p = {.s = s};
    struct scan scan = scan_of(s->event->text);
    struct scanned l;
    OWN(text) into = text_new();
    const char *done = s->event->text.at;
    while (scan_next(&scan, &l)) {
        struct splice_line *to = splice_insert(s, s->nlines);
        to->before = span_make(done, (size_t)(l.raw.at - done));
        to->raw = l.raw;
        to->head = head_of(l.raw);
        splice_take_line(&p, to, name_of(&l, to->head, into));
        done = l.raw.at + l.raw.len;
    }
    const char *end = s->event->text.at + s->event->text.len;
    s->after = span_make(done, (size_t)(end - done));
}

struct splice *splice_new(const struct event *e)
{
    struct splice *s = mem_new(sizeof(*s));
    s->event = e;
    s->after = e->text;
    return s;
}

void splice_free(struct splice *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->nlines; i++)
        free(s->lines[i].instead);
    free(s->lines);
    free(s);
}

/* --- one line -----------------------------------------------------------------------------------
 */

static struct span splice_raw(const struct splice_line *l)
{
    return l->instead ? span_of(l->instead) : l->raw;
}

static bool splice_line_may_be(const struct splice_line *l, const char *name)
{
    return l->instead || head_may_be(l->head, name);
}

/* Unfolds what stands there now into `into`, from which line_out borrows. */
static bool splice_line_now(const struct splice_line *l, struct text *into,
                            struct ical_line *line_out)
{
    struct scan scan = scan_of(splice_raw(l));
    struct scanned scanned;
    if (l->is_begin || l->is_end || !scan_next(&scan, &scanned))
        return false;
    line_peek(&scanned, into, line_out);
    return line_out->name.len > 0;
}

/* CRLF as it is written here becomes the line end of the file. */
static char *splice_in_own_ends(const struct splice *s, struct span written)
{
    OWN(text) t = text_new();
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
    return text_take(t);
}

static void splice_write(struct splice *s, struct splice_line *l, struct span written)
{
    char *instead = splice_in_own_ends(s, written);
    free(l->instead);
    l->instead = instead;
}

static char *splice_written(const char *name, struct span params, struct span value)
{
    OWN(text) t = text_new();
    ical_add_line(t, name, params, value);
    return text_take(t);
}

static size_t splice_component(const struct vevent *v)
{
    return v ? v->component : 0;
}

/* Before the first component inside, or before END: some programs stop reading at a VALARM. */
static size_t splice_place(const struct splice *s, size_t component)
{
    bool inside = false;
    for (size_t i = 0; i < s->nlines; i++) {
        const struct splice_line *l = &s->lines[i];
        if (l->component == component && l->is_begin)
            inside = true;
        else if (inside && (l->is_begin || (l->is_end && l->component == component)))
            return i;
    }
    return s->nlines;
}

/* --- edits --------------------------------------------------------------------------------------
 */

static struct span params_of(const char *params)
{
    return span_of(params ? params : "");
}

void splice_add(struct splice *s, const struct vevent *v, const char *name, const char *params,
                struct span value)
{
    splice_read(s);
    OWN_CHARS written = splice_written(name, params_of(params), value);
    size_t component = splice_component(v);
    struct splice_line *l = splice_insert(s, splice_place(s, component));
    l->component = component;
    l->index = SIZE_MAX;
    splice_write(s, l, span_of(written));
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
    splice_read(s);
    OWN(text) into = text_new();
    struct ical_line now;
    for (size_t i = 0; i < s->nlines; i++) {
        struct splice_line *l = &s->lines[i];
        if (l->component != splice_component(v) || !splice_line_may_be(l, name) ||
            !splice_line_now(l, into, &now) || !span_is_nocase(now.name, name))
            continue;
        if (same_line(&now, params_of(params), value))
            return;
        OWN_CHARS written = splice_written(name, params_of(params), value);
        splice_write(s, l, span_of(written));
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
    splice_read(s);
    OWN(text) into = text_new();
    struct ical_line now;
    for (size_t i = 0; i < s->nlines; i++) {
        struct splice_line *l = &s->lines[i];
        if (l->component == splice_component(v) && splice_line_may_be(l, name) &&
            splice_line_now(l, into, &now) && span_is_nocase(now.name, name) && matches(&now, with))
            splice_write(s, l, SPAN(""));
    }
}

void splice_remove(struct splice *s, const struct vevent *v, const char *name)
{
    splice_remove_if(s, v, name, always, NULL);
}

static struct splice_line *splice_person(struct splice *s, const struct vevent *v,
                                         const struct person *p)
{
    splice_read(s);
    for (size_t i = 0; i < s->nlines; i++)
        if (s->lines[i].component == v->component && s->lines[i].index == p->line)
            return &s->lines[i];
    return NULL;
}

void splice_remove_person(struct splice *s, const struct vevent *v, const struct person *p)
{
    struct splice_line *l = splice_person(s, v, p);
    if (l)
        splice_write(s, l, SPAN(""));
}

static void add_param(struct text *params, const char *name, const char *value)
{
    text_addf(params, ";%s=", name);
    ical_add_param_value(params, span_of(value));
}

void splice_set_param(struct splice *s, const struct vevent *v, const struct person *p,
                      const char *param, const char *value)
{
    struct splice_line *l = splice_person(s, v, p);
    OWN(text) into = text_new();
    OWN(text) params = text_new();
    struct ical_line now;
    struct span name, old;
    bool found = false;
    if (!l || !splice_line_now(l, into, &now))
        return;
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
    OWN_CHARS written = splice_written(name_now, text_span(params), now.value);
    splice_write(s, l, span_of(written));
}

/* --- whole components ---------------------------------------------------------------------------
 */

void splice_remove_component(struct splice *s, const struct vevent *v)
{
    splice_read(s);
    bool inside = false;
    for (size_t i = 0; i < s->nlines; i++) {
        struct splice_line *l = &s->lines[i];
        bool own = l->component == v->component;
        inside = inside || (own && l->is_begin);
        if (!inside)
            continue;
        splice_write(s, l, SPAN(""));
        if (own && l->is_end)
            return;
    }
}

void splice_add_component(struct splice *s, struct span component)
{
    splice_read(s);
    size_t end = s->nlines;
    while (end > 0 && !(s->lines[end - 1].component == 0 && s->lines[end - 1].is_end))
        end--;
    struct splice_line *l = splice_insert(s, end > 0 ? end - 1 : s->nlines);
    l->index = SIZE_MAX;
    l->component = SIZE_MAX; /* what was added is not edited again */
    splice_write(s, l, component);
}

/* --- the outcome --------------------------------------------------------------------------------
 */

char *splice_done(struct splice *s, size_t *len_out)
{
    OWN(text) t = text_new();
    for (size_t i = 0; i < s->nlines; i++) {
        text_add(t, s->lines[i].before);
        text_add(t, splice_raw(&s->lines[i]));
    }
    text_add(t, s->after);
    if (len_out)
        *len_out = text_len(t);
    return text_take(t);
}

/* How many bytes more there are than there were, of the lines that are written anew. */
static int64_t splice_growth(const struct splice *s, bool *touched_out)
{
    int64_t growth = 0;
    *touched_out = false;
    for (size_t i = 0; i < s->nlines; i++) {
        const struct splice_line *l = &s->lines[i];
        *touched_out = *touched_out || l->instead;
        if (l->instead)
            growth += (int64_t)strlen(l->instead) - (int64_t)l->raw.len;
    }
    return growth;
}

bool splice_is_empty(const struct splice *s)
{
    bool touched;
    if (splice_growth(s, &touched) != 0)
        return false;
    if (!touched)
        return true;
    OWN(text) t = text_new();
    for (size_t i = 0; i < s->nlines; i++)
        text_add(t, splice_raw(&s->lines[i]));
    text_add(t, s->after);
    OWN(text) was = text_new();
    for (size_t i = 0; i < s->nlines; i++)
        if (s->lines[i].raw.at)
            text_add(was, s->lines[i].raw);
    text_add(was, s->after);
    return span_equal(text_span(t), text_span(was));
}
