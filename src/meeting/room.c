#include "internal.h"

#define SLUG_CHARS 24

char *code_make(void)
{
    unsigned char bits[16];
    random_bytes(bits, sizeof bits);
    OWN(text) t = text_new();
    text_add_base32(t, bits, sizeof bits);
    return text_take(t);
}

static bool is_base32(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7');
}

bool code_is(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_base32(s.at[i]))
            return false;
    return s.len == CODE_CHARS;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

void room_add_slug(struct text *t, const char *title)
{
    size_t start = text_len(t);
    for (const char *at = title ? title : ""; *at; at++) {
        char c = lower(*at);
        size_t made = text_len(t) - start;
        if (made >= SLUG_CHARS)
            break;
        if (is_plain(c))
            text_add_char(t, c);
        else if (made && text_str(t)[start + made - 1] != '-')
            text_add_char(t, '-');
    }
    size_t made = text_len(t) - start;
    if (made && text_str(t)[start + made - 1] != '-')
        text_add_char(t, '-');
}

static void add_prefix(struct text *t, const char *prefix)
{
    if (!prefix || !*prefix)
        return;
    for (const char *at = prefix; *at; at++)
        text_add_char(t, lower(*at));
    text_add_char(t, '-');
}

static void add_random(struct text *t)
{
    OWN_CHARS code = code_make();
    text_add_str(t, code);
}

static bool starts(const char **at, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(*at, word, len) != 0)
        return false;
    *at += len;
    return true;
}

char *room_make(const struct config *c, const char *title)
{
    const char *at = c->jitsi.room_pattern ? c->jitsi.room_pattern : "{prefix}{random}";
    OWN(text) t = text_new();
    while (*at)
        if (starts(&at, "{prefix}"))
            add_prefix(t, c->jitsi.room_prefix);
        else if (starts(&at, "{slug}"))
            room_add_slug(t, title);
        else if (starts(&at, "{random}"))
            add_random(t);
        else
            text_add_char(t, lower(*at++));
    return text_take(t);
}

const char *room_pattern_problem(const char *pattern)
{
    size_t randoms = 0;
    for (const char *at = pattern; *at;) {
        if (starts(&at, "{prefix}") || starts(&at, "{slug}"))
            continue;
        if (starts(&at, "{random}")) {
            randoms++;
            continue;
        }
        if (!is_plain(lower(*at)) && *at != '-')
            return "may hold {prefix}, {slug}, {random}, letters, digits and \"-\" only";
        at++;
    }
    if (randoms != 1 || !span_ends_nocase(span_of(pattern), "{random}"))
        return "has to end with {random}, and to hold it once";
    return NULL;
}

char *room_of(const char *root, const char *key)
{
    size_t len = strlen(root);
    size_t head = len > CODE_CHARS ? len - CODE_CHARS : 0;
    OWN_CHARS what = mem_strf("occurrence %s", key);
    struct digest d = digest_keyed(span_of(root + head), span_of(what));
    OWN(text) t = text_new();
    text_add(t, span_make(root, head));
    text_add_base32(t, d.bytes, 16);
    return text_take(t);
}
