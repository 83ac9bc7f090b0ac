/* Links that are one reader's alone. */
#include "scene.h"

static struct scene scene;

#define SITE   "https://calendar.example.org"
#define CODE   "cccccccccccccccccccccccccc"
#define HIS    "aaaaaaaaaaaaaaaaaaaaaaaaaa"
#define PLAIN  SITE "/j/" CODE
#define HERS   "bbbbbbbbbbbbbbbbbbbbbbbbbb"
#define MINE   PLAIN "/" HIS
#define ANSWER SITE "/r/" CODE "/" HIS "/"
#define AT(link)                                                      \
    "LOCATION:" link "\r\nURL:" link "\r\nCONFERENCE;VALUE=URI:" link \
    "\r\nDESCRIPTION:Join: " link "\r\n"

static const char *const answers[ANSWERS] = {ANSWER "accept", ANSWER "tentative", ANSWER "decline"};

TEST(an_invitation_has_buttons_for_its_reader_and_the_calendar_the_plain_link)
{
    struct told_mail m = scene_tell(
        &scene, &(struct change_told){.now = EVENT("own", AT_TEN "SUMMARY:Sync\r\n" AT(PLAIN)),
                                      .link = MINE,
                                      .is_personal = true,
                                      .answers = answers});
    CHECK_HAS(m.text, "Join         " MINE "\n");
    CHECK_HAS(m.text, "Accept       " ANSWER "accept\n");
    CHECK_HAS(m.text, "Maybe        " ANSWER "tentative\n");
    CHECK_HAS(m.text, "Decline      " ANSWER "decline\n");
    CHECK_HAS(m.text, "yours alone");
    CHECK_HAS(m.html, "href=\"" MINE "\"");
    CHECK_HAS(m.html, "href=\"" ANSWER "decline\"");
    told_mail_clear(&m);
}

TEST(the_footer_of_the_plain_part_is_folded_between_words)
{
    struct told_mail m = scene_tell(
        &scene, &(struct change_told){.now = EVENT("own", AT_TEN "SUMMARY:Sync\r\n" AT(PLAIN)),
                                      .link = MINE,
                                      .is_personal = true,
                                      .answers = answers});
    const char *footer = strstr(m.text, "\n-- \n");
    assert_non_null(footer);
    size_t lines = 0;
    for (struct span line, rest = span_of(footer + 5); rest.len; lines++) {
        line = span_cut(rest, '\n', &rest);
        CHECK(line.len <= 76);
        CHECK(line.len == 0 || (line.at[0] != ' ' && line.at[line.len - 1] != ' '));
    }
    CHECK(lines > 2);
    told_mail_clear(&m);
}

TEST(a_personal_link_is_no_news_to_who_had_one)
{
    const char *before = EVENT("same", AT_TEN "SUMMARY:Sync\r\n" AT(LINK));
    struct told_mail m = scene_tell(
        &scene, &(struct change_told){.before = before,
                                      .now = EVENT("same", AT_TEN "SUMMARY:Sync\r\n" AT(PLAIN)),
                                      .link = MINE,
                                      .is_personal = true});
    CHECK_HAS(m.text, "before:  " LINK); /* the room's own URL, which all had */
    struct told_mail other = scene_tell(
        &scene, &(struct change_told){.before = EVENT("same", AT_TEN "SUMMARY:Sync\r\n" AT(PLAIN)),
                                      .now = EVENT("same", AT_TEN "SUMMARY:New\r\n" AT(PLAIN)),
                                      .link = MINE,
                                      .is_personal = true});
    CHECK_LACKS(other.text, "before:  " PLAIN);
    told_mail_clear(&m);
    told_mail_clear(&other);
}

TEST(a_cancellation_has_neither_link_nor_answers)
{
    struct told_mail m = scene_tell(
        &scene, &(struct change_told){.before = EVENT("off", AT_TEN "SUMMARY:Sync\r\n" AT(PLAIN)),
                                      .link = MINE,
                                      .is_personal = true,
                                      .answers = answers});
    CHECK_INT(m.kind, MAIL_CANCELLATION);
    CHECK_LACKS(m.text, HIS);
    CHECK_LACKS(m.html, HIS);
    CHECK_LACKS(m.text, "yours alone");
    told_mail_clear(&m);
}

