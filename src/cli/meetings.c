#include "convoke/ical.h"
#include "convoke/mail.h"
#include "convoke/meeting.h"
#include "internal.h"

enum { USUAL_DAYS = 30, FEW = 64, MOST_OF_ONE = 100000 };

/* One occurrence with what belongs to it; gathered over all accounts, then sorted by start. */
struct shown {
    struct occurrence occurrence;
    const struct event *event; /* both owned by the list */
    const struct meeting *meeting;
    const char *user;
    const struct zone *zone;
};
struct gathering {
    const struct program *program;
    struct tx *tx;
    instant from, to;
    bool of_one; /* a user was named: what he is invited to here counts too */
    const struct account *owner;
    struct shown *rows;
    size_t count, room;
    struct source { /* what rows point into */
        struct event *event;
        struct meeting *meeting;
    } * sources;
    struct account **owners;
    size_t nsources, sources_room, nowners, owners_room;
    struct error *err;
    bool ok;
};

static void gathering_drop(struct gathering *g)
{
    for (size_t i = 0; i < g->nsources; i++) {
        event_free(g->sources[i].event);
        meeting_free(g->sources[i].meeting);
    }
    for (size_t i = 0; i < g->nowners; i++)
        account_free(g->owners[i]);
    free(g->rows);
    free(g->sources);
    free(g->owners);
}

/* The room belongs to the account of the organizer, who may be somebody else here. */
static struct meeting *meeting_of(const struct gathering *g, const struct object *o,
                                  const struct event *e)
{
    struct error none = {0};
    int64_t account = g->owner->id;
    const struct vevent *v = event_main(e);
    if (!o->is_ours &&
        (!g->of_one || !v->has_organizer ||
         !store_account_of_address(g->tx, v->organizer.address, &account, &none) || !account))
        return NULL;
    OWN(meeting) m = store_meeting(g->tx, account, o->uid, &none);
    return m && m->state == MEETING_OPEN ? GIVE(m) : NULL;
}

static void add_row(struct gathering *g, const struct event *e, const struct occurrence *o,
                    const struct meeting *m, const struct zone *zone)
{
    g->rows = mem_grow(g->rows, g->count, &g->room, sizeof *g->rows);
    g->rows[g->count++] = (struct shown){*o, e, m, g->owner->name, zone};
}

/* All occurrences in the time asked for; yours: free(). */
static struct occurrence *occurrences_of(const struct gathering *g, const struct event *e,
                                         const struct zone *zone, size_t *count_out)
{
    for (size_t most = FEW;; most *= 4) {
        struct occurrence *found = mem_array(most, sizeof *found);
        enum recur_answer how =
            event_window(e, zone, g->from, g->to, RECUR_BUDGET, found, most, count_out);
        if (how == RECUR_FOUND || *count_out < most || most > MOST_OF_ONE)
            return found;
        free(found);
    }
}

static bool add_object(const struct object *o, void *with)
{
    struct gathering *g = with;
    struct error none = {0};
    const struct zone *zone = zone_of_user(g->program->zones, g->owner);
    OWN(event) e = object_is_event(o) ? event_stored(g->program, o, &none) : NULL;
    OWN(meeting) m = e ? meeting_of(g, o, e) : NULL;
    if (!m)
        return true;
    size_t count = 0;
    struct occurrence *found = occurrences_of(g, e, zone, &count);
    for (size_t i = 0; i < count; i++)
        if (!found[i].is_cancelled)
            add_row(g, e, &found[i], m, zone);
    free(found);
    g->sources = mem_grow(g->sources, g->nsources, &g->sources_room, sizeof *g->sources);
    g->sources[g->nsources++] = (struct source){GIVE(e), GIVE(m)};
    return true;
}

/* The account is read anew, because the list's is borrowed for the call alone. */
static bool add_account(const struct account *a, void *with)
{
    struct gathering *g = with;
    struct account *owner = store_account(g->tx, a->id, g->err);
    g->ok = owner != NULL;
    TRY(owner);
    g->owners = mem_grow(g->owners, g->nowners, &g->owners_room, sizeof(struct account *));
    g->owners[g->nowners++] = owner;
    g->owner = owner;
    struct object_query q = {a->id, 0, g->from, g->to};
    g->ok = store_objects(g->tx, &q, add_object, g, g->err);
    return g->ok;
}

static int by_start(const void *a, const void *b)
{
    const struct shown *x = a, *y = b;
    if (x->occurrence.start != y->occurrence.start)
        return x->occurrence.start < y->occurrence.start ? -1 : 1;
    return strcmp(x->event->uid, y->event->uid);
}

static void print_people(const struct vevent *v)
{
    for (size_t i = 0; i < v->nattendees; i++) {
        const struct person *p = &v->attendees[i];
        OWN_CHARS who = printable(p->name && *p->name ? p->name : p->address);
        printf("%s%s (%s)", i ? ", " : "    ", who, partstat_name(p->partstat));
    }
    if (v->nattendees)
        putchar('\n');
}

