/* A calendar file taken apart into one object for each UID. */
#include "split.h"
#include "findings.h"

static bool is_worth_reading(struct span text, struct findings *f, struct error *err)
{
    struct span begin = span_trim(text);
    if (begin.len == 0)
        return refuse(f, err, RULE_FILE_EMPTY, 0, NULL, "The file is empty.");
    if (text_is_utf16(begin))
        return refuse(f, err, RULE_UTF_16, 0, NULL,
                      "The file is UTF-16; iCalendar is written in UTF-8.");
    if (begin.at[0] == '<')
        return refuse(f, err, RULE_MARKUP, 0, NULL, "This is HTML or XML, no iCalendar file.");
    return true;
}

struct ical_split *ical_split_new(struct span text, const struct ical_limits *limits,
                                  struct error *err)
{
    return split_open(text, limits, NULL, err);
}

struct ical_split *split_open(struct span text, const struct ical_limits *limits,
                              struct findings *findings, struct error *err)
{
    TRY(is_worth_reading(text, findings, err));
    OWN(ical_split) s = mem_new(sizeof(*s));
    s->text = text;
    s->findings = findings;
    s->limits = limits ? *limits : ical_limits_default;
    random_bytes(s->key, sizeof(s->key));
    s->part = text_new();
    s->unfolded = text_new();
    s->uid = text_new();
    arena_start(&s->arena, 256);
    TRY(split_index(s, err));
    if (s->ncalendars == 0 && s->npieces == 0) {
        refuse(findings, err, RULE_NO_CALENDAR, 0, NULL,
               "There is no BEGIN:VCALENDAR; this is no iCalendar file.");
        return NULL;
    }
    return GIVE(s);
}

void ical_split_free(struct ical_split *s)
{
    if (!s)
        return;
    free(s->pieces);
    free(s->lasts);
    free(s->calendars);
    free(s->zones);
    free(s->rivals);
    text_free(s->part);
    text_free(s->unfolded);
    text_free(s->uid);
    arena_free(&s->arena);
    free(s);
}

enum ical_method ical_split_method(const struct ical_split *s)
{
    return s->method;
}

size_t ical_split_count(const struct ical_split *s)
{
    return s->nparts;
}

struct span ical_split_name(const struct ical_split *s)
{
    return s->name;
}

/* After the parts: what is wrong with the file as a whole, once. */
static int file_end(struct ical_split *s, struct ical_part *part, struct error *err)
{
    if (s->fault.kind == FAULT_NONE)
        return 0;
    if (err)
        *err = s->fault;
    part->line = s->fault_line;
    s->fault = (struct error){0};
    return -1;
}

int ical_split_next(struct ical_split *s, struct ical_part *part, struct error *err)
{
    *part = (struct ical_part){0};
    while (s->next < s->npieces && s->pieces[s->next].is_follower)
        s->next++;
    if (s->next == s->npieces)
        return file_end(s, part, err);
    s->given++;
    return part_make(s, (uint32_t)s->next++, part, err) ? 1 : -1;
}

void ical_error_shift(struct error *err, int64_t line_shift, size_t first)
{
    static const char start[] = "Line ";
    struct error old = *err;
    char *rest;
    if (line_shift == 0 || strncmp(old.said, start, strlen(start)) != 0)
        return;
    long long line = strtoll(old.said + strlen(start), &rest, 10) + (long long)line_shift;
    fail(err, old.kind, old.rule, "%s%lld%s", start,
         line < (long long)first ? (long long)first : line, rest);
}
