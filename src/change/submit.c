#include "internal.h"

void change_clear(struct change *c)
{
    free(c->etag);
    c->etag = NULL;
    free(c->schedule_tag);
    c->schedule_tag = NULL;
    free(c->in_the_way);
    c->in_the_way = NULL;
}

void work_clear(struct work *w)
{
    event_free(w->came);
    event_free(w->made);
    event_free(w->before);
    object_free(w->old);
    meeting_free(w->had);
    meeting_free(w->meeting);
    tolds_free(w->told);
    itip_plan_free(w->plan);
    free(w->reminder.uid);
    free(w->reminder.key);
    *w = (struct work){0};
}

static void work_drop(struct work *w)
{
    work_clear(w);
}

void desk_clear(struct desk *d)
{
    account_free(d->owner);
    calendar_free(d->calendar);
    *d = (struct desk){0};
}

/* A change that fails may have left on the desk what is undone now. What a work holds is no use to
 * the next one; a large submission would hold all of it until the end. */
static bool run(struct tx *tx, void *with, struct error *err)
{
    struct work *w = with;
    struct desk *desk = w->desk;
    bool ok = work_load(w, tx, err) && work_apply(w, tx, err) && work_leave_message(w, tx, err);
    work_clear(w);
    if (!ok)
        desk_clear(desk);
    return ok;
}

static void report(struct change *c, const struct job *j)
{
    if (j->ok)
        return;
    c->outcome = CHANGE_FAILED;
    c->err = j->err;
    c->told = 0;
    free(c->etag);
    free(c->schedule_tag);
    c->etag = c->schedule_tag = NULL;
}

struct submission {
    const struct pipeline *p;
    struct change *changes;
    size_t count, njobs;
    struct desk desk;
    struct work *works;
    struct job *jobs;
    size_t *of_job;
};

void submission_free(struct submission *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->count; i++)
        work_clear(&s->works[i]);
    desk_clear(&s->desk);
    free(s->works);
    free(s->jobs);
    free(s->of_job);
    free(s);
}

static void work_begin(struct work *w, const struct pipeline *p, struct change *c,
                       struct desk *desk)
{
    *w = (struct work){.p = p, .c = c, .desk = desk, .at = clock_now()};
    w->reminder.due = INSTANT_NEVER;
    c->outcome = CHANGE_FAILED;
    c->etag = c->schedule_tag = c->in_the_way = NULL;
}

/* Those that could be read become jobs; the others are answered already. */
struct submission *submission_read(const struct pipeline *p, struct change *changes, size_t count)
{
    struct submission *s = mem_new(sizeof *s);
    *s = (struct submission){.p = p, .changes = changes, .count = count};
    s->works = mem_array(count, sizeof *s->works);
    s->jobs = mem_array(count, sizeof *s->jobs);
    s->of_job = mem_array(count, sizeof *s->of_job);
    for (size_t i = 0; i < count; i++) {
        struct work *w = &s->works[i];
        work_begin(w, p, &changes[i], &s->desk);
        if (!work_read(w, &changes[i].err))
            continue;
        s->of_job[s->njobs] = i;
        s->jobs[s->njobs++] = (struct job){.run = run, .with = w};
    }
    return s;
}

bool submission_write(struct submission *s)
{
    bool ok = s->njobs == s->count;
    if (s->njobs && !store_write(s->p->store, s->jobs, s->njobs))
        ok = false;
    for (size_t j = 0; j < s->njobs; j++)
        report(&s->changes[s->of_job[j]], &s->jobs[j]);
    return ok;
}

bool change_submit(const struct pipeline *p, struct change *changes, size_t count)
{
    OWN(submission) s = submission_read(p, changes, count);
    return submission_write(s);
}

bool change_apply(const struct pipeline *p, struct tx *tx, struct change *c, struct error *err)
{
    struct desk desk __attribute__((cleanup(desk_clear))) = {0};
    struct work w __attribute__((cleanup(work_drop))) = {0};
    work_begin(&w, p, c, &desk);
    if (work_read(&w, err) && run(tx, &w, err))
        return true;
    if (err)
        c->err = *err;
    return false;
}
