#include "findings_rows.h"

#include <glob.h>

TEST(nothing_is_found_in_what_is_right)
{
    check_found(clean_rows, LENGTH(clean_rows));
}

TEST(what_files_and_lines_have_is_found_where_it_stands)
{
    check_found(file_rows, LENGTH(file_rows));
}

TEST(what_calendars_and_components_have_is_found_where_it_stands)
{
    check_found(calendar_rows, LENGTH(calendar_rows));
}

TEST(times_and_lengths_are_repaired_by_name)
{
    check_found(time_rows, LENGTH(time_rows));
}

TEST(recurrences_are_repaired_by_name)
{
    check_found(recurrence_rows, LENGTH(recurrence_rows));
}

TEST(words_numbers_and_people_are_repaired_by_name)
{
    check_found(word_rows, LENGTH(word_rows));
}

TEST(a_message_has_what_its_method_needs)
{
    check_found(message_rows, LENGTH(message_rows));
}

/* Rows of objects say all that is refused, not the first alone. */
TEST(an_object_is_refused_for_all_its_faults)
{
    for (size_t i = 0; i < LENGTH(object_rows); i++) {
        struct error err = {0}, alone = {0};
        OWN(findings) f = findings_new(20);
        struct span text = span_of(object_rows[i].text);
        OWN(event) e = event_check(text, the_zones(), NULL, f, &err);
        OWN(event) other = event_read(text, the_zones(), NULL, &alone);
        OWN_CHARS found = found_text(f);
        CHECK_STR(found, object_rows[i].found);
        CHECK(!e && !other);
        CHECK_STR(err.said, alone.said);
        CHECK_STR(err.rule, alone.rule);
    }
}

TEST(limits_and_NUL_are_refused_by_name)
{
    static const char nul[] = IN("SUMMARY:a\0b\r\n");
    static const struct {
        struct ical_limits limits;
        const char *text, *found;
    } rows[] = {
        {{60, 100, 8, 100, 10, 10}, IN(""), "object-too-large@0"},
        {{1000, 30, 8, 100, 10, 10},
         IN("SUMMARY:0123456789012345678901234\r\n"),
         "line-too-large@8"},
        {{1000, 100, 8, 6, 10, 10}, IN(""), "too-many-lines@7"},
        {{1000, 100, 8, 100, 2, 10},
         IN("SUMMARY;X-A=1;X-B=2;X-C=3:a\r\n"),
         "too-many-parameters@8"},
        {{1000, 100, 8, 100, 10, 1},
         IN(O A "ATTENDEE:mailto:b@example.org\r\n"),
         "too-many-attendees@10"},
        {{1000, 100, 2, 100, 10, 10}, IN("BEGIN:X-A\r\nEND:X-A\r\n"), "nested-too-deep@8"},
    };
    struct error err;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        OWN(findings) f = findings_new(20);
        OWN(event)
        e = event_check(span_of(rows[i].text), the_zones(), &rows[i].limits, f, &err);
        OWN_CHARS found = found_text(f);
        CHECK(!e);
        CHECK_STR(found, rows[i].found);
    }
    OWN(findings) f = findings_new(20);
    calendar_check(span_make(nul, sizeof(nul) - 1), the_zones(), NULL, f);
    OWN_CHARS found = found_text(f);
    CHECK_STR(found, "nul-byte@8");
}

TEST(a_finding_names_what_it_is_about_and_what_is_done)
{
    size_t at = 0;
    OWN(findings) f = findings_new(20);
    calendar_check(span_of(IN("DURATION:P1H30M\r\n")), the_zones(), NULL, f);
    const struct finding *one = findings_next(f, &at);
    CHECK(one && !findings_next(f, &at));
    CHECK_STR(one->rule->name, "duration-without-t");
    CHECK_STR(one->rule->section, "RFC 5545, 3.3.6");
    CHECK_STR(one->component, "VEVENT");
    CHECK_STR(one->property, "DURATION");
    CHECK_STR(one->said,
              "\"P1H30M\": hours, minutes or seconds stand without T before them; read as "
              "if it were there.");
    CHECK_INT(findings_of_severity(f, SEVERITY_REPAIRED), 1);
    CHECK_INT(findings_of_severity(f, SEVERITY_REFUSED), 0);
}

