/* What event_sync tells: jitsi-contrib/prosody-plugins, event_sync. Its notices have no id and no
 * order; room, person and times tell one from another. */
#include "json.h"

static const struct {
    const char *path;
    enum notice_kind kind;
    const char *at, *of; /* fields of the moment, and of when it began */
} events[] = {
    {"room/created", NOTICE_STARTED, "created_at", NULL},
    {"room/destroyed", NOTICE_ENDED, "destroyed_at", "created_at"},
    {"occupant/joined", NOTICE_JOINED, "joined_at", NULL},
    {"occupant/left", NOTICE_LEFT, "left_at", "joined_at"},
};

/* Recorders sign in to a domain of their own. */
static bool is_recorder(const char *jid, const char *recorder)
{
    struct span rest, domain;
    (void)span_cut(span_of(jid), '@', &rest);
    domain = rest.at ? span_cut(rest, '/', &rest) : span_make(NULL, 0);
    return span_starts_nocase(domain, "recorder.") || span_starts_nocase(domain, "hidden.") ||
           (recorder && span_is_nocase(domain, recorder));
}

static void take_occupant(struct notice *n, const json_t *occupant, const char *recorder)
{
    struct sighting *who = &n->who;
    who->who = json_word(occupant, "occupant_jid");
    who->token = json_word(occupant, "id");
    who->address = json_word(occupant, "email");
    who->name = json_word(occupant, "name");
    OWN_CHARS affiliation = json_word(occupant, "affiliation");
    if (json_truth(occupant, "moderator") || (affiliation && strcmp(affiliation, "owner") == 0))
        who->role = mem_str("moderator");
    if (who->who && is_recorder(who->who, recorder))
        n->kind = NOTICE_NONE;
}

static bool is_person(const struct notice *n)
{
    return n->kind == NOTICE_JOINED || n->kind == NOTICE_LEFT;
}

bool esync_read(struct span body, const char *path, const char *recorder, instant now,
                struct notice *out, struct error *err)
{
    *out = (struct notice){.at = now, .of = INSTANT_FIRST};
    OWN_JSON j = json_read(body, err);
    TRY(j);
    for (size_t i = 0; i < LENGTH(events); i++) {
        if (strcmp(events[i].path, path) != 0)
            continue;
        const json_t *occupant = json_object_get(j, "occupant");
        out->kind = events[i].kind;
        const json_t *times = is_person(out) ? occupant : j;
        (void)json_moment(times, events[i].at, &out->at);
        if (events[i].of)
            (void)json_moment(times, events[i].of, &out->of);
        if (is_person(out))
            take_occupant(out, occupant, recorder);
        else if (json_truth(j, "is_breakout")) /* the main room goes on */
            out->kind = NOTICE_NONE;
    }
    OWN_CHARS room = json_word(j, "room_name");
    OWN_CHARS jid = json_word(j, "room_jid");
    out->room = room_named(span_of(room ? room : jid));
    out->source = mem_str("jitsi");
    if (notice_check(out, now, err))
        return true;
    notice_clear(out);
    return false;
}
