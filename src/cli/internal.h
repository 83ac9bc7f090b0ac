/* What the commands share: their table, their options, the opened program, how they print. */
#ifndef CONVOKE_CLI_INTERNAL_H
#define CONVOKE_CLI_INTERNAL_H

#include <stdio.h>

#include "convoke/base.h"
#include "convoke/change.h"
#include "convoke/outbox.h"
#include "convoke/store.h"
#include "convoke/zone.h"

/* --- the table of commands -------------------------------------------------------------------- */

struct flag {
    const char *name;  /* without its dashes */
    const char *value; /* what stands behind it in help: "ZONE"; NULL: takes none */
    const char *meaning;
    bool required, repeats;
};

enum need {
    NEED_NOTHING,
    NEED_CONFIG,
    NEED_STORE,     /* configuration, zones and a store that is there */
    NEED_NEW_STORE, /* the same, made when it is not there */
};

struct program;
struct arguments;
struct command {
    const char *noun, *verb; /* "user", "add"; verb NULL: the noun is the command. More words: a
                                verb of verbs, as "app-password add" */
    const char *operands;    /* "NAME", "[FILE...]"; NULL: none */
    int least, most;         /* how many; most -1: any number */
    const char *summary;     /* one line, for the list of commands */
    const char *more;        /* sentences for --help; NULL */
    const struct flag *flags;
    size_t nflags;
    enum need need;
    bool reads_operands; /* they are files, opened before root becomes the store's owner */
    bool (*run)(struct program *p, const struct arguments *a, struct error *err);
};
#define FLAGS(list) .flags = (list), .nflags = LENGTH(list)

extern const struct command *const commands[];
extern const size_t ncommands;
/* The command that the first words of argv name; *used_out: how many words. FAULT_USAGE. */
const struct command *command_named(char **argv, int argc, int *used_out, struct error *err);
char *command_title(const struct command *c); /* "user add"; yours: free() */
/* A noun may be of two words here: "user app-password". */
bool noun_has_verbs(const char *noun);
/* What stands behind the noun in the command's title; NULL: it is another noun's. Yours: free() */
char *verb_after(const struct command *c, const char *noun);

/* --- options of one command ------------------------------------------------------------------- */

/* Every command takes these. */
extern const struct flag common_flags[2]; /* config, help */

struct arguments *arguments_read(const struct command *c, int argc, char **argv, struct error *err)
    MUST_USE; /* argv[0] is skipped */
void arguments_free(struct arguments *a);
OWNABLE(arguments)
const char *argument(const struct arguments *a, const char *flag); /* NULL: not given */
bool argument_given(const struct arguments *a, const char *flag);
size_t argument_count(const struct arguments *a, const char *flag);
const char *argument_nth(const struct arguments *a, const char *flag, size_t n);
const char *operand(const struct arguments *a, int n); /* NULL beyond the last */
int operand_count(const struct arguments *a);

void help_of_command(const struct command *c, struct text *t);
void help_of_all(struct text *t);
void help_of_noun(const char *noun, struct text *t);

/* --- the opened program ----------------------------------------------------------------------- */

struct program {
    const char *config_path; /* of --config; NULL */
    struct config *config;
    struct zones *zones;
    struct store *store;
    struct pipeline pipeline; /* points to the three above */
    int exit_code;            /* of a command that succeeded in part; 0 */
    int *files;               /* of root: the operands' descriptors, or -errno */
    int nfiles;
};
/* Root may read what the store's owner may not: a command that reads its operands gets them opened
 * as who started it. */
void program_open_operands(struct program *p, const struct arguments *a);
/* A descriptor of the n-th operand, yours; -1 with errno. */
int program_operand_fd(const struct program *p, const struct arguments *a, int n);
bool program_open(struct program *p, enum need need, struct error *err) MUST_USE;
bool program_open_store(struct program *p, bool create, struct error *err) MUST_USE;
void program_close(struct program *p);
/* To the journal or to standard error, as configured; nothing below `least`. */
void program_log(const struct config *c, enum log_level least);

/* A file in memory, or standard input, kept aside first. */
struct mapped {
    void *at;
    size_t len;
};
/* The n-th operand; -1: standard input. Given back by file_unmap. FAULT_NOT_FOUND,
 * FAULT_PERMISSION, FAULT_TOO_LARGE beyond `most` bytes, FAULT_INVALID for what is no file. */
bool file_map(const struct program *p, const struct arguments *a, int n, size_t most,
              struct mapped *out, struct error *err) MUST_USE;
void file_unmap(struct mapped *m);

/* The outbox with its kinds and carriers, as configured. */
struct mailroom;
struct mailroom *mailroom_new(const struct pipeline *p, struct error *err) MUST_USE;
void mailroom_free(struct mailroom *d);
OWNABLE(mailroom)
struct outbox *mailroom_outbox(struct mailroom *d);

