/* The running parts of `serve`, started and stopped together. */
#ifndef CONVOKE_CLI_SERVICE_H
#define CONVOKE_CLI_SERVICE_H

#include "internal.h"

/* HTTP, outbox worker and reminder clock over one configuration. p is borrowed. */
struct service;
/* listen_fd: a listening socket that stays the caller's; -1: what the configuration says. */
struct service *service_start(const struct pipeline *p, int listen_fd, struct error *err) MUST_USE;
/* Goes on over another configuration, which has to live as long as s. Requests that run are not
 * disturbed, unless how it listens changed; then the port is closed and opened. false: the service
 * stands still over neither; call it again with the configuration before. */
bool service_change_over(struct service *s, const struct config *fresh, struct error *err) MUST_USE;
/* Takes no more connections, lets what runs end, stops the workers. */
void service_stop(struct service *s);
int service_port(const struct service *s);
/* false when a part has given no sign of life for minutes: systemd is to start it anew. */
bool service_is_alive(const struct service *s);

/* The clock of the reminders: a thread that runs a pass whenever one falls due. */
struct reminding;
struct reminding *reminding_start(const struct pipeline *p, struct outbox *wake, struct error *err)
    MUST_USE;
void reminding_stop(struct reminding *r);
bool reminding_is_alive(const struct reminding *r);

#endif
