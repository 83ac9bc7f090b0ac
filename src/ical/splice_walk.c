/* Where the lines of a component stand, edits included. Only the component is walked, so that edits
 * of many overrides cost one walk together. */
#include "splice.h"

#include <assert.h>

/* --- the list of edits ----------------------------------------------------------------------- */

/* How many edits stand before this place; those that add lines at the place too, if told so. */
static size_t edits_before(const struct splice *s, const char *at, bool and_added)
{
    size_t low = 0, high = s->nedits;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const struct edit *e = &s->edits[mid];
        if (e->was.at < at || (and_added && e->was.at == at && e->was.len == 0))
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

struct edit *edit_of(const struct splice *s, const char *at)
{
    size_t i = edits_before(s, at, true);
    return i < s->nedits && s->edits[i].was.at == at ? &s->edits[i] : NULL;
}

size_t edit_first_added(const struct splice *s, const char *at)
{
    return edits_before(s, at, false);
}

struct edit *edit_new(struct splice *s, struct span was)
{
    size_t i = edits_before(s, was.at, true);
    s->edits = mem_grow(s->edits, s->nedits, &s->capacity, sizeof(*s->edits));
    memmove(s->edits + i + 1, s->edits + i, (s->nedits - i) * sizeof(*s->edits));
    s->nedits++;
    s->edits[i] = (struct edit){.was = was};
    return &s->edits[i];
}

/* --- lines ----------------------------------------------------------------------------------- */

/* Where a name would be; most lines need not be unfolded to see that they are not meant. Nowhere
 * when a fold stands in it. */
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

static bool may_be(struct span raw, const char *name)
{
    if (*raw.at > ' ' && ((*raw.at ^ *name) & 0x5F) != 0)
        return false;
    struct span head = head_of(raw);
    return !head.at || span_is_nocase(head, name);
}

bool standing_read(struct splice *s, const struct standing *at, struct ical_line *line)
{
    struct span now = at->edit ? span_make(at->edit->instead, at->edit->len) : at->was;
    struct scan scan = scan_of(now);
    struct scanned scanned;
    if (!scan_next(&scan, &scanned))
        return false;
    line_peek(&scanned, s->unfolded, line);
    return line->name.len > 0;
}

void walk_start(struct walk *w, struct splice *s, const struct vevent *v)
{
    struct span text = v ? v->text : s->event->text;
    assert(text.at >= s->event->text.at && text.at < s->event->text.at + s->event->text.len);
    *w = (struct walk){.splice = s, .text = text, .scan = scan_of(text), .index = SIZE_MAX};
}

static void walk_nesting(struct walk *w)
{
    struct ical_line line;
    char first = *w->at.body.at;
    if (first > ' ' && (first & 0x5F) != 'B' && (first & 0x5F) != 'E')
        return;
    line_peek(&w->at, w->splice->unfolded, &line);
    w->is_begin = NAME_IS(line.name, "BEGIN");
    w->is_end = NAME_IS(line.name, "END");
    w->depth += w->is_begin;
}

bool walk_line(struct walk *w)
{
    w->depth -= w->is_end && w->depth > 0;
    w->is_begin = w->is_end = false;
    if (!scan_next(&w->scan, &w->at))
        return false;
    w->index++;
    walk_nesting(w);
    return true;
}

static bool walk_reaches_place(struct walk *w)
{
    bool is_place = (w->is_begin && w->depth == 2) || (w->is_end && w->depth == 1);
    if (!is_place || w->is_past_place)
        return false;
    w->is_past_place = true;
    return true;
}

const char *splice_place(struct splice *s, const struct vevent *v)
{
    struct walk w;
    walk_start(&w, s, v);
    while (walk_line(&w))
        if (walk_reaches_place(&w))
            return w.at.raw.at;
    return w.scan.end;
}

static bool walk_added(struct walk *w, struct standing *out)
{
    const struct splice *s = w->splice;
    while (w->added < s->nedits) {
        struct edit *e = &s->edits[w->added++];
        if (e->was.at != w->at.raw.at || e->was.len > 0)
            break;
        *out = (struct standing){e->was, e};
        if (!e->is_component)
            return true;
    }
    w->gives_added = false;
    return false;
}

bool walk_next(struct walk *w, const char *name, struct standing *out)
{
    for (;;) {
        if (w->gives_added && walk_added(w, out))
            return true;
        if (!walk_line(w))
            return false;
        if (walk_reaches_place(w)) {
            w->gives_added = true;
            w->added = edit_first_added(w->splice, w->at.raw.at);
        } else if (w->depth == 1 && !w->is_begin && !w->is_end && may_be(w->at.raw, name)) {
            *out = (struct standing){w->at.raw, edit_of(w->splice, w->at.raw.at)};
            return true;
        }
    }
}
