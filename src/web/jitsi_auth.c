/* GET /jitsi/auth?room=ROOM&state=STATE: where a video server that lets in by tokens alone sends
 * those who come without one (tokenAuthUrl). Who is known goes back to the room with a token. */
#include "jitsi_room.h"

/* Longer ones would not fit into the form of the page to sign in at. */
enum { MOST_KEPT = 1000 };

/* This page again, after signing in. */
static char *next_path(const struct http_request *r, const char *room)
{
    struct span query = http_query(r);
    OWN(text) t = text_new();
    text_add_str(t, "/jitsi/auth?");
    if (query.len <= MOST_KEPT) {
        text_add(t, query);
    } else {
        text_add_str(t, "room=");
        text_add_uri(t, span_of(room));
    }
    return text_take(t);
}

static void add_sign_in(struct html *p, const struct http_request *r, const char *room)
{
    struct text *t = html_text(p);
    OWN_CHARS next = next_path(r, room);
    text_add_str(t, "<p><a class=\"button\" href=\"/sign-in?next=");
    text_add_uri(t, span_of(next));
    text_add_str(t, "\">Sign in</a></p>\n");
}

/* Who has no account here may be a guest, or have a personal link in his invitation. */
static void ask_who(const struct web *w, struct http_request *r, const char *room,
                    const struct arrival *a)
{
    OWN(html) p = html_new(w, "Who is there?");
    html_heading(p, "Who is there?");
    html_paragraph(p, "The room of this meeting lets in whom it knows. If there is a link of your "
                      "own in your invitation, that is the shortest way.");
    add_sign_in(p, r, room);
    text_addf(html_text(p), "<p><a href=\"/j/%s\">I have no account here</a></p>\n",
              a->meeting->code);
    html_send(p, r, 200);
}

/* Of rooms per occurrence only that of the occurrence whose door is open is gone back to. */
static void lead(const struct web *w, struct http_request *r, const char *room,
                 const struct arrival *a, const struct client_state *client)
{
    bool is_known = a->caller.role != CALLER_NOBODY;
    const struct config *c = w->pipeline->config;
    if (!meeting_has_tokens(c, a->meeting->provider)) {
        answer_page(w, r, 404, "This leads nowhere",
                    "The video server of this room has no tokens.");
    } else if (a->way.door == DOOR_OPEN && is_known &&
               room_is(c, a->meeting, a->way.occurrence.key, room)) {
        if (!answer_checklist(w, r, a))
            answer_entry(w, r, a, client);
    } else if (a->way.door == DOOR_OPEN && !is_known && !a->visitor) {
        ask_who(w, r, room, a);
    } else {
        OWN_CHARS link = mem_strf("/j/%s", a->meeting->code);
        see_other(r, link); /* which says why not, or takes guests */
    }
}

/* The room may be that of one occurrence, which somebody who has signed in is known by. */
static void answer_none(const struct web *w, struct http_request *r, const char *room,
                        const struct error *err)
{
    if (err->kind != FAULT_NOT_FOUND && err->kind != FAULT_UNAUTHORIZED) {
        answer_fault(w, r, err);
        return;
    }
    note_try(w, r);
    OWN(html) p = html_new(w, "There is no such meeting");
    html_heading(p, "There is no such meeting");
    html_paragraph(p, "No meeting is held in this room. Open the link in your invitation.");
    if (err->kind == FAULT_UNAUTHORIZED)
        add_sign_in(p, r, room);
    html_send(p, r, 404);
}

static void serve_room(const struct web *w, struct http_request *r, const char *room,
                       const struct client_state *client)
{
    struct arrival a = {0};
    struct error err = {0};
    OWN_CHARS code = code_of_room(w, r, room, &err);
    if (code && arrive(w, r, code, SPAN(""), &a, &err))
        lead(w, r, room, &a, client);
    else
        answer_none(w, r, room, &err);
    arrival_clear(&a);
}

/* A state that cannot be read is no reason to keep somebody out. */
static struct client_state state_of(const struct form *f)
{
    struct client_state s = {0};
    const char *json = form_field(f, "state");
    if (json && !client_state_read(span_of(json), &s, NULL))
        client_state_clear(&s);
    return s;
}

void serve_jitsi_auth(struct http_request *r, void *with)
{
    struct web *w = with;
    struct error err = {0};
    http_answer_header(r, "Cache-Control", "no-store");
    if (!may_try(w, r))
        return;
    OWN(form) f = form_of_query(r, &err);
    const char *given = f ? form_field(f, "room") : NULL;
    OWN_CHARS room = given ? meeting_room_safe(span_of(given)) : NULL;
    if (!room) {
        answer_page(w, r, 404, "This leads nowhere",
                    "The address names no room: open the link in your invitation.");
        return;
    }
    struct client_state client = state_of(f);
    serve_room(w, r, room, &client);
    client_state_clear(&client);
}
