/* Who was there and how long. */
#include "scene.h"

#define ROLES                                              \
    L("ORGANIZER;CN=Olga:mailto:olga@example.org")         \
    L("ATTENDEE;CN=Ann;ROLE=CHAIR:mailto:ann@example.com") \
    L("ATTENDEE:mailto:bob@example.com")

static char jitsi[] = "jitsi";
#define SEEN(w, t, k, a, n)                                                                \
    {                                                                                      \
        .who = (char[2]){w}, .at = (t), .kind = SIGHTING_##k, .address = (a), .name = (n), \
        .how = jitsi                                                                       \
    }

static char ann[] = "Ann@example.com", bob[] = "bob@example.com", olga[] = "olga@example.org";
static char eve[] = "Eve", kim[] = "Kim", robert[] = "Robert";

/* "olga@example.org host Olga 100-200 =100; ..." of what was seen by who and when. */
static char *told(struct sitting *sitting, struct sighting *rows, size_t count)
{
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(ROLES)));
    OWN(event) e = scene_read(&s, s.text);
    struct sightings seen = {rows, count};
    struct attendance_facts f = {.sitting = sitting,
                                 .seen = &seen,
                                 .meeting = s.meeting,
                                 .event = e,
                                 .owner = &s.owner,
                                 .floating = zone_utc(),
                                 .at = 1000};
    static const char *const roles[] = {"nobody", "guest", "participant", "moderator", "host"};
    OWN(attendants) people = attendance_of(&f);
    OWN(text) t = text_new();
    for (size_t i = 0; i < people->count; i++) {
        const struct attendant *a = &people->rows[i];
        text_addf(t, "%s %s %s", a->address ? a->address : "-", roles[a->role],
                  a->name ? a->name : "-");
        for (size_t j = 0; j < a->nstays; j++)
            text_addf(t, " %lld-%lld", (long long)a->stays[j].joined,
                      a->stays[j].left == INSTANT_NEVER ? -1 : (long long)a->stays[j].left);
        text_addf(t, " =%lld; ", (long long)a->seconds);
    }
    scene_end(&s);
    return text_take(t);
}
#define CHECK_TOLD(sitting, rows, wanted)                       \
    do {                                                        \
        OWN_CHARS told_ = told(&(sitting), rows, LENGTH(rows)); \
        CHECK_STR(told_, wanted);                               \
    } while (0)

static struct sitting ended = {.state = SITTING_COMPLETED, .started = 100, .ended = 500};
static struct sitting running = {.state = SITTING_RUNS, .started = 100, .ended = INSTANT_FIRST};

TEST(attendees_are_known_by_address_and_guests_by_name)
{
    struct sighting rows[] = {
        SEEN('a', 100, JOINED, olga, kim),   SEEN('a', 200, LEFT, olga, kim),
        SEEN('b', 110, JOINED, ann, NULL),   SEEN('b', 200, LEFT, NULL, NULL),
        SEEN('c', 120, JOINED, NULL, eve),   SEEN('c', 130, LEFT, NULL, eve),
        SEEN('d', 140, JOINED, NULL, eve),   SEEN('d', 150, LEFT, NULL, eve),
        SEEN('e', 160, JOINED, NULL, NULL),  SEEN('e', 170, LEFT, NULL, NULL),
        SEEN('f', 180, JOINED, NULL, NULL),  SEEN('f', 190, LEFT, NULL, NULL),
        SEEN('g', 195, JOINED, bob, robert),
    };
    CHECK_TOLD(ended, rows,
               "olga@example.org host Olga 100-200 =100; ann@example.com moderator Ann 110-200 =90;"
               " - guest Eve 120-130 140-150 =20; - guest - 160-170 =10; - guest - 180-190 =10;"
               " bob@example.com participant Robert 195-500 =305; ");
}

TEST(two_devices_at_once_are_one_stay)
{
    struct sighting rows[] = {
        SEEN('a', 100, JOINED, ann, NULL), SEEN('a', 200, LEFT, ann, NULL),
        SEEN('b', 150, JOINED, ann, NULL), SEEN('b', 300, LEFT, ann, NULL),
        SEEN('c', 400, JOINED, ann, NULL), SEEN('c', 410, LEFT, ann, NULL),
    };
    CHECK_TOLD(ended, rows, "ann@example.com moderator Ann 100-300 400-410 =210; ");
}

TEST(who_went_to_another_room_was_there_all_the_time)
{
    struct sighting rows[] = {
        SEEN('a', 100, JOINED, ann, NULL),
        SEEN('a', 200, JOINED, ann, NULL),
        SEEN('a', 200, LEFT, ann, NULL),
        SEEN('a', 300, LEFT, ann, NULL),
    };
    CHECK_TOLD(ended, rows, "ann@example.com moderator Ann 100-300 =200; ");
}

