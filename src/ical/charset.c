/* Text that is not UTF-8: Latin-1 and Windows-1252, as old programs write them. */
#include "split.h"

/* 0x80 to 0x9F of Windows-1252; what is not assigned becomes U+FFFD. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
};

static void add_as_utf8(struct text *to, unsigned char byte)
{
    unsigned code = byte < 0xA0 ? windows_1252[byte - 0x80] : byte;
    char two[] = {(char)(0xC0 | code >> 6), (char)(0x80 | (code & 0x3F))};
    char three[] = {(char)(0xE0 | code >> 12), (char)(0x80 | (code >> 6 & 0x3F)), two[1]};
    text_add(to, code < 0x800 ? span_make(two, sizeof(two)) : span_make(three, sizeof(three)));
}

size_t sequence_len(struct span s)
{
    unsigned char first = (unsigned char)s.at[0];
    size_t len = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return len <= s.len && (len == 1 || span_is_utf8(span_make(s.at, len))) ? len : 0;
}

static void add_mended(struct text *to, struct span s)
{
    size_t good = 0; /* bytes that stay as they are */
    while (good < s.len) {
        size_t len = sequence_len(span_make(s.at + good, s.len - good));
        good += len;
        if (len > 0)
            continue;
        text_add(to, span_make(s.at, good));
        add_as_utf8(to, (unsigned char)s.at[good]);
        s = span_make(s.at + good + 1, s.len - good - 1);
        good = 0;
    }
    text_add(to, s);
}

/* A sequence that a fold has split is whole again when it is unfolded. */
static bool line_is_utf8(const struct scanned *l, struct text *unfolded)
{
    struct ical_line line;
    if (span_is_utf8(l->body))
        return true;
    if (!l->is_folded)
        return false;
    line_peek(l, unfolded, &line);
    return span_is_utf8(text_span(unfolded));
}

bool text_add_converted(struct text *to, struct span text)
{
    if (span_is_utf8(text))
        return false;
    OWN(text) unfolded = text_new();
    struct scan s = scan_of(text);
    struct scanned l;
    bool any = false;
    size_t before = text_len(to);
    const char *done = text.at; /* what stands between two lines stays too: blank ones */
    while (scan_next(&s, &l)) {
        text_add(to, span_make(done, (size_t)(l.raw.at - done)));
        done = l.raw.at + l.raw.len;
        if (line_is_utf8(&l, unfolded)) {
            text_add(to, l.raw);
            continue;
        }
        add_mended(to, l.raw);
        any = true;
    }
    text_add(to, span_make(done, (size_t)(text.at + text.len - done)));
    if (!any)
        text_cut(to, before);
    return any;
}

bool text_is_utf16(struct span text)
{
    return text.len >= 2 && (memcmp(text.at, "\xFF\xFE", 2) == 0 ||
                             memcmp(text.at, "\xFE\xFF", 2) == 0 || !text.at[0] != !text.at[1]);
}
