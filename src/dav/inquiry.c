/* Reading the message of an inquiry: a METHOD:REQUEST of one VFREEBUSY. RFC 5546, 3.3.2 */
#include "inquiry.h"

/* --- what the message says -------------------------------------------------------------------- */

static bool not_valid(struct error *err, const char *what)
{
    return fail(err, FAULT_INVALID, "valid-scheduling-message",
                "The outbox takes a METHOD:REQUEST of one VFREEBUSY alone: %s", what);
}

static const struct outline_line *line_of(const struct inquiry *q, size_t part, const char *name)
{
    const struct outline_part *p = &q->o->parts[part];
    for (size_t i = p->begin; i < p->end; i++)
        if (q->o->lines[i].part == part && span_is_nocase(q->o->lines[i].line.name, name))
            return &q->o->lines[i];
    return NULL;
}

static struct span value_of(const struct inquiry *q, size_t part, const char *name)
{
    const struct outline_line *l = line_of(q, part, name);
    return l ? span_trim(l->line.value) : (struct span){0};
}

static bool find_part(struct inquiry *q, struct error *err)
{
    size_t i = SIZE_MAX;
    if (!span_is_nocase(value_of(q, 0, "METHOD"), "REQUEST"))
        return not_valid(err, "this has another METHOD, or none.");
    while (outline_next_part(q->o, 0, &i)) {
        if (span_is_nocase(q->o->parts[i].name, "VTIMEZONE"))
            continue;
        if (q->part || !span_is_nocase(q->o->parts[i].name, "VFREEBUSY"))
            return not_valid(err, "something else is in this.");
        q->part = i;
    }
    return q->part ? true : not_valid(err, "there is no VFREEBUSY in this.");
}

static bool read_bound(const struct inquiry *q, const char *name, instant *out, struct error *err)
{
    struct written_time t;
    if (!written_time_parse(value_of(q, q->part, name), &t) || !t.is_utc)
        return not_valid(err, "DTSTART and DTEND have to be there, in UTC.");
    *out = t.local;
    return true;
}

static bool read_range(struct inquiry *q, struct error *err)
{
    TRY(read_bound(q, "DTSTART", &q->range.from, err));
    TRY(read_bound(q, "DTEND", &q->range.to, err));
    return q->range.from < q->range.to || not_valid(err, "it ends before it starts.");
}

static bool is_known(const struct inquiry *q, struct span uri)
{
    OWN_CHARS address = address_normal(uri);
    for (size_t i = 0; i < q->count; i++) {
        OWN_CHARS other = address_normal(q->recipients[i]->line.value);
        if (strcmp(address, other) == 0)
            return true;
    }
    return false;
}

static bool read_recipients(struct inquiry *q, struct error *err)
{
    const struct outline_part *p = &q->o->parts[q->part];
    for (size_t i = p->begin; i < p->end; i++) {
        const struct outline_line *l = &q->o->lines[i];
        if (l->part != q->part || !span_is_nocase(l->line.name, "ATTENDEE") ||
            is_known(q, l->line.value))
            continue;
        if (q->count == MOST_RECIPIENTS)
            return fail(err, FAULT_TOO_LARGE, "max-attendees-per-instance",
                        "At most %d people can be asked about at once.", MOST_RECIPIENTS);
        q->recipients[q->count++] = l;
    }
    return q->count > 0 || not_valid(err, "it names no ATTENDEE.");
}
/* --- who it is about -------------------------------------------------------------------------- */

bool inquiry_person(struct ask *a, struct span uri, int64_t *id_out, struct error *err)
{
    struct path path = {0};
    OWN_CHARS address = address_normal(uri);
    *id_out = 0;
    TRY(store_account_of_address(a->tx, address, id_out, err));
    if (*id_out || !path_read(span_trim(uri), &path, NULL) || path.place != PLACE_PRINCIPAL) {
        path_clear(&path);
        return true;
    }
    OWN(account) named = store_account_named(a->tx, path.user, err);
    path_clear(&path);
    *id_out = named ? named->id : 0;
    return named || err->kind == FAULT_NOT_FOUND;
}

static bool check_is_actor(struct ask *a, struct span uri, struct error *err)
{
    int64_t id;
    TRY(inquiry_person(a, uri, &id, err));
    return id == a->actor->id ||
           fail(err, FAULT_FORBIDDEN, "valid-organizer",
                "Who asks has to be the ORGANIZER, by one of his own addresses.");
}

static bool check_organizer(struct inquiry *q, struct error *err)
{
    const char *originator = http_header(q->ask->http, "Originator"); /* of earlier programs */
    q->organizer = line_of(q, q->part, "ORGANIZER");
    TRY(check_is_actor(q->ask, q->organizer ? q->organizer->line.value : SPAN(""), err));
    return !originator || check_is_actor(q->ask, span_of(originator), err);
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool check_type(const struct ask *a, struct error *err)
{
    size_t most = a->dav->pipeline->config->limits.object_bytes;
    struct span rest, type = span_cut(span_of(http_header(a->http, "Content-Type")), ';', &rest);
    if (!span_is_nocase(span_trim(type), "text/calendar"))
        return fail(err, FAULT_INVALID, "supported-calendar-data",
                    "The outbox takes text/calendar alone.");
    return http_body(a->http).len <= most ||
           fail(err, FAULT_TOO_LARGE, "max-resource-size",
                "A message is larger here than the %zu bytes that it may have.", most);
}

static bool check_lines(struct span body, struct error *err)
{
    struct ical_line line;
    struct error why = {0};
    int got;
    OWN(ical_reader) r = ical_reader_new(body, &ical_limits_default);
    while ((got = ical_reader_next(r, &line, &why)) == 1)
        continue;
    return got == 0 || fail(err, FAULT_INVALID, "valid-calendar-data", "%s", why.said);
}

static bool check_calendar(const struct inquiry *q, struct error *err)
{
    const struct outline *o = q->o;
    bool is_whole = o->nparts > 0 && span_is_nocase(o->parts[0].name, "VCALENDAR") &&
                    o->parts[0].end == o->nlines && o->lines[o->nlines - 1].part == 0 &&
                    span_is_nocase(o->lines[o->nlines - 1].line.name, "END");
    struct span scale = is_whole ? value_of(q, 0, "CALSCALE") : (struct span){0};
    if (!is_whole)
        return fail(err, FAULT_INVALID, "valid-calendar-data", "This is no whole VCALENDAR.");
    return scale.len == 0 || span_is_nocase(scale, "GREGORIAN") ||
           fail(err, FAULT_INVALID, "valid-calendar-data", "Only CALSCALE:GREGORIAN is known.");
}

static bool read_message(struct inquiry *q, struct error *err)
{
    TRY(check_calendar(q, err));
    TRY(find_part(q, err));
    TRY(read_range(q, err));
    TRY(check_organizer(q, err));
    TRY(read_recipients(q, err));
    struct span masked = value_of(q, q->part, "X-CALENDARSERVER-MASK-UID");
    q->masked = masked.len > 0 ? span_copy(masked) : NULL;
    q->uid = line_of(q, q->part, "UID");
    return true;
}

bool inquiry_read(struct ask *a, struct inquiry *out, struct error *err)
{
    *out = (struct inquiry){.ask = a, .bounds = BUSY_BOUNDS};
    TRY(check_type(a, err));
    TRY(check_lines(http_body(a->http), err));
    out->o = outline_new(http_body(a->http));
    return read_message(out, err);
}

void inquiry_clear(struct inquiry *q)
{
    outline_free(q->o);
    free(q->masked);
}
