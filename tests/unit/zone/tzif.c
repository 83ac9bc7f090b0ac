/* TZif files made by hand: RFC 9636. */
#include <sys/stat.h>
#include <unistd.h>

#include "times.h"

struct bytes {
    char at[160 * 1024];
    size_t len;
};

static void put(struct bytes *b, int64_t number, int count)
{
    for (int i = count - 1; i >= 0; i--)
        b->at[b->len++] = (char)((uint64_t)number >> 8 * i);
}

static void put_text(struct bytes *b, const char *s, size_t len)
{
    memcpy(b->at + b->len, s, len);
    b->len += len;
}

struct file { /* "AAA" at 3600, "BBB" at 7200 from the given times on, in turn */
    char version;
    int64_t times[4];
    int ntimes, kind_of_first, leaps;
    int64_t step; /* not 0: the times are so many seconds from each other */
    struct {
        int64_t at;
        int correction;
    } leap[2];
    const char *footer;
};

static void put_block(struct bytes *b, const struct file *f, int time_bytes)
{
    put_text(b, "TZif", 4);
    put(b, f->version, 1);
    b->len += 15;
    const int counts[] = {0, 0, f->leaps, f->ntimes, 2, 8};
    for (size_t i = 0; i < LENGTH(counts); i++)
        put(b, counts[i], 4);
    for (int i = 0; i < f->ntimes; i++)
        put(b, f->step ? i * f->step : f->times[i], time_bytes);
    for (int i = 0; i < f->ntimes; i++)
        put(b, i == 0 ? f->kind_of_first : (i + 1) % 2, 1);
    put(b, 3600, 4), put(b, 0, 1), put(b, 0, 1);
    put(b, 7200, 4), put(b, 1, 1), put(b, 4, 1);
    put_text(b, "AAA\0BBB\0", 8);
    for (int i = 0; i < f->leaps; i++)
        put(b, f->leap[i].at, time_bytes), put(b, f->leap[i].correction, 4);
}

static struct bytes bytes_of(const struct file *f)
{
    struct bytes b = {0};
    put_block(&b, f, 4);
    if (f->version >= '2') {
        put_block(&b, f, 8);
        put_text(&b, f->footer, strlen(f->footer));
    }
    return b;
}

static char folder[] = "/tmp/convoke-zone-XXXXXX";

static void write_zone(const char *name, struct bytes b)
{
    struct error err;
    OWN_CHARS path = mem_strf("%s/%s", folder, name);
    CHECK_OK(file_replace(path, span_make(b.at, b.len), 0600, &err), &err);
}

static const struct file plain = {.version = '2',
                                  .times = {1000000, 2000000},
                                  .ntimes = 2,
                                  .kind_of_first = 1,
                                  .footer = "\nAAA-1\n"};

static int make_folder(void **state)
{
    (void)state;
    CHECK(mkdtemp(folder));
    OWN_CHARS etc = mem_strf("%s/Etc", folder);
    CHECK_INT(mkdir(etc, 0700), 0);
    write_zone("Etc/UTC", bytes_of(&plain));
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    OWN_CHARS command = mem_strf("rm -r %s", folder);
    return system(command);
}

static struct zones *open_folder(void)
{
    struct error err;
    struct zones *z = zones_open(folder, &err);
    CHECK_OK(z, &err);
    return z;
}

TEST(times_of_32_and_64_bits_are_read)
{
    for (char version = '1'; version <= '4'; version++) {
        struct file f = plain;
        f.version = version == '1' ? 0 : version;
        write_zone("Made", bytes_of(&f));
        OWN(zones) z = open_folder();
        const struct zone *zone = zone_named(z, SPAN("Made"));
        CHECK(zone);
        CHECK_INT(zone_offset(zone, 999999), 3600);
        CHECK_INT(zone_offset(zone, 1000000), 7200);
        CHECK_INT(zone_offset(zone, 1999999), 7200);
        CHECK_INT(zone_offset(zone, 2000000), 3600);
        CHECK_STR(zone_abbreviation(zone, 1500000), "BBB");
    }
}

/* As files below "right" do. The second table was cut at its start: its first correction is not
 * one of one second. RFC 9636, 3.2 */
