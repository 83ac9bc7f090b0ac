/* A calendar's years as tables of months: the Gregorian by arithmetic, the others read from ICU,
 * which is asked once for each month of a year. */
#include "scale.h"

#include <math.h>
#include <pthread.h>
#include <unicode/ucal.h>

#define DAY_MS 86400000.0
#define YEARS  8 /* that are kept: rules walk from one to the next */

static const struct kind {
    const char *name; /* of CLDR */
    const char *icu;  /* NULL: the Gregorian calendar but for the numbers of its years */
    int months;       /* in every year; 0: months follow the moon, some years have one more */
    int year_steps;   /* what reading a year from ICU costs */
    enum lunar lunar;
    int lunar_epoch; /* its years are counted from so many before the Gregorian ones */
} kinds[] = {
    {"GREGORIAN", NULL, 12, 1, LUNAR_NONE, 0},
    {"GREGORY", NULL, 12, 1, LUNAR_NONE, 0},
    {"ISO8601", NULL, 12, 1, LUNAR_NONE, 0},
    {"BUDDHIST", NULL, 12, 1, LUNAR_NONE, 0},
    {"JAPANESE", NULL, 12, 1, LUNAR_NONE, 0},
    {"ROC", NULL, 12, 1, LUNAR_NONE, 0},
    {"CHINESE", "@calendar=chinese", 0, 3000, LUNAR_CHINESE, 2637},
    {"DANGI", "@calendar=dangi", 0, 3000, LUNAR_DANGI, 2333},
    {"HEBREW", "@calendar=hebrew", 0, 100, LUNAR_NONE, 0},
    {"COPTIC", "@calendar=coptic", 13, 100, LUNAR_NONE, 0},
    {"ETHIOPIC", "@calendar=ethiopic", 13, 100, LUNAR_NONE, 0},
    {"ETHIOAA", "@calendar=ethiopic", 13, 100, LUNAR_NONE, 0},
    {"ETHIOPIC-AMETE-ALEM", "@calendar=ethiopic", 13, 100, LUNAR_NONE, 0},
    {"INDIAN", "@calendar=indian", 12, 100, LUNAR_NONE, 0},
    {"PERSIAN", "@calendar=persian", 12, 100, LUNAR_NONE, 0},
    {"ISLAMIC", "@calendar=islamic", 12, 200, LUNAR_NONE, 0},
    {"ISLAMIC-CIVIL", "@calendar=islamic-civil", 12, 100, LUNAR_NONE, 0},
    {"ISLAMICC", "@calendar=islamic-civil", 12, 100, LUNAR_NONE, 0},
    {"ISLAMIC-RGSA", "@calendar=islamic-rgsa", 12, 200, LUNAR_NONE, 0},
    {"ISLAMIC-TBLA", "@calendar=islamic-tbla", 12, 100, LUNAR_NONE, 0},
    {"ISLAMIC-UMALQURA", "@calendar=islamic-umalqura", 12, 100, LUNAR_NONE, 0},
};

struct scale {
    const struct kind *kind;
    pthread_mutex_t lock; /* of what follows */
    UCalendar *calendar;
    struct scale_year years[YEARS]; /* a year stands at its number modulo YEARS; length 0: none */
};

static const struct kind *kind_named(struct span name)
{
    for (size_t i = 0; i < LENGTH(kinds); i++)
        if (span_is_nocase(name, kinds[i].name))
            return &kinds[i];
    return NULL;
}

