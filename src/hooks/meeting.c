/* What any other server tells, in the form that convoke.conf(5) gives:
 *
 * {"event": "participant.joined", "id": "...", "room": "...", "at": "2026-03-04T09:00:00Z",
 *  "participant": {"id": "...", "name": "...", "email": "...", "role": "moderator"}} */
#include "json.h"

enum { MOST_PROVIDER = 32 };

static const struct {
    const char *event;
    enum notice_kind kind;
} events[] = {
    {"meeting.started", NOTICE_STARTED},      {"meeting.ended", NOTICE_ENDED},
    {"participant.joined", NOTICE_JOINED},    {"participant.left", NOTICE_LEFT},
    {"recording.completed", NOTICE_RECORDED}, {"recording.started", NOTICE_NONE},
    {"recording.stopped", NOTICE_NONE},
};

static bool find_kind(const char *event, enum notice_kind *out, struct error *err)
{
    for (size_t i = 0; event && i < LENGTH(events); i++)
        if (strcmp(events[i].event, event) == 0) {
            *out = events[i].kind;
            return true;
        }
    return fail(err, FAULT_INVALID, NULL,
                "\"event\" is one of meeting.started, meeting.ended, participant.joined, "
                "participant.left, recording.started, recording.stopped, recording.completed.");
}

static void take_person(struct sighting *who, const char *how, const json_t *j)
{
    who->how = mem_str(how);
    who->token = json_word(j, "id");
    who->address = json_word(j, "email");
    who->name = json_word(j, "name");
    who->role = json_word(j, "role");
    const char *said = who->token ? who->token : who->address ? who->address : who->name;
    who->who = mem_str(said);
}

static void take_recording(struct notice *n, const json_t *j)
{
    n->recording.url = json_line(j, "url");
    n->recording.format = json_word(j, "format");
    n->recording.bytes = n->recording.seconds = -1;
    (void)json_whole(j, "bytes", &n->recording.bytes);
    (void)json_whole(j, "seconds", &n->recording.seconds);
}

static bool check_provider(const char *name, struct error *err)
{
    static const char chars[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    if (strlen(name) <= MOST_PROVIDER && strspn(name, chars) == strlen(name))
        return true;
    return fail(err, FAULT_INVALID, NULL,
                "X-Provider is a name of letters, digits, '.', '_' and '-', of at most %d.",
                MOST_PROVIDER);
}

bool meeting_notice_read(struct span body, const char *provider, instant now, struct notice *out,
                         struct error *err)
{
    *out = (struct notice){.at = now, .of = INSTANT_FIRST};
    const char *who = provider && *provider ? provider : "other";
    TRY(check_provider(who, err));
    OWN_JSON j = json_read(body, err);
    TRY(j);
    OWN_CHARS event = json_word(j, "event");
    OWN_CHARS room = json_word(j, "room");
    TRY(find_kind(event, &out->kind, err));
    (void)json_moment(j, "at", &out->at);
    (void)json_moment(j, "of", &out->of);
    if (out->kind == NOTICE_JOINED || out->kind == NOTICE_LEFT)
        take_person(&out->who, who, json_object_get(j, "participant"));
    if (out->kind == NOTICE_RECORDED)
        take_recording(out, json_object_get(j, "recording"));
    out->id = json_word(j, "id");
    out->source = mem_strf("hook %s", who); /* nobody else's ids */
    out->room = room_named(span_of(room));
    out->code = json_word(j, "code");
    if (notice_check(out, now, err))
        return true;
    notice_clear(out);
    return false;
}
