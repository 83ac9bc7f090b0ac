#include "internal.h"

#define REPLACEMENT "\xEF\xBF\xBD"
#define XML_ITSELF  "http://www.w3.org/XML/1998/namespace" /* its prefix xml is never declared */

/* How many bytes the UTF-8 sequence at s has; 0: it is none that XML can hold. XML 1.0, 2.2 */
static size_t sequence_len(struct span s)
{
    unsigned char c = (unsigned char)s.at[0];
    size_t len = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (len > s.len || !span_is_utf8(span_make(s.at, len)))
        return 0;
    bool is_noncharacter =
        len == 3 && c == 0xEF && (unsigned char)s.at[1] == 0xBF && (unsigned char)s.at[2] >= 0xBE;
    return is_noncharacter ? 0 : len;
}

static const char *escape_of(char c)
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
    case '\r':
        return "&#13;"; /* a bare one would be read as a line end */
    default:
        return NULL;
    }
}

/* ASCII that stands for itself. A table: every byte of every answer passes here. */
static const bool plain[256] = {
    ['\t'] = true,        ['\n'] = true, [' ' ... '!'] = true, ['#' ... '%'] = true,
    ['(' ... ';'] = true, ['='] = true,  ['?' ... '~'] = true,
};

static size_t plain_len(struct span s)
{
    size_t len = 0;
    while (len < s.len && plain[(unsigned char)s.at[len]])
        len++;
    return len;
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

bool xml_is_text(struct span s)
{
    while (s.len > 0) {
        size_t len = plain_len(s);
        if (len == 0)
            len = is_control(*s.at) ? 0 : sequence_len(s);
        TRY(len);
        s = span_make(s.at + len, s.len - len);
    }
    return true;
}

static size_t add_special(struct text *t, struct span s)
{
    const char *escape = escape_of(*s.at);
    if (escape) {
        text_add_str(t, escape);
        return 1;
    }
    size_t len = is_control(*s.at) ? 0 : sequence_len(s);
    if (len)
        text_add(t, span_make(s.at, len));
    else
        text_add_str(t, REPLACEMENT);
    return len ? len : 1;
}

void xml_add_text(struct text *t, struct span s)
{
    while (s.len > 0) {
        size_t len = plain_len(s);
        if (len > 0)
            text_add(t, span_make(s.at, len));
        else
            len = add_special(t, s);
        s = span_make(s.at + len, s.len - len);
    }
}

/* Blanks but the space would be read as spaces. XML 1.0, 3.3.3 */
static void add_value(struct text *t, const char *value)
{
    for (;;) {
        size_t run = strcspn(value, "\t\n");
        xml_add_text(t, span_make(value, run));
        if (!value[run])
            return;
        text_add_str(t, value[run] == '\t' ? "&#9;" : "&#10;");
        value += run + 1;
    }
}

static void add_attributes(struct text *t, const struct xml_element *e)
{
    int number = 0;
    for (const struct xml_attribute *a = e->attributes; a; a = a->next) {
        if (!*a->ns) {
            text_addf(t, " %s=\"", a->name);
        } else if (strcmp(a->ns, XML_ITSELF) == 0) {
            text_addf(t, " xml:%s=\"", a->name);
        } else {
            text_addf(t, " xmlns:n%d=\"", number);
            add_value(t, a->ns);
            text_addf(t, "\" n%d:%s=\"", number++, a->name);
        }
        add_value(t, a->value);
        text_add_char(t, '"');
    }
}

/* outer: the namespace that holds without a prefix where e stands; NULL: it is not known. */
static void add_element(struct text *t, const struct xml_element *e, const char *outer)
{
    text_addf(t, "<%s", e->name);
    if (!outer || strcmp(outer, e->ns) != 0) {
        text_add_str(t, " xmlns=\"");
        add_value(t, e->ns);
        text_add_char(t, '"');
    }
    add_attributes(t, e);
    if (!*e->text && !e->first) {
        text_add_str(t, "/>");
        return;
    }
    text_add_char(t, '>');
    xml_add_text(t, span_of(e->text));
    for (const struct xml_element *c = e->first; c; c = c->next) {
        add_element(t, c, e->ns);
        xml_add_text(t, span_of(c->tail));
    }
    text_addf(t, "</%s>", e->name);
}

void xml_add_element(struct text *t, const struct xml_element *e)
{
    add_element(t, e, NULL);
}

void xml_add_content(struct text *t, const struct xml_element *e)
{
    xml_add_text(t, span_of(e->text));
    for (const struct xml_element *c = e->first; c; c = c->next) {
        add_element(t, c, NULL);
        xml_add_text(t, span_of(c->tail));
    }
}
