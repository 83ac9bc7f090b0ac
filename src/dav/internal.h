/* What the files of dav share: a request on its way, what its path names, and how it is answered.
 *
 * A request reads one snapshot of the store. Handlers read and decide, then write by a change or by
 * store_write, then answer. Every path goes through resource_find, and every right that a handler
 * needs through access_check. */
#ifndef CONVOKE_DAV_INTERNAL_H
#define CONVOKE_DAV_INTERNAL_H

#include "convoke/dav.h"
#include "convoke/xml.h"

#define NS_DAV   "DAV:"
#define NS_CAL   "urn:ietf:params:xml:ns:caldav"
#define NS_CS    "http://calendarserver.org/ns/"
#define NS_APPLE "http://apple.com/ns/ical/"

struct dav {
    const struct pipeline *pipeline;
    struct doorkeeper *keeper;
};

/* --- what a path names ------------------------------------------------------------------------ */

enum place {
    PLACE_NONE,       /* no path of ours */
    PLACE_ROOT,       /* /dav/ */
    PLACE_PRINCIPALS, /* /dav/principals/ */
    PLACE_PRINCIPAL,  /* /dav/principals/USER/ */
    PLACE_HOMES,      /* /dav/calendars/ */
    PLACE_HOME,       /* /dav/calendars/USER/ */
    PLACE_CALENDAR,   /* /dav/calendars/USER/CALENDAR/ */
    PLACE_OBJECT,     /* /dav/calendars/USER/CALENDAR/NAME */
    PLACE_INBOX,      /* /dav/calendars/USER/inbox/ */
    PLACE_ITEM,       /* /dav/calendars/USER/inbox/NAME */
    PLACE_OUTBOX,     /* /dav/calendars/USER/outbox/ */
    PLACES,
};
#define IN(place)      (1u << (place))
#define IN_PRINCIPALS  (IN(PLACE_PRINCIPALS) | IN(PLACE_PRINCIPAL))
#define IN_PEOPLE      (IN(PLACE_ROOT) | IN_PRINCIPALS)
#define IN_COLLECTIONS (IN(PLACE_CALENDAR) | IN(PLACE_INBOX))
#define IN_OBJECTS     (IN(PLACE_OBJECT) | IN(PLACE_ITEM))
#define IN_ALL         ((1u << PLACES) - 1)

/* The parts of a path, decoded; NULL where it does not reach. */
struct path {
    enum place place;
    char *user, *collection, *name;
};
/* target: a path as it stands in a request or a href, with or without scheme and host; encoded. A
 * collection may come without its last slash. FAULT_INVALID when it is no path at all. */
bool path_read(struct span target, struct path *out, struct error *err) MUST_USE;
void path_clear(struct path *p);
/* "/dav/calendars/USER/CALENDAR/NAME" encoded; NULL ends it early. */
void path_add(struct text *t, enum place place, const char *user, const char *collection,
              const char *name);

enum right { /* bits. RFC 3744, 3 */
             RIGHT_READ = 1,
             RIGHT_WRITE = 2,  /* the objects of a calendar */
             RIGHT_MANAGE = 4, /* the calendar itself: its properties, sharing, removing it */
             RIGHT_ALL = 7,
};

struct resource {
    struct path path;
    struct account *home;      /* whose principal or home it is in */
    struct calendar *calendar; /* of calendars, inboxes and what is in them; NULL: there is none */
    struct object *object;     /* of objects and items, without its text in listings; NULL: none */
    unsigned rights;           /* enum right of who asks */
};
void resource_clear(struct resource *r); /* for those of resource_find: it owns all of it */
bool resource_exists(const struct resource *r);
bool resource_is_collection(const struct resource *r);
void resource_add_href(const struct resource *r, struct text *t);

/* --- a request -------------------------------------------------------------------------------- */

enum depth { DEPTH_0, DEPTH_1, DEPTH_INFINITY };

struct floating { /* where times without a zone are, in one calendar: see floating_zones */
    int64_t account, calendar;
    const struct zone *zone, *index; /* NULL: not known yet */
};

struct ask {
    struct dav *dav;
    struct http_request *http;
    struct tx *tx;                           /* a snapshot */
    struct account *actor;                   /* who asks */
    struct resource at;                      /* what the path names */
    struct xml *body;                        /* NULL: none was sent */
    const struct xml_element *calendar_data; /* what a report wants of texts; NULL: none */
    size_t made_bytes;                       /* of the texts in its answer */
    struct floating floating;                /* of the calendar that was looked at last */
    char *in_the_way;                        /* href of what a conflict is with; NULL: none */
    enum depth depth;
    bool minimal;        /* Prefer: return=minimal. RFC 8144, 2.1 */
    bool representation; /* Prefer: return=representation */
    bool no_root;        /* Prefer: depth-noroot */
};
/* The headers; depth_without: where there is no Depth. FAULT_INVALID for what is none. */
bool ask_read_headers(struct ask *a, enum depth depth_without, struct error *err) MUST_USE;
/* The body as XML into a->body; an empty one is none. */
bool ask_read_body(struct ask *a, struct error *err) MUST_USE;

