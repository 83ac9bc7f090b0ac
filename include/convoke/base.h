/* The ground: errors, memory, text, log, clock, random, codes and configuration.
 *
 * Everything here may be used from any thread unless it says otherwise. */
#ifndef CONVOKE_BASE_H
#define CONVOKE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MUST_USE        __attribute__((warn_unused_result))
#define PRINTF(at, var) __attribute__((format(printf, at, var)))
#define LENGTH(array)   (sizeof(array) / sizeof((array)[0]))

/* --- ownership ------------------------------------------------------------------------------ */

/* OWNABLE(meeting) after meeting_free: callers can write OWN(meeting) m = ...; m is freed on every
 * way out of its scope. GIVE(m) hands the object on and leaves NULL behind. */
#define OWNABLE(T)                            \
    static inline void T##_drop(struct T **p) \
    {                                         \
        T##_free(*p);                         \
    }
#define OWN(T) __attribute__((cleanup(T##_drop))) struct T *
#define GIVE(p)                     \
    (__extension__({                \
        __typeof__(p) given_ = (p); \
        (p) = NULL;                 \
        given_;                     \
    }))
/* 0 is false and NULL; err says why. */
#define TRY(ok)       \
    do {              \
        if (!(ok))    \
            return 0; \
    } while (0)

static inline void chars_drop(char **p)
{
    free(*p);
}
/* A string that is freed when its scope ends. */
#define OWN_CHARS __attribute__((cleanup(chars_drop))) char *

/* --- errors --------------------------------------------------------------------------------- */

enum fault {
    FAULT_NONE,
    FAULT_USAGE,        /* the command line is wrong */
    FAULT_CONFIG,       /* the configuration is wrong */
    FAULT_INVALID,      /* what was sent is not well formed or not legal */
    FAULT_NOT_FOUND,    /* there is no such thing */
    FAULT_FORBIDDEN,    /* not allowed to this person */
    FAULT_UNAUTHORIZED, /* who are you? */
    FAULT_CONFLICT,     /* contradicts what is stored */
    FAULT_PRECONDITION, /* If-Match does not hold */
    FAULT_TOO_LARGE,    /* more than a limit allows */
    FAULT_GONE,         /* was here, is no more */
    FAULT_TOO_MANY,     /* tried too often lately; try again later */
    FAULT_BUSY,         /* try again soon: the store is busy */
    FAULT_UNAVAILABLE,  /* a peer cannot be reached now */
    FAULT_REFUSED,      /* a peer said no for good */
    FAULT_IO,           /* disk full, unreadable file, broken store */
    FAULT_PERMISSION,   /* the operating system does not allow it */
    FAULT_BUG,          /* what cannot happen did */
};

struct error {
    enum fault kind;  /* gives HTTP status, exit code, SMTP reply and "try again?", in one table */
    const char *rule; /* the precondition that failed ("no-uid-conflict"), a constant; or NULL */
    char said[200];   /* one sentence for whoever caused it; never a secret */
};

/* Fills err (err may be NULL: nobody asks) and returns false, so that "return fail(...)" ends a
 * bool function and, as 0, a function that gives a pointer. A longer sentence is cut at a UTF-8
 * boundary; control characters become spaces. */
bool fail(struct error *err, enum fault kind, const char *rule, const char *format, ...)
    PRINTF(4, 5);
int fault_http_status(enum fault kind); /* RFC 9110, 15 */
int fault_exit_code(enum fault kind);   /* sysexits.h */
bool fault_is_passing(enum fault kind); /* true: the same call may succeed later */

/* --- memory --------------------------------------------------------------------------------- */

/* Never NULL: out of memory ends the process. mem_new and mem_array give zeroed memory. */
void *mem_new(size_t bytes);
void *mem_array(size_t count, size_t bytes_each);
void *mem_resize(void *old, size_t count, size_t bytes_each);
char *mem_str(const char *s); /* a copy; NULL stays NULL */
char *mem_strf(const char *format, ...) PRINTF(1, 2);

