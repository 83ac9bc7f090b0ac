/* Content lines: any bytes are walked in order, and what is written of a line is read again. */
#include "reading.h"

/* A line that is written anew says the same. Folds are made and unmade on the way. */
static void write_and_read(const struct ical_line *l)
{
    if (memchr(l->raw.at, '\0', l->raw.len))
        return; /* left out when it is written */
    OWN(text) t = text_new();
    OWN(text) params = text_new();
    OWN_CHARS name = span_copy(l->name);
    text_add_str(params, l->params.len ? ";" : "");
    text_add(params, l->params);
    text_add_str(t, "FIRST:1\r\n"); /* at the very beginning, a name may pass for a BOM */
    ical_add_line(t, name, text_span(params), l->value);
    OWN(ical_reader) r = ical_reader_new(text_span(t), &wide_limits);
    struct ical_line again;
    MUST(ical_reader_next(r, &again, NULL) == 1);
    MUST(ical_reader_next(r, &again, NULL) == 1);
    MUST(span_equal(again.name, l->name) && span_equal(again.value, l->value));
    MUST(span_equal(again.params, l->params));
    MUST(ical_reader_next(r, &again, NULL) == 0);
}

static void take(const struct ical_line *l)
{
    OWN(text) t = text_new();
    struct span raw;
    ical_param(l->params, "CN", t, &raw);
    ical_add_unescaped(t, l->value);
    OWN_CHARS address = address_normal(l->value);
    MUST(strpbrk(address, "\r\n ") == NULL);
    write_and_read(l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = input_of(data, size);
    OWN(ical_reader) r = ical_reader_new(text, NULL);
    struct ical_line l;
    struct error err = {0};
    const char *done = text.at;
    int got;
    while ((got = ical_reader_next(r, &l, &err)) != 0) {
        if (got < 0)
            continue;
        MUST(l.raw.at >= done && l.raw.at + l.raw.len <= text.at + text.len);
        done = l.raw.at + l.raw.len;
        take(&l);
    }
    ical_hash(text);
    return 0;
}
