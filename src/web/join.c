/* GET /j/<code>: the link that stands in events leads to the room while its door is open.
 * GET /j/<code>/<token>: the same for the one person whose link it is. */
#include "door.h"

enum { PATH_MOST = 64 };

static void answer_none(const struct web *w, struct http_request *r, const struct error *err)
{
    if (err->kind != FAULT_NONE && err->kind != FAULT_NOT_FOUND) {
        http_answer_error(r, err);
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

static void answer_arrival(const struct web *w, struct http_request *r, const struct arrival *a,
                           struct span token)
{
    if (a->is_dead) {
        answer_dead(w, r);
        return;
    }
    if (token.len)
        remember_link(r, a, token);
    if (a->way.door == DOOR_OPEN)
        answer_room(w, r, a);
    else
        answer_closed(w, r, a);
}

void serve_join(struct http_request *r, void *with)
{
    struct web *w = with;
    struct arrival a = {0};
    struct error err = {0};
    struct span token, code = span_cut(span_of(http_rest(r)), '/', &token);
    OWN_CHARS of = span_copy(code);
    http_answer_header(r, "Cache-Control", "no-store");
    if (!may_try(w, r))
        return;
    if (code.len + token.len > PATH_MOST || !arrive(w, r, of, token, &a, &err))
        answer_none(w, r, &err);
    else
        answer_arrival(w, r, &a, token);
    arrival_clear(&a);
}
