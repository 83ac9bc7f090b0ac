#include "story.h"

/* What olga answers to eve by changing her copy, as "olga ACCEPTED 20260310T090000Z 2" (who, what,
 * occurrence or -, SEQUENCE); in front of it the reason why something is not told. */
#define EVE        L("ORGANIZER:mailto:eve@example.net")
#define ME(how)    L("ATTENDEE;PARTSTAT=" how ":mailto:olga@example.org")
#define NEW        ME("NEEDS-ACTION")
#define YES        ME("ACCEPTED")
#define NO         ME("DECLINED")
#define MAYBE      ME("TENTATIVE")
#define ONE(...)   CALENDAR(VEVENT(START HOUR TITLE EVE ANN L("SEQUENCE:2") __VA_ARGS__))
#define WHOLE(...) VEVENT(START HOUR WEEKLY TITLE EVE ANN L("SEQUENCE:2") __VA_ARGS__)
#define PART(...)                                                                          \
    VEVENT(ON("20260310") AT("20260310", "100000", "110000") TITLE EVE ANN L("SEQUENCE:2") \
               __VA_ARGS__)
#define CLIENT  L("ORGANIZER;SCHEDULE-AGENT=CLIENT:mailto:eve@example.net")
#define ALARM   L("BEGIN:VALARM") L("ACTION:AUDIO") L("TRIGGER:-PT5M") L("END:VALARM")
#define WITHOUT L("EXDATE;TZID=Europe/Berlin:20260310T100000")

static const struct {
    const char *name, *before, *now, *said;
} answers[] = {
    {"an answer", ONE(NEW), ONE(YES), "olga ACCEPTED - 2"},
    {"another answer", ONE(YES), ONE(NO), "olga DECLINED - 2"},
    {"the same answer", ONE(YES), ONE(YES ALARM), ""},
    {"an open one is none", ONE(YES), ONE(NEW), ""},
    {"a copy that comes with an answer", "", ONE(MAYBE), "olga TENTATIVE - 2"},
    {"a copy that comes without", "", ONE(NEW), ""},
    {"a copy that goes", ONE(YES), "", "olga DECLINED - 2"},
    {"a declined copy that goes", ONE(NO), "", ""},
    {"a cancelled copy that goes", ONE(YES L("STATUS:CANCELLED")), "", "off:"},
    {"the same answer to a new time", ONE(YES),
     CALENDAR(VEVENT(START HOUR TITLE EVE ANN L("SEQUENCE:3") YES)), "olga ACCEPTED - 3"},
    {"somebody else's answer", ONE(NEW),
     CALENDAR(VEVENT(START HOUR TITLE EVE L("SEQUENCE:2")
                         NEW L("ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@example.com"))),
     ""},
    {"the second address", ONE(L("ATTENDEE:mailto:olga@home.example.net")),
     ONE(L("ATTENDEE;PARTSTAT=ACCEPTED:mailto:Olga@home.example.net")), "olga ACCEPTED - 2"},
    {"an event of one's own", CALENDAR(VEVENT(SINGLE NEW)), CALENDAR(VEVENT(SINGLE YES)), ""},
    {"the program answers", CALENDAR(VEVENT(START HOUR TITLE CLIENT NEW)),
     CALENDAR(VEVENT(START HOUR TITLE CLIENT YES)), "agent:"},
    {"what is over", CALENDAR(VEVENT(AT("20260203", "100000", "110000") TITLE EVE NEW)),
     CALENDAR(VEVENT(AT("20260203", "100000", "110000") TITLE EVE YES)), "past:"},
    {"a series", CALENDAR(WHOLE(NEW)), CALENDAR(WHOLE(YES)), "olga ACCEPTED - 2"},
    {"one occurrence", CALENDAR(WHOLE(YES)), CALENDAR(WHOLE(YES) PART(NO)),
     "olga DECLINED 20260310T090000Z 2"},
    {"an occurrence that had its own answer goes back to the series'",
     CALENDAR(WHOLE(YES) PART(NO)), CALENDAR(WHOLE(YES)), "olga ACCEPTED 20260310T090000Z 2"},
    {"an occurrence left out is declined", CALENDAR(WHOLE(YES)), CALENDAR(WHOLE(YES WITHOUT)),
     "olga DECLINED 20260310T090000Z 2"},
    {"one that was left out before is not", "", CALENDAR(WHOLE(YES WITHOUT)), "olga ACCEPTED - 2"},
    {"an answer to the series covers its occurrences", CALENDAR(WHOLE(NEW) PART(NEW)),
     CALENDAR(WHOLE(YES) PART(YES)), "olga ACCEPTED - 2"},
    {"both in different ways", CALENDAR(WHOLE(NEW) PART(NEW)), CALENDAR(WHOLE(YES) PART(NO)),
     "olga ACCEPTED - 2; olga DECLINED 20260310T090000Z 2"},
    {"an occurrence alone that goes", CALENDAR(PART(YES)), "", "olga DECLINED 20260310T090000Z 2"},
    {"a series that goes, with an answer of its own", CALENDAR(WHOLE(NEW) PART(YES)), "",
     "olga DECLINED - 2; olga DECLINED 20260310T090000Z 2"},
};

