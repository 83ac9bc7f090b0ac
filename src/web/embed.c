/* GET /m/<code>: the room on a page of ours, by Jitsi's IFrame API, for who has come through the
 * door. */
#include "embed.h"

enum { CODE_MOST = 64 };

/* --- what the frame shows --------------------------------------------------------------------- */

struct frame {
    char *room, *script, *host; /* of the API: room and host; script: its URL */
    char *origin;               /* of the script and of the frame, as policies name it */
    char *token;                /* NULL: the server has none */
};

static void frame_clear(struct frame *f)
{
    free(f->room);
    free(f->script);
    free(f->host);
    free(f->origin);
    free(f->token);
}

static size_t origin_length(const char *url)
{
    const char *host = strstr(url, "://");
    return host ? (size_t)(host + 3 - url) + strcspn(host + 3, "/") : 0;
}

/* JaaS is one server for all of its customers, of whom the first part of the path is. */
static char *server_of(const struct config *c, const struct provider *p, const char *url)
{
    bool is_jaas = strcmp(p->name, "jaas") == 0;
    return is_jaas ? mem_strf("%.*s", (int)origin_length(url), url) : mem_str(c->jitsi.domain);
}

/* false: the room is not on the configured server, or is none of Jitsi's. */
static bool frame_of_room(const struct config *c, const struct arrival *a, struct frame *f)
{
    const struct provider *p = provider_named(a->meeting->provider);
    TRY(p && p->is_jitsi && c->jitsi.domain);
    OWN_CHARS url = meeting_room(c, a->meeting, a->way.occurrence.key);
    OWN_CHARS server = url ? server_of(c, p, url) : NULL;
    size_t len = strlen(server ? server : ""), origin = len ? origin_length(server) : 0;
    TRY(origin && strncmp(url, server, len) == 0 && url[len] == '/' && url[len + 1]);
    TRY(!strpbrk(server, ";, '")); /* these end what a policy says */
    size_t tenant = strcmp(p->name, "jaas") == 0 ? strcspn(url + len + 1, "/") + 1 : 0;
    f->room = mem_str(url + len + 1);
    f->host = mem_str(strstr(server, "://") + 3);
    f->origin = mem_strf("%.*s", (int)origin, server);
    f->script = mem_strf("%s/%.*sexternal_api.js", server, (int)tenant, url + len + 1);
    return true;
}

static bool frame_fill(const struct web *w, const struct arrival *a, struct frame *f,
                       struct error *err)
{
    unsigned char secret[32];
    struct entry e;
    entry_of(w, a, secret, &e);
    bool ok = meeting_token(&e, &f->token, err);
    explicit_bzero(secret, sizeof secret);
    return ok;
}

/* --- the page --------------------------------------------------------------------------------- */

static void add_data(struct text *t, const char *name, const char *value)
{
    if (!value)
        return;
    text_addf(t, " data-%s=\"", name);
    text_add_html(t, span_of(value));
    text_add_str(t, "\"");
}

static bool may_end(const struct arrival *a)
{
    return a->caller.role == CALLER_HOST || a->caller.role == CALLER_MODERATOR;
}

static void add_head(struct html *p, const struct arrival *a, const char *title)
{
    struct text *t = html_text(p);
    const struct vevent *v = a->way.occurrence.from;
    text_add_str(t, "<header>\n");
    html_heading(p, title);
    text_addf(t, "<p class=\"left\" role=\"timer\" data-ends-in=\"%lld\"></p>\n",
              (long long)(a->way.occurrence.end - a->at));
    text_add_str(t, "<details><summary>People (<span data-count>0</span>)</summary>\n<div>\n"
                    "<h2>Here</h2>\n<ul class=\"here\" data-here></ul>\n");
    if (v && v->nattendees) {
        text_add_str(t, "<h2>Invited</h2>\n");
        html_people(p, v);
    }
    text_add_str(t, "</div>\n</details>\n");
    if (may_end(a))
        text_add_str(t, "<button type=\"button\" class=\"quiet\" data-end>End for all</button>\n");
    text_add_str(t, "</header>\n");
}

