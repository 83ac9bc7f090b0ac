#include "scene.h"

#define CHAIR L("ATTENDEE;ROLE=CHAIR;CN=Bo:mailto:bo@example.com")

static struct caller caller_in(const struct scene *s, const struct event *e, const char *key,
                               const char *address)
{
    const struct vevent *v = *key ? event_override(e, key) : event_main(e);
    return meeting_caller(v, &s->owner, address);
}

TEST(the_organizer_is_the_host_a_chair_moderates_and_others_take_part)
{
    static const struct {
        const char *address;
        enum caller_role role;
    } cases[] = {
        {"olga@example.org", CALLER_HOST},
        {"bo@example.com", CALLER_MODERATOR},
        {"ann@example.com", CALLER_PARTICIPANT},
        {"eve@example.net", CALLER_NOBODY},
    };
    struct scene s;
    scene_begin(&s, "");
    OWN(event) e = scene_read(&s, CALENDAR(VEVENT(GUESTS CHAIR)));
    for (size_t i = 0; i < LENGTH(cases); i++)
        CHECK_INT(caller_in(&s, e, "", cases[i].address).role, cases[i].role);
    struct caller bo = caller_in(&s, e, "", "bo@example.com");
    CHECK_STR(bo.name, "Bo");
    CHECK_STR(bo.address, "bo@example.com");
    scene_end(&s);
}

TEST(every_address_of_the_owner_is_the_host_without_an_organizer_too)
{
    struct scene s;
    scene_begin(&s, "");
    OWN(event) e = scene_read(&s, CALENDAR(VEVENT()));
    CHECK_INT(caller_in(&s, e, "", "olga@example.org").role, CALLER_HOST);
    CHECK_INT(caller_in(&s, e, "", "ann@example.com").role, CALLER_NOBODY);
    scene_end(&s);
}

TEST(who_is_invited_to_one_occurrence_is_nobody_in_the_others)
{
    struct scene s;
    scene_begin(&s, "");
    OWN(event)
    e = scene_read(&s, CALENDAR(VEVENT(GUESTS WEEKLY) OVERRIDE(ORGANIZER CHAIR)));
    CHECK_INT(caller_in(&s, e, "", "bo@example.com").role, CALLER_NOBODY);
    CHECK_INT(caller_in(&s, e, "20260310T090000Z", "bo@example.com").role, CALLER_MODERATOR);
    CHECK_INT(caller_in(&s, e, "20260310T090000Z", "ann@example.com").role, CALLER_NOBODY);
    scene_end(&s);
}

RUN_TESTS(CASE(the_organizer_is_the_host_a_chair_moderates_and_others_take_part),
          CASE(every_address_of_the_owner_is_the_host_without_an_organizer_too),
          CASE(who_is_invited_to_one_occurrence_is_nobody_in_the_others))
