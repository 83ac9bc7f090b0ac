#include "scene.h"

#define CODE  "w7jjfcswweykfgwtpm45baqdnm"
#define TOKEN "hloaticmbjg2jgm2zkejsohqfm"
#define SITE  "https://cal.example.org"

static char *plain(const char *text)
{
    size_t len = 0;
    char *made = personal_made_plain(span_of(text), &len);
    if (made)
        CHECK_INT(strlen(made), len);
    return made;
}

TEST(a_link_of_ones_own_becomes_the_plain_one_wherever_it_stands)
{
    static const struct {
        const char *given, *wanted;
    } texts[] = {
        {SITE "/j/" CODE "/" TOKEN, SITE "/j/" CODE},
        {"SUMMARY:In (" SITE "/j/" CODE "/" TOKEN ")\\, or",
         "SUMMARY:In (" SITE "/j/" CODE ")\\, or"},
        {"\"" SITE "/j/" CODE "/" TOKEN "\">a</a>", "\"" SITE "/j/" CODE "\">a</a>"},
        {SITE "/j/" CODE "/" TOKEN "?a=b", SITE "/j/" CODE "?a=b"},
        {SITE "/j/" CODE "/HLOATICMBJG2JGM2ZKEJSOHQFM.", SITE "/j/" CODE "."},
        {SITE "/r/" CODE "/" TOKEN "/accept\\nNo", SITE "/j/" CODE "\\nNo"},
        {SITE "/r/" CODE "/" TOKEN "/tentative?occurrence=20260305T090000Z)", SITE "/j/" CODE ")"},
        {SITE "/j/" CODE "/" TOKEN "/" TOKEN "%2F" TOKEN, SITE "/j/" CODE},
        {SITE "/r/" CODE "/" TOKEN "/accept/" TOKEN "/decline", SITE "/j/" CODE},
        {SITE "/u/6140622e63/" TOKEN " bye", SITE "/u/6140622e63 bye"},
        {"q=https%3A%2F%2Fa.b%2Fj%2F" CODE "%2F" TOKEN "&x",
         "q=https%3A%2F%2Fa.b%2Fj%2F" CODE "&x"},
        {"u=https-3A__a.b_j_" CODE "_" TOKEN "&d", "u=https-3A__a.b_j_" CODE "&d"},
        {"/j/" CODE "/" TOKEN "/j/" CODE "/" TOKEN, "/j/" CODE "/j/" CODE},
    };
    for (size_t i = 0; i < LENGTH(texts); i++) {
        OWN_CHARS made = plain(texts[i].given);
        if (!made)
            fail_msg("left as it was: %s", texts[i].given);
        CHECK_STR(made, texts[i].wanted);
    }
}

TEST(every_end_of_a_folded_line_within_a_link_is_read_over_and_kept)
{
    static const char link[] = "A:/r/" CODE "/" TOKEN "/accept.";
    static const char *const ends[] = {"\r\n ", "\n\t", "\r\n \r\n "};
    for (size_t i = 0; i < LENGTH(ends); i++)
        for (size_t at = 1; at < strlen(link) - 1; at++) {
            OWN_CHARS folded = mem_strf("%.*s%s%s", (int)at, link, ends[i], link + at);
            OWN_CHARS made = plain(folded);
            CHECK(made && strstr(made, ends[i]));
            const char *end = strstr(made, ends[i]);
            OWN_CHARS unfolded = mem_strf("%.*s%s", (int)(end - made), made, end + strlen(ends[i]));
            CHECK_STR(unfolded, "A:/j/" CODE ".");
        }
}

TEST(what_is_nobodys_own_link_stays_as_it_is)
{
    static const char *const texts[] = {
        "",
        "/",
        SITE "/j/" CODE,
        SITE "/j/" CODE "/guests",
        SITE "/j/" CODE "/" TOKEN "a",
        SITE "/j/" CODE "/" TOKEN "8",
        SITE "/j/" CODE "/hloaticmbjg2jgm2zkejsohqf1",
        SITE "/x/" CODE "/" TOKEN,
        SITE "/j/" CODE "a/" TOKEN,
        SITE "/u/6140/" TOKEN,
        "j/" CODE "/" TOKEN,
        "/j/" CODE "\r\n/" TOKEN,
    };
    for (size_t i = 0; i < LENGTH(texts); i++) {
        OWN_CHARS made = plain(texts[i]);
        if (made)
            fail_msg("%s has become %s", texts[i], made);
    }
}

RUN_TESTS(CASE(a_link_of_ones_own_becomes_the_plain_one_wherever_it_stands),
          CASE(every_end_of_a_folded_line_within_a_link_is_read_over_and_kept),
          CASE(what_is_nobodys_own_link_stays_as_it_is))
