/* What every unit test includes: cmocka, and checks that read as sentences. */
#ifndef CONVOKE_TEST_H
#define CONVOKE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
/* Ours fills a struct error; fail_msg ends a test. */
#undef fail
#undef fail_msg
#define fail_msg(...)                       \
    do {                                    \
        print_error("ERROR: " __VA_ARGS__); \
        print_error("\n");                  \
        _fail(__FILE__, __LINE__);          \
    } while (0)

/* TEST(the_sentence_that_is_true) { ... }, then RUN_TESTS(CASE(the_sentence_that_is_true), ...) */
#define TEST(name) static void name(void **state __attribute__((unused)))
#define CASE(name) cmocka_unit_test(name)
#define RUN_TESTS(...)                                    \
    int main(void)                                        \
    {                                                     \
        const struct CMUnitTest tests[] = {__VA_ARGS__};  \
        return cmocka_run_group_tests(tests, NULL, NULL); \
    }

#define CHECK(truth)           assert_true(truth)
#define CHECK_INT(got, wanted) assert_int_equal(got, wanted)
#define CHECK_STR(got, wanted) assert_string_equal(got, wanted)
/* The call succeeds; if not, the test fails with the error's sentence. */
#define CHECK_OK(call, err)                         \
    do {                                            \
        if (!(call))                                \
            fail_msg("%s: %s", #call, (err)->said); \
    } while (0)

#endif
