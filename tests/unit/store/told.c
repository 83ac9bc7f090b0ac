/* Told states, and their texts that are stored once per content. */
#include "fixture.h"

struct told_job {
    int64_t account;
    const char *uid, *attendee, *key, *text;
    int64_t sequence;
};
static bool save_told_job(struct tx *tx, void *with, struct error *err)
{
    const struct told_job *j = with;
    OWN(tolds) list = mem_new(sizeof *list);
    list->rows = mem_new(sizeof *list->rows);
    list->count = 1;
    *list->rows = (struct told){
        .account = j->account,
        .uid = mem_str(j->uid),
        .attendee = mem_str(j->attendee),
        .key = mem_str(j->key ? j->key : ""),
        .text = mem_str(j->text),
        .thread_id = mem_str("<1@example.org>"),
        .sequence = j->sequence,
        .revision = digest_of(span_of(j->text)),
        .at = 77,
    };
    return store_told_save(tx, list->rows, err);
}
static bool remove_told_job(struct tx *tx, void *with, struct error *err)
{
    const struct told_job *j = with;
    return store_told_remove(tx, j->account, j->uid, j->attendee, j->key, err);
}

static char *told_list(struct store *s, int64_t account, const char *attendee)
{
    struct error err = {0};
    OWN(tx) tx = read_ok(s);
    OWN(tolds) list = store_told(tx, account, "one", attendee, &err);
    CHECK_OK(list, &err);
    OWN(text) t = text_new();
    for (size_t i = 0; i < list->count; i++)
        text_addf(t, "%s/%s/%lld=%s ", list->rows[i].attendee, list->rows[i].key,
                  (long long)list->rows[i].sequence, list->rows[i].text);
    return text_take(t);
}

static bool pick_texts(const char *what, int64_t count, void *with)
{
    if (strcmp(what, "told_texts") == 0)
        *(int64_t *)with = count;
    return true;
}
static int64_t texts(struct store *s)
{
    struct error err = {0};
    int64_t count = -1;
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_counts(tx, pick_texts, &count, &err), &err);
    return count;
}

TEST(what_many_were_told_is_stored_once_and_goes_with_the_last)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    struct told_job j = {.account = add_account(s, "ada"), .uid = "one", .text = "first"};
    const char *const attendees[] = {"x@example.org", "y@example.org", "z@example.org"};
    for (size_t i = 0; i < LENGTH(attendees); i++) {
        j.attendee = attendees[i];
        write_ok(s, save_told_job, &j);
        write_ok(s, save_told_job, &j); /* the same again takes no second share */
    }
    CHECK_INT(texts(s), 1);
    j.text = "second";
    write_ok(s, save_told_job, &j);
    CHECK_INT(texts(s), 2);
    for (size_t i = 0; i < LENGTH(attendees); i++) {
        j.attendee = attendees[i];
        write_ok(s, save_told_job, &j);
    }
    CHECK_INT(texts(s), 1);
    j.attendee = NULL;
    j.key = NULL;
    write_ok(s, remove_told_job, &j);
    CHECK_INT(texts(s), 0);
}

TEST(told_states_are_listed_by_attendee_and_occurrence)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    int64_t account = add_account(s, "ada");
    struct told_job rows[] = {
        {account, "one", "y@example.org", "", "series", 3},
        {account, "one", "x@example.org", "20260301T090000Z", "moved", 2},
        {account, "one", "x@example.org", "", "series", 1},
        {account, "two", "x@example.org", "", "other", 9},
    };
    for (size_t i = 0; i < LENGTH(rows); i++)
        write_ok(s, save_told_job, &rows[i]);
    OWN_CHARS all = told_list(s, account, NULL);
    CHECK_STR(all, "x@example.org//1=series x@example.org/20260301T090000Z/2=moved"
                   " y@example.org//3=series ");
    OWN_CHARS one = told_list(s, account, "y@example.org");
    CHECK_STR(one, "y@example.org//3=series ");
}

TEST(told_states_are_removed_by_attendee_occurrence_or_all)
{
    static const struct {
        const char *attendee, *key, *left;
    } removals[] = {
        {"x", "k", "x//0=t y//0=t y/k/0=t "},
        {"x", NULL, "y//0=t y/k/0=t "},
        {NULL, "k", "x//0=t y//0=t "},
        {NULL, NULL, ""},
        {"z", NULL, "x//0=t x/k/0=t y//0=t y/k/0=t "},
    };
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    int64_t account = add_account(s, "ada");
    for (size_t i = 0; i < LENGTH(removals); i++) {
        for (int row = 0; row < 4; row++) {
            struct told_job j = {account, "one", row < 2 ? "x" : "y", row % 2 ? "k" : "", "t", 0};
            write_ok(s, save_told_job, &j);
        }
        struct told_job gone = {account, "one", removals[i].attendee, removals[i].key, NULL, 0};
        write_ok(s, remove_told_job, &gone);
        OWN_CHARS left = told_list(s, account, NULL);
        CHECK_STR(left, removals[i].left);
        CHECK_INT(texts(s), *left ? 1 : 0);
    }
}

RUN_TESTS(CASE(what_many_were_told_is_stored_once_and_goes_with_the_last),
          CASE(told_states_are_listed_by_attendee_and_occurrence),
          CASE(told_states_are_removed_by_attendee_occurrence_or_all))
