#include "config.h"

#include <limits.h>

#define LONGEST_BEFORE_S (28 * 86400)

static void *field(const struct config_key *k, struct config *c)
{
    return (char *)c + k->at;
}

static bool keep(const struct config_key *k, struct config *c, char *value)
{
    char **into = field(k, c);
    free(*into);
    *into = value;
    return true;
}

bool config_set_text(const struct config_key *k, struct config *c, struct span value)
{
    return keep(k, c, value.len ? span_copy(value) : NULL);
}

static bool set_word(const struct config_key *k, struct config *c, struct span value)
{
    struct span rest = span_of(k->words);
    for (int i = 0; rest.at; i++) {
        struct span word = span_trim(span_cut(rest, ',', &rest));
        if (!span_equal_nocase(word, value))
            continue;
        if (k->frees)
            return keep(k, c, span_copy(word));
        *(int *)field(k, c) = i;
        return true;
    }
    return false;
}

static bool in_range(const struct config_key *k, int64_t n)
{
    return n >= k->least && n <= k->most;
}

static bool set_int(const struct config_key *k, struct config *c, struct span value)
{
    int64_t n;
    if (!span_number(value, &n) || !in_range(k, n) || n < INT_MIN || n > INT_MAX)
        return false;
    *(int *)field(k, c) = (int)n;
    return true;
}

/* The factor of a unit at the end of a value, which is cut off; 1 without one. */
static int64_t take_unit(struct span *value, const char *units, const int64_t *factors)
{
    if (!value->len)
        return 1;
    char last = value->at[value->len - 1];
    const char *unit = last ? strchr(units, last >= 'A' && last <= 'Z' ? last + 32 : last) : NULL;
    if (!unit)
        return 1;
    value->len--;
    *value = span_trim(*value);
    return factors[unit - units];
}

static bool set_bytes(const struct config_key *k, struct config *c, struct span value)
{
    static const int64_t factors[] = {1024, 1024 * 1024, 1024 * 1024 * 1024};
    int64_t n, factor = take_unit(&value, "kmg", factors);
    if (!span_number(value, &n) || n < 0 || n > k->most / factor || !in_range(k, n * factor))
        return false;
    *(size_t *)field(k, c) = (size_t)(n * factor);
    return true;
}

static bool set_switch(const struct config_key *k, struct config *c, struct span value)
{
    static const struct {
        const char *word;
        bool on;
    } words[] = {{"yes", true}, {"no", false},  {"true", true}, {"false", false},
                 {"on", true},  {"off", false}, {"1", true},    {"0", false}};
    for (size_t i = 0; i < LENGTH(words); i++)
        if (span_is_nocase(value, words[i].word)) {
            *(bool *)field(k, c) = words[i].on;
            return true;
        }
    return false;
}

bool duration_parse(struct span s, int64_t *seconds_out)
{
    static const int64_t factors[] = {1, 60, 3600, 86400, 7 * 86400};
    int64_t n, factor = take_unit(&s, "smhdw", factors);
    if (!s.len || s.at[0] < '0' || s.at[0] > '9' || !span_number(s, &n) || n > INT64_MAX / factor)
        return false;
    *seconds_out = n * factor;
    return true;
}

static bool set_duration(const struct config_key *k, struct config *c, struct span value)
{
    int64_t n;
    if (!duration_parse(value, &n) || !in_range(k, n))
        return false;
    *(int64_t *)field(k, c) = n;
    return true;
}

static int descending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x < y) - (x > y);
}

/* "24h, 1h"; the same offset twice counts once. */
static bool set_offsets(const struct config_key *k, struct config *c, struct span value)
{
    (void)k;
    int64_t found[LENGTH(c->reminders.before_s)];
    size_t count = 0, kept = 0;
    bool none = span_is_nocase(value, "none");
    for (struct span rest = value; !none && rest.at;) {
        struct span one = span_trim(span_cut(rest, ',', &rest));
        if (count == LENGTH(found) || !duration_parse(one, &found[count]) ||
            found[count] > LONGEST_BEFORE_S)
            return false;
        count++;
    }
    qsort(found, count, sizeof found[0], descending);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || found[i] != found[i - 1])
            c->reminders.before_s[kept++] = found[i];
    c->reminders.nbefore = kept;
    return true;
}

