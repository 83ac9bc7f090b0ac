/* What the files of meeting share. */
#ifndef CONVOKE_MEETING_INTERNAL_H
#define CONVOKE_MEETING_INTERNAL_H

#include "convoke/meeting.h"

/* --- room names ----------------------------------------------------------------------------- */

#define CODE_CHARS 26 /* 128 bits in base32 */

char *code_make(void);
bool code_is(struct span s); /* exactly 26 base32 characters */
/* The room's name by the configured pattern, with a new random end. Yours: free(). */
char *room_make(const struct config *c, const char *title);
/* The room of one occurrence: the root with another end, that only who knows the root can tell. */
char *room_of(const char *root, const char *key);
/* "Weekly Sync: Ops & Dev" adds weekly-sync-ops-dev- */
void room_add_slug(struct text *t, const char *title);
/* NULL when the pattern is fine, otherwise what is wrong with it. */
const char *room_pattern_problem(const char *pattern);

extern const struct provider provider_jitsi, provider_jaas, provider_zoom, provider_google,
    provider_url, provider_none;
char *jitsi_url(const struct config *c, const struct meeting *m, const char *key);
bool jitsi_create(const struct config *c, const char *title, struct meeting *m, struct error *err);
bool jitsi_check(const struct config *c, struct error *err) MUST_USE;
bool jitsi_check_rooms(const struct config *c, struct error *err) MUST_USE; /* without the server */
/* The URL that rooms are made below, without a slash at the end. Yours: free(). */
char *room_base(const struct config *c, const struct meeting *m);
char *jaas_base(const struct config *c);
char *jaas_kid(const struct config *c); /* by which JaaS finds the public key; yours: free() */

/* --- links in text -------------------------------------------------------------------------- */

/* The first URL (http, https) of a text; *rest_out is what follows. It ends at a blank, a quote, an
 * angle bracket or a backslash, and without the full stop of the sentence that it stands in. */
bool url_next(struct span text, struct span *url_out, struct span *rest_out);
struct span url_host(struct span url); /* without user and port */
struct span url_path(struct span url); /* from the slash after the host; may be empty */

/* By what links count as ours: those of the meeting, before and now, and those of the shape that
 * this installation makes. */
struct own {
    const struct config *config;
    const struct meeting *had, *m; /* may be NULL */
};
bool own_url(const struct own *o, struct span url);
bool own_anywhere(const struct own *o, struct span text); /* an URL of ours stands in it */
/* Copies text, each URL of ours replaced (by NULL: left out); true when something changed. */
bool own_replace(const struct own *o, struct span text, const char *by, struct text *out);
/* Whether anything by which the meeting's link is known stands in the text, however it is encoded.
 */
bool own_trace(const struct meeting *m, struct span text);

/* The link of a known video service, or a room on our own server that is none of ours. */
bool known_link(const struct own *o, struct span text, struct span *url_out);

/* --- places: the properties of one VEVENT that hold links ----------------------------------- */

enum place { PLACE_LOCATION, PLACE_URL, PLACE_DESCRIPTION, PLACE_HTML, PLACE_VENDOR, PLACES };

struct property { /* as it stands, unfolded, in iCalendar form */
    bool is_there;
    char *params; /* with leading ';', or empty */
    char *value;
};
struct places {
    const struct vevent *v;
    struct property at[PLACES];
    bool was_empty[PLACES]; /* there and empty before a link of ours was put there */
    bool has_notes;         /* that it was empty is noted */
    bool has_trace;         /* of the meeting's link, in any line */
};
struct places_list {
    struct places *rows; /* the master first, then the overrides */
    size_t count;
};
struct places_list *places_read(const struct event *e, const struct meeting *had);
void places_list_free(struct places_list *l);
OWNABLE(places_list)
const char *place_name(enum place p);
/* A foreign video link in these places; false when there is none. */
bool places_foreign(const struct own *o, const struct places *p, struct span *url_out);

/* --- the link in the event ------------------------------------------------------------------ */

/* A description in iCalendar form with the block for this link: replaced, never repeated. */
char *description_with_block(struct span value, const char *label, const char *link);
char *description_without_block(struct span value); /* both forms: escaped or plain */

void link_write(struct splice *s, const struct own *o, const struct places *p);
/* Replaces links of ours that are there, adds none. */
void link_renew(struct splice *s, const struct own *o, const struct places *p);
void link_remove(struct splice *s, const struct own *o, const struct places *p);

/* --- tokens --------------------------------------------------------------------------------- */

/* A token of these claims (a JSON object), signed by HS256, HS384 or HS512 with the shared secret;
 * header: alg, typ "JWT". FAULT_CONFIG. Yours: free(). RFC 7515, 7519 */
char *token_sign(const char *algorithm, struct span secret, const char *claims, struct error *err)
    MUST_USE;
struct key;
/* The same by RS256; kid stands in the header, NULL: none. */
char *token_sign_by_key(const struct key *key, const char *kid, const char *claims,
                        struct error *err) MUST_USE;
/* By RS256 with the key of the ring that signs at this instant. kid: what others call the key that
 * they were given, which signs then; NULL: its own. FAULT_CONFIG when there is none. Yours: free().
 */
char *keyring_sign(struct keyring *k, const char *kid, instant at, const char *claims,
                   struct error *err) MUST_USE;
/* What is wrong with a list of features, and at which name; NULL: nothing. */
const char *features_problem(const char *list, struct text *name_out);

enum { MOST_NAME = 200, MOST_TITLE = 200 };           /* bytes that go into a URL or a token */
struct span said_most(const char *said, size_t most); /* its beginning, in whole characters */

/* --- policy --------------------------------------------------------------------------------- */

bool event_is_over(const struct meeting_facts *f);
bool has_somebody_to_meet(const struct meeting_facts *f);
/* NULL when a new room is to be made; otherwise why not, for explain. */
const char *policy_refuses(const struct meeting_facts *f, bool has_own_link);
bool policy_is_never(const struct meeting_facts *f);
bool wants_room_per_occurrence(const struct meeting_facts *f);

/* --- rotating -------------------------------------------------------------------------------- */

/* Somebody is removed who could be in the room, which is to move then, and can. */
bool rotate_is_due(const struct meeting_facts *f, const struct meeting *m);

#endif