struct scale *scale_open(struct span name, struct error *err)
{
    static const UChar utc[] = {'U', 'T', 'C'};
    const struct kind *kind = kind_named(name);
    UErrorCode status = U_ZERO_ERROR;
    if (!kind) {
        fail(err, FAULT_INVALID, "supported-rscale",
             "The rule counts in a calendar that is not known here: RSCALE=%.*s.",
             (int)(name.len < 60 ? name.len : 60), name.at);
        return NULL;
    }
    UCalendar *calendar =
        kind->icu ? ucal_open(utc, LENGTH(utc), kind->icu, UCAL_TRADITIONAL, &status) : NULL;
    if (U_FAILURE(status)) {
        fail(err, FAULT_INVALID, "supported-rscale",
             "The calendar of RSCALE=%s is not installed here (ICU says %s).", kind->name,
             u_errorName(status));
        return NULL;
    }
    struct scale *s = mem_new(sizeof *s);
    s->kind = kind;
    s->calendar = calendar;
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

void scale_free(struct scale *s)
{
    if (!s)
        return;
    if (s->calendar)
        ucal_close(s->calendar);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

const char *scale_name(const struct scale *s)
{
    return s->kind->name;
}

bool scale_is_gregorian(const struct scale *s)
{
    return !s->kind->icu;
}

/* --- reading years --- */

static void gregorian_year(int64_t year, struct scale_year *y)
{
    *y = (struct scale_year){.year = year, .first_day = days_from_civil(year, 1, 1), .nmonths = 12};
    for (int m = 0; m < 12; m++) {
        int length = days_in_month(year, m + 1);
        y->months[m] = (struct scale_month){(int16_t)(m + 1), (int16_t)y->length, (int16_t)length};
        y->length += length;
    }
}

/* A day as ICU has it. Its calendars go on for longer than our years, so that nothing fails. */
struct icu_day {
    int year, month, month_day;
    bool is_leap;
};

static struct icu_day icu_day(UCalendar *c, int64_t day)
{
    UErrorCode status = U_ZERO_ERROR;
    ucal_setMillis(c, (double)day * DAY_MS, &status);
    struct icu_day d = {
        .year = ucal_get(c, UCAL_EXTENDED_YEAR, &status),
        .month = ucal_get(c, UCAL_MONTH, &status),
        .month_day = ucal_get(c, UCAL_DAY_OF_MONTH, &status),
        .is_leap = ucal_get(c, UCAL_IS_LEAP_MONTH, &status) == 1,
    };
    return d;
}

/* Its day of the year is not to be relied on: in Korean years it is one off now and then. */
static int64_t icu_new_year(UCalendar *c, int year)
{
    UErrorCode status = U_ZERO_ERROR;
    ucal_clear(c);
    ucal_set(c, UCAL_EXTENDED_YEAR, year);
    ucal_set(c, UCAL_MONTH, 0);
    ucal_set(c, UCAL_DAY_OF_MONTH, 1);
    ucal_set(c, UCAL_IS_LEAP_MONTH, 0);
    return (int64_t)llround(ucal_getMillis(c, &status) / DAY_MS);
}

/* RFC 7529 numbers the months of a Hebrew year without a leap month, and calls Adar I 5L; ICU gives
 * Adar I a number of its own. */
static int16_t month_number(const struct kind *kind, const struct icu_day *d)
{
    bool hebrew = kind->months == 0 && kind->lunar == LUNAR_NONE;
    if (hebrew)
        return (int16_t)(d->month < 5 ? d->month + 1 : d->month == 5 ? 5 + LEAP_MONTH : d->month);
    return (int16_t)(d->month + 1 + (d->is_leap ? LEAP_MONTH : 0));
}

/* No month is longer than 31 days: so many days on, ICU tells where the next begins. */
static void icu_months(const struct scale *s, struct scale_year *y)
{
    int length = y->length;
    struct icu_day d = icu_day(s->calendar, y->first_day);
    for (y->length = 0; y->length < length && y->nmonths < MOST_MONTHS;) {
        struct scale_month *m = &y->months[y->nmonths++];
        *m = (struct scale_month){.number = month_number(s->kind, &d), .first = (int16_t)y->length};
        d = icu_day(s->calendar, y->first_day + y->length + 31);
        m->length = (int16_t)(31 - d.month_day + 1);
        y->length += m->length;
    }
    struct scale_month *last = &y->months[y->nmonths - 1];
    last->length = (int16_t)(length - last->first);
    y->length = length;
}

/* A year goes to where the next begins: in far years ICU does not always say the same of the days
 * around it. */
static void icu_year(const struct scale *s, int64_t day, struct scale_year *y)
{
    int year = icu_day(s->calendar, day).year;
    int64_t first = icu_new_year(s->calendar, year);
    if (day < first)
        first = icu_new_year(s->calendar, --year);
    int64_t next = icu_new_year(s->calendar, year + 1);
    if (day >= next) {
        first = next;
        next = icu_new_year(s->calendar, ++year + 1);
    }
    *y = (struct scale_year){.year = year, .first_day = first, .length = (int)(next - first)};
    icu_months(s, y);
}

static bool year_has(const struct scale_year *y, int64_t day)
{
    return y->length && day >= y->first_day && day < y->first_day + y->length;
}

static int64_t slot_of(int64_t year)
{
    return year & (YEARS - 1);
}

/* The Gregorian year in which a lunar year begins that has this day. */
static int64_t lunar_begin(enum lunar which, int64_t day)
{
    struct scale_year y;
    int64_t gregorian;
    int month, month_day;
    civil_from_days(day, &gregorian, &month, &month_day);
    if (month > 2 || !lunar_has(gregorian))
        return gregorian;
    lunar_year(which, gregorian, &y);
    return day < y.first_day ? gregorian - 1 : gregorian;
}

static void read_lunar(const struct kind *kind, int64_t gregorian, struct scale_year *out)
{
    lunar_year(kind->lunar, gregorian, out);
    out->year = gregorian + kind->lunar_epoch;
}

/* The lock is held. */
static const struct scale_year *kept_year(struct scale *s, int64_t day)
{
    for (size_t i = 0; i < YEARS; i++)
        if (year_has(&s->years[i], day))
            return &s->years[i];
    struct scale_year y;
    icu_year(s, day, &y);
    struct scale_year *kept = &s->years[slot_of(y.year)];
    *kept = y;
    return kept;
}

void scale_year_of_day(struct scale *s, int64_t day, struct scale_year *out)
{
    int64_t gregorian;
    int month, month_day;
    if (!s->kind->icu) {
        civil_from_days(day, &gregorian, &month, &month_day);
        gregorian_year(gregorian, out);
        return;
    }
    gregorian = s->kind->lunar ? lunar_begin(s->kind->lunar, day) : 0;
    if (lunar_has(gregorian)) {
        read_lunar(s->kind, gregorian, out);
        return;
    }
    pthread_mutex_lock(&s->lock);
    *out = *kept_year(s, day);
    pthread_mutex_unlock(&s->lock);
}

/* A day in the middle of a year that was not read yet, from one that was. */
static int64_t day_within(struct scale *s, int64_t year)
{
    struct scale_year near;
    scale_year_of_day(s, 0, &near);
    double days = s->kind->months == 12 && near.length < 360 ? 354.36667 : 365.2425;
    return near.first_day + (int64_t)llround((double)(year - near.year) * days) + 180;
}

void scale_year(struct scale *s, int64_t year, struct scale_year *out)
{
    if (!s->kind->icu) {
        gregorian_year(year, out);
        return;
    }
    if (s->kind->lunar && lunar_has(year - s->kind->lunar_epoch)) {
        read_lunar(s->kind, year - s->kind->lunar_epoch, out);
        return;
    }
    pthread_mutex_lock(&s->lock);
    *out = s->years[slot_of(year)];
    pthread_mutex_unlock(&s->lock);
    if (!out->length || out->year != year)
        scale_year_of_day(s, day_within(s, year), out);
    for (int tries = 0; out->year != year && tries < 8; tries++)
        scale_year_of_day(s, out->first_day + (out->year < year ? out->length : -1), out);
}

int scale_month_of_day(const struct scale_year *y, int64_t day)
{
    int month = y->nmonths - 1;
    while (month > 0 && day - y->first_day < y->months[month].first)
        month--;
    return month;
}

/* --- months one after the other --- */

#define NEW_MOON_DAY 10963 /* 2000-01-07 */
#define MOON_DAYS    29.530588861

/* No month of a calendar that follows the moon begins a week off the mean new moon. */
int64_t scale_month_number(struct scale *s, int64_t day)
{
    struct scale_year y;
    scale_year_of_day(s, day, &y);
    int month = scale_month_of_day(&y, day);
    if (s->kind->months)
        return y.year * s->kind->months + month;
    return llround((double)(y.first_day + y.months[month].first - NEW_MOON_DAY) / MOON_DAYS);
}

int64_t scale_month_first_day(struct scale *s, int64_t number)
{
    struct scale_year y;
    if (s->kind->months) {
        int64_t year = number / s->kind->months - (number % s->kind->months < 0);
        scale_year(s, year, &y);
        return y.first_day + y.months[number - year * s->kind->months].first;
    }
    int64_t within = NEW_MOON_DAY + llround((double)number * MOON_DAYS) + 14;
    scale_year_of_day(s, within, &y);
    return y.first_day + y.months[scale_month_of_day(&y, within)].first;
}

/* Beyond the official tables ICU looks for an Umm al-Qura year by going through all of them. */
int64_t scale_steps(const struct scale *s, int64_t day)
{
    const struct kind *kind = s->kind;
    int64_t year;
    int month, month_day;
    civil_from_days(day, &year, &month, &month_day);
    if (kind->lunar && lunar_has(year) && lunar_has(year - 1))
        return 10;
    if (span_is(span_of(kind->name), "ISLAMIC-UMALQURA") && year > 2170)
        return kind->year_steps + (year - 2170) * 2;
    return kind->year_steps;
}
