/* What a service that makes rooms answers: any bytes are a room on one of its servers, more to ask,
 * or a fault in one sentence; and no talk goes on for ever. The first line says whom is talked to,
 * about what, and with which status: "zoom create 201". */
#include "convoke/meeting.h"
#include "fuzz.h"

enum { MOST_TURNS = 30 };

static char *order_of(struct span first, int *status_out)
{
    struct span wish, status, provider = span_cut(first, ' ', &wish);
    wish = span_cut(wish, ' ', &status);
    int64_t number = 0;
    *status_out = span_number(status, &number) && number > 0 && number < 1000 ? (int)number : 200;
    return mem_strf("%.*s %.*s\nroom=%s\nmark=https://cal.example.org/j/abc\ntold=x\n\n{}",
                    (int)(wish.len < 10 ? wish.len : 10), wish.at ? wish.at : "",
                    (int)(provider.len < 20 ? provider.len : 20), provider.at ? provider.at : "",
                    span_is(wish, "create") && span_is(provider, "zoom") ? "" : "77");
}

static void check_said(const struct error *err)
{
    MUST(err->said[0] && !strpbrk(err->said, "\r\n"));
}

static void check_result(const struct room_talk *t)
{
    struct room_result r;
    room_talk_result(t, &r);
    MUST(!r.url || (span_starts(span_of(r.url), "https://") && !strpbrk(r.url, "\r\n \"<>")));
    MUST(r.wish != ROOM_CREATE || r.url);
}

static void talk(struct room_talk *t, const struct room_answer *a)
{
    struct error err = {0};
    enum room_turn turn = ROOM_ASKS;
    for (int i = 0; turn == ROOM_ASKS; i++) {
        struct room_call call;
        room_talk_ask(t, "t0p", &call);
        MUST(span_starts(span_of(call.url), "https://") && !strpbrk(call.url, "\r\n "));
        room_call_clear(&call);
        turn = room_talk_hear(t, a, &err);
        MUST(i < MOST_TURNS);
    }
    if (turn == ROOM_FAILED)
        check_said(&err);
    if (turn == ROOM_DONE)
        check_result(t);
}

static void hear_token(const struct room_answer *a)
{
    struct room_token token = {0};
    struct error err = {0};
    if (!room_hear_token(provider_named("zoom"), a, 1000, &token, &err))
        check_said(&err);
    else
        MUST(token.until >= 1000 && !strpbrk(token.access, "\r\n "));
    room_token_clear(&token);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWN(config) c = config_parse(SPAN("[zoom]\naccount_id = a\n"), "fuzz", NULL);
    struct span body, first = span_cut(span_make((const char *)data, size), '\n', &body);
    struct error err = {0};
    struct room_answer a = {.body = body};
    OWN_CHARS order = order_of(first, &a.status);
    OWN(room_talk) t = room_talk_new(c, span_of(order), &err);
    if (t)
        talk(t, &a);
    hear_token(&a);
    return 0;
}
