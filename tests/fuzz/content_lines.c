/* Content lines: any bytes are walked in order, and what is written of a line is read again. */
#include "convoke/ical.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* A line that is written anew says the same. */
static void write_and_read(const struct ical_line *l)
{
    if (memchr(l->value.at, '\r', l->value.len) || memchr(l->value.at, '\0', l->value.len) ||
        l->params.len > 0 || memchr(l->name.at, '\0', l->name.len))
        return;
    OWN(text) t = text_new();
    OWN_CHARS name = span_copy(l->name);
    text_add_str(t, "FIRST:1\r\n"); /* at the very beginning, a name may pass for a BOM */
    ical_add_line(t, name, SPAN(""), l->value);
    OWN(ical_reader) r = ical_reader_new(text_span(t), NULL);
    struct ical_line again;
    must(ical_reader_next(r, &again, NULL) == 1);
    must(ical_reader_next(r, &again, NULL) == 1);
    must(span_equal(again.name, l->name) && span_equal(again.value, l->value));
    must(ical_reader_next(r, &again, NULL) == 0);
}

static void take(const struct ical_line *l)
{
    OWN(text) t = text_new();
    struct span raw;
    ical_param(l->params, "CN", t, &raw);
    ical_add_unescaped(t, l->value);
    OWN_CHARS address = address_normal(l->value);
    must(strpbrk(address, "\r\n ") == NULL);
    write_and_read(l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = span_make((const char *)data, size);
    OWN(ical_reader) r = ical_reader_new(text, NULL);
    struct ical_line l;
    struct error err = {0};
    const char *done = text.at;
    int got;
    while ((got = ical_reader_next(r, &l, &err)) != 0) {
        if (got < 0)
            continue;
        must(l.raw.at >= done && l.raw.at + l.raw.len <= text.at + text.len);
        done = l.raw.at + l.raw.len;
        take(&l);
    }
    ical_hash(text);
    return 0;
}
