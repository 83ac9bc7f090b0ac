/* Paths outside /dav/ by which calendar programs look for it. RFC 6764, 5 */
#ifndef CONVOKE_DAV_DOORS_H
#define CONVOKE_DAV_DOORS_H

#include "convoke/http.h"

/* Sends who asks to where the path leads: 301. */
void serve_door(struct http_request *r, void *with);

#endif
