/* What the files about configuration share. */
#ifndef CONVOKE_BASE_CONFIG_H
#define CONVOKE_BASE_CONFIG_H

#include "convoke/base.h"

struct config_key;

/* How values of one kind are read. set is given only values of a trimmed, printable UTF-8 line. */
struct config_type {
    const char *allowed; /* for messages and the manual */
    bool (*set)(const struct config_key *k, struct config *c, struct span value);
};
/* The value as it is, in place of the one before; unset when empty. */
bool config_set_text(const struct config_key *k, struct config *c, struct span value);
extern const struct config_type type_text, type_words, type_int, type_bytes, type_switch,
    type_duration, type_offsets, type_time, type_listen, type_url, type_server, type_store,
    type_transport, type_mailbox, type_path, type_prefix, type_networks, type_header;

/* One row a setting. */
struct config_key {
    const char *section, *name;
    const struct config_type *type;
    size_t at;            /* offset in struct config; unused by type_offsets, type_networks */
    const char *standard; /* the default, as one would write it; NULL: unset */
    const char *meaning;  /* one line */
    int64_t least, most;  /* of numbers and durations */
    const char *words;    /* of type_words, in the order of their enum: "series, occurrence" */
    const char *jitsi;    /* a name that Jitsi integrations use for it in the environment */
    bool is_secret, frees;
    bool is_file; /* the value is a file's path; a credential of systemd's is that file */
};
extern const struct config_key config_keys[];
extern const size_t config_nkeys;

const struct config_key *config_key_named(struct span section, struct span name);
bool config_has_section(struct span section);
/* "transport, from, ..." of a section, or the sections themselves when it is NULL. */
char *config_known(const char *section);
/* "a number from 1 to 64": what a key takes. Yours: free(). */
char *config_allowed(const struct config_key *k);

/* Puts a value in, in place of the one before; place is "FILE, line 3" for the sentence. */
bool config_set(struct config *c, const struct config_key *k, struct span value, const char *place,
                struct error *err) MUST_USE;
/* The same with the first line of a file as the value: KEY_file, systemd's credentials. */
bool config_set_from_file(struct config *c, const struct config_key *k, const char *path,
                          const char *place, struct error *err) MUST_USE;
struct config *config_new(void); /* all defaults */
/* Takes a file's settings into c. */
bool config_read_ini(struct config *c, struct span ini, const char *name, struct error *err)
    MUST_USE;

#endif