TEST(leap_seconds_are_not_counted)
{
    struct file f = plain;
    f.leaps = 2;
    f.leap[0].at = 500000, f.leap[0].correction = 1;
    f.leap[1].at = 1500000, f.leap[1].correction = 2;
    for (int first = 1; first < 20; first += 18) {
        f.leap[0].correction = first, f.leap[1].correction = first + 1;
        write_zone("Made", bytes_of(&f));
        OWN(zones) z = open_folder();
        const struct zone *zone = zone_named(z, SPAN("Made"));
        CHECK(zone);
        CHECK_INT(zone_offset(zone, 1000000 - first - 1), 3600);
        CHECK_INT(zone_offset(zone, 1000000 - first), 7200);
        CHECK_INT(zone_offset(zone, 2000000 - first - 2), 7200);
        CHECK_INT(zone_offset(zone, 2000000 - first - 1), 3600);
    }
}

TEST(a_file_without_times_is_ruled_by_its_footer_in_all_years)
{
    struct file f = plain;
    f.ntimes = 0;
    f.footer = "\nCET-1CEST,M3.5.0,M10.5.0/3\n";
    write_zone("Made", bytes_of(&f));
    OWN(zones) z = open_folder();
    const struct zone *zone = zone_named(z, SPAN("Made"));
    static const char *const summers[] = {"00020701T000000", "19000701T000000", "19690701T000000",
                                          "20260701T000000", "99990701T000000"};
    for (size_t i = 0; i < LENGTH(summers); i++)
        CHECK_INT(zone_offset(zone, wall_at(summers[i])), 7200);
    CHECK_INT(zone_offset(zone, wall_at("19000101T000000")), 3600);
    OWN(text) t = text_new();
    zone_add_vtimezone(zone, "Made", 2026, 2027, t);
    CHECK(strstr(text_str(t), "DTSTART:20260329T020000"));
    f.footer = "\nXYZ-5\n";
    write_zone("Fixed", bytes_of(&f));
    zone = zone_named(z, SPAN("Fixed"));
    CHECK_INT(zone_offset(zone, wall_at("19000701T000000")), 18000);
    CHECK_STR(zone_abbreviation(zone, 0), "XYZ");
}

/* The second time changes nothing but that the footer holds from there on, not before. */
TEST(a_footer_holds_from_the_last_time_on_even_if_nothing_changes_then)
{
    struct file f = plain;
    f.times[0] = wall_at("20010101T000000");
    f.times[1] = wall_at("20100101T000000");
    f.kind_of_first = 0;
    f.footer = "\nAAA-1BBB,M3.5.0,M10.5.0/3\n";
    write_zone("Made", bytes_of(&f));
    OWN(zones) z = open_folder();
    const struct zone *zone = zone_named(z, SPAN("Made"));
    CHECK_INT(zone_offset(zone, wall_at("20050701T000000")), 3600);
    CHECK_INT(zone_offset(zone, wall_at("20090701T000000")), 3600);
    CHECK_INT(zone_offset(zone, wall_at("20100701T000000")), 7200);
    CHECK_INT(zone_offset(zone, wall_at("20110701T000000")), 7200);
}

TEST(what_holds_since_before_all_years_is_written_from_the_first_year_on)
{
    struct error err = {0};
    struct file f = plain;
    f.times[0] = -((int64_t)1 << 50);
    f.footer = "\nAAA-1\n";
    write_zone("Made", bytes_of(&f));
    OWN(zones) z = open_folder();
    OWN(text) t = text_new();
    zone_add_vtimezone(zone_named(z, SPAN("Made")), "A", 1960, 1990, t);
    CHECK(strstr(text_str(t), "DTSTART:00010101T000000\r\n"));
    const struct zone *again = zone_from_vtimezone(z, text_span(t), &err);
    CHECK_OK(again, &err);
    CHECK_INT(zone_offset(again, 0), 7200);
    CHECK_INT(zone_offset(again, 2000000), 3600);
}

/* Saturdays 28 and 27, then those of the footer: 26, 25, 23, 22 and at last 21. All but the last
 * are the fourth of their month, and all but the first two lie less than a week apart. */
