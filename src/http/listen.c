#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024

static int refuse(int fd, int saved, const char *address, struct error *err)
{
    if (fd >= 0)
        close(fd);
    if (saved == EADDRINUSE)
        fail(err, FAULT_CONFLICT, "listen",
             "%s is taken by another program: stop that one, or set another address in "
             "[server] listen.",
             address);
    else if (saved == EACCES || saved == EPERM)
        fail(err, FAULT_PERMISSION, "listen", "The system does not let Convoke listen on %s: %s.",
             address, strerror(saved));
    else
        fail(err, FAULT_CONFIG, "listen", "Convoke cannot listen on %s: %s.", address,
             strerror(saved));
    return -1;
}

static int bound(const struct sockaddr *at, socklen_t len, const char *address, struct error *err)
{
    int on = 1, fd = socket(at->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return refuse(-1, errno, address, err);
    if (at->sa_family != AF_UNIX)
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, at, len) != 0 || listen(fd, BACKLOG) != 0)
        return refuse(fd, errno, address, err);
    return fd;
}

/* A socket file that nobody answers on was left by a program that died. */
static bool unix_is_stale(const struct sockaddr_un *at)
{
    struct stat st;
    if (lstat(at->sun_path, &st) != 0 || !S_ISSOCK(st.st_mode))
        return false;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return false;
    bool refused =
        connect(fd, (const struct sockaddr *)at, sizeof *at) != 0 && errno == ECONNREFUSED;
    close(fd);
    return refused;
}

static int listen_unix(const char *address, const char *path, char **path_out, struct error *err)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof at.sun_path) {
        fail(err, FAULT_CONFIG, "listen", "%s: a socket's path has 1 to %zu bytes.", address,
             sizeof at.sun_path - 1);
        return -1;
    }
    memcpy(at.sun_path, path, len);
    if (unix_is_stale(&at))
        (void)unlink(path);
    int fd = bound((const struct sockaddr *)&at, sizeof at, address, err);
    if (fd < 0)
        return -1;
    /* A proxy is another user; who may come near is the directory's to say, as with a port. */
    if (chmod(path, 0666) != 0)
        log_warning("http.socket", "path=%s why=\"%m\"", path);
    *path_out = mem_str(path);
    return fd;
}

/* "host:port" and "[host]:port" taken apart; host "" stands for every address. */
static bool address_split(const char *address, char **host_out, char **port_out)
{
    struct span all = span_of(address);
    const char *colon = strrchr(address, ':');
    int64_t port;
    if (!colon || !span_number(span_of(colon + 1), &port) || port < 0 || port > 65535)
        return false;
    struct span host = span_make(all.at, (size_t)(colon - address));
    if (host.len >= 2 && host.at[0] == '[' && host.at[host.len - 1] == ']')
        host = span_make(host.at + 1, host.len - 2);
    else if (memchr(host.at, ':', host.len))
        return false;
    *host_out = span_copy(host);
    *port_out = mem_str(colon + 1);
    return true;
}

static int listen_tcp(const char *address, struct error *err)
{
    OWN_CHARS host = NULL;
    OWN_CHARS port = NULL;
    struct addrinfo *found = NULL;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    if (!address_split(address, &host, &port)) {
        fail(err, FAULT_CONFIG, "listen",
             "%s is no address to listen on: 127.0.0.1:8080, [::1]:8080 and unix:/path are.",
             address);
        return -1;
    }
    int why = getaddrinfo(*host && strcmp(host, "*") != 0 ? host : NULL, port, &hints, &found);
    if (why != 0) {
        fail(err, FAULT_CONFIG, "listen", "%s names no address of this machine: %s.", address,
             gai_strerror(why));
        return -1;
    }
    int fd = bound(found->ai_addr, found->ai_addrlen, address, err);
    freeaddrinfo(found);
    return fd;
}

static int listen_on(const char *address, char **path_out, struct error *err)
{
    if (strncmp(address, "unix:", 5) == 0)
        return listen_unix(address, address + 5, path_out, err);
    return listen_tcp(address, err);
}

/* --- one and several -------------------------------------------------------------------------- */

/* Nobody can listen on the way to a unix socket. */
static bool reads_tls(struct span *address, bool has_certificate)
{
    if (span_starts(*address, "https://")) {
        *address = span_make(address->at + 8, address->len - 8);
        return true;
    }
    if (span_starts(*address, "http://")) {
        *address = span_make(address->at + 7, address->len - 7);
        return false;
    }
    return has_certificate && !span_starts(*address, "unix:");
}

static bool open_one(struct http_server *s, struct span said, struct error *err)
{
    struct listener *l = &s->listeners[s->nlisteners];
    if (s->nlisteners == MOST_LISTENERS)
        return fail(err, FAULT_CONFIG, "listen", "There are more than %d addresses to listen on.",
                    MOST_LISTENERS);
    l->is_tls = reads_tls(&said, s->certificate != NULL);
    OWN_CHARS address = span_copy(said);
    if (l->is_tls && !s->certificate)
        return fail(err, FAULT_CONFIG, "listen",
                    "https://%s needs a certificate and its key: set both in [server].", address);
    l->fd = listen_on(address, &l->unix_path, err);
    if (l->fd < 0)
        return false;
    s->nlisteners++;
    return true;
}

static void take_lent(struct http_server *s, int fd)
{
    int family = AF_UNIX;
    socklen_t len = sizeof family;
    (void)getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &len);
    bool is_tls = s->certificate && family != AF_UNIX;
    s->listeners[s->nlisteners++] = (struct listener){.fd = fd, .is_tls = is_tls};
}

bool listeners_open(struct http_server *s, const struct http_options *o, struct error *err)
{
    s->deaf = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s->deaf < 0)
        return fail(err, FAULT_UNAVAILABLE, NULL, "No socket can be made: %s.", strerror(errno));
    if (o->listen_fd >= 0) {
        take_lent(s, o->listen_fd);
        return true;
    }
    struct span rest = span_of(o->listen);
    do
        TRY(open_one(s, span_trim(span_cut(rest, ',', &rest)), err));
    while (rest.at);
    return true;
}

/* MHD_quiesce_daemon is not for this: it takes the socket out of an epoll set while the event
 * thread may do the same, and libmicrohttpd ends the process when the second of them fails. */
void listeners_deafen(struct http_server *s)
{
    for (size_t i = 0; i < s->nlisteners; i++)
        (void)dup3(s->deaf, s->listeners[i].fd, O_CLOEXEC);
}

void listeners_close(struct http_server *s)
{
    if (s->deaf >= 0)
        close(s->deaf);
    for (size_t i = 0; i < s->nlisteners; i++) {
        struct listener *l = &s->listeners[i];
        if (l->fd >= 0)
            close(l->fd);
        if (l->unix_path)
            (void)unlink(l->unix_path);
        free(l->unix_path);
    }
    s->nlisteners = 0;
}
