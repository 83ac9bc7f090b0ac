#include "internal.h"

/* The same, or the same with a fragment or a query behind it: what a person or a program adds. */
static bool extends(struct span url, const char *link)
{
    if (!link || !*link || !span_starts_nocase(url, link))
        return false;
    size_t len = strlen(link);
    return url.len == len || strchr("#?/", url.at[len]);
}

static struct span last_part(struct span url)
{
    struct span fragment, query;
    struct span s = span_cut(span_cut(url, '#', &fragment), '?', &query);
    size_t from = s.len;
    while (from && s.at[from - 1] != '/')
        from--;
    return span_make(s.at + from, s.len - from);
}

static bool ends_with_code(struct span name)
{
    if (name.len < CODE_CHARS)
        return false;
    struct span tail = span_make(name.at + name.len - CODE_CHARS, CODE_CHARS);
    bool stands_alone = name.len == CODE_CHARS || name.at[name.len - CODE_CHARS - 1] == '-';
    return stands_alone && code_is(tail);
}

/* Of a link below base: the shape that rooms and codes made here have. */
static bool has_shape(struct span url, const char *base, const char *folder)
{
    if (!base || !span_starts_nocase(url, base))
        return false;
    struct span rest = span_make(url.at + strlen(base), url.len - strlen(base));
    return span_starts_nocase(rest, folder) && ends_with_code(last_part(url));
}

static bool is_of(const struct meeting *m, struct span url)
{
    return m && (extends(url, m->link) || extends(url, m->url) || own_trace(m, url));
}

bool own_url(const struct own *o, struct span url)
{
    bool had_none = o->had && o->had->state == MEETING_NONE;
    if (is_of(o->had, url) || is_of(o->m, url))
        return !had_none; /* a link to answer that somebody has pasted asks for no room */
    OWN_CHARS jaas = o->config->jitsi.app_id ? jaas_base(o->config) : NULL;
    return has_shape(url, o->config->server.public_url, "/j/") ||
           has_shape(url, o->config->jitsi.domain, "/") || has_shape(url, jaas, "/");
}

bool own_anywhere(const struct own *o, struct span text)
{
    struct span url, rest = text;
    while (url_next(rest, &url, &rest))
        if (own_url(o, url))
            return true;
    return false;
}

bool own_replace(const struct own *o, struct span text, const char *by, struct text *out)
{
    bool changed = false;
    struct span url, rest = text;
    const char *copied = text.at;
    while (url_next(rest, &url, &rest)) {
        if (!own_url(o, url) || (by && span_is(url, by)))
            continue;
        text_add(out, span_make(copied, (size_t)(url.at - copied)));
        text_add_str(out, by);
        copied = rest.at;
        changed = true;
    }
    text_add(out, span_make(copied, (size_t)(text.at + text.len - copied)));
    return changed;
}

static struct span room_tail(const char *room)
{
    size_t len = room ? strlen(room) : 0;
    return len < CODE_CHARS ? span_make(NULL, 0) : span_of(room + len - CODE_CHARS);
}

bool own_trace(const struct meeting *m, struct span text)
{
    if (!m)
        return false;
    struct span tail = room_tail(m->room);
    return (m->code && *m->code && span_has_nocase(text, span_of(m->code))) ||
           (tail.len && span_has_nocase(text, tail)) ||
           (m->link && *m->link && span_has_nocase(text, span_of(m->link)));
}
