/* CalDAV: calendars over WebDAV. RFC 4918, 4791, 3744, 5689, 6578, 6638, 6764
 *
 * Below /dav/: principals/USER/, calendars/USER/, calendars/USER/CALENDAR/NAME. A calendar that is
 * shared with somebody stands in his home as OWNER~CALENDAR. */
#ifndef CONVOKE_DAV_H
#define CONVOKE_DAV_H

#include "base.h"
#include "change.h"
#include "http.h"

struct dav;
struct dav *dav_new(const struct pipeline *p, struct doorkeeper *keeper); /* borrows both */
void dav_free(struct dav *d);                                             /* after http_stop */
OWNABLE(dav)
/* Its rows for the server's table; with is the struct dav. */
const struct http_route *dav_routes(size_t *count_out);

#endif
