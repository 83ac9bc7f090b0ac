#include "convoke/base.h"
#include "test.h"

TEST(a_failure_has_kind_rule_and_sentence)
{
    struct error err = {0};
    CHECK(!fail(&err, FAULT_TOO_LARGE, "max-resource-size", "%d bytes are too many.", 7));
    CHECK_INT(err.kind, FAULT_TOO_LARGE);
    CHECK_STR(err.rule, "max-resource-size");
    CHECK_STR(err.said, "7 bytes are too many.");
}

TEST(a_long_sentence_is_cut_between_characters)
{
    struct error err = {0};
    char long_one[400];
    for (size_t i = 0; i + 2 < sizeof long_one; i += 2)
        memcpy(long_one + i, "\xC3\xA4", 2);
    long_one[398] = 0;
    fail(&err, FAULT_INVALID, NULL, "x%s", long_one);
    CHECK(strlen(err.said) >= sizeof err.said - 3);
    CHECK(span_is_utf8(span_of(err.said)));
}

TEST(control_characters_do_not_break_the_line)
{
    struct error err = {0};
    fail(&err, FAULT_INVALID, NULL, "a\r\nb\x7F%c", 27);
    CHECK_STR(err.said, "a  b  ");
}

TEST(what_is_quoted_and_no_utf8_becomes_question_marks)
{
    struct error err;
    fail(&err, FAULT_INVALID, NULL, "It has \xff\xc3 and %.1s.", "\xc3\xa4");
    CHECK_STR(err.said, "It has ?? and ?.");
    fail(&err, FAULT_INVALID, NULL, "It has %s.", "\xc3\xa4");
    CHECK_STR(err.said, "It has \xc3\xa4.");
}

TEST(an_error_can_be_retold_from_itself)
{
    struct error err = {0};
    fail(&err, FAULT_INVALID, NULL, "inner");
    fail(&err, FAULT_INVALID, NULL, "outer: %s", err.said);
    CHECK_STR(err.said, "outer: inner");
}

TEST(nobody_has_to_ask_for_the_error)
{
    CHECK(!fail(NULL, FAULT_IO, NULL, "lost"));
}

TEST(every_fault_has_its_status_and_exit_code)
{
    for (int kind = FAULT_USAGE; kind <= FAULT_BUG; kind++) {
        CHECK(fault_http_status((enum fault)kind) >= 400);
        CHECK(fault_exit_code((enum fault)kind) >= 64 && fault_exit_code((enum fault)kind) <= 78);
    }
    CHECK(fault_is_passing(FAULT_BUSY));
    CHECK(!fault_is_passing(FAULT_INVALID));
}

RUN_TESTS(CASE(a_failure_has_kind_rule_and_sentence),
          CASE(a_long_sentence_is_cut_between_characters),
          CASE(control_characters_do_not_break_the_line),
          CASE(what_is_quoted_and_no_utf8_becomes_question_marks),
          CASE(an_error_can_be_retold_from_itself), CASE(nobody_has_to_ask_for_the_error),
          CASE(every_fault_has_its_status_and_exit_code))
