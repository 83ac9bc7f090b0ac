#include "convoke/base.h"
#include "test.h"

/* A catalogue as msgfmt writes it, of pairs that are sorted. */
struct pair {
    struct span english, translated;
};

static void add_u32(struct text *t, uint32_t n, bool turned)
{
    n = turned ? __builtin_bswap32(n) : n;
    text_add(t, span_make((const char *)&n, sizeof n));
}

static char *catalogue(const struct pair *pairs, uint32_t count, bool turned, size_t *len_out)
{
    OWN(text) t = text_new();
    OWN(text) texts = text_new();
    uint32_t at = 28 + count * 16;
    uint32_t head[] = {0x950412deu, 0, count, 28, 28 + count * 8, 0, 0};
    for (size_t i = 0; i < LENGTH(head); i++)
        add_u32(t, head[i], turned);
    for (int side = 0; side < 2; side++)
        for (uint32_t i = 0; i < count; i++) {
            struct span s = side ? pairs[i].translated : pairs[i].english;
            add_u32(t, (uint32_t)s.len, turned);
            add_u32(t, at + (uint32_t)text_len(texts), turned);
            text_add(texts, s);
            text_add_char(texts, '\0');
        }
    text_add(t, text_span(texts));
    *len_out = text_len(t);
    return text_take(t);
}

static struct language *open_bytes(const char *bytes, size_t len, struct error *err)
{
    char path[] = "/tmp/convoke-language-XXXXXX";
    int fd = mkstemp(path);
    CHECK(fd >= 0);
    FILE *f = fdopen(fd, "wb");
    CHECK_INT(fwrite(bytes, 1, len, f), len);
    fclose(f);
    struct language *l = language_open(path, err);
    remove(path);
    return l;
}

#define POLISH                                                                               \
    "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=3; plural=(n==1 ? 0 : " \
    "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\n"

static const struct pair polish[] = {
    {SPAN(""), SPAN(POLISH)},
    {SPAN("date\004May"), SPAN("maja")},
    {SPAN("in\004May"), SPAN("maj")},
    {SPAN("once\0{number} times"), SPAN("raz\0{number} razy\0{number} razów")},
    {SPAN("untranslated"), SPAN("")},
};

static struct language *open_polish(bool turned)
{
    struct error err;
    size_t len;
    OWN_CHARS bytes = catalogue(polish, LENGTH(polish), turned, &len);
    struct language *l = open_bytes(bytes, len, &err);
    CHECK_OK(l, &err);
    return l;
}

TEST(english_needs_no_catalogue)
{
    CHECK_STR(phrase(NULL, "every day"), "every day");
    CHECK_STR(phrase_in(NULL, "date", "May"), "May");
    CHECK_STR(phrase_of(NULL, "once", "many times", 1), "once");
    CHECK_STR(phrase_of(NULL, "once", "many times", 0), "many times");
}

TEST(a_phrase_is_found_by_its_words_and_context_in_either_byte_order)
{
    for (int turned = 0; turned < 2; turned++) {
        OWN(language) l = open_polish(turned);
        CHECK_STR(phrase_in(l, "in", "May"), "maj");
        CHECK_STR(phrase_in(l, "date", "May"), "maja");
        CHECK_STR(phrase_in(l, "nowhere", "May"), "May");
        CHECK_STR(phrase(l, "May"), "May");
        CHECK_STR(phrase(l, "untranslated"), "untranslated");
        CHECK_STR(phrase(l, ""), "");
    }
}

