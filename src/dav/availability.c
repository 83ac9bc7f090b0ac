/* When somebody can be asked at all: the calendar-availability of an inbox. RFC 7953, 3.1 and 7.2.4
 */
#include "internal.h"

enum { MOST_DEPTH = 3 };

struct outline {
    const char *open[MOST_DEPTH]; /* names of what has begun */
    int depth;
    bool has_availability, ok;
};

/* A VCALENDAR with VAVAILABILITY and the time zones that they name. */
static const char *const inside[MOST_DEPTH][4] = {
    {"VCALENDAR"}, {"VAVAILABILITY", "VTIMEZONE"}, {"AVAILABLE", "STANDARD", "DAYLIGHT"}};

static const char *name_inside(int depth, struct span name)
{
    for (size_t i = 0; depth < MOST_DEPTH && inside[depth][i]; i++)
        if (span_is_nocase(name, inside[depth][i]))
            return inside[depth][i];
    return NULL;
}

static bool begin(struct outline *o, struct span name)
{
    const char *known = name_inside(o->depth, name);
    TRY(known);
    o->open[o->depth++] = known;
    o->has_availability = o->has_availability || known == inside[1][0];
    return true;
}

static bool end(struct outline *o, struct span name)
{
    return o->depth > 0 && span_is_nocase(name, o->open[--o->depth]);
}

static bool take_line(struct outline *o, const struct ical_line *line)
{
    if (span_is_nocase(line->name, "BEGIN"))
        return begin(o, span_trim(line->value));
    if (span_is_nocase(line->name, "END"))
        return end(o, span_trim(line->value));
    return o->depth > 0;
}

static bool is_availability(struct span text)
{
    struct error unused;
    struct ical_line line;
    struct outline o = {.ok = true};
    OWN(ical_reader) reader = ical_reader_new(text, &ical_limits_default);
    int got = 1;
    while (o.ok && (got = ical_reader_next(reader, &line, &unused)) == 1)
        o.ok = take_line(&o, &line);
    return o.ok && got == 0 && o.depth == 0 && o.has_availability;
}

bool check_availability(const struct xml_element *value, struct error *err)
{
    return is_availability(xml_trimmed(value)) ||
           fail(err, FAULT_INVALID, "valid-calendar-data",
                "An availability is a VCALENDAR with VAVAILABILITY components.");
}