TEST(the_host_is_mailed_by_the_service_itself)
{
    OWN(event) e = scene_read(&scene, EVENT("host", AT_TEN "SUMMARY:Sync\r\n" AT(PLAIN)));
    struct letter l = {.kind = MAIL_HOST,
                       .event = e,
                       .to_address = "anna@example.com",
                       .organizer_address = "anna@example.com",
                       .organizer_name = "Anna",
                       .link = PLAIN "/" HERS,
                       .is_personal = true};
    struct told_mail m = scene_compose(&scene, &l);
    CHECK_STR(m.subject, "Your room: Sync (Tue 3 Mar 2026 10:00 CET)");
    CHECK_HAS(m.bytes, "From: Convoke <calendar@example.org>\r\n");
    CHECK_LACKS(m.bytes, "Reply-To:");
    CHECK_LACKS(m.bytes, "text/calendar");
    CHECK_HAS(m.text, "enters as its host");
    CHECK_HAS(m.html, "Start the meeting");
    told_mail_clear(&m);
}

/* --- the way out of reminders --------------------------------------------------------------- */

static const unsigned char secret[32] = {7};

TEST(one_click_ends_reminders)
{
    OWN(event) e = scene_read(&scene, EVENT("due", AT_TEN "SUMMARY:Sync\r\n"));
    struct config c = {.server.public_url = (char[]){SITE}};
    OWN_CHARS way = unsubscribe_link(&c, secret, GUEST);
    struct letter l = {.kind = MAIL_REMINDER,
                       .event = e,
                       .organizer_address = "anna@example.com",
                       .unsubscribe = "mailto:calendar@example.org",
                       .one_click = way};
    struct told_mail m = scene_compose(&scene, &l);
    OWN_CHARS head = mem_strf("List-Unsubscribe: <%s>,\r\n <mailto:calendar@example.org>\r\n"
                              "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
                              way);
    OWN_CHARS shown = mem_strf("No more reminders: %s\n", way);
    CHECK_HAS(m.bytes, head);
    CHECK_HAS(m.text, shown);
    told_mail_clear(&m);
}

TEST(the_link_names_an_address_and_is_made_by_who_has_the_key_alone)
{
    struct config c = {.server.public_url = (char[]){SITE}};
    OWN_CHARS link = unsubscribe_link(&c, secret, GUEST);
    const char *path = link + strlen(SITE "/u/");
    OWN_CHARS whose = unsubscribe_whose(secret, span_of(path));
    CHECK_STR(whose, GUEST);
    CHECK_LACKS(link, "@");
    static const unsigned char other[32] = {8};
    OWN_CHARS by_other = unsubscribe_whose(other, span_of(path));
    CHECK(!by_other);
    for (size_t i = 0; path[i]; i++) {
        OWN_CHARS broken = mem_str(path);
        broken[i] = broken[i] == '6' ? '7' : '6';
        OWN_CHARS nobody = unsubscribe_whose(secret, span_of(broken));
        OWN_CHARS cut = unsubscribe_whose(secret, span_make(path, i));
        CHECK(!nobody && !cut);
    }
}

TEST(no_link_ends_reminders_where_the_way_is_not_https)
{
    struct config none = {0},
                  plain = {.server.public_url = (char[]){"http://calendar.example.org"}};
    CHECK(!unsubscribe_link(&none, secret, GUEST));
    CHECK(!unsubscribe_link(&plain, secret, GUEST));
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
        CASE(an_invitation_has_buttons_for_its_reader_and_the_calendar_the_plain_link),
        CASE(the_footer_of_the_plain_part_is_folded_between_words),
        CASE(a_personal_link_is_no_news_to_who_had_one),
        CASE(a_cancellation_has_neither_link_nor_answers),
        CASE(the_host_is_mailed_by_the_service_itself),
        CASE(one_click_ends_reminders),
        CASE(the_link_names_an_address_and_is_made_by_who_has_the_key_alone),
        CASE(no_link_ends_reminders_where_the_way_is_not_https),
        CASE(every_mail_passes_the_linter),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    scene_close(&scene);
    return failed;
}
