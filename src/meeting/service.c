/* Orders: what a service elsewhere is to do about a room, written down when it is decided, and the
 * talk by which it is done. */
#include "service.h"

static const char *const wishes[] = {
    [ROOM_CREATE] = "create", [ROOM_UPDATE] = "update", [ROOM_REMOVE] = "remove"};

/* --- orders ----------------------------------------------------------------------------------- */

/* What of an event its room depends on, as a digest; "": there is to be no room. Yours. */
static char *digest_facts(const struct room_facts *f)
{
    if (f->meeting->state != MEETING_OPEN || !f->event)
        return mem_str("");
    const struct vevent *v = event_main(f->event);
    OWN(text) t = text_new();
    text_addf(t, "%lld %lld %d %d %s\n%s", (long long)moment_instant(&v->start, f->floating),
              (long long)v->duration_s, event_is_recurring(f->event), v->is_private,
              f->meeting->link ? f->meeting->link : "", v->summary ? v->summary : "");
    struct digest d = digest_of(text_span(t));
    return digest_hex(&d);
}

bool room_is_asked_for(const struct meeting *m)
{
    const struct provider *p = provider_named(m->provider);
    return p && p->service;
}

bool room_is_awaited(const struct meeting *m)
{
    return room_is_asked_for(m) && (!m->url || !*m->url);
}

bool room_differs(const struct room_facts *before, const struct room_facts *now)
{
    if (!room_is_asked_for(now->meeting))
        return false;
    bool is_open = now->meeting->state == MEETING_OPEN;
    if (!before->meeting || (is_open && room_is_awaited(now->meeting)))
        return is_open;
    OWN_CHARS was = digest_facts(before);
    OWN_CHARS is = digest_facts(now);
    return strcmp(was, is) != 0;
}

static bool is_set(const char *s)
{
    return s && *s;
}

static bool decide_wish(const struct room_facts *f, const char *told, enum room_wish *wish_out)
{
    const struct meeting *m = f->meeting;
    bool is_there = is_set(m->url) || is_set(m->room) || is_set(m->room_told);
    if (!*told)
        *wish_out = ROOM_REMOVE;
    else
        *wish_out = is_set(m->url) ? ROOM_UPDATE : ROOM_CREATE;
    bool is_same = is_set(m->room_told) && strcmp(m->room_told, told) == 0;
    return *wish_out == ROOM_REMOVE ? is_there : !is_same || !is_set(m->url);
}

char *room_order(const struct room_facts *f, int64_t parcel, char **id_out)
{
    const struct provider *p = provider_named(f->meeting->provider);
    OWN_CHARS told = digest_facts(f);
    enum room_wish wish;
    if (!decide_wish(f, told, &wish))
        return NULL;
    bool gives_id = wish == ROOM_CREATE && p->service->id && !is_set(f->meeting->room);
    *id_out = gives_id ? p->service->id(f->meeting, parcel) : mem_str(f->meeting->room);
    OWN(text) t = text_new();
    text_addf(t, "%s %s\nroom=%s\nmark=%s\ntold=%s\n\n", wishes[wish], p->name,
              *id_out ? *id_out : "", f->meeting->link ? f->meeting->link : "", told);
    if (wish != ROOM_REMOVE)
        p->service->describe(f, *id_out, t);
    return text_take(t);
}

/* --- reading them ---------------------------------------------------------------------------- */

static char *take_line(struct span *rest, const char *name)
{
    struct span value, line = span_cut(*rest, '\n', rest);
    struct span key = span_cut(line, '=', &value);
    return span_is(key, name) ? span_copy(value) : NULL;
}

static bool read_wish(struct room_talk *t, struct span line)
{
    struct span name, word = span_cut(line, ' ', &name);
    OWN_CHARS provider = span_copy(name);
    t->provider = provider_named(provider);
    for (size_t i = 0; i < LENGTH(wishes); i++)
        if (span_is(word, wishes[i])) {
            t->wish = (enum room_wish)i;
            return t->provider && t->provider->service;
        }
    return false;
}

