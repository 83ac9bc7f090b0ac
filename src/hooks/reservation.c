/* The reservation API: may this room open, until when, and for how many? Asked once, when a room
 * does not exist yet; a refusal is remembered for a minute and a half by who asks. */
#include "json.h"

enum {
    EARLY_S = 90,       /* refusals outlive their reason by so much */
    UNKNOWN_S = 86400,  /* how long a room of no meeting may stay open */
    PATIENCE_MS = 300,  /* a read that takes longer: the store is slow */
    DISTRUST_MS = 2000, /* and after one that failed */
};

/* --- answering -------------------------------------------------------------------------------- */

static void answer_json(struct http_request *r, int status, const json_t *j)
{
    char *made = json_dumps(j, JSON_COMPACT);
    http_answer(r, status, "application/json", span_of(made));
    free(made);
}

static void answer_refusal(struct http_request *r, const char *message)
{
    OWN_JSON j = json_pack("{s:s}", "message", message);
    answer_json(r, 403, j);
}

/* The forced end is start_time and duration: when the door closes. */
static void answer_booking(struct http_request *r, int status, const struct asking *a,
                           const struct booking *b)
{
    OWN(text) starts = text_new();
    text_add_instant(starts, b->starts);
    const char *owner = a->owner && *a->owner ? a->owner : b->address ? b->address : "unknown";
    OWN_JSON j =
        json_pack("{s:s,s:s,s:s,s:s,s:I}", "id", a->id, "name", a->name, "mail_owner", owner,
                  "start_time", text_str(starts), "duration", (json_int_t)(b->closes - b->starts));
    if (b->seats)
        json_object_set_new(j, "max_occupants", json_integer(b->seats));
    if (b->lobby)
        json_object_set_new(j, "lobby", json_true());
    if (b->password)
        json_object_set_new(j, "password", json_string(b->password));
    answer_json(r, status, j);
}

static void add_when(struct text *t, const struct booking *b, instant at)
{
    struct civil c = civil_of(zone_wall(b->zone, at));
    text_addf(t, "%04d-%02d-%02d at %02d:%02d (%s)", (int)c.year, c.month, c.day, c.hour, c.minute,
              zone_name(b->zone));
}

static void refuse_early(struct http_request *r, const struct booking *b)
{
    OWN(text) t = text_new();
    text_add_str(t, "This meeting has not begun. Its room opens on ");
    add_when(t, b, b->opens);
    text_add_str(t, ".");
    answer_refusal(r, text_str(t));
}

static const char *const refusals[] = {
    [DOOR_OVER] = "This meeting is over, and its room is closed.",
    [DOOR_CANCELLED] = "This meeting was cancelled.",
    [DOOR_ROOMLESS] = "This meeting has no room any more; look into its newest invitation.",
};

/* --- which rooms were opened ------------------------------------------------------------------ */

static bool grant_swap(struct hooks *h, const struct asking *a, bool is_open)
{
    struct digest d = digest_of(span_of(a->name)), none = {{0}};
    struct digest *place = &h->granted[(d.bytes[0] | (size_t)d.bytes[1] << 8) % LENGTH(h->granted)];
    pthread_mutex_lock(&h->lock);
    bool was_open = digest_equal(place, &d);
    if (is_open || was_open)
        *place = is_open ? d : none;
    pthread_mutex_unlock(&h->lock);
    return was_open;
}

/* Nobody waits for it to be written; where event_sync tells the same it is the same. */
static void tell_life(struct hooks *h, const char *room, enum notice_kind kind)
{
    struct notice n = {.kind = kind, .at = clock_now(), .of = INSTANT_FIRST};
    n.room = mem_str(room);
    n.source = mem_str("reservation");
    if (kind == NOTICE_ENDED) /* what is opened in the same second is opened anew */
        n.of = n.at - 1;
    if (!intake_take(h->intake, &n, NULL, NULL, NULL))
        log_warning("hook.lost", "kind=%d", (int)kind);
    notice_clear(&n);
}

/* --- deciding --------------------------------------------------------------------------------- */

