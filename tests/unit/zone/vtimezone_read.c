#include "times.h"

#define STANDARD(start, from, to, rest)                                                          \
    "BEGIN:STANDARD\r\nDTSTART:" start "\r\nTZOFFSETFROM:" from "\r\nTZOFFSETTO:" to "\r\n" rest \
    "END:STANDARD\r\n"
#define DAYLIGHT(start, from, to, rest)                                                          \
    "BEGIN:DAYLIGHT\r\nDTSTART:" start "\r\nTZOFFSETFROM:" from "\r\nTZOFFSETTO:" to "\r\n" rest \
    "END:DAYLIGHT\r\n"
#define VTIMEZONE(tzid, rest) "BEGIN:VTIMEZONE\r\nTZID:" tzid "\r\n" rest "END:VTIMEZONE\r\n"

static const struct zone *read_zone(struct zones *z, const char *text)
{
    struct error err;
    const struct zone *zone = zone_from_vtimezone(z, span_of(text), &err);
    CHECK_OK(zone, &err);
    return zone;
}

TEST(a_zone_that_is_known_by_a_name_is_that_zone)
{
    static const struct {
        const char *text, *zone;
    } cases[] = {
        {VTIMEZONE("Europe/Berlin", STANDARD("19701025T030000", "+0200", "+0100", "")),
         "Europe/Berlin"},
        {VTIMEZONE("W. Europe Standard Time", ""), "Europe/Berlin"},
        {VTIMEZONE("/citadel.org/20070227_1/Asia/Tokyo", ""), "Asia/Tokyo"},
        {VTIMEZONE("Somewhere", "X-LIC-LOCATION:Asia/Tokyo\r\n"), "Asia/Tokyo"},
        {VTIMEZONE("Somewhere", "X-TZINFO:Asia/Tokyo[2024a]\r\n"), "Asia/Tokyo"},
        {VTIMEZONE("Somewhere", "TZID-ALIAS-OF:Asia/Tokyo\r\n"), "Asia/Tokyo"},
        {VTIMEZONE("(no name)", "X-MICROSOFT-CDO-TZID:20\r\n"), "Asia/Tokyo"},
        {"BEGIN:VTIMEZONE\nTZID:Europe\n /Berlin\nEND:VTIMEZONE\n", "Europe/Berlin"},
        {"BEGIN:VTIMEZONE\r\nTZID;X-A=\"b:c\":Europe/Paris\r\nEND:VTIMEZONE", "Europe/Paris"},
    };
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(cases); i++)
        CHECK_STR(zone_name(read_zone(z, cases[i].text)), cases[i].zone);
}

TEST(a_product_name_does_not_outweigh_rules_that_contradict_it)
{
    OWN(zones) z = open_zones();
    const struct zone *zone =
        read_zone(z, VTIMEZONE("GMT+1", STANDARD("19700101T000000", "-0100", "-0100", "")));
    CHECK_INT(zone_offset(zone, 0), -3600);
    zone = read_zone(z, VTIMEZONE("Central", STANDARD("19700101T000000", "+0930", "+0930", "")));
    CHECK_INT(zone_offset(zone, 0), 34200);
    zone = read_zone(z, VTIMEZONE("Central", STANDARD("19700101T000000", "-0500", "-0600", "")));
    CHECK_STR(zone_name(zone), "America/Chicago");
    zone = read_zone(z, VTIMEZONE("Central", "BEGIN:STANDARD\r\nEND:STANDARD\r\n"));
    CHECK_STR(zone_name(zone), "America/Chicago");
}

TEST(a_zone_that_is_known_by_its_rules_is_that_zone)
{
    static const struct {
        const char *text, *zone;
    } cases[] = {
        {VTIMEZONE("Customized Time Zone",
                   STANDARD("16010101T030000", "+0200", "+0100",
                            "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\n")
                       DAYLIGHT("16010101T020000", "+0100", "+0200",
                                "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\n")),
         "Europe/Berlin"},
        {VTIMEZONE("(no name)",
                   STANDARD("20071104T020000", "-0400", "-0500",
                            "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\r\n")
                       DAYLIGHT("20070311T020000", "-0500", "-0400",
                                "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8,9,10,11,12,13,14;"
                                "BYDAY=SU\r\n")),
         "America/New_York"},
    };
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(cases); i++)
        CHECK_STR(zone_name(read_zone(z, cases[i].text)), cases[i].zone);
}