static void add_frame(struct html *p, const struct arrival *a, const struct frame *f,
                      const char *title)
{
    struct text *t = html_text(p);
    text_add_str(t, "<div id=\"room\"");
    add_data(t, "host", f->host);
    add_data(t, "room", f->room);
    add_data(t, "token", f->token);
    add_data(t, "title", title);
    add_data(t, "name", a->caller.name);
    add_data(t, "address", a->caller.address);
    text_add_str(t, "><noscript><p>The room needs JavaScript.</p></noscript></div>\n");
}

static void answer_frame(const struct web *w, struct http_request *r, const struct arrival *a,
                         const struct frame *f)
{
    const struct vevent *v = a->way.occurrence.from;
    const char *title = title_of(v);
    OWN(html) p = html_new(w, title);
    OWN_CHARS guard = form_guard(w, r);
    html_room(p, f->origin, f->script);
    add_head(p, a, title);
    add_frame(p, a, f, title);
    text_addf(html_text(p),
              "<form hidden method=\"post\" action=\"/m/%s/events\">\n%s</form>\n"
              "<p class=\"over\" hidden data-over>You have left the meeting. "
              "<a href=\"/j/%s\">Join again</a></p>\n",
              a->meeting->code, guard, a->meeting->code);
    html_script(p, "room.js");
    html_send(p, r, 200);
}

/* --- who may see it --------------------------------------------------------------------------- */

/* The event may have changed since: who is not invited any more is nobody, and has no ticket. */
static bool recognize(struct arrival *a, const struct form *ticket)
{
    int64_t role = CALLER_NOBODY;
    const char *address = form_field(ticket, "address");
    const struct vevent *from = a->way.occurrence.from;
    a->caller = (struct caller){.role = CALLER_GUEST, .name = form_field(ticket, "name")};
    if (from && address)
        a->caller = meeting_caller(from, a->owner, address);
    else if (span_number(span_of(form_field(ticket, "role")), &role))
        a->caller.role = role == CALLER_NOBODY ? CALLER_NOBODY : CALLER_GUEST;
    return a->caller.role != CALLER_NOBODY || !address;
}

bool arrive_in_room(const struct web *w, const struct http_request *r, const char *code,
                    struct arrival *a, struct form **ticket_out, struct error *err)
{
    *ticket_out = strlen(code) <= CODE_MOST ? ticket_take(w, r, code) : NULL;
    TRY(*ticket_out && arrive(w, r, code, SPAN(""), a, err));
    const char *key = form_field(*ticket_out, "key");
    TRY(a->way.door == DOOR_OPEN && key && strcmp(key, a->way.occurrence.key) == 0);
    TRY(!ticket_is_revoked(*ticket_out, a));
    return recognize(a, *ticket_out);
}

static void answer_door(const struct web *w, struct http_request *r, const char *code)
{
    OWN_CHARS door = mem_strf("/j/%s", code);
    if (http_query(r).len) /* he comes from there, and keeps no cookies */
        answer_page(w, r, 403, "The room cannot be opened here",
                    "Cookies have to be allowed for this page. Allow them, and open the link in "
                    "your invitation again.");
    else
        see_other(r, path_of_ours(door));
}

void serve_embedded(struct http_request *r, void *with)
{
    struct web *w = with;
    struct arrival a = {0};
    struct error err = {0};
    struct frame f = {0};
    struct form *ticket = NULL;
    http_answer_header(r, "Cache-Control", "no-store");
    bool is_in = arrive_in_room(w, r, http_rest(r), &a, &ticket, &err) &&
                 frame_of_room(w->pipeline->config, &a, &f);
    if (is_in && frame_fill(w, &a, &f, &err))
        answer_frame(w, r, &a, &f);
    else if (err.kind == FAULT_NONE || err.kind == FAULT_NOT_FOUND)
        answer_door(w, r, http_rest(r));
    else
        answer_fault(w, r, &err);
    frame_clear(&f);
    form_free(ticket);
    arrival_clear(&a);
}

bool answer_embedded(const struct web *w, struct http_request *r, const struct arrival *a)
{
    struct frame f = {0};
    struct error err = {0};
    const struct config *c = w->pipeline->config;
    bool fits = c->meetings.embed && frame_of_room(c, a, &f);
    frame_clear(&f);
    if (!fits || !ticket_give(w, r, a, &err))
        return false;
    OWN_CHARS path = mem_strf("/m/%s?from=door", a->meeting->code);
    see_other(r, path);
    return true;
}
