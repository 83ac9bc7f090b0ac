#include "internal.h"

#define DAY_S 86400
/* Until when zones are written for a series: programs look no further ahead, and the last rule goes
 * on to hold. */
#define YEARS_AHEAD 5

/* One message being written. */
struct writing {
    const struct itip_write *w;
    const struct vevent *v; /* whose words it carries: the override, the series, the single event */
    bool is_cancel, is_reply, is_made; /* is_made: an occurrence made from the series */
    struct moment start, end, recurrence_id;
    struct sheet sheet;
};

/* --- which VEVENT, and when ----------------------------------------------------------------- */

static int64_t length_at(const struct vevent *series, const struct moment *start)
{
    instant at = moment_instant(start, NULL);
    for (size_t i = 0; i < series->nown_lengths; i++)
        if (series->own_lengths[i].at == at)
            return series->own_lengths[i].duration_s;
    return -1;
}

/* Days are counted on the wall clock, the rest exactly. */
static struct moment end_from(const struct vevent *series, const struct moment *start)
{
    struct moment end = *start;
    int64_t own = length_at(series, start);
    int64_t exact_s = own >= 0 ? own : series->exact_s;
    end.local += own >= 0 ? 0 : series->nominal_days * DAY_S;
    if (exact_s) {
        instant at = moment_instant(&end, NULL) + exact_s;
        end.local = start->zone ? zone_wall(start->zone, at) : at;
    }
    return end;
}

/* The end in the zone that the event gives it (a flight lands elsewhere). */
static struct moment end_in_own_zone(const struct vevent *series, struct moment end)
{
    const struct moment *own = &series->end;
    if (!own->zone || !end.zone || own->zone == end.zone)
        return end;
    end.local = zone_wall(own->zone, zone_instant(end.zone, end.local));
    end.zone = own->zone;
    return end;
}

static bool make_occurrence(struct writing *x, const struct vevent *series, struct error *err)
{
    if (!key_moment(x->w->message->key, &series->start, &x->start))
        return fail(err, FAULT_BUG, NULL, "\"%s\" names no occurrence.", x->w->message->key);
    x->v = series;
    x->is_made = true;
    x->recurrence_id = x->start;
    x->end = end_in_own_zone(series, end_from(series, &x->start));
    return true;
}

static void take(struct writing *x, const struct vevent *v)
{
    x->v = v;
    x->start = v->start;
    x->end = v->end;
    x->recurrence_id = v->recurrence_id;
}

static bool find_vevent(struct writing *x, struct error *err)
{
    const struct event *e = x->w->from;
    const char *key = x->w->message->key;
    const struct vevent *override = *key ? event_override(e, key) : NULL;
    if (override)
        take(x, override);
    else if (!*key && e->master)
        take(x, e->master);
    else if (!e->master)
        return fail(err, FAULT_NOT_FOUND, NULL, "The event %s has no occurrence \"%s\".", e->uid,
                    key);
    else
        return make_occurrence(x, e->master, err);
    return true;
}

/* --- who ------------------------------------------------------------------------------------ */

static void add_organizer(struct writing *x)
{
    const struct person *organizer =
        x->v->has_organizer ? &x->v->organizer : organizer_of(x->w->from);
    const struct account *owner = x->w->owner;
    struct person made = {.name = owner->display};
    if (!organizer && owner->naddresses) {
        made.address = owner->addresses[0];
        organizer = &made;
    }
    if (organizer)
        sheet_add_person(&x->sheet, "ORGANIZER", "", organizer);
}

static const char *cutype_word(enum cutype c)
{
    static const char *const words[] = {
        [CUTYPE_INDIVIDUAL] = "INDIVIDUAL", [CUTYPE_GROUP] = "GROUP",
        [CUTYPE_RESOURCE] = "RESOURCE",     [CUTYPE_ROOM] = "ROOM",
        [CUTYPE_UNKNOWN] = "UNKNOWN",
    };
    return words[c];
}

