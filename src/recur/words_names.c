/* Days, months, ordinals and times of day. */
#include "words.h"

static const struct {
    const char *context, *names[7];
} weekdays[] = {
    [WEEKDAY_EVERY] = {"every",
                       {PHRASE_IN("every", "Sunday"), PHRASE_IN("every", "Monday"),
                        PHRASE_IN("every", "Tuesday"), PHRASE_IN("every", "Wednesday"),
                        PHRASE_IN("every", "Thursday"), PHRASE_IN("every", "Friday"),
                        PHRASE_IN("every", "Saturday")}},
    [WEEKDAY_ON] = {"on",
                    {PHRASE_IN("on", "Sunday"), PHRASE_IN("on", "Monday"),
                     PHRASE_IN("on", "Tuesday"), PHRASE_IN("on", "Wednesday"),
                     PHRASE_IN("on", "Thursday"), PHRASE_IN("on", "Friday"),
                     PHRASE_IN("on", "Saturday")}},
    [WEEKDAY_NTH] = {"the second",
                     {PHRASE_IN("the second", "Sunday"), PHRASE_IN("the second", "Monday"),
                      PHRASE_IN("the second", "Tuesday"), PHRASE_IN("the second", "Wednesday"),
                      PHRASE_IN("the second", "Thursday"), PHRASE_IN("the second", "Friday"),
                      PHRASE_IN("the second", "Saturday")}},
};

/* "in June" and "3 June" differ in many languages. */
static const char *const months[] = {
    PHRASE_IN("in", "January"), PHRASE_IN("in", "February"), PHRASE_IN("in", "March"),
    PHRASE_IN("in", "April"),   PHRASE_IN("in", "May"),      PHRASE_IN("in", "June"),
    PHRASE_IN("in", "July"),    PHRASE_IN("in", "August"),   PHRASE_IN("in", "September"),
    PHRASE_IN("in", "October"), PHRASE_IN("in", "November"), PHRASE_IN("in", "December"),
};
static const char *const months_of_dates[] = {
    PHRASE_IN("date", "January"), PHRASE_IN("date", "February"), PHRASE_IN("date", "March"),
    PHRASE_IN("date", "April"),   PHRASE_IN("date", "May"),      PHRASE_IN("date", "June"),
    PHRASE_IN("date", "July"),    PHRASE_IN("date", "August"),   PHRASE_IN("date", "September"),
    PHRASE_IN("date", "October"), PHRASE_IN("date", "November"), PHRASE_IN("date", "December"),
};
static const char *const first_ordinals[] = {
    PHRASE_IN("ordinal", "first"),  PHRASE_IN("ordinal", "second"), PHRASE_IN("ordinal", "third"),
    PHRASE_IN("ordinal", "fourth"), PHRASE_IN("ordinal", "fifth"),
};
static const char *const ordinal_ends[] = {
    PHRASE_IN("ordinal", "{number}th"),
    PHRASE_IN("ordinal", "{number}st"),
    PHRASE_IN("ordinal", "{number}nd"),
    PHRASE_IN("ordinal", "{number}rd"),
};

const char *weekday_word(const struct language *l, enum weekday_use use, int weekday)
{
    return phrase_in(l, weekdays[use].context, weekdays[use].names[weekday]);
}

const char *month_word(const struct language *l, int month)
{
    return phrase_in(l, "in", months[month - 1]);
}

char *date_word(const struct language *l, int day, int month)
{
    OWN_CHARS number = number_word(l, day);
    return phrase_fill(phrase_in(l, "date", "{day} {month}"), "day", number, "month",
                       phrase_in(l, "date", months_of_dates[month - 1]), NULL);
}

char *full_date_word(const struct language *l, wall at)
{
    struct civil c = civil_of(at);
    OWN_CHARS day = number_word(l, c.day);
    OWN_CHARS year = number_word(l, c.year);
    return phrase_fill(phrase_in(l, "date", "{day} {month} {year}"), "day", day, "month",
                       phrase_in(l, "date", months_of_dates[c.month - 1]), "year", year, NULL);
}

