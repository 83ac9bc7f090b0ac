#include "held.h"

enum { USUAL_DAYS = 30 };

static const char *const states[] = {
    [MEETING_NONE] = "has had no room yet",
    [MEETING_OPEN] = "has its room",
    [MEETING_DETACHED] = "is to have no room",
    [MEETING_ENDED] = "was cancelled",
};

static const char *title_of(const struct held *h)
{
    const char *title = h->event ? event_main(h->event)->summary : NULL;
    return title && *title ? title : "(no title)";
}

/* --- in words --------------------------------------------------------------------------------- */

static void add_span(struct text *t, int64_t seconds)
{
    if (seconds >= 3600)
        text_addf(t, "%lld h ", (long long)seconds / 3600);
    if (seconds >= 60)
        text_addf(t, "%lld min", (long long)(seconds % 3600) / 60);
    else
        text_addf(t, "%lld s", (long long)seconds);
}

/* What somebody who is there shows; what is usual is not said. */
static const struct {
    const char *name, *on, *off;
} showings[SIGNALS] = {
    [SIGNAL_MICROPHONE] = {"microphone", "", ", muted"},
    [SIGNAL_CAMERA] = {"camera", "", ", camera off"},
    [SIGNAL_SCREEN] = {"screen", ", shares the screen", ""},
    [SIGNAL_HAND] = {"hand", ", hand raised", ""},
    [SIGNAL_RECORDING] = {"recording", "", ""}, /* is said of the meeting */
};

static void add_shown(struct text *t, const struct attendant *a)
{
    for (size_t i = 0; i < SIGNALS; i++)
        if (a->shows[i] != SHOWING_UNKNOWN)
            text_add_str(t, a->shows[i] == SHOWING_ON ? showings[i].on : showings[i].off);
}

static bool is_recorded(const struct held_row *r)
{
    for (size_t i = 0; r->people && i < r->people->count; i++)
        if (r->people->rows[i].shows[SIGNAL_RECORDING] == SHOWING_ON)
            return true;
    return false;
}

static void print_person(const struct held *h, const struct attendant *a)
{
    OWN(text) t = text_new();
    OWN_CHARS who = printable(a->name ? a->name : a->address ? a->address : "(no name)");
    text_addf(t, "        %s", who);
    if (a->address && a->name)
        text_addf(t, " <%s>", a->address);
    text_addf(t, ", %s: ", caller_role_name(a->role));
    add_span(t, a->seconds);
    text_add_str(t, ", from ");
    text_add_time(t, a->stays[0].joined, h->zone);
    if (a->stays[a->nstays - 1].left == INSTANT_NEVER)
        text_add_str(t, ", is there");
    add_shown(t, a);
    puts(text_str(t));
}

static void print_sitting(const struct held *h, const struct held_row *r)
{
    OWN(text) t = text_new();
    const struct sitting *s = r->sitting;
    text_add_str(t, "        held from ");
    text_add_time(t, s->started, h->zone);
    if (sitting_seconds(s) >= 0) {
        text_add_str(t, " for ");
        add_span(t, sitting_seconds(s));
    }
    text_addf(t, "%s%s%s", s->by_clock ? ", closed by the clock" : "",
              s->planned ? "" : ", outside the times of the event",
              is_recorded(r) ? ", is being recorded" : "");
    puts(text_str(t));
}

static void print_row(const struct held *h, const struct held_row *r)
{
    OWN(text) t = text_new();
    text_add_str(t, "    ");
    text_add_time(t, r->starts, h->zone);
    text_addf(t, ": %s", life_name(r->life));
    puts(text_str(t));
    if (r->sitting)
        print_sitting(h, r);
    for (size_t i = 0; r->people && i < r->people->count; i++)
        print_person(h, &r->people->rows[i]);
}

static bool print_recording(const struct recording *r, void *with)
{
    const struct held *h = with;
    OWN(text) t = text_new();
    OWN_CHARS url = printable(r->url);
    text_add_str(t, "    recording of ");
    text_add_time(t, r->at, h->zone);
    if (r->seconds >= 0) {
        text_add_str(t, ", ");
        add_span(t, r->seconds);
    }
    if (r->bytes >= 0)
        text_addf(t, ", %lld bytes", (long long)r->bytes);
    if (r->format) {
        OWN_CHARS format = printable(r->format);
        text_addf(t, ", %s", format);
    }
    text_addf(t, ": %s", url);
    puts(text_str(t));
    return true;
}

static void print_wishes(const struct room_wishes *w)
{
    if (w->lobby >= 0)
        printf("    %s\n", w->lobby ? "with a lobby" : "without a lobby");
    if (w->password)
        printf("    %s\n", *w->password ? "with a password" : "without a password");
    if (w->seats > 0)
        printf("    for %lld people at most\n", (long long)w->seats);
    else if (w->seats == 0)
        printf("    for any number of people\n");
}

