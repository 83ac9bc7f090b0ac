/* Requests that wait: on workers, for each other, and while the server stops. */
#include "peer.h"

#include <pthread.h>
#include <stdatomic.h>

#define END  "\r\n\r\n"
#define HOST "Host: localhost\r\n"
#define LAST "Connection: close\r\n"

/* --- what is served ------------------------------------------------------------------------- */

struct party { /* requests wait for the one that comes to the door */
    pthread_mutex_t lock;
    struct http_request *waiting[256];
    size_t count;
    _Atomic int served, blocked_ms;
    atomic_bool holds; /* nobody is served until it is let go */
};

static void say_served(struct http_request *r, void *with)
{
    struct party *p = with;
    p->served++;
    http_answer(r, 200, "text/plain", SPAN("served"));
}

static void wait_for_door(struct http_request *r, void *with)
{
    struct party *p = with;
    pthread_mutex_lock(&p->lock);
    if (http_wait(r))
        p->waiting[p->count++] = r;
    pthread_mutex_unlock(&p->lock);
}

static void let_go_on(struct party *p, void (*go_on)(struct http_request *, http_handler *))
{
    pthread_mutex_lock(&p->lock);
    for (size_t i = 0; i < p->count; i++)
        go_on(p->waiting[i], say_served);
    p->count = 0;
    pthread_mutex_unlock(&p->lock);
}

static void open_door(struct http_request *r, void *with)
{
    let_go_on(with, http_continue);
    http_answer(r, 200, "text/plain", SPAN("opened"));
}

static void serve_at_door(struct http_request *r, void *with)
{
    let_go_on(with, http_resume);
    http_answer(r, 200, "text/plain", SPAN("opened"));
}

static void sleep_a_little(struct http_request *r, void *with)
{
    struct party *p = with;
    usleep((useconds_t)p->blocked_ms * 1000);
    while (p->holds)
        usleep(1000);
    say_served(r, with);
}

static void to_a_worker(struct http_request *r, void *with)
{
    (void)with;
    http_continue(r, sleep_a_little);
}

static void to_the_next_worker(struct http_request *r, void *with)
{
    to_a_worker(r, with);
}

static const struct http_route routes[] = {
    {"GET", "/quick", say_served, false, 0},
    {"GET", "/wait", wait_for_door, false, 0},
    {"GET", "/wait-on-worker", wait_for_door, true, 0},
    {"GET", "/door", open_door, false, 0},
    {"GET", "/serving-door", serve_at_door, false, 0},
    {"GET", "/sleep", sleep_a_little, true, 0},
    {"GET", "/to-worker", to_a_worker, false, 0},
    {"GET", "/to-workers", to_the_next_worker, true, 0},
};

static struct http_server *serve_party(struct party *p)
{
    memset(p, 0, sizeof *p);
    pthread_mutex_init(&p->lock, NULL);
    return serve_on("127.0.0.1:0", routes, LENGTH(routes), p);
}

static size_t waiting(struct party *p)
{
    pthread_mutex_lock(&p->lock);
    size_t count = p->count;
    pthread_mutex_unlock(&p->lock);
    return count;
}

/* --- waiting -------------------------------------------------------------------------------- */

static void check_door(const char *ask)
{
    struct party p;
    struct http_server *s = serve_party(&p);
    int fds[40];
    for (int i = 0; i < 40; i++) {
        fds[i] = peer_connect(http_port(s));
        peer_send(fds[i], i % 2 ? "GET /wait HTTP/1.1\r\n" HOST LAST "\r\n"
                                : "GET /wait-on-worker HTTP/1.1\r\n" HOST LAST "\r\n");
    }
    while (waiting(&p) < 40)
        usleep(1000);
    CHECK_INT(p.served, 0);
    OWN_CHARS door = peer_ask(http_port(s), ask);
    CHECK(strstr(door, END "opened"));
    for (int i = 0; i < 40; i++) {
        OWN_CHARS got = peer_rest(fds[i], LONG_MS);
        CHECK(strstr(got, END "served"));
        close(fds[i]);
    }
    http_stop(s, 5);
}

TEST(requests_wait_until_somebody_lets_them_go_on)
{
    check_door("GET /door HTTP/1.1\r\n" HOST LAST "\r\n");
}

TEST(requests_wait_until_somebody_answers_them)
{
    check_door("GET /serving-door HTTP/1.1\r\n" HOST LAST "\r\n");
}

