#include "convoke/remote.h"

#include "test.h"

#define NOW 1772445600 /* 2026-03-02T10:00:00Z, a Monday */

static const struct {
    const char *said;
    int64_t wait_s;
} cases[] = {
    {NULL, 0},
    {"", 0},
    {"7", 7},
    {"-7", 0},
    {"0", 0},
    {"86401", 86400},
    {"99999999999999999999", 0},
    {"soon", 0},
    {"2026-03-02T10:05:00Z", 300},
    {"2026-03-02T09:00:00Z", 0},
    {"2027-03-02T10:00:00Z", 86400},
    {"Mon, 02 Mar 2026 10:00:30 GMT", 30},
    {"Mon, 02 Mar 2026 10:00:30 GMT or so", 0},
};

TEST(how_long_a_service_asks_to_be_left_alone_is_read_in_all_forms)
{
    for (size_t i = 0; i < LENGTH(cases); i++)
        if (remote_retry_after(cases[i].said, NOW) != cases[i].wait_s)
            fail_msg("%s: %lld", cases[i].said ? cases[i].said : "nothing",
                     (long long)remote_retry_after(cases[i].said, NOW));
}

RUN_TESTS(CASE(how_long_a_service_asks_to_be_left_alone_is_read_in_all_forms))