struct room_talk *room_talk_new(const struct config *c, struct span order, struct error *err)
{
    OWN(room_talk) t = mem_new(sizeof *t);
    t->config = c;
    struct span rest, line = span_cut(order, '\n', &rest);
    bool ok = read_wish(t, line);
    t->room = take_line(&rest, "room");
    t->mark = take_line(&rest, "mark");
    t->told = take_line(&rest, "told");
    struct span empty = span_cut(rest, '\n', &rest);
    t->body = span_copy(rest);
    if (!ok || !t->room || !t->mark || !t->told || empty.len)
        return fail(err, FAULT_BUG, NULL, "This order for a room cannot be read."), NULL;
    t->step = t->provider->service->begin(t);
    return GIVE(t);
}

void room_talk_free(struct room_talk *t)
{
    if (!t)
        return;
    free(t->room);
    free(t->url);
    free(t->mark);
    free(t->told);
    free(t->body);
    free(t->page);
    free(t);
}

const struct provider *room_talk_provider(const struct room_talk *t)
{
    return t->provider;
}

void room_talk_result(const struct room_talk *t, struct room_result *out)
{
    bool is_gone = t->wish == ROOM_REMOVE;
    *out = (struct room_result){.wish = t->wish,
                                .room = is_gone ? NULL : t->room,
                                .url = is_gone ? NULL : t->url,
                                .told = is_gone ? NULL : t->told};
}

/* --- asking ---------------------------------------------------------------------------------- */

void room_call_clear(struct room_call *c)
{
    free(c->url);
    free(c->authorization);
    free(c->body);
    *c = (struct room_call){0};
}

void room_call_make(struct room_call *out, const char *method, char *url, const char *body)
{
    out->method = method;
    out->url = url;
    out->body = mem_str(body);
    out->content_type = body ? "application/json" : NULL;
}

void room_talk_ask(const struct room_talk *t, const char *access, struct room_call *out)
{
    *out = (struct room_call){0};
    t->provider->service->ask(t, out);
    out->authorization = mem_strf("Bearer %s", access);
}

const char *room_key_file(const struct provider *p, const struct config *c)
{
    return p->service->key_file ? p->service->key_file(c) : NULL;
}

bool room_ask_token(const struct provider *p, const struct config *c, struct span key_file,
                    instant at, struct room_call *out, struct error *err)
{
    *out = (struct room_call){0};
    TRY(p->check(c, err)); /* a meeting keeps its provider, settings may have gone */
    return p->service->ask_token(c, key_file, at, out, err);
}

void room_ask_reach(const struct provider *p, const struct config *c, const char *access,
                    struct room_call *out)
{
    *out = (struct room_call){0};
    p->service->ask_reach(c, out);
    out->authorization = mem_strf("Bearer %s", access);
}

/* --- describing ------------------------------------------------------------------------------ */

void room_add_start(struct text *json, instant at)
{
    text_add_char(json, '"');
    text_add_instant(json, at);
    text_add_char(json, '"');
}

void room_add_title(struct text *json, const struct room_facts *f, size_t most)
{
    const struct vevent *v = event_main(f->event);
    const char *said = v->is_private ? "Private meeting" : v->summary;
    text_add_json(json, said_most(is_set(said) ? said : "Meeting", most));
}

/* --- rows of the table of providers ---------------------------------------------------------- */

bool service_create(const struct config *c, const char *title, struct meeting *m, struct error *err)
{
    (void)title;
    m->per_occurrence = false;
    return service_check_link(c, m->provider, err);
}

char *service_url(const struct config *c, const struct meeting *m, const char *key)
{
    (void)c, (void)key;
    return is_set(m->url) ? mem_str(m->url) : NULL;
}

bool service_check_link(const struct config *c, const char *provider, struct error *err)
{
    return c->server.public_url ||
           fail(err, FAULT_CONFIG, NULL,
                "provider = %s needs public_url in section [server]: events get its link at once, "
                "and the room when the service has made it.",
                provider);
}
