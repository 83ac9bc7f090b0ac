#include "convoke/base.h"

#include <stdio.h>

/* One row a fault: what HTTP says, what a process exits with, and whether trying again can help. */
static const struct {
    int http;
    int exit_code; /* sysexits.h */
    bool passing;
} faults[] = {
    [FAULT_NONE] = {200, 0, false},
    [FAULT_USAGE] = {400, 64, false},        /* EX_USAGE */
    [FAULT_CONFIG] = {500, 78, false},       /* EX_CONFIG */
    [FAULT_INVALID] = {400, 65, false},      /* EX_DATAERR */
    [FAULT_NOT_FOUND] = {404, 66, false},    /* EX_NOINPUT */
    [FAULT_FORBIDDEN] = {403, 77, false},    /* EX_NOPERM */
    [FAULT_UNAUTHORIZED] = {401, 77, false}, /* EX_NOPERM */
    [FAULT_CONFLICT] = {409, 65, false},     /* EX_DATAERR */
    [FAULT_PRECONDITION] = {412, 65, false}, /* EX_DATAERR */
    [FAULT_TOO_LARGE] = {413, 65, false},    /* EX_DATAERR */
    [FAULT_GONE] = {410, 66, false},         /* EX_NOINPUT */
    [FAULT_TOO_MANY] = {429, 75, true},      /* EX_TEMPFAIL */
    [FAULT_BUSY] = {503, 75, true},          /* EX_TEMPFAIL */
    [FAULT_UNAVAILABLE] = {503, 69, true},   /* EX_UNAVAILABLE */
    [FAULT_REFUSED] = {502, 76, false},      /* EX_PROTOCOL */
    [FAULT_IO] = {500, 74, true},            /* EX_IOERR */
    [FAULT_PERMISSION] = {500, 77, false},   /* EX_NOPERM */
    [FAULT_BUG] = {500, 70, false},          /* EX_SOFTWARE */
};

/* Cuts at the end of the last whole UTF-8 sequence and takes out what would break a line. What is
 * quoted may be no UTF-8 at all, or cut by who quoted it. */
static void make_sentence(char *said, size_t room, size_t wanted)
{
    size_t len = wanted < room ? wanted : room - 1;
    if (wanted >= room)
        while (len > 0 && ((unsigned char)said[len] & 0xC0) == 0x80)
            len--;
    said[len] = 0;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)said[i] < 0x20 || said[i] == 0x7F)
            said[i] = ' ';
    if (!span_is_utf8(span_make(said, len)))
        for (size_t i = 0; i < len; i++)
            said[i] = (unsigned char)said[i] < 0x80 ? said[i] : '?';
}

bool fail(struct error *err, enum fault kind, const char *rule, const char *format, ...)
{
    if (!err)
        return false;
    char said[sizeof err->said + 4]; /* the arguments may point into err itself */
    va_list args;
    va_start(args, format);
    int wanted = vsnprintf(said, sizeof said, format, args);
    va_end(args);
    err->kind = kind;
    err->rule = rule;
    memcpy(err->said, said, sizeof err->said);
    make_sentence(err->said, sizeof err->said, wanted < 0 ? 0 : (size_t)wanted);
    return false;
}

int fault_http_status(enum fault kind)
{
    return faults[kind].http;
}

int fault_exit_code(enum fault kind)
{
    return faults[kind].exit_code;
}

bool fault_is_passing(enum fault kind)
{
    return faults[kind].passing;
}