TEST(what_fits_an_older_rule_for_some_years_is_told_by_the_rule_that_holds)
{
    struct error err = {0};
    struct file f = plain;
    f.times[0] = wall_at("20200328T210000"), f.times[1] = wall_at("20201024T210000");
    f.times[2] = wall_at("20210327T210000"), f.times[3] = wall_at("20211030T210000");
    f.ntimes = 4;
    f.footer = "\nAAA-1BBB,M3.4.0/-2,M10.5.0/-1\n";
    write_zone("Made", bytes_of(&f));
    OWN(zones) z = open_folder();
    const struct zone *zone = zone_named(z, SPAN("Made"));
    OWN(text) t = text_new();
    zone_add_vtimezone(zone, "A", 2020, 2030, t);
    const struct zone *again = zone_from_vtimezone(z, text_span(t), &err);
    CHECK_OK(again, &err);
    instant at = wall_at("20200101T000000"), to = wall_at("20310101T000000");
    for (instant a = at, b = at; a < to; CHECK_INT(a, b)) {
        CHECK(zone_next_change(zone, a, &a));
        CHECK(zone_next_change(again, b, &b));
    }
}

TEST(an_empty_footer_lets_the_last_time_hold_for_ever)
{
    struct file f = plain;
    f.version = '4';
    f.ntimes = 1;
    f.footer = "\n\n";
    write_zone("Made", bytes_of(&f));
    OWN(zones) z = open_folder();
    const struct zone *zone = zone_named(z, SPAN("Made"));
    CHECK_INT(zone_offset(zone, wall_at("99990101T000000")), 7200);
    CHECK(!zone_next_change(zone, 1000000, &(instant){0}));
}

TEST(footers_rule_after_the_last_time)
{
    static const struct {
        const char *footer, *winter_day, *summer_day, *start, *end; /* changes of 2030, in UTC */
        int winter, summer;
    } cases[] = {
        {"\nCET-1CEST,M3.5.0,M10.5.0/3\n", "20300101T000000", "20300701T000000", "20300331T010000",
         "20301027T010000", 3600, 7200},
        {"\n<+1030>-10:30<+11>-11,M10.1.0,M4.1.0\n", "20300701T000000", "20300101T000000",
         "20301005T153000", "20300406T150000", 37800, 39600},
        {"\nIST-1GMT0,M10.5.0,M3.5.0/1\n", "20300701T000000", "20300101T000000", "20301027T010000",
         "20300331T010000", 3600, 0},
        {"\n<-02>2<-01>,M3.5.0/-1,M10.5.0/0\n", "20300101T000000", "20300701T000000",
         "20300331T010000", "20301027T010000", -7200, -3600},
        {"\nEET-2EEST,M3.4.4/50,M10.4.4/50\n", "20300101T000000", "20300701T000000",
         "20300330T000000", "20301025T230000", 7200, 10800},
        {"\nAAA3BBB,J60/0,J300\n", "20300101T000000", "20300701T000000", "20300301T030000",
         "20301027T040000", -10800, -7200},
        {"\nAAA3BBB,59,300/2:30:10\n", "20300101T000000", "20300701T000000", "20300301T050000",
         "20301028T043010", -10800, -7200},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct file f = plain;
        f.footer = cases[i].footer;
        write_zone("Made", bytes_of(&f));
        OWN(zones) z = open_folder();
        const struct zone *zone = zone_named(z, SPAN("Made"));
        if (!zone)
            fail_msg("refused: %s", cases[i].footer);
        CHECK_INT(zone_offset(zone, wall_at(cases[i].winter_day)), cases[i].winter);
        CHECK_INT(zone_offset(zone, wall_at(cases[i].summer_day)), cases[i].summer);
        instant start = wall_at(cases[i].start), end = wall_at(cases[i].end);
        CHECK_INT(zone_offset(zone, start - 1), cases[i].winter);
        CHECK_INT(zone_offset(zone, start), cases[i].summer);
        CHECK_INT(zone_offset(zone, end - 1), cases[i].summer);
        CHECK_INT(zone_offset(zone, end), cases[i].winter);
    }
}

TEST(summer_time_all_year_has_no_seam_at_new_year)
{
    struct file f = plain;
    f.footer = "\nXXX3EDT4,0/0,J365/23\n";
    write_zone("Made", bytes_of(&f));
    OWN(zones) z = open_folder();
    const struct zone *zone = zone_named(z, SPAN("Made"));
    for (instant at = wall_at("20291201T000000"); at < wall_at("20310201T000000"); at += 3600)
        CHECK_INT(zone_offset(zone, at), -14400);
}

