/* Parameters of a content line. RFC 5545, 3.2; RFC 6868 */
#include "internal.h"

/* Where the parameter ends: the next semicolon outside quotes; an unclosed quote is a character. */
static const char *param_end(const char *at, const char *end)
{
    const char *stop = memchr(at, ';', (size_t)(end - at));
    if (!stop)
        return end;
    if (!memchr(at, '"', (size_t)(stop - at)))
        return stop;
    bool quoted = false;
    for (const char *c = at; c < end; c++) {
        if (*c == '"')
            quoted = !quoted;
        else if (*c == ';' && !quoted)
            return c;
    }
    return quoted ? stop : end;
}

bool param_next(struct span *rest, struct span *name, struct span *value)
{
    while (rest->len > 0 && *rest->at == ';')
        *rest = span_make(rest->at + 1, rest->len - 1);
    if (rest->len == 0)
        return false;
    const char *end = rest->at + rest->len;
    const char *stop = param_end(rest->at, end);
    struct span whole = span_make(rest->at, (size_t)(stop - rest->at));
    *name = span_trim(span_cut(whole, '=', value));
    *rest = stop < end ? span_make(stop + 1, (size_t)(end - stop - 1)) : span_make(end, 0);
    return true;
}

struct span param_unquoted(struct span value)
{
    value = span_trim(value);
    if (value.len < 2 || value.at[0] != '"' || value.at[value.len - 1] != '"')
        return value;
    struct span inner = span_make(value.at + 1, value.len - 2);
    return inner.len > 0 && memchr(inner.at, '"', inner.len) ? value : inner; /* a list of quoted */
}

static bool param_find(struct span params, const char *name, struct span *value)
{
    struct span found;
    while (param_next(&params, &found, value))
        if (span_is_nocase(found, name))
            return true;
    return false;
}

/* Quotes go, carets become what they stand for; control characters have no place in a value. */
static size_t param_decode(struct span value, char *into)
{
    size_t len = 0;
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.at[i];
        char next = i + 1 < value.len ? value.at[i + 1] : '\0';
        if (c == '^' && (next == 'n' || next == '^' || next == '\'')) {
            into[len++] = next == 'n' ? '\n' : next == '^' ? '^' : '"';
            i++;
        } else if (c != '"' && (c >= ' ' || c == '\t') && c != 0x7f) {
            into[len++] = (char)c;
        }
    }
    return len;
}

bool ical_param(struct span params, const char *name, struct text *decoded, struct span *raw)
{
    struct span value;
    if (!param_find(params, name, &value))
        return false;
    if (raw)
        *raw = param_unquoted(value);
    if (decoded) {
        OWN_CHARS room = mem_resize(NULL, value.len + 1, 1);
        text_add(decoded, span_make(room, param_decode(value, room)));
    }
    return true;
}

const char *param_decoded(struct arena *a, struct span value)
{
    value = span_trim(value);
    char *room = arena_room(a, value.len + 1);
    size_t len = param_decode(value, room);
    room[len++] = '\0';
    arena_return(a, room + len);
    return room;
}

const char *param_str(struct arena *a, struct span params, const char *name)
{
    struct span value;
    if (params.len == 0 || !param_find(params, name, &value))
        return NULL;
    return param_decoded(a, value);
}

/* --- writing --------------------------------------------------------------------------------- */

#define FOLD_OCTETS 75 /* RFC 5545, 3.1 */

static bool is_utf8_tail(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* How much of s goes on this line: no UTF-8 sequence is split unless it is none. */
static size_t fold_at(struct span s, size_t room)
{
    if (s.len <= room)
        return s.len;
    size_t len = room;
    while (len > room - 3 && is_utf8_tail(s.at[len]))
        len--;
    return is_utf8_tail(s.at[len]) ? room : len;
}

static void text_add_folded(struct text *t, struct span line)
{
    size_t room = FOLD_OCTETS;
    while (line.len > room) {
        size_t len = fold_at(line, room);
        text_add(t, span_make(line.at, len));
        text_add(t, SPAN("\r\n "));
        line = span_make(line.at + len, line.len - len);
        room = FOLD_OCTETS - 1;
    }
    text_add(t, line);
    text_add(t, SPAN("\r\n"));
}

/* Line ends inside a line would make another line of what follows them. */
static void text_add_one_line(struct text *t, struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] != '\r' && s.at[i] != '\n' && s.at[i] != '\0')
            text_add_char(t, s.at[i]);
}

static bool is_one_line(struct span s)
{
    return s.len == 0 ||
           (!memchr(s.at, '\n', s.len) && !memchr(s.at, '\r', s.len) && !memchr(s.at, '\0', s.len));
}

void ical_add_line(struct text *t, const char *name, struct span params, struct span value)
{
    OWN(text) line = text_new();
    const struct span parts[] = {span_of(name), params, SPAN(":"), value};
    for (size_t i = 0; i < LENGTH(parts); i++) {
        if (is_one_line(parts[i]))
            text_add(line, parts[i]);
        else
            text_add_one_line(line, parts[i]);
    }
    text_add_folded(t, text_span(line));
}

void ical_add_param_value(struct text *t, struct span value)
{
    bool quote = false;
    for (size_t i = 0; i < value.len; i++)
        quote = quote || strchr(",;:", value.at[i]);
    if (quote)
        text_add_char(t, '"');
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if (c == '"')
            text_add_str(t, "^'");
        else if (c == '^')
            text_add_str(t, "^^");
        else if (c == '\n')
            text_add_str(t, "^n");
        else if ((c >= ' ' || c == '\t') && c != 0x7f)
            text_add_char(t, (char)c);
    }
    if (quote)
        text_add_char(t, '"');
}
