/* An answer on its way in, as if it had come by mail. RFC 5546, 3.2.3 */
#include "answer_page.h"

struct answering {
    const struct web *web;
    const struct question *question;
    enum partstat answer;
    const char *comment; /* NULL: none */
    char *reply;
    size_t reply_len;
};

/* --- the message ------------------------------------------------------------------------------ */

static char *write_reply(const struct answering *a, size_t *len_out, struct error *err)
{
    const struct question *q = a->question;
    struct itip_message message = {.method = METHOD_REPLY,
                                   .attendee = q->guest->address,
                                   .sequence = q->from->sequence,
                                   .answer = a->answer};
    memcpy(message.key, q->key, strlen(q->key) + 1);
    struct itip_write write = {q->event, &message, q->owner, q->zone, q->at};
    return itip_text(&write, len_out, err);
}

/* COMMENT is the guest's word in a REPLY. */
static bool add_comment(struct answering *a, struct error *err)
{
    OWN(event)
    e = event_read(span_make(a->reply, a->reply_len), a->web->pipeline->zones, &ical_limits_stored,
                   err);
    TRY(e);
    OWN(splice) edits = splice_new(e);
    OWN(text) value = text_new();
    text_add_ical(value, span_of(a->comment));
    splice_add(edits, event_main(e), "COMMENT", "", text_span(value));
    free(a->reply);
    a->reply = splice_done(edits, &a->reply_len);
    return true;
}

/* --- what the organizer is mailed ------------------------------------------------------------ */

static const char *name_of(const struct person *p)
{
    return p->name && *p->name ? p->name : p->address;
}

static char *notice_of(const struct answering *a)
{
    static const char *const words[] = {[PARTSTAT_ACCEPTED] = "Accepted",
                                        [PARTSTAT_TENTATIVE] = "Tentative",
                                        [PARTSTAT_DECLINED] = "Declined"};
    const struct question *q = a->question;
    const char *title = q->from->summary && *q->from->summary ? q->from->summary : "(no title)";
    OWN(text) t = text_new();
    text_addf(t, "subject=%s: ", words[a->answer]);
    text_add_header(t, span_of(title));
    text_add_str(t, "\n\n");
    text_add_header(t, span_of(name_of(q->guest)));
    text_add_str(t, " writes about ");
    mail_add_when(t, q->from, q->has_occurrence ? &q->occurrence : NULL, q->zone, q->zone);
    text_addf(t, ":\n\n%s\n", a->comment);
    return text_take(t);
}

static bool add_notice(const struct answering *a, struct tx *tx, struct error *err)
{
    const struct question *q = a->question;
    if (!a->comment || !q->owner->naddresses)
        return true;
    OWN(parcel) p = mem_new(sizeof *p);
    bool added;
    p->account = q->owner->id;
    p->kind = mem_str("notice");
    p->uid = mem_str(q->meeting->uid);
    p->key = mem_str(q->key);
    p->recipient = mem_str(q->owner->addresses[0]);
    p->line = mem_strf("comment %s %s %lld", q->meeting->uid, q->guest->address, (long long)q->at);
    p->facts = notice_of(a);
    p->created = p->due = q->at;
    p->expires = INSTANT_NEVER;
    p->leased_until = INSTANT_FIRST;
    return store_parcel_add(tx, p, &added, err);
}

/* --- his own copy ----------------------------------------------------------------------------- */

/* The copy's text with his answer; NULL and no fault: there is nothing to change. */
static char *answered_copy(const struct answering *a, const struct object *o, size_t *len_out)
{
    const struct question *q = a->question;
    OWN(event)
    e = event_read(span_make(o->text, o->text_len), a->web->pipeline->zones, &ical_limits_stored,
                   NULL);
    const struct vevent *v = !e ? NULL : *q->key ? event_override(e, q->key) : e->master;
    const struct person *p = v ? vevent_attendee(v, q->guest->address) : NULL;
    if (!p || p->partstat == a->answer)
        return NULL;
    OWN(splice) edits = splice_new(e);
    splice_set_param(edits, v, p, "PARTSTAT", partstat_name(a->answer));
    return splice_done(edits, len_out);
}

/* Somebody with an account here, who is mailed besides, sees in his calendar what he answered. */
static bool answer_in_copy(const struct answering *a, struct tx *tx, struct error *err)
{
    const struct question *q = a->question;
    int64_t local;
    TRY(store_account_of_address(tx, q->guest->address, &local, err));
    if (!local || local == q->owner->id)
        return true;
    OWN(object) o = store_object_by_uid(tx, local, 0, q->meeting->uid, err);
    if (!o)
        return err->kind == FAULT_NOT_FOUND;
    size_t len = 0;
    OWN_CHARS text = object_is_event(o) ? answered_copy(a, o, &len) : NULL;
    if (!text)
        return true;
    struct change c = {.kind = CHANGE_PUT,
                       .account = local,
                       .calendar = o->calendar,
                       .text = span_make(text, len)};
    bool ok = change_apply(a->web->pipeline, tx, &c, err);
    change_clear(&c);
    return ok;
}

/* What he wrote without controls other than ends of lines, nor links that are his alone; NULL:
 * nothing. Yours: free(). */
static char *cleaned(const char *comment)
{
    OWN(text) t = text_new();
    for (const char *c = comment ? comment : ""; *c; c++)
        if ((unsigned char)*c >= ' ' ? *c != 0x7F : *c == '\n')
            text_add_char(t, *c);
    struct span words = span_trim(text_span(t));
    size_t len;
    char *plain = personal_made_plain(words, &len);
    return plain || !words.len ? plain : span_copy(words);
}

/* --- all of it -------------------------------------------------------------------------------- */

static bool take_in(struct tx *tx, void *with, struct error *err)
{
    const struct answering *a = with;
    struct change c = {.kind = CHANGE_REPLY,
                       .account = a->question->owner->id,
                       .text = span_make(a->reply, a->reply_len),
                       .is_delivery = true};
    bool ok = change_apply(a->web->pipeline, tx, &c, err);
    change_clear(&c);
    return ok && answer_in_copy(a, tx, err) && add_notice(a, tx, err);
}

bool question_answer(const struct web *w, const struct question *q, enum partstat answer,
                     const char *comment, struct error *err)
{
    OWN_CHARS words = cleaned(comment);
    struct answering a = {w, q, answer, words, NULL, 0};
    a.reply = write_reply(&a, &a.reply_len, err);
    TRY(a.reply);
    bool ok = (!a.comment || add_comment(&a, err)) &&
              store_write_one(w->pipeline->store, take_in, &a, err);
    free(a.reply);
    return ok;
}
