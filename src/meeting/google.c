/* Google Meet: a service account signs for itself (RFC 7523, by RS256), acts for one user of the
 * domain, and keeps one event a meeting in a calendar of his; its conference is the room. The
 * event's id is ours, so that a repeated insertion is refused instead of making a second one; then
 * the event that is there is brought up to date. */
#include "keys.h"
#include "service.h"

#define SCOPE "https://www.googleapis.com/auth/calendar.events"
enum { MOST_TITLE_BYTES = 1000, ASSERTION_LIFE_S = 3600 };

static const char *const hosts[] = {"meet.google.com", NULL};

/* --- settings -------------------------------------------------------------------------------- */

static bool check(const struct config *c, struct error *err)
{
    if (!c->google.service_account || !c->google.user)
        return fail(err, FAULT_CONFIG, NULL,
                    "provider = google-meet needs service_account (the key file of a service "
                    "account) and user (whom it acts for) in section [google].");
    return service_check_link(c, "google-meet", err);
}

/* The claims that Google asks of a service account's assertion. RFC 7523, 3 */
static char *claims_of(const struct config *c, const char *email, const char *audience, instant at)
{
    const struct {
        const char *name, *value;
    } texts[] = {{"iss", email}, {"sub", c->google.user}, {"scope", SCOPE}, {"aud", audience}};
    OWN(text) t = text_new();
    text_addf(t, "{\"iat\":%lld,\"exp\":%lld", (long long)at, (long long)at + ASSERTION_LIFE_S);
    for (size_t i = 0; i < LENGTH(texts); i++) {
        text_addf(t, ",\"%s\":", texts[i].name);
        text_add_json(t, span_of(texts[i].value));
    }
    text_add_char(t, '}');
    return text_take(t);
}

static char *assertion_of(const struct config *c, const json_t *key, instant at, struct error *err)
{
    struct key by;
    OWN_CHARS claims =
        claims_of(c, object_text(key, "client_email"), object_text(key, "token_uri"), at);
    const char *kid = object_text(key, "private_key_id");
    if (!key_read(&by, kid ? kid : "", span_of(object_text(key, "private_key")), NULL))
        return fail(err, FAULT_CONFIG, NULL,
                    "private_key in the service_account of section [google] is no RSA key."),
               NULL;
    char *assertion = token_sign_by_key(&by, kid, claims, err);
    key_clear(&by);
    return assertion;
}

static const char *key_file(const struct config *c)
{
    return c->google.service_account;
}

static bool ask_token(const struct config *c, struct span key_file, instant at,
                      struct room_call *out, struct error *err)
{
    OWN_JSON key = json_loadb(key_file.at ? key_file.at : "", key_file.len, 0, NULL);
    const char *uri = object_text(key, "token_uri");
    if (!object_text(key, "client_email") || !object_text(key, "private_key") || !uri)
        return fail(err, FAULT_CONFIG, NULL,
                    "service_account in section [google] is no key file of a service account "
                    "(JSON with client_email, private_key and token_uri).");
    OWN_CHARS assertion = assertion_of(c, key, at, err);
    TRY(assertion);
    out->method = "POST";
    out->url = mem_str(uri);
    out->body = mem_strf(
        "grant_type=urn%%3Aietf%%3Aparams%%3Aoauth%%3Agrant-type%%3Ajwt-bearer&assertion=%s",
        assertion);
    out->content_type = "application/x-www-form-urlencoded";
    return true;
}

/* --- asking ---------------------------------------------------------------------------------- */

/* Letters a to v and digits, as Google takes them; another one after each removal, for an id that
 * was removed is not free again. */
static char *id_of(const struct meeting *m, int64_t parcel)
{
    OWN_CHARS what = mem_strf("google-meet %s %lld", m->code, (long long)parcel);
    struct digest d = digest_of(span_of(what));
    OWN_CHARS hex = digest_hex(&d);
    return mem_strf("%.32s", hex);
}

static void add_time(struct text *body, const char *name, instant at)
{
    text_addf(body, ",\"%s\":{\"dateTime\":", name);
    room_add_start(body, at);
    text_add_char(body, '}');
}

/* Of a series the first occurrence: the event over there holds the room, it is no calendar. */
static void describe(const struct room_facts *f, const char *id, struct text *body)
{
    (void)id;
    const struct vevent *v = event_main(f->event);
    instant start = moment_instant(&v->start, f->floating);
    text_add_str(body, "{\"status\":\"confirmed\",\"summary\":");
    room_add_title(body, f, MOST_TITLE_BYTES);
    text_add_str(body, ",\"description\":");
    text_add_json(body, span_of(f->meeting->link));
    add_time(body, "start", start);
    add_time(body, "end", start + (v->duration_s > 0 ? v->duration_s : 60));
    text_add_char(body, '}');
}

static enum room_step begin(const struct room_talk *t)
{
    static const enum room_step steps[] = {
        [ROOM_CREATE] = STEP_CREATE, [ROOM_UPDATE] = STEP_UPDATE, [ROOM_REMOVE] = STEP_REMOVE};
    return steps[t->wish];
}

static char *events_url(const struct room_talk *t, const char *id, const char *query)
{
    OWN(text) url = text_new();
    text_addf(url, "%s/calendars/", t->config->google.api_url);
    text_add_uri(url, span_of(t->config->google.calendar));
    text_addf(url, "/events%s%s?%s", *id ? "/" : "", id, query);
    return text_take(url);
}

