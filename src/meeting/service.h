/* What the services that make rooms elsewhere share: an order, the talk about it, and the reading
 * of JSON. */
#ifndef CONVOKE_MEETING_SERVICE_H
#define CONVOKE_MEETING_SERVICE_H

#include "internal.h"

#include <jansson.h>

static inline void json_drop(json_t **j)
{
    json_decref(*j);
}
#define OWN_JSON __attribute__((cleanup(json_drop))) json_t *

enum room_step {
    STEP_FIND, /* what was made before and is not known of here */
    STEP_CREATE,
    STEP_UPDATE,
    STEP_REMOVE
};

struct room_talk {
    const struct config *config;
    const struct provider *provider;
    enum room_wish wish;
    enum room_step step; /* what is asked next */
    char *room;          /* its id at the service; NULL: not known */
    char *url;           /* of the room, once it was said */
    char *mark;          /* stands in what the service keeps, and tells the room from all others */
    char *told;          /* digest of what the service knows when this is done */
    char *body;          /* JSON: the room as it is to be */
    char *page;          /* of a list that is looked through; NULL: the first */
    int pages;           /* seen */
};

/* A provider's row for asking a service. The functions that hear answers get those below 500 that
 * are neither 401, 408 nor 429. */
struct room_service {
    const char *name; /* as people know it */
    /* The id that a new room is to have; NULL: the service gives it. Yours: free(). */
    char *(*id)(const struct meeting *m, int64_t parcel);
    /* Adds the room as it is to be, as JSON. */
    void (*describe)(const struct room_facts *f, const char *id, struct text *body);
    /* Where a talk with this wish begins. */
    enum room_step (*begin)(const struct room_talk *t);
    void (*ask)(const struct room_talk *t, struct room_call *out);
    enum room_turn (*hear)(struct room_talk *t, const struct room_answer *a, struct error *err);
    /* A request that changes nothing, and that only who may make rooms is answered with 200. */
    void (*ask_reach)(const struct config *c, struct room_call *out);
    const char *(*key_file)(const struct config *c); /* NULL: tokens need none */
    bool (*ask_token)(const struct config *c, struct span key_file, instant at,
                      struct room_call *out, struct error *err);
    const char *const *hosts; /* on which its rooms are, or below; NULL ends them */
};

/* NULL: FAULT_UNAVAILABLE, it is no JSON object. */
json_t *json_answer(const struct room_talk *t, const struct room_answer *a, struct error *err);
const char *object_text(const json_t *object, const char *name); /* NULL: no text, or empty */
/* The service has refused: FAULT_REFUSED with its words. */
enum room_turn room_refused(const struct room_talk *t, const struct room_answer *a,
                            struct error *err);
/* It may take it later: FAULT_UNAVAILABLE with its words. */
enum room_turn room_later(const struct room_talk *t, const struct room_answer *a,
                          struct error *err);
/* Keeps the URL of the room. ROOM_FAILED, FAULT_REFUSED: it leads elsewhere. */
enum room_turn room_keep_url(struct room_talk *t, const char *url, struct error *err);
/* What the service's rows of the table of providers share: there is no room yet; the link is. */
bool service_create(const struct config *c, const char *title, struct meeting *m,
                    struct error *err);
char *service_url(const struct config *c, const struct meeting *m, const char *key);
bool service_check_link(const struct config *c, const char *provider, struct error *err) MUST_USE;

void room_add_start(struct text *json, instant at); /* quoted */
/* The title for a service elsewhere; what is private says so alone. At most `most` bytes. */
void room_add_title(struct text *json, const struct room_facts *f, size_t most);
/* A request with a JSON body (borrowed, may be NULL). */
void room_call_make(struct room_call *out, const char *method, char *url, const char *body);

#endif
