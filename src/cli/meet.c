#include <stdio.h>

#include "convoke/ical.h"
#include "convoke/mail.h"
#include "convoke/meeting.h"
#include "internal.h"

/* A meeting that begins now. */
enum { USUAL_S = 1800, LEAST_S = 60, MOST_S = 86400, TITLE_MOST = 250, PEOPLE_MOST = 200 };

struct meeting_now {
    struct program *program;
    const struct arguments *arguments;
    struct account *owner;
    int64_t length_s;
    char *people[PEOPLE_MOST]; /* normal addresses */
    size_t npeople;
    char *uid;
};

static void meeting_now_drop(struct meeting_now *m)
{
    account_free(m->owner);
    for (size_t i = 0; i < m->npeople; i++)
        free(m->people[i]);
    free(m->uid);
}

/* --- who and how long ------------------------------------------------------------------------- */

struct only {
    struct account *account;
    struct tx *tx;
    size_t count;
    struct error *err;
};

static bool take_account(const struct account *a, void *with)
{
    struct only *o = with;
    if (o->count++ == 0)
        o->account = store_account(o->tx, a->id, o->err);
    return o->count < 2;
}

/* Where there is one user alone nobody has to say who it is. */
static struct account *only_user(struct tx *tx, struct error *err)
{
    struct only o = {.tx = tx, .err = err};
    bool ok = store_accounts(tx, take_account, &o, err);
    if (ok && o.count == 1)
        return o.account;
    account_free(o.account);
    if (ok)
        fail(err, FAULT_USAGE, NULL,
             o.count ? "Say whose meeting it is: --user NAME."
                     : "There is no user yet; see \"convoke user add\".");
    return NULL;
}

static bool find_owner(struct meeting_now *m, struct error *err)
{
    const char *who = argument(m->arguments, "user");
    OWN(tx) tx = store_read(m->program->store, err);
    TRY(tx);
    m->owner = who ? account_meant(tx, who, err) : only_user(tx, err);
    TRY(m->owner);
    return m->owner->naddresses ||
           fail(err, FAULT_USAGE, NULL,
                "%s has no address to invite from; add one: user set %s --email.", m->owner->name,
                m->owner->name);
}

static bool is_known(const struct meeting_now *m, const char *address)
{
    for (size_t i = 0; i < m->npeople; i++)
        if (strcmp(m->people[i], address) == 0)
            return true;
    return account_has_address(m->owner, address);
}

static bool add_person(struct meeting_now *m, struct span word, struct error *err)
{
    OWN_CHARS address = address_normal(span_trim(word));
    if (!mail_address_ok(address))
        return fail(err, FAULT_USAGE, NULL, "\"%.60s\" is no mail address.", address);
    if (is_known(m, address))
        return true;
    if (m->npeople == PEOPLE_MOST)
        return fail(err, FAULT_USAGE, NULL, "At most %d people can be invited so.", PEOPLE_MOST);
    m->people[m->npeople++] = GIVE(address);
    return true;
}

static bool read_people(struct meeting_now *m, struct error *err)
{
    for (size_t i = 0; i < argument_count(m->arguments, "with"); i++) {
        struct span rest = span_of(argument_nth(m->arguments, "with", i));
        while (rest.at)
            TRY(add_person(m, span_cut(rest, ',', &rest), err));
    }
    return true;
}

static bool read_length(struct meeting_now *m, struct error *err)
{
    const char *said = argument(m->arguments, "for");
    m->length_s = USUAL_S;
    bool ok = !said || duration_parse(span_of(said), &m->length_s);
    return (ok && m->length_s >= LEAST_S && m->length_s <= MOST_S) ||
           fail(err, FAULT_USAGE, NULL, "--for has to be from 1m to 24h, such as 30m.");
}

static bool check_title(const char *title, struct error *err)
{
    struct span s = span_of(title);
    bool is_line = span_trim(s).len && s.len <= TITLE_MOST && span_is_utf8(s);
    for (size_t i = 0; i < s.len; i++)
        is_line = is_line && (unsigned char)title[i] >= ' ' && title[i] != 0x7F;
    return is_line ||
           fail(err, FAULT_USAGE, NULL,
                "The title has to be one line of UTF-8 text of at most %d bytes.", TITLE_MOST);
}

/* --- the event -------------------------------------------------------------------------------- */

static char *uid_new(void)
{
    unsigned char random[20];
    OWN(text) t = text_new();
    random_bytes(random, sizeof random);
    text_add_base32(t, random, sizeof random);
    text_add_str(t, "@convoke");
    return text_take(t);
}

static void add_value(struct text *t, const char *name, const char *value)
{
    OWN(text) escaped = text_new();
    text_add_ical(escaped, span_of(value));
    ical_add_line(t, name, SPAN(""), text_span(escaped));
}

static void add_person_line(struct text *t, const char *name, const char *params,
                            const char *address)
{
    OWN_CHARS uri = mem_strf("mailto:%s", address);
    ical_add_line(t, name, span_of(params), span_of(uri));
}

static void add_stamp(struct text *t, instant at)
{
    struct civil c = civil_of(at);
    OWN_CHARS said = mem_strf("%04d%02d%02dT%02d%02d%02dZ", (int)c.year, c.month, c.day, c.hour,
                              c.minute, c.second);
    ical_add_line(t, "DTSTAMP", SPAN(""), span_of(said));
}

