#include "internal.h"

static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

/* The moments of an event or occurrence, on the clock of the one who reads. */
struct span_of_time {
    instant start, end;
    const struct zone *zone;
    bool is_date; /* then the walls below count */
    wall first, last;
};

static struct civil day_of(wall w)
{
    return civil_of(w);
}

static const char *weekday_of(wall w)
{
    int64_t day = w / 86400 - (w % 86400 < 0);
    return weekdays[weekday_of_days(day)];
}

static void add_day(struct text *t, wall w, bool short_month)
{
    struct civil c = day_of(w);
    const char *month = months[c.month - 1];
    text_addf(t, "%s %d %.*s %d", weekday_of(w), c.day, short_month ? 3 : 9, month, c.year);
}

static void add_time(struct text *t, wall w)
{
    struct civil c = civil_of(w);
    text_addf(t, "%02d:%02d", c.hour, c.minute);
}

/* "CET"; of zones that have only "+03", "UTC+03". */
static void add_abbreviation(struct text *t, const struct zone *zone, instant at)
{
    const char *short_name = zone_abbreviation(zone, at);
    if (*short_name)
        text_addf(t, " %s%s", *short_name == '+' || *short_name == '-' ? "UTC" : "", short_name);
}

static void add_zone_name(struct text *t, const struct zone *zone, instant at)
{
    const char *name = zone_name(zone);
    if (name && *name && strcmp(name, zone_abbreviation(zone, at)) != 0) {
        text_add_str(t, " (");
        text_add_header(t, span_of(name));
        text_add_char(t, ')');
    }
}

static const struct zone *zone_to_show(const struct vevent *v, const struct zone *zone,
                                       const struct zone *floating)
{
    if (zone)
        return zone;
    const struct zone *own = v->start.zone ? v->start.zone : floating;
    return own ? own : zone_utc();
}

static struct span_of_time times_of(const struct vevent *v, const struct occurrence *o,
                                    const struct zone *zone, const struct zone *floating)
{
    const struct vevent *from = o && o->from ? o->from : v;
    struct span_of_time s = {.zone = zone_to_show(from, zone, floating)};
    s.start = o ? o->start : moment_instant(&v->start, floating);
    s.end = o ? o->end : moment_instant(&v->end, floating);
    s.is_date = from->start.is_date;
    if (s.is_date) {
        const struct zone *days = floating ? floating : zone_utc();
        s.first = o ? zone_wall(days, o->start) : v->start.local;
        s.last = (o ? zone_wall(days, o->end) : v->end.local) - 86400;
    } else {
        s.first = zone_wall(s.zone, s.start);
        s.last = zone_wall(s.zone, s.end);
    }
    return s;
}

static bool same_day(wall a, wall b)
{
    struct civil x = day_of(a), y = day_of(b);
    return x.year == y.year && x.month == y.month && x.day == y.day;
}

static void add_days(struct text *t, const struct span_of_time *s)
{
    add_day(t, s->first, false);
    if (s->last > s->first && !same_day(s->first, s->last)) {
        text_add_str(t, " – ");
        add_day(t, s->last, false);
    }
    text_add_str(t, ", all day");
}

/* The abbreviation stands behind both times where the clocks change in between. */
static void add_times(struct text *t, const struct span_of_time *s)
{
    add_day(t, s->first, false);
    text_add_str(t, ", ");
    add_time(t, s->first);
    if (s->end > s->start) {
        if (zone_offset(s->zone, s->start) != zone_offset(s->zone, s->end))
            add_abbreviation(t, s->zone, s->start);
        text_add_str(t, " – ");
        if (!same_day(s->first, s->last)) {
            add_day(t, s->last, false);
            text_add_str(t, ", ");
        }
        add_time(t, s->last);
    }
    add_abbreviation(t, s->zone, s->end > s->start ? s->end : s->start);
    add_zone_name(t, s->zone, s->start);
}

void mail_add_when(struct text *t, const struct vevent *v, const struct occurrence *o,
                   const struct zone *zone, const struct zone *floating)
{
    struct span_of_time s = times_of(v, o, zone, floating);
    if (s.is_date)
        add_days(t, &s);
    else
        add_times(t, &s);
}

void when_add_short(struct text *t, const struct vevent *v, const struct occurrence *o,
                    const struct zone *zone, const struct zone *floating)
{
    struct span_of_time s = times_of(v, o, zone, floating);
    add_day(t, s.first, true);
    if (s.is_date)
        return;
    text_add_char(t, ' ');
    add_time(t, s.first);
    add_abbreviation(t, s.zone, s.start);
}

struct when_tile when_tile(const struct vevent *v, const struct occurrence *o,
                           const struct zone *zone, const struct zone *floating)
{
    struct span_of_time s = times_of(v, o, zone, floating);
    struct civil c = day_of(s.first);
    return (struct when_tile){
        .month = months[c.month - 1], .weekday = weekday_of(s.first), .day = c.day};
}
