#include "survive.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "convoke/base.h"

enum { SECTOR = 512 };

struct image { /* the bytes of a file */
    unsigned char *bytes;
    size_t len, capacity;
};

struct operation { /* what was done since the last sync */
    enum { OPERATION_WRITE, OPERATION_TRUNCATE } kind;
    int64_t at; /* of a write: offset; of a truncation: the new size */
    unsigned char *bytes;
    size_t len;
    struct operation *next;
};

struct disk_file {
    char *path;
    struct image synced;
    struct operation *since, **since_end;
    struct disk_file *next;
};

struct disk {
    struct disk_file *files;
};

/* --- images ---------------------------------------------------------------------------------- */

static void image_resize(struct image *i, size_t len)
{
    if (len > i->capacity) {
        size_t capacity = i->capacity * 2 > len ? i->capacity * 2 : len;
        i->bytes = mem_resize(i->bytes, capacity, 1);
        i->capacity = capacity;
    }
    if (len > i->len)
        memset(i->bytes + i->len, 0, len - i->len);
    i->len = len;
}

static void image_write(struct image *i, size_t at, const void *bytes, size_t len)
{
    if (at + len > i->len)
        image_resize(i, at + len);
    if (len)
        memcpy(i->bytes + at, bytes, len);
}

static void image_load(struct image *i, const char *path)
{
    FILE *f = fopen(path, "rb");
    unsigned char piece[4096];
    for (size_t got; f && (got = fread(piece, 1, sizeof piece, f)) > 0;)
        image_write(i, i->len, piece, got);
    if (f)
        fclose(f);
}

static void image_store(const struct image *i, const char *path)
{
    FILE *f = fopen(path, "wb");
    if (!f || (i->len && fwrite(i->bytes, i->len, 1, f) != 1) || fclose(f) != 0) {
        perror(path);
        abort();
    }
}

/* --- a file ---------------------------------------------------------------------------------- */

struct disk_file *disk_file_find(struct disk *disk, const char *path)
{
    for (struct disk_file *f = disk ? disk->files : NULL; f; f = f->next)
        if (strcmp(f->path, path) == 0)
            return f;
    return NULL;
}

struct disk_file *disk_file_watch(struct disk **disk, const char *path)
{
    struct disk_file *f = disk_file_find(*disk, path);
    if (f)
        return f;
    if (!*disk)
        *disk = mem_new(sizeof **disk);
    f = mem_new(sizeof *f);
    f->path = mem_str(path);
    f->since_end = &f->since;
    image_load(&f->synced, path);
    f->next = (*disk)->files;
    (*disk)->files = f;
    return f;
}

static void add_operation(struct disk_file *f, struct operation o)
{
    *f->since_end = mem_new(sizeof o);
    **f->since_end = o;
    f->since_end = &(*f->since_end)->next;
}

void disk_file_written(struct disk_file *f, const void *bytes, size_t len, int64_t at)
{
    unsigned char *copy = mem_new(len ? len : 1);
    memcpy(copy, bytes, len);
    add_operation(f, (struct operation){OPERATION_WRITE, at, copy, len, NULL});
}

void disk_file_truncated(struct disk_file *f, int64_t size)
{
    add_operation(f, (struct operation){OPERATION_TRUNCATE, size, NULL, 0, NULL});
}

/* Applies each operation, whole or as the coin says, and forgets it. */
static void apply_all(struct disk_file *f, bool (*survives)(void *coin), void *coin)
{
    for (struct operation *o = f->since, *next; o; o = next) {
        next = o->next;
        if (o->kind == OPERATION_TRUNCATE) {
            if (survives(coin))
                image_resize(&f->synced, (size_t)o->at);
        }
        for (size_t done = 0, piece; done < o->len; done += piece) {
            size_t at = (size_t)o->at + done;
            piece = SECTOR - at % SECTOR;
            if (piece > o->len - done)
                piece = o->len - done;
            if (survives(coin))
                image_write(&f->synced, at, o->bytes + done, piece);
        }
        free(o->bytes);
        free(o);
    }
    f->since = NULL;
    f->since_end = &f->since;
}

static bool always(void *coin)
{
    (void)coin;
    return true;
}

void disk_file_synced(struct disk_file *f)
{
    apply_all(f, always, NULL);
}

void disk_file_deleted(struct disk_file *f)
{
    disk_file_synced(f);
    f->synced.len = 0;
}

/* --- power loss ------------------------------------------------------------------------------ */

struct coin {
    uint64_t state;
    unsigned of_16; /* so many of 16 throws survive */
};

static bool throw_coin(void *with) /* xorshift64 */
{
    struct coin *c = with;
    c->state ^= c->state << 13;
    c->state ^= c->state >> 7;
    c->state ^= c->state << 17;
    return (c->state >> 32) % 16 < c->of_16;
}

/* It lives in memory alone. */
static void remove_shared_memory(const char *path)
{
    OWN_CHARS shared = mem_strf("%s-shm", path);
    unlink(shared);
}

void disk_survive(struct disk *disk, uint64_t seed)
{
    static const unsigned odds[] = {0, 4, 8, 12, 15, 16}; /* from nothing to everything */
    struct coin c = {.state = seed * 0x9E3779B97F4A7C15u + 1};
    for (struct disk_file *f = disk ? disk->files : NULL; f; f = f->next) {
        c.of_16 = 16;
        throw_coin(&c);
        c.of_16 = odds[(c.state >> 20) % LENGTH(odds)];
        apply_all(f, throw_coin, &c);
        if (access(f->path, F_OK) == 0 || f->synced.len)
            image_store(&f->synced, f->path);
        remove_shared_memory(f->path);
    }
}

void disk_free(struct disk *disk)
{
    if (!disk)
        return;
    for (struct disk_file *f = disk->files, *next; f; f = next) {
        next = f->next;
        disk_file_synced(f);
        free(f->synced.bytes);
        free(f->path);
        free(f);
    }
    free(disk);
}
