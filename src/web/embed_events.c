/* POST /m/<code>/events: what happens in a room on our page, told by that page. */
#include "embed.h"

enum { MOST_AT_ONCE = 240, MOST_ID = 100, MOST_NAME = 200 };

enum deed { DEED_JOIN, DEED_LEAVE, DEED_SHOW, DEED_END };

/* Each page tells of its own visitor; those of who leads the meeting tell of the others, too, who
 * may not have come by a page of ours, or have left without a word. */
static const struct happening {
    const char *what;
    enum deed deed;
    bool by_leaders;
    enum signal_kind signal;
} happenings[] = {
    {"joined", DEED_JOIN, false, 0},
    {"left", DEED_LEAVE, false, 0},
    {"microphone", DEED_SHOW, false, SIGNAL_MICROPHONE},
    {"camera", DEED_SHOW, false, SIGNAL_CAMERA},
    {"screen", DEED_SHOW, false, SIGNAL_SCREEN},
    {"hand", DEED_SHOW, false, SIGNAL_HAND},
    {"recording", DEED_SHOW, false, SIGNAL_RECORDING},
    {"participant-joined", DEED_JOIN, true, 0},
    {"participant-left", DEED_LEAVE, true, 0},
    {"participant-hand", DEED_SHOW, true, SIGNAL_HAND},
    {"ended", DEED_END, true, 0},
};

static const struct happening *happening_named(const char *what)
{
    for (size_t i = 0; what && i < LENGTH(happenings); i++)
        if (strcmp(happenings[i].what, what) == 0)
            return &happenings[i];
    return NULL;
}

/* --- keeping it ------------------------------------------------------------------------------- */

struct report {
    const struct pipeline *pipeline;
    const struct arrival *arrival;
    const struct happening *what;
    const char *id, *name; /* of a visit, as the video server calls it; name: of others, or NULL */
    bool is_on;
    char *who; /* as it is kept */
};

static bool note_life(struct tx *tx, const struct report *t, enum life_kind kind,
                      const struct sighting *who, struct error *err)
{
    struct life_event e = {kind, t->arrival->at, INSTANT_FIRST};
    return change_held(t->pipeline, tx, t->arrival->meeting, &e, who, err);
}

static bool note_stay(struct tx *tx, const struct report *t, struct error *err)
{
    const struct caller *c = &t->arrival->caller;
    bool comes = t->what->deed == DEED_JOIN, is_other = t->what->by_leaders;
    struct sighting m = {.who = mem_str(t->who),
                         .at = t->arrival->at,
                         .kind = comes ? SIGHTING_JOINED : SIGHTING_LEFT,
                         .address = mem_str(is_other ? NULL : c->address),
                         .name = mem_str(is_other ? t->name : c->name),
                         .how = mem_str("page")};
    bool ok = note_life(tx, t, comes ? LIFE_JOINED : LIFE_LEFT, &m, err);
    sighting_clear(&m);
    return ok;
}

/* Several pages tell that he came; his own says best who he is. */
static bool note_join(struct tx *tx, const struct report *t, const struct sitting *s,
                      const struct visit_seen *v, struct error *err)
{
    bool says_more = !t->what->by_leaders && t->arrival->caller.address && !v->address;
    (void)s;
    return (v->is_there && !says_more) || note_stay(tx, t, err);
}

static bool note_leave(struct tx *tx, const struct report *t, const struct sitting *s,
                       const struct visit_seen *v, struct error *err)
{
    return !v->is_there || (note_stay(tx, t, err) && store_signals_remove(tx, s, t->who, err));
}

static bool note_shown(struct tx *tx, const struct report *t, const struct sitting *s,
                       const struct visit_seen *v, struct error *err)
{
    const struct signal g = {t->who, t->what->signal, t->arrival->at, t->is_on};
    return !v->is_there || store_signal_save(tx, s, &g, err);
}

static bool note_end(struct tx *tx, const struct report *t, const struct sitting *s,
                     const struct visit_seen *v, struct error *err)
{
    (void)v;
    return !s || note_life(tx, t, LIFE_ENDED, NULL, err);
}

