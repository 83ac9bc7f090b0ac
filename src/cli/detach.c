#include "coming.h"
#include "convoke/meeting.h"

enum { PIECE = 64 };

/* detach and relink are one walk over the meetings of one user or of all. */
struct walk {
    struct program *program;
    const struct arguments *arguments;
    enum change_kind kind;
    struct tx *tx;
    struct owned { /* the events to change, of one account each */
        int64_t account;
        struct uids *uids;
    } * accounts;
    size_t count, room;
    const char *only; /* --uid */
    struct error *err;
    bool ok;
    size_t changed, unchanged;
};

static bool take_meeting(const struct meeting *m, void *with)
{
    struct walk *w = with;
    bool wanted = w->kind == CHANGE_DETACH ? m->state != MEETING_DETACHED && m->link
                                           : m->state == MEETING_OPEN;
    if (wanted && (!w->only || strcmp(w->only, m->uid) == 0))
        uids_add(w->accounts[w->count - 1].uids, m->uid);
    return true;
}

static bool take_account(const struct account *a, void *with)
{
    struct walk *w = with;
    w->accounts = mem_grow(w->accounts, w->count, &w->room, sizeof *w->accounts);
    w->accounts[w->count++] = (struct owned){a->id, mem_new(sizeof(struct uids))};
    w->ok = store_meetings(w->tx, a->id, take_meeting, w, w->err);
    return w->ok;
}

static bool gather(struct walk *w)
{
    OWN(tx) tx = store_read(w->program->store, w->err);
    TRY(tx);
    w->tx = tx;
    TRY(accounts_meant(tx, argument(w->arguments, "user"), take_account, w, w->err));
    w->tx = NULL;
    return w->ok;
}

/* --- trying it out ---------------------------------------------------------------------------- */

/* What the pipeline would ask of meeting, without what it would write. */
static bool would_change(struct walk *w, const struct account *owner, const char *uid,
                         bool *would_out, struct error *err)
{
    *would_out = false;
    OWN(object) o = store_object_by_uid(w->tx, owner->id, 0, uid, err);
    if (!o)
        return err->kind == FAULT_NOT_FOUND;
    if (!object_is_event(o))
        return true;
    OWN(calendar) c = store_calendar(w->tx, owner->id, o->calendar, err);
    OWN(meeting) had = c ? store_meeting(w->tx, owner->id, uid, err) : NULL;
    OWN(event) e = had ? event_stored(w->program, o, err) : NULL;
    TRY(e);
    struct meeting_facts facts = {
        .config = w->program->config,
        .owner = owner,
        .calendar = c,
        .old = e,
        .now = e,
        .had = had,
        .floating = zone_of_user(w->program->zones, owner),
        .at = clock_now(),
        .wish = w->kind == CHANGE_DETACH ? MEETING_DETACH : MEETING_RELINK,
    };
    OWN(splice) edits = splice_new(e);
    OWN(meeting) after = NULL;
    const char *rule;
    TRY(meeting_follow(&facts, edits, &after, &rule, err));
    *would_out = !splice_is_empty(edits);
    return true;
}

static bool try_account(struct walk *w, const struct owned *o, struct error *err)
{
    OWN(account) owner = store_account(w->tx, o->account, err);
    TRY(owner);
    for (size_t i = 0; i < o->uids->count; i++) {
        bool would;
        TRY(would_change(w, owner, o->uids->at[i], &would, err));
        w->changed += would;
        w->unchanged += !would;
    }
    return true;
}

static bool try_all(struct walk *w, struct error *err)
{
    OWN(tx) tx = store_read(w->program->store, err);
    TRY(tx);
    w->tx = tx;
    for (size_t i = 0; i < w->count; i++)
        TRY(try_account(w, &w->accounts[i], err));
    return true;
}

/* --- doing it --------------------------------------------------------------------------------- */

static void count_outcomes(struct walk *w, struct change *changes, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct change *c = &changes[i];
        bool is_gone = c->outcome == CHANGE_FAILED && c->err.kind == FAULT_NOT_FOUND;
        if (c->outcome == CHANGE_FAILED && !is_gone && err->kind == FAULT_NONE)
            *err = c->err;
        w->changed += c->outcome == CHANGE_UPDATED;
        w->unchanged += c->outcome == CHANGE_UNCHANGED || is_gone;
        change_clear(&changes[i]);
    }
}

static bool change_account(struct walk *w, const struct owned *o, struct error *err)
{
    for (size_t done = 0; done < o->uids->count;) {
        struct change changes[PIECE] = {0};
        size_t count = 0;
        for (; count < PIECE && done < o->uids->count; count++, done++)
            changes[count] = (struct change){.kind = w->kind,
                                             .account = o->account,
                                             .uid = o->uids->at[done],
                                             .tell = argument_given(w->arguments, "tell")};
        change_submit(&w->program->pipeline, changes, count);
        count_outcomes(w, changes, count, err);
        progress_show("%zu events changed", w->changed);
    }
    progress_clear();
    return err->kind == FAULT_NONE;
}

static bool change_all(struct walk *w, struct error *err)
{
    for (size_t i = 0; i < w->count; i++)
        TRY(change_account(w, &w->accounts[i], err));
    return true;
}

static bool walk(struct walk *w, struct error *err)
{
    bool all = argument_given(w->arguments, "all"), dry = argument_given(w->arguments, "dry-run");
    w->only = argument(w->arguments, "uid");
    if (all == (w->only != NULL))
        return fail(err, FAULT_USAGE, NULL, "Say which events: --uid UID, or --all.");
    bool ok = gather(w) && (dry ? try_all(w, err) : change_all(w, err));
    for (size_t i = 0; i < w->count; i++)
        uids_free(w->accounts[i].uids);
    free(w->accounts);
    TRY(ok);
    if (w->only && !w->changed && !w->unchanged)
        return fail(err, FAULT_NOT_FOUND, NULL, "No meeting has the UID \"%.80s\".", w->only);
    printf("%zu events%s %s, %zu as they were.\n", w->changed, dry ? " would be" : "",
           w->kind == CHANGE_DETACH ? "detached" : "linked anew", w->unchanged);
    return true;
}

static bool run_detach(struct program *p, const struct arguments *a, struct error *err)
{
    struct walk w = {.program = p, .arguments = a, .kind = CHANGE_DETACH, .err = err};
    return walk(&w, err);
}

static bool run_relink(struct program *p, const struct arguments *a, struct error *err)
{
    struct walk w = {.program = p, .arguments = a, .kind = CHANGE_RELINK, .err = err};
    TRY(meeting_check_config(p->config, err));
    return walk(&w, err);
}

static const struct flag flags[] = {
    {"user", "NAME", "his events alone (default: of all users)", false, false},
    {"uid", "UID", "this event", false, false},
    {"all", NULL, "all events", false, false},
    {"dry-run", NULL, "says how many events would change and changes nothing", false, false},
    {"tell", NULL, "mails the attendees what changed (default: nobody is told)", false, false},
};
const struct command command_detach = {
    .noun = "detach",
    .summary = "takes every trace of the links out of events, for good",
    .more = "The clean way to stop using Convoke: rooms, links and the blocks in descriptions go, "
            "everything else in the events stays as it is.",
    FLAGS(flags),
    .need = NEED_STORE,
    .run = run_detach,
};
const struct command command_relink = {
    .noun = "relink",
    .summary = "writes the links anew after jitsi.domain or server.public_url changed",
    FLAGS(flags),
    .need = NEED_STORE,
    .run = run_relink,
};
