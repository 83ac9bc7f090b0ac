#include "parcel.h"

/* "subject=The words\n\nThe body" */
enum composed mail_compose_notice(void *pipeline, struct tx *tx, struct parcel *p,
                                  struct error *err)
{
    (void)tx;
    struct span body, subject = span_cut(span_of(p->facts), '\n', &body);
    if (!span_starts(subject, "subject=")) {
        fail(err, FAULT_BUG, NULL, "The notice does not say what it is about.");
        return COMPOSED_FAILED;
    }
    OWN_CHARS words = span_copy(span_make(subject.at + 8, subject.len - 8));
    OWN_CHARS text = span_copy(span_trim(body));
    OWN(text) identity = text_new();
    text_addf(identity, "notice\n%lld\n%lld\n%s", (long long)p->account, (long long)p->id,
              p->facts);
    OWN_CHARS id = message_id_of(pipeline, text_span(identity), err);
    struct letter l = {.kind = MAIL_NOTICE, .subject = words, .body = text, .message_id = id};
    return id && parcel_fill(pipeline, p, &l, err) ? COMPOSED_READY : COMPOSED_FAILED;
}
