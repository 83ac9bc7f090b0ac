/* The name of a room as the video server's parts call it, whatever way it was written in a URL. */
#include "internal.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum { MOST_NAME_BYTES = 1023, MOST_UNITS = 4096 }; /* of a node: RFC 7622, 3.3.1 */

static int digit_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* false when a percent sign is not followed by two digits, or it is not UTF-8 then. */
static bool decode(struct span name, struct text *out)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        int high = c == '%' && i + 2 < name.len ? digit_of(name.at[i + 1]) : -1;
        int low = high >= 0 ? digit_of(name.at[i + 2]) : -1;
        if (c == '%' && low < 0)
            return false;
        text_add_char(out, c == '%' ? (char)(high * 16 + low) : c);
        i += c == '%' ? 2 : 0;
    }
    return span_is_utf8(text_span(out));
}

/* NFKC, then lower case in no language: only composed letters become small ones rightly. */
static bool normalize(struct span s, UChar out[MOST_UNITS], int32_t *len_out)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar read[MOST_UNITS], composed[MOST_UNITS];
    int32_t len;
    u_strFromUTF8(read, MOST_UNITS, &len, s.at, (int32_t)s.len, &status);
    const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&status);
    len = unorm2_normalize(nfkc, read, len, composed, MOST_UNITS, &status);
    *len_out = u_strToLower(out, MOST_UNITS, composed, len, "", &status);
    return U_SUCCESS(status) && *len_out < MOST_UNITS;
}

/* As encodeURIComponent, with small digits. */
static void add_encoded(struct text *out, struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        bool stays = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     (c && strchr("-_.!~*'()", c));
        if (stays)
            text_add_char(out, c);
        else
            text_addf(out, "%%%02x", (unsigned char)c);
    }
}

char *meeting_room_safe(struct span name)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar lowered[MOST_UNITS];
    char bytes[MOST_UNITS];
    int32_t units, len;
    if (!name.len || name.len > MOST_NAME_BYTES || !span_is_utf8(name))
        return NULL;
    OWN(text) decoded = text_new();
    struct span plain = decode(name, decoded) ? text_span(decoded) : name;
    if (memchr(plain.at, '\0', plain.len) || !normalize(plain, lowered, &units))
        return NULL;
    u_strToUTF8(bytes, sizeof bytes, &len, lowered, units, &status);
    if (U_FAILURE(status))
        return NULL;
    OWN(text) safe = text_new();
    add_encoded(safe, span_make(bytes, (size_t)len));
    return text_len(safe) <= MOST_NAME_BYTES ? text_take(safe) : NULL;
}
