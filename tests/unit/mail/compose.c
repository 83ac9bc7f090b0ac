#include "scene.h"

static struct scene scene;

#define SYNC EVENT("sync", AT_TEN "SUMMARY:Weekly sync\r\n" WITH_LINK)

/* --- invitations ---------------------------------------------------------------------------- */

TEST(an_invitation_says_who_what_when_where_and_how_to_join)
{
    struct told_mail m = scene_tell(
        &scene,
        &(struct change_told){.now = EVENT("plan", AT_TEN
                                           "SUMMARY:Planning\\, the year\r\nLOCATION:Room 5\r\n"
                                           "DESCRIPTION:Bring numbers.\\nAnd pens.\r\n"),
                              .link = LINK});
    CHECK_STR(m.subject, "Invitation: Planning, the year (Tue 3 Mar 2026 10:00 CET)");
    CHECK_HAS(m.text, "Berg, Anna invites you to a meeting.");
    CHECK_HAS(m.text, "Planning, the year\n------------------\n");
    CHECK_HAS(m.text, "When         Tue 3 March 2026, 10:00 – 11:00 CET (Europe/Berlin)\n");
    CHECK_HAS(m.text, "Where        Room 5\n");
    CHECK_HAS(m.text, "Join         " LINK "\n");
    CHECK_HAS(m.text, "Organizer    Berg, Anna <anna@example.com>\n");
    CHECK_HAS(m.text, "Invited      you, Bob\n");
    CHECK_HAS(m.text, "Bring numbers.\nAnd pens.\n");
    CHECK_HAS(m.html, "href=\"" LINK "\"");
    CHECK_HAS(m.html, "Tue 3 March 2026, 10:00 – 11:00 CET (Europe/Berlin)");
    CHECK_HAS(m.html, "Bring numbers.<br>");
    told_mail_clear(&m);
}

TEST(the_head_names_the_person_the_service_and_the_thread)
{
    struct told_mail first = scene_tell(&scene, &(struct change_told){.now = SYNC, .link = LINK});
    CHECK_HAS(first.bytes, "From: \"Berg, Anna via Convoke\" <calendar@example.org>\r\n");
    CHECK_HAS(first.bytes, "Reply-To: \"Berg, Anna\" <anna@example.com>\r\n");
    CHECK_HAS(first.bytes, "To: =?UTF-8?");
    CHECK_HAS(first.bytes, "<" GUEST ">\r\n");
    CHECK_HAS(first.bytes, "Date: Sun, 01 Mar 2026 09:00:00 +0000\r\n");
    CHECK_HAS(first.bytes, "Auto-Submitted: auto-generated\r\n");
    CHECK_HAS(first.bytes, "text/calendar; charset=utf-8; method=REQUEST");
    CHECK_LACKS(first.bytes, "References:");
    CHECK_LACKS(first.bytes, "List-Unsubscribe:");
    struct told_mail next = scene_tell(
        &scene, &(struct change_told){.before = SYNC,
                                      .now = EVENT("sync", AT_TEN "SUMMARY:Sync\r\n" WITH_LINK),
                                      .link = LINK});
    CHECK_HAS(next.bytes, "In-Reply-To: <first@example.org>\r\n");
    CHECK_HAS(next.bytes, "References: <first@example.org>\r\n");
    told_mail_clear(&first);
    told_mail_clear(&next);
}

TEST(the_time_is_the_recipients_where_his_zone_is_known)
{
    struct told_mail m = scene_tell(
        &scene, &(struct change_told){.now = SYNC, .link = LINK, .zone = "America/New_York"});
    CHECK_HAS(m.text, "Tue 3 March 2026, 04:00 – 05:00 EST (America/New_York)");
    CHECK_STR(m.subject, "Invitation: Weekly sync (Tue 3 Mar 2026 04:00 EST)");
    told_mail_clear(&m);
}

