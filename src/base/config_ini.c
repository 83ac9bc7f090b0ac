#include "config.h"

#include <ini.h>
#include <pthread.h>
#include <stdio.h>

#define LONGEST_LINE 4000

/* A file being read: inih asks for lines, so that the number of each is known here. */
struct reading {
    struct config *into;
    const char *name;
    struct span rest;
    size_t line;
    size_t *seen; /* by key: the line that set it; 0: none yet */
    struct error *err;
    bool failed;
};

static bool refuse(struct reading *r, const char *said)
{
    if (!r->failed)
        fail(r->err, FAULT_CONFIG, NULL, "%s, line %zu: %s", r->name, r->line, said);
    r->failed = true;
    return false;
}

static bool is_printable(struct span line)
{
    for (size_t i = 0; i < line.len; i++)
        if ((unsigned char)line.at[i] < 0x20 && line.at[i] != '\t')
            return false;
    return span_is_utf8(line);
}

/* Gives inih the next line; NULL ends the file. */
static char *next_line(char *into, int room, void *with)
{
    struct reading *r = with;
    if (r->failed || !r->rest.len)
        return NULL;
    r->line++;
    struct span line = span_trim(span_cut(r->rest, '\n', &r->rest));
    if (line.len > LONGEST_LINE || line.len + 3 > (size_t)room)
        refuse(r, "the line is too long.");
    else if (!is_printable(line))
        refuse(r, "the line is not UTF-8 text.");
    if (r->failed)
        return NULL;
    if (line.len)
        memcpy(into, line.at, line.len);
    into[line.len] = '\n';
    into[line.len + 1] = 0;
    return into;
}

static bool refuse_unknown(struct reading *r, struct span section, struct span key)
{
    OWN_CHARS known = NULL;
    OWN_CHARS said = NULL;
    if (!section.len)
        said = mem_strf("\"%.30s\" stands before the first [section].", key.at);
    else if (!config_has_section(section)) {
        known = config_known(NULL);
        said = mem_strf("there is no section [%.30s]; there are %s.", section.at, known);
    } else {
        known = config_known(section.at);
        said = mem_strf("[%s] has no key \"%.30s\"; it has %s.", section.at, key.at, known);
    }
    return refuse(r, said);
}

static bool set_once(struct reading *r, const struct config_key *k, struct span value, bool is_file)
{
    size_t *seen = &r->seen[k - config_keys];
    if (*seen) {
        OWN_CHARS said = mem_strf("%s.%s was set in line %zu already.", k->section, k->name, *seen);
        return refuse(r, said);
    }
    *seen = r->line;
    OWN_CHARS place = mem_strf("%s, line %zu", r->name, r->line);
    bool ok = is_file ? config_set_from_file(r->into, k, value.at, place, r->err)
                      : config_set(r->into, k, value, place, r->err);
    r->failed = r->failed || !ok;
    return ok;
}

/* inih's handler: 0 ends the reading. */
static int take(void *with, const char *section, const char *name, const char *value)
{
    struct reading *r = with;
    struct span in = span_of(section), key = span_of(name);
    const struct config_key *k = config_key_named(in, key);
    if (r->failed)
        return 0;
    if (k)
        return set_once(r, k, span_of(value), false);
    if (span_ends_nocase(key, "_file"))
        k = config_key_named(in, span_make(key.at, key.len - strlen("_file")));
    if (k && k->is_secret)
        return set_once(r, k, span_of(value), true);
    return refuse_unknown(r, in, key);
}

/* inih is set up by variables of its own; this file is its only user. Comments have lines of their
 * own, because a password may hold a semicolon; no line continues the one before. */
static void set_up_inih(void)
{
    ini_use_stack = false;
    ini_max_line = ini_initial_alloc = LONGEST_LINE + 8;
    ini_allow_inline_comments = false;
    ini_allow_multiline = false;
    ini_stop_on_first_error = true;
}

bool config_read_ini(struct config *c, struct span ini, const char *name, struct error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, set_up_inih);
    struct reading r = {.into = c, .name = name, .rest = ini, .err = err};
    r.seen = mem_array(config_nkeys, sizeof *r.seen);
    int wrong = ini_parse_stream(next_line, &r, take, &r);
    if (wrong > 0 && !r.failed) {
        r.line = (size_t)wrong;
        refuse(&r, "neither a [section] nor a \"key = value\".");
    }
    free(r.seen);
    return !r.failed;
}
