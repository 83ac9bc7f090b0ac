#include "page.h"

#include <gmime/gmime.h>

/* --- parts --------------------------------------------------------------------------------------
 */

static GMimeObject *part_of(const char *type, const char *subtype, struct span content,
                            GMimeContentEncoding encoding)
{
    GMimePart *part = g_mime_part_new_with_type(type, subtype);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(content.at, content.len);
    GMimeDataWrapper *wrapped =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, wrapped);
    g_mime_part_set_content_encoding(part, encoding);
    g_object_unref(wrapped);
    g_object_unref(stream);
    return GMIME_OBJECT(part);
}

static void set_parameter(GMimeObject *part, const char *name, const char *value)
{
    g_mime_object_set_content_type_parameter(part, name, value);
}

static GMimeObject *text_part(const char *subtype, const struct page *s,
                              void (*add)(struct text *t, const struct page *s))
{
    OWN(text) t = text_new();
    add(t, s);
    GMimeObject *part =
        part_of("text", subtype, text_span(t), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    set_parameter(part, "charset", "utf-8");
    return part;
}

static GMimeObject *calendar_part(const struct letter *l)
{
    GMimeObject *part = part_of("text", "calendar", l->calendar, GMIME_CONTENT_ENCODING_BASE64);
    set_parameter(part, "charset", "utf-8");
    set_parameter(part, "method", l->method);
    set_parameter(part, "component", "VEVENT");
    return part;
}

static GMimeObject *attachment(const struct letter *l)
{
    GMimeObject *part = part_of("application", "ics", l->calendar, GMIME_CONTENT_ENCODING_BASE64);
    set_parameter(part, "name", "invite.ics");
    g_mime_object_set_disposition(part, GMIME_DISPOSITION_ATTACHMENT);
    g_mime_object_set_content_disposition_parameter(part, "filename", "invite.ics");
    return part;
}

/* A boundary that base64 and quoted-printable cannot contain, made of what names the mail. */
static GMimeMultipart *multipart(const char *subtype, const struct letter *l)
{
    struct digest d = digest_of(span_of(l->message_id));
    OWN(text) boundary = text_new();
    text_addf(boundary, "=_%s_", subtype);
    text_add_hex(boundary, d.bytes, 12);
    GMimeMultipart *m = g_mime_multipart_new_with_subtype(subtype);
    g_mime_multipart_set_boundary(m, text_str(boundary));
    return m;
}

static void give_part(GMimeMultipart *to, GMimeObject *part)
{
    g_mime_multipart_add(to, part);
    g_object_unref(part);
}

static GMimeObject *body_of(const struct letter *l)
{
    OWN(page) s = page_of(l);
    GMimeMultipart *ways = multipart("alternative", l);
    give_part(ways, text_part("plain", s, page_add_text));
    give_part(ways, text_part("html", s, page_add_html));
    if (!l->calendar.len)
        return GMIME_OBJECT(ways);
    give_part(ways, calendar_part(l));
    GMimeMultipart *all = multipart("mixed", l);
    give_part(all, GMIME_OBJECT(ways));
    give_part(all, attachment(l));
    return GMIME_OBJECT(all);
}

/* --- head ----------------------------------------------------------------------------------------
 */

static void add_person(GMimeMessage *m, GMimeAddressType type, const char *name,
                       const char *address)
{
    OWN(text) clean = text_new();
    text_add_header(clean, span_trim(span_of(name)));
    const char *shown = text_len(clean) ? text_str(clean) : NULL;
    InternetAddress *person = internet_address_mailbox_new(shown, address);
    internet_address_set_charset(person, "utf-8");
    internet_address_list_add(g_mime_message_get_addresses(m, type), person);
    g_object_unref(person);
}

/* "Anna Berg via Convoke": the address is ours, the person is who invites. */
static char *name_of_sender(const struct letter *l, const char *own)
{
    OWN(text) t = text_new();
    if (l->organizer_name && *l->organizer_name && l->kind != MAIL_NOTICE)
        text_addf(t, "%s via ", l->organizer_name);
    text_add_str(t, own ? own : "Convoke");
    return text_take(t);
}

static bool add_people(GMimeMessage *m, const struct letter *l, struct error *err)
{
    OWN_CHARS own = NULL;
    OWN_CHARS address = NULL;
    if (!mail_mailbox(l->config->mail.from, &own, &address))
        return fail(err, FAULT_CONFIG, NULL, "mail.from is to be \"Name <address>\".");
    if (!mail_address_ok(l->to_address))
        return fail(err, FAULT_INVALID, NULL, "The address of the attendee is none.");
    OWN_CHARS from = name_of_sender(l, own);
    add_person(m, GMIME_ADDRESS_TYPE_FROM, from, address);
    add_person(m, GMIME_ADDRESS_TYPE_TO, l->to_name, l->to_address);
    if (l->organizer_address && mail_address_ok(l->organizer_address))
        add_person(m, GMIME_ADDRESS_TYPE_REPLY_TO, l->organizer_name, l->organizer_address);
    return true;
}

static void add_header(GMimeMessage *m, const char *name, const char *value)
{
    OWN(text) clean = text_new();
    text_add_header(clean, span_of(value));
    g_mime_object_set_header(GMIME_OBJECT(m), name, text_str(clean), "utf-8");
}

static void set_date(GMimeMessage *m, instant at)
{
    GDateTime *date = g_date_time_new_from_unix_utc(at);
    g_mime_message_set_date(m, date);
    g_date_time_unref(date);
}

static void set_message_id(GMimeMessage *m, const char *id)
{
    struct span bare = span_of(id);
    if (span_starts(bare, "<") && bare.len > 2)
        bare = span_make(bare.at + 1, bare.len - 2);
    OWN_CHARS copy = span_copy(bare);
    g_mime_message_set_message_id(m, copy);
}

static void add_head(GMimeMessage *m, const struct letter *l)
{
    OWN_CHARS subject = subject_of(l);
    g_mime_message_set_subject(m, subject, "utf-8");
    set_date(m, l->date);
    set_message_id(m, l->message_id);
    if (l->thread_id && strcmp(l->thread_id, l->message_id) != 0) {
        add_header(m, "In-Reply-To", l->thread_id);
        add_header(m, "References", l->thread_id);
    }
    add_header(m, "Auto-Submitted", "auto-generated"); /* RFC 3834, 5 */
    add_header(m, "X-Auto-Response-Suppress", "OOF, AutoReply, DR, RN, NRN");
    if (l->unsubscribe) {
        OWN_CHARS way = mem_strf("<%s>", l->unsubscribe);
        add_header(m, "List-Unsubscribe", way); /* RFC 2369, 3.2 */
    }
}

static char *write_out(GMimeMessage *m, size_t *len_out)
{
    GMimeFormatOptions *how = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(how, GMIME_NEWLINE_FORMAT_DOS);
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_object_write_to_stream(GMIME_OBJECT(m), how, stream);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    struct span all = span_make((const char *)bytes->data, bytes->len);
    char *copy = span_copy(all);
    *len_out = all.len;
    g_object_unref(stream);
    g_mime_format_options_free(how);
    return copy;
}

char *mail_compose(const struct letter *l, size_t *len_out, struct error *err)
{
    GMimeMessage *m = g_mime_message_new(TRUE);
    char *composed = NULL;
    if (add_people(m, l, err)) {
        add_head(m, l);
        GMimeObject *body = body_of(l);
        g_mime_message_set_mime_part(m, body);
        g_object_unref(body);
        composed = write_out(m, len_out);
    }
    g_object_unref(m);
    return composed;
}
