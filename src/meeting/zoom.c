/* Zoom: Server-to-Server OAuth (account_credentials) and the Meetings API, version 2. Zoom knows no
 * key by which a repeated request makes no second meeting, so each creation looks first whether a
 * meeting with our link in its agenda is there. */
#include "service.h"

enum { MOST_TOPIC = 200, MOST_MINUTES = 1440, MOST_PAGES = 20 };
/* Of Zoom's error bodies: what is asked for is not there, runs, or is over. */
enum { CODE_GONE = 3001, CODE_IN_PROGRESS = 3002, CODE_ENDED = 3007 };

static const char *const hosts[] = {"zoom.us", "zoom.com", "zoomgov.com", NULL};

/* --- settings -------------------------------------------------------------------------------- */

static bool check(const struct config *c, struct error *err)
{
    if (!c->zoom.account_id || !c->zoom.client_id || !c->zoom.client_secret)
        return fail(err, FAULT_CONFIG, NULL,
                    "provider = zoom needs account_id, client_id and client_secret in section "
                    "[zoom]: those of a Server-to-Server OAuth app of the account.");
    return service_check_link(c, "zoom", err);
}

static bool ask_token(const struct config *c, struct span key_file, instant at,
                      struct room_call *out, struct error *err)
{
    (void)key_file, (void)at, (void)err;
    OWN(text) body = text_new();
    text_add_str(body, "grant_type=account_credentials&account_id=");
    text_add_uri(body, span_of(c->zoom.account_id));
    OWN_CHARS who = mem_strf("%s:%s", c->zoom.client_id, c->zoom.client_secret);
    OWN(text) basic = text_new();
    text_add_str(basic, "Basic ");
    text_add_base64(basic, who, strlen(who), 0);
    out->method = "POST";
    out->url = mem_strf("%s/token", c->zoom.auth_url);
    out->authorization = text_take(basic);
    out->body = text_take(body);
    out->content_type = "application/x-www-form-urlencoded";
    return true;
}

/* --- asking ---------------------------------------------------------------------------------- */

/* A series is a meeting without a fixed time: Zoom's own recurrences cannot say all that a calendar
 * can, and nothing but its link is wanted. */
static void describe(const struct room_facts *f, const char *id, struct text *body)
{
    enum { SCHEDULED = 2, RECURRING_NO_FIXED_TIME = 3 };
    (void)id;
    const struct vevent *v = event_main(f->event);
    bool recurs = event_is_recurring(f->event);
    int64_t minutes = (v->duration_s + 59) / 60;
    text_add_str(body, "{\"topic\":");
    room_add_title(body, f, MOST_TOPIC);
    text_addf(body, ",\"type\":%d", recurs ? RECURRING_NO_FIXED_TIME : SCHEDULED);
    if (!recurs) {
        text_add_str(body, ",\"start_time\":");
        room_add_start(body, moment_instant(&v->start, f->floating));
        text_addf(body, ",\"duration\":%d,\"timezone\":\"UTC\"",
                  (int)(minutes < 1              ? 1
                        : minutes > MOST_MINUTES ? MOST_MINUTES
                                                 : minutes));
    }
    text_add_str(body, ",\"agenda\":");
    text_add_json(body, span_of(f->meeting->link));
    if (f->config->zoom.join_before_host)
        text_add_str(body, ",\"settings\":{\"join_before_host\":true,\"waiting_room\":false}");
    text_add_char(body, '}');
}

static enum room_step begin(const struct room_talk *t)
{
    if (!*t->room)
        return STEP_FIND;
    return t->wish == ROOM_REMOVE ? STEP_REMOVE : STEP_UPDATE;
}

static char *meetings_url(const struct config *c)
{
    OWN(text) url = text_new();
    text_addf(url, "%s/users/", c->zoom.api_url);
    text_add_uri(url, span_of(c->zoom.user));
    text_add_str(url, "/meetings");
    return text_take(url);
}

static char *list_url(const struct room_talk *t)
{
    OWN_CHARS meetings = meetings_url(t->config);
    OWN(text) url = text_new();
    text_addf(url, "%s?type=scheduled&page_size=300", meetings);
    if (t->page) {
        text_add_str(url, "&next_page_token=");
        text_add_uri(url, span_of(t->page));
    }
    return text_take(url);
}

static char *meeting_url(const struct room_talk *t, const char *query)
{
    OWN(text) url = text_new();
    text_addf(url, "%s/meetings/", t->config->zoom.api_url);
    text_add_uri(url, span_of(t->room));
    text_add_str(url, query);
    return text_take(url);
}

