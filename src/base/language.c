/* gettext's catalogues, read here and not by the C library: that one finds a language by the
 * process's or thread's locale, which has to be installed, or by an environment variable, which
 * threads cannot set. A mail's language belongs to its reader. */
#include "language.h"

#define MAGIC        0x950412deu
#define MAGIC_TURNED 0xde120495u
#define MOST_BYTES   (4u << 20)
#define HEADER_BYTES 20

struct language {
    char *bytes;
    size_t len;
    bool is_turned; /* written by a machine of the other byte order */
    uint32_t count, english_at, translated_at;
    struct span plural; /* the C expression that chooses the form of a number */
};

static uint32_t number_at(const struct language *l, size_t at)
{
    uint32_t n;
    memcpy(&n, l->bytes + at, sizeof n);
    return l->is_turned ? __builtin_bswap32(n) : n;
}

/* Entry i of one of the two tables: a length and where the text stands, ended by NUL. */
static struct span entry(const struct language *l, uint32_t table_at, uint32_t i)
{
    size_t row = table_at + (size_t)i * 8;
    return span_make(l->bytes + number_at(l, row + 4), number_at(l, row));
}

static bool entry_is_whole(const struct language *l, uint32_t table_at, uint32_t i)
{
    size_t row = table_at + (size_t)i * 8;
    size_t at = number_at(l, row + 4), len = number_at(l, row);
    return at < l->len && len < l->len - at && l->bytes[at + len] == '\0' &&
           span_is_utf8(span_make(l->bytes + at, len));
}

static bool tables_are_whole(struct language *l)
{
    if (l->len < HEADER_BYTES)
        return false;
    uint32_t magic = number_at(l, 0);
    l->is_turned = magic == MAGIC_TURNED;
    if (magic != MAGIC && magic != MAGIC_TURNED)
        return false;
    l->count = number_at(l, 8);
    l->english_at = number_at(l, 12);
    l->translated_at = number_at(l, 16);
    size_t room = (size_t)l->count * 8;
    if (room > l->len || l->english_at > l->len - room || l->translated_at > l->len - room)
        return false;
    for (uint32_t i = 0; i < l->count; i++)
        TRY(entry_is_whole(l, l->english_at, i) && entry_is_whole(l, l->translated_at, i));
    return true;
}

/* key: ended by NUL; entries are sorted. Of a phrase with plural forms the English one counts. */
static struct span translation(const struct language *l, const char *key)
{
    uint32_t low = 0, high = l->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(key, entry(l, l->english_at, middle).at);
        if (order == 0)
            return entry(l, l->translated_at, middle);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return span_make(NULL, 0);
}

/* "Plural-Forms: nplurals=2; plural=n != 1;" of the catalogue's header, which translates "". */
static struct span plural_in(struct span header)
{
    while (header.len) {
        struct span value, line = span_cut(header, '\n', &header);
        if (!span_is_nocase(span_trim(span_cut(line, ':', &line)), "Plural-Forms"))
            continue;
        while (line.len) {
            struct span item = span_trim(span_cut(line, ';', &line));
            struct span name = span_trim(span_cut(item, '=', &value));
            if (span_is(name, "plural"))
                return span_trim(value);
        }
    }
    return SPAN("n != 1");
}

struct language *language_open(const char *path, struct error *err)
{
    OWN(language) l = mem_new(sizeof *l);
    l->bytes = file_read(path, MOST_BYTES, &l->len, err);
    TRY(l->bytes);
    if (!tables_are_whole(l)) {
        fail(err, FAULT_INVALID, NULL,
             "%.100s is no catalogue in UTF-8; make one with gettext's msgfmt.", path);
        return NULL;
    }
    l->plural = plural_in(translation(l, ""));
    return GIVE(l);
}

void language_free(struct language *l)
{
    if (!l)
        return;
    free(l->bytes);
    free(l);
}

static const char *translated(const struct language *l, const char *key, const char *english)
{
    struct span found = l && *key ? translation(l, key) : span_make(NULL, 0);
    return found.len ? found.at : english;
}

const char *phrase(const struct language *l, const char *english)
{
    return translated(l, english, english);
}

const char *phrase_in(const struct language *l, const char *context, const char *english)
{
    if (!l)
        return english;
    OWN_CHARS key = mem_strf("%s\004%s", context, english);
    return translated(l, key, english);
}

const char *phrase_of(const struct language *l, const char *one, const char *many, int64_t number)
{
    const char *english = number == 1 ? one : many;
    struct span forms = l ? translation(l, one) : span_make(NULL, 0);
    if (!forms.len)
        return english;
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    uint64_t form = plural_form(l->plural, size);
    for (struct span left = forms; left.at; form--) {
        struct span here = span_cut(left, '\0', &left);
        if (form == 0)
            return here.len ? here.at : english;
    }
    return forms.at;
}

/* --- filling in --- */

struct filling {
    const char *name, *value;
};
#define MOST_FILLINGS 8

static const char *value_of(const struct filling *list, size_t count, struct span name)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(name, list[i].name))
            return list[i].value;
    return "";
}

char *phrase_fill(const char *pattern, ...)
{
    struct filling list[MOST_FILLINGS];
    size_t count = 0;
    va_list args;
    va_start(args, pattern);
    for (const char *name; count < MOST_FILLINGS && (name = va_arg(args, const char *));)
        list[count++] = (struct filling){name, va_arg(args, const char *)};
    va_end(args);
    OWN(text) t = text_new();
    struct span rest = span_of(pattern);
    while (rest.len) {
        struct span behind;
        text_add(t, span_cut(rest, '{', &behind));
        if (!behind.at)
            break;
        struct span name = span_cut(behind, '}', &rest);
        text_add_str(t, value_of(list, count, name));
    }
    return text_take(t);
}
