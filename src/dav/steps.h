/* What a PROPPATCH, a MKCALENDAR or a MKCOL sets and removes: all of it or nothing, and what is
 * said of each. RFC 4918, 9.2; RFC 5689, 3 */
#ifndef CONVOKE_DAV_STEPS_H
#define CONVOKE_DAV_STEPS_H

#include "internal.h"

enum { MOST_DEAD_BYTES = 64 * 1024 }; /* of all properties that one resource keeps for clients */

struct step { /* one property, in the order of the request */
    const struct xml_element *element;
    bool removes;
    int status;       /* 0: not tried */
    struct error why; /* when it failed */
};

struct steps {
    struct step *all;
    size_t count;
};
/* Those of DAV:set and DAV:remove in root, borrowed; NULL: none. */
void steps_read(struct steps *s, const struct xml_element *root);
void steps_clear(struct steps *s);
/* Gives false, with what went wrong in the step. */
bool step_fails(struct step *s, int status, const struct error *why);
bool step_forbidden(struct step *s, const char *rule, const char *said);
/* Keeps or removes a dead property; 507 when there are too many bytes of them, 403 for an
 * availability that is none. false: the step has failed, or the store with an error in err. */
bool step_run_dead(struct step *s, struct tx *tx, const struct property_place *at,
                   struct error *err) MUST_USE;
/* Gives false: ends the transaction after a step that did not run, for its own fault or with the
 * error of the store that is in err. steps_have_failed tells which, from what came of it. */
bool step_stops(const struct step *s, struct error *err);
bool steps_have_failed(const struct error *err);
/* One DAV:propstat for each; what was not at fault failed with the others. */
void steps_add(const struct steps *s, bool all_ok, struct text *t);

#endif
