/* Any other video service: its links are made by a pattern, and nobody has to be asked. */
#include "internal.h"

#define ALLOWED "{code}, {room}, {slug} and {date}"

struct filling {
    const struct config *config;
    const char *title;
    const struct meeting *m;
};

static bool add_place(struct text *t, const struct filling *f, struct span name)
{
    if (span_is(name, "code"))
        text_add_str(t, f->m->code);
    else if (span_is(name, "room"))
        text_add_str(t, f->m->room);
    else if (span_is(name, "slug"))
        room_add_slug(t, f->title);
    else if (span_is(name, "date")) {
        OWN(text) at = text_new();
        text_add_instant(at, f->m->starts);
        text_add(t, span_make(text_str(at), strlen("2026-03-01")));
    } else
        return false;
    return true;
}

/* What stands in braces at the front of s; *rest_out is what follows. */
static bool place_next(struct span s, struct span *name_out, struct span *rest_out)
{
    const char *end = s.len && s.at[0] == '{' ? memchr(s.at, '}', s.len) : NULL;
    if (!end)
        return false;
    *name_out = span_make(s.at + 1, (size_t)(end - s.at) - 1);
    *rest_out = span_make(end + 1, s.len - name_out->len - 2);
    return true;
}

static char *fill(const char *pattern, const struct filling *f)
{
    OWN(text) t = text_new();
    struct span name, rest = span_of(pattern);
    while (rest.len)
        if (!place_next(rest, &name, &rest) || !add_place(t, f, name)) {
            text_add_char(t, rest.at[0]);
            rest = span_make(rest.at + 1, rest.len - 1);
        }
    return text_take(t);
}

/* --- the pattern ----------------------------------------------------------------------------- */

static bool is_known(struct span name)
{
    return span_is(name, "code") || span_is(name, "room") || span_is(name, "slug") ||
           span_is(name, "date");
}

/* A title must not choose the server, and no two meetings may share a room. */
static const char *problem_of(const char *pattern)
{
    struct span name, rest, url = span_of(pattern);
    size_t random = 0;
    if (!span_starts_nocase(url, "https://") && !span_starts_nocase(url, "http://"))
        return "has to begin with https://";
    struct span host = url_host(url);
    if (!host.len || memchr(host.at, '{', host.len))
        return "has to name the server itself: what is filled in stands after its name";
    for (rest = url; rest.len;) {
        if (place_next(rest, &name, &rest)) {
            if (!is_known(name))
                return "can hold " ALLOWED " only";
            random += span_is(name, "code") || span_is(name, "room");
            continue;
        }
        if ((unsigned char)rest.at[0] <= ' ' || strchr("\"'<>\\`|{}\x7f", rest.at[0]))
            return "has to be a URL, with " ALLOWED " in it";
        rest = span_make(rest.at + 1, rest.len - 1);
    }
    return random ? NULL : "has to hold {room} or {code}, or all meetings would share one room";
}

static bool check(const struct config *c, struct error *err)
{
    if (!c->url.pattern)
        return fail(err, FAULT_CONFIG, NULL,
                    "provider = url needs pattern in section [url], as "
                    "https://video.example.org/{room}.");
    const char *problem = problem_of(c->url.pattern);
    return !problem || fail(err, FAULT_CONFIG, NULL, "pattern in section [url] %s.", problem);
}

static bool create(const struct config *c, const char *title, struct meeting *m, struct error *err)
{
    TRY(check(c, err));
    free(m->room);
    free(m->url);
    m->room = room_make(c, title);
    m->per_occurrence = false; /* the link is the same for the life of the meeting */
    m->url = fill(c->url.pattern, &(struct filling){c, title, m});
    return true;
}

static char *url(const struct config *c, const struct meeting *m, const char *key)
{
    (void)c, (void)key;
    return m->url && *m->url ? mem_str(m->url) : NULL;
}

const struct provider provider_url = {
    .name = "url",
    .create = create,
    .url = url,
    .check = check,
};