/* Room for one more in a growing array: doubles *capacity when count has reached it. */
void *mem_grow(void *array, size_t count, size_t *capacity, size_t bytes_each);

/* --- spans: text of others, borrowed ---------------------------------------------------------- */

struct span {
    const char *at; /* not ended by NUL; NULL only when len is 0 */
    size_t len;
};

static inline struct span span_of(const char *s)
{
    return (struct span){s, s ? strlen(s) : 0};
}
static inline struct span span_make(const char *at, size_t len)
{
    return (struct span){at, len};
}
#define SPAN(literal) ((struct span){"" literal, sizeof(literal) - 1})

bool span_is(struct span a, const char *b);
bool span_is_nocase(struct span a, const char *b); /* ASCII letters only */
bool span_equal(struct span a, struct span b);
bool span_equal_nocase(struct span a, struct span b);
int span_compare(struct span a, struct span b); /* as memcmp, shorter first */
bool span_starts(struct span a, const char *prefix);
bool span_starts_nocase(struct span a, const char *prefix);
bool span_ends_nocase(struct span a, const char *suffix);
bool span_has(struct span a, struct span part);        /* part stands somewhere in a */
bool span_has_nocase(struct span a, struct span part); /* ASCII letters only */
struct span span_trim(struct span a); /* without blanks, tabs, CR, LF at the ends */
/* The part before the first c; *rest_out is what follows c (len 0, at NULL when c is not there). */
struct span span_cut(struct span a, char c, struct span *rest_out);
char *span_copy(struct span a); /* yours: free(); ended by NUL */
/* The whole span as a decimal number, sign allowed; false when it is none or out of range. */
bool span_number(struct span a, int64_t *number_out);
bool span_is_utf8(struct span a); /* well formed UTF-8, RFC 3629 */

/* --- text being made -------------------------------------------------------------------------- */

struct text;
struct text *text_new(void);
void text_free(struct text *t);
OWNABLE(text)
void text_add(struct text *t, struct span s);
void text_add_str(struct text *t, const char *s); /* NULL adds nothing */
void text_add_char(struct text *t, char c);
void text_addf(struct text *t, const char *format, ...) PRINTF(2, 3);
void text_add_html(struct text *t, struct span s);   /* & < > " ' escaped, control bytes dropped */
void text_add_header(struct text *t, struct span s); /* one line: CR, LF, NUL, controls: a space */
void text_add_uri(struct text *t, struct span s);    /* percent-encoded, RFC 3986, 2.3 kept */
void text_add_ical(struct text *t, struct span s);   /* \ ; , and newlines, RFC 5545, 3.3.11 */
void text_add_json(struct text *t, struct span s);   /* a string with its quotes, RFC 8259, 7 */
void text_add_log(struct text *t, struct span s);    /* quoted when it holds blanks or quotes */
size_t text_len(const struct text *t);
struct span text_span(const struct text *t); /* borrowed: until the next change of t */
const char *text_str(const struct text *t);  /* borrowed, ended by NUL */
void text_cut(struct text *t, size_t len);   /* keeps the first len bytes */
char *text_take(struct text *t);             /* yours: free(); t is empty then; NULL-safe */

/* --- languages -------------------------------------------------------------------------------- */

/* What people read stands in the code in English, as whole phrases; a language is a catalogue of
 * gettext (.mo, made by msgfmt) that has them otherwise. It is chosen by the call, whatever the
 * process's locale is: one process writes to many people. NULL is English. xgettext finds phrases
 * by the names of these functions; the target `pot` collects them. */
struct language;
/* The catalogue in a file of at most 4 MiB. FAULT_INVALID when it is none or not in UTF-8; others
 * as for file_read. It may be asked from many threads. */
