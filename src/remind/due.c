#include "internal.h"

int64_t days_before(int64_t before_s)
{
    return (before_s + DAY_S - 1) / DAY_S;
}

static int64_t first_day(const struct remind_facts *f, const struct occurrence *o)
{
    wall w = zone_wall(f->floating, o->start);
    return w >= 0 ? w / DAY_S : -((-w + DAY_S - 1) / DAY_S);
}

instant remind_due(const struct remind_facts *f, const struct occurrence *o, int64_t before_s)
{
    if (!o->from->start.is_date)
        return o->start - before_s;
    int64_t day = first_day(f, o) - days_before(before_s);
    return zone_instant(f->floating, day * DAY_S + f->all_day_at_s);
}

instant begins_at(const struct remind_facts *f, const struct occurrence *o)
{
    if (!o->from->start.is_date)
        return o->start;
    return zone_instant(f->floating, (first_day(f, o) + 1) * DAY_S);
}
