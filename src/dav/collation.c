/* How texts of a request are compared with those of objects. RFC 4790; RFC 5051 */
#include "query.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

static const char *const names[] = {
    [COLLATION_ASCII] = "i;ascii-casemap",
    [COLLATION_OCTET] = "i;octet",
    [COLLATION_UNICODE] = "i;unicode-casemap",
};

bool collation_named(const char *name, enum collation *out, struct error *err)
{
    *out = COLLATION_ASCII;
    if (!name || strcmp(name, "default") == 0)
        return true;
    for (size_t i = 0; i < LENGTH(names); i++)
        if (strcmp(name, names[i]) == 0) {
            *out = (enum collation)i;
            return true;
        }
    return fail(err, FAULT_INVALID, "supported-collation",
                "The collation %.60s is none of C:supported-collation-set.", name);
}

static char *fold_ascii(struct span s, size_t *len_out)
{
    char *folded = span_copy(s);
    for (size_t i = 0; i < s.len; i++)
        if (folded[i] >= 'A' && folded[i] <= 'Z')
            folded[i] = (char)(folded[i] + ('a' - 'A'));
    *len_out = s.len;
    return folded;
}

struct wide {
    UChar *at;
    int32_t len;
};

static struct wide wide_of(struct span s)
{
    UErrorCode code = U_ZERO_ERROR;
    struct wide w = {.at = mem_array(s.len + 1, sizeof *w.at)};
    u_strFromUTF8WithSub(w.at, (int32_t)s.len + 1, &w.len, s.at ? s.at : "", (int32_t)s.len, 0xFFFD,
                         NULL, &code);
    return w;
}

static struct wide wide_folded(struct wide from)
{
    UErrorCode code = U_ZERO_ERROR;
    int32_t most = from.len * 3 + 1; /* SpecialCasing.txt: three for one at most */
    struct wide w = {.at = mem_array((size_t)most, sizeof *w.at)};
    w.len = u_strFoldCase(w.at, most, from.at, from.len, U_FOLD_CASE_DEFAULT, &code);
    free(from.at);
    return w;
}

/* Letters in the parts that they are made of, so that both ways of writing them are one. */
static struct wide wide_in_parts(struct wide from)
{
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *n = unorm2_getNFKDInstance(&code);
    int32_t most = unorm2_normalize(n, from.at, from.len, NULL, 0, &code) + 1;
    struct wide w = {.at = mem_array((size_t)most, sizeof *w.at)};
    code = U_ZERO_ERROR;
    w.len = unorm2_normalize(n, from.at, from.len, w.at, most, &code);
    free(from.at);
    return w;
}

static char *fold_unicode(struct span s, size_t *len_out)
{
    UErrorCode code = U_ZERO_ERROR;
    struct wide w = wide_in_parts(wide_folded(wide_of(s)));
    size_t most = (size_t)w.len * 3 + 1;
    int32_t len = 0;
    char *folded = mem_new(most);
    u_strToUTF8(folded, (int32_t)most, &len, w.at, w.len, &code);
    free(w.at);
    *len_out = (size_t)len;
    return folded;
}

char *collation_fold(enum collation c, struct span s, size_t *len_out)
{
    if (c == COLLATION_UNICODE)
        return fold_unicode(s, len_out);
    if (c == COLLATION_ASCII)
        return fold_ascii(s, len_out);
    *len_out = s.len;
    return span_copy(s);
}

bool text_match_holds(const struct text_match *m, struct span text)
{
    size_t len;
    OWN_CHARS folded = collation_fold(m->collation, text, &len);
    return span_has(span_make(folded, len), span_make(m->wanted, m->wanted_len)) != m->is_negated;
}
