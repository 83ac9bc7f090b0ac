#include "test.h"

#include <unistd.h>

#include "internal.h"

static const struct column columns[] = {
    {"NAME", "name", COLUMN_TEXT},
    {"COUNT", "count", COLUMN_NUMBER},
    {"ON", "on", COLUMN_BOOL},
    {"SINCE", "since", COLUMN_TIME},
};

/* What a listing prints to standard output. */
static char *printed(const struct listing *l, bool as_json)
{
    char path[] = "/tmp/convoke-listing-XXXXXX";
    int fd = mkstemp(path), out = dup(STDOUT_FILENO);
    size_t len;
    fflush(stdout);
    dup2(fd, STDOUT_FILENO);
    listing_print(l, as_json, "There is nothing.");
    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    close(out);
    close(fd);
    char *got = file_read(path, 65536, &len, NULL);
    unlink(path);
    return got;
}

static struct listing *two_rows(void)
{
    struct listing *l = listing_new(columns, LENGTH(columns), zone_utc());
    listing_text(l, "Z\xC3\xBCrich");
    listing_number(l, 12);
    listing_bool(l, true);
    listing_time(l, 86400);
    listing_text(l, NULL);
    listing_number(l, 3);
    listing_bool(l, false);
    listing_time(l, INSTANT_FIRST);
    return l;
}

TEST(columns_line_up_by_characters)
{
    OWN(listing) l = two_rows();
    OWN_CHARS got = printed(l, false);
    CHECK_STR(got, "NAME    COUNT  ON   SINCE\n"
                   "Z\xC3\xBCrich  12     yes  1970-01-02 00:00 UTC\n"
                   "-       3      no   -\n");
}

TEST(the_same_rows_are_json)
{
    OWN(listing) l = two_rows();
    OWN_CHARS got = printed(l, true);
    CHECK_STR(got, "[{\"name\":\"Z\xC3\xBCrich\",\"count\":12,\"on\":true,"
                   "\"since\":\"1970-01-02T00:00:00Z\"},"
                   "{\"name\":null,\"count\":3,\"on\":false,\"since\":null}]\n");
}

TEST(an_empty_listing_says_so)
{
    OWN(listing) l = listing_new(columns, LENGTH(columns), zone_utc());
    OWN_CHARS words = printed(l, false);
    OWN_CHARS json = printed(l, true);
    CHECK_STR(words, "There is nothing.\n");
    CHECK_STR(json, "[]\n");
}

TEST(text_of_others_cannot_steer_the_terminal)
{
    OWN_CHARS safe = printable("a\x1b[2Jb\r\nc");
    CHECK_STR(safe, "a [2Jb  c");
}

RUN_TESTS(CASE(columns_line_up_by_characters), CASE(the_same_rows_are_json),
          CASE(an_empty_listing_says_so), CASE(text_of_others_cannot_steer_the_terminal))
