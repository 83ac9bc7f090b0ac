#include "test.h"

#include "internal.h"

/* What was printed, without its newline. */
static char *printed(struct json *j)
{
    char *at = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&at, &len);
    json_print(j, to);
    fclose(to);
    at[len - 1] = 0;
    return at;
}

TEST(objects_and_arrays_nest_with_commas_between)
{
    OWN(json) j = json_new();
    json_open_array(j, NULL);
    json_open_object(j, NULL);
    json_text(j, "a", "b");
    json_number(j, "n", -3);
    json_open_array(j, "list");
    json_number(j, NULL, 1);
    json_bool(j, NULL, true);
    json_end(j);
    json_text(j, "none", NULL);
    json_end(j);
    json_open_object(j, NULL);
    json_end(j);
    json_end(j);
    OWN_CHARS got = printed(j);
    CHECK_STR(got, "[{\"a\":\"b\",\"n\":-3,\"list\":[1,true],\"none\":null},{}]");
}

TEST(text_is_escaped)
{
    static const struct {
        const char *text, *json;
    } rows[] = {
        {"", "\"\""},
        {"a\"b\\c", "\"a\\\"b\\\\c\""},
        {"line\nline\t", "\"line\\nline\\u0009\""},
        {"\x1b[31m\x7f", "\"\\u001b[31m\\u007f\""},
        {"Z\xC3\xBCrich", "\"Z\xC3\xBCrich\""},
        {"broken \xFF\xC3", "\"broken ??\""},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        OWN(json) j = json_new();
        json_text(j, NULL, rows[i].text);
        OWN_CHARS got = printed(j);
        CHECK_STR(got, rows[i].json);
    }
}

TEST(a_time_that_is_none_is_null)
{
    OWN(json) j = json_new();
    json_open_array(j, NULL);
    json_time(j, NULL, 0);
    json_time(j, NULL, INSTANT_FIRST);
    json_time(j, NULL, INSTANT_NEVER);
    json_end(j);
    OWN_CHARS got = printed(j);
    CHECK_STR(got, "[\"1970-01-01T00:00:00Z\",null,null]");
}

RUN_TESTS(CASE(objects_and_arrays_nest_with_commas_between), CASE(text_is_escaped),
          CASE(a_time_that_is_none_is_null))
