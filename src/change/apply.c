#include "internal.h"

bool work_edit(struct work *w, struct splice *edits, struct error *err)
{
    if (splice_is_empty(edits))
        return true;
    size_t len;
    OWN_CHARS text = splice_done(edits, &len);
    struct event *made = event_read(span_make(text, len), w->p->zones, &ical_limits_stored, err);
    TRY(made);
    event_free(w->made);
    w->made = made;
    w->now = made;
    return true;
}

/* The request names the stored text, and that held the link: its sender has seen it. "*" names no
 * text. */
static bool has_seen_link(const struct work *w)
{
    return w->c->if_match && strcmp(w->c->if_match, "*") != 0 && w->old && w->had && w->had->link &&
           span_has(span_make(w->old->text, w->old->text_len), span_of(w->had->link));
}

static enum meeting_wish wish_of(const struct change *c)
{
    return c->kind == CHANGE_DETACH   ? MEETING_DETACH
           : c->kind == CHANGE_RELINK ? MEETING_RELINK
           : c->wants_room            ? MEETING_ATTACH
                                      : MEETING_FOLLOW;
}

/* Attach, keep, move or end the room, and write the link into the event. */
static bool follow_room(struct work *w, struct error *err)
{
    struct meeting_facts facts = {
        .config = w->p->config,
        .owner = w->owner,
        .calendar = w->calendar,
        .old = w->before,
        .now = w->now,
        .had = w->had,
        .floating = w->floating,
        .at = w->at,
        .saw_link = has_seen_link(w),
        .wish = wish_of(w->c),
    };
    OWN(splice) edits = w->now ? splice_new(w->now) : NULL;
    TRY(meeting_follow(&facts, edits, &w->meeting, &w->c->room_rule, err));
    return !edits || work_edit(w, edits, err);
}

static void write_sequences(const struct work *w, struct splice *edits)
{
    for (size_t i = 0; i < w->plan->nsequences; i++) {
        OWN_CHARS number = mem_strf("%lld", (long long)w->plan->sequences[i].sequence);
        splice_set(edits, w->plan->sequences[i].of, "SEQUENCE", "", span_of(number));
    }
}

static bool make_plan(struct work *w, struct error *err)
{
    struct itip_facts facts = {
        .now = w->now,
        .told = w->told,
        .owner = w->owner,
        .floating = w->floating,
        .zones = w->p->zones,
        .at = w->at,
    };
    itip_plan_free(w->plan);
    w->plan = itip_diff(&facts, err);
    return w->plan;
}

/* Who has to be told what. The plan speaks of the text as it is after what it writes itself. */
static bool compare(struct work *w, struct error *err)
{
    TRY(make_plan(w, err));
    if (!w->now)
        return true;
    OWN(splice) edits = splice_new(w->now);
    write_sequences(w, edits);
    work_ask_anew(w, edits);
    if (splice_is_empty(edits))
        return true;
    return work_edit(w, edits, err) && make_plan(w, err);
}

void remind_facts_of(struct remind_facts *f, const struct pipeline *p, const struct event *e,
                     const struct zone *floating)
{
    *f = (struct remind_facts){
        .event = e,
        .floating = floating,
        .before_s = p->config->reminders.before_s,
        .nbefore = p->config->reminders.nbefore,
        .all_day_at_s = p->config->reminders.all_day_at_s,
    };
}

static bool owes_reminders(const struct work *w)
{
    return w->now && meeting_is_ours(w->now, w->owner) && event_main(w->now)->nattendees > 0;
}

static bool plan_reminder(struct work *w, struct error *err)
{
    struct remind_facts facts;
    remind_facts_of(&facts, w->p, owes_reminders(w) ? w->now : NULL, w->floating);
    return remind_plan(&facts, w->at, &w->reminder, err);
}

/* Nothing of what would be stored differs from what is. */
static bool is_same(const struct work *w)
{
    if (!w->old || !w->now)
        return false;
    struct span was = span_make(w->old->text, w->old->text_len);
    if (w->c->exact && !span_equal(w->now->text, was))
        return false;
    bool same_room =
        (w->meeting ? w->meeting->state : MEETING_NONE) == (w->had ? w->had->state : MEETING_NONE);
    return same_room && digest_equal(&w->hash, &w->old->hash);
}

static void answer_same(struct work *w)
{
    w->c->outcome = CHANGE_UNCHANGED;
    w->c->etag = mem_str(w->old->etag);
    w->c->schedule_tag = mem_str(w->old->schedule_tag);
    w->c->text_changed = !span_equal(w->c->text, span_make(w->old->text, w->old->text_len));
}

/* What the change makes of the stored event; go_on false: it was answered on the way. */
static bool make_event(struct work *w, struct tx *tx, bool *go_on, struct error *err)
{
    *go_on = true;
    switch (w->c->kind) {
    case CHANGE_PUT:
        if (w->c->is_delivery)
            return work_merge_delivery(w, go_on, err);
        TRY(work_check_age(w, go_on));
        return !*go_on || (work_prepare(w, err) && work_merge_answers(w, err));
    case CHANGE_REPLY:
    case CHANGE_CANCEL:
        return work_incoming(w, go_on, err);
    case CHANGE_SHARE:
        return work_take_answers(w, go_on, err);
    case CHANGE_DELETE:
        w->now = NULL;
        return true;
    case CHANGE_DETACH:
    case CHANGE_RELINK:
        w->now = w->before;
        return true;
    case CHANGE_MOVE:
        *go_on = false;
        return work_move(w, tx, err);
    }
    return true;
}

static bool is_event(const struct work *w)
{
    return (w->came ? w->came : w->before)->kind == ITEM_EVENT;
}

/* A task or a journal entry has no room, and nobody is told or reminded of it. */
static bool keep_item(struct work *w, struct tx *tx, struct error *err)
{
    w->now = w->c->kind == CHANGE_PUT ? w->came : w->c->kind == CHANGE_DELETE ? NULL : w->before;
    if (w->now)
        w->hash = ical_hash(w->now->text);
    if (!is_same(w))
        return work_save(w, tx, err);
    answer_same(w);
    return true;
}

bool work_apply(struct work *w, struct tx *tx, struct error *err)
{
    bool go_on;
    if (!is_event(w) && w->c->kind != CHANGE_MOVE)
        return keep_item(w, tx, err);
    TRY(make_event(w, tx, &go_on, err));
    if (!go_on)
        return w->c->outcome != CHANGE_STALE || work_note_stale(w, tx, err);
    TRY(work_keep_statuses(w, err));
    TRY(work_check_organizer(w, err));
    TRY(work_keep_copy(w, tx, err));
    TRY(work_force(w, tx, err));
    TRY(follow_room(w, err));
    TRY(compare(w, err));
    if (w->now)
        w->hash = ical_hash(w->now->text);
    if (is_same(w)) {
        answer_same(w);
        TRY(!w->reply_forced || work_answer(w, tx, err));
        return !w->c->tell || work_tell(w, tx, err); /* what was taken in quietly is told now */
    }
    TRY(plan_reminder(w, err));
    TRY(work_save(w, tx, err));
    TRY(work_order_room(w, tx, err));
    TRY(work_answer(w, tx, err));
    TRY(work_share_answers(w, tx, err));
    return w->c->tell ? work_tell(w, tx, err) : work_tell_nobody(w, tx, err);
}
