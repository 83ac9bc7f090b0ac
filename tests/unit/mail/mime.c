/* The outer form of a mail, read again by GMime. */
#include "../../../src/mail/mime.h"

#include "test.h"

#include <gmime/gmime.h>

/* --- fields ----------------------------------------------------------------------------------- */

/* Lines of at most `most` letters, each but the first begun by a blank; unfolded into `whole`. */
static char *unfolded(const char *field, size_t most)
{
    OWN(text) whole = text_new();
    struct span rest = span_of(field);
    CHECK(span_ends_nocase(rest, "\r\n"));
    for (bool is_first = true; rest.len; is_first = false) {
        struct span line = span_cut(rest, '\n', &rest);
        CHECK(line.len && line.at[line.len - 1] == '\r');
        line.len--;
        CHECK(line.len <= most && line.len > 1);
        CHECK(is_first || line.at[0] == ' ');
        CHECK(!memchr(line.at, '\r', line.len));
        text_add(whole, line);
    }
    return text_take(whole);
}

static void check_field(const char *words, size_t most, const char *wanted)
{
    OWN(text) t = text_new();
    mime_add_field(t, "Subject", span_of(words));
    OWN_CHARS line = unfolded(text_str(t), most);
    CHECK(strncmp(line, "Subject: ", 9) == 0);
    char *read = g_mime_utils_header_decode_text(NULL, line + 9);
    CHECK_STR(read, wanted);
    g_free(read);
}

#define TEN  "ten words "
#define LONG TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

TEST(a_field_is_read_as_it_was_said)
{
    static const struct {
        const char *words, *wanted; /* wanted NULL: the same */
    } cases[] = {
        {"Planning", NULL},
        {"a - b, \"c\" <d>; e: (f)", NULL},
        {"  blanks  around ", "blanks  around"},
        {"Grüße aus Łódź – 10:00", NULL},
        {"日本語の会議の件名はとても長いので、何行にも分けて書かなければなりませんが、文字は切れません",
         NULL},
        {"emoji 🎉 and =?UTF-8?Q?what_looks_encoded?=", NULL},
        {"=?UTF-8?Q?looks_encoded?=", NULL},
        {LONG "end", NULL},
        {"ü " LONG "end", NULL},
        {"two\r\nBcc: lines@example.org", "two  Bcc: lines@example.org"},
        {"tab\there \x01 and there", "tab here   and there"},
        {"not UTF-8: \xff\xfe", "not UTF-8: ??"},
        {"", ""},
    };
    for (size_t i = 0; i < LENGTH(cases); i++)
        check_field(cases[i].words, 78, cases[i].wanted ? cases[i].wanted : cases[i].words);
}

TEST(a_word_without_end_is_cut_into_lines_that_mail_servers_take)
{
    char word[2001];
    memset(word, 'x', sizeof word - 1);
    word[sizeof word - 1] = 0;
    check_field(word, 78, word);
    word[800] = 0; /* whole, where it can pass */
    check_field(word, 998, word);
}

/* --- people ----------------------------------------------------------------------------------- */

TEST(a_person_stands_in_a_head_under_any_name)
{
    static const struct {
        const char *display, *written; /* written NULL: encoded */
    } cases[] = {
        {NULL, "To: anna@example.org\r\n"},
        {" ", "To: anna@example.org\r\n"},
        {"Anna", "To: Anna <anna@example.org>\r\n"},
        {"Anna O'Hara", "To: Anna O'Hara <anna@example.org>\r\n"},
        {"Berg, Anna", "To: \"Berg, Anna\" <anna@example.org>\r\n"},
        {"A. \"Ann\" \\B", "To: \"A. \\\"Ann\\\" \\\\B\" <anna@example.org>\r\n"},
        {"x <evil@example.com>, y", "To: \"x <evil@example.com>, y\" <anna@example.org>\r\n"},
        {"Ann\r\nBcc: evil@example.com", NULL},
        {"Änne \"Å\" (Öl), <ß>", NULL},
        {"=?UTF-8?Q?Anna?=", NULL},
        {"山田太郎", NULL},
        {"Somebody With So Many Names That They Do Not Fit Into One Line Of Any Mail At All, Jr.",
         NULL},
        {"Somebody With Just As Many As Fit, or Nearly So, Indeed: 58", NULL},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(text) t = text_new();
        mime_add_person(t, "To", cases[i].display, "anna@example.org");
        if (cases[i].written)
            CHECK_STR(text_str(t), cases[i].written);
        OWN_CHARS line = unfolded(text_str(t), 78);
        InternetAddressList *list = internet_address_list_parse(NULL, line + 4);
        CHECK_INT(internet_address_list_length(list), 1);
        InternetAddress *one = internet_address_list_get_address(list, 0);
        OWN(text) wanted = text_new();
        text_add_header(wanted, span_trim(span_of(cases[i].display)));
        CHECK_STR(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)),
                  "anna@example.org");
        const char *name = internet_address_get_name(one);
        CHECK_STR(name ? name : "", text_str(wanted));
        g_object_unref(list);
    }
}

