/* REPORT free-busy-query: when the owner of a calendar, or of one object, is busy, and nothing
 * else. RFC 4791, 7.10 */
#include "busy.h"

static void add_uid(struct text *t)
{
    unsigned char bytes[16];
    random_bytes(bytes, sizeof bytes);
    text_add_str(t, "UID:");
    text_add_base32(t, bytes, sizeof bytes);
    text_add_str(t, "\r\n");
}

static void answer(struct ask *a, struct busy *b)
{
    OWN(text) t = text_new();
    text_add_str(t, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:" ICAL_PRODID "\r\n"
                    "BEGIN:VFREEBUSY\r\n");
    add_uid(t);
    busy_add_stamp(t, "DTSTAMP", clock_now());
    busy_add_lines(b, t);
    text_add_str(t, "END:VFREEBUSY\r\nEND:VCALENDAR\r\n");
    http_answer(a->http, 200, "text/calendar; charset=utf-8", text_span(t));
}

bool report_freebusy(struct ask *a, struct error *err)
{
    const struct xml_element *range = xml_child(xml_root(a->body), NS_CAL, "time-range");
    struct busy_bounds bounds = BUSY_BOUNDS;
    struct busy b = {.ask = a, .bounds = &bounds};
    if (!range)
        return fail(err, FAULT_INVALID, NULL, "A free-busy-query needs a C:time-range.");
    TRY(time_range_read_closed(range, &b.range, err));
    OWN(account) owner = store_account(a->tx, a->at.calendar->account, err);
    TRY(owner);
    b.owner = owner;
    bool ok = a->at.object ? busy_gather_one(&b, a->at.calendar, a->at.object, err)
                           : busy_gather(&b, a->at.calendar, err);
    if (ok)
        answer(a, &b);
    busy_clear(&b);
    return ok;
}