TEST(a_waiting_request_outlives_the_silence_limit)
{
    struct party p;
    struct http_server *s = serve_party(&p);
    int fd = peer_connect(http_port(s));
    peer_send(fd, "GET /wait HTTP/1.1\r\n" HOST LAST "\r\n");
    while (waiting(&p) < 1)
        usleep(1000);
    usleep(4500 * 1000); /* idle_s is 2, request_s 3 */
    OWN_CHARS door = peer_ask(http_port(s), "GET /door HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(strstr(door, END "opened"));
    OWN_CHARS got = peer_rest(fd, LONG_MS);
    CHECK(strstr(got, END "served"));
    close(fd);
    http_stop(s, 5);
}

TEST(a_client_that_leaves_while_its_request_waits_harms_nobody)
{
    struct party p;
    struct http_server *s = serve_party(&p);
    for (int i = 0; i < 10; i++) {
        int fd = peer_connect(http_port(s));
        peer_send(fd, "GET /wait HTTP/1.1\r\n" HOST LAST "\r\n");
        while (waiting(&p) < (size_t)i + 1)
            usleep(1000);
        close(fd);
    }
    OWN_CHARS door = peer_ask(http_port(s), "GET /door HTTP/1.1\r\n" HOST LAST "\r\n");
    CHECK(strstr(door, END "opened"));
    http_stop(s, 5);
    CHECK_INT(p.served, 10);
}

/* --- under load ----------------------------------------------------------------------------- */

struct load {
    int port, requests;
    _Atomic int answered;
};

static void *ask_again_and_again(void *with)
{
    static const char *const paths[] = {"/quick", "/sleep", "/to-worker", "/to-workers"};
    struct load *l = with;
    int fd = peer_connect(l->port);
    for (int i = 0; i < l->requests; i++) {
        OWN_CHARS request = mem_strf("GET %s HTTP/1.1\r\n" HOST "\r\n", paths[i % 4]);
        OWN(text) got = text_new();
        peer_send(fd, request);
        while (!strstr(text_str(got), END "served") && peer_add(fd, got, 10000)) {
        }
        if (strstr(text_str(got), END "served"))
            l->answered++;
    }
    close(fd);
    return NULL;
}

static void load_run(struct load *l, size_t clients)
{
    pthread_t threads[64];
    for (size_t i = 0; i < clients; i++)
        pthread_create(&threads[i], NULL, ask_again_and_again, l);
    for (size_t i = 0; i < clients; i++)
        pthread_join(threads[i], NULL);
}

TEST(no_answer_is_lost_when_many_requests_are_suspended_and_resumed)
{
    struct party p;
    struct http_server *s = serve_party(&p);
    struct load l = {.port = http_port(s), .requests = 200};
    load_run(&l, 24);
    CHECK_INT(l.answered, 24 * 200);
    http_stop(s, 5);
    CHECK_INT(p.served, 24 * 200);
}

/* --- stopping ------------------------------------------------------------------------------- */

static void *stop_server(void *s)
{
    http_stop(s, 10);
    return NULL;
}

static void *stop_at_once(void *s)
{
    http_stop(s, 0);
    return NULL;
}

/* That many requests have arrived, and are answered or about to be. */
static void wait_until_running(struct http_server *s, size_t count)
{
    OWN_CHARS wanted = mem_strf("convoke_http_running %zu\n", count);
    OWN(text) t = text_new();
    do {
        usleep(1000);
        text_cut(t, 0);
        http_add_metrics(s, t);
    } while (!strstr(text_str(t), wanted));
}

static bool takes_connections(int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int late = socket(AF_INET, SOCK_STREAM, 0);
    bool taken = connect(late, (struct sockaddr *)&at, sizeof at) == 0;
    close(late);
    return taken;
}

static void wait_until_stopping(int port)
{
    while (takes_connections(port))
        usleep(1000);
}

TEST(stopping_waits_for_running_requests_and_takes_no_more)
{
    struct party p;
    struct http_server *s = serve_party(&p);
    int port = http_port(s), fds[8];
    pthread_t stopper;
    p.holds = true;
    for (size_t i = 0; i < LENGTH(fds); i++) {
        fds[i] = peer_connect(port);
        peer_send(fds[i], "GET /sleep HTTP/1.1\r\n" HOST "\r\n");
    }
    wait_until_running(s, LENGTH(fds));
    pthread_create(&stopper, NULL, stop_server, s);
    wait_until_stopping(port);
    CHECK_INT(p.served, 0);
    p.holds = false;
    for (size_t i = 0; i < LENGTH(fds); i++) {
        OWN_CHARS got = peer_rest(fds[i], 30000);
        CHECK(strstr(got, END "served"));
        close(fds[i]);
    }
    pthread_join(stopper, NULL);
}

TEST(stopping_without_patience_lets_nothing_begin_any_more)
{
    struct party p;
    struct http_server *s = serve_party(&p);
    int port = http_port(s), fds[20];
    pthread_t stopper;
    p.holds = true;
    for (size_t i = 0; i < LENGTH(fds); i++) {
        fds[i] = peer_connect(port);
        peer_send(fds[i], "GET /sleep HTTP/1.1\r\n" HOST "\r\n");
    }
    wait_until_running(s, LENGTH(fds));
    pthread_create(&stopper, NULL, stop_at_once, s);
    wait_until_stopping(port);
    usleep(200 * 1000); /* from taking nobody in, to giving up those that wait */
    p.holds = false;
    pthread_join(stopper, NULL);
    CHECK(p.served <= 3); /* the workers */
    for (size_t i = 0; i < LENGTH(fds); i++)
        close(fds[i]);
}

TEST(stopping_while_requests_rain_loses_no_memory_and_hangs_nowhere)
{
    for (int round = 0; round < 5; round++) {
        struct party p;
        struct http_server *s = serve_party(&p);
        int fds[60];
        p.blocked_ms = 3;
        for (size_t i = 0; i < LENGTH(fds); i++) {
            fds[i] = peer_connect(http_port(s));
            for (int n = 0; n < 5; n++)
                peer_send(fds[i], "GET /to-workers HTTP/1.1\r\n" HOST "\r\n"
                                  "GET /quick HTTP/1.1\r\n" HOST "\r\n");
        }
        usleep((useconds_t)round * 7000);
        http_stop(s, round % 2);
        for (size_t i = 0; i < LENGTH(fds); i++)
            close(fds[i]);
    }
}

RUN_TESTS(CASE(requests_wait_until_somebody_lets_them_go_on),
          CASE(requests_wait_until_somebody_answers_them),
          CASE(a_waiting_request_outlives_the_silence_limit),
          CASE(a_client_that_leaves_while_its_request_waits_harms_nobody),
          CASE(no_answer_is_lost_when_many_requests_are_suspended_and_resumed),
          CASE(stopping_waits_for_running_requests_and_takes_no_more),
          CASE(stopping_without_patience_lets_nothing_begin_any_more),
          CASE(stopping_while_requests_rain_loses_no_memory_and_hangs_nowhere))