TEST(a_rule_may_be_told_in_many_ways)
{
    static const char *const march[] = {
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n",
        "RRULE:FREQ=MONTHLY;BYMONTH=3;BYDAY=-1SU\r\n",
        "RRULE:FREQ=MONTHLY;INTERVAL=12;BYDAY=-1SU\r\n",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYSETPOS=-1\r\n",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYMONTHDAY=-1,-2,-3,-4,-5,-6,-7\r\n",
        "RRULE:FREQ=YEARLY;BYDAY=SU;BYMONTH=3;BYMONTHDAY=25,26,27,28,29,30,31;BYHOUR=2\r\n",
        "RRULE:FREQ=WEEKLY;BYMONTH=3;BYDAY=SU;BYMONTHDAY=25,26,27,28,29,30,31;WKST=SU\r\n",
        "RRULE:FREQ=DAILY;BYMONTH=3;BYDAY=SU;BYMONTHDAY=25,26,27,28,29,30,31\r\n",
        "RRULE:FREQ=DAILY;BYDAY=SU;BYMONTH=3;BYMONTHDAY=-7,-6,-5,-4,-3,-2,-1\r\n",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=99991231T000000Z\r\n",
    };
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(march); i++) {
        OWN_CHARS text = mem_strf(
            VTIMEZONE("Somewhere", STANDARD("19701025T030000", "+0200", "+0100",
                                            "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n")
                                       DAYLIGHT("19700329T020000", "+0100", "+0200", "%s")),
            march[i]);
        const char *name = zone_name(read_zone(z, text));
        if (strcmp(name, "Europe/Berlin") != 0)
            fail_msg("%s is %s", march[i], name);
    }
}

/* No place changes its clocks in this way. */
static const char own_rules[] = VTIMEZONE(
    "Island time", STANDARD("20201115T000000", "+0430", "+0315",
                            "TZNAME:IST\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=15\r\n")
                       DAYLIGHT("20200501T120000", "+0315", "+0430",
                                "TZNAME:IDT\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=1FR\r\n"));

TEST(a_zone_of_its_own_is_obeyed_in_every_year)
{
    static const struct {
        const char *local, *utc;
    } cases[] = {
        {"20190701T000000", "20190630T204500"}, /* before the first: what it came from */
        {"20200501T115959", "20200501T084459"}, {"20200501T130000", "20200501T094500"},
        {"20200501T131500", "20200501T084500"}, {"20200601T000000", "20200531T193000"},
        {"20271114T223000", "20271114T180000"}, {"20271114T224500", "20271114T181500"},
        {"20271115T000000", "20271114T204500"}, {"34560601T000000", "34560531T193000"},
        {"99991231T000000", "99991230T204500"},
    };
    OWN(zones) z = open_zones();
    const struct zone *zone = read_zone(z, own_rules);
    CHECK_STR(zone_name(zone), "Island time");
    for (size_t i = 0; i < LENGTH(cases); i++)
        CHECK_STR(text_of_wall(zone_instant(zone, wall_at(cases[i].local))), cases[i].utc);
    CHECK_STR(zone_abbreviation(zone, wall_at("20270701T000000")), "IDT");
    CHECK(zone == read_zone(z, own_rules));
}

static int32_t offset_on(const struct zone *zone, const char *day)
{
    return zone_offset(zone, wall_at(day));
}

