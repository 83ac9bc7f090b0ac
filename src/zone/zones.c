/* The registry: zones are loaded when first named, then found without a lock. */
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <strings.h>
#include <sys/stat.h>

#include "internal.h"

#define BUCKETS     256
#define MOST_CUSTOM 2000
#define MOST_NAMES  4000

struct entry {
    struct zone *zone;
    struct entry *next;
};

/* Zones of tzdata that has been replaced: who borrowed them may still use them. */
struct retired {
    struct entry *entries;
    struct retired *next;
};

struct zones {
    char *dir;
    _Atomic(struct entry *) loaded[BUCKETS]; /* entries are only ever put in front */
    struct entry *custom;
    size_t ncustom;
    struct timespec read_at; /* when the tzdata that was read last changed */
    struct retired *retired;
    pthread_mutex_t adding; /* for all below and for writing above */
    char **names;           /* all IANA names, sorted, listed when an inexact one is asked for */
    size_t nnames, names_capacity;
};

/* Packages replace this file with every release; without it, any zone's file tells. */
static struct timespec changed_at(const char *dir)
{
    static const char *const files[] = {"tzdata.zi", "Etc/UTC"};
    struct stat s = {0};
    for (size_t i = 0; i < LENGTH(files); i++) {
        OWN_CHARS path = mem_strf("%s/%s", dir, files[i]);
        if (stat(path, &s) == 0)
            break;
    }
    return s.st_mtim;
}

struct zones *zones_open(const char *dir, struct error *err)
{
    if (!dir)
        dir = getenv("TZDIR");
    if (!dir || !*dir)
        dir = "/usr/share/zoneinfo";
    struct zone *utc = zone_load(dir, "Etc/UTC");
    if (!utc)
        return fail(err, FAULT_NOT_FOUND, NULL,
                    "There is no time zone data in %s: install the package tzdata.", dir),
               NULL;
    zone_drop(utc);
    struct zones *z = mem_new(sizeof *z);
    z->dir = mem_str(dir);
    z->read_at = changed_at(dir);
    pthread_mutex_init(&z->adding, NULL);
    return z;
}

static void entries_free(struct entry *e)
{
    while (e) {
        struct entry *next = e->next;
        zone_drop(e->zone);
        free(e);
        e = next;
    }
}

static void names_free(struct zones *z)
{
    for (size_t i = 0; i < z->nnames; i++)
        free(z->names[i]);
    free(z->names);
    z->names = NULL;
    z->nnames = z->names_capacity = 0;
}

void zones_free(struct zones *z)
{
    if (!z)
        return;
    for (size_t i = 0; i < BUCKETS; i++)
        entries_free(atomic_load(&z->loaded[i]));
    entries_free(z->custom);
    while (z->retired) {
        struct retired *next = z->retired->next;
        entries_free(z->retired->entries);
        free(z->retired);
        z->retired = next;
    }
    names_free(z);
    pthread_mutex_destroy(&z->adding);
    free(z->dir);
    free(z);
}

static void retire(struct zones *z, size_t bucket)
{
    struct retired *r = mem_new(sizeof *r);
    *r = (struct retired){atomic_load(&z->loaded[bucket]), z->retired};
    z->retired = r;
    atomic_store_explicit(&z->loaded[bucket], NULL, memory_order_release);
}

bool zones_refresh(struct zones *z)
{
    struct timespec now = changed_at(z->dir);
    pthread_mutex_lock(&z->adding);
    bool changed = now.tv_sec != z->read_at.tv_sec || now.tv_nsec != z->read_at.tv_nsec;
    for (size_t i = 0; i < BUCKETS && changed; i++)
        if (atomic_load(&z->loaded[i]))
            retire(z, i);
    if (changed)
        names_free(z);
    z->read_at = now;
    pthread_mutex_unlock(&z->adding);
    return changed;
}

static size_t bucket_of(struct span name)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char)name.at[i]) * 16777619u;
    return hash % BUCKETS;
}

static const struct zone *find_loaded(struct zones *z, size_t bucket, struct span name)
{
    struct entry *e = atomic_load_explicit(&z->loaded[bucket], memory_order_acquire);
    while (e && !span_is(name, e->zone->name))
        e = e->next;
    return e ? e->zone : NULL;
}

static const struct zone *load(struct zones *z, size_t bucket, struct span name)
{
    const struct zone *there = find_loaded(z, bucket, name);
    if (there)
        return there;
    OWN_CHARS copy = span_copy(name);
    struct zone *made = zone_load(z->dir, copy);
    if (!made)
        return NULL;
    struct entry *e = mem_new(sizeof *e);
    *e = (struct entry){made, atomic_load(&z->loaded[bucket])};
    atomic_store_explicit(&z->loaded[bucket], e, memory_order_release);
    return made;
}