/* The room of the occurrence, where each has its own, is the last part of its link. */
static const char *room_of(const struct shown *s, const char *link)
{
    bool own = s->meeting->per_occurrence && *s->occurrence.key && link && strrchr(link, '/');
    return own ? strrchr(link, '/') + 1 : s->meeting->room;
}

static const char *url_of(const struct shown *s, const char *link)
{
    return s->meeting->per_occurrence && *s->occurrence.key ? link : s->meeting->url;
}

static void print_row(const struct gathering *g, const struct shown *s)
{
    const struct vevent *v = s->occurrence.from;
    OWN(text) when = text_new();
    mail_add_when(when, v, &s->occurrence, s->zone, s->zone);
    OWN_CHARS title = printable(v->summary && *v->summary ? v->summary : "(no title)");
    OWN_CHARS link = meeting_link_for(g->program->config, s->meeting, s->occurrence.key);
    printf("%s\n    %s [%s]\n    %s  room %s\n", text_str(when), title, s->user, link ? link : "-",
           room_of(s, link) ? room_of(s, link) : "-");
    print_people(v);
}

static void print_words(const struct gathering *g)
{
    if (!g->count)
        printf("There are no meetings in that time.\n");
    for (size_t i = 0; i < g->count; i++)
        print_row(g, &g->rows[i]);
}

static void add_people(struct json *j, const struct vevent *v)
{
    json_open_array(j, "attendees");
    for (size_t i = 0; i < v->nattendees; i++) {
        const struct person *p = &v->attendees[i];
        json_open_object(j, NULL);
        json_text(j, "address", p->address);
        json_text(j, "name", p->name);
        json_text(j, "answer", partstat_name(p->partstat));
        json_text(j, "role", role_name(p->role));
        json_end(j);
    }
    json_end(j);
}

static void add_json(struct json *j, const struct gathering *g, const struct shown *s)
{
    const struct vevent *v = s->occurrence.from;
    OWN_CHARS link = meeting_link_for(g->program->config, s->meeting, s->occurrence.key);
    json_open_object(j, NULL);
    json_text(j, "user", s->user);
    json_text(j, "uid", s->event->uid);
    json_text(j, "occurrence", *s->occurrence.key ? s->occurrence.key : NULL);
    json_time(j, "start", s->occurrence.start);
    json_time(j, "end", s->occurrence.end);
    json_text(j, "tz", zone_name(s->zone));
    json_text(j, "title", v->summary);
    json_text(j, "room", room_of(s, link));
    json_text(j, "url", url_of(s, link));
    json_text(j, "link", link);
    add_people(j, v);
    json_end(j);
}

static void print_json(const struct gathering *g)
{
    OWN(json) j = json_new();
    json_open_array(j, NULL);
    for (size_t i = 0; i < g->count; i++)
        add_json(j, g, &g->rows[i]);
    json_end(j);
    json_print(j, stdout);
}

static bool read_window(struct gathering *g, const struct arguments *a, struct error *err)
{
    const char *from = argument(a, "from"), *to = argument(a, "to");
    const struct zone *zone = zone_meant(g->program, g->tx, argument(a, "user"), err);
    TRY(zone);
    g->from = clock_now();
    if (from)
        TRY(time_meant(from, zone, &g->from, err));
    g->to = g->from + USUAL_DAYS * 86400;
    if (to)
        TRY(time_meant(to, zone, &g->to, err));
    return g->from < g->to || fail(err, FAULT_USAGE, NULL, "--from has to lie before --to.");
}

static bool run(struct program *p, const struct arguments *a, struct error *err)
{
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    struct gathering g = {.program = p, .tx = tx, .err = err, .ok = true};
    g.of_one = argument_given(a, "user");
    bool ok = read_window(&g, a, err) &&
              accounts_meant(tx, argument(a, "user"), add_account, &g, err) && g.ok;
    if (ok) {
        if (g.count)
            qsort(g.rows, g.count, sizeof *g.rows, by_start);
        if (argument_given(a, "json"))
            print_json(&g);
        else
            print_words(&g);
    }
    gathering_drop(&g);
    return ok;
}

static const struct flag flags[] = {
    {"user", "NAME", "his alone", false, false},
    {"from", "TIME", "from when on (default: now)", false, false},
    {"to", "TIME", "until when (default: 30 days after --from)", false, false},
    {"json", NULL, "prints JSON", false, false},
};
const struct command command_meetings = {
    .noun = "meetings",
    .summary = "shows coming meetings: time, title, room, link, who answered what",
    .more =
        "Times are given as 2026-03-01T09:00:00Z, or as \"2026-03-01 09:00\" in the user's time "
        "zone (the machine's without --user).",
    FLAGS(flags),
    .need = NEED_STORE,
    .run = run,
};