/* The recipient is asked anew when he is invited, or when the time has changed. */
static enum partstat partstat_shown(const struct writing *x, const struct person *p)
{
    const struct itip_message *m = x->w->message;
    bool is_asked = m->changed & (ITIP_NEW | ITIP_WHEN);
    return is_asked && strcmp(p->address, m->attendee) == 0 ? PARTSTAT_NEEDS_ACTION : p->partstat;
}

static void add_attendee(struct writing *x, const struct person *p)
{
    bool is_organizer = x->v->has_organizer && strcmp(p->address, x->v->organizer.address) == 0;
    OWN(text) params = text_new();
    text_addf(params, ";CUTYPE=%s;ROLE=%s", cutype_word(p->cutype), role_name(p->role));
    if (!x->is_cancel)
        text_addf(params, ";PARTSTAT=%s%s", partstat_name(partstat_shown(x, p)),
                  is_organizer ? "" : ";RSVP=TRUE");
    sheet_add_person(&x->sheet, "ATTENDEE", text_str(params), p);
}

/* Nobody else's line: an answer speaks for one. RFC 5546, 3.2.3 */
static void add_answer(struct writing *x)
{
    const struct itip_message *m = x->w->message;
    const struct person *p = vevent_attendee(x->v, m->attendee);
    struct person made = {.address = m->attendee, .role = ROLE_REQUIRED};
    OWN(text) params = text_new();
    if (!p)
        p = &made;
    text_addf(params, ";CUTYPE=%s;ROLE=%s;PARTSTAT=%s", cutype_word(p->cutype), role_name(p->role),
              partstat_name(m->answer));
    sheet_add_person(&x->sheet, "ATTENDEE", text_str(params), p);
}

/* Once each; of a CANCEL only the one it is for. */
static void add_attendees(struct writing *x)
{
    const struct vevent *v = x->v;
    const char *to = x->w->message->attendee;
    bool found = false;
    for (size_t i = 0; i < v->nattendees; i++) {
        const struct person *p = &v->attendees[i];
        bool is_recipient = strcmp(p->address, to) == 0;
        if (x->is_cancel ? !is_recipient || found : vevent_attendee(v, p->address) != p)
            continue;
        add_attendee(x, p);
        found = found || is_recipient;
    }
    struct person made = {.address = to, .role = ROLE_REQUIRED, .rsvp = true};
    if (!found)
        add_attendee(x, &made);
}

/* --- the VEVENT ----------------------------------------------------------------------------- */

static void add_times(struct writing *x)
{
    bool is_series = x->v->nrrules || x->v->nrdates;
    if (*x->w->message->key)
        sheet_add_moment(&x->sheet, "RECURRENCE-ID",
                         x->v->and_future && !x->is_made ? ";RANGE=THISANDFUTURE" : "",
                         &x->recurrence_id);
    sheet_add_moment(&x->sheet, "DTSTART", "", &x->start);
    sheet_add_moment(&x->sheet, "DTEND", "", &x->end);
    if (*x->w->message->key || !is_series)
        return;
    OWN_KEYS excluded = {0};
    if (!x->is_cancel && !x->is_reply)
        keys_add_left_out(&excluded, x->w->from, x->w->message->attendee);
    sheet_add_series(&x->sheet, x->v, &excluded);
}

static const char *status_word(const struct writing *x)
{
    if (x->is_cancel || x->v->status == EVENT_CANCELLED)
        return "CANCELLED";
    return x->v->status == EVENT_TENTATIVE ? "TENTATIVE" : "CONFIRMED";
}

/* What Outlook needs to show whole days as such, and not to offer what nobody would read. */
static void add_vendor_hints(struct writing *x)
{
    if (x->start.is_date)
        sheet_add(&x->sheet, "X-MICROSOFT-CDO-ALLDAYEVENT", SPAN(""), SPAN("TRUE"));
    if (!x->is_cancel && !x->is_reply)
        sheet_add(&x->sheet, "X-MICROSOFT-DISALLOW-COUNTER", SPAN(""), SPAN("TRUE"));
}

