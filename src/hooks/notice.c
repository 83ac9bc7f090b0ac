#include "internal.h"

enum { MOST_AHEAD_S = 600, MOST_BACK_S = 400 * 86400 };

void notice_clear(struct notice *n)
{
    free(n->room);
    free(n->code);
    free(n->recording.url);
    free(n->recording.format);
    free(n->source);
    free(n->id);
    sighting_clear(&n->who);
    *n = (struct notice){0};
}

static bool check_time(struct notice *n, instant now, struct error *err)
{
    if (n->at > now + MOST_AHEAD_S || n->at < now - MOST_BACK_S)
        return fail(err, FAULT_INVALID, NULL, "The time that this happened at cannot be.");
    if (n->at > now) /* clocks differ a little */
        n->at = now;
    if (n->of > n->at || n->of < n->at - MOST_BACK_S)
        n->of = INSTANT_FIRST;
    return true;
}

bool notice_check(struct notice *n, instant now, struct error *err)
{
    if (n->kind == NOTICE_NONE)
        return true;
    if (!n->room && !n->code)
        return fail(err, FAULT_INVALID, NULL, "It is not said which room this is about.");
    bool is_person = n->kind == NOTICE_JOINED || n->kind == NOTICE_LEFT;
    if (is_person && !n->who.who)
        return fail(err, FAULT_INVALID, NULL, "It is not said who joined or left.");
    if (n->kind == NOTICE_RECORDED)
        TRY(hooks_recording_check(n->recording.url, err));
    TRY(check_time(n, now, err));
    n->who.at = n->at;
    n->who.kind = n->kind == NOTICE_LEFT ? SIGHTING_LEFT : SIGHTING_JOINED;
    if (is_person && !n->who.how)
        n->who.how = mem_str(n->source);
    return true;
}
