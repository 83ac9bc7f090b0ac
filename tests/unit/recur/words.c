#include "any_rule.h"
#include "sets.h"

static const char start[] = "20260303T090000"; /* a Tuesday */

/* The set in English; NULL when there is nothing to say. */
static char *said(const struct zone *zone, const char *first, const char *lines)
{
    OWN(recurrence) r = set_of(first, zone, lines);
    OWN(text) t = text_new();
    if (!recurrence_add_words(r, NULL, t)) {
        CHECK_INT(text_len(t), 0);
        return NULL;
    }
    return text_take(t);
}

struct saying {
    const char *lines, *words;
};

static void check_rules(const struct saying *list, size_t count, const char *first)
{
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < count; i++) {
        OWN_CHARS line = mem_strf("RRULE:%s", list[i].lines);
        OWN_CHARS words = said(zone_named(z, SPAN("Europe/Berlin")), first, line);
        if (!words || strcmp(words, list[i].words) != 0)
            fail_msg("%s\n  is said: %s\n  instead: %s", list[i].lines, words, list[i].words);
    }
}

static void check_sets(const struct saying *list, size_t count, const char *first)
{
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < count; i++) {
        OWN_CHARS words = said(zone_named(z, SPAN("Europe/Berlin")), first, list[i].lines);
        if (!words || strcmp(words, list[i].words) != 0)
            fail_msg("%s\n  is said: %s\n  instead: %s", list[i].lines, words, list[i].words);
    }
}

