#include "mime.h"
#include "page.h"

/* --- parts ----------------------------------------------------------------------------------- */

/* A boundary that base64 and quoted-printable cannot contain, made of what names the mail. */
static char *boundary_of(const char *subtype, const struct letter *l)
{
    struct digest d = digest_of(span_of(l->message_id));
    OWN(text) boundary = text_new();
    text_addf(boundary, "=_%s_", subtype);
    text_add_hex(boundary, d.bytes, 12);
    return text_take(boundary);
}

static void begin_parts(struct text *t, const char *subtype, const char *boundary)
{
    text_addf(t, "Content-Type: multipart/%s;\r\n boundary=\"%s\"\r\n", subtype, boundary);
}

static void begin_part(struct text *t, const char *boundary)
{
    text_addf(t, "\r\n--%s\r\n", boundary);
}

static void end_parts(struct text *t, const char *boundary)
{
    text_addf(t, "\r\n--%s--\r\n", boundary);
}

static void add_text_part(struct text *t, const char *subtype, const struct page *s,
                          void (*add)(struct text *t, const struct page *s))
{
    OWN(text) words = text_new();
    add(words, s);
    text_addf(t,
              "Content-Type: text/%s; charset=utf-8\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
              subtype);
    mime_add_quoted(t, text_span(words));
}

static void add_calendar_part(struct text *t, const struct letter *l, struct span base64)
{
    text_addf(t,
              "Content-Type: text/calendar; charset=utf-8; method=%s; component=VEVENT\r\n"
              "Content-Transfer-Encoding: base64\r\n\r\n",
              l->method);
    text_add(t, base64);
}

static void add_attachment(struct text *t, struct span base64)
{
    text_add_str(t, "Content-Type: application/ics; name=invite.ics\r\n"
                    "Content-Transfer-Encoding: base64\r\n"
                    "Content-Disposition: attachment; filename=invite.ics\r\n\r\n");
    text_add(t, base64);
}

/* The same said in three ways, the one that programs understand last. */
static void add_ways(struct text *t, const struct letter *l, struct span base64)
{
    OWN(page) s = page_of(l);
    OWN_CHARS between = boundary_of("alternative", l);
    begin_parts(t, "alternative", between);
    begin_part(t, between);
    add_text_part(t, "plain", s, page_add_text);
    begin_part(t, between);
    add_text_part(t, "html", s, page_add_html);
    if (base64.len) {
        begin_part(t, between);
        add_calendar_part(t, l, base64);
    }
    end_parts(t, between);
}

static void add_body(struct text *t, const struct letter *l)
{
    enum { LINE_LETTERS = 76 }; /* RFC 2045, 6.8 */
    if (!l->calendar.len) {
        add_ways(t, l, (struct span){0});
        return;
    }
    OWN(text) base64 = text_new();
    OWN_CHARS between = boundary_of("mixed", l);
    text_add_base64(base64, l->calendar.at, l->calendar.len, LINE_LETTERS);
    begin_parts(t, "mixed", between);
    begin_part(t, between);
    add_ways(t, l, text_span(base64));
    begin_part(t, between);
    add_attachment(t, text_span(base64));
    end_parts(t, between);
}

/* --- head ------------------------------------------------------------------------------------ */

/* "Anna Berg via Convoke": the address is ours, the person is who invites. */
static char *name_of_sender(const struct letter *l, const char *own)
{
    OWN(text) t = text_new();
    const char *name = letter_speaker_name(l);
    if (name && *name && !letter_is_from_us(l))
        text_addf(t, "%s via ", name);
    text_add_str(t, own ? own : "Convoke");
    return text_take(t);
}

static bool add_people(struct text *t, const struct letter *l, struct error *err)
{
    OWN_CHARS own = NULL;
    OWN_CHARS address = NULL;
    if (!mail_mailbox(l->config->mail.from, &own, &address))
        return fail(err, FAULT_CONFIG, NULL, "mail.from is to be \"Name <address>\".");
    if (!mail_address_ok(l->to_address))
        return fail(err, FAULT_INVALID, NULL, "The address of the attendee is none.");
    OWN_CHARS from = name_of_sender(l, own);
    mime_add_person(t, "From", from, address);
    const char *speaker = letter_speaker_address(l);
    if (speaker && mail_address_ok(speaker) && !letter_is_from_us(l))
        mime_add_person(t, "Reply-To", letter_speaker_name(l), speaker);
    mime_add_person(t, "To", l->to_name, l->to_address);
    return true;
}

/* RFC 2369, 3.2; RFC 8058, 3.1. Each on a line of its own: no line is to be encoded. */
static void add_way_out(struct text *t, const struct letter *l)
{
    if (!l->unsubscribe && !l->one_click)
        return;
    text_add_str(t, "List-Unsubscribe:");
    if (l->one_click)
        text_addf(t, " <%s>%s", l->one_click, l->unsubscribe ? ",\r\n" : "");
    if (l->unsubscribe)
        text_addf(t, " <%s>", l->unsubscribe);
    text_add_str(t, "\r\n");
    if (l->one_click)
        text_add_str(t, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
}

static void add_head(struct text *t, const struct letter *l)
{
    OWN_CHARS subject = subject_of(l);
    mime_add_field(t, "Subject", span_of(subject));
    mime_add_field(t, "Message-Id", span_of(l->message_id));
    if (l->thread_id && strcmp(l->thread_id, l->message_id) != 0) {
        mime_add_field(t, "In-Reply-To", span_of(l->thread_id));
        mime_add_field(t, "References", span_of(l->thread_id));
    }
    mime_add_field(t, "Auto-Submitted", SPAN("auto-generated")); /* RFC 3834, 5 */
    mime_add_field(t, "X-Auto-Response-Suppress", SPAN("OOF, AutoReply, DR, RN, NRN"));
    add_way_out(t, l);
    text_add_str(t, "MIME-Version: 1.0\r\n");
}

char *mail_compose(const struct letter *l, size_t *len_out, struct error *err)
{
    OWN(text) t = text_new();
    mime_add_date(t, l->date);
    TRY(add_people(t, l, err));
    add_head(t, l);
    add_body(t, l);
    *len_out = text_len(t);
    return text_take(t);
}
