#include "convoke/base.h"

#include <errno.h>

static unsigned char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : (unsigned char)c;
}

static bool same_nocase(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

bool span_equal(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool span_equal_nocase(struct span a, struct span b)
{
    return a.len == b.len && same_nocase(a.at, b.at, a.len);
}

bool span_is(struct span a, const char *b)
{
    return span_equal(a, span_of(b));
}

bool span_is_nocase(struct span a, const char *b)
{
    return span_equal_nocase(a, span_of(b));
}

int span_compare(struct span a, struct span b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.at, b.at, shorter) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool span_starts(struct span a, const char *prefix)
{
    size_t len = strlen(prefix);
    return a.len >= len && memcmp(a.at, prefix, len) == 0;
}

bool span_starts_nocase(struct span a, const char *prefix)
{
    size_t len = strlen(prefix);
    return a.len >= len && same_nocase(a.at, prefix, len);
}

bool span_ends_nocase(struct span a, const char *suffix)
{
    size_t len = strlen(suffix);
    return a.len >= len && same_nocase(a.at + a.len - len, suffix, len);
}

bool span_has(struct span a, struct span part)
{
    return part.len == 0 || (a.len >= part.len && memmem(a.at, a.len, part.at, part.len));
}

bool span_has_nocase(struct span a, struct span part)
{
    for (size_t i = 0; i + part.len <= a.len; i++)
        if (same_nocase(a.at + i, part.at, part.len))
            return true;
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span span_trim(struct span a)
{
    while (a.len && is_blank(a.at[0]))
        a = span_make(a.at + 1, a.len - 1);
    while (a.len && is_blank(a.at[a.len - 1]))
        a.len--;
    return a;
}

struct span span_cut(struct span a, char c, struct span *rest_out)
{
    const char *found = a.len ? memchr(a.at, c, a.len) : NULL;
    if (!found) {
        *rest_out = span_make(NULL, 0);
        return a;
    }
    size_t before = (size_t)(found - a.at);
    *rest_out = span_make(found + 1, a.len - before - 1);
    return span_make(a.at, before);
}

char *span_copy(struct span a)
{
    char *s = mem_resize(NULL, a.len + 1, 1);
    if (a.len)
        memcpy(s, a.at, a.len);
    s[a.len] = 0;
    return s;
}

bool span_number(struct span a, int64_t *number_out)
{
    char digits[24];
    if (a.len == 0 || a.len >= sizeof digits || is_blank(a.at[0]))
        return false;
    memcpy(digits, a.at, a.len);
    digits[a.len] = 0;
    char *end;
    errno = 0;
    long long n = strtoll(digits, &end, 10);
    if (errno || *end || end == digits)
        return false;
    *number_out = n;
    return true;
}

/* Length of the sequence that this byte begins, and the least value it may encode; 0: none. */
static size_t sequence_length(unsigned char first, uint32_t *bits_out, uint32_t *least_out)
{
    static const struct {
        unsigned char mask, is, keep;
        uint32_t least;
    } forms[] = {{0xE0, 0xC0, 0x1F, 0x80}, {0xF0, 0xE0, 0x0F, 0x800}, {0xF8, 0xF0, 0x07, 0x10000}};
    for (size_t i = 0; i < LENGTH(forms); i++)
        if ((first & forms[i].mask) == forms[i].is) {
            *bits_out = first & forms[i].keep;
            *least_out = forms[i].least;
            return i + 2;
        }
    return 0;
}

/* The bytes of one sequence that is longer than one byte; 0 when it is ill formed. */
static size_t good_sequence(const unsigned char *at, size_t left)
{
    uint32_t bits, least;
    size_t len = sequence_length(at[0], &bits, &least);
    if (len == 0 || len > left)
        return 0;
    for (size_t i = 1; i < len; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        bits = bits << 6 | (at[i] & 0x3F);
    }
    bool is_surrogate = bits >= 0xD800 && bits <= 0xDFFF;
    return bits < least || bits > 0x10FFFF || is_surrogate ? 0 : len;
}

bool span_is_utf8(struct span a)
{
    const unsigned char *at = (const unsigned char *)a.at;
    size_t i = 0;
    while (i < a.len) {
        uint64_t eight;
        if (i + 8 <= a.len && (memcpy(&eight, at + i, 8), !(eight & 0x8080808080808080u))) {
            i += 8;
            continue;
        }
        size_t len = at[i] < 0x80 ? 1 : good_sequence(at + i, a.len - i);
        if (!len)
            return false;
        i += len;
    }
    return true;
}
