/* Parameters: what is written of any value is read again, and any parameters are read in bounds. */
#include "reading.h"

/* What a parameter can hold: no control characters but tab and line feed. RFC 6868 */
static char *allowed(struct span s, size_t *len_out)
{
    char *to = mem_resize(NULL, s.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if ((c >= ' ' && c != 0x7f) || c == '\t' || c == '\n')
            to[len++] = (char)c;
    }
    *len_out = len;
    return to;
}

/* The value stands between two others, in a line that is folded. */
static void write_and_read(struct span input)
{
    size_t len;
    OWN_CHARS value = allowed(input, &len);
    OWN(text) params = text_new();
    OWN(text) line = text_new();
    text_add_str(params, ";X-BEFORE=a;CN=");
    ical_add_param_value(params, span_make(value, len));
    text_add_str(params, ";X-AFTER=\"b;c:d\"");
    ical_add_line(line, "ATTENDEE", text_span(params), SPAN("mailto:a@example.org"));

    OWN(ical_reader) r = ical_reader_new(text_span(line), &wide_limits);
    struct ical_line l;
    struct span raw;
    OWN(text) decoded = text_new();
    MUST(ical_reader_next(r, &l, NULL) == 1 && span_is(l.value, "mailto:a@example.org"));
    MUST(ical_param(l.params, "cn", decoded, NULL));
    MUST(span_equal(text_span(decoded), span_make(value, len)));
    MUST(ical_param(l.params, "X-AFTER", NULL, &raw) && span_is(raw, "b;c:d"));
    MUST(ical_param(l.params, "X-BEFORE", NULL, &raw) && span_is(raw, "a"));
    MUST(ical_reader_next(r, &l, NULL) == 0);
}

/* As parameters of a line: what is decoded of them stays what it is when written again. */
static void read_hostile(struct span params)
{
    static const char *const names[] = {"CN", "X", "TZID", "PARTSTAT", ""};
    for (size_t i = 0; i < LENGTH(names); i++) {
        OWN(text) decoded = text_new();
        struct span raw = {0};
        if (!ical_param(params, names[i], decoded, &raw))
            continue;
        MUST(raw.len == 0 || (raw.at >= params.at && raw.at + raw.len <= params.at + params.len));
        MUST(text_len(decoded) <= params.len);
        write_and_read(text_span(decoded));
    }
}

/* A line whose physical lines all fit, and none of which begins or ends inside a character. */
static void check_folds(struct span value)
{
    OWN(text) line = text_new();
    ical_add_line(line, "X-NAME", SPAN(""), value);
    struct span rest = text_span(line);
    while (rest.len) {
        struct span physical = span_cut(rest, '\n', &rest);
        MUST(physical.len > 0 && physical.at[physical.len - 1] == '\r' && physical.len <= 76);
        MUST(!span_is_utf8(value) || span_is_utf8(physical));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = input_of(data, size);
    write_and_read(input);
    read_hostile(input);
    check_folds(input);
    return 0;
}
