#include "convoke/base.h"

#include <stdio.h>
#include <unistd.h>

/* Every change is a transaction, so ending here loses nothing that was acknowledged. */
static void *got(void *p)
{
    if (!p) {
        static const char said[] = "convoke: out of memory\n";
        if (write(STDERR_FILENO, said, sizeof said - 1) < 0)
            abort();
        _exit(71); /* EX_OSERR */
    }
    return p;
}

void *mem_new(size_t bytes)
{
    return got(calloc(1, bytes ? bytes : 1));
}

void *mem_array(size_t count, size_t bytes_each)
{
    return got(calloc(count ? count : 1, bytes_each ? bytes_each : 1));
}

void *mem_resize(void *old, size_t count, size_t bytes_each)
{
    return got(reallocarray(old, count ? count : 1, bytes_each ? bytes_each : 1));
}

char *mem_str(const char *s)
{
    return s ? got(strdup(s)) : NULL;
}

char *mem_strf(const char *format, ...)
{
    char *s = NULL;
    va_list args;
    va_start(args, format);
    int len = vasprintf(&s, format, args);
    va_end(args);
    return got(len < 0 ? NULL : s);
}

void *mem_grow(void *array, size_t count, size_t *capacity, size_t bytes_each)
{
    if (count < *capacity)
        return array;
    *capacity = *capacity ? *capacity * 2 : 8;
    return mem_resize(array, *capacity, bytes_each);
}