TEST(ends_of_rules_and_single_dates_are_obeyed)
{
    OWN(zones) z = open_zones();
    const struct zone *zone = read_zone(
        z, VTIMEZONE(
               "Until",
               STANDARD("20001101T000000", "+0200", "+0100",
                        "RRULE:FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=1;"
                        "UNTIL=20021031T220000Z\r\n") DAYLIGHT("20000401T000000", "+0100", "+0200",
                                                               "RRULE:FREQ=YEARLY;COUNT=3\r\n")
                   STANDARD("20100101T000000", "+0100", "-0100",
                            "RDATE:20120101T000000,20140101T000000\r\n")
                       DAYLIGHT("20110101T000000", "-0100", "+0100", "RDATE:20130101T000000\r\n")));
    CHECK_INT(offset_on(zone, "20020701T000000"), 7200);
    CHECK_INT(offset_on(zone, "20021201T000000"), 3600);
    CHECK_INT(offset_on(zone, "20030701T000000"), 3600);
    CHECK_INT(offset_on(zone, "20100701T000000"), -3600);
    CHECK_INT(offset_on(zone, "20110701T000000"), 3600);
    CHECK_INT(offset_on(zone, "20120701T000000"), -3600);
    CHECK_INT(offset_on(zone, "20130701T000000"), 3600);
    CHECK_INT(offset_on(zone, "20990701T000000"), -3600);
}

/* The changes of 2024, in UTC: "+" to two hours, "-" to one. */
static const char *changes_of_2024(const struct zone *zone)
{
    static char said[1000];
    size_t len = 0;
    said[0] = 0;
    instant at = wall_at("20240101T000000");
    while (zone_next_change(zone, at, &at) && at < wall_at("20250101T000000") && len < 900)
        len += (size_t)snprintf(said + len, sizeof said - len, "%s%c%.11s", len ? " " : "",
                                zone_offset(zone, at) == 7200 ? '+' : '-', text_of_wall(at));
    return said;
}

TEST(rules_of_months_weeks_and_days_are_obeyed)
{
    static const struct {
        const char *to_two, *to_one, *changes;
    } cases[] = {
        {"RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;BYMONTH=1,5\r\n", "RRULE:FREQ=MONTHLY;INTERVAL=3\r\n",
         "+20240130T23 -20240330T22 +20240530T23 -20241230T22"},
        {"RRULE:FREQ=WEEKLY;INTERVAL=4;BYDAY=MO;UNTIL=20240301T000000\r\n",
         "RRULE:FREQ=WEEKLY;INTERVAL=4;BYDAY=WE;UNTIL=20240301T000000\r\n",
         "+20240121T23 -20240123T22 +20240218T23 -20240220T22"},
        {"RRULE:FREQ=DAILY;INTERVAL=10;COUNT=6\r\n",
         "RRULE:FREQ=DAILY;INTERVAL=15;UNTIL=20240120T000000Z\r\n",
         "+20240108T23 -20240114T22 +20240118T23"},
        {"RRULE:FREQ=YEARLY;BYYEARDAY=100,-100\r\n", "RRULE:FREQ=YEARLY;BYYEARDAY=200\r\n",
         "+20240408T23 -20240717T22 +20240922T23"},
        {"RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=MO,FR;BYSETPOS=2,-1\r\n",
         "RRULE:FREQ=YEARLY;BYDAY=20MO\r\n", "+20240404T23 -20240512T22"},
        {"RDATE:20240401T000000,20240601T000000\r\nRDATE;VALUE=DATE:20240801\r\n",
         "RDATE;VALUE=PERIOD:20240501T000000/PT1H,20240701T000000/20240702T000000\r\n"
         "RDATE:20240831T220000Z\r\n",
         "+20240331T23 -20240430T22 +20240531T23 -20240630T22 +20240731T23 -20240831T22"},
    };
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS text = mem_strf(
            VTIMEZONE("Somewhere", STANDARD("20231231T000000", "+0200", "+0100", "%s")
                                       DAYLIGHT("20231230T000000", "+0100", "+0200", "%s")),
            cases[i].to_one, cases[i].to_two);
        CHECK_STR(changes_of_2024(read_zone(z, text)), cases[i].changes);
    }
}