static struct event *read_or_none(const struct story *s, const char *text)
{
    return *text ? story_read(s, text) : NULL;
}

/* The REPLY names one attendee, his answer, and nothing that would be an invitation. */
static void check_reply_text(const struct story *s, const struct itip_answer *a)
{
    struct error err = {0};
    size_t len;
    struct itip_write w = {.from = a->from,
                           .message = &a->message,
                           .owner = &s->owner,
                           .floating = s->floating,
                           .at = s->at};
    OWN_CHARS text = itip_text(&w, &len, &err);
    CHECK_OK(text, &err);
    OWN(event) reply = story_read(s, text);
    const struct vevent *v = event_main(reply);
    char key[20];
    vevent_key(v, key);
    CHECK_INT(reply->method, METHOD_REPLY);
    CHECK_STR(key, a->message.key);
    CHECK_INT(v->sequence, a->message.sequence);
    CHECK_INT(v->dtstamp, s->at);
    CHECK_INT(v->nattendees, 1);
    CHECK_STR(v->attendees[0].address, a->message.attendee);
    CHECK_INT(v->attendees[0].partstat, a->message.answer);
    CHECK_STR(v->organizer.address, "eve@example.net");
    CHECK(!strstr(text, "RSVP") && !strstr(text, "STATUS:") && !strstr(text, "VALARM"));
}

TEST(an_attendee_answers_by_changing_his_copy)
{
    struct story s;
    story_begin(&s);
    for (size_t i = 0; i < LENGTH(answers); i++) {
        OWN(event) before = read_or_none(&s, answers[i].before);
        OWN(event) now = read_or_none(&s, answers[i].now);
        struct itip_copy c = {
            .before = before, .now = now, .owner = &s.owner, .floating = s.floating, .at = s.at};
        OWN(itip_answers) all = itip_answers(&c);
        OWN(text) said = text_new();
        if (all->rule)
            text_addf(said, "%s:", all->rule);
        for (size_t k = 0; k < all->count; k++) {
            const struct itip_message *m = &all->rows[k].message;
            text_addf(said, "%solga %s %s %lld", k ? "; " : "", partstat_name(m->answer),
                      *m->key ? m->key : "-", (long long)m->sequence);
            check_reply_text(&s, &all->rows[k]);
        }
        if (strcmp(text_str(said), answers[i].said) != 0)
            fail_msg("%s: said \"%s\"", answers[i].name, text_str(said));
    }
    story_end(&s);
}

/* --- what he may change ----------------------------------------------------------------------- */

