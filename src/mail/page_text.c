#include "page.h"

enum { LABEL_WIDTH = 13, FOOTER_WIDTH = 76 };

static void add_row(struct text *t, const char *name, const char *value)
{
    text_addf(t, "%-*s%s\n", LABEL_WIDTH, name, value);
}

static void add_links(struct text *t, const struct page *s)
{
    if (s->link)
        add_row(t, s->verb, s->link);
    if (s->was_link)
        add_row(t, s->link ? "    before:" : "No longer:", s->was_link);
}

static void add_facts(struct text *t, const struct page *s)
{
    for (size_t i = 0; i < s->nfacts; i++) {
        if (i == s->people_at)
            add_links(t, s);
        add_row(t, s->facts[i].name, s->facts[i].now);
        if (s->facts[i].was)
            add_row(t, "    before:", s->facts[i].was);
    }
    if (s->nfacts == s->people_at)
        add_links(t, s);
}

static void add_answers(struct text *t, const struct page *s)
{
    text_add_str(t, s->answers[0] ? "\n" : "");
    for (size_t i = 0; i < ANSWERS; i++)
        if (s->answers[i])
            add_row(t, answer_label((enum letter_answer)i), s->answers[i]);
}

static size_t count_characters(const char *s)
{
    size_t count = 0;
    for (; *s; s++)
        count += ((unsigned char)*s & 0xC0) != 0x80;
    return count;
}

static void add_title(struct text *t, const struct page *s)
{
    size_t width = count_characters(s->title);
    text_addf(t, "%s\n", s->title);
    for (size_t i = 0; i < width && i < 72; i++)
        text_add_char(t, '-');
    text_add_char(t, '\n');
    if (s->was_title)
        text_addf(t, "    before: %s\n", s->was_title);
}

static void add_description(struct text *t, const struct page *s)
{
    text_add_str(t, s->nfacts || s->link ? "\n" : "");
    if (s->was_description)
        text_addf(t, "New text:\n%s\n\nThe text before:\n%s\n", s->description, s->was_description);
    else
        text_addf(t, "%s\n", s->description);
}

/* In lines that end between words. */
static void add_footer(struct text *t, const struct page *s)
{
    size_t width = 0;
    struct span rest = span_of(s->footer);
    text_add_str(t, "\n-- \n");
    while (rest.len) {
        struct span word = span_cut(rest, ' ', &rest);
        bool fits = width + 1 + word.len <= FOOTER_WIDTH;
        if (width > 0)
            text_add_char(t, fits ? ' ' : '\n');
        width = width > 0 && fits ? width + 1 + word.len : word.len;
        text_add(t, word);
    }
    text_add_char(t, '\n');
}

void page_add_text(struct text *t, const struct page *s)
{
    if (s->lead)
        text_addf(t, "%s\n\n", s->lead);
    add_title(t, s);
    text_add_char(t, '\n');
    add_facts(t, s);
    add_answers(t, s);
    if (s->description)
        add_description(t, s);
    add_footer(t, s);
    if (s->unsubscribe)
        text_addf(t, "No more reminders: %s\n", s->unsubscribe);
}
