/* What tests of fetch ask: a server on loopback. */
#ifndef CONVOKE_TEST_SERVER_H
#define CONVOKE_TEST_SERVER_H

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test.h"

/* It gives one answer to one request. */
struct server {
    int listener, port;
    const char *answer;
    char asked[2048];
    pthread_t thread;
};

static inline void *serve(void *with)
{
    struct server *s = with;
    int peer = accept(s->listener, NULL, NULL);
    ssize_t got = read(peer, s->asked, sizeof s->asked - 1);
    if (got > 0 && write(peer, s->answer, strlen(s->answer)) < 0)
        s->asked[0] = 0;
    close(peer);
    return NULL;
}

static inline void server_start(struct server *s, const char *answer)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    *s = (struct server){.answer = answer, .listener = socket(AF_INET, SOCK_STREAM, 0)};
    CHECK_INT(bind(s->listener, (struct sockaddr *)&at, sizeof at), 0);
    CHECK_INT(listen(s->listener, 1), 0);
    CHECK_INT(getsockname(s->listener, (struct sockaddr *)&at, &len), 0);
    s->port = ntohs(at.sin_port);
    CHECK_INT(pthread_create(&s->thread, NULL, serve, s), 0);
}

static inline void server_end(struct server *s)
{
    pthread_join(s->thread, NULL);
    close(s->listener);
}

#endif
