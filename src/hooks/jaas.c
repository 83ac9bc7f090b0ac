/* What JaaS tells: https://developer.8x8.com/jaas/docs/webhooks-payload. Notices come twice and out
 * of order; their key and time tell. */
#include "json.h"

static const struct {
    const char *type;
    enum notice_kind kind;
} types[] = {
    {"ROOM_CREATED", NOTICE_STARTED},        {"ROOM_DESTROYED", NOTICE_ENDED},
    {"PARTICIPANT_JOINED", NOTICE_JOINED},   {"PARTICIPANT_LEFT", NOTICE_LEFT},
    {"RECORDING_UPLOADED", NOTICE_RECORDED},
};

/* A question is nothing but the name of its room. */
static enum notice_kind kind_of(const char *type)
{
    if (!type || strcmp(type, "SETTINGS_PROVISIONING") == 0)
        return NOTICE_ASKS;
    for (size_t i = 0; i < LENGTH(types); i++)
        if (strcmp(types[i].type, type) == 0)
            return types[i].kind;
    return NOTICE_NONE;
}

static void take_person(struct notice *n, const json_t *data)
{
    struct sighting *who = &n->who;
    who->who = json_word(data, "participantId");
    if (!who->who)
        who->who = json_word(data, "participantJid");
    who->token = json_word(data, "id");
    who->address = json_word(data, "email");
    who->name = json_word(data, "name");
    if (json_truth(data, "moderator"))
        who->role = mem_str("moderator");
}

static void take_recording(struct notice *n, const json_t *data)
{
    n->recording.url = json_line(data, "preAuthenticatedLink");
    n->recording.bytes = n->recording.seconds = -1;
    (void)json_whole(data, "durationSec", &n->recording.seconds);
    (void)json_moment(data, "startTimestamp", &n->at);
}

static void take_data(struct notice *n, const json_t *data)
{
    if (n->kind == NOTICE_JOINED || n->kind == NOTICE_LEFT)
        take_person(n, data);
    else if (n->kind == NOTICE_RECORDED)
        take_recording(n, data);
    else if (json_truth(data, "isBreakout"))
        n->kind = NOTICE_NONE;
}

bool jaas_read(struct span body, instant now, struct notice *out, struct error *err)
{
    *out = (struct notice){.at = now, .of = INSTANT_FIRST};
    OWN_JSON j = json_read(body, err);
    TRY(j);
    OWN_CHARS type = json_word(j, "eventType");
    OWN_CHARS fqn = json_word(j, "fqn");
    out->kind = kind_of(type);
    (void)json_moment(j, "timestamp", &out->at);
    take_data(out, json_object_get(j, "data"));
    out->id = json_word(j, "idempotencyKey");
    out->source = mem_str("jaas");
    out->room = room_named(span_of(fqn));
    if (notice_check(out, now, err))
        return true;
    notice_clear(out);
    return false;
}
