#include "convoke/base.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

static _Atomic int64_t fixed = INSTANT_FIRST;
static pthread_once_t asked_environment = PTHREAD_ONCE_INIT;

static void ask_environment(void)
{
    const char *said = getenv("CONVOKE_TEST_NOW");
    instant now;
    if (said && fixed == INSTANT_FIRST && instant_parse(span_of(said), &now))
        fixed = now;
}

instant clock_now(void)
{
    pthread_once(&asked_environment, ask_environment);
    instant set = fixed;
    return set != INSTANT_FIRST ? set : (instant)time(NULL);
}

int64_t clock_ticks_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void clock_set(instant now)
{
    pthread_once(&asked_environment, ask_environment);
    fixed = now;
}

/* Days since 1970-01-01 in the Gregorian calendar, counted in eras of 400 years from March. */
static int64_t days_of(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool digits(const char *at, int count, int *out)
{
    *out = 0;
    for (int i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9')
            return false;
        *out = *out * 10 + at[i] - '0';
    }
    return true;
}

/* "Z", "+02:00" or "-0530" at the end; the offset in seconds. */
static bool read_offset(struct span s, int64_t *seconds_out)
{
    if (span_is_nocase(s, "Z")) {
        *seconds_out = 0;
        return true;
    }
    int hours, minutes;
    bool colon = s.len == 6 && s.at[3] == ':';
    if ((!colon && s.len != 5) || (s.at[0] != '+' && s.at[0] != '-') ||
        !digits(s.at + 1, 2, &hours) || !digits(s.at + (colon ? 4 : 3), 2, &minutes) ||
        hours > 23 || minutes > 59)
        return false;
    *seconds_out = (hours * 3600 + minutes * 60) * (s.at[0] == '-' ? -1 : 1);
    return true;
}

static int month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : lengths[month - 1];
}

bool instant_parse(struct span s, instant *out)
{
    int year, month, day, hour, minute, second;
    if (s.len < 20 || !digits(s.at, 4, &year) || s.at[4] != '-' || !digits(s.at + 5, 2, &month) ||
        s.at[7] != '-' || !digits(s.at + 8, 2, &day) || !strchr("Tt ", s.at[10]) ||
        !digits(s.at + 11, 2, &hour) || s.at[13] != ':' || !digits(s.at + 14, 2, &minute) ||
        s.at[16] != ':' || !digits(s.at + 17, 2, &second))
        return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > month_length(year, month) ||
        hour > 23 || minute > 59 || second > 60)
        return false;
    struct span rest = span_make(s.at + 19, s.len - 19);
    if (rest.at[0] == '.') {
        rest = span_make(rest.at + 1, rest.len - 1);
        while (rest.len && rest.at[0] >= '0' && rest.at[0] <= '9')
            rest = span_make(rest.at + 1, rest.len - 1);
    }
    int64_t offset;
    if (!read_offset(rest, &offset))
        return false;
    *out = days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
    return true;
}

void text_add_instant(struct text *t, instant i)
{
    struct tm tm;
    time_t at = (time_t)i;
    if (!gmtime_r(&at, &tm)) {
        text_add_str(t, i < 0 ? "the-beginning" : "never");
        return;
    }
    text_addf(t, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
              tm.tm_hour, tm.tm_min, tm.tm_sec);
}