TEST(a_series_says_its_rule_in_words_and_its_next_date)
{
    struct told_mail m = scene_tell(
        &scene,
        &(struct change_told){
            .now = EVENT("series", "DTSTART;TZID=Europe/Berlin:20250107T100000\r\n"
                                   "DTEND;TZID=Europe/Berlin:20250107T110000\r\n"
                                   "RRULE:FREQ=WEEKLY;BYDAY=TU\r\nSUMMARY:Stand-up\r\n" WITH_LINK),
            .link = LINK});
    CHECK_HAS(m.text, "Berg, Anna invites you to a series of meetings.");
    CHECK_HAS(m.text, "Next         Tue 3 March 2026, 10:00 – 11:00 CET (Europe/Berlin)\n");
    CHECK_HAS(m.text, "Repeats      every Tuesday");
    CHECK_STR(m.subject, "Invitation: Stand-up (from Tue 3 Mar 2026 10:00 CET)");
    told_mail_clear(&m);
}

TEST(a_series_says_its_end_its_exceptions_and_the_zone_of_its_days)
{
    static const char now[] =
        EVENT("series", "DTSTART;TZID=Europe/Berlin:20260303T100000\r\n"
                        "DTEND;TZID=Europe/Berlin:20260303T110000\r\n"
                        "RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20270302T090000Z\r\n"
                        "EXDATE;TZID=Europe/Berlin:20260317T100000\r\n"
                        "SUMMARY:Stand-up\r\n" WITH_LINK);
    static const char words[] = "every second Tuesday until 2 March 2027, except on 17 March 2026";
    static const char *const zones[] = {"Europe/Berlin", "America/New_York"};
    for (size_t i = 0; i < LENGTH(zones); i++) {
        struct told_mail m =
            scene_tell(&scene, &(struct change_told){.now = now, .link = LINK, .zone = zones[i]});
        OWN_CHARS row = mem_strf("Repeats      %s%s\n", words, i ? " (Europe/Berlin)" : "");
        CHECK_HAS(m.text, row);
        CHECK_HAS(m.html, words);
        told_mail_clear(&m);
    }
}

TEST(all_day_events_are_days)
{
    struct told_mail m = scene_tell(
        &scene, &(struct change_told){
                    .now = EVENT("days", "DTSTART;VALUE=DATE:20260303\r\n"
                                         "DTEND;VALUE=DATE:20260306\r\nSUMMARY:Retreat\r\n")});
    CHECK_HAS(m.text, "When         Tue 3 March 2026 – Thu 5 March 2026, all day\n");
    CHECK_STR(m.subject, "Invitation: Retreat (Tue 3 Mar 2026)");
    CHECK_LACKS(m.html, "Join the meeting");
    told_mail_clear(&m);
}

/* --- updates -------------------------------------------------------------------------------- */

