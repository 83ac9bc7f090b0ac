/* libesmtp writes a mail in pieces of a kilobyte and keeps its socket to itself. With Nagle's
 * algorithm each mail then waits for a delayed acknowledgement, 40 ms and more. So once it is
 * connected, sockets that lead to the server's port are told to send at once; that some belong to
 * another session with the same server does no harm. */
#include "smtp_session.h"

#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static int port_of(const struct sockaddr_storage *peer)
{
    union {
        const struct sockaddr_storage *any;
        const struct sockaddr_in *four;
        const struct sockaddr_in6 *six;
    } as = {.any = peer};
    return peer->ss_family == AF_INET    ? ntohs(as.four->sin_port)
           : peer->ss_family == AF_INET6 ? ntohs(as.six->sin6_port)
                                         : -1;
}

static void send_at_once(int socket, int port)
{
    struct sockaddr_storage peer = {0};
    socklen_t len = sizeof peer;
    if (getpeername(socket, (struct sockaddr *)&peer, &len) == 0 && port_of(&peer) == port)
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
}

void sockets_send_at_once(int port)
{
    DIR *open_files = opendir("/proc/self/fd");
    if (!open_files)
        return;
    for (const struct dirent *e; (e = readdir(open_files));) {
        int64_t number;
        if (span_number(span_of(e->d_name), &number) && number != dirfd(open_files))
            send_at_once((int)number, port);
    }
    closedir(open_files);
}
