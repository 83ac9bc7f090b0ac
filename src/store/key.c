/* The installation's secret, a file beside the database: a copy of the database lets nobody in. */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { KEY_BYTES = 32 };

static bool write_key(int fd, const char *path, struct error *err)
{
    unsigned char key[KEY_BYTES];
    random_bytes(key, sizeof key);
    bool ok = write(fd, key, sizeof key) == (ssize_t)sizeof key && fsync(fd) == 0;
    explicit_bzero(key, sizeof key);
    return ok || path_fail(path, "written", err);
}

/* Written under another name and linked: whoever is first gives the key, and it is whole. */
static bool make_key(const char *path, struct error *err)
{
    OWN_CHARS beside = mem_strf("%s.XXXXXX", path);
    int fd = mkostemp(beside, O_CLOEXEC); /* mode 0600 */
    if (fd < 0)
        return path_fail(path, "made", err);
    bool ok = write_key(fd, path, err);
    close(fd);
    if (ok && link(beside, path) != 0 && errno != EEXIST)
        ok = path_fail(path, "made", err);
    unlink(beside);
    return ok && path_sync_directory(path, err);
}

static bool read_key(int fd, const char *path, unsigned char key_out[KEY_BYTES], struct error *err)
{
    ssize_t got = read(fd, key_out, KEY_BYTES);
    if (got < 0)
        return path_fail(path, "read", err);
    return got == KEY_BYTES ||
           fail(err, FAULT_IO, NULL, "The key %s has not its 32 bytes; restore it.", path);
}

static bool open_key(struct store *s, unsigned char key_out[KEY_BYTES], struct error *err)
{
    OWN_CHARS path = mem_strf("%s.key", store_path(s));
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        TRY(make_key(path, err));
        fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    if (fd < 0)
        return path_fail(path, "read", err);
    bool ok = read_key(fd, path, key_out, err);
    close(fd);
    return ok;
}

bool store_key(struct store *s, unsigned char key_out[KEY_BYTES], struct error *err)
{
    pthread_mutex_lock(&s->key_lock);
    s->has_key = s->has_key || open_key(s, s->key, err);
    bool has_key = s->has_key;
    memcpy(key_out, s->key, KEY_BYTES);
    pthread_mutex_unlock(&s->key_lock);
    return has_key;
}
