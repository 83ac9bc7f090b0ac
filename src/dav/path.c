/* Paths and hrefs: compared by what they name, so decoded, whatever was encoded in them. */
#include "internal.h"

static struct span without_authority(struct span target)
{
    for (size_t i = 0; i + 2 < target.len && target.at[i] != '/'; i++)
        if (target.at[i] == ':' && target.at[i + 1] == '/' && target.at[i + 2] == '/') {
            const char *path = memchr(target.at + i + 3, '/', target.len - i - 3);
            return path ? span_make(path, (size_t)(target.at + target.len - path)) : SPAN("/");
        }
    return target;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that stands at the beginning of s, encoded or not; -1: none that may be in a name. */
static int byte_decode(struct span *s)
{
    bool is_encoded = s->at[0] == '%';
    int byte = (unsigned char)s->at[0];
    if (is_encoded) {
        int high = s->len > 2 ? hex_digit(s->at[1]) : -1, low = high < 0 ? -1 : hex_digit(s->at[2]);
        byte = low < 0 ? -1 : high * 16 + low;
    }
    size_t len = is_encoded && byte >= 0 ? 3 : 1;
    *s = span_make(s->at + len, s->len - len);
    return byte < 0x20 || byte == 0x7F ? -1 : byte;
}

enum { MOST_NAME = 255 };

/* One segment, decoded; NULL when it is none that a name could be. */
static char *segment_decode(struct span s)
{
    char name[MOST_NAME];
    size_t len = 0;
    while (s.len > 0) {
        int byte = byte_decode(&s);
        TRY(byte >= 0 && len < MOST_NAME);
        name[len++] = (char)byte;
    }
    struct span decoded = span_make(name, len);
    bool is_name =
        len > 0 && span_is_utf8(decoded) && !span_is(decoded, ".") && !span_is(decoded, "..");
    return is_name ? span_copy(decoded) : NULL;
}

enum { MOST_SEGMENTS = 5 };

struct segments {
    char *names[MOST_SEGMENTS];
    size_t count;
};

static void segments_clear(struct segments *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->names[i]);
}

/* false: it is malformed, or longer than any path of ours (then count is MOST_SEGMENTS). */
static bool segments_read(struct span path, struct segments *s)
{
    while (path.len > 0) {
        struct span name = span_cut(path, '/', &path);
        if (s->count == MOST_SEGMENTS || !(s->names[s->count] = segment_decode(name)))
            return false;
        s->count++;
    }
    return true;
}

static enum place place_below_calendars(const struct segments *s)
{
    bool is_inbox = s->count > 3 && strcmp(s->names[3], "inbox") == 0;
    bool is_outbox = s->count > 3 && strcmp(s->names[3], "outbox") == 0;
    switch (s->count) {
    case 2:
        return PLACE_HOMES;
    case 3:
        return PLACE_HOME;
    case 4:
        return is_inbox ? PLACE_INBOX : is_outbox ? PLACE_OUTBOX : PLACE_CALENDAR;
    default:
        return is_inbox ? PLACE_ITEM : is_outbox ? PLACE_NONE : PLACE_OBJECT;
    }
}

/* A slash that came encoded is part of an object's name at most: the names of people and
 * collections have none, and that of the inbox in the store is one that nobody can say. */
static bool has_hidden_slash(const struct segments *s)
{
    for (size_t i = 0; i < s->count && i < 4; i++)
        if (strchr(s->names[i], '/'))
            return true;
    return false;
}

static enum place place_of(const struct segments *s)
{
    if (s->count == 0 || has_hidden_slash(s) || strcmp(s->names[0], "dav") != 0)
        return PLACE_NONE;
    if (s->count == 1)
        return PLACE_ROOT;
    if (strcmp(s->names[1], "calendars") == 0)
        return place_below_calendars(s);
    if (strcmp(s->names[1], "principals") != 0)
        return PLACE_NONE;
    return s->count == 2 ? PLACE_PRINCIPALS : s->count == 3 ? PLACE_PRINCIPAL : PLACE_NONE;
}

bool path_read(struct span target, struct path *out, struct error *err)
{
    struct segments s = {0};
    struct span query, path = span_cut(without_authority(target), '?', &query);
    *out = (struct path){0};
    if (!span_starts(path, "/"))
        return fail(err, FAULT_INVALID, NULL, "An address has to begin with a slash.");
    bool ok = segments_read(span_make(path.at + 1, path.len - 1), &s);
    if (ok && (out->place = place_of(&s)) != PLACE_NONE) {
        out->user = s.count > 2 ? GIVE(s.names[2]) : NULL;
        out->collection = s.count > 3 ? GIVE(s.names[3]) : NULL;
        out->name = s.count > 4 ? GIVE(s.names[4]) : NULL;
    }
    segments_clear(&s);
    return true;
}

void path_clear(struct path *p)
{
    free(p->user);
    free(p->collection);
    free(p->name);
    *p = (struct path){0};
}

static void add_segment(struct text *t, const char *segment, bool is_collection)
{
    text_add_uri(t, span_of(segment));
    if (is_collection)
        text_add_char(t, '/');
}

void path_add(struct text *t, enum place place, const char *user, const char *collection,
              const char *name)
{
    bool is_principal = place == PLACE_PRINCIPALS || place == PLACE_PRINCIPAL;
    text_add_str(t, place == PLACE_ROOT ? "/dav/"
                    : is_principal      ? "/dav/principals/"
                                        : "/dav/calendars/");
    if (user)
        add_segment(t, user, true);
    if (collection)
        add_segment(t, collection, true);
    if (name)
        add_segment(t, name, false);
}