TEST(offsets_that_are_missing_are_those_of_the_other_season)
{
    static const char no_from[] = "BEGIN:DAYLIGHT\r\nDTSTART:20200329T020000\r\n"
                                  "TZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
                                  "END:DAYLIGHT\r\n";
    static const char no_to[] = "BEGIN:STANDARD\r\nDTSTART:20201025T030000\r\n"
                                "TZOFFSETFROM:+0200\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
                                "END:STANDARD\r\n";
    OWN(zones) z = open_zones();
    OWN_CHARS first =
        mem_strf(VTIMEZONE("A", "%s" STANDARD("20201025T030000", "+0200", "+0100",
                                              "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n")),
                 no_from);
    CHECK_STR(zone_name(read_zone(z, first)), "Europe/Berlin");
    OWN_CHARS second =
        mem_strf(VTIMEZONE("B", "%s" DAYLIGHT("20200329T020000", "+0100", "+0200",
                                              "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n")),
                 no_to);
    CHECK_STR(zone_name(read_zone(z, second)), "Europe/Berlin");
    const struct zone *fixed = read_zone(z, VTIMEZONE("C", "BEGIN:STANDARD\r\n"
                                                           "DTSTART:20201025T030000\r\n"
                                                           "TZOFFSETTO:+0545\r\nEND:STANDARD\r\n"));
    CHECK_INT(offset_on(fixed, "19000101T000000"), 20700);
    CHECK_INT(offset_on(fixed, "21000101T000000"), 20700);
}

TEST(parts_may_stand_in_any_order_and_one_may_stand_alone)
{
    OWN(zones) z = open_zones();
    const struct zone *zone =
        read_zone(z, "BEGIN:VTIMEZONE\r\n" STANDARD("20100101T000000", "+0300", "+0400", "")
                         STANDARD("20000101T000000", "+0100", "+0200", "")
                             DAYLIGHT("20050101T000000", "+0200", "+0300",
                                      "") "TZID:Last comes first\r\nEND:VTIMEZONE\r\n");
    CHECK_STR(zone_name(zone), "Last comes first");
    CHECK_INT(offset_on(zone, "19990101T000000"), 3600);
    CHECK_INT(offset_on(zone, "20010101T000000"), 7200);
    CHECK_INT(offset_on(zone, "20060101T000000"), 10800);
    CHECK_INT(offset_on(zone, "20110101T000000"), 14400);
    zone =
        read_zone(z, VTIMEZONE("Summer only", DAYLIGHT("20000101T000000", "+0100", "+0200", "")));
    CHECK_INT(offset_on(zone, "19991231T000000"), 3600);
    CHECK_INT(offset_on(zone, "20260101T000000"), 7200);
}

TEST(a_fixed_offset_is_a_zone_of_its_own)
{
    OWN(zones) z = open_zones();
    const struct zone *zone =
        read_zone(z, VTIMEZONE("Fixed", STANDARD("19700101T000000", "+0545", "+0545", "")));
    CHECK_STR(zone_name(zone), "Fixed");
    CHECK_INT(offset_on(zone, "19000101T000000"), 20700);
    CHECK_INT(offset_on(zone, "30000101T000000"), 20700);
}

TEST(what_is_no_zone_is_refused_with_a_sentence)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "neither STANDARD nor DAYLIGHT"},
        {VTIMEZONE("X", ""), "neither STANDARD nor DAYLIGHT"},
        {VTIMEZONE("X", "BEGIN:STANDARD\r\nEND:STANDARD\r\n"), "no DTSTART"},
        {VTIMEZONE("X", "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nEND:STANDARD\r\n"),
         "no TZOFFSETTO"},
        {VTIMEZONE("X", "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n"
                        "END:STANDARD\r\n"),
         "no TZOFFSETTO"},
        {VTIMEZONE("X", "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"), "ends before"},
        {VTIMEZONE("X", STANDARD("19701301T000000", "+0100", "+0100", "")), "DTSTART is not legal"},
        {VTIMEZONE("X", STANDARD("19700101T000000", "0100", "+0100", "")), "TZOFFSETFROM"},
        {VTIMEZONE("X", STANDARD("19700101T000000", "+0100", "+9900", "")), "TZOFFSETTO"},
        {VTIMEZONE("X", STANDARD("19700101T000000", "+0100", "+0100", "RRULE:FREQ=SECONDLY\r\n")),
         "FREQ=SECONDLY"},
        {VTIMEZONE("X", STANDARD("19700101T000000", "+0100", "+0100", "RRULE:BYDAY=SU\r\n")),
         "no FREQ"},
        {VTIMEZONE("X",
                   STANDARD("19700101T000000", "+0100", "+0100", "RRULE:FREQ=YEARLY;BYDAY=XX\r\n")),
         "BYDAY=XX"},
        {VTIMEZONE(
             "X", STANDARD("19700101T000000", "+0100", "+0100", "RRULE:FREQ=DAILY;BYHOUR=1,2\r\n")),
         "BYHOUR=1,2"},
        {VTIMEZONE("X", STANDARD("19700101T000000", "+0100", "+0100",
                                 "RRULE:FREQ=YEARLY;BYWEEKNO=20\r\n")),
         "BYWEEKNO=20"},
        {VTIMEZONE("X", STANDARD("19700101T000000", "+0100", "+0100", "RRULE:FREQ=MINUTELY\r\n")),
         "FREQ=MINUTELY"},
        {VTIMEZONE("X", STANDARD("19700101T000000", "+0100", "+0100", "RRULE:FREQ=HOURLY\r\n")),
         "FREQ=HOURLY"},
    };
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct error err = {0};
        CHECK(!zone_from_vtimezone(z, span_of(cases[i].text), &err));
        CHECK_INT(err.kind, FAULT_INVALID);
        if (!strstr(err.said, cases[i].says))
            fail_msg("%s: %s", cases[i].says, err.said);
    }
}