static void add_time(struct text *t, const char *name, const struct zone *zone, instant at)
{
    struct civil c = civil_of(zone_wall(zone, at));
    bool is_utc = zone == zone_utc();
    OWN_CHARS params = is_utc ? mem_str("") : mem_strf(";TZID=%s", zone_name(zone));
    OWN_CHARS said = mem_strf("%04d%02d%02dT%02d%02d00%s", (int)c.year, c.month, c.day, c.hour,
                              c.minute, is_utc ? "Z" : "");
    ical_add_line(t, name, span_of(params), span_of(said));
}

static void add_people(struct text *t, const struct meeting_now *m)
{
    OWN(text) params = text_new();
    if (m->owner->display) {
        text_add_str(params, ";CN=");
        ical_add_param_value(params, span_of(m->owner->display));
    }
    add_person_line(t, "ORGANIZER", text_str(params), m->owner->addresses[0]);
    for (size_t i = 0; i < m->npeople; i++)
        add_person_line(t, "ATTENDEE", ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE", m->people[i]);
}

/* A local time that a clock has twice means its first; then the meeting would be an hour ago. */
static const struct zone *zone_for(const struct meeting_now *m, instant start)
{
    const struct zone *z = zone_of_user(m->program->zones, m->owner);
    instant end = start + m->length_s;
    bool is_plain =
        zone_instant(z, zone_wall(z, start)) == start && zone_instant(z, zone_wall(z, end)) == end;
    return is_plain ? z : zone_utc();
}

static char *write_event(const struct meeting_now *m)
{
    instant now = clock_now(), start = now - now % 60;
    const struct zone *zone = zone_for(m, start);
    int year = (int)civil_of(now).year;
    OWN(text) t = text_new();
    text_add_str(t, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:" ICAL_PRODID "\r\n");
    if (zone != zone_utc())
        zone_add_vtimezone(zone, zone_name(zone), year, year + 1, t);
    text_add_str(t, "BEGIN:VEVENT\r\n");
    ical_add_line(t, "UID", SPAN(""), span_of(m->uid));
    add_stamp(t, now);
    add_time(t, "DTSTART", zone, start);
    add_time(t, "DTEND", zone, start + m->length_s);
    add_value(t, "SUMMARY", operand(m->arguments, 0));
    add_people(t, m);
    text_add_str(t, "END:VEVENT\r\nEND:VCALENDAR\r\n");
    return text_take(t);
}

static bool put(const struct meeting_now *m, struct error *err)
{
    OWN_CHARS text = write_event(m);
    struct change c = {.kind = CHANGE_PUT,
                       .account = m->owner->id,
                       .text = span_of(text),
                       .wants_room = true,
                       .tell = true};
    bool ok = change_submit(&m->program->pipeline, &c, 1);
    if (!ok)
        *err = c.err;
    change_clear(&c);
    return ok;
}

/* --- the links -------------------------------------------------------------------------------- */

static bool print_host_link(const struct meeting_now *m, const struct meeting *has,
                            struct error *err)
{
    unsigned char secret[32];
    TRY(store_key(m->program->store, secret, err));
    struct personal_key key = {secret, PERSONAL_DOOR};
    OWN_CHARS token = personal_token(key, has, m->owner->addresses[0], 0);
    explicit_bzero(secret, sizeof secret);
    OWN_CHARS link = personal_link(m->program->config, has, token, PERSONAL_DOOR);
    if (link)
        printf("host   %s\n", link);
    return true;
}

static bool print_links(const struct meeting_now *m, struct error *err)
{
    OWN(tx) tx = store_read(m->program->store, err);
    TRY(tx);
    OWN(meeting) has = store_meeting(tx, m->owner->id, m->uid, err);
    if (!has && err->kind == FAULT_NOT_FOUND)
        return fail(err, FAULT_CONFIG, NULL,
                    "The meeting is in the calendar, but rooms are switched off (jitsi.provider).");
    TRY(has);
    printf("link   %s\n", has->link ? has->link : "");
    return print_host_link(m, has, err);
}

static bool run(struct program *p, const struct arguments *a, struct error *err)
{
    struct meeting_now m
        __attribute__((cleanup(meeting_now_drop))) = {.program = p, .arguments = a};
    TRY(check_title(operand(a, 0), err) && find_owner(&m, err));
    TRY(read_people(&m, err) && read_length(&m, err));
    m.uid = uid_new();
    return put(&m, err) && print_links(&m, err);
}

static const struct flag flags[] = {
    {"user", "NAME", "whose meeting it is; not needed where there is one user alone", false, false},
    {"with", "ADDRESSES", "who is invited, with commas between", false, true},
    {"for", "DURATION", "how long it lasts (default: 30m)", false, false},
};
const struct command command_meet = {
    .noun = "meet",
    .operands = "TITLE",
    .least = 1,
    .most = 1,
    .summary = "a meeting now: in the calendar, with a room, and mails to who is invited",
    .more = "Prints the link for everybody and, where public_url is set, the host's own. It gets a "
            "room whatever the calendar's policy says. The mails leave with the next delivery pass "
            "after mail.merge_window.",
    FLAGS(flags),
    .need = NEED_STORE,
    .run = run,
};