TEST(the_form_of_a_number_is_the_languages_own)
{
    OWN(language) l = open_polish(false);
    static const struct {
        int64_t number;
        const char *form;
    } cases[] = {
        {1, "raz"},
        {2, "{number} razy"},
        {4, "{number} razy"},
        {5, "{number} razów"},
        {0, "{number} razów"},
        {12, "{number} razów"},
        {22, "{number} razy"},
        {112, "{number} razów"},
        {INT64_MAX, "{number} razów"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++)
        CHECK_STR(phrase_of(l, "once", "{number} times", cases[i].number), cases[i].form);
}

TEST(a_plural_that_is_no_expression_counts_as_english)
{
    static const char *const headers[] = {
        "",
        "Plural-Forms: nplurals=2; plural=EXPRESSION;\n",
        "Plural-Forms: plural=(n;\n",
        "Plural-Forms: plural=((((((((((((((((((((((((((((((((((((((((((((((((n!=1)\n",
        "Plural-Forms: plural=n != 1 1;\n",
        "Plural-Forms: nplurals=2;\n",
    };
    for (size_t i = 0; i < LENGTH(headers); i++) {
        struct error err;
        size_t len;
        struct pair pairs[] = {{SPAN(""), span_of(headers[i])},
                               {SPAN("one\0many"), SPAN("eins\0viele")}};
        OWN_CHARS bytes = catalogue(pairs, 2, false, &len);
        OWN(language) l = open_bytes(bytes, len, &err);
        CHECK_OK(l, &err);
        CHECK_STR(phrase_of(l, "one", "many", 1), "eins");
        CHECK_STR(phrase_of(l, "one", "many", 3), "viele");
    }
}

TEST(a_form_beyond_the_last_is_the_first)
{
    struct error err;
    size_t len;
    struct pair pairs[] = {{SPAN(""), SPAN("Plural-Forms: plural=n / 0 + 7;\n")},
                           {SPAN("one\0many"), SPAN("eins\0viele")}};
    OWN_CHARS bytes = catalogue(pairs, 2, false, &len);
    OWN(language) l = open_bytes(bytes, len, &err);
    CHECK_OK(l, &err);
    CHECK_STR(phrase_of(l, "one", "many", 3), "eins");
}

TEST(what_is_no_catalogue_is_refused_at_any_length)
{
    struct error err;
    size_t len;
    OWN_CHARS bytes = catalogue(polish, LENGTH(polish), false, &len);
    for (size_t cut = 0; cut < len; cut++) {
        OWN_CHARS part = span_copy(span_make(bytes, cut)); /* so that reading on is seen */
        struct language *l = open_bytes(part, cut, &err);
        CHECK(!l);
        CHECK_INT(err.kind, FAULT_INVALID);
    }
    CHECK(strstr(err.said, "msgfmt"));
    CHECK(!language_open("/nowhere/convoke.mo", &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
}

TEST(a_catalogue_in_another_character_set_is_refused)
{
    struct error err;
    size_t len;
    struct pair pairs[] = {{SPAN("until"), SPAN("sp\xe4ter")}};
    OWN_CHARS bytes = catalogue(pairs, 1, false, &len);
    CHECK(!open_bytes(bytes, len, &err));
    CHECK_INT(err.kind, FAULT_INVALID);
}

TEST(places_are_filled_in_the_order_of_the_phrase)
{
    static const struct {
        const char *pattern, *filled;
    } cases[] = {
        {"{day} of {month}", "3 of {March}"},
        {"{month}: {day}, {day}", "{March}: 3, 3"},
        {"nothing", "nothing"},
        {"", ""},
        {"{unknown}|{day}", "|3"},
        {"open {day", "open 3"},
        {"closed day}", "closed day}"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS filled = phrase_fill(cases[i].pattern, "day", "3", "month", "{March}", NULL);
        CHECK_STR(filled, cases[i].filled);
    }
}

RUN_TESTS(CASE(english_needs_no_catalogue),
          CASE(a_phrase_is_found_by_its_words_and_context_in_either_byte_order),
          CASE(the_form_of_a_number_is_the_languages_own),
          CASE(a_plural_that_is_no_expression_counts_as_english),
          CASE(a_form_beyond_the_last_is_the_first),
          CASE(what_is_no_catalogue_is_refused_at_any_length),
          CASE(a_catalogue_in_another_character_set_is_refused),
          CASE(places_are_filled_in_the_order_of_the_phrase))
