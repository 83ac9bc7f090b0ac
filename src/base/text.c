#include "convoke/base.h"

#include <stdio.h>

struct text {
    char *at;
    size_t len, room; /* room counts the NUL */
};

struct text *text_new(void)
{
    return mem_new(sizeof(struct text));
}

void text_free(struct text *t)
{
    if (t)
        free(t->at);
    free(t);
}

static char *make_room(struct text *t, size_t more)
{
    if (t->len + more + 1 > t->room) {
        size_t room = t->room ? t->room * 2 : 128;
        t->room = room > t->len + more + 1 ? room : t->len + more + 1;
        t->at = mem_resize(t->at, t->room, 1);
    }
    return t->at + t->len;
}

void text_add(struct text *t, struct span s)
{
    if (!s.len)
        return;
    memcpy(make_room(t, s.len), s.at, s.len);
    t->len += s.len;
    t->at[t->len] = 0;
}

void text_add_str(struct text *t, const char *s)
{
    text_add(t, span_of(s));
}

void text_add_char(struct text *t, char c)
{
    char *at = make_room(t, 1);
    at[0] = c;
    at[1] = 0;
    t->len++;
}

/* What is there beyond `room` is used too: a second try formats everything again. */
void text_addf(struct text *t, const char *format, ...)
{
    va_list args;
    for (size_t room = 96;;) {
        char *at = make_room(t, room);
        size_t have = t->room - t->len;
        va_start(args, format);
        int wanted = vsnprintf(at, have, format, args);
        va_end(args);
        if (wanted < 0)
            return;
        if ((size_t)wanted < have) {
            t->len += (size_t)wanted;
            return;
        }
        room = (size_t)wanted;
    }
}

/* Adds s with some bytes replaced: replace gives the stand-in, or NULL to keep the byte. */
static void add_replaced(struct text *t, struct span s, const char *(*replace)(unsigned char c))
{
    size_t kept = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *instead = replace((unsigned char)s.at[i]);
        if (!instead)
            continue;
        text_add(t, span_make(s.at + kept, i - kept));
        text_add_str(t, instead);
        kept = i + 1;
    }
    if (kept < s.len)
        text_add(t, span_make(s.at + kept, s.len - kept));
}

static const char *html_instead(unsigned char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
    case '\n':
        return NULL;
    default:
        return c < 0x20 || c == 0x7F ? "" : NULL;
    }
}

void text_add_html(struct text *t, struct span s)
{
    add_replaced(t, s, html_instead);
}

static const char *header_instead(unsigned char c)
{
    return c < 0x20 || c == 0x7F ? " " : NULL;
}

void text_add_header(struct text *t, struct span s)
{
    add_replaced(t, s, header_instead);
}

static const char *ical_instead(unsigned char c)
{
    switch (c) {
    case '\\':
        return "\\\\";
    case ';':
        return "\\;";
    case ',':
        return "\\,";
    case '\n':
        return "\\n";
    case '\t':
        return NULL;
    default:
        return c < 0x20 || c == 0x7F ? "" : NULL;
    }
}

void text_add_ical(struct text *t, struct span s)
{
    add_replaced(t, s, ical_instead);
}

/* RFC 3986, 2.3. A table: every byte of every href passes here. */
static const bool unreserved[256] = {
    ['-'] = true,         ['.'] = true,         ['_'] = true,         ['~'] = true,
    ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,
};

void text_add_uri(struct text *t, struct span s)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t kept = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (unreserved[c])
            continue;
        text_add(t, span_make(s.at + kept, i - kept));
        text_add(t, span_make((const char[]){'%', digits[c >> 4], digits[c & 15]}, 3));
        kept = i + 1;
    }
    text_add(t, span_make(s.at + kept, s.len - kept));
}

/* What is not UTF-8 becomes a question mark. */
void text_add_json(struct text *t, struct span s)
{
    bool is_utf8 = span_is_utf8(s);
    text_add_char(t, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c == '"' || c == '\\')
            text_addf(t, "\\%c", c);
        else if (c == '\n')
            text_add_str(t, "\\n");
        else if (c < 0x20 || c == 0x7F)
            text_addf(t, "\\u%04x", c);
        else
            text_add_char(t, c >= 0x80 && !is_utf8 ? '?' : (char)c);
    }
    text_add_char(t, '"');
}

static const char *log_instead(unsigned char c)
{
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    default:
        return c < 0x20 || c == 0x7F ? "?" : NULL;
    }
}

static bool log_needs_quotes(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.at[i] <= 0x20 || strchr("\"\\=\x7F", s.at[i]))
            return true;
    return s.len == 0;
}

void text_add_log(struct text *t, struct span s)
{
    if (!log_needs_quotes(s)) {
        text_add(t, s);
        return;
    }
    text_add_char(t, '"');
    add_replaced(t, s, log_instead);
    text_add_char(t, '"');
}

size_t text_len(const struct text *t)
{
    return t->len;
}

struct span text_span(const struct text *t)
{
    return span_make(t->at, t->len);
}

const char *text_str(const struct text *t)
{
    return t->at ? t->at : "";
}

void text_cut(struct text *t, size_t len)
{
    if (len >= t->len)
        return;
    t->len = len;
    t->at[len] = 0;
}

char *text_take(struct text *t)
{
    char *taken = t && t->at ? t->at : mem_new(1);
    if (t)
        *t = (struct text){0};
    return taken;
}
