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
         "no TZOFFSETFROM"},
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
        {VTIMEZONE("X", STANDARD("19700101T000000", "+0100", "+0100",
                                 "RRULE:FREQ=YEARLY\r\nRRULE:FREQ=YEARLY\r\n")),
         "two rules"},
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
          CASE(a_zone_of_its_own_is_obeyed_in_every_year),
          CASE(ends_of_rules_and_single_dates_are_obeyed),
          CASE(a_fixed_offset_is_a_zone_of_its_own),
          CASE(what_is_no_zone_is_refused_with_a_sentence),
          CASE(descriptions_that_would_cost_much_are_refused_soon),
          CASE(zones_of_their_own_rules_do_not_fill_the_memory))
