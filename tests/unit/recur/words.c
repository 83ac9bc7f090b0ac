#include "sets.h"

TEST(rules_are_said_in_english)
{
    static const struct {
        const char *rule, *words;
    } cases[] = {
        {"FREQ=DAILY", "every day"},
        {"FREQ=DAILY;INTERVAL=2", "every second day"},
        {"FREQ=DAILY;INTERVAL=10;COUNT=5", "every 10 days, 5 times"},
        {"FREQ=WEEKLY", "every Tuesday"},
        {"FREQ=WEEKLY;INTERVAL=2;UNTIL=20270303", "every second Tuesday until 3 March 2027"},
        {"FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", "every 3 weeks on Tuesday"},
        {"FREQ=WEEKLY;BYDAY=TH,MO,WE", "every Monday, Wednesday and Thursday"},
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "every second week on Monday and Thursday"},
        {"FREQ=WEEKLY;BYDAY=SU,MO;WKST=SU", "every Sunday and Monday"},
        {"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"},
        {"FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "every weekday"},
        {"FREQ=WEEKLY;BYDAY=MO;BYMONTH=6,7", "every Monday in June and July"},
        {"FREQ=MONTHLY", "every month on the 3rd"},
        {"FREQ=MONTHLY;BYMONTHDAY=1,15,-1", "every month on the 1st, 15th and last day"},
        {"FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-2", "every 3 months on the second last day"},
        {"FREQ=MONTHLY;BYDAY=2TU", "every month on the second Tuesday"},
        {"FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"},
        {"FREQ=MONTHLY;BYDAY=1MO,3MO", "every month on the first Monday and the third Monday"},
        {"FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "every month on the second Tuesday"},
        {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "every month on the last weekday"},
        {"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "every month on Friday that is the 13th"},
        {"FREQ=YEARLY", "every year on 3 March"},
        {"FREQ=YEARLY;INTERVAL=2;COUNT=1", "every second year on 3 March, once"},
        {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "every year on the last day of February"},
        {"FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "every year on the last Sunday of March"},
        {"FREQ=YEARLY;BYYEARDAY=100", "every year on day 100 of the year"},
        {"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "every year on Monday in week 20"},
        {"FREQ=HOURLY;INTERVAL=6", "every 6 hours"},
        {"FREQ=MINUTELY", "every minute"},
        {"FREQ=DAILY;BYHOUR=9,17;BYMINUTE=30", "every day at 09:30 and 17:30"},
        {"FREQ=DAILY;UNTIL=20260309T233000Z", "every day until 10 March 2026"},
    };
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS line = mem_strf("RRULE:%s", cases[i].rule);
        OWN(recurrence) r = set_of("20260303T090000", zone_named(z, SPAN("Europe/Berlin")), line);
        OWN(text) t = text_new();
        CHECK(recurrence_add_words(r, t));
        CHECK_STR(text_str(t), cases[i].words);
    }
}

TEST(a_set_without_a_rule_has_no_words)
{
    OWN(recurrence) r = set_of("20260303", NULL, "RDATE:20260304");
    OWN(text) t = text_new();
    CHECK(!recurrence_add_words(r, t));
    CHECK_INT(text_len(t), 0);
}

RUN_TESTS(CASE(rules_are_said_in_english), CASE(a_set_without_a_rule_has_no_words))
