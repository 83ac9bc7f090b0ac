/* Files of calendars in memory: mapped, so that a million events cost no heap. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

void file_unmap(struct mapped *m)
{
    if (m->at)
        munmap(m->at, m->len);
}

static bool map_fd(int fd, const char *name, size_t most, struct mapped *out, struct error *err)
{
    struct stat s;
    if (fstat(fd, &s) != 0 || !S_ISREG(s.st_mode))
        return fail(err, FAULT_INVALID, NULL, "%s is no file.", name);
    if ((uint64_t)s.st_size > most)
        return fail(err, FAULT_TOO_LARGE, NULL,
                    "%s has %lld bytes; at most %zu are taken (limits.file).", name,
                    (long long)s.st_size, most);
    *out = (struct mapped){.len = (size_t)s.st_size};
    if (!s.st_size)
        return true;
    out->at = mmap(NULL, out->len, PROT_READ, MAP_PRIVATE, fd, 0);
    if (out->at != MAP_FAILED)
        return true;
    out->at = NULL;
    return fail(err, FAULT_IO, NULL, "%s cannot be read: %s.", name, strerror(errno));
}

/* Standard input as a file without a name. */
static int spool(size_t most, struct error *err)
{
    char part[65536];
    size_t sum = 0, got;
    FILE *file = tmpfile();
    bool ok = file != NULL;
    while (ok && sum <= most && (got = fread(part, 1, sizeof part, stdin)) > 0) {
        ok = fwrite(part, 1, got, file) == got;
        sum += got;
    }
    ok = ok && fflush(file) == 0 && !ferror(stdin);
    if (!ok)
        fail(err, FAULT_IO, NULL, "Standard input cannot be kept aside: %s.", strerror(errno));
    int fd = ok ? fcntl(fileno(file), F_DUPFD_CLOEXEC, 3) : -1;
    if (file)
        fclose(file);
    return fd;
}

bool file_map(const struct program *p, const struct arguments *a, int n, size_t most,
              struct mapped *out, struct error *err)
{
    const char *name = n < 0 ? "standard input" : operand(a, n);
    int fd = n < 0 ? spool(most, err) : program_operand_fd(p, a, n);
    if (fd < 0 && n < 0)
        return false;
    if (fd < 0)
        return fail(err, errno == EACCES ? FAULT_PERMISSION : FAULT_NOT_FOUND, NULL,
                    "Cannot open %s: %s.", name, strerror(errno));
    bool ok = map_fd(fd, name, most, out, err);
    close(fd);
    return ok;
}