static void ask(const struct room_talk *t, struct room_call *out)
{
    switch (t->step) {
    case STEP_FIND:
        room_call_make(out, "GET", list_url(t), NULL);
        break;
    case STEP_CREATE:
        room_call_make(out, "POST", meetings_url(t->config), t->body);
        break;
    case STEP_UPDATE:
        room_call_make(out, "PATCH", meeting_url(t, ""), t->body);
        break;
    case STEP_REMOVE:
        /* its host hears of it from the calendar */
        room_call_make(out, "DELETE", meeting_url(t, "?schedule_for_reminder=false"), NULL);
        break;
    }
}

static void ask_reach(const struct config *c, struct room_call *out)
{
    OWN_CHARS meetings = meetings_url(c);
    room_call_make(out, "GET", mem_strf("%s?type=scheduled&page_size=1", meetings), NULL);
}

/* --- hearing --------------------------------------------------------------------------------- */

static enum room_turn go_to(struct room_talk *t, enum room_step step)
{
    t->step = step;
    return ROOM_ASKS;
}

static enum room_turn take_meeting(struct room_talk *t, const json_t *meeting, struct error *err)
{
    long long id = json_integer_value(json_object_get(meeting, "id"));
    free(t->room);
    t->room = id > 0 ? mem_strf("%lld", id) : mem_str("");
    return room_keep_url(t, object_text(meeting, "join_url"), err);
}

static const json_t *find_ours(const struct room_talk *t, const json_t *list)
{
    size_t i;
    json_t *one;
    const json_t *meetings = json_object_get(list, "meetings");
    json_array_foreach(meetings, i, one)
    {
        const char *agenda = object_text(one, "agenda");
        if (agenda && *t->mark && span_has(span_of(agenda), span_of(t->mark)))
            return one;
    }
    return NULL;
}

static enum room_turn hear_list(struct room_talk *t, const struct room_answer *a, struct error *err)
{
    OWN_JSON list = a->status == 200 ? json_answer(t, a, err) : NULL;
    if (!list)
        return a->status == 200 ? ROOM_FAILED : room_refused(t, a, err);
    const json_t *ours = find_ours(t, list);
    if (ours) {
        if (take_meeting(t, ours, err) == ROOM_FAILED)
            return ROOM_FAILED;
        return go_to(t, t->wish == ROOM_REMOVE ? STEP_REMOVE : STEP_UPDATE);
    }
    const char *next = object_text(list, "next_page_token");
    if (next && ++t->pages < MOST_PAGES) {
        free(t->page);
        t->page = mem_str(next);
        return ROOM_ASKS;
    }
    return t->wish == ROOM_REMOVE ? ROOM_DONE : go_to(t, STEP_CREATE);
}

static enum room_turn hear_created(struct room_talk *t, const struct room_answer *a,
                                   struct error *err)
{
    if (a->status != 201)
        return room_refused(t, a, err);
    OWN_JSON meeting = json_answer(t, a, err);
    return meeting ? take_meeting(t, meeting, err) : ROOM_FAILED;
}

static long long code_of(const struct room_answer *a)
{
    OWN_JSON j = json_loadb(a->body.at ? a->body.at : "", a->body.len, 0, NULL);
    return json_integer_value(json_object_get(j, "code"));
}

/* Somebody took the meeting away over there: the event wants one still. */
static enum room_turn hear_updated(struct room_talk *t, const struct room_answer *a,
                                   struct error *err)
{
    if (a->status == 204 || a->status == 200)
        return ROOM_DONE;
    if (a->status == 404 && code_of(a) == CODE_GONE)
        return go_to(t, STEP_CREATE);
    return room_refused(t, a, err);
}

static enum room_turn hear_removed(struct room_talk *t, const struct room_answer *a,
                                   struct error *err)
{
    long long code = code_of(a);
    if (a->status == 204 || a->status == 200 || code == CODE_GONE || code == CODE_ENDED)
        return ROOM_DONE;
    return code == CODE_IN_PROGRESS ? room_later(t, a, err) : room_refused(t, a, err);
}

static enum room_turn hear(struct room_talk *t, const struct room_answer *a, struct error *err)
{
    static enum room_turn (*const hears[])(struct room_talk *, const struct room_answer *,
                                           struct error *) = {
        [STEP_FIND] = hear_list,
        [STEP_CREATE] = hear_created,
        [STEP_UPDATE] = hear_updated,
        [STEP_REMOVE] = hear_removed,
    };
    return hears[t->step](t, a, err);
}

static const struct room_service service = {
    .name = "Zoom",
    .describe = describe,
    .begin = begin,
    .ask = ask,
    .hear = hear,
    .ask_reach = ask_reach,
    .ask_token = ask_token,
    .hosts = hosts,
};

const struct provider provider_zoom = {
    .name = "zoom",
    .create = service_create,
    .url = service_url,
    .check = check,
    .service = &service,
};