/* Preference-Applied, before the answer: of those that were asked for and kept. */
void answer_preferences(struct ask *a);

/* One handler a method: answers, or gives false and err, which is then answered. */
typedef bool dav_handler(struct ask *a, struct error *err);
bool dav_options(struct ask *a, struct error *err) MUST_USE;
bool dav_propfind(struct ask *a, struct error *err) MUST_USE;
bool dav_proppatch(struct ask *a, struct error *err) MUST_USE;
bool dav_mkcalendar(struct ask *a, struct error *err) MUST_USE;
bool dav_mkcol(struct ask *a, struct error *err) MUST_USE;
bool dav_get(struct ask *a, struct error *err) MUST_USE;
bool dav_put(struct ask *a, struct error *err) MUST_USE;
bool dav_delete(struct ask *a, struct error *err) MUST_USE;
bool dav_report(struct ask *a, struct error *err) MUST_USE;
bool dav_move(struct ask *a, struct error *err) MUST_USE;
bool dav_copy(struct ask *a, struct error *err) MUST_USE;
bool dav_post(struct ask *a, struct error *err) MUST_USE;
bool dav_post_outbox(struct ask *a, struct error *err) MUST_USE;

/* Not below a path of calendars: /dav/profile.mobileconfig, for who asks. */
bool dav_profile(struct ask *a, struct error *err) MUST_USE;

/* Reports: the same, with the body read. */
bool report_multiget(struct ask *a, struct error *err) MUST_USE;
bool report_sync(struct ask *a, struct error *err) MUST_USE;
bool report_principal_search(struct ask *a, struct error *err) MUST_USE;
bool report_search_properties(struct ask *a, struct error *err) MUST_USE;
bool report_principal_match(struct ask *a, struct error *err) MUST_USE;
bool report_expand_property(struct ask *a, struct error *err) MUST_USE;
struct wanted;
/* What a report's DAV:prop says; a->calendar_data as well. Never NULL; yours. */
struct wanted *report_wanted(struct ask *a, const struct xml_element *root);

/* COPY and MOVE: what the Destination names. FAULT_REFUSED (502) when it is another server's.
 * RFC 4918, 10.3 and 10.6 */
struct destination {
    struct resource at;
    bool overwrite;
};
bool destination_find(struct ask *a, struct destination *to, struct error *err) MUST_USE;
/* MOVE of a calendar: it gets another name. RFC 4918, 9.9.2 */
bool move_calendar(struct ask *a, struct error *err) MUST_USE;

/* If-Match, If-None-Match and If-Schedule-Tag-Match, looked at now and again by the change.
 * FAULT_PRECONDITION. */
bool conditions_read(const struct ask *a, struct change *c, struct error *err) MUST_USE;
/* The If header, if there is one. FAULT_PRECONDITION. RFC 4918, 10.4 */
bool conditions_check_if(struct ask *a, struct error *err) MUST_USE;
/* Why a change that puts or moves something to `at` failed, as a precondition that programs know,
 * with what is in its way. Gives false. */
bool put_failed(struct ask *a, const struct resource *at, const struct change *c,
                struct error *err);

/* --- access ----------------------------------------------------------------------------------- */

/* What the path names, with the rights of who asks. A name that nothing has is no error: calendar
 * or object are NULL then. FAULT_NOT_FOUND when what it would be in is not there. */
bool resource_find(struct ask *a, const struct path *path, struct resource *out, struct error *err)
    MUST_USE;
/* The rights of an account in a calendar: by owning it, or by a share. */
bool access_rights(struct tx *tx, const struct account *actor, const struct calendar *c,
                   unsigned *rights_out, struct error *err) MUST_USE;
/* FAULT_FORBIDDEN "need-privileges" when one of these rights is missing; for what is not there the
 * same answer where the actor may not read, else FAULT_NOT_FOUND. RFC 3744, 7.1.1 */
bool access_check(const struct resource *r, unsigned rights, struct error *err) MUST_USE;

/* --- properties ------------------------------------------------------------------------------- */

enum found { FOUND, FOUND_NONE, FOUND_FAILED };

struct property {
    const char *ns, *name;
    unsigned places; /* IN(...) */
    bool in_allprop; /* RFC 4918, 14.2 */
    /* Adds what stands inside the element. FOUND_NONE: this resource has none. */
    enum found (*add)(struct ask *a, const struct resource *r, struct text *t, struct error *err);
    /* NULL: protected. Changes the calendar, which the caller saves; value NULL: it is removed. */
    bool (*set)(struct ask *a, struct calendar *c, const struct xml_element *value,
                struct error *err);
};
extern const struct property principal_properties[], calendar_properties[], object_properties[];
extern const size_t nprincipal_properties, ncalendar_properties, nobject_properties;
extern const struct property access_properties[];
extern const size_t naccess_properties;
extern const struct property scheduling_properties[];
extern const size_t nscheduling_properties;
/* The adder of those that are there and hold nothing. */
enum found add_empty(struct ask *a, const struct resource *r, struct text *t, struct error *err);
/* The live property of this name, wherever it is; NULL: none. */
const struct property *property_named(const char *ns, const char *name);
bool properties_each(bool (*each)(const struct property *p, void *with), void *with);