static bool opens_soon(const struct booking *b, instant at)
{
    bool is_early = b->door == DOOR_EARLY || b->door == DOOR_MOVED;
    return is_early && b->has_time && b->opens - at <= EARLY_S;
}

/* The room is there already, as far as we were told: who asks reads the booking by its id. */
static void answer_conflict(struct http_request *r, const struct asking *a)
{
    OWN_JSON j = json_pack("{s:s}", "conflict_id", a->id);
    answer_json(r, 409, j);
}

static void grant(struct hooks *h, struct http_request *r, const struct asking *a,
                  const struct booking *b, bool is_ours)
{
    bool was_open = grant_swap(h, a, true);
    if (is_ours)
        tell_life(h, a->room, NOTICE_STARTED);
    if (was_open)
        answer_conflict(r, a);
    else
        answer_booking(r, 201, a, b);
}

static void refuse(struct http_request *r, const struct booking *b)
{
    if (b->door == DOOR_EARLY || b->door == DOOR_MOVED)
        refuse_early(r, b);
    else
        answer_refusal(r, refusals[b->door]);
}

/* POST opens the room, GET reads the booking. */
static void let_in(struct hooks *h, struct http_request *r, const struct asking *a,
                   const struct booking *b, bool is_ours)
{
    if (strcmp(http_method(r), "POST") == 0)
        grant(h, r, a, b, is_ours);
    else
        answer_booking(r, 200, a, b);
}

static void refuse_unknown(struct http_request *r)
{
    answer_refusal(r, "There is no meeting in this room. Make one in your calendar.");
}

static void let_in_unknown(struct hooks *h, struct http_request *r, const struct asking *a,
                           bool may_be_ours)
{
    instant at = clock_now();
    struct booking b = {.door = DOOR_OPEN, .starts = at, .closes = at + UNKNOWN_S};
    let_in(h, r, a, &b, may_be_ours);
}

/* b NULL: the room is of no meeting. */
static void decide(struct hooks *h, struct http_request *r, const struct asking *a,
                   const struct booking *b, instant at)
{
    if (b && (b->door == DOOR_OPEN || opens_soon(b, at)))
        let_in(h, r, a, b, true);
    else if (b)
        refuse(r, b);
    else if (h->pipeline->config->jitsi.unknown_rooms == UNKNOWN_ROOMS_REFUSE)
        refuse_unknown(r);
    else
        let_in_unknown(h, r, a, false);
}

/* --- from the store, or from memory ----------------------------------------------------------- */

static bool store_is_slow(const struct hooks *h)
{
    int64_t since = h->reading_since_ms, failed = h->failed_at_ms, now = clock_ticks_ms();
    return (since && now - since > PATIENCE_MS) ||
           (failed != INT64_MIN && now - failed < DISTRUST_MS);
}

static bool read_booking(struct hooks *h, const char *room, instant at, struct booking *out,
                         struct error *err)
{
    int64_t none = 0, now = clock_ticks_ms();
    bool is_watched = atomic_compare_exchange_strong(&h->reading_since_ms, &none, now ? now : 1);
    bool ok = booking_read(h->pipeline, h->roster, room, at, out, err);
    if (is_watched)
        h->reading_since_ms = 0;
    if (!ok && err->kind != FAULT_NOT_FOUND)
        h->failed_at_ms = clock_ticks_ms();
    return ok;
}

bool hooks_booking(struct hooks *h, const char *room, instant at, struct booking *out)
{
    enum memory memory;
    struct error err = {0};
    if (!store_is_slow(h) && read_booking(h, room, at, out, &err))
        return true;
    booking_clear(out);
    return err.kind != FAULT_NOT_FOUND && roster_find(h->roster, room, at, out, &memory);
}

/* A server asks again some seconds later, three times. */
static void ask_again(struct http_request *r)
{
    http_answer_header(r, "Retry-After", "3");
    http_answer(r, 503, "text/plain; charset=utf-8", SPAN("The store is slow; ask again.\n"));
}

/* Without the store what memory knows decides: a room that it does not know has no meeting now, so
 * unknown_rooms is for it. To be refused by mistake is only what was made since memory was read: of
 * that it is asked again, until memory is read anew. Where nothing is known nothing is refused. */