char *time_word(const struct language *l, wall of_day, bool with_seconds)
{
    OWN_CHARS hour = mem_strf("%02d", (int)(of_day / 3600));
    OWN_CHARS minute = mem_strf("%02d", (int)(of_day / 60 % 60));
    OWN_CHARS second = mem_strf("%02d", (int)(of_day % 60));
    return phrase_fill(with_seconds ? phrase_in(l, "time of day", "{hour}:{minute}:{second}")
                                    : phrase_in(l, "time of day", "{hour}:{minute}"),
                       "hour", hour, "minute", minute, "second", second, NULL);
}

char *date_and_time_word(const struct language *l, wall at)
{
    wall of_day = at - floor_div(at, DAY_S) * DAY_S;
    OWN_CHARS date = full_date_word(l, at);
    OWN_CHARS time = time_word(l, of_day, of_day % 60 != 0);
    return phrase_fill(phrase_in(l, "date", "{date} at {time}"), "date", date, "time", time, NULL);
}

/* The first has words of its own in languages that make all others alike. */
static char *numeral(const struct language *l, int n)
{
    int tens = n / 10 % 10, ones = n % 10;
    OWN_CHARS number = number_word(l, n);
    if (n == 1)
        return mem_str(phrase_in(l, "ordinal", "1st"));
    return phrase_fill(phrase_in(l, "ordinal", ordinal_ends[tens != 1 && ones < 4 ? ones : 0]),
                       "number", number, NULL);
}

static char *ordinal(const struct language *l, int n)
{
    if (n > (int)LENGTH(first_ordinals))
        return numeral(l, n);
    return mem_str(phrase_in(l, "ordinal", first_ordinals[n - 1]));
}

char *place_word(const struct language *l, int place)
{
    if (place == -1)
        return mem_str(phrase_in(l, "ordinal", "last"));
    OWN_CHARS nth = ordinal(l, abs(place));
    if (place > 0)
        return GIVE(nth);
    return phrase_fill(phrase_in(l, "ordinal", "{ordinal} last"), "ordinal", nth, NULL);
}

static char *day_from_end(const struct language *l, int day)
{
    OWN_CHARS place = place_word(l, day);
    return phrase_fill(phrase(l, "the {ordinal} day"), "ordinal", place, NULL);
}

char *monthday_word(const struct language *l, int day)
{
    if (day < 0)
        return day_from_end(l, day);
    OWN_CHARS nth = numeral(l, day);
    return phrase_fill(phrase_in(l, "day of the month", "the {ordinal}"), "ordinal", nth, NULL);
}

char *yearday_word(const struct language *l, int day)
{
    return day_from_end(l, day);
}

char *week_word(const struct language *l, int week)
{
    OWN_CHARS number = week < 0 ? place_word(l, week) : number_word(l, week);
    if (week < 0)
        return phrase_fill(phrase(l, "the {ordinal} week of the year"), "ordinal", number, NULL);
    return phrase_fill(phrase(l, "week {number}"), "number", number, NULL);
}

char *month_number_word(const struct language *l, int month)
{
    bool is_leap = month > LEAP_MONTH;
    OWN_CHARS number = number_word(l, is_leap ? month - LEAP_MONTH : month);
    return phrase_fill(is_leap ? phrase(l, "leap month {number}") : phrase(l, "month {number}"),
                       "number", number, NULL);
}

const char *calendar_word(const struct language *l, const struct scale *s)
{
    static const struct {
        const char *begin, *word;
    } calendars[] = {
        {"CHINESE", PHRASE_IN("calendar", "Chinese")},
        {"DANGI", PHRASE_IN("calendar", "Korean")},
        {"HEBREW", PHRASE_IN("calendar", "Hebrew")},
        {"COPTIC", PHRASE_IN("calendar", "Coptic")},
        {"ETHIO", PHRASE_IN("calendar", "Ethiopian")},
        {"INDIAN", PHRASE_IN("calendar", "Indian")},
        {"PERSIAN", PHRASE_IN("calendar", "Persian")},
        {"ISLAMIC", PHRASE_IN("calendar", "Islamic")},
    };
    for (size_t i = 0; i < LENGTH(calendars); i++)
        if (span_starts(span_of(scale_name(s)), calendars[i].begin))
            return phrase_in(l, "calendar", calendars[i].word);
    return phrase_in(l, "calendar", "Gregorian");
}

char *number_word(const struct language *l, int number)
{
    (void)l;
    return mem_strf("%d", number);
}
