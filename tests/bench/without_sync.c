/* Preloaded into a peer that is being filled before it is measured: it waits for no disk. */
#include <sys/mman.h>
#include <unistd.h>

#define OFFERED __attribute__((visibility("default")))

OFFERED int fsync(int fd)
{
    (void)fd;
    return 0;
}

OFFERED int fdatasync(int fd)
{
    (void)fd;
    return 0;
}

OFFERED int msync(void *from, size_t bytes, int flags)
{
    (void)from;
    (void)bytes;
    (void)flags;
    return 0;
}