TEST(descriptions_that_would_cost_much_are_refused_soon)
{
    OWN(zones) z = open_zones();
    static const char *const rules[] = {
        "RRULE:FREQ=YEARLY;BYDAY=SU,MO,TU,WE,TH,FR,SA\r\n",
        "RRULE:FREQ=YEARLY;BYMONTHDAY=1,2,3,4,5,6,7,8,9,10,11,12,13;UNTIL=24991231T000000Z\r\n",
        "RRULE:FREQ=YEARLY;COUNT=100000;BYDAY=MO\r\n",
        "RRULE:FREQ=WEEKLY\r\n",
        "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\r\nRRULE:FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31\r\n"
        "RRULE:FREQ=DAILY;BYYEARDAY=366;BYMONTHDAY=1\r\n",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=1,2\r\n",
        "RRULE:FREQ=YEARLY;BYYEARDAY=100;UNTIL=24990101T000000\r\n"
        "RRULE:FREQ=YEARLY;BYYEARDAY=-100\r\nRRULE:FREQ=YEARLY;BYYEARDAY=7\r\n",
    };
    for (size_t i = 0; i < LENGTH(rules); i++) {
        OWN_CHARS text =
            mem_strf(VTIMEZONE("X", STANDARD("00010101T000000", "+0100", "+0200", "%s")), rules[i]);
        struct error err = {0};
        CHECK(!zone_from_vtimezone(z, span_of(text), &err));
        CHECK_INT(err.kind, FAULT_TOO_LARGE);
    }
}

TEST(zones_of_their_own_rules_do_not_fill_the_memory)
{
    OWN(zones) z = open_zones();
    struct error err = {0};
    int taken = 0;
    for (; taken < 100000; taken++) {
        OWN_CHARS text =
            mem_strf(VTIMEZONE("Own %d", STANDARD("19700101T000000", "+0100", "+0100", "")), taken);
        if (!zone_from_vtimezone(z, span_of(text), &err))
            break;
    }
    CHECK_INT(err.kind, FAULT_TOO_LARGE);
    CHECK(taken >= 1000 && taken <= 10000);
    CHECK(zone_from_vtimezone(z, SPAN("TZID:Europe/Berlin\r\n"), &err));
}

RUN_TESTS(CASE(a_zone_that_is_known_by_a_name_is_that_zone),
          CASE(a_product_name_does_not_outweigh_rules_that_contradict_it),
          CASE(a_zone_that_is_known_by_its_rules_is_that_zone),
          CASE(a_rule_may_be_told_in_many_ways), CASE(rules_of_months_weeks_and_days_are_obeyed),
          CASE(offsets_that_are_missing_are_those_of_the_other_season),
          CASE(parts_may_stand_in_any_order_and_one_may_stand_alone),
          CASE(a_zone_of_its_own_is_obeyed_in_every_year),
          CASE(ends_of_rules_and_single_dates_are_obeyed),
          CASE(a_fixed_offset_is_a_zone_of_its_own),
          CASE(what_is_no_zone_is_refused_with_a_sentence),
          CASE(descriptions_that_would_cost_much_are_refused_soon),
          CASE(zones_of_their_own_rules_do_not_fill_the_memory))
