/* The language of texts that people read: xml:lang is kept with them. RFC 4918, 4.3 */
#include "internal.h"

#define NS_XML "http://www.w3.org/XML/1998/namespace"

enum { MOST_LANGUAGE = 100 };

static const char *said_here(const struct xml_element *e)
{
    for (const struct xml_attribute *a = e->attributes; a; a = a->next)
        if (strcmp(a->ns, NS_XML) == 0 && strcmp(a->name, "lang") == 0)
            return a->value;
    return NULL;
}

char *language_of(const struct xml_element *value)
{
    const char *said = NULL;
    for (const struct xml_element *e = value; e && !said; e = e->parent)
        said = said_here(e);
    bool is_one = said && *said && strlen(said) <= MOST_LANGUAGE;
    return is_one ? mem_str(said) : NULL;
}

void add_language(struct text *t, const char *language)
{
    struct span before = text_span(t);
    if (!language || before.len == 0 || before.at[before.len - 1] != '>')
        return;
    text_cut(t, before.len - 1);
    text_add_str(t, " xml:lang=\"");
    xml_add_text(t, span_of(language));
    text_add_str(t, "\">");
}
