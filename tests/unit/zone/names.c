#include "times.h"

static void check_name(struct zones *z, const char *tzid, const char *wanted)
{
    const struct zone *zone = zone_named(z, span_of(tzid));
    if (!zone)
        fail_msg("%s is not known", tzid);
    CHECK_STR(zone_name(zone), wanted);
}

TEST(zones_are_known_by_the_names_that_programs_write)
{
    static const struct {
        const char *tzid, *zone;
    } cases[] = {
        {"Europe/Berlin", "Europe/Berlin"},
        {"US/Pacific", "US/Pacific"},
        {"Etc/GMT+5", "Etc/GMT+5"},
        {" Europe/Berlin ", "Europe/Berlin"},
        {"\"Europe/Berlin\"", "Europe/Berlin"},
        {"europe/berlin", "Europe/Berlin"},
        {"America/New York", "America/New_York"},
        {"Berlin", "Europe/Berlin"},
        {"/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"},
        {"/freeassociation.sourceforge.net/Tzfile/America/New_York", "America/New_York"},
        {"/mozilla.org/20050126_1/America/Argentina/Salta", "America/Argentina/Salta"},
        {"/softwarestudio.org/Olson_20011030_5/America/Chicago", "America/Chicago"},
        {"W. Europe Standard Time", "Europe/Berlin"},
        {"w. europe standard time", "Europe/Berlin"},
        {"W. Europe Standard Time 1", "Europe/Berlin"},
        {"Eastern Standard Time", "America/New_York"},
        {"Eastern Daylight Time", "America/New_York"},
        {"Russia Time Zone 3", "Europe/Samara"},
        {"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Berlin"},
        {"(GMT+01.00) Amsterdam / Berlin / Bern / Rome / Stockholm / Vienna", "Europe/Berlin"},
        {"Eastern Time (US & Canada)", "America/New_York"},
        {"Nuku\\'alofa, Tonga", "Pacific/Tongatapu"},
        {"Canada Central", "America/Regina"},
        {"Dateline", "Etc/GMT+12"},
        {"Egypt", "Africa/Cairo"},
        {"UTC-02", "Etc/GMT+2"},
        {"UTC", "UTC"},
        {"utc", "UTC"},
        {"Z", "UTC"},
        {"tzone://Microsoft/Utc", "UTC"},
        {"GMT+1", "Etc/GMT-1"},
        {"GMT-0500", "Etc/GMT+5"},
        {"UTC+05:30", "UTC+05:30"},
        {"+0100", "Etc/GMT-1"},
        {"-03:30", "UTC-03:30"},
        {"GMT+0", "GMT+0"},
        {"GMT", "GMT"},
        {"Europe_Berlin", "Europe/Berlin"},
        {"America_New_York", "America/New_York"},
        {"US-Eastern", "US/Eastern"},
        {"(UTC-03:00) Bras\xc3\xadlia", "America/Sao_Paulo"},
        {"Europe/Berlin 1", "Europe/Berlin"},
        {"/mozilla.org/20070129_1/europe/berlin", "Europe/Berlin"},
        {"/freeassociation.sourceforge.net/Tzfile/America/Argentina/Ushuaia",
         "America/Argentina/Ushuaia"},
        {"Pacific Daylight Time (Mexico)", "America/Tijuana"},
        {"(UTC) Coordinated Universal Time", "UTC"},
        {"(UTC+01:00) Belgrade, Bratislava, Budapest, Ljubljana, Prague", "Europe/Budapest"},
        {"(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius", "Europe/Kiev"},
        {"(UTC+03:00) Moscow, St. Petersburg (RTZ 2)", "Europe/Moscow"},
        {"Russia TZ 2 Standard Time", "Europe/Moscow"},
        {"Jerusalem Standard Time", "Asia/Jerusalem"},
        {"(UTC-12:00) International Date Line West", "Etc/GMT+12"},
        {"(UTC-06:00) Saskatchewan", "America/Regina"},
        {"Z=-1$DO=1$DL=3 -1 1 10 -1 1$ZX=88$ZN=W. Europe", "Europe/Amsterdam"},
        {"Z=7$DO=1$DL=3 2 1 11 1 1$ZX=42$ZN=Mountain", "America/Denver"},
        {"Greenwich", "Atlantic/Reykjavik"},
    };
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(cases); i++)
        check_name(z, cases[i].tzid, cases[i].zone);
}

TEST(a_windows_name_means_the_place_nearby_where_its_clocks_agree)
{
    static const struct {
        const char *tzid, *near, *zone;
    } cases[] = {
        {"W. Europe Standard Time", "Europe/Zurich", "Europe/Zurich"},
        {"W. Europe Standard Time", "CH", "Europe/Zurich"},
        {"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Zurich",
         "Europe/Zurich"},
        {"W. Europe Standard Time 1", "Europe/Vienna", "Europe/Vienna"},
        {"W. Europe Daylight Time", "Europe/Rome", "Europe/Rome"},
        {"Romance Standard Time", "Europe/Zurich", "Europe/Paris"},
        {"Romance", "ES", "Europe/Madrid"},
        {"W. Europe Standard Time", "", "Europe/Berlin"},
        {"W. Europe Standard Time", "XX", "Europe/Berlin"},
        {"India Standard Time", "Asia/Kolkata", "Asia/Kolkata"},
        {"India Standard Time", "", "Asia/Calcutta"},
        /* Its clocks were others until 2006. */
        {"US Eastern Standard Time", "America/Indiana/Vevay", "America/Indiana/Vevay"},
        {"Eastern Standard Time", "America/Indiana/Petersburg", "America/New_York"},
        {"Europe/Berlin", "Europe/Zurich", "Europe/Berlin"},
        {"Nowhere", "Europe/Zurich", NULL},
    };
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(cases); i++)
        for (int again = 0; again < 2; again++) {
            const struct zone *zone =
                zone_named_near(z, span_of(cases[i].tzid), span_of(cases[i].near));
            if (!zone != !cases[i].zone || (zone && strcmp(zone_name(zone), cases[i].zone) != 0))
                fail_msg("%s near %s is %s", cases[i].tzid, cases[i].near,
                         zone ? zone_name(zone) : "unknown");
        }
}

