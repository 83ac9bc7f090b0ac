/* A store in a directory of its own for each test, and rows to put into it. */
#ifndef CONVOKE_TEST_STORE_H
#define CONVOKE_TEST_STORE_H

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convoke/store.h"
#include "test.h"

struct place_of_test {
    char *dir, *path, *url;
};

static inline void place_free(struct place_of_test *p)
{
    if (!p)
        return;
    OWN_CHARS command = mem_strf("rm -rf '%s'", p->dir);
    if (system(command) != 0)
        fail_msg("%s", command);
    free(p->dir);
    free(p->path);
    free(p->url);
    free(p);
}
static inline void place_of_test_drop(struct place_of_test **p)
{
    place_free(*p);
}
#define OWN_PLACE __attribute__((cleanup(place_of_test_drop))) struct place_of_test *

static inline struct place_of_test *place_new(void)
{
    struct place_of_test *p = mem_new(sizeof *p);
    const char *tmp = getenv("TMPDIR");
    p->dir = mem_strf("%s/convoke-store-XXXXXX", tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(p->dir));
    p->path = mem_strf("%s/convoke.db", p->dir);
    p->url = mem_strf("sqlite:%s", p->path);
    return p;
}

static inline struct store *open_with(const struct place_of_test *p, const char *vfs)
{
    struct error err = {0};
    struct store *s = store_open(p->url, &(struct store_options){.create = true, .vfs = vfs}, &err);
    if (!s)
        fail_msg("%s", err.said);
    return s;
}
static inline struct store *open_new(const struct place_of_test *p)
{
    return open_with(p, NULL);
}

/* --- jobs ----------------------------------------------------------------------------------- */

typedef bool job_run(struct tx *tx, void *with, struct error *err);

static inline void write_ok(struct store *s, job_run *run, void *with)
{
    struct error err = {0};
    if (!store_write_one(s, run, with, &err))
        fail_msg("%s", err.said);
}
static inline struct tx *read_ok(struct store *s)
{
    struct error err = {0};
    struct tx *tx = store_read(s, &err);
    if (!tx)
        fail_msg("%s", err.said);
    return tx;
}

/* --- an account ----------------------------------------------------------------------------- */

struct account_job {
    const char *name, *address;
    int64_t id;
};
static inline bool add_account_job(struct tx *tx, void *with, struct error *err)
{
    struct account_job *j = with;
    char name[64], address[64], *addresses[] = {address};
    snprintf(name, sizeof name, "%s", j->name);
    snprintf(address, sizeof address, "%s", j->address);
    struct account a = {
        .name = name, .addresses = addresses, .naddresses = 1, .held_since = INSTANT_FIRST};
    return store_account_add(tx, &a, &j->id, err);
}
static inline int64_t add_account(struct store *s, const char *name)
{
    OWN_CHARS address = mem_strf("%s@example.org", name);
    struct account_job j = {.name = name, .address = address};
    write_ok(s, add_account_job, &j);
    return j.id;
}
static inline int64_t calendar_of(struct store *s, int64_t account)
{
    struct error err = {0};
    OWN(tx) tx = read_ok(s);
    OWN(calendar) c = store_calendar_named(tx, account, "default", &err);
    CHECK_OK(c, &err);
    return c ? c->id : 0;
}

/* --- an object ------------------------------------------------------------------------------ */

struct object_job {
    int64_t account, calendar;
    const char *uid, *text;
    instant starts, ends;
    bool is_recurring;
    int64_t id, change_number; /* out */
    char etag[80];
};
static inline bool save_object_job(struct tx *tx, void *with, struct error *err)
{
    struct object_job *j = with;
    const char *text = j->text ? j->text : "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
    OWN(object) o = mem_new(sizeof *o);
    o->account = j->account;
    o->calendar = j->calendar;
    o->uid = mem_str(j->uid);
    o->name = mem_strf("%s.ics", j->uid);
    o->text = mem_str(text);
    o->text_len = strlen(text);
    o->hash = digest_of(span_of(text));
    o->starts = j->starts;
    o->ends = j->ends;
    o->is_recurring = j->is_recurring;
    o->is_ours = true;
    TRY(store_object_save(tx, o, err));
    j->id = o->id;
    j->change_number = o->change_number;
    snprintf(j->etag, sizeof j->etag, "%s", o->etag);
    return true;
}

#endif