TEST(a_sentence_is_plain_text_whatever_it_quotes)
{
    OWN(findings) f = findings_new(20);
    const struct finding *one;
    calendar_check(SPAN(IN("D\xE4\x7FM:x\r\nSTATUS:\xFF\x1B[2J\r\n")), the_zones(), NULL, f);
    size_t at = 0, count = 0;
    for (; (one = findings_next(f, &at)); count++) {
        CHECK(span_is_utf8(span_of(one->said)));
        CHECK(!strpbrk(one->said, "\x1B\x7F\r\n"));
    }
    CHECK(count > 1);
}

TEST(of_a_hostile_file_all_is_counted_and_little_kept)
{
    OWN(text) t = text_new();
    size_t at = 0, kept = 0;
    text_add_str(t, HEAD CLEAN);
    for (int i = 0; i < 5000; i++)
        text_add_str(t, "PRIORITY:many\r\nX_Y:1\r\nno line\r\n");
    text_add_str(t, END TAIL);
    OWN(findings) f = findings_new(3);
    calendar_check(text_span(t), the_zones(), NULL, f);
    while (findings_next(f, &at))
        kept++;
    CHECK_INT(kept, 4 * 3);
    CHECK_INT(findings_of_severity(f, SEVERITY_REPAIRED), 4999 + 5000);
    CHECK_INT(findings_of_severity(f, SEVERITY_NOTED), 2 * 5000);
}

TEST(what_repairs_say_is_what_is_read)
{
    static const struct {
        const char *lines;
        int64_t duration_s;
    } rows[] = {
        {"DURATION:1H30M\r\n", 5400},   {"DURATION:P1H30M\r\n", 5400},
        {"DURATION:P1DT\r\n", 86400},   {"DURATION:PT30M1H\r\n", 5400},
        {"DURATION:p1dt1h\r\n", 90000},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        OWN_CHARS text = mem_strf(HEAD CLEAN "%s" END TAIL, rows[i].lines);
        OWN(event) e = event_of(text);
        CHECK_INT(e->master->duration_s, rows[i].duration_s);
    }
    OWN(event)
    e = event_of(IN("CLASS:NORMAL\r\n"
                    "ORGANIZER;SENT-BY=mailto:b@example.org:mailto:a@example.org\r\n"
                    "ATTENDEE;CN=Team: us:mailto:c@example.org\r\n"));
    CHECK(e->master->is_private);
    CHECK_STR(e->master->organizer.address, "a@example.org");
    CHECK_STR(e->master->attendees[0].address, "c@example.org");
}

/* --- the table, and the fixtures ------------------------------------------------------------- */

TEST(every_rule_has_a_name_of_its_own_and_a_section)
{
    const struct ical_rule *r, *other;
    size_t n = 0;
    for (; (r = ical_rule(n)); n++) {
        CHECK(r->name && r->means && r->done);
        CHECK(strncmp(r->section, "RFC ", 4) == 0);
        for (size_t i = 0; i < n && (other = ical_rule(i)); i++)
            CHECK(strcmp(r->name, other->name) != 0);
    }
    CHECK(n > 100);
}

static void count_file(const struct found_row *rows, size_t count, struct findings *f)
{
    for (size_t i = 0; i < count; i++)
        calendar_check(span_of(rows[i].text), the_zones(), NULL, f);
}

/* A limit of each kind is beyond the rows; its test above names it. */
static bool is_limit(const char *name)
{
    static const char *const limits[] = {
        "nul-byte",        "object-too-large",    "line-too-large",
        "too-many-lines",  "too-many-parameters", "too-many-attendees",
        "nested-too-deep",
    };
    for (size_t i = 0; i < LENGTH(limits); i++)
        if (strcmp(limits[i], name) == 0)
            return true;
    return false;
}

