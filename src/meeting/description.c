#include "internal.h"

#include "convoke/itip.h"

/* Line ends as they stand in iCalendar values: escaped. Plain text has real ones. */
static bool ends_with(struct span s, const char *end)
{
    size_t len = strlen(end);
    return s.len >= len && memcmp(s.at + s.len - len, end, len) == 0;
}

static struct span without_newline_at_end(struct span s)
{
    static const char *const newlines[] = {"\\n", "\\N", "\r\n", "\n"};
    for (size_t i = 0; i < LENGTH(newlines); i++)
        if (ends_with(s, newlines[i]))
            return span_make(s.at, s.len - strlen(newlines[i]));
    return s;
}

static struct span without_newline_at_start(struct span s)
{
    static const char *const newlines[] = {"\\n", "\\N", "\r\n", "\n"};
    for (size_t i = 0; i < LENGTH(newlines); i++)
        if (span_starts(s, newlines[i]))
            return span_make(s.at + strlen(newlines[i]), s.len - strlen(newlines[i]));
    return s;
}

static void add_block(struct text *t, const char *label, const char *link)
{
    text_addf(t, "%s\\n", itip_block_begin);
    text_add_ical(t, span_of(label ? label : "Video meeting"));
    text_add_str(t, ": ");
    text_add_ical(t, span_of(link));
    text_addf(t, "\\n%s", itip_block_end);
}

struct parts {
    struct span before, block, after;
};

static bool take_apart(struct span value, struct parts *p)
{
    if (!itip_block_find(value, &p->block))
        return false;
    const char *block_end = p->block.at + p->block.len;
    p->before = span_make(value.at, (size_t)(p->block.at - value.at));
    p->after = span_make(block_end, (size_t)(value.at + value.len - block_end));
    return true;
}

/* The blank line that set the block off goes with it. */
static void add_without(struct text *t, const struct parts *p)
{
    struct span before = without_newline_at_end(without_newline_at_end(p->before));
    text_add(t, before);
    if (before.len)
        text_add(t, p->after);
    else
        text_add(t, without_newline_at_start(without_newline_at_start(p->after)));
}

char *description_without_block(struct span value)
{
    OWN(text) left = text_new();
    text_add(left, value);
    struct parts p;
    while (take_apart(text_span(left), &p)) {
        OWN(text) next = text_new();
        add_without(next, &p);
        text_cut(left, 0);
        text_add(left, text_span(next));
    }
    return text_take(left);
}

/* At the top, where phones and calendar lists show it. */
static char *put_block_before(struct span value, const char *label, const char *link)
{
    OWN(text) t = text_new();
    add_block(t, label, link);
    if (value.len)
        text_add_str(t, "\\n\\n");
    text_add(t, value);
    return text_take(t);
}

char *description_with_block(struct span value, const char *label, const char *link)
{
    struct parts p;
    if (!take_apart(value, &p))
        return put_block_before(value, label, link);
    OWN(text) t = text_new();
    OWN_CHARS after = description_without_block(p.after);
    text_add(t, p.before);
    if (span_has(p.block, span_of(link)) && span_has(p.block, span_of(itip_block_end)))
        text_add(t, p.block);
    else
        add_block(t, label, link);
    text_add_str(t, after);
    return text_take(t);
}

char *meeting_plain_description(const char *description)
{
    return description ? description_without_block(span_of(description)) : NULL;
}