TEST(broken_files_are_no_zones)
{
    static const char *const footers[] = {
        "\nCET-1CEST\n",
        "\nCE-1\n",
        "\n<CET-1\n",
        "\nCET-1CEST,M13.1.0,M10.5.0\n",
        "\nCET-1CEST,M3.5.0\n",
        "\nCET-25\n",
        "\nCET-1CEST,M3.5.0,M10.5.0/168\n",
        "\nCET-1CEST,M3.5.7,M10.5.0\n",
        "\nCET\n",
        "\nCET-1CEST,J0,J300\n",
        "\nCET-1CEST,M3.5.0,M10.5.0x\n",
    };
    for (size_t i = 0; i < LENGTH(footers); i++) {
        struct file f = plain;
        f.footer = footers[i];
        write_zone("Made", bytes_of(&f));
        OWN(zones) z = open_folder();
        if (zone_named(z, SPAN("Made")))
            fail_msg("taken: %s", footers[i]);
    }
}

static bool is_taken(struct bytes b)
{
    write_zone("Made", b);
    OWN(zones) z = open_folder();
    return zone_named(z, SPAN("Made")) != NULL;
}

TEST(tables_that_contradict_themselves_are_no_zones)
{
    struct file f = plain;
    CHECK(is_taken(bytes_of(&f)));
    f.kind_of_first = 2; /* there are only two */
    CHECK(!is_taken(bytes_of(&f)));
    f = plain;
    f.times[1] = f.times[0]; /* not ascending */
    CHECK(!is_taken(bytes_of(&f)));
    f = plain;
    f.times[1] = INT64_C(144961824947896835); /* no year that has a number */
    CHECK(!is_taken(bytes_of(&f)));
    f = plain;
    f.leaps = 2; /* both at no time: not ascending */
    CHECK(!is_taken(bytes_of(&f)));
    struct bytes b = bytes_of(&plain);
    b.at[0] = 'X';
    CHECK(!is_taken(b));
}

/* A year's footer does not fit behind so many times: rather no zone than one that ends early. */
TEST(a_file_of_more_changes_than_are_kept_is_no_zone)
{
    struct file f = plain;
    f.ntimes = 7300;
    f.step = 86400;
    f.footer = "\nAAA-1BBB,M3.5.0,M10.5.0/3\n";
    CHECK(is_taken(bytes_of(&f)));
    f.ntimes = 8000;
    CHECK(!is_taken(bytes_of(&f)));
    f.footer = "\n\n";
    CHECK(is_taken(bytes_of(&f)));
    f.ntimes = 8200;
    CHECK(!is_taken(bytes_of(&f)));
}

TEST(a_file_cut_anywhere_is_refused_or_read_never_worse)
{
    struct bytes whole = bytes_of(&plain);
    for (size_t len = 0; len < whole.len; len++) {
        struct bytes cut = whole;
        cut.len = len;
        /* What is lost after the second block is only the footer. */
        CHECK(!is_taken(cut) || len + strlen(plain.footer) >= whole.len);
    }
}

TEST(replaced_files_are_read_again_and_borrowed_zones_stay)
{
    struct file f = plain;
    write_zone("Made", bytes_of(&f));
    OWN(zones) z = open_folder();
    const struct zone *before = zone_named(z, SPAN("Made"));
    CHECK(!zones_refresh(z));
    CHECK(before == zone_named(z, SPAN("Made")));
    f.times[0] = 1500000;
    write_zone("Made", bytes_of(&f));
    write_zone("Etc/UTC", bytes_of(&plain));
    CHECK(zones_refresh(z));
    const struct zone *after = zone_named(z, SPAN("Made"));
    CHECK(after && after != before);
    CHECK_INT(zone_offset(after, 1200000), 3600);
    CHECK_INT(zone_offset(before, 1200000), 7200);
    CHECK(!zones_refresh(z));
}

/* What a package's upgrade does to each file, and in an order that is not known. */
TEST(a_file_that_is_replaced_alone_is_noticed)
{
    struct file f = plain;
    write_zone("Made", bytes_of(&f));
    OWN(zones) z = open_folder();
    CHECK(zone_named(z, SPAN("Made")));
    CHECK(!zones_refresh(z));
    f.times[0] = 1500000;
    write_zone("Made", bytes_of(&f));
    CHECK(zones_refresh(z));
    CHECK_INT(zone_offset(zone_named(z, SPAN("Made")), 1200000), 3600);
    CHECK_INT(zone_offset(zone_named(z, SPAN("made ")), 1200000), 3600);
}

