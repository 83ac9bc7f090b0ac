#include <unistd.h>

#include "internal.h"

char *printable(const char *s)
{
    OWN(text) t = text_new();
    text_add_header(t, span_of(s));
    return text_take(t);
}

const char *recipient_address(const char *recipient)
{
    const char *address = strchr(recipient, ' ');
    return span_starts(span_of(recipient), "local:") && address ? address + 1 : recipient;
}

void progress_show(const char *format, ...)
{
    if (!isatty(STDERR_FILENO))
        return;
    va_list args;
    va_start(args, format);
    fputs("\r\033[K", stderr);
    vfprintf(stderr, format, args);
    va_end(args);
    fflush(stderr);
}

void progress_clear(void)
{
    progress_show("%s", "");
}

bool is_talkative(const struct arguments *a)
{
    return isatty(STDOUT_FILENO) || argument_given(a, "verbose") || argument_given(a, "dry-run");
}
