#include "internal.h"

void change_clear(struct change *c)
{
    free(c->etag);
    c->etag = NULL;
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

/* A change that fails may have left on the desk what is undone now. */
static bool run(struct tx *tx, void *with, struct error *err)
{
    struct work *w = with;
    if (work_load(w, tx, err) && work_apply(w, tx, err))
        return true;
    desk_clear(w->desk);
    return false;
}

static void report(struct change *c, const struct job *j)
{
    if (j->ok)
        return;
    c->outcome = CHANGE_FAILED;
    c->err = j->err;
    c->told = 0;
    change_clear(c);
}

/* Those that could be read become jobs; the others are answered already. */
static size_t read_all(const struct pipeline *p, struct change *changes, size_t count,
                       struct desk *desk, struct work *works, struct job *jobs, size_t *of_job)
{
    size_t njobs = 0;
    for (size_t i = 0; i < count; i++) {
        struct work *w = &works[i];
        *w = (struct work){.p = p, .c = &changes[i], .desk = desk, .at = clock_now()};
        w->reminder.due = INSTANT_NEVER;
        changes[i].outcome = CHANGE_FAILED;
        changes[i].etag = NULL;
        if (!work_read(w, &changes[i].err))
            continue;
        of_job[njobs] = i;
        jobs[njobs++] = (struct job){.run = run, .with = w};
    }
    return njobs;
}

bool change_submit(const struct pipeline *p, struct change *changes, size_t count)
{
    struct work *works = mem_array(count, sizeof *works);
    struct job *jobs = mem_array(count, sizeof *jobs);
    size_t *of_job = mem_array(count, sizeof *of_job);
    struct desk desk = {0};
    size_t njobs = read_all(p, changes, count, &desk, works, jobs, of_job);
    bool ok = njobs == count;
    if (njobs && !store_write(p->store, jobs, njobs))
        ok = false;
    for (size_t j = 0; j < njobs; j++)
        report(&changes[of_job[j]], &jobs[j]);
    for (size_t i = 0; i < count; i++)
        work_clear(&works[i]);
    desk_clear(&desk);
    free(works);
    free(jobs);
    free(of_job);
    return ok;
}

bool change_apply(const struct pipeline *p, struct tx *tx, struct change *c, struct error *err)
{
    struct desk desk __attribute__((cleanup(desk_clear))) = {0};
    struct work w
        __attribute__((cleanup(work_drop))) = {.p = p, .c = c, .desk = &desk, .at = clock_now()};
    w.reminder.due = INSTANT_NEVER;
    c->outcome = CHANGE_FAILED;
    c->etag = NULL;
    if (work_read(&w, err) && run(tx, &w, err))
        return true;
    if (err)
        c->err = *err;
    return false;
}