struct language *language_open(const char *path, struct error *err) MUST_USE;
void language_free(struct language *l);
OWNABLE(language)
/* Borrowed: from the language, or the English where it has none. phrase_in: one word may be several
 * in other languages, the context tells them apart. phrase_of: the form that goes with a number. */
const char *phrase(const struct language *l, const char *english);
const char *phrase_in(const struct language *l, const char *context, const char *english);
const char *phrase_of(const struct language *l, const char *one, const char *many, int64_t number);
/* Marks what a table holds for phrase_in. */
#define PHRASE_IN(context, english) english
/* "{day} of {month}" with its places filled in, in whatever order the language has them: names and
 * values in turn, at most 8 pairs, then NULL. A place without a value stays empty. It is yours. */
char *phrase_fill(const char *pattern, ...) __attribute__((sentinel));

/* --- log -------------------------------------------------------------------------------------- */

enum log_level { LEVEL_DEBUG, LEVEL_INFO, LEVEL_WARNING, LEVEL_ERROR };

/* An event and its facts: log_info("mail.sent", "parcel=%lld uid=%s", ...). To journald as fields
 * under systemd, otherwise one line of text on stderr. Facts are written as key=value; no secrets,
 * and no text of events above debug. */
void log_start(enum log_level least, bool to_journal);
bool log_wants(enum log_level level);
void log_event(enum log_level level, const char *event, const char *format, ...) PRINTF(3, 4);
#define log_debug(...)   (log_wants(LEVEL_DEBUG) ? log_event(LEVEL_DEBUG, __VA_ARGS__) : (void)0)
#define log_info(...)    log_event(LEVEL_INFO, __VA_ARGS__)
#define log_warning(...) log_event(LEVEL_WARNING, __VA_ARGS__)
#define log_error(...)   log_event(LEVEL_ERROR, __VA_ARGS__)

/* --- clock ------------------------------------------------------------------------------------ */

typedef int64_t instant; /* UTC seconds since 1970-01-01T00:00:00Z, leap seconds not counted */
#define INSTANT_NEVER INT64_MAX
#define INSTANT_FIRST INT64_MIN

instant clock_now(void);
int64_t clock_ticks_ms(void); /* monotonic, from an unspecified start; never set by tests */
/* Tests: clock_now() stands still at this instant until clock_set(INSTANT_FIRST) lets it go.
 * The environment variable CONVOKE_TEST_NOW (RFC 3339) does the same for a whole program. */
void clock_set(instant now);

/* 2026-03-01T09:00:00Z, or with an offset; a blank may stand for T. RFC 3339, 5.6 */
bool instant_parse(struct span s, instant *out);
void text_add_instant(struct text *t, instant i); /* 2026-03-01T09:00:00Z */

/* --- random and codes ------------------------------------------------------------------------- */

void random_bytes(void *into, size_t bytes); /* from the kernel, by libsodium */
/* Tests: a fixed sequence from this seed; 0 goes back to the real one. */
void random_seed(uint64_t seed);

struct digest {
    unsigned char bytes[32];
};
struct digest digest_of(struct span s); /* BLAKE2b, 256 bits */
struct digest digest_keyed(struct span key, struct span s);
/* HMAC-SHA-256, what other programs sign with; a key of any length. RFC 2104, RFC 6234 */
struct digest digest_hmac_sha256(struct span key, struct span s);
bool digest_equal(const struct digest *a, const struct digest *b); /* in constant time */
char *digest_hex(const struct digest *d);                          /* yours: free() */
bool secret_equal(struct span a, struct span b); /* in constant time for the same length */

void text_add_base32(struct text *t, const void *bytes, size_t len);    /* a-z 2-7, no padding */
void text_add_base64url(struct text *t, const void *bytes, size_t len); /* no padding */
void text_add_base64(struct text *t, const void *bytes, size_t len, size_t line_chars);
void text_add_hex(struct text *t, const void *bytes, size_t len);
/* What base64 (padded, in one line) stands for is added; false, and nothing is, when it is none. */
bool text_add_from_base64(struct text *t, struct span base64);

