#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <unistd.h>

#define STANDARD_FILE "/etc/convoke/convoke.conf"
#define MOST_BYTES    (1 << 20)

bool config_set(struct config *c, const struct config_key *k, struct span value, const char *place,
                struct error *err)
{
    if (k->type->set(k, c, value))
        return true;
    OWN_CHARS allowed = config_allowed(k);
    if (k->is_secret)
        return fail(err, FAULT_CONFIG, NULL, "%s: the value of %s.%s is not %s.", place, k->section,
                    k->name, allowed);
    return fail(err, FAULT_CONFIG, NULL, "%s: %s.%s is \"%.*s\"; allowed is %s.", place, k->section,
                k->name, (int)(value.len < 40 ? value.len : 40), value.at ? value.at : "", allowed);
}

bool config_set_from_file(struct config *c, const struct config_key *k, const char *path,
                          const char *place, struct error *err)
{
    size_t len;
    struct error why = {0};
    OWN_CHARS content = path[0] == '/' ? file_read(path, 65536, &len, &why) : NULL;
    if (!content)
        return fail(err, FAULT_CONFIG, NULL, "%s: %s.%s has to come from a file: %s", place,
                    k->section, k->name, path[0] == '/' ? why.said : "give an absolute path.");
    struct span value = span_make(content, len);
    while (value.len && strchr("\r\n", value.at[value.len - 1]))
        value.len--;
    if (!value.len || memchr(value.at, '\n', value.len) || strlen(content) < value.len)
        return fail(err, FAULT_CONFIG, NULL, "%s: %s has to hold the secret as its one line.",
                    place, path);
    return config_set(c, k, value, place, err);
}

struct config *config_new(void)
{
    struct config *c = mem_new(sizeof *c);
    struct error err = {0};
    for (size_t i = 0; i < config_nkeys; i++)
        if (config_keys[i].standard &&
            !config_set(c, &config_keys[i], span_of(config_keys[i].standard), "default", &err))
            abort(); /* the table contradicts itself: a test has caught it */
    return c;
}

void config_free(struct config *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < config_nkeys; i++)
        if (config_keys[i].frees)
            free(*(char **)((char *)c + config_keys[i].at));
    free(c->file);
    free(c);
}

struct config *config_parse(struct span ini, const char *name, struct error *err)
{
    OWN(config) c = config_new();
    TRY(config_read_ini(c, ini, name, err));
    return GIVE(c);
}

/* The file that is meant; NULL with no error when there is none to be read. */
static bool read_file(struct config *c, const char *path, struct error *err)
{
    if (!path || !*path)
        path = getenv("CONVOKE_CONFIG");
    bool asked = path && *path;
    if (!asked)
        path = STANDARD_FILE;
    if (!asked && access(path, F_OK) != 0 && errno == ENOENT)
        return true;
    size_t len;
    OWN_CHARS ini = file_read(path, MOST_BYTES, &len, err);
    if (!ini)
        return fail(err, err && err->kind == FAULT_PERMISSION ? FAULT_PERMISSION : FAULT_CONFIG,
                    NULL, "The configuration cannot be read: %s", err ? err->said : path);
    c->file = mem_str(path);
    return config_read_ini(c, span_make(ini, len), path, err);
}

/* systemd's LoadCredential=section.key. */
static bool read_credentials(struct config *c, struct error *err)
{
    const char *directory = getenv("CREDENTIALS_DIRECTORY");
    for (size_t i = 0; directory && i < config_nkeys; i++) {
        const struct config_key *k = &config_keys[i];
        OWN_CHARS path = mem_strf("%s/%s.%s", directory, k->section, k->name);
        if (access(path, F_OK) != 0)
            continue;
        if (k->is_file)
            TRY(config_set(c, k, span_of(path), "systemd's credentials", err));
        else
            TRY(config_set_from_file(c, k, path, "systemd's credentials", err));
    }
    return true;
}

/* The variable with this name, a value that is set but empty counting as none. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static char *variable_name(const struct config_key *k)
{
    char *name = mem_strf("CONVOKE_%s_%s", k->section, k->name);
    for (char *at = name; *at; at++)
        *at = (char)toupper((unsigned char)*at);
    return name;
}

static bool take_variable(struct config *c, const struct config_key *k, const char *name,
                          struct error *err)
{
    const char *value = variable(name);
    if (!value)
        return true;
    OWN_CHARS place = mem_strf("The environment variable %s", name);
    if (!span_is_utf8(span_of(value)) || strpbrk(value, "\r\n"))
        return fail(err, FAULT_CONFIG, NULL, "%s is not one line of UTF-8 text.", place);
    return config_set(c, k, span_trim(span_of(value)), place, err);
}

static bool take_variable_file(struct config *c, const struct config_key *k, const char *name,
                               struct error *err)
{
    OWN_CHARS file = mem_strf("%s_FILE", name);
    const char *path = variable(file);
    if (!path)
        return true;
    OWN_CHARS place = mem_strf("The environment variable %s", file);
    if (variable(name))
        return fail(err, FAULT_CONFIG, NULL, "%s contradicts %s: set one of them.", place, name);
    return config_set_from_file(c, k, path, place, err);
}

static bool read_environment(struct config *c, struct error *err)
{
    for (size_t i = 0; i < config_nkeys; i++) {
        const struct config_key *k = &config_keys[i];
        OWN_CHARS name = variable_name(k);
        if (k->jitsi)
            TRY(take_variable(c, k, k->jitsi, err));
        TRY(take_variable(c, k, name, err));
        if (k->is_secret)
            TRY(take_variable_file(c, k, name, err));
    }
    return true;
}

static bool is_known_variable(struct span name)
{
    for (size_t i = 0; i < config_nkeys; i++) {
        OWN_CHARS known = variable_name(&config_keys[i]);
        OWN_CHARS file = config_keys[i].is_secret ? mem_strf("%s_FILE", known) : NULL;
        if (span_is(name, known) || (file && span_is(name, file)))
            return true;
    }
    return false;
}

/* Whether CONVOKE_X_... has one of our sections as its X. */
static bool names_a_section(struct span name)
{
    for (size_t i = 0; i < config_nkeys; i++) {
        OWN_CHARS prefix = mem_strf("CONVOKE_%s_", config_keys[i].section);
        if (span_starts_nocase(name, prefix))
            return true;
    }
    return false;
}

/* A misspelt variable must not be silently without effect. */
static bool refuse_unknown_variables(struct error *err)
{
    for (char **at = environ; at && *at; at++) {
        struct span value, name = span_cut(span_of(*at), '=', &value);
        if (span_starts(name, "CONVOKE_") && names_a_section(name) && !is_known_variable(name))
            return fail(err, FAULT_CONFIG, NULL,
                        "The environment variable %.*s names no key; see \"convoke help config\".",
                        (int)(name.len < 80 ? name.len : 80), name.at);
    }
    return true;
}

struct config *config_load(const char *path, struct error *err)
{
    OWN(config) c = config_new();
    TRY(read_file(c, path, err));
    TRY(read_credentials(c, err));
    TRY(refuse_unknown_variables(err));
    TRY(read_environment(c, err));
    return GIVE(c);
}