TEST(what_is_no_place_is_near_nothing)
{
    OWN(zones) z = open_zones();
    char many[5000];
    memset(many, 'a', sizeof many);
    const struct zone *zone = zone_named_near(z, SPAN("Europe/Oslo"), span_make(many, 5000));
    CHECK_STR(zone_name(zone), "Europe/Oslo");
    zone = zone_named_near(z, SPAN("W. Europe Standard Time"), span_make(many, 190));
    CHECK_STR(zone_name(zone), "Europe/Berlin");
    zone = zone_named_near(z, SPAN("W. Europe Standard Time"), SPAN("; "));
    CHECK_STR(zone_name(zone), "Europe/Berlin");
}

TEST(more_spellings_than_are_kept_are_still_understood)
{
    OWN(zones) z = open_zones();
    for (int i = 0; i < 6000; i++) {
        OWN_CHARS name = mem_strf("/vendor.example/%d/Asia/Tokyo", i);
        CHECK_STR(zone_name(zone_named(z, span_of(name))), "Asia/Tokyo");
    }
    CHECK_STR(zone_name(zone_named(z, SPAN("/vendor.example/5999/Asia/Tokyo"))), "Asia/Tokyo");
}

TEST(an_offset_as_a_name_means_east_when_it_is_plus)
{
    OWN(zones) z = open_zones();
    CHECK_INT(zone_offset(zone_named(z, SPAN("GMT+2")), 0), 7200);
    CHECK_INT(zone_offset(zone_named(z, SPAN("UTC+05:45")), 0), 20700);
    CHECK_INT(zone_offset(zone_named(z, SPAN("-0330")), 0), -12600);
    CHECK_INT(zone_offset(zone_named(z, SPAN("Etc/GMT+2")), 0), -7200);
}

TEST(what_names_no_zone_is_unknown)
{
    static const char *const names[] = {
        "",
        " ",
        "Europe/",
        "/Europe/Berlin/",
        "Nowhere/Land",
        "Customized Time Zone",
        "../../../etc/passwd",
        "/../../../etc/passwd",
        "zone.tab",
        "tzdata.zi",
        "Europe",
        "+25:00",
        "GMT+1234567",
        "UTC+",
        "tzone://Microsoft/Custom",
    };
    OWN(zones) z = open_zones();
    for (size_t i = 0; i < LENGTH(names); i++)
        if (zone_named(z, span_of(names[i])))
            fail_msg("%s is known as %s", names[i], zone_name(zone_named(z, span_of(names[i]))));
    CHECK(!zone_named(z, span_make("Europe/Berlin\0x", 15)));
}

TEST(very_long_names_are_refused_without_a_look)
{
    OWN(zones) z = open_zones();
    char many[5000];
    memset(many, '/', sizeof many);
    CHECK(!zone_named(z, span_make(many, sizeof many)));
    memset(many, 'a', sizeof many);
    CHECK(!zone_named(z, span_make(many, 190)));
}

TEST(a_zone_is_one_object_however_often_it_is_named)
{
    OWN(zones) z = open_zones();
    const struct zone *first = zone_named(z, SPAN("Asia/Tokyo"));
    CHECK(first == zone_named(z, SPAN("Asia/Tokyo")));
    CHECK(first == zone_named(z, SPAN("Tokyo Standard Time")));
    CHECK(zone_named(z, SPAN("UTC")) == zone_utc());
    const struct zone *own = zone_named(z, SPAN("UTC+05:45"));
    CHECK(own && own == zone_named(z, SPAN("UTC+0545")));
}

TEST(a_folder_without_time_zones_is_refused_with_the_remedy)
{
    struct error err = {0};
    CHECK(!zones_open("/nonexistent", &err));
    CHECK_INT(err.kind, FAULT_NOT_FOUND);
    CHECK(strstr(err.said, "tzdata"));
}

RUN_TESTS(CASE(zones_are_known_by_the_names_that_programs_write),
          CASE(a_windows_name_means_the_place_nearby_where_its_clocks_agree),
          CASE(what_is_no_place_is_near_nothing),
          CASE(more_spellings_than_are_kept_are_still_understood),
          CASE(an_offset_as_a_name_means_east_when_it_is_plus), CASE(what_names_no_zone_is_unknown),
          CASE(very_long_names_are_refused_without_a_look),
          CASE(a_zone_is_one_object_however_often_it_is_named),
          CASE(a_folder_without_time_zones_is_refused_with_the_remedy))
