/* The local times that libical finds for the rules of an event.
 *
 * On standard input an event is a line "BYTES BEGIN END MOST" and then that many bytes of
 * iCalendar. One line answers: for each RRULE and then each EXRULE of the first VEVENT its local
 * times from BEGIN (YYYYMMDDTHHMMSS) to before END, at most MOST, separated by blanks; "-" when
 * libical refuses the rule; the rules separated by "|"; "..." when it was cut. A rule that keeps
 * libical busy for longer than a few
 * hundredths of a second ends the process: whoever asks starts another. */
#include <libical/ical.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define BUSY_MS    30
#define MOST_STEPS 1500

static void end_busy(int signal_number)
{
    (void)signal_number;
    _exit(3);
}

static void print_time(struct icaltimetype t)
{
    printf("%04d%02d%02dT%02d%02d%02d ", t.year, t.month, t.day, t.hour, t.minute, t.second);
}

static bool is_before(struct icaltimetype a, struct icaltimetype b)
{
    a.zone = b.zone = NULL;
    a.is_date = b.is_date = 0;
    return icaltime_compare(a, b) < 0;
}

struct window {
    struct icaltimetype begin, end;
    int most;
};

/* Far ahead of a daily or weekly rule the iterator is moved, a little before the window, with the
 * start's time of day. It errs when moved by other rules, and refuses where COUNT has to be
 * counted: those it walks. */
static void move_to_begin(icalrecur_iterator *i, const struct icalrecurrencetype *rule,
                          struct icaltimetype start, const struct window *w)
{
    struct icaltimetype to = w->begin;
    bool can_move = rule->count == 0 && rule->interval == 1 &&
                    (rule->freq == ICAL_DAILY_RECURRENCE || rule->freq == ICAL_WEEKLY_RECURRENCE);
    icaltime_adjust(&to, -9, 0, 0, 0);
    to.is_date = start.is_date;
    to.second = start.second;
    to.minute = start.minute;
    to.hour = start.hour;
    if (can_move && is_before(start, to))
        icalrecur_iterator_set_start(i, to);
}

static const int past_days[] = {0, 0, 0, 1, 7, 31, 366}; /* SECONDLY to YEARLY */

static void print_rule(struct icalrecurrencetype rule, struct icaltimetype start,
                       const struct window *w)
{
    icalrecur_iterator *i = icalrecur_iterator_new(rule, start);
    int given = 0, steps = 0;
    if (!i) {
        printf("-|");
        return;
    }
    move_to_begin(i, &rule, start, w);
    struct icaltimetype past = w->end; /* within a period libical does not keep the order */
    icaltime_adjust(&past, past_days[rule.freq], 0, 0, 0);
    for (;;) {
        struct icaltimetype t = icalrecur_iterator_next(i);
        if (icaltime_is_null_time(t) || !is_before(t, past))
            break;
        if (++steps > MOST_STEPS || given > w->most) {
            printf("...");
            break;
        }
        if (is_before(t, w->begin) || !is_before(t, w->end))
            continue;
        print_time(t);
        given++;
    }
    icalrecur_iterator_free(i);
    putchar('|');
}

static void print_rules(icalcomponent *event, const struct window *w)
{
    struct icaltimetype start = icalcomponent_get_dtstart(event);
    icalproperty *p;
    for (p = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY); p;
         p = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY))
        print_rule(icalproperty_get_rrule(p), start, w);
    for (p = icalcomponent_get_first_property(event, ICAL_EXRULE_PROPERTY); p;
         p = icalcomponent_get_next_property(event, ICAL_EXRULE_PROPERTY))
        print_rule(icalproperty_get_exrule(p), start, w);
}

static void answer(const char *text, const struct window *w)
{
    icalcomponent *calendar = icalparser_parse_string(text);
    icalcomponent *event =
        calendar ? icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT) : NULL;
    if (event)
        print_rules(event, w);
    if (calendar)
        icalcomponent_free(calendar);
    putchar('\n');
}

static void allow_cpu(int ms)
{
    struct itimerval limit = {.it_value = {.tv_usec = ms * 1000}};
    setitimer(ITIMER_PROF, &limit, NULL);
}

int main(void)
{
    static char line[256], text[1 << 20], begin[32], end[32];
    signal(SIGPROF, end_busy);
    icalerror_set_errors_are_fatal(0);
    while (fgets(line, sizeof line, stdin)) {
        size_t size;
        struct window w;
        if (sscanf(line, "%zu %31s %31s %d", &size, begin, end, &w.most) != 4 ||
            size >= sizeof text || fread(text, 1, size, stdin) != size)
            return 2;
        text[size] = '\0';
        w.begin = icaltime_from_string(begin);
        w.end = icaltime_from_string(end);
        allow_cpu(BUSY_MS);
        answer(text, &w);
        allow_cpu(0);
        fflush(stdout);
    }
    return 0;
}