static void decide_unknown(struct hooks *h, struct http_request *r, const struct asking *a,
                           enum memory memory)
{
    bool may_refuse = h->pipeline->config->jitsi.unknown_rooms == UNKNOWN_ROOMS_REFUSE;
    if (!may_refuse || memory == MEMORY_NONE)
        let_in_unknown(h, r, a, true);
    else if (memory == MEMORY_EXACT)
        refuse_unknown(r);
    else
        ask_again(r);
}

static void decide_from_memory(struct hooks *h, struct http_request *r, const struct asking *a)
{
    enum memory memory;
    instant at = clock_now();
    struct booking b = {0};
    bool found = roster_find(h->roster, a->room, at, &b, &memory);
    log_warning("reservation.memory", "known=%s", found ? "yes" : "no");
    if (found)
        decide(h, r, a, &b, at);
    else
        decide_unknown(h, r, a, memory);
    booking_clear(&b);
}

static void decide_from_store(struct hooks *h, struct http_request *r, const struct asking *a)
{
    struct booking b = {0};
    struct error err = {0};
    instant at = clock_now();
    bool found = read_booking(h, a->room, at, &b, &err);
    if (found || err.kind == FAULT_NOT_FOUND)
        decide(h, r, a, found ? &b : NULL, at);
    else
        decide_from_memory(h, r, a);
    booking_clear(&b);
}

/* Of what is over in memory the store knows when it is next. */
static bool decide_at_once(struct hooks *h, struct http_request *r, const struct asking *a)
{
    enum memory memory;
    struct booking b = {0};
    instant at = clock_now();
    bool found = roster_find(h->roster, a->room, at, &b, &memory);
    bool is_sure = found && memory == MEMORY_EXACT && b.door != DOOR_OVER;
    if (is_sure)
        decide(h, r, a, &b, at);
    booking_clear(&b);
    if (is_sure)
        return true;
    bool is_slow = store_is_slow(h);
    if (is_slow)
        decide_from_memory(h, r, a);
    return is_slow;
}

/* --- the three questions ---------------------------------------------------------------------- */

static void ask_store(struct http_request *r, void *with)
{
    struct asking a;
    if (asking_read(http_body(r), &a, NULL))
        decide_from_store(with, r, &a);
    asking_clear(&a);
}

void ask_conference(struct http_request *r, void *with)
{
    struct hooks *h = with;
    struct asking a = {0};
    struct error err = {0};
    if (!hook_bearer(h, r, h->pipeline->config->jitsi.reservation_token))
        return;
    if (!asking_read(http_body(r), &a, &err))
        http_answer_error(r, &err);
    else if (!decide_at_once(h, r, &a))
        http_continue(r, ask_store);
    asking_clear(&a);
}

static bool asking_of_path(struct http_request *r, struct asking *a)
{
    struct error err = {0};
    if (asking_named(mem_str(http_rest(r)), a))
        return true;
    fail(&err, FAULT_NOT_FOUND, NULL, "There is no such booking.");
    http_answer_error(r, &err);
    return false;
}

static void show_from_store(struct http_request *r, void *with)
{
    struct asking a;
    if (asking_of_path(r, &a))
        decide_from_store(with, r, &a);
    asking_clear(&a);
}

void show_conference(struct http_request *r, void *with)
{
    struct hooks *h = with;
    struct asking a = {0};
    if (hook_bearer(h, r, h->pipeline->config->jitsi.reservation_token) && asking_of_path(r, &a) &&
        !decide_at_once(h, r, &a))
        http_continue(r, show_from_store);
    asking_clear(&a);
}

/* The room is empty: the last one left, or reloads the page. The meeting goes on. */
void end_conference(struct http_request *r, void *with)
{
    struct hooks *h = with;
    struct asking a = {0};
    if (hook_bearer(h, r, h->pipeline->config->jitsi.reservation_token) && asking_of_path(r, &a)) {
        (void)grant_swap(h, &a, false);
        tell_life(h, a.room, NOTICE_ENDED);
        http_answer(r, 200, "application/json", SPAN("{}\n"));
    }
    asking_clear(&a);
}