TEST(days_and_weeks_are_said_by_their_names)
{
    static const struct saying list[] = {
        {"FREQ=DAILY", "every day"},
        {"FREQ=DAILY;INTERVAL=2", "every second day"},
        {"FREQ=DAILY;INTERVAL=3", "every 3 days"},
        {"FREQ=DAILY;BYMONTH=3,6", "every day in March and June"},
        {"FREQ=DAILY;INTERVAL=3;BYMONTH=3,6", "every 3 days, only in March and June"},
        {"FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "every weekday"},
        {"FREQ=DAILY;BYDAY=SU,MO,TU,WE,TH,FR,SA", "every day"},
        {"FREQ=DAILY;INTERVAL=2;BYDAY=TU,TH", "every second day, only on Tuesday and Thursday"},
        {"FREQ=DAILY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR", "every second day, only on weekdays"},
        {"FREQ=WEEKLY", "every Tuesday"},
        {"FREQ=WEEKLY;INTERVAL=2", "every second Tuesday"},
        {"FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH", "every 3 weeks on Tuesday and Thursday"},
        {"FREQ=WEEKLY;INTERVAL=3", "every 3 weeks on Tuesday"},
        {"FREQ=WEEKLY;BYDAY=TH,TU,SA", "every Tuesday, Thursday and Saturday"},
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "every second week on Tuesday and Thursday"},
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR", "every second week on weekdays"},
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO,TU,WE,TH,FR,SA", "every second week on every day"},
        {"FREQ=WEEKLY;BYDAY=SU,TU;WKST=SU", "every Sunday and Tuesday"},
        {"FREQ=WEEKLY;BYDAY=SU,TU", "every Tuesday and Sunday"},
        {"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"},
        {"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "every day"},
        {"FREQ=WEEKLY;BYDAY=2TU", "every Tuesday"},
        {"FREQ=WEEKLY;BYDAY=TU;BYMONTH=3,7", "every Tuesday in March and July"},
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;BYMONTH=3", "every second Tuesday, only in March"},
        {"FREQ=WEEKLY;BYDAY=TU,WE;BYSETPOS=1",
         "every week on Tuesday and Wednesday, of these only the first in each week"},
        {"FREQ=WEEKLY;BYDAY=TU;BYSETPOS=-1", "every Tuesday"},
    };
    check_rules(list, LENGTH(list), start);
}

TEST(months_are_said_by_dates_and_weekdays)
{
    static const struct saying list[] = {
        {"FREQ=MONTHLY", "every month on the 3rd"},
        {"FREQ=MONTHLY;INTERVAL=2", "every second month on the 3rd"},
        {"FREQ=MONTHLY;BYMONTHDAY=3,15,-1", "every month on the 3rd, the 15th and the last day"},
        {"FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=3", "every 3 months on the 3rd"},
        {"FREQ=MONTHLY;BYMONTHDAY=1,2,3,21,22,23,31",
         "every month on the 1st, the 2nd, the 3rd, the 21st, the 22nd, the 23rd and the 31st"},
        {"FREQ=MONTHLY;BYMONTHDAY=3,4,5,6,11,12,13",
         "every month on the 3rd to the 6th, the 11th, the 12th and the 13th"},
        {"FREQ=MONTHLY;BYDAY=TU", "every Tuesday"},
        {"FREQ=MONTHLY;INTERVAL=2;BYDAY=TU,WE",
         "every second month on every Tuesday and Wednesday"},
        {"FREQ=MONTHLY;BYDAY=1TU", "every month on the first Tuesday"},
        {"FREQ=MONTHLY;BYDAY=1TU,3TU", "every month on the first and third Tuesday"},
        {"FREQ=MONTHLY;BYDAY=1TU,1TU", "every month on the first Tuesday"},
        {"FREQ=MONTHLY;BYDAY=1TU,-1FR", "every month on the first Tuesday and the last Friday"},
        {"FREQ=MONTHLY;BYDAY=1TU,FR", "every month on the first Tuesday and every Friday"},
        {"FREQ=MONTHLY;BYDAY=1TU;BYMONTH=3", "every year on the first Tuesday of March"},
        {"FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU;BYMONTH=3,5",
         "every second month on the first Tuesday, only in March and May"},
        {"FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1", "every month on the first Tuesday"},
        {"FREQ=MONTHLY;BYDAY=TU,WE;BYSETPOS=1,-1",
         "every month on the first and last Tuesday or Wednesday"},
        {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=3", "every month on the third day"},
        {"FREQ=MONTHLY;BYMONTHDAY=3;BYMONTH=3,6", "every year on 3 March and 3 June"},
        {"FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=3", "every month on any Tuesday that falls on the 3rd"},
        {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYMONTHDAY=3,4",
         "every month on any working day that falls on the 3rd or the 4th"},
        {"FREQ=MONTHLY;BYDAY=1TU,WE;BYMONTHDAY=3",
         "every month on any day that is the first Tuesday or a Wednesday and also the 3rd"},
        {"FREQ=MONTHLY;BYMONTHDAY=3,4,5;BYSETPOS=1",
         "every month on the 3rd, the 4th and the 5th, of these only the first in each month"},
    };
    static const struct saying later[] = {
        {"FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"},
        {"FREQ=MONTHLY;BYMONTHDAY=-1,-2", "every month on the second last day and the last day"},
        {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "every month on the last working day"},
        {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;BYMONTH=3,9",
         "every month on the last working day, only in March and September"},
        {"FREQ=MONTHLY;BYDAY=-1TU", "every month on the last Tuesday"},
        {"FREQ=MONTHLY;BYDAY=2TU,-1TU,-2TU;INTERVAL=2",
         "every second month on the second, second last and last Tuesday"},
    };
    check_rules(list, LENGTH(list), start);
    check_rules(later, LENGTH(later), "20260331T090000");
}

TEST(years_are_said_by_dates_weekdays_days_and_weeks)
{
    static const struct saying list[] = {
        {"FREQ=YEARLY", "every year on 3 March"},
        {"FREQ=YEARLY;INTERVAL=2", "every second year on 3 March"},
        {"FREQ=YEARLY;INTERVAL=4;BYMONTH=3", "every 4 years on 3 March"},
        {"FREQ=YEARLY;BYMONTH=3,6", "every year on 3 March and 3 June"},
        {"FREQ=YEARLY;BYMONTH=3,6;BYMONTHDAY=3,15",
         "every year on 3 March, 15 March, 3 June and 15 June"},
        {"FREQ=YEARLY;BYMONTH=1,2,3,4;BYMONTHDAY=3,15",
         "every year on the 3rd and the 15th of January, February, March and April"},
        {"FREQ=YEARLY;BYMONTHDAY=3", "every month on the 3rd"},
        {"FREQ=YEARLY;INTERVAL=2;BYMONTHDAY=3", "every second year on the 3rd of every month"},
        {"FREQ=YEARLY;BYMONTH=3;BYDAY=1TU", "every year on the first Tuesday of March"},
        {"FREQ=YEARLY;BYMONTH=3,9;BYDAY=1TU,3TU",
         "every year on the first and third Tuesday of March and September"},
        {"FREQ=YEARLY;BYDAY=9TU", "every year on the 9th Tuesday of the year"},
        {"FREQ=YEARLY;BYDAY=TU", "every Tuesday"},
        {"FREQ=YEARLY;BYMONTH=3;BYDAY=TU", "every Tuesday in March"},
        {"FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYDAY=TU",
         "every second year on every Tuesday in March"},
        {"FREQ=YEARLY;BYYEARDAY=62", "every year on the 62nd day of the year"},
        {"FREQ=YEARLY;BYYEARDAY=62,-1", "every year on the 62nd day and the last day of the year"},
        {"FREQ=YEARLY;BYWEEKNO=10;BYDAY=TU", "every year on Tuesday in week 10"},
        {"FREQ=YEARLY;BYWEEKNO=10", "every year on every day in week 10"},
        {"FREQ=YEARLY;BYWEEKNO=10,20,-1;BYDAY=MO,TU",
         "every year on Monday and Tuesday in week 10, week 20 and the last week of the year"},
        {"FREQ=YEARLY;BYWEEKNO=9;BYDAY=TU;WKST=SU",
         "every year on Tuesday in week 9 (weeks begin on Sunday)"},
        {"FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=TU",
         "every year on any Tuesday that falls on the 2nd to the 8th of March"},
        {"FREQ=YEARLY;BYYEARDAY=62;BYDAY=TU",
         "every year on any day that is a Tuesday and also the 62nd day of the year"},
        {"FREQ=YEARLY;BYYEARDAY=62;BYMONTHDAY=3;BYDAY=TU",
         "every year on any day that is a Tuesday and also the 3rd of every month and also the "
         "62nd day of the year"},
        {"FREQ=YEARLY;BYYEARDAY=62;BYMONTH=3",
         "every year on the 62nd day of the year, only in March"},
        {"FREQ=YEARLY;BYMONTH=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=2",
         "every year on the second working day of March"},
        {"FREQ=YEARLY;BYMONTH=3,4;BYDAY=TU;BYSETPOS=1",
         "every year on every Tuesday in March and April, of these only the first in each year"},
        {"FREQ=YEARLY;BYDAY=TU;BYSETPOS=9", "every year on the 9th Tuesday of the year"},
        {"FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY=3", "every month on the 3rd"},
        {"FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=1TU",
         "every month on the first Tuesday"},
        {"FREQ=YEARLY;INTERVAL=2;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=1TU",
         "every second year on the first Tuesday of every month"},
    };
    static const struct saying last[] = {
        {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "every year on the last day of February"},
    };
    check_rules(list, LENGTH(list), start);
    check_rules(last, LENGTH(last), "20260228T090000");
}

TEST(other_calendars_are_named_and_their_months_numbered)
{
    static const struct saying list[] = {
        {"RSCALE=GREGORIAN;FREQ=YEARLY", "every year on 3 March"},
        {"RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD",
         "every month on the 3rd, or later where there is no such day"},
        {"RSCALE=HEBREW;FREQ=WEEKLY;SKIP=FORWARD", "every Tuesday"},
        {"RSCALE=HEBREW;FREQ=YEARLY", "every year on the 14th of month 6 (in the Hebrew calendar)"},
        {"RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L,6;BYMONTHDAY=14;SKIP=BACKWARD",
         "every year on the 14th of month 6 and leap month 5 (in the Hebrew calendar), or "
         "earlier where there is no such day"},
        {"RSCALE=CHINESE;FREQ=MONTHLY;BYMONTHDAY=15,-1;UNTIL=20270303",
         "every month on the 15th and the last day (in the Chinese calendar) until 3 March 2027"},
        {"RSCALE=ISLAMIC-CIVIL;FREQ=YEARLY;BYMONTH=9;BYDAY=TU;BYSETPOS=2",
         "every year on the second Tuesday of month 9 (in the Islamic calendar)"},
    };
    check_rules(list, LENGTH(list), start);
}

TEST(times_of_day_are_said_where_the_rule_names_them)
{
    static const struct saying list[] = {
        {"FREQ=DAILY;BYHOUR=9,17;BYMINUTE=30",
         "every day at 09:30 and 17:30, and on 3 March 2026 at 09:00"},
        {"FREQ=DAILY;BYHOUR=9,12,17", "every day at 09:00, 12:00 and 17:00"},
        {"FREQ=WEEKLY;BYHOUR=9;BYSECOND=0,30", "every Tuesday at 09:00:00 and 09:00:30"},
        {"FREQ=DAILY;BYHOUR=9;BYMINUTE=0,5,10,15,20,25,30,35,40,45,50,55;BYSECOND=0,30",
         "every day at 24 times of the day"},
        {"FREQ=DAILY;BYHOUR=9,17;BYSETPOS=1",
         "every day at 09:00 and 17:00, of these only the first in each day"},
        {"FREQ=HOURLY;INTERVAL=6", "every 6 hours"},
        {"FREQ=HOURLY;INTERVAL=2", "every 2 hours"},
        {"FREQ=HOURLY;BYMINUTE=0,30", "every hour at the minutes 0 and 30"},
        {"FREQ=HOURLY;BYDAY=TU;BYHOUR=9,10,11,12",
         "every hour, only on Tuesday, only in the hours 9 to 12 of the day"},
        {"FREQ=MINUTELY;INTERVAL=15;BYHOUR=9", "every 15 minutes, only in the hour 9 of the day"},
        {"FREQ=MINUTELY;BYMINUTE=0;BYSECOND=0",
         "every minute, only in the minute 0 of the hour at the second 0"},
        {"FREQ=SECONDLY;BYSECOND=0,30", "every second, only in the seconds 0 and 30 of the minute"},
        {"FREQ=HOURLY;BYWEEKNO=10", "every hour, only in week 10"},
        {"FREQ=SECONDLY;INTERVAL=1;BYMONTHDAY=3", "every second, only on the 3rd"},
    };
    check_rules(list, LENGTH(list), start);
}

TEST(the_end_is_the_last_day_that_may_be)
{
    static const struct saying list[] = {
        {"FREQ=WEEKLY;INTERVAL=2;UNTIL=20270303", "every second Tuesday until 3 March 2027"},
        {"FREQ=WEEKLY;UNTIL=20260309T233000Z", "every Tuesday until 9 March 2026"},
        {"FREQ=DAILY;UNTIL=20260310T073000Z", "every day until 9 March 2026"},
        {"FREQ=DAILY;UNTIL=20260310T080000Z", "every day until 10 March 2026"},
        {"FREQ=DAILY;UNTIL=20260310T233000Z", "every day until 10 March 2026"},
        {"FREQ=DAILY;UNTIL=20260310T090000", "every day until 10 March 2026"},
        {"FREQ=HOURLY;UNTIL=20260310T120000", "every hour until 10 March 2026 at 12:00"},
        {"FREQ=HOURLY;UNTIL=20260310T235959", "every hour until 10 March 2026"},
        {"FREQ=DAILY;BYHOUR=9,17;UNTIL=20260310T120000",
         "every day at 09:00 and 17:00 until 10 March 2026 at 12:00"},
        {"FREQ=DAILY;COUNT=10", "every day, 10 times"},
        {"FREQ=DAILY;COUNT=1", "every day, once"},
        {"FREQ=DAILY;COUNT=10;UNTIL=20260310", "every day until 10 March 2026, at most 10 times"},
        {"FREQ=WEEKLY;BYDAY=MO;COUNT=3", "every Monday, 2 times, and on 3 March 2026"},
        {"FREQ=WEEKLY;BYDAY=MO;COUNT=1", "on 3 March 2026"},
    };
    static const struct saying of_days[] = {
        {"FREQ=DAILY;UNTIL=20260310T080000Z", "every day until 10 March 2026"},
        {"FREQ=DAILY;BYHOUR=9", "every day"},
    };
    /* Near midnight the day in UTC is another. */
    static const struct saying late[] = {
        {"FREQ=DAILY;UNTIL=20260309T233000Z", "every day until 10 March 2026"},
        {"FREQ=DAILY;UNTIL=20260309T225959Z", "every day until 9 March 2026"},
    };
    check_rules(list, LENGTH(list), start);
    check_rules(of_days, LENGTH(of_days), "20260303");
    check_rules(late, LENGTH(late), "20260303T001500");
}

TEST(dates_besides_the_rules_and_left_out_are_named_or_counted)
{
    static const struct saying list[] = {
        {"RRULE:FREQ=WEEKLY RRULE:FREQ=WEEKLY;BYDAY=TH;UNTIL=20270303",
         "every Tuesday, and also every Thursday until 3 March 2027"},
        {"RRULE:FREQ=WEEKLY;COUNT=4 RDATE:20260305T090000,20260306T090000",
         "every Tuesday, 4 times, and on 5 March 2026 and 6 March 2026"},
        {"RRULE:FREQ=WEEKLY RDATE:20260303T090000,20260310T090000", "every Tuesday"},
        {"RRULE:FREQ=WEEKLY RDATE:20260304T090000,20260305T090000,20260306T090000,20260307T090000",
         "every Tuesday, and on 4 other dates"},
        {"RRULE:FREQ=WEEKLY;BYDAY=MO", "every Monday, and on 3 March 2026"},
        {"RRULE:FREQ=WEEKLY EXDATE:20260310T090000", "every Tuesday, except on 10 March 2026"},
        {"RRULE:FREQ=WEEKLY EXDATE:20260310", "every Tuesday, except on 10 March 2026"},
        {"RRULE:FREQ=WEEKLY EXDATE:20260311T090000", "every Tuesday"},
        {"RRULE:FREQ=WEEKLY EXDATE:20260311", "every Tuesday"},
        {"RRULE:FREQ=WEEKLY EXDATE:20260310T090000,20260317T080000Z,20260324T080000Z",
         "every Tuesday, except on 10 March 2026, 17 March 2026 and 24 March 2026"},
        {"RRULE:FREQ=WEEKLY EXDATE:20260310T090000,20260317,20260324,20260331",
         "every Tuesday, with 4 exceptions"},
        {"RRULE:FREQ=DAILY;BYHOUR=9,17 EXDATE:20260310T090000",
         "every day at 09:00 and 17:00, with 1 exception"},
        {"RRULE:FREQ=DAILY EXRULE:FREQ=WEEKLY", "every day, except every Tuesday"},
        {"RRULE:FREQ=DAILY EXRULE:FREQ=WEEKLY EXDATE:20260304T090000",
         "every day, except every Tuesday, except on 4 March 2026"},
        {"RRULE:FREQ=WEEKLY RDATE:20260305T140000", "every Tuesday, and on 5 March 2026 at 14:00"},
        {"RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "on 3 March 2026"},
        {"RDATE:20260304T090000,20260309T090000", "on 3 March 2026, 4 March 2026 and 9 March 2026"},
        {"RDATE:20260304T090000,20260309T090000,20260310T090000", "on 4 dates until 10 March 2026"},
        {"RDATE:20260304T090000 EXDATE:20260303T090000", "on 4 March 2026"},
    };
    check_sets(list, LENGTH(list), start);
}

TEST(very_many_dates_are_counted_or_said_to_be_many)
{
    OWN(recurrence) r = set_of(start, NULL, "RRULE:FREQ=DAILY");
    OWN(recurrence) dates = set_of(start, NULL, "");
    OWN(text) t = text_new();
    OWN(text) of_dates = text_new();
    for (int i = 0; i < 1000; i++) {
        recurrence_exclude_wall(r, wall_at(start) + i * INT64_C(172800));
        recurrence_add_wall(r, wall_at("20260303T100000") + i * INT64_C(86400));
        recurrence_add_wall(dates, wall_at("20260303T100000") + i * INT64_C(86400));
    }
    CHECK(recurrence_add_words(r, NULL, t));
    CHECK_STR(text_str(t), "every day, and on 1000 other dates, with many exceptions");
    CHECK(recurrence_add_words(dates, NULL, of_dates));
    CHECK_STR(text_str(of_dates), "on many dates");
}

TEST(a_set_without_an_instance_has_no_words)
{
    OWN_CHARS words = said(NULL, "20260303", "EXDATE:20260303");
    CHECK(!words);
}

/* --- any rule --- */

static bool is_sound(struct span words)
{
    static const char *const faults[] = {"(null)", "  ", "{",       "}",
                                         " ,",     ",,", "the the", " and and "};
    bool sound = words.len > 0 && words.at[0] != ' ' && words.at[words.len - 1] != ' ' &&
                 words.at[words.len - 1] != ',';
    for (size_t i = 0; i < LENGTH(faults); i++)
        sound &= !span_has(words, span_of(faults[i]));
    return sound;
}

TEST(any_rule_gives_a_sound_sentence)
{
    OWN(zones) z = open_zones();
    int legal = 0;
    for (any_rule_seed = 20260303; legal < 5000;) {
        struct error err;
        OWN_CHARS rule = any_rule();
        OWN(recurrence)
        r = recurrence_new(wall_at(start), false, zone_named(z, SPAN("Asia/Tokyo")));
        OWN(text) t = text_new();
        if (!recurrence_add_rule(r, span_of(rule), &err))
            continue;
        legal++;
        CHECK(recurrence_add_words(r, NULL, t));
        if (!is_sound(text_span(t)))
            fail_msg("%s is said: %s", rule, text_str(t));
    }
}

RUN_TESTS(CASE(days_and_weeks_are_said_by_their_names), CASE(months_are_said_by_dates_and_weekdays),
          CASE(years_are_said_by_dates_weekdays_days_and_weeks),
          CASE(other_calendars_are_named_and_their_months_numbered),
          CASE(times_of_day_are_said_where_the_rule_names_them),
          CASE(the_end_is_the_last_day_that_may_be),
          CASE(dates_besides_the_rules_and_left_out_are_named_or_counted),
          CASE(very_many_dates_are_counted_or_said_to_be_many),
          CASE(a_set_without_an_instance_has_no_words), CASE(any_rule_gives_a_sound_sentence))