TEST(what_was_not_told_is_as_long_as_the_meeting)
{
    struct sighting left[] = {SEEN('a', 250, LEFT, ann, NULL)};
    struct sighting joined[] = {SEEN('a', 250, JOINED, ann, NULL)};
    struct sighting both[] = {SEEN('a', 250, JOINED, ann, NULL), SEEN('a', 250, LEFT, ann, NULL)};
    CHECK_TOLD(ended, left, "ann@example.com moderator Ann 100-250 =150; ");
    CHECK_TOLD(ended, joined, "ann@example.com moderator Ann 250-500 =250; ");
    CHECK_TOLD(running, joined, "ann@example.com moderator Ann 250--1 =750; ");
    CHECK_TOLD(ended, both, "ann@example.com moderator Ann 250-250 =0; ");
}

TEST(a_guest_whom_the_server_made_moderator_is_one)
{
    struct sighting rows[] = {SEEN('a', 100, JOINED, NULL, eve), SEEN('a', 110, LEFT, NULL, eve)};
    char moderator[] = "moderator";
    rows[1].role = moderator;
    CHECK_TOLD(ended, rows, "- moderator Eve 100-110 =10; ");
}

TEST(who_has_a_token_is_known_by_its_id_whatever_else_was_said)
{
    static const unsigned char secret[32] = {1};
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(ROLES)));
    OWN(event) e = scene_read(&s, s.text);
    struct personal_key key = {secret, PERSONAL_ID};
    char *token = personal_token(key, s.meeting, "ann@example.com", 0);
    struct sighting rows[] = {SEEN('a', 100, JOINED, bob, eve), SEEN('b', 100, JOINED, NULL, eve)};
    rows[0].token = token;
    rows[1].token = kim;
    struct sightings seen = {rows, LENGTH(rows)};
    struct attendance_facts f = {.sitting = &ended,
                                 .seen = &seen,
                                 .meeting = s.meeting,
                                 .event = e,
                                 .owner = &s.owner,
                                 .secret = secret,
                                 .floating = zone_utc(),
                                 .at = 1000};
    OWN(attendants) people = attendance_of(&f);
    CHECK_INT(people->count, 2);
    CHECK_STR(people->rows[0].address, "ann@example.com");
    CHECK_INT(people->rows[0].role, CALLER_MODERATOR);
    CHECK(!people->rows[1].address);
    CHECK_INT(people->rows[1].role, CALLER_GUEST);
    free(token);
    scene_end(&s);
}

TEST(who_is_there_shows_what_any_of_his_devices_shows)
{
    struct scene s;
    scene_begin(&s, "");
    scene_put(&s, CALENDAR(VEVENT(ROLES)));
    OWN(event) e = scene_read(&s, s.text);
    struct sighting rows[] = {SEEN('a', 100, JOINED, ann, NULL), SEEN('b', 110, JOINED, ann, NULL),
                              SEEN('c', 105, JOINED, bob, NULL), SEEN('c', 200, LEFT, bob, NULL)};
    char one[] = "a", two[] = "b", gone[] = "c";
    struct signal told[] = {{one, SIGNAL_HAND, 120, true},
                            {one, SIGNAL_MICROPHONE, 120, false},
                            {two, SIGNAL_HAND, 130, false},
                            {gone, SIGNAL_HAND, 130, true}};
    struct sightings seen = {rows, LENGTH(rows)};
    struct signals shown = {told, LENGTH(told)};
    struct attendance_facts f = {.sitting = &running,
                                 .seen = &seen,
                                 .shown = &shown,
                                 .meeting = s.meeting,
                                 .event = e,
                                 .owner = &s.owner,
                                 .floating = zone_utc(),
                                 .at = 1000};
    OWN(attendants) people = attendance_of(&f);
    CHECK_INT(people->count, 2);
    CHECK_INT(people->rows[0].shows[SIGNAL_HAND], SHOWING_ON);
    CHECK_INT(people->rows[0].shows[SIGNAL_MICROPHONE], SHOWING_OFF);
    CHECK_INT(people->rows[0].shows[SIGNAL_CAMERA], SHOWING_UNKNOWN);
    CHECK_INT(people->rows[1].shows[SIGNAL_HAND], SHOWING_UNKNOWN);
    f.sitting = &ended;
    OWN(attendants) later = attendance_of(&f);
    CHECK_INT(later->rows[0].shows[SIGNAL_HAND], SHOWING_UNKNOWN);
    scene_end(&s);
}

RUN_TESTS(CASE(who_has_a_token_is_known_by_its_id_whatever_else_was_said),
          CASE(attendees_are_known_by_address_and_guests_by_name),
          CASE(two_devices_at_once_are_one_stay),
          CASE(who_went_to_another_room_was_there_all_the_time),
          CASE(what_was_not_told_is_as_long_as_the_meeting),
          CASE(a_guest_whom_the_server_made_moderator_is_one),
          CASE(who_is_there_shows_what_any_of_his_devices_shows))