/* Argon2id, libsodium's INTERACTIVE limits; 64 MiB while it runs. The hash is yours: free(). */
char *password_hash(struct span password);
bool password_matches(const char *hash, struct span password);

/* --- files ------------------------------------------------------------------------------------ */

/* The whole file. FAULT_TOO_LARGE beyond most_bytes, FAULT_NOT_FOUND, FAULT_PERMISSION, FAULT_IO.
 */
char *file_read(const char *path, size_t most_bytes, size_t *len_out, struct error *err) MUST_USE;
/* Written beside, synced, renamed over: readers see the old or the new one. mode as for chmod. */
bool file_replace(const char *path, struct span content, unsigned mode, struct error *err) MUST_USE;

/* --- configuration ---------------------------------------------------------------------------- */

enum room_policy { POLICY_ATTENDEES, POLICY_ALWAYS, POLICY_MARKED, POLICY_NEVER };
enum mail_sender { SENDER_TOKEN, SENDER_PLAIN };
enum unknown_rooms { UNKNOWN_ROOMS_ALLOW, UNKNOWN_ROOMS_REFUSE };
enum token_algorithm { ALGORITHM_HS256, ALGORITHM_HS384, ALGORITHM_HS512, ALGORITHM_RS256 };
enum rooms_per { ROOMS_PER_SERIES, ROOMS_PER_OCCURRENCE };
enum guests { GUESTS_KNOCK, GUESTS_ALLOW, GUESTS_REFUSE };
enum rotating { ROTATE_NEVER, ROTATE_ON_REMOVAL };

/* Addresses that begin with the same bits; IPv4 as ::ffff:a.b.c.d (RFC 4291, 2.5.5.2). */
struct network {
    unsigned char address[16];
    int bits; /* of 128; NETWORK_UNIX: who comes by a unix socket */
};
enum { NETWORK_UNIX = -1, MOST_NETWORKS = 32 };
/* 192.0.2.1, 10.0.0.0/8, 2001:db8::/32 or unix. A network of everybody (/0) is none. */
bool network_parse(struct span s, struct network *out);
/* address: 16 bytes as above; NULL: a unix socket. */
bool network_has(const struct network *n, const unsigned char *address);