static bool set_time(const struct config_key *k, struct config *c, struct span value)
{
    struct span minutes, hours = span_cut(value, ':', &minutes);
    int64_t h, m;
    if (hours.len > 2 || minutes.len != 2 || !span_number(hours, &h) || !span_number(minutes, &m) ||
        h < 0 || h > 23 || m < 0 || m > 59)
        return false;
    *(int *)field(k, c) = (int)(h * 3600 + m * 60);
    return true;
}

/* Scheme, host and perhaps a path; nothing that a link could not be put behind. RFC 3986, 3 */
static bool is_base_url(struct span url)
{
    size_t scheme = span_starts_nocase(url, "https://")  ? 8
                    : span_starts_nocase(url, "http://") ? 7
                                                         : 0;
    if (!scheme || url.len == scheme || strchr("/:.", url.at[scheme]))
        return false;
    for (size_t i = scheme; i < url.len; i++)
        if ((unsigned char)url.at[i] <= 0x20 || strchr("?#\"<>\\^`{}|@", url.at[i]))
            return false;
    return true;
}

static struct span without_slashes(struct span url)
{
    while (url.len && url.at[url.len - 1] == '/')
        url.len--;
    return url;
}

static bool set_url(const struct config_key *k, struct config *c, struct span value)
{
    value = without_slashes(value);
    return is_base_url(value) && config_set_text(k, c, value);
}

/* JITSI_DOMAIN is mostly written as a bare host. */
static bool set_server(const struct config_key *k, struct config *c, struct span value)
{
    value = without_slashes(value);
    if (span_has(value, SPAN("://")))
        return set_url(k, c, value);
    OWN_CHARS url = mem_strf("https://%.*s", (int)value.len, value.at ? value.at : "");
    return set_url(k, c, span_of(url));
}

static bool set_store(const struct config_key *k, struct config *c, struct span value)
{
    return span_starts(value, "sqlite:/") && value.len > strlen("sqlite:/") &&
           config_set_text(k, c, value);
}

static bool set_transport(const struct config_key *k, struct config *c, struct span value)
{
    static const char *const schemes[] = {"smtp://", "smtps://", "maildir:/", "sendmail:/"};
    for (size_t i = 0; i < LENGTH(schemes); i++)
        if (span_starts(value, schemes[i]) && value.len > strlen(schemes[i]))
            return config_set_text(k, c, value);
    return false;
}

/* What it means in full is mail's to judge; here only that an address is there. */
static bool set_mailbox(const struct config_key *k, struct config *c, struct span value)
{
    struct span domain;
    span_cut(value, '@', &domain);
    return domain.len && value.at[0] != '@' && domain.at[0] != '>' && config_set_text(k, c, value);
}

static bool set_path(const struct config_key *k, struct config *c, struct span value)
{
    return span_starts(value, "/") && config_set_text(k, c, value);
}

/* Becomes part of a room's name. */
static bool set_prefix(const struct config_key *k, struct config *c, struct span value)
{
    for (size_t i = 0; i < value.len; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", value.at[i]))
            return false;
    return value.len <= 40 && config_set_text(k, c, value);
}

const struct config_type type_text = {"a text", config_set_text};
const struct config_type type_words = {"one of", set_word};
const struct config_type type_int = {"a number", set_int};
const struct config_type type_bytes = {"a size as 64k or 2m", set_bytes};
const struct config_type type_switch = {"yes or no", set_switch};
const struct config_type type_duration = {"a duration as 90s, 30m, 24h or 7d", set_duration};
const struct config_type type_offsets = {"up to 8 durations of at most 4w each, or none",
                                         set_offsets};
const struct config_type type_time = {"a time of day as 09:00", set_time};
const struct config_type type_url = {"https://HOST or http://HOST, with a path or without",
                                     set_url};
const struct config_type type_server = {"https://HOST or a bare host", set_server};
const struct config_type type_store = {"sqlite:/PATH", set_store};
const struct config_type type_transport = {
    "smtp://HOST:PORT, smtps://HOST:PORT, maildir:/PATH or sendmail:/PATH", set_transport};
const struct config_type type_mailbox = {"an address as a@example.org or Name <a@example.org>",
                                         set_mailbox};
const struct config_type type_path = {"an absolute path", set_path};
const struct config_type type_prefix = {"up to 40 of a-z, 0-9 and -", set_prefix};
