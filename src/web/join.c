/* /j/<code>: the link that stands in events leads to the room while its door is open.
 * /j/<code>/<token>: the same for the one person whose link it is.
 * /j/<code>/guests: who knocks, for who leads the meeting; /j/<code>/enter: past it. */
#include "door.h"

enum { PATH_MOST = 64 };

static void answer_none(const struct web *w, struct http_request *r, const struct error *err)
{
    if (err->kind != FAULT_NONE && err->kind != FAULT_NOT_FOUND) {
        answer_fault(w, r, err);
        return;
    }
    note_try(w, r);
    answer_page(w, r, 404, "There is no such meeting",
                "The link is not complete, or was never one of ours. Try to copy it whole from "
                "the invitation.");
}

static void answer_dead(const struct web *w, struct http_request *r)
{
    note_try(w, r);
    answer_page(w, r, 410, "This link is not valid any more",
                "Look into the newest invitation for another one, or ask the person who invited "
                "you.");
}

void back_to_door(struct http_request *r, const struct arrival *a, const char *behind)
{
    OWN_CHARS path = mem_strf("/j/%s%s", a->meeting->code, behind);
    see_other(r, path);
}

/* --- going in --------------------------------------------------------------------------------- */

static void enter(const struct web *w, struct http_request *r, struct arrival *a)
{
    if (a->way.door != DOOR_OPEN)
        answer_closed(w, r, a);
    else if (a->caller.role == CALLER_NOBODY)
        answer_stranger(w, r, a);
    else
        answer_room(w, r, a);
}

/* Who leads the meeting sees first who waits for him. */
static void come(const struct web *w, struct http_request *r, struct arrival *a)
{
    if (a->way.door == DOOR_OPEN && a->waiting && a->waiting->count)
        back_to_door(r, a, "/guests");
    else
        enter(w, r, a);
}

static void come_by_token(const struct web *w, struct http_request *r, struct arrival *a,
                          struct span token)
{
    if (a->is_dead) {
        answer_dead(w, r);
        return;
    }
    remember_link(r, a, token);
    come(w, r, a);
}

/* --- the path --------------------------------------------------------------------------------- */

struct path {
    char *code;
    struct span part;  /* "", "enter" or "guests" */
    struct span token; /* else: of a personal link */
};

static struct path path_read(const struct http_request *r)
{
    struct span behind, code = span_cut(span_of(http_rest(r)), '/', &behind);
    bool is_part = behind.len == 0 || span_is(behind, "enter") || span_is(behind, "guests");
    return (struct path){.code = span_copy(code),
                         .part = is_part ? behind : SPAN(""),
                         .token = is_part ? SPAN("") : behind};
}

/* false: it is answered. */
static bool open_door(const struct web *w, struct http_request *r, const struct path *p,
                      struct arrival *a)
{
    struct error err = {0};
    http_answer_header(r, "Cache-Control", "no-store");
    TRY(may_try(w, r));
    if (strlen(http_rest(r)) <= PATH_MOST && arrive(w, r, p->code, p->token, a, &err))
        return true;
    answer_none(w, r, &err);
    return false;
}

static void serve_part(const struct web *w, struct http_request *r, const struct path *p,
                       struct arrival *a)
{
    if (p->token.len)
        come_by_token(w, r, a, p->token);
    else if (span_is(p->part, "guests"))
        serve_guests(w, r, a);
    else if (span_is(p->part, "enter"))
        enter(w, r, a);
    else
        come(w, r, a);
}

void serve_join(struct http_request *r, void *with)
{
    struct arrival a = {0};
    struct path p = path_read(r);
    if (open_door(with, r, &p, &a))
        serve_part(with, r, &p, &a);
    arrival_clear(&a);
    free(p.code);
}

/* --- forms ------------------------------------------------------------------------------------ */

/* Who is known by now, or finds the door closed, gets the door's answer instead. */
static void take_stranger(const struct web *w, struct http_request *r, const struct arrival *a,
                          const struct form *f)
{
    const char *name = form_field(f, "name"), *address = form_field(f, "address");
    enum guests guests = guests_of(w, a);
    bool is_stranger = a->way.door == DOOR_OPEN && a->caller.role == CALLER_NOBODY;
    if (is_stranger && guests == GUESTS_KNOCK && name)
        take_knock(w, r, a, name);
    else if (is_stranger && guests == GUESTS_REFUSE && address)
        take_address(w, r, a, address);
    else
        back_to_door(r, a, "");
}

static void take_part(const struct web *w, struct http_request *r, const struct path *p,
                      struct arrival *a, const struct form *f)
{
    if (p->token.len)
        answer_dead(w, r);
    else if (span_is(p->part, "guests"))
        take_guest(w, r, a, f);
    else
        take_stranger(w, r, a, f);
}

void take_join(struct http_request *r, void *with)
{
    struct arrival a = {0};
    struct path p = path_read(r);
    OWN(form) f = form_take(with, r);
    if (f && open_door(with, r, &p, &a))
        take_part(with, r, &p, &a, f);
    arrival_clear(&a);
    free(p.code);
}
