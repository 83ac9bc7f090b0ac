#include "story.h"

#define BASE    START HOUR TITLE ORGANIZER ANN
#define DESC(d) CALENDAR(VEVENT(BASE L("DESCRIPTION:" d)))
#define BLOCK \
    "---- Video meeting (Convoke) ----\\nJoin: https://m.example.org/a\\n---- End of video meeting ----"

/* What a reader would see between two texts. */
static const struct {
    const char *name, *before, *after;
    int changed;
} pairs[] = {
    {"nothing", CALENDAR(VEVENT(BASE)), CALENDAR(VEVENT(BASE)), 0},
    {"stamps and numbers", CALENDAR(VEVENT(BASE)),
     CALENDAR(VEVENT(BASE L("SEQUENCE:4") L("LAST-MODIFIED:20260301T000000Z"))), 0},
    {"attendees", CALENDAR(VEVENT(BASE)), CALENDAR(VEVENT(BASE BOB)), 0},
    {"busy or not", CALENDAR(VEVENT(BASE)), CALENDAR(VEVENT(BASE L("TRANSP:TRANSPARENT"))), 0},
    {"defaults", CALENDAR(VEVENT(BASE)),
     CALENDAR(VEVENT(BASE L("CLASS:PUBLIC") L("PRIORITY:0") L("STATUS:CONFIRMED") L("LOCATION:"))),
     0},
    {"blanks and line ends of a text", DESC("a\\nb"), DESC(" a \\n b\\n\\n"), 0},
    {"the order of categories", CALENDAR(VEVENT(BASE L("CATEGORIES:A,B"))),
     CALENDAR(VEVENT(BASE L("CATEGORIES:B,A"))), 0},
    {"a day of the week more", CALENDAR(VEVENT(BASE L("RRULE:FREQ=WEEKLY;BYDAY=TU"))),
     CALENDAR(VEVENT(BASE L("RRULE:FREQ=WEEKLY;BYDAY=TU,TH"))), ITIP_WHEN},
    {"days in another order", CALENDAR(VEVENT(BASE L("RRULE:FREQ=WEEKLY;BYDAY=TU,TH"))),
     CALENDAR(VEVENT(BASE L("RRULE:BYDAY=TH,TU;FREQ=WEEKLY;WKST=MO"))), 0},
    {"a date left out", CALENDAR(VEVENT(BASE L("RRULE:FREQ=WEEKLY"))),
     CALENDAR(VEVENT(BASE L("RRULE:FREQ=WEEKLY") L("EXDATE;TZID=Europe/Berlin:20260310T100000"))),
     ITIP_WHEN},
    {"title", CALENDAR(VEVENT(BASE)), CALENDAR(VEVENT(START HOUR L("SUMMARY:b") ORGANIZER ANN)),
     ITIP_WHAT},
    {"place", CALENDAR(VEVENT(BASE)), CALENDAR(VEVENT(BASE L("LOCATION:x"))), ITIP_WHERE},
    {"text", DESC("a"), DESC("b"), ITIP_TEXT},
    {"our block is no text", DESC("a"), DESC("a\\n\\n" BLOCK), 0},
    {"organizer", CALENDAR(VEVENT(BASE)),
     CALENDAR(VEVENT(START HOUR TITLE L("ORGANIZER:mailto:eve@example.org") ANN)), ITIP_ORGANIZER},
    {"his name is none", CALENDAR(VEVENT(BASE)),
     CALENDAR(VEVENT(START HOUR TITLE L("ORGANIZER;CN=O.:mailto:Olga@example.org") ANN)), 0},
    {"class", CALENDAR(VEVENT(BASE)), CALENDAR(VEVENT(BASE L("CLASS:PRIVATE"))), ITIP_OTHER},
    {"an address of its own", CALENDAR(VEVENT(BASE)),
     CALENDAR(VEVENT(BASE L("URL:https://x.org/"))), ITIP_OTHER},
    {"cancelled", CALENDAR(VEVENT(BASE)), CALENDAR(VEVENT(BASE L("STATUS:CANCELLED"))),
     ITIP_STATUS | ITIP_CANCELLED},
};

TEST(changes_are_what_a_reader_would_see)
{
    struct story s;
    story_begin(&s);
    for (size_t i = 0; i < LENGTH(pairs); i++) {
        OWN(event) before = story_read(&s, pairs[i].before);
        OWN(event) after = story_read(&s, pairs[i].after);
        int changed = itip_changes(before, after);
        if (changed != pairs[i].changed)
            fail_msg("%s: %d, wanted %d", pairs[i].name, changed, pairs[i].changed);
        struct digest a = itip_revision(pairs[i].before, strlen(pairs[i].before));
        struct digest b = itip_revision(pairs[i].after, strlen(pairs[i].after));
        CHECK_INT(digest_equal(&a, &b), pairs[i].changed == 0);
        CHECK_INT(itip_changes(NULL, after), ITIP_NEW);
    }
    story_end(&s);
}

RUN_TESTS(CASE(changes_are_what_a_reader_would_see))
