/* What services that make rooms answer: JSON, or a refusal in their words. */
#include "service.h"

json_t *json_answer(const struct room_talk *t, const struct room_answer *a, struct error *err)
{
    json_t *j = json_loadb(a->body.at ? a->body.at : "", a->body.len, 0, NULL);
    if (json_is_object(j))
        return j;
    json_decref(j);
    fail(err, FAULT_UNAVAILABLE, NULL, "%s answers %d with what is no JSON object.",
         t->provider->service->name, a->status);
    return NULL;
}

const char *object_text(const json_t *object, const char *name)
{
    const char *s = json_string_value(json_object_get(object, name));
    return s && *s ? s : NULL;
}

/* The places where services say what is wrong: Zoom, Google, and RFC 6749, 5.2. */
static const char *words_in(const json_t *j)
{
    const json_t *within = json_object_get(j, "error");
    const char *const said[] = {object_text(j, "message"), object_text(within, "message"),
                                object_text(j, "error_description"), object_text(j, "reason"),
                                json_string_value(within)};
    for (size_t i = 0; i < LENGTH(said); i++)
        if (said[i] && *said[i])
            return said[i];
    return NULL;
}

enum { MOST_WORDS = 120 };

static bool say(const char *service, const struct room_answer *a, enum fault kind,
                struct error *err)
{
    OWN_JSON j = json_loadb(a->body.at ? a->body.at : "", a->body.len, 0, NULL);
    const char *words = words_in(j);
    OWN(text) line = text_new();
    if (words)
        text_add_header(line, span_of(words));
    struct span most = said_most(text_str(line), MOST_WORDS);
    return fail(err, kind, NULL, "%s answers %d%s%.*s", service, a->status, words ? ": " : ".",
                (int)most.len, most.at);
}

enum room_turn room_refused(const struct room_talk *t, const struct room_answer *a,
                            struct error *err)
{
    say(t->provider->service->name, a, FAULT_REFUSED, err);
    return ROOM_FAILED;
}

enum room_turn room_later(const struct room_talk *t, const struct room_answer *a, struct error *err)
{
    say(t->provider->service->name, a, FAULT_UNAVAILABLE, err);
    return ROOM_FAILED;
}

enum room_turn room_talk_hear(struct room_talk *t, const struct room_answer *a, struct error *err)
{
    if (a->status == 401)
        return ROOM_NEEDS_TOKEN;
    if (a->status == 408 || a->status == 429 || a->status >= 500 || a->status < 200)
        return room_later(t, a, err);
    return t->provider->service->hear(t, a, err);
}

bool room_hear_reach(const struct provider *p, const struct room_answer *a, struct error *err)
{
    return a->status == 200 || say(p->service->name, a, FAULT_UNAVAILABLE, err);
}

static bool is_on(struct span url, const char *const *hosts)
{
    struct span host = url_host(url);
    for (; *hosts && span_starts(url, "https://"); hosts++) {
        size_t len = strlen(*hosts);
        if (span_is_nocase(host, *hosts))
            return true;
        if (host.len > len && span_ends_nocase(host, *hosts) && host.at[host.len - len - 1] == '.')
            return true;
    }
    return false;
}

enum room_turn room_keep_url(struct room_talk *t, const char *url, struct error *err)
{
    struct span found, rest, said = span_of(url);
    const struct room_service *s = t->provider->service;
    bool is_whole = url && url_next(said, &found, &rest) && span_equal(found, said);
    if (!is_whole || !is_on(found, s->hosts)) {
        fail(err, FAULT_REFUSED, NULL, "%s gave a room without a link to %s.", s->name,
             s->hosts[0]);
        return ROOM_FAILED;
    }
    free(t->url);
    t->url = mem_str(url);
    return ROOM_DONE;
}

/* --- tokens: RFC 6749, 5.1 ------------------------------------------------------------------- */

bool room_hear_token(const struct provider *p, const struct room_answer *a, instant at,
                     struct room_token *out, struct error *err)
{
    enum { EARLY_S = 60, SHORTEST_S = 120 };
    OWN_JSON j = json_loadb(a->body.at ? a->body.at : "", a->body.len, 0, NULL);
    const char *access = object_text(j, "access_token");
    if (a->status != 200 || !access || !span_is_utf8(span_of(access)) || strpbrk(access, "\r\n "))
        return say(p->service->name, a, FAULT_UNAVAILABLE, err);
    int64_t life_s = json_integer_value(json_object_get(j, "expires_in"));
    room_token_clear(out);
    out->access = mem_str(access);
    out->until = at + (life_s > SHORTEST_S && life_s < 86400 ? life_s : SHORTEST_S) - EARLY_S;
    return true;
}

void room_token_clear(struct room_token *t)
{
    if (t->access)
        explicit_bzero(t->access, strlen(t->access));
    free(t->access);
    *t = (struct room_token){0};
}