const struct zone *zones_exact(struct zones *z, struct span name)
{
    if (!zone_name_is_safe(name))
        return NULL;
    size_t bucket = bucket_of(name);
    const struct zone *found = find_loaded(z, bucket, name);
    if (found)
        return found;
    pthread_mutex_lock(&z->adding);
    found = load(z, bucket, name);
    pthread_mutex_unlock(&z->adding);
    return found;
}

static bool equal_zones(const struct zone *a, const struct zone *b)
{
    if (a->nperiods != b->nperiods || a->cycle_end != b->cycle_end || strcmp(a->name, b->name) != 0)
        return false;
    for (size_t i = 0; i < a->nperiods; i++) {
        const struct period *p = &a->periods[i], *q = &b->periods[i];
        if (p->at != q->at || p->offset != q->offset || p->is_dst != q->is_dst ||
            strcmp(p->abbreviation, q->abbreviation) != 0)
            return false;
    }
    return true;
}

static const struct zone *adopt(struct zones *z, struct zone *c)
{
    for (struct entry *e = z->custom; e; e = e->next)
        if (equal_zones(e->zone, c)) {
            zone_drop(c);
            return e->zone;
        }
    if (z->ncustom == MOST_CUSTOM) {
        zone_drop(c);
        return NULL;
    }
    struct entry *e = mem_new(sizeof *e);
    *e = (struct entry){c, z->custom};
    z->custom = e;
    z->ncustom++;
    return c;
}

const struct zone *zones_adopt(struct zones *z, struct zone *c)
{
    pthread_mutex_lock(&z->adding);
    const struct zone *kept = adopt(z, c);
    pthread_mutex_unlock(&z->adding);
    return kept;
}

/* --- inexact names: letter case, and cities alone --- */

static int compare_names(const void *a, const void *b)
{
    return strcasecmp(*(char *const *)a, *(char *const *)b);
}

static bool is_subfolder(const char *name)
{
    return name[0] != '.' && strcmp(name, "posix") != 0 && strcmp(name, "right") != 0;
}

static void list_folder(struct zones *z, const char *under, int depth)
{
    OWN_CHARS path = mem_strf("%s/%s", z->dir, under);
    DIR *folder = opendir(path);
    struct dirent *d;
    while (folder && (d = readdir(folder)) && z->nnames < MOST_NAMES) {
        OWN_CHARS name = mem_strf("%s%s%s", under, *under ? "/" : "", d->d_name);
        OWN_CHARS file = mem_strf("%s/%s", z->dir, name);
        struct stat s;
        if (!is_subfolder(d->d_name) || stat(file, &s) != 0)
            continue;
        if (S_ISDIR(s.st_mode) && depth < 3) {
            list_folder(z, name, depth + 1);
        } else if (S_ISREG(s.st_mode) && zone_name_is_safe(span_of(name))) {
            z->names = mem_grow(z->names, z->nnames, &z->names_capacity, sizeof *z->names);
            z->names[z->nnames++] = GIVE(name);
        }
    }
    if (folder)
        closedir(folder);
}

static bool same_letters(struct span a, struct span b)
{
    for (size_t i = 0; i < a.len && a.len == b.len; i++) {
        char x = a.at[i] == ' ' ? '_' : a.at[i];
        if (strncasecmp(&x, &b.at[i], 1) != 0)
            return false;
    }
    return a.len == b.len;
}

static bool matches(struct span wanted, const char *name)
{
    const char *city = strrchr(name, '/');
    if (same_letters(wanted, span_of(name)))
        return true;
    /* Etc/GMT+5 is no city, and "GMT+5" means something else. */
    return city && strncmp(name, "Etc/", 4) != 0 && same_letters(wanted, span_of(city + 1));
}

const struct zone *zones_inexact(struct zones *z, struct span name)
{
    if (name.len < 3 || name.len > 100)
        return NULL;
    pthread_mutex_lock(&z->adding);
    if (!z->names) {
        list_folder(z, "", 0);
        if (z->names)
            qsort(z->names, z->nnames, sizeof *z->names, compare_names);
    }
    const char *found = NULL;
    for (size_t i = 0; z->names && i < z->nnames && !found; i++)
        found = matches(name, z->names[i]) ? z->names[i] : NULL;
    pthread_mutex_unlock(&z->adding);
    return found ? zones_exact(z, span_of(found)) : NULL;
}