TEST(a_name_that_meant_nothing_means_something_once_there_is_a_file)
{
    OWN(zones) z = open_folder();
    CHECK(!zone_named(z, SPAN("Newly/Founded")));
    OWN_CHARS path = mem_strf("%s/Newly", folder);
    CHECK_INT(mkdir(path, 0700), 0);
    write_zone("Newly/Founded", bytes_of(&plain));
    write_zone("Etc/UTC", bytes_of(&plain));
    CHECK(zones_refresh(z));
    CHECK(zone_named(z, SPAN("Newly/Founded")));
}

static void write_release(const char *release, int64_t first_time)
{
    struct error err;
    struct file f = plain;
    f.times[0] = first_time;
    struct bytes b = bytes_of(&f);
    OWN_CHARS etc = mem_strf("%s/%s/Etc", folder, release);
    OWN_CHARS above = mem_strf("%s/%s", folder, release);
    OWN_CHARS made = mem_strf("%s/Made", above);
    OWN_CHARS utc = mem_strf("%s/UTC", etc);
    CHECK(mkdir(above, 0700) == 0 && mkdir(etc, 0700) == 0);
    CHECK_OK(file_replace(made, span_make(b.at, b.len), 0600, &err), &err);
    CHECK_OK(file_replace(utc, span_make(b.at, b.len), 0600, &err), &err);
}

TEST(a_link_that_points_to_another_release_is_noticed)
{
    struct error err;
    write_release("old", 1000000);
    write_release("new", 1500000);
    OWN_CHARS link = mem_strf("%s/link", folder);
    OWN_CHARS next = mem_strf("%s/next", folder);
    CHECK_INT(symlink("old", link), 0);
    OWN(zones) z = zones_open(link, &err);
    CHECK_OK(z, &err);
    CHECK_INT(zone_offset(zone_named(z, SPAN("Made")), 1200000), 7200);
    CHECK(!zones_refresh(z));
    CHECK_INT(symlink("new", next), 0);
    CHECK_INT(rename(next, link), 0);
    CHECK(zones_refresh(z));
    CHECK_INT(zone_offset(zone_named(z, SPAN("Made")), 1200000), 3600);
}

/* "tzdata-legacy" has the second names in some distributions, and old tzdata lacks new ones. */
TEST(second_names_are_known_where_tzdata_has_no_file_for_them)
{
    static const char *const names[] = {"Asia/Calcutta", "India Standard Time", "Asia/Kolkata",
                                        "/x/Asia/Calcutta", "Chennai, Kolkata, Mumbai, New Delhi"};
    OWN_CHARS asia = mem_strf("%s/Asia", folder);
    CHECK_INT(mkdir(asia, 0700), 0);
    write_zone("Asia/Kolkata", bytes_of(&plain));
    OWN(zones) z = open_folder();
    for (size_t i = 0; i < LENGTH(names); i++)
        CHECK_STR(zone_name(zone_named(z, span_of(names[i]))), "Asia/Kolkata");
    OWN_CHARS europe = mem_strf("%s/Europe", folder);
    CHECK_INT(mkdir(europe, 0700), 0);
    write_zone("Europe/Kiev", bytes_of(&plain));
    CHECK_STR(zone_name(zone_named(z, SPAN("Europe/Kyiv"))), "Europe/Kiev");
    CHECK(!zone_named(z, SPAN("US/Eastern")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(times_of_32_and_64_bits_are_read),
        CASE(leap_seconds_are_not_counted),
        CASE(a_file_without_times_is_ruled_by_its_footer_in_all_years),
        CASE(a_footer_holds_from_the_last_time_on_even_if_nothing_changes_then),
        CASE(what_holds_since_before_all_years_is_written_from_the_first_year_on),
        CASE(what_fits_an_older_rule_for_some_years_is_told_by_the_rule_that_holds),
        CASE(an_empty_footer_lets_the_last_time_hold_for_ever),
        CASE(footers_rule_after_the_last_time),
        CASE(summer_time_all_year_has_no_seam_at_new_year),
        CASE(broken_files_are_no_zones),
        CASE(tables_that_contradict_themselves_are_no_zones),
        CASE(a_file_of_more_changes_than_are_kept_is_no_zone),
        CASE(a_file_cut_anywhere_is_refused_or_read_never_worse),
        CASE(replaced_files_are_read_again_and_borrowed_zones_stay),
        CASE(a_file_that_is_replaced_alone_is_noticed),
        CASE(a_name_that_meant_nothing_means_something_once_there_is_a_file),
        CASE(a_link_that_points_to_another_release_is_noticed),
        CASE(second_names_are_known_where_tzdata_has_no_file_for_them),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