/* "D:name", "C:name", or a name with its namespace declared; as start, end or empty element. */
enum tag { TAG_START, TAG_END, TAG_EMPTY };
void add_tag(struct text *t, enum tag tag, const char *ns, const char *name);
/* <D:href> of a path. */
void add_href(struct text *t, enum place place, const char *user, const char *collection,
              const char *name);

/* xml:lang of a value or of what it stands in, yours; NULL: it says none. RFC 4918, 4.3 */
char *language_of(const struct xml_element *value);
/* Into the start tag that ends t; does nothing for NULL, or where the value stands alone. */
void add_language(struct text *t, const char *language);
/* A UUID that is the same for the same name. RFC 9562, 5.8 */
void add_uuid(struct text *t, const char *name);
/* What supported-report-set says of a place. RFC 3253, 3.1.5 */
void reports_add(enum place place, struct text *t);

/* Which properties a request wants. */
struct wanted;
enum wanted_mode { WANTED_NAMED, WANTED_ALL, WANTED_NAMES };
/* prop: the DAV:prop element, borrowed; NULL for the other modes. include: of allprop; or NULL. */
struct wanted *wanted_new(enum wanted_mode mode, const struct xml_element *prop,
                          const struct xml_element *include);
void wanted_free(struct wanted *w);
OWNABLE(wanted)
/* Adds the whole <D:response> of one resource. */
bool wanted_add_response(struct ask *a, const struct wanted *w, const struct resource *r,
                         struct text *t, struct error *err) MUST_USE;

#define MOST_INSTANCES 2000 /* of one object, expanded */
/* supported-calendar-component-set, which is set while a calendar is made alone. */
bool calendar_set_components(struct calendar *c, const struct xml_element *value, struct error *err)
    MUST_USE;
/* The token of a calendar at one of its change numbers. RFC 6578, 4 */
bool add_sync_token(struct tx *tx, const struct calendar *c, int64_t number, struct text *t,
                    struct error *err) MUST_USE;
/* calendar-availability is kept as it came, if it is one. FAULT_INVALID. RFC 7953, 7.2.4 */
bool check_availability(const struct xml_element *value, struct error *err) MUST_USE;
/* Where a resource's dead properties are kept; false: it has none. */
bool dead_place(const struct resource *r, struct property_place *out);
/* The calendar that invitations go into. */
struct calendar *inbox_default(struct tx *tx, const struct account *home, struct error *err)
    MUST_USE;
/* Says which it is, in a transaction that writes; value NULL: "default" again. FAULT_FORBIDDEN
 * "valid-schedule-default-calendar-URL". RFC 6638, 9.2 */
bool inbox_set_default(struct ask *a, struct tx *tx, const struct xml_element *value,
                       struct error *err) MUST_USE;

/* A resource of a listing: everything in it is borrowed from what it is made of. */
struct resource listed_child(const struct resource *calendar, struct object *o);
struct object object_of(const struct object_listed *o, const struct calendar *c);

/* --- answering -------------------------------------------------------------------------------- */

/* An error as the body that CalDAV programs understand: <D:error><C:rule/></D:error>. RFC 4918, 16
 */
void answer_error(struct ask *a, const struct error *err);
/* The object as it is now, with its headers: for who wants it along with a status, such as that of
 * a condition that does not hold. false: there is none. RFC 8144, 3.2 */
bool answer_present(struct ask *a, int status);
/* 207 with what multistatus_start began. */
struct text *multistatus_start(void);
void multistatus_add_status(struct text *t, const char *href, int status,
                            const char *rule); /* a response without properties; rule may be NULL */
/* The same for a href as a client wrote it. Gives true. */
bool multistatus_add_status_of(struct text *t, const struct xml_element *href, int status,
                               const char *rule);
void multistatus_answer(struct ask *a, struct text *t);
const char *status_phrase(int status); /* "Not Found" */
/* The namespace of a precondition's element. */
const char *rule_namespace(const char *rule);
/* The header Schedule-Tag; none for NULL. RFC 6638, 8.2 */
void answer_schedule_tag(struct ask *a, const char *tag);
/* The methods that are served below /dav/, for Allow. */
#define DAV_METHODS                                                                    \
    "OPTIONS, GET, HEAD, PUT, POST, DELETE, COPY, MOVE, PROPFIND, PROPPATCH, REPORT, " \
    "MKCALENDAR, MKCOL"
/* DAV:, and what the methods of OPTIONS say. */
void answer_dav_header(struct ask *a);

#endif
