#include <pthread.h>

#include "any_rule.h"
#include "sets.h"

/* fixtures/words/de.po and, for every phrase that xgettext finds, the same in capitals. */
static struct language *opened(const char *path)
{
    struct error err;
    struct language *l = language_open(path, &err);
    CHECK_OK(l, &err);
    return l;
}

static char *said_in(const struct language *l, const char *lines)
{
    OWN(zones) z = open_zones();
    OWN(recurrence) r = set_of("20260303T090000", zone_named(z, SPAN("Europe/Berlin")), lines);
    OWN(text) t = text_new();
    CHECK(recurrence_add_words(r, l, t));
    return text_take(t);
}

TEST(a_language_has_its_own_words_in_its_own_order)
{
    static const struct {
        const char *lines, *german, *english;
    } cases[] = {
        {"RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20270303", "bis 3. März 2027 jeden zweiten Dienstag",
         "every second Tuesday until 3 March 2027"},
        {"RRULE:FREQ=DAILY;COUNT=10", "10-mal jeden Tag", "every day, 10 times"},
        {"RRULE:FREQ=DAILY;COUNT=1", "einmal jeden Tag", "every day, once"},
        {"RRULE:FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH", "dienstags und donnerstags alle 3 Wochen",
         "every 3 weeks on Tuesday and Thursday"},
        {"RRULE:FREQ=MONTHLY;BYDAY=1TU,3TU,-1FR",
         "am ersten und dritten Dienstag und am letzten Freitag jeden Monat",
         "every month on the first and third Tuesday and the last Friday"},
        {"RRULE:FREQ=MONTHLY;BYMONTHDAY=3,-2", "am 3. und am zweitenletzten Tag jeden Monat",
         "every month on the 3rd and the second last day"},
        {"RRULE:FREQ=YEARLY", "am 3. März jedes Jahr", "every year on 3 March"},
        {"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=1TU", "am ersten Dienstag im März jedes Jahr",
         "every year on the first Tuesday of March"},
        {"RRULE:FREQ=WEEKLY;BYDAY=TU;BYMONTH=3,7", "im März und Juli jeden Dienstag",
         "every Tuesday in March and July"},
        {"RRULE:FREQ=DAILY;BYHOUR=9,17", "um 09:00 und 17:00 Uhr jeden Tag",
         "every day at 09:00 and 17:00"},
        {"RRULE:FREQ=WEEKLY EXDATE:20260310T090000", "außer am 10. März 2026 jeden Dienstag",
         "every Tuesday, except on 10 March 2026"},
        /* What has no translation stays English. */
        {"RRULE:FREQ=HOURLY;INTERVAL=6", "every 6 hours", "every 6 hours"},
    };
    OWN(language) german = opened(CATALOGUE_DE);
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS in_german = said_in(german, cases[i].lines);
        OWN_CHARS in_english = said_in(NULL, cases[i].lines);
        CHECK_STR(in_german, cases[i].german);
        CHECK_STR(in_english, cases[i].english);
    }
}

/* A word that no catalogue can reach would stay in small letters. */
TEST(every_word_can_be_translated)
{
    OWN(language) capitals = opened(CATALOGUE_CAPITALS);
    int legal = 0;
    for (any_rule_seed = 7; legal < 2000;) {
        struct error err;
        OWN_CHARS rule = any_rule();
        OWN(recurrence) r = recurrence_new(wall_at("20260303T090000"), false, NULL);
        OWN(text) t = text_new();
        if (!recurrence_add_rule(r, span_of(rule), &err))
            continue;
        legal++;
        recurrence_add_wall(r, wall_at("20260504T140000"));
        recurrence_exclude_day(r, wall_at("20260704T000000") / 86400);
        CHECK(recurrence_add_words(r, capitals, t));
        for (const char *c = text_str(t); *c; c++)
            if ((*c >= 'a' && *c <= 'z') || *c == '{')
                fail_msg("%s is said: %s", rule, text_str(t));
    }
}

static void *say_often(void *with)
{
    const struct language *l = with;
    for (int i = 0; i < 200; i++) {
        OWN(recurrence) r = recurrence_new(wall_at("20260303T090000"), false, NULL);
        OWN(text) t = text_new();
        if (!recurrence_add_rule(r, SPAN("FREQ=WEEKLY"), NULL) || !recurrence_add_words(r, l, t) ||
            strcmp(text_str(t), l ? "jeden Dienstag" : "every Tuesday") != 0)
            return with;
    }
    return NULL;
}

TEST(two_threads_speak_two_languages_at_once)
{
    OWN(language) german = opened(CATALOGUE_DE);
    pthread_t thread;
    void *wrong = NULL;
    CHECK_INT(pthread_create(&thread, NULL, say_often, german), 0);
    CHECK(!say_often(NULL));
    CHECK_INT(pthread_join(thread, &wrong), 0);
    CHECK(!wrong);
}

RUN_TESTS(CASE(a_language_has_its_own_words_in_its_own_order), CASE(every_word_can_be_translated),
          CASE(two_threads_speak_two_languages_at_once))