TEST(a_date_is_written_in_utc)
{
    static const struct {
        instant at;
        const char *written;
    } cases[] = {{0, "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n"},
                 {1772355600, "Date: Sun, 01 Mar 2026 09:00:00 +0000\r\n"},
                 {-1, "Date: Wed, 31 Dec 1969 23:59:59 +0000\r\n"}};
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(text) t = text_new();
        mime_add_date(t, cases[i].at);
        CHECK_STR(text_str(t), cases[i].written);
    }
}

/* --- quoted-printable ------------------------------------------------------------------------- */

static char *read_quoted(const char *written)
{
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    size_t len = strlen(written);
    char *bytes = mem_new(g_mime_encoding_outlen(&state, len) + 1);
    bytes[g_mime_encoding_flush(&state, written, len, bytes)] = 0;
    return bytes;
}

TEST(quoted_lines_are_short_and_read_as_they_were)
{
    static const struct {
        const char *lines, *written; /* written NULL: only read again */
    } cases[] = {
        {"", ""},
        {"plain\n", "plain\r\n"},
        {"no end", "no end"},
        {"a\r\nb\n\nc", "a\r\nb\r\n\r\nc"},
        {"1 = 1 – so\n", "1 =3D 1 =E2=80=93 so\r\n"},
        {"-- \nname\t\n", "--=20\r\nname=09\r\n"},
        {"a\rb\n", "a=0Db\r\n"},
        {"nul \x01 del \x7f\n", "nul =01 del =7F\r\n"},
        {LONG LONG "\n" LONG "ü\n", NULL},
        {"üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü\n", NULL},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(text) t = text_new();
        mime_add_quoted(t, span_of(cases[i].lines));
        if (cases[i].written)
            CHECK_STR(text_str(t), cases[i].written);
        OWN_CHARS read = read_quoted(text_str(t));
        OWN(text) wanted = text_new();
        for (const char *c = cases[i].lines; *c; c++) {
            if (*c == '\n' && (c == cases[i].lines || c[-1] != '\r'))
                text_add_char(wanted, '\r');
            text_add_char(wanted, *c);
        }
        CHECK_STR(read, text_str(wanted));
    }
}

/* Every length of line, so that each place where one could be cut is met. */
TEST(no_quoted_line_is_longer_than_76_letters_or_ends_in_a_blank)
{
    OWN(text) lines = text_new();
    for (size_t i = 0; i < 240; i++) {
        OWN(text) t = text_new();
        text_add_str(lines, i % 7 == 3 ? "ü" : i % 5 == 2 ? " " : "x");
        mime_add_quoted(t, text_span(lines));
        OWN_CHARS read = read_quoted(text_str(t));
        CHECK_STR(read, text_str(lines));
        struct span rest = text_span(t);
        while (rest.len) {
            struct span line = span_cut(rest, '\n', &rest);
            line.len -= line.len && line.at[line.len - 1] == '\r';
            CHECK(line.len > 0 && line.len <= 76);
            CHECK(line.at[line.len - 1] != ' ');
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_field_is_read_as_it_was_said),
        CASE(a_word_without_end_is_cut_into_lines_that_mail_servers_take),
        CASE(a_person_stands_in_a_head_under_any_name),
        CASE(a_date_is_written_in_utc),
        CASE(quoted_lines_are_short_and_read_as_they_were),
        CASE(no_quoted_line_is_longer_than_76_letters_or_ends_in_a_blank),
    };
    g_mime_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