static bool print_words(struct tx *tx, struct held *h, struct error *err)
{
    const struct meeting *m = h->meeting;
    OWN_CHARS title = printable(title_of(h));
    printf("%s [%s] %s\n", title, h->owner->name, states[m->state]);
    printf("    %s  room %s\n", m->link && *m->link ? m->link : "-",
           m->room && *m->room ? m->room : "-");
    if (!h->may_record)
        printf("    is not to be recorded\n");
    print_wishes(&h->wishes);
    for (size_t i = 0; i < h->count; i++)
        print_row(h, &h->rows[i]);
    return store_recordings(tx, m->account, m->uid, print_recording, h, err);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void add_person(struct json *j, const struct attendant *a)
{
    json_open_object(j, NULL);
    json_text(j, "address", a->address);
    json_text(j, "name", a->name);
    json_text(j, "role", caller_role_name(a->role));
    json_number(j, "seconds", a->seconds);
    json_text(j, "told_by", a->how);
    json_open_array(j, "stays");
    for (size_t i = 0; i < a->nstays; i++) {
        json_open_object(j, NULL);
        json_time(j, "joined", a->stays[i].joined);
        json_time(j, "left", a->stays[i].left);
        json_end(j);
    }
    json_end(j);
    json_open_object(j, "shows");
    for (size_t n = 0; n < SIGNALS; n++)
        if (a->shows[n] != SHOWING_UNKNOWN)
            json_bool(j, showings[n].name, a->shows[n] == SHOWING_ON);
    json_end(j);
    json_end(j);
}

static void add_row(struct json *j, const struct held_row *r)
{
    const struct sitting *s = r->sitting;
    json_open_object(j, NULL);
    json_text(j, "occurrence", *r->key ? r->key : NULL);
    json_time(j, "start", r->starts);
    json_time(j, "end", r->ends);
    json_text(j, "state", life_name(r->life));
    json_time(j, "started", s ? s->started : INSTANT_FIRST);
    json_time(j, "ended", s ? s->ended : INSTANT_FIRST);
    if (s && sitting_seconds(s) >= 0)
        json_number(j, "seconds", sitting_seconds(s));
    json_bool(j, "closed_by_clock", s && s->by_clock);
    json_bool(j, "planned", !s || s->planned);
    json_bool(j, "is_recorded", is_recorded(r));
    json_open_array(j, "attendance");
    for (size_t i = 0; r->people && i < r->people->count; i++)
        add_person(j, &r->people->rows[i]);
    json_end(j);
    json_end(j);
}

static bool add_recording(const struct recording *r, void *with)
{
    struct json *j = with;
    json_open_object(j, NULL);
    json_text(j, "url", r->url);
    json_time(j, "at", r->at);
    if (r->bytes >= 0)
        json_number(j, "bytes", r->bytes);
    if (r->seconds >= 0)
        json_number(j, "seconds", r->seconds);
    json_text(j, "format", r->format);
    json_end(j);
    return true;
}

static void add_wishes(struct json *j, const struct room_wishes *w)
{
    if (w->lobby >= 0)
        json_bool(j, "lobby", w->lobby);
    if (w->password)
        json_bool(j, "password", *w->password);
    if (w->seats >= 0)
        json_number(j, "seats", w->seats);
}

static bool print_json(struct tx *tx, const struct held *h, struct error *err)
{
    const struct meeting *m = h->meeting;
    OWN(json) j = json_new();
    json_open_object(j, NULL);
    json_text(j, "user", h->owner->name);
    json_text(j, "uid", m->uid);
    json_text(j, "title", h->event ? event_main(h->event)->summary : NULL);
    json_text(j, "state", states[m->state]);
    json_text(j, "code", m->code);
    json_text(j, "room", m->room);
    json_text(j, "url", m->url);
    json_text(j, "link", m->link);
    json_bool(j, "recordings_allowed", h->may_record);
    add_wishes(j, &h->wishes);
    json_open_array(j, "occurrences");
    for (size_t i = 0; i < h->count; i++)
        add_row(j, &h->rows[i]);
    json_end(j);
    json_open_array(j, "recordings");
    TRY(store_recordings(tx, m->account, m->uid, add_recording, j, err));
    json_end(j);
    json_end(j);
    json_print(j, stdout);
    return true;
}

/* --- the command ------------------------------------------------------------------------------ */

static bool run(struct program *p, const struct arguments *a, struct error *err)
{
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    OWN(held) h = held_read(p, tx, operand(a, 0), clock_now() + USUAL_DAYS * 86400, err);
    TRY(h);
    return argument_given(a, "json") ? print_json(tx, h, err) : print_words(tx, h, err);
}

static const struct flag flags[] = {
    {"json", NULL, "prints JSON", false, false},
};
const struct command command_meetings_show = {
    .noun = "meetings",
    .verb = "show",
    .operands = "CODE",
    .least = 1,
    .most = 1,
    .summary = "shows one meeting: its occurrences, who was there, how long, recordings",
    .more = "CODE is that of its link /j/CODE, or the link, or its room. Shown are the occurrences "
            "that were held, and those of the next 30 days.",
    FLAGS(flags),
    .need = NEED_STORE,
    .run = run,
};
