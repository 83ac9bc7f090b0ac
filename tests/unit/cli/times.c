#include "test.h"

#include "internal.h"

static struct zones *tzdata(void)
{
    struct error err = {0};
    struct zones *z = zones_open(NULL, &err);
    CHECK_OK(z, &err);
    return z;
}

TEST(times_are_read_in_utc_or_in_the_zone)
{
    static const struct {
        const char *said, *meant; /* NULL: refused */
    } rows[] = {
        {"2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z"},
        {"2026-03-01T09:00:00+02:00", "2026-03-01T07:00:00Z"},
        {"2026-03-01 09:00", "2026-03-01T08:00:00Z"},
        {"2026-07-01 09:00", "2026-07-01T07:00:00Z"},
        {"2026-07-01T09:00", "2026-07-01T07:00:00Z"},
        {"2026-07-01 09:00:30", "2026-07-01T07:00:30Z"},
        {"2026-07-01", "2026-06-30T22:00:00Z"},
        {"2026-03-29 02:30", "2026-03-29T01:30:00Z"}, /* in the gap */
        {"2026-10-25 02:30", "2026-10-25T00:30:00Z"}, /* doubled: the first */
        {"2028-02-29", "2028-02-28T23:00:00Z"},
        {"2026-02-29", NULL},
        {"2026-13-01", NULL},
        {"2026-1-1", NULL},
        {"2026-01-01 24:00", NULL},
        {"2026-01-01 9:00", NULL},
        {"2026-01-01 09:00 ", NULL},
        {"0000-01-01", NULL},
        {"tomorrow", NULL},
        {"", NULL},
    };
    OWN(zones) z = tzdata();
    for (size_t i = 0; i < LENGTH(rows); i++) {
        instant at = 0;
        struct error err = {0};
        bool ok = time_meant(rows[i].said, zone_named(z, SPAN("Europe/Berlin")), &at, &err);
        CHECK_INT(ok, rows[i].meant != NULL);
        if (!ok) {
            CHECK_INT(err.kind, FAULT_USAGE);
            continue;
        }
        OWN(text) t = text_new();
        text_add_instant(t, at);
        CHECK_STR(text_str(t), rows[i].meant);
    }
}

TEST(times_are_printed_in_the_zone_with_its_name)
{
    OWN(zones) z = tzdata();
    OWN(text) t = text_new();
    instant at = 0;
    CHECK(instant_parse(SPAN("2026-07-01T22:30:00Z"), &at));
    text_add_time(t, at, zone_named(z, SPAN("Europe/Berlin")));
    CHECK_STR(text_str(t), "2026-07-02 00:30 Europe/Berlin");
}

TEST(the_zone_of_the_machine_follows_tz)
{
    OWN(zones) z = tzdata();
    setenv("TZ", "America/New_York", 1);
    CHECK_STR(zone_name(zone_of_machine(z)), "America/New_York");
    setenv("TZ", ":Europe/Paris", 1);
    CHECK_STR(zone_name(zone_of_machine(z)), "Europe/Paris");
    unsetenv("TZ");
    CHECK(zone_of_machine(z) != NULL);
}

TEST(a_user_without_a_zone_is_in_utc)
{
    OWN(zones) z = tzdata();
    struct account a = {.tz = NULL};
    CHECK(zone_of_user(z, &a) == zone_utc());
    CHECK(zone_of_user(z, NULL) == zone_utc());
}

RUN_TESTS(CASE(times_are_read_in_utc_or_in_the_zone),
          CASE(times_are_printed_in_the_zone_with_its_name),
          CASE(the_zone_of_the_machine_follows_tz), CASE(a_user_without_a_zone_is_in_utc))