/* --- people, calendars, times ----------------------------------------------------------------- */

/* By name or by address; FAULT_NOT_FOUND says who is not there. */
struct account *account_meant(struct tx *tx, const char *who, struct error *err) MUST_USE;
/* A name that somebody gives to something: one line of UTF-8, 1 to 100 bytes. FAULT_USAGE. */
bool label_check(const char *flag, const char *said, struct error *err) MUST_USE;
/* "default" when name is NULL. */
struct calendar *calendar_meant(struct tx *tx, const struct account *owner, const char *name,
                                struct error *err) MUST_USE;
/* Each of the named user, or of all when who is NULL. */
bool accounts_meant(struct tx *tx, const char *who,
                    bool (*each)(const struct account *a, void *with), void *with,
                    struct error *err) MUST_USE;

/* The event that an object holds: it has passed the bounds, whatever they are now. */
struct event *event_stored(const struct program *p, const struct object *o, struct error *err)
    MUST_USE;

const struct zone *zone_of_user(struct zones *z, const struct account *a); /* UTC without one */
const struct zone *zone_of_machine(struct zones *z);
/* That of the named user, of the machine when who is NULL; NULL with err. */
const struct zone *zone_meant(const struct program *p, struct tx *tx, const char *who,
                              struct error *err) MUST_USE;
/* RFC 3339, or YYYY-MM-DD HH:MM[:SS] or YYYY-MM-DD in the zone. FAULT_USAGE. */
bool time_meant(const char *said, const struct zone *zone, instant *out, struct error *err)
    MUST_USE;
void text_add_time(struct text *t, instant at, const struct zone *zone); /* with the zone's name */

/* A secret from standard input's first line, or asked for twice on the terminal without echo.
 * Yours: wiped by secret_free. *secret_out NULL when the answer was empty. */
bool secret_read(bool from_stdin, const char *prompt, char **secret_out, struct error *err)
    MUST_USE;
void secret_free(char *secret);

/* --- printing --------------------------------------------------------------------------------- */

/* A JSON text, written in order. key NULL inside arrays and for the outermost. RFC 8259 */
struct json;
struct json *json_new(void);
void json_free(struct json *j);
OWNABLE(json)
void json_open_object(struct json *j, const char *key);
void json_open_array(struct json *j, const char *key);
void json_end(struct json *j); /* of the innermost object or array */
void json_text(struct json *j, const char *key, const char *value); /* NULL: null */
void json_number(struct json *j, const char *key, int64_t value);
void json_bool(struct json *j, const char *key, bool value);
void json_time(struct json *j, const char *key, instant at); /* RFC 3339; first, never: null */
void json_print(struct json *j, FILE *to);                   /* with a newline */

/* Rows under headings, printed in columns or as JSON. */
enum column_kind { COLUMN_TEXT, COLUMN_NUMBER, COLUMN_BOOL, COLUMN_TIME };
struct column {
    const char *heading, *key;
    enum column_kind kind;
};
struct listing;
struct listing *listing_new(const struct column *columns, size_t ncolumns, const struct zone *zone);
void listing_free(struct listing *l);
OWNABLE(listing)
/* Cells from left to right, row after row, each with the kind of its column. */
void listing_text(struct listing *l, const char *value); /* NULL: nothing known */
void listing_number(struct listing *l, int64_t value);
void listing_bool(struct listing *l, bool value);
void listing_time(struct listing *l, instant at); /* first, never: nothing */
/* none: the sentence printed when there are no rows. */
void listing_print(const struct listing *l, bool as_json, const char *none);

/* The certificate that is configured; *out NULL when none is. FAULT_CONFIG as certificate_open. */
struct certificate;
bool certificate_meant(const struct config *c, struct certificate **out, struct error *err)
    MUST_USE;

/* The records by which programs find the service when they know an address alone, as lines of a
 * zone file; NULL where public_url names no host. RFC 6764, 3 and 4. Yours: free(). */
char *discovery_records(const char *public_url);
/* The host of an http or https URL, [::1] without its brackets; NULL where there is none. Yours. */
char *host_of(const char *url);

/* Text from events for a terminal: one line, nothing that could steer it. Yours: free(). */
char *printable(const char *s);

/* The address of a recipient in the outbox; of "local:2 bob@example.org" what follows the blank. */
const char *recipient_address(const char *recipient);

/* A line that is overwritten on a terminal and not there otherwise. */
void progress_show(const char *format, ...) PRINTF(1, 2);
void progress_clear(void);
/* Summaries of passes: shown on a terminal and when asked for, not to cron. */
bool is_talkative(const struct arguments *a);

#endif
