#include "convoke/http.h"

#include <stdio.h>
#include <time.h>

#include "framing.h"

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

void text_add_http_date(struct text *t, instant i)
{
    time_t seconds = i;
    struct tm tm;
    if (!gmtime_r(&seconds, &tm) || tm.tm_year + 1900 > 9999)
        return;
    text_addf(t, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[tm.tm_wday], tm.tm_mday,
              months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static int month_named(const char *name)
{
    for (int i = 0; i < (int)LENGTH(months); i++)
        if (strcmp(months[i], name) == 0)
            return i;
    return -1;
}

/* Two digits of the year mean the one that is not more than 50 years ahead. RFC 9110, 5.6.7 */
static int whole_year(int year)
{
    time_t now = clock_now();
    struct tm tm;
    if (year >= 100 || !gmtime_r(&now, &tm))
        return year;
    int this_year = tm.tm_year + 1900, whole = this_year / 100 * 100 + year;
    return whole > this_year + 50 ? whole - 100 : whole;
}

#define TIME "%2d:%2d:%2d"

static bool fixdate_read(const char *s, struct tm *tm, char month[4], int *end)
{
    return sscanf(s, "%*3[A-Za-z], %2d %3[A-Za-z] %4d " TIME " GMT%n", &tm->tm_mday, month,
                  &tm->tm_year, &tm->tm_hour, &tm->tm_min, &tm->tm_sec, end) == 6;
}

static bool rfc850_read(const char *s, struct tm *tm, char month[4], int *end)
{
    return sscanf(s, "%*9[A-Za-z], %2d-%3[A-Za-z]-%2d " TIME " GMT%n", &tm->tm_mday, month,
                  &tm->tm_year, &tm->tm_hour, &tm->tm_min, &tm->tm_sec, end) == 6;
}

static bool asctime_read(const char *s, struct tm *tm, char month[4], int *end)
{
    return sscanf(s, "%*3[A-Za-z] %3[A-Za-z] %2d " TIME " %4d%n", month, &tm->tm_mday, &tm->tm_hour,
                  &tm->tm_min, &tm->tm_sec, &tm->tm_year, end) == 6;
}

static bool date_read(const char *s, struct tm *tm, char month[4])
{
    static bool (*const forms[])(const char *, struct tm *, char[4],
                                 int *) = {fixdate_read, rfc850_read, asctime_read};
    for (size_t i = 0; i < LENGTH(forms); i++) {
        int end = 0;
        if (forms[i](s, tm, month, &end) && end > 0 && s[end] == '\0')
            return true;
    }
    return false;
}

bool http_date_parse(struct span s, instant *out)
{
    OWN_CHARS copy = span_copy(s);
    struct tm tm = {0};
    char month[4] = "";
    if (strlen(copy) != s.len || !date_read(copy, &tm, month))
        return false;
    tm.tm_mon = month_named(month);
    if (tm.tm_mon < 0 || tm.tm_mday < 1 || tm.tm_mday > 31 || tm.tm_hour < 0 || tm.tm_hour > 23 ||
        tm.tm_min < 0 || tm.tm_min > 59 || tm.tm_sec < 0 || tm.tm_sec > 60 || tm.tm_year < 0)
        return false;
    tm.tm_year = whole_year(tm.tm_year) - 1900;
    *out = timegm(&tm);
    return true;
}

/* The next entity tag of a list, without its W/; at NULL when there is none. */
static struct span etag_next(struct span *list)
{
    while (list->len > 0 && (list->at[0] == ',' || list->at[0] == ' ' || list->at[0] == '\t'))
        *list = span_make(list->at + 1, list->len - 1);
    if (span_starts(*list, "W/"))
        *list = span_make(list->at + 2, list->len - 2);
    const char *end =
        list->len > 1 && list->at[0] == '"' ? memchr(list->at + 1, '"', list->len - 1) : NULL;
    if (!end)
        return (struct span){0};
    struct span tag = span_make(list->at, (size_t)(end + 1 - list->at));
    *list = span_make(end + 1, list->len - tag.len);
    return tag;
}

bool http_etag_is_listed(struct span list, struct span etag)
{
    list = span_trim(list);
    if (span_is(list, "*"))
        return true;
    for (struct span tag = etag_next(&list); tag.at; tag = etag_next(&list))
        if (span_equal(tag, etag))
            return true;
    return false;
}

bool http_is_fresh(const struct http_request *r, const char *etag, instant modified)
{
    const char *tags = http_header(r, "If-None-Match");
    const char *since = http_header(r, "If-Modified-Since");
    instant had;
    if (tags) /* goes before the date. RFC 9110, 13.2.2 */
        return http_etag_is_listed(span_of(tags), span_of(etag));
    return since && http_date_parse(span_trim(span_of(since)), &had) && modified <= had;
}

static bool is_zero_weight(struct span params) /* ";q=0", "; q=0.000" */
{
    struct span rest, weight = span_trim(params);
    span_cut(weight, '=', &rest);
    if (!span_starts_nocase(weight, "q=") || rest.len == 0 || rest.at[0] != '0')
        return false;
    for (size_t i = 1; i < rest.len; i++)
        if (rest.at[i] >= '1' && rest.at[i] <= '9')
            return false;
    return true;
}

bool http_encoding_allowed(struct span list)
{
    bool any = false;
    while (list.len > 0) {
        struct span params, item = span_cut(list, ',', &list);
        struct span coding = span_trim(span_cut(item, ';', &params));
        if (span_is_nocase(coding, "gzip") || span_is_nocase(coding, "x-gzip"))
            return !is_zero_weight(params);
        any = any || (span_is(coding, "*") && !is_zero_weight(params));
    }
    return any;
}

bool http_accepts_gzip(const struct http_request *r)
{
    const char *accepted = http_header(r, "Accept-Encoding");
    return accepted && http_encoding_allowed(span_of(accepted));
}