/* The sitting is NULL, and nobody there, before anybody has joined. */
static bool note(struct tx *tx, const struct report *t, const struct sitting *s,
                 const struct visit_seen *v, struct error *err)
{
    static bool (*const notes[])(struct tx *, const struct report *, const struct sitting *,
                                 const struct visit_seen *, struct error *) = {
        [DEED_JOIN] = note_join,
        [DEED_LEAVE] = note_leave,
        [DEED_SHOW] = note_shown,
        [DEED_END] = note_end,
    };
    const char *mine = t->arrival->caller.address;
    if (!t->what->by_leaders && v->address && (!mine || strcmp(mine, v->address) != 0))
        return fail(err, FAULT_FORBIDDEN, NULL, "This visit is somebody else's.");
    return notes[t->what->deed](tx, t, s, v, err);
}

static bool note_run(struct tx *tx, void *with, struct error *err)
{
    const struct report *t = with;
    const struct meeting *m = t->arrival->meeting;
    struct visit_seen v = {0};
    OWN(sitting) s = store_sitting_at(tx, m->account, m->uid, t->arrival->at, err);
    TRY(s || err->kind == FAULT_NOT_FOUND);
    TRY(!s || store_visit(tx, s, t->who, &v, err));
    bool ok = note(tx, t, s, &v, err);
    free(v.address);
    return ok;
}

/* --- taking it -------------------------------------------------------------------------------- */

/* Whatever a page sends, it sends so much a second at most. */
static bool may_tell(const struct web *w, const struct http_request *r, const struct form *ticket,
                     struct error *err)
{
    int64_t wait_s = 0;
    OWN(text) who = text_new();
    http_add_client(r, who);
    text_addf(who, " %s %s", form_field(ticket, "key"),
              form_field(ticket, "address") ? form_field(ticket, "address") : "");
    if (!guesses_allow(w->told, text_span(who), MOST_AT_ONCE, &wait_s))
        return fail(err, FAULT_TOO_MANY, NULL, "Too much was told at once; wait %lld seconds.",
                    (long long)wait_s);
    guesses_note(w->told, text_span(who));
    return true;
}

static bool read_told(const struct form *f, struct report *t, struct error *err)
{
    const char *on = form_field(f, "on"), *name = form_field(f, "name");
    t->what = happening_named(form_field(f, "what"));
    t->id = form_field(f, "id");
    t->is_on = on && strcmp(on, "true") == 0;
    t->name = name && *name && strlen(name) <= MOST_NAME ? name : NULL;
    if (!t->what || !t->id || !*t->id || strlen(t->id) > MOST_ID)
        return fail(err, FAULT_INVALID, NULL,
                    "It is not said what happened, or to whom: what, id (of at most %d bytes).",
                    MOST_ID);
    if (t->what->by_leaders && t->arrival->caller.role < CALLER_MODERATOR)
        return fail(err, FAULT_FORBIDDEN, NULL,
                    "Who leads the meeting tells of others; you tell of yourself.");
    return true;
}

static bool take(const struct web *w, const struct form *f, const struct arrival *a,
                 struct error *err)
{
    struct report t = {.pipeline = w->pipeline, .arrival = a};
    TRY(read_told(f, &t, err));
    t.who = mem_strf("page %s", t.id);
    bool ok = store_write_one(w->pipeline->store, note_run, &t, err);
    free(t.who);
    if (ok)
        log_info("room.event", "account=%lld uid=%s what=%s on=%d", (long long)a->meeting->account,
                 a->meeting->uid, t.what->what, t.is_on);
    return ok;
}

static void answer_told(const struct web *w, struct http_request *r, const char *code,
                        const struct form *f)
{
    struct arrival a = {0};
    struct error err = {0};
    struct form *ticket = NULL;
    bool is_in = arrive_in_room(w, r, code, &a, &ticket, &err);
    if (!is_in && (err.kind == FAULT_NONE || err.kind == FAULT_NOT_FOUND))
        fail(&err, FAULT_FORBIDDEN, NULL, "Only who has been let into the room can tell of it.");
    if (is_in && may_tell(w, r, ticket, &err) && take(w, f, &a, &err))
        http_answer(r, 204, NULL, SPAN(""));
    else
        http_answer_error(r, &err);
    form_free(ticket);
    arrival_clear(&a);
}

void take_room_event(struct http_request *r, void *with)
{
    struct web *w = with;
    struct span rest, code = span_cut(span_of(http_rest(r)), '/', &rest);
    OWN_CHARS of = span_copy(code);
    OWN(form) f = form_take(w, r);
    if (!f)
        return;
    if (span_is(rest, "events"))
        answer_told(w, r, of, f);
    else
        answer_page(w, r, 404, "There is nothing here", "Nothing is sent there.");
}