static const struct {
    const char *name, *before, *now;
    bool is_allowed, by_sequence;
} copies[] = {
    {"an answer", ONE(NEW), ONE(YES), true, false},
    {"an alarm of his own", ONE(NEW), ONE(NEW ALARM), true, false},
    {"whether he is busy", ONE(NEW), ONE(NEW L("TRANSP:TRANSPARENT")), true, false},
    {"categories, comments and what is private", ONE(NEW L("CATEGORIES:A")),
     ONE(NEW L("CATEGORIES:B,C") L("COMMENT:Mine") L("X-MINE:1")), true, false},
    {"the same in other words", ONE(NEW),
     CALENDAR(VEVENT(NEW L("DTSTART:20260303T090000Z") L("DURATION:PT1H") TITLE EVE ANN)), false,
     false},
    {"a length instead of an end", ONE(NEW),
     CALENDAR(VEVENT(NEW START L("DURATION:PT1H") TITLE EVE ANN L("SEQUENCE:7"))), true, false},
    {"a title", ONE(NEW), ONE(NEW L("LOCATION:Here")), false, false},
    {"a status", ONE(NEW), ONE(NEW L("STATUS:CANCELLED")), false, false},
    {"a guest", ONE(NEW), ONE(NEW BOB), false, false},
    {"a guest less", ONE(NEW BOB), ONE(NEW), false, false},
    {"himself", ONE(NEW), CALENDAR(VEVENT(START HOUR TITLE EVE ANN L("SEQUENCE:2"))), false, false},
    {"another's answer", ONE(NEW BOB),
     ONE(NEW L("ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.com")), false, false},
    {"the organizer", ONE(NEW), CALENDAR(VEVENT(SINGLE ANN NEW)), false, false},
    {"a rule", ONE(NEW), ONE(NEW WEEKLY), false, false},
    {"an occurrence that he declines", CALENDAR(WHOLE(NEW)), CALENDAR(WHOLE(NEW) PART(NO)), true,
     false},
    {"an occurrence that he leaves out", CALENDAR(WHOLE(NEW)), CALENDAR(WHOLE(NEW WITHOUT)), true,
     false},
    {"an occurrence that he brings back", CALENDAR(WHOLE(NEW WITHOUT)), CALENDAR(WHOLE(NEW)), false,
     false},
    {"an occurrence that he moves", CALENDAR(WHOLE(NEW)),
     CALENDAR(WHOLE(NEW)
                  VEVENT(ON("20260310") AT("20260310", "120000", "130000") TITLE EVE ANN NEW)),
     false, false},
    {"an occurrence that there is not", CALENDAR(WHOLE(NEW)),
     CALENDAR(WHOLE(NEW)
                  VEVENT(ON("20260311") AT("20260311", "100000", "110000") TITLE EVE ANN NEW)),
     false, false},
    {"an occurrence as the series has it again", CALENDAR(WHOLE(YES) PART(NO)),
     CALENDAR(WHOLE(YES)), true, false},
    {"the series goes", CALENDAR(WHOLE(YES) PART(NO)), CALENDAR(PART(NO)), false, false},
    {"what an organizer outside changes", ONE(NEW),
     CALENDAR(VEVENT(AT("20260304", "100000", "110000") TITLE EVE ANN L("SEQUENCE:3") NEW)), true,
     true},
    {"what he has not changed", ONE(NEW),
     CALENDAR(VEVENT(AT("20260304", "100000", "110000") TITLE EVE ANN L("SEQUENCE:2") NEW)), false,
     true},
    {"an event of one's own", CALENDAR(VEVENT(SINGLE NEW)), CALENDAR(VEVENT(SINGLE BOB)), true,
     false},
    {"a copy of what one is not invited to", CALENDAR(VEVENT(START HOUR TITLE EVE ANN)),
     CALENDAR(VEVENT(START HOUR EVE)), true, false},
};

TEST(what_is_the_organizers_is_not_changed_by_an_attendee)
{
    struct story s;
    story_begin(&s);
    for (size_t i = 0; i < LENGTH(copies); i++) {
        struct error err = {0};
        OWN(event) before = story_read(&s, copies[i].before);
        OWN(event) now = story_read(&s, copies[i].now);
        struct itip_copy c = {.before = before,
                              .now = now,
                              .owner = &s.owner,
                              .floating = s.floating,
                              .at = s.at,
                              .by_sequence = copies[i].by_sequence};
        if (itip_check_copy(&c, &err) != copies[i].is_allowed)
            fail_msg("%s: %s", copies[i].name, copies[i].is_allowed ? err.said : "allowed");
        if (!copies[i].is_allowed) {
            CHECK_INT(err.kind, FAULT_FORBIDDEN);
            CHECK_STR(err.rule, "allowed-attendee-scheduling-object-change");
        }
    }
    story_end(&s);
}

RUN_TESTS(CASE(an_attendee_answers_by_changing_his_copy),
          CASE(what_is_the_organizers_is_not_changed_by_an_attendee))