TEST(an_update_says_what_changed_from_what_to_what)
{
    static const struct {
        const char *now, *link, *lead, *row, *before, *html;
    } cases[] = {
        {EVENT("sync", "DTSTART;TZID=Europe/Berlin:20260304T140000\r\n"
                       "DTEND;TZID=Europe/Berlin:20260304T150000\r\n"
                       "SUMMARY:Weekly sync\r\n" WITH_LINK),
         LINK, "has changed this meeting: time.",
         "When         Wed 4 March 2026, 14:00 – 15:00 CET (Europe/Berlin)\n",
         "    before:  Tue 3 March 2026, 10:00 – 11:00 CET (Europe/Berlin)\n",
         "<s class=\"soft\" style=\"color:#5b626b\">Tue 3 March 2026, 10:00"},
        {EVENT("sync", AT_TEN "SUMMARY:Monthly sync\r\n" WITH_LINK), LINK,
         "has changed this meeting: title.", "Monthly sync\n------------\n",
         "    before: Weekly sync\n", "Weekly sync</s>"},
        {EVENT("sync",
               AT_TEN "SUMMARY:Weekly sync\r\n" WITH_LINK "X-ALT-DESC:x\r\nCATEGORIES:WORK\r\n"),
         LINK, "has changed this meeting: details.", "When         Tue 3", "", ""},
        {EVENT("sync", AT_TEN "SUMMARY:Weekly sync\r\nLOCATION:Room 5\r\nURL:" LINK "\r\n"
                              "CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=Video:" LINK "\r\n"
                              "DESCRIPTION:Join: " LINK "\\nNew words\r\n"),
         LINK, "place and text.", "Where        Room 5\n    before:  none\n",
         "The text before:\nJoin: " LINK "\n", LINK "</s>"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct told_mail m = scene_tell(
            &scene,
            &(struct change_told){.before = SYNC, .now = cases[i].now, .link = cases[i].link});
        CHECK_INT(m.kind, MAIL_UPDATE);
        CHECK(span_starts(span_of(m.subject), "Updated invitation: "));
        CHECK_HAS(m.text, cases[i].lead);
        CHECK_HAS(m.text, cases[i].row);
        CHECK_HAS(m.text, cases[i].before);
        CHECK_HAS(m.html, cases[i].html);
        told_mail_clear(&m);
    }
}

TEST(a_new_link_is_shown_with_the_old_one_struck_out)
{
#define OTHER "https://meet.example.org/team-xyz567"
    struct told_mail m = scene_tell(
        &scene,
        &(struct change_told){.before = SYNC,
                              .now = EVENT("sync", AT_TEN
                                           "SUMMARY:Weekly sync\r\n"
                                           "LOCATION:" OTHER "\r\nURL:" OTHER "\r\n"
                                           "CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=Video:" OTHER
                                           "\r\nDESCRIPTION:Join: " OTHER "\r\n"),
                              .link = OTHER});
    CHECK_HAS(m.text, "link");
    CHECK_HAS(m.text, "Join         " OTHER "\n    before:  " LINK "\n");
    CHECK_HAS(m.html, "href=\"" OTHER "\"");
    CHECK_HAS(m.html, LINK "</s>");
    told_mail_clear(&m);
}

#define SERIES                                                                                   \
    "DTSTART;TZID=Europe/Berlin:20260303T100000\r\nDTEND;TZID=Europe/Berlin:20260303T110000\r\n" \
    "RRULE:FREQ=WEEKLY;COUNT=8\r\nSUMMARY:Stand-up\r\n"

TEST(one_moved_date_of_a_series_says_where_it_stood)
{
    struct told_mail m = scene_tell(
        &scene,
        &(struct change_told){
            .before = EVENT("series", SERIES),
            .now = CALENDAR(VEVENT("series", SERIES) VEVENT(
                "series", "RECURRENCE-ID;TZID=Europe/Berlin:20260310T100000\r\n"
                          "DTSTART;TZID=Europe/Berlin:20260311T150000\r\n"
                          "DTEND;TZID=Europe/Berlin:20260311T160000\r\nSUMMARY:Stand-up\r\n")),
            .key = "20260310T090000Z"});
    CHECK_HAS(m.text, "Berg, Anna has changed one date of this series: time.");
    CHECK_HAS(m.text, "When         Wed 11 March 2026, 15:00 – 16:00 CET (Europe/Berlin)\n"
                      "    before:  Tue 10 March 2026, 10:00 – 11:00 CET (Europe/Berlin)\n");
    CHECK_HAS(m.text, "Of a series  only the date of Tue 10 Mar 2026 10:00 CET\n");
    told_mail_clear(&m);
}

/* --- cancellations -------------------------------------------------------------------------- */

TEST(a_deleted_meeting_is_cancelled_without_a_button)
{
    struct told_mail m = scene_tell(&scene, &(struct change_told){.before = SYNC, .link = LINK});
    CHECK_INT(m.kind, MAIL_CANCELLATION);
    CHECK_STR(m.subject, "Cancelled: Weekly sync (Tue 3 Mar 2026 10:00 CET)");
    CHECK_HAS(m.text, "Berg, Anna has cancelled this meeting.");
    CHECK_HAS(m.text, "Tue 3 March 2026, 10:00");
    CHECK_LACKS(m.text, "Join  ");
    CHECK_LACKS(m.html, "Join the meeting");
    CHECK_HAS(m.html, "line-through");
    told_mail_clear(&m);
}

TEST(one_cancelled_date_of_a_series_is_named)
{
    struct told_mail m = scene_tell(
        &scene, &(struct change_told){
                    .before = EVENT("series", SERIES),
                    .now = EVENT("series", SERIES "EXDATE;TZID=Europe/Berlin:20260310T100000\r\n"),
                    .key = "20260310T090000Z"});
    CHECK_STR(m.subject, "Cancelled: Stand-up (Tue 10 Mar 2026 10:00 CET)");
    CHECK_HAS(m.text, "Berg, Anna has cancelled one date of this series.");
    told_mail_clear(&m);
}

TEST(a_guest_who_is_taken_off_is_told_that_and_no_more)
{
    static const char now[] =
        CALENDAR("BEGIN:VEVENT\r\n" HEAD("sync") "ORGANIZER;CN=Anna:mailto:anna@example.com\r\n"
                                                 "ATTENDEE:mailto:bob@example.net\r\n" AT_TEN
                                                 "SUMMARY:Weekly sync\r\nEND:VEVENT\r\n");
    struct told_mail m = scene_tell(&scene, &(struct change_told){.before = SYNC, .now = now});
    CHECK_INT(m.kind, MAIL_CANCELLATION);
    CHECK_HAS(m.text, "has taken you off the list of guests of this meeting.");
    told_mail_clear(&m);
}

/* --- reminders and notices ------------------------------------------------------------------ */

TEST(a_reminder_says_when_and_how_to_join_and_how_to_be_left_alone)
{
    OWN(event) e = scene_read(&scene, EVENT("series", SERIES "LOCATION:Room 5\r\n"));
    struct occurrence o;
    CHECK_INT(event_occurrence(e, scene.floating, "20260310T090000Z", &o), RECUR_FOUND);
    struct letter l = {.kind = MAIL_REMINDER,
                       .event = e,
                       .occurrence = &o,
                       .organizer_address = "anna@example.com",
                       .organizer_name = "Anna",
                       .link = LINK,
                       .thread_id = "<first@example.org>",
                       .unsubscribe = "mailto:calendar@example.org?subject=No%20more%20reminders"};
    struct told_mail m = scene_compose(&scene, &l);
    CHECK_STR(m.subject, "Reminder: Stand-up (Tue 10 Mar 2026 10:00 CET)");
    CHECK_HAS(m.text, "When         Tue 10 March 2026, 10:00 – 11:00 CET (Europe/Berlin)\n");
    CHECK_HAS(m.text, "Join         " LINK "\n");
    CHECK_HAS(m.text, "No more reminders: mailto:calendar@example.org");
    CHECK_HAS(m.bytes, "List-Unsubscribe: <mailto:calendar@example.org?subject=No%20more");
    CHECK_HAS(m.bytes, "References: <first@example.org>\r\n");
    CHECK_LACKS(m.bytes, "text/calendar");
    told_mail_clear(&m);
}

TEST(a_notice_says_its_words)
{
    struct letter l = {.kind = MAIL_NOTICE,
                       .to_address = "operator@example.org",
                       .subject = "The mails of anna are held",
                       .body = "Too many.\n\nNothing is lost."};
    struct told_mail m = scene_compose(&scene, &l);
    CHECK_STR(m.subject, "The mails of anna are held");
    CHECK_HAS(m.text, "Too many.\n\nNothing is lost.\n");
    CHECK_HAS(m.bytes, "From: Convoke <calendar@example.org>\r\n");
    told_mail_clear(&m);
}

/* --- what comes from outside ---------------------------------------------------------------- */

TEST(words_of_an_event_break_neither_head_nor_html)
{
    struct told_mail m = scene_tell(
        &scene,
        &(struct change_told){
            .now = EVENT("evil", AT_TEN
                         "SUMMARY:Hi\\nBcc: x@example.org <script>alert(1)</script> & \"q\"\r\n"
                         "LOCATION:<img src=x onerror=alert(1)>\r\n"
                         "DESCRIPTION:</div><script>alert(2)</script>\\n<b>bold</b>\r\n"),
            .link = "https://meet.example.org/\"onclick=alert(1)"});
    CHECK_LACKS(m.bytes, "\r\nBcc:");
    CHECK_LACKS(m.html, "<script>");
    CHECK_LACKS(m.html, "<img");
    CHECK_LACKS(m.html, "<b>");
    CHECK_LACKS(m.html, "onclick");
    CHECK_HAS(m.html, "&lt;script&gt;alert(2)&lt;/script&gt;");
    told_mail_clear(&m);
}

TEST(a_link_that_is_no_web_link_is_never_a_button)
{
    static const char *const links[] = {"javascript:alert(1)", "data:text/html,x", "file:///etc",
                                        "https://meet.example.org/a b"};
    for (size_t i = 0; i < LENGTH(links); i++) {
        struct told_mail m = scene_tell(
            &scene, &(struct change_told){.now = EVENT("plain", AT_TEN "SUMMARY:Plain\r\n"),
                                          .link = links[i]});
        CHECK_LACKS(m.html, "href=");
        told_mail_clear(&m);
    }
}

TEST(prefixes_of_copied_titles_do_not_pile_up)
{
    static const struct {
        const char *summary, *subject;
    } cases[] = {
        {"Invitation: Lunch", "Invitation: Lunch (Tue 3 Mar 2026 10:00 CET)"},
        {"Re: Fwd: Updated invitation: Lunch", "Invitation: Lunch (Tue 3 Mar 2026 10:00 CET)"},
        {"Reminder:", "Invitation: (no title) (Tue 3 Mar 2026 10:00 CET)"},
        {"Remember: Lunch", "Invitation: Remember: Lunch (Tue 3 Mar 2026 10:00 CET)"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS now =
            mem_strf(CALENDAR(VEVENT("lunch", AT_TEN "SUMMARY:%s\r\n")), cases[i].summary);
        struct told_mail m = scene_tell(&scene, &(struct change_told){.now = now});
        CHECK_STR(m.subject, cases[i].subject);
        told_mail_clear(&m);
    }
}

TEST(long_words_of_other_scripts_stay_whole)
{
    OWN(text) title = text_new();
    for (int i = 0; i < 60; i++)
        text_add_str(title, "会議の計画");
    OWN_CHARS now = mem_strf(CALENDAR(VEVENT("long", AT_TEN "SUMMARY:%s\r\n")), text_str(title));
    struct told_mail m = scene_tell(&scene, &(struct change_told){.now = now});
    CHECK(span_is_utf8(span_of(m.subject)));
    CHECK_HAS(m.subject, "会議の計画");
    CHECK_HAS(m.subject, "… (Tue 3 Mar 2026 10:00 CET)");
    told_mail_clear(&m);
}

TEST(a_guest_who_cannot_be_written_to_is_an_error)
{
    OWN(event) e = scene_read(&scene, SYNC);
    struct error err = {0};
    size_t len;
    struct letter l = {.kind = MAIL_INVITATION,
                       .config = &scene.config,
                       .to_address = "two@example.net, three@example.net",
                       .event = e,
                       .floating = scene.floating,
                       .message_id = "<x@example.org>",
                       .date = clock_now()};
    CHECK(!mail_compose(&l, &len, &err));
    CHECK_INT(err.kind, FAULT_INVALID);
}

TEST(every_mail_passes_the_linter)
{
    scene_lint(&scene);
}

int main(void)
{
    mail_start();
    scene_open(&scene);
    const struct CMUnitTest tests[] = {
        CASE(an_invitation_says_who_what_when_where_and_how_to_join),
        CASE(the_head_names_the_person_the_service_and_the_thread),
        CASE(the_time_is_the_recipients_where_his_zone_is_known),
        CASE(a_series_says_its_rule_in_words_and_its_next_date),
        CASE(a_series_says_its_end_its_exceptions_and_the_zone_of_its_days),
        CASE(all_day_events_are_days),
        CASE(an_update_says_what_changed_from_what_to_what),
        CASE(a_new_link_is_shown_with_the_old_one_struck_out),
        CASE(one_moved_date_of_a_series_says_where_it_stood),
        CASE(a_deleted_meeting_is_cancelled_without_a_button),
        CASE(one_cancelled_date_of_a_series_is_named),
        CASE(a_guest_who_is_taken_off_is_told_that_and_no_more),
        CASE(a_reminder_says_when_and_how_to_join_and_how_to_be_left_alone),
        CASE(a_notice_says_its_words),
        CASE(words_of_an_event_break_neither_head_nor_html),
        CASE(a_link_that_is_no_web_link_is_never_a_button),
        CASE(prefixes_of_copied_titles_do_not_pile_up),
        CASE(long_words_of_other_scripts_stay_whole),
        CASE(a_guest_who_cannot_be_written_to_is_an_error),
        CASE(every_mail_passes_the_linter),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    scene_close(&scene);
    return failed;
}
