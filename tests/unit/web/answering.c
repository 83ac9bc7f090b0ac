/* Whose a link to answer is, what it is about, and the answer on its way in. */
#include "../../../src/web/answer_page.h"
#include "door.h"

#define CY      "cy@example.com"
#define DEE     "dee@example.com"
#define DAY_TWO "20260302T090000Z"

static char *path_for(const struct world *w, const char *address, enum personal purpose,
                      int64_t counter)
{
    struct error err;
    unsigned char secret[32];
    char code[] = CODE;
    struct meeting m = {.code = code};
    CHECK_OK(store_key(w->store, secret, &err), &err);
    struct personal_key key = {secret, purpose};
    OWN_CHARS token = personal_token(key, &m, address, counter);
    return mem_strf(CODE "/%s", token);
}

static void open_for(const struct world *w, const char *address, const char *key,
                     struct question *q)
{
    struct error err = {0};
    OWN_CHARS path = path_for(w, address, PERSONAL_ANSWER, 0);
    *q = (struct question){0};
    CHECK_OK(question_open(w->web, path, key, q, &err), &err);
}

TEST(a_link_is_of_one_person_and_one_meeting_or_date)
{
    static const struct {
        const char *address, *key;
        bool is_dead;
        enum answerable state;
    } cases[] = {
        {CY, NULL, false, ANSWERABLE},
        {CY, DAY_TWO, false, ANSWERABLE},
        {CY, "20260309T090000Z", false, ANSWERABLE_CANCELLED}, /* no date of it */
        {DEE, DAY_TWO, false, ANSWERABLE},
        {DEE, NULL, false, ANSWERABLE_NOT}, /* of the series she is not */
        {"eve@example.com", NULL, true, ANSWERABLE_NOT},
    };
    OWN(world) w = door_new(PUBLIC);
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct question q;
        open_for(w, cases[i].address, cases[i].key, &q);
        CHECK_INT(q.is_dead, cases[i].is_dead);
        CHECK_INT(q.state, cases[i].state);
        question_clear(&q);
    }
}

static bool revoke_once(struct tx *tx, void *with, struct error *err)
{
    const struct world *w = with;
    return store_link_revoke(tx, w->account, UID, CY, err);
}

TEST(a_revoked_link_and_one_of_another_purpose_are_nobodys)
{
    struct error err = {0};
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS old = path_for(w, CY, PERSONAL_ANSWER, 0);
    OWN_CHARS door = path_for(w, CY, PERSONAL_DOOR, 1);
    OWN_CHARS now = path_for(w, CY, PERSONAL_ANSWER, 1);
    CHECK_OK(store_write_one(w->store, revoke_once, w, &err), &err);
    const struct {
        const char *path;
        bool is_dead;
    } cases[] = {{old, true}, {door, true}, {now, false}};
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct question q = {0};
        CHECK_OK(question_open(w->web, cases[i].path, NULL, &q, &err), &err);
        CHECK_INT(q.is_dead, cases[i].is_dead);
        question_clear(&q);
    }
}

/* --- the answer ------------------------------------------------------------------------------- */

static enum partstat stored_answer(const struct world *w)
{
    struct question q;
    open_for(w, CY, NULL, &q);
    enum partstat is = q.guest->partstat;
    question_clear(&q);
    return is;
}

static bool count_notice(const struct parcel *p, void *with)
{
    *(int *)with += strcmp(p->kind, "notice") == 0;
    return true;
}

static int notices(const struct world *w)
{
    struct error err;
    int count = 0;
    struct parcel_query q = {.account = w->account};
    OWN(tx) tx = store_read(w->store, &err);
    CHECK_OK(tx && store_parcels(tx, &q, count_notice, &count, &err), &err);
    return count;
}

TEST(an_answer_with_a_word_is_taken_whole_or_not_at_all)
{
    struct error err = {0};
    struct question q;
    bool is_taken = false;
    OWN(world) w = door_new(PUBLIC);
    int n = 0;
    open_for(w, CY, NULL, &q);
    while (!is_taken) {
        store_fail_at(w->store, ++n);
        is_taken = question_answer(w->web, &q, PARTSTAT_DECLINED, "Ill, sorry", &err);
        store_fail_at(w->store, 0);
        CHECK_INT(stored_answer(w), is_taken ? PARTSTAT_DECLINED : PARTSTAT_ACCEPTED);
        CHECK_INT(notices(w), is_taken);
    }
    CHECK(n > 5);
    question_clear(&q);
}

TEST(a_word_of_nothing_is_none)
{
    struct error err = {0};
    struct question q;
    OWN(world) w = door_new(PUBLIC);
    open_for(w, CY, NULL, &q);
    CHECK_OK(question_answer(w->web, &q, PARTSTAT_DECLINED, " \r\n\x01 ", &err), &err);
    CHECK_INT(stored_answer(w), PARTSTAT_DECLINED);
    CHECK_INT(notices(w), 0);
    question_clear(&q);
}

/* --- the page --------------------------------------------------------------------------------- */

TEST(the_page_shows_the_event_escaped_and_is_not_kept)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS path = path_for(w, CY, PERSONAL_ANSWER, 0);
    OWN_CHARS url = mem_strf("/r/%s/decline", path);
    OWN_CHARS got = world_get(w, url);
    check_says(got, 200, "<h1 dir=\"auto\">Plan &lt;i&gt;</h1>");
    check_says(got, 200, "You have accepted.");
    check_says(got, 200, "You answer for all of it.");
    CHECK(strstr(got, "\r\nCache-Control: no-store\r\n"));
    OWN_CHARS none = world_get(w, "/r/" CODE "/" CODE "/accept");
    check_says(none, 410, "not valid any more");
}

TEST(an_answer_that_no_page_of_ours_sent_is_refused)
{
    OWN(world) w = door_new(PUBLIC);
    OWN_CHARS path = path_for(w, CY, PERSONAL_ANSWER, 0);
    OWN_CHARS url = mem_strf("/r/%s/decline", path);
    OWN_CHARS got = world_ask(w, "POST", url,
                              "Sec-Fetch-Site: cross-site\r\n"
                              "Content-Type: application/x-www-form-urlencoded\r\n"
                              "Content-Length: 0\r\n");
    check_status(got, 403);
    CHECK_INT(stored_answer(w), PARTSTAT_ACCEPTED);
}

RUN_TESTS(CASE(a_link_is_of_one_person_and_one_meeting_or_date),
          CASE(a_revoked_link_and_one_of_another_purpose_are_nobodys),
          CASE(an_answer_with_a_word_is_taken_whole_or_not_at_all), CASE(a_word_of_nothing_is_none),
          CASE(the_page_shows_the_event_escaped_and_is_not_kept),
          CASE(an_answer_that_no_page_of_ours_sent_is_refused))
