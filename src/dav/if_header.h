/* The If header: conditions on the entity tags of resources. RFC 4918, 10.4 */
#ifndef CONVOKE_DAV_IF_HEADER_H
#define CONVOKE_DAV_IF_HEADER_H

#include "convoke/base.h"

/* The entity tag (with its quotes) of what a resource tag names; tag of len 0: of what the request
 * names. NULL: there is none. It is yours: free(). */
typedef char *if_header_etag(struct span tag, void *with);

/* true when one of the lists holds for its resource. There are no locks here, so a lock token never
 * matches, and Not before one always does. FAULT_PRECONDITION when none holds; FAULT_INVALID when
 * it is no such header; FAULT_TOO_LARGE beyond 16 resource tags. */
bool if_header_holds(struct span header, if_header_etag *etag_of, void *with, struct error *err)
    MUST_USE;

#endif