/* Programs keep it in 32 bits, and some write a clock reading. */
static int64_t sequence_shown(int64_t sequence)
{
    return sequence < 0 ? 0 : sequence > INT32_MAX ? INT32_MAX : sequence;
}

static void write_vevent(struct writing *x, bool with_people)
{
    struct text *out = x->sheet.out;
    OWN(text) uid = text_new();
    text_add_ical(uid, span_of(x->w->from->uid));
    ical_add_line(out, "BEGIN", SPAN(""), SPAN("VEVENT"));
    sheet_add(&x->sheet, "UID", SPAN(""), text_span(uid));
    sheet_add_stamp(&x->sheet, "DTSTAMP", x->w->at);
    OWN_CHARS sequence = mem_strf("%lld", (long long)sequence_shown(x->w->message->sequence));
    sheet_add(&x->sheet, "SEQUENCE", SPAN(""), span_of(sequence));
    add_times(x);
    sheet_add_words(&x->sheet, x->v, !x->is_cancel && !x->is_reply);
    if (!x->is_reply)
        sheet_add(&x->sheet, "STATUS", SPAN(""), span_of(status_word(x)));
    add_organizer(x);
    if (with_people)
        (x->is_reply ? add_answer : add_attendees)(x);
    add_vendor_hints(x);
    ical_add_line(out, "END", SPAN(""), SPAN("VEVENT"));
}

/* --- the VCALENDAR -------------------------------------------------------------------------- */

static int last_year(const struct writing *x)
{
    int64_t latest = x->end.local;
    if (x->v->recurrence && !*x->w->message->key) {
        int64_t ahead = x->w->at + (int64_t)YEARS_AHEAD * 366 * DAY_S;
        latest = latest > ahead ? latest : ahead;
    }
    return civil_of(latest).year;
}

static void add_zones(struct writing *x, struct text *out)
{
    int64_t first = x->start.local < x->recurrence_id.local || !*x->w->message->key
                        ? x->start.local
                        : x->recurrence_id.local;
    for (size_t i = 0; i < x->sheet.nzones; i++)
        zone_add_vtimezone(x->sheet.zones[i], zone_name(x->sheet.zones[i]), civil_of(first).year,
                           last_year(x), out);
}

static void write_head(struct writing *x, bool with_zones, struct text *out)
{
    enum ical_method method = x->is_cancel || x->is_reply ? x->w->message->method : METHOD_REQUEST;
    ical_add_line(out, "BEGIN", SPAN(""), SPAN("VCALENDAR"));
    ical_add_line(out, "PRODID", SPAN(""), SPAN(ICAL_PRODID));
    ical_add_line(out, "VERSION", SPAN(""), SPAN("2.0"));
    ical_add_line(out, "CALSCALE", SPAN(""), SPAN("GREGORIAN"));
    ical_add_line(out, "METHOD", SPAN(""), span_of(ical_method_name(method)));
    if (with_zones)
        add_zones(x, out);
}

char *text_write(const struct itip_write *w, bool whole, size_t *len_out, struct error *err)
{
    OWN(text) vevent = text_new();
    struct writing x = {
        .w = w,
        .is_cancel = w->message->method == METHOD_CANCEL,
        .is_reply = w->message->method == METHOD_REPLY,
        .sheet = {.out = vevent},
    };
    TRY(find_vevent(&x, err));
    write_vevent(&x, whole);
    OWN(text) out = text_new();
    write_head(&x, whole, out);
    text_add(out, text_span(vevent));
    ical_add_line(out, "END", SPAN(""), SPAN("VCALENDAR"));
    if (len_out)
        *len_out = text_len(out);
    return text_take(out);
}

char *itip_text(const struct itip_write *w, size_t *len_out, struct error *err)
{
    return text_write(w, true, len_out, err);
}