TEST(no_rule_is_dead)
{
    const struct ical_rule *r;
    struct error err;
    OWN(findings) f = findings_new(0);
    count_file(file_rows, LENGTH(file_rows), f);
    count_file(calendar_rows, LENGTH(calendar_rows), f);
    count_file(time_rows, LENGTH(time_rows), f);
    count_file(recurrence_rows, LENGTH(recurrence_rows), f);
    count_file(word_rows, LENGTH(word_rows), f);
    count_file(message_rows, LENGTH(message_rows), f);
    for (size_t i = 0; i < LENGTH(object_rows); i++) {
        OWN(event) e = event_check(span_of(object_rows[i].text), the_zones(), NULL, f, &err);
        CHECK(!e);
    }
    for (size_t i = 0; (r = ical_rule(i)); i++)
        if (findings_of_rule(f, r) == 0 && !is_limit(r->name))
            fail_msg("%s was never found", r->name);
}

static void check_one(const char *file, struct span text)
{
    struct error err = {0}, alone = {0};
    OWN(findings) f = findings_new(5);
    OWN(event) e = event_check(text, the_zones(), NULL, f, &err);
    OWN(event) other = event_read(text, the_zones(), NULL, &alone);
    bool refused = findings_of_severity(f, SEVERITY_REFUSED) > 0;
    if (!e != !other || !e != refused || strcmp(err.said, alone.said) != 0)
        fail_msg("%s: \"%s\", \"%s\", %d", file, err.said, alone.said, refused);
}

/* The findings of a file are those of its parts: refused when one of them is. */
static void check_parts(const char *file, struct span text)
{
    struct error err = {0};
    struct ical_part part;
    bool refused = false;
    OWN(findings) f = findings_new(5);
    OWN(ical_split) s = ical_split_new(text, NULL, &err);
    for (int got = s ? 1 : 0; s && (got = ical_split_next(s, &part, &err)) != 0;) {
        refused |= got < 0;
        if (got < 0 || part.components == 0)
            continue;
        OWN(event) e = event_read(part.text, the_zones(), NULL, &err);
        refused |= !e;
        check_one(file, part.text);
    }
    calendar_check(text, the_zones(), NULL, f);
    if ((refused || !s) != (findings_of_severity(f, SEVERITY_REFUSED) > 0))
        fail_msg("%s: refused %d", file, refused || !s);
}

TEST(reading_refuses_exactly_what_is_found_refused)
{
    static const char *const patterns[] = {FIXTURES "/*/*.ics", FIXTURES "/*/*/*.ics"};
    size_t files = 0;
    for (size_t i = 0; i < LENGTH(patterns); i++) {
        glob_t found = {0};
        if (glob(patterns[i], 0, NULL, &found) != 0)
            continue;
        for (size_t n = 0; n < found.gl_pathc; n++, files++) {
            struct error err = {0};
            size_t len = 0;
            OWN_CHARS text = file_read(found.gl_pathv[n], 1 << 20, &len, &err);
            CHECK_OK(text, &err);
            check_one(found.gl_pathv[n], span_make(text, len));
            check_parts(found.gl_pathv[n], span_make(text, len));
        }
        globfree(&found);
    }
    CHECK(files > 60);
}

RUN_TESTS(CASE(nothing_is_found_in_what_is_right),
          CASE(what_files_and_lines_have_is_found_where_it_stands),
          CASE(what_calendars_and_components_have_is_found_where_it_stands),
          CASE(times_and_lengths_are_repaired_by_name), CASE(recurrences_are_repaired_by_name),
          CASE(words_numbers_and_people_are_repaired_by_name),
          CASE(a_message_has_what_its_method_needs), CASE(an_object_is_refused_for_all_its_faults),
          CASE(limits_and_NUL_are_refused_by_name),
          CASE(a_finding_names_what_it_is_about_and_what_is_done),
          CASE(a_sentence_is_plain_text_whatever_it_quotes),
          CASE(of_a_hostile_file_all_is_counted_and_little_kept),
          CASE(what_repairs_say_is_what_is_read),
          CASE(every_rule_has_a_name_of_its_own_and_a_section), CASE(no_rule_is_dead),
          CASE(reading_refuses_exactly_what_is_found_refused))
