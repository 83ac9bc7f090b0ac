#include "convoke/base.h"

#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

/* The one thing of the process that every folder shares; set once at start, read ever after. */
static _Atomic int least_level = LEVEL_INFO;
static _Atomic bool journal = false;

static const struct {
    const char *name;
    int priority; /* as syslog counts */
} levels[] = {
    [LEVEL_DEBUG] = {"debug", 7},
    [LEVEL_INFO] = {"info", 6},
    [LEVEL_WARNING] = {"warning", 4},
    [LEVEL_ERROR] = {"error", 3},
};

void log_start(enum log_level least, bool to_journal)
{
    least_level = (int)least;
    journal = to_journal;
}

bool log_wants(enum log_level level)
{
    return (int)level >= least_level;
}

/* Each fact of "key=value key=value" becomes a journal field CONVOKE_KEY. */
static size_t add_fields(struct text **fields, size_t most, char *facts)
{
    size_t count = 0;
    char *rest;
    for (char *fact = strtok_r(facts, " ", &rest); fact && count < most;
         fact = strtok_r(NULL, " ", &rest)) {
        char *is = strchr(fact, '=');
        if (!is || is == fact)
            continue;
        struct text *field = text_new();
        text_add_str(field, "CONVOKE_");
        for (char *c = fact; c < is; c++)
            text_add_char(field, *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c);
        text_add_str(field, is);
        fields[count++] = field;
    }
    return count;
}

static void to_journald(enum log_level level, const char *event, char *facts)
{
    enum { MOST = 16 };
    struct text *fields[MOST];
    struct iovec out[MOST + 3];
    OWN_CHARS message = mem_strf("MESSAGE=%s %s", event, facts);
    OWN_CHARS name = mem_strf("CONVOKE_EVENT=%s", event);
    OWN_CHARS priority = mem_strf("PRIORITY=%d", levels[level].priority);
    out[0] = (struct iovec){message, strlen(message)};
    out[1] = (struct iovec){name, strlen(name)};
    out[2] = (struct iovec){priority, strlen(priority)};
    size_t count = add_fields(fields, MOST, facts);
    for (size_t i = 0; i < count; i++) {
        struct span s = text_span(fields[i]);
        void *at = (void *)(uintptr_t)s.at; /* NOLINT(performance-no-int-to-ptr): nobody writes */
        out[3 + i] = (struct iovec){at, s.len};
    }
    sd_journal_sendv(out, (int)(3 + count));
    for (size_t i = 0; i < count; i++)
        text_free(fields[i]);
}

void log_event(enum log_level level, const char *event, const char *format, ...)
{
    if (!log_wants(level))
        return;
    char facts[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(facts, sizeof facts, format, args);
    va_end(args);
    for (char *c = facts; *c; c++)
        if ((unsigned char)*c < 0x20)
            *c = ' ';
    if (journal) {
        to_journald(level, event, facts);
        return;
    }
    OWN(text) line = text_new();
    text_add_instant(line, clock_now());
    text_addf(line, " %s %s %s\n", levels[level].name, event, facts);
    if (write(STDERR_FILENO, text_str(line), text_len(line)) < 0)
        return; /* nobody to tell */
}