/* All settings, with their defaults filled in. Strings are NULL when unset. Times in seconds. */
struct config {
    struct {
        char *listen;      /* http://127.0.0.1:8080, [::1]:8080, unix:/path; with commas */
        char *certificate; /* a PEM file; NULL: no TLS */
        char *key;         /* a PEM file */
        struct network trusted_proxies[MOST_NETWORKS];
        size_t ntrusted_proxies;
        char *user_header;   /* by which these say who asks; NULL: none */
        char *public_url;    /* no slash at the end; NULL: links are the rooms' own URLs */
        int threads;         /* event threads of the HTTP server */
        int workers;         /* threads for requests that may block */
        int connections;     /* at most this many at once */
        int64_t drain_s;     /* how long running requests may take at the end */
        char *metrics_token; /* NULL: /metrics on loopback only */
    } server;
    struct {
        char *url;      /* sqlite:/path */
        int64_t keep_s; /* finished parcels, decisions and the ledger stay this long */
    } store;
    struct {
        char *provider;     /* jitsi, jaas, none */
        char *domain;       /* https://meet.jit.si, no slash at the end */
        char *room_prefix;  /* NULL: none */
        char *room_pattern; /* {prefix}{random}; {slug} = the title's words */
        enum rooms_per rooms;
        enum token_algorithm algorithm;
        char *app_id;     /* issuer of tokens; of JaaS: the AppID */
        char *app_secret; /* of HS256, HS384, HS512; NULL: the server has no tokens */
        char *audience;
        char *subject;  /* NULL: the host of domain */
        char *key_id;   /* of JaaS: as it calls the key */
        char *features; /* of hosts and moderators, with commas; NULL: not named */
        int64_t token_life_s, token_leeway_s;
        char *label; /* LABEL of CONFERENCE */
        enum unknown_rooms unknown_rooms;
        char *reservation_token; /* what the video server says who it is with; NULL: off */
        char *events_token;      /* the same for /jitsi/events; NULL: off */
        char *jaas_hook_secret;  /* signs /hooks/jaas; NULL: off */
        char *hook_secret;       /* signs /hooks/meeting; NULL: off */
        char *recorder_domain;   /* of XMPP; who comes from there is no person; NULL: customary */
        bool lobby;              /* guests wait in the lobby of the video server, not at our door */
    } jitsi;
    struct {
        char *account_id, *client_id, *client_secret; /* of a Server-to-Server OAuth app */
        char *user;     /* whose the meetings are: an address, or me */
        char *api_url;  /* no slash at the end, as all URLs here */
        char *auth_url; /* tokens come from auth_url/token */
        bool join_before_host;
    } zoom;
    struct {
        char *service_account; /* path of its key file */
        char *user;            /* whom it acts for */
        char *calendar;        /* in which the events that hold the rooms are */
        char *api_url;
    } google;
    struct {
        char *pattern; /* https://video.example.org/{room} */
    } url;
    struct {
        enum room_policy policy; /* of a calendar that sets none */
        int64_t min_duration_s;  /* shorter events get no room; 0: all may */
        bool all_day;            /* all-day events get rooms */
        int64_t opens_s;         /* the door opens so long before the start */
        int64_t closes_s;        /* and closes so long after the end */
        enum guests guests;      /* of a calendar that sets none: who is not invited */
        enum rotating rotate;    /* when a room moves to another name */
        bool host_mail;          /* the organizer is mailed his own link to a new room */
        bool lobby_page;         /* a checklist before the room */
        bool embed;              /* the room on our own page */
    } meetings;
    struct {
        char *transport;         /* smtp://host:587 smtps://host:465 maildir:/path sendmail:/path */
        char *from;              /* Convoke <calendar@example.org> */
        enum mail_sender sender; /* on the envelope */
        char *username, *password;
        bool require_tls;
        char *ca_file;          /* NULL: the system's */
        char *operator_address; /* told when an outbox stops; NULL: nobody */
        int64_t merge_window_s;
        int64_t timeout_s;
        int sessions; /* SMTP sessions at once */
    } mail;
    struct {
        int64_t before_s[8]; /* descending */
        size_t nbefore;
        int all_day_at_s; /* seconds after midnight, the day before or earlier */
    } reminders;
    struct {
        size_t object_bytes, line_bytes, file_bytes;
        int depth, properties, parameters, attendees;
        int recipients_per_hour, changes_per_ten_minutes;
    } limits;
    struct {
        enum log_level level;
        char *target; /* auto, journal, stderr */
    } log;
    struct {
        int past_days; /* ended events stay in feeds this long; -1: for ever */
    } feed;
    char *file; /* where it was read, or NULL */
};

/* Defaults, then the file, then the environment (CONVOKE_SECTION_KEY, the JITSI_ names, and
 * KEY_file for secrets: their content; systemd's $CREDENTIALS_DIRECTORY/section.key).
 * path NULL: $CONVOKE_CONFIG, else /etc/convoke/convoke.conf if it is there.
 * FAULT_CONFIG names file, line, key and what is allowed. */
struct config *config_load(const char *path, struct error *err) MUST_USE;
/* The same from text that was read before; name is what errors call it. Reads no environment. */
struct config *config_parse(struct span ini, const char *name, struct error *err) MUST_USE;
void config_free(struct config *c);
OWNABLE(config)
/* Every key with its type, default and meaning, one a line, for --help and the tests. */
void config_describe(struct text *t);
/* 90s, 30m, 24h, 7d, 2w or plain seconds. */
bool duration_parse(struct span s, int64_t *seconds_out);

#endif
