/* Text that is not UTF-8 becomes UTF-8; every other byte stays, and once is enough. */
#include "../../src/ical/split.h"
#include "reading.h"

/* Whether both say the same where they are ASCII. */
static bool same_ascii(struct span a, struct span b)
{
    size_t i = 0, n = 0;
    for (;;) {
        while (i < a.len && (unsigned char)a.at[i] >= 0x80)
            i++;
        while (n < b.len && (unsigned char)b.at[n] >= 0x80)
            n++;
        if (i == a.len || n == b.len)
            return i == a.len && n == b.len;
        if (a.at[i++] != b.at[n++])
            return false;
    }
}

static bool lines_are_utf8(struct span text)
{
    OWN(text) unfolded = text_new();
    struct scan s = scan_of(text);
    struct scanned l;
    struct ical_line line;
    while (scan_next(&s, &l)) {
        line_peek(&l, unfolded, &line);
        if (!span_is_utf8(l.is_folded ? text_span(unfolded) : l.body))
            return false;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = input_of(data, size);
    OWN(text) to = text_new();
    OWN(text) again = text_new();
    text_add_str(to, "before");
    bool converted = text_add_converted(to, text);
    struct span got = text_span(to);
    MUST(span_starts(got, "before"));
    got = span_make(got.at + 6, got.len - 6);
    MUST(converted == !lines_are_utf8(text));
    if (!converted) {
        MUST(got.len == 0);
        return 0;
    }
    MUST(lines_are_utf8(got) && same_ascii(text, got) && got.len <= 3 * text.len);
    MUST(!text_add_converted(again, got) && text_len(again) == 0);
    return 0;
}