/* What is described, and the conference that it is to get. A request of the same name is ignored,
 * so a repeated order makes no second one; an order after a failure has another name. */
static char *with_conference(const struct room_talk *t)
{
    OWN_CHARS what = mem_strf("%s %s", t->room, t->told);
    struct digest d = digest_of(span_of(what));
    OWN_CHARS request = digest_hex(&d);
    return mem_strf("{\"conferenceData\":{\"createRequest\":{\"requestId\":\"%.32s\","
                    "\"conferenceSolutionKey\":{\"type\":\"hangoutsMeet\"}}},%s",
                    request, t->body + 1);
}

static char *insertion(const struct room_talk *t)
{
    OWN_CHARS body = with_conference(t);
    return mem_strf("{\"id\":\"%s\",%s", t->room, body + 1);
}

static void ask(const struct room_talk *t, struct room_call *out)
{
    static const char version[] = "conferenceDataVersion=1&sendUpdates=none";
    if (t->step == STEP_CREATE) {
        OWN_CHARS body = insertion(t);
        room_call_make(out, "POST", events_url(t, "", version), body);
    } else if (t->step == STEP_FIND) {
        OWN_CHARS body = with_conference(t);
        room_call_make(out, "PATCH", events_url(t, t->room, version), body);
    } else if (t->step == STEP_UPDATE) {
        room_call_make(out, "PATCH", events_url(t, t->room, version), t->body);
    } else {
        room_call_make(out, "DELETE", events_url(t, t->room, "sendUpdates=none"), NULL);
    }
}

static void ask_reach(const struct config *c, struct room_call *out)
{
    const struct room_talk anybody = {.config = c};
    room_call_make(out, "GET", events_url(&anybody, "", "maxResults=1"), NULL);
}

/* --- hearing --------------------------------------------------------------------------------- */

static const char *video_of(const json_t *conference)
{
    size_t i;
    json_t *one;
    const json_t *points = json_object_get(conference, "entryPoints");
    json_array_foreach(points, i, one)
    {
        const char *type = object_text(one, "entryPointType");
        if (type && strcmp(type, "video") == 0)
            return object_text(one, "uri");
    }
    return NULL;
}

/* The conference is made after the event: pending, success or failure. */
static enum room_turn take_event(struct room_talk *t, const json_t *event, struct error *err)
{
    const json_t *conference = json_object_get(event, "conferenceData");
    const json_t *request = json_object_get(conference, "createRequest");
    const char *status = object_text(json_object_get(request, "status"), "statusCode");
    const char *url = video_of(conference);
    if (!url && status && strcmp(status, "pending") == 0) {
        fail(err, FAULT_UNAVAILABLE, NULL, "Google has not made the conference yet.");
        return ROOM_FAILED;
    }
    if (!url && status && strcmp(status, "failure") == 0) {
        fail(err, FAULT_REFUSED, NULL, "Google could not make the conference.");
        return ROOM_FAILED;
    }
    return room_keep_url(t, url ? url : object_text(event, "hangoutLink"), err);
}

/* 403 is said of what is not allowed, and of what is too much at the moment. */
static bool is_too_much(const struct room_answer *a)
{
    static const char *const reasons[] = {"rateLimitExceeded", "userRateLimitExceeded",
                                          "quotaExceeded", "dailyLimitExceeded",
                                          "calendarUsageLimitsExceeded"};
    OWN_JSON j = json_loadb(a->body.at ? a->body.at : "", a->body.len, 0, NULL);
    const json_t *errors = json_object_get(json_object_get(j, "error"), "errors");
    const char *reason = object_text(json_array_get(errors, 0), "reason");
    for (size_t i = 0; reason && i < LENGTH(reasons); i++)
        if (strcmp(reason, reasons[i]) == 0)
            return true;
    return false;
}

static enum room_turn hear_event(struct room_talk *t, const struct room_answer *a,
                                 struct error *err)
{
    OWN_JSON event = json_answer(t, a, err);
    return event ? take_event(t, event, err) : ROOM_FAILED;
}

/* Somebody took the event away over there. Its id is not free again; the next is as certain. */
static enum room_turn make_anew(struct room_talk *t)
{
    char *next = mem_strf("%sr", t->room);
    free(t->room);
    t->room = next;
    t->step = STEP_CREATE;
    return ROOM_ASKS;
}

static enum room_turn hear(struct room_talk *t, const struct room_answer *a, struct error *err)
{
    bool is_gone = a->status == 404 || a->status == 410;
    if (t->step == STEP_REMOVE && (is_gone || a->status == 204 || a->status == 200))
        return ROOM_DONE;
    if (is_gone && (t->step == STEP_UPDATE || t->step == STEP_FIND))
        return make_anew(t);
    if (t->step == STEP_CREATE && a->status == 409) {
        t->step = STEP_FIND;
        return ROOM_ASKS;
    }
    if (a->status == 200)
        return hear_event(t, a, err);
    return a->status == 403 && is_too_much(a) ? room_later(t, a, err) : room_refused(t, a, err);
}

static const struct room_service service = {
    .name = "Google",
    .id = id_of,
    .describe = describe,
    .begin = begin,
    .ask = ask,
    .hear = hear,
    .ask_reach = ask_reach,
    .key_file = key_file,
    .ask_token = ask_token,
    .hosts = hosts,
};

const struct provider provider_google = {
    .name = "google-meet",
    .create = service_create,
    .url = service_url,
    .check = check,
    .service = &service,
};
