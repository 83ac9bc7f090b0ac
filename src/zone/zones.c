/* The registry: zones are loaded when first named, then found without a lock. */
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>

#include "internal.h"

#define BUCKETS     256
#define MOST_CUSTOM 2000

/* Which file it was: one that is renamed over it, or written anew, differs. */
struct stamp {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec modified, changed;
};

struct entry {
    struct zone *zone;
    struct stamp stamp;
    struct entry *next;
};

/* All that was read of tzdata from one change of it to the next. */
struct edition {
    struct edition *older;                   /* who borrowed zones of it may still use them */
    _Atomic(struct entry *) loaded[BUCKETS]; /* entries are only ever put in front */
    struct spelled *spelled;
    struct listing *listing; /* made when an inexact name is asked for */
    struct stamp stamp;
};

struct zones {
    char *dir;
    _Atomic(struct edition *) current;
    struct entry *custom;
    size_t ncustom;
    pthread_mutex_t adding; /* for all below and for writing above */
};

/* --- editions --- */

static struct stamp stamp_of(const char *dir, const char *file)
{
    OWN_CHARS path = mem_strf("%s/%s", dir, file);
    struct stat s;
    return stat(path, &s) == 0 ? (struct stamp){s.st_dev, s.st_ino, s.st_size, s.st_mtim, s.st_ctim}
                               : (struct stamp){0};
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool same_stamp(const struct stamp *a, const struct stamp *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           same_time(a->modified, b->modified) && same_time(a->changed, b->changed);
}

/* Packages replace this file with every release; without it, any zone's file tells. */
static struct stamp release_stamp(const char *dir)
{
    struct stamp s = stamp_of(dir, "tzdata.zi");
    return s.inode ? s : stamp_of(dir, "Etc/UTC");
}

static struct edition *edition_new(const char *dir, struct edition *older)
{
    struct edition *e = mem_new(sizeof *e);
    e->older = older;
    e->spelled = spelled_new();
    e->stamp = release_stamp(dir);
    return e;
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

static void editions_free(struct edition *e)
{
    while (e) {
        struct edition *older = e->older;
        for (size_t i = 0; i < BUCKETS; i++)
            entries_free(atomic_load(&e->loaded[i]));
        spelled_free(e->spelled);
        zone_listing_free(e->listing);
        free(e);
        e = older;
    }
}

static struct edition *current_of(struct zones *z)
{
    return atomic_load_explicit(&z->current, memory_order_acquire);
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
    atomic_store(&z->current, edition_new(dir, NULL));
    pthread_mutex_init(&z->adding, NULL);
    return z;
}

void zones_free(struct zones *z)
{
    if (!z)
        return;
    editions_free(atomic_load(&z->current));
    entries_free(z->custom);
    pthread_mutex_destroy(&z->adding);
    free(z->dir);
    free(z);
}

/* The files that were read are looked at too: while a package is unpacked, the one that tells of
 * the release may come before them. */
static bool is_outdated(const struct zones *z, const struct edition *e)
{
    struct stamp now = release_stamp(z->dir);
    bool same = same_stamp(&e->stamp, &now);
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct entry *one = atomic_load(&e->loaded[i]); one && same; one = one->next) {
            now = stamp_of(z->dir, one->zone->name);
            same = same_stamp(&one->stamp, &now);
        }
    return !same;
}

bool zones_refresh(struct zones *z)
{
    pthread_mutex_lock(&z->adding);
    struct edition *e = current_of(z);
    bool changed = is_outdated(z, e);
    if (changed)
        atomic_store_explicit(&z->current, edition_new(z->dir, e), memory_order_release);
    pthread_mutex_unlock(&z->adding);
    return changed;
}

/* --- zones by their exact names --- */

bool zone_name_is_safe(struct span name)
{
    if (name.len == 0 || name.len > 100 || name.at[0] == '/')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool starts_part = i == 0 || name.at[i - 1] == '/';
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';
        if (!is_plain && (c != '/' || starts_part))
            return false;
    }
    return name.at[name.len - 1] != '/';
}

static size_t bucket_of(struct span name)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char)name.at[i]) * 16777619u;
    return hash % BUCKETS;
}

static const struct zone *find_loaded(struct edition *e, size_t bucket, struct span name)
{
    struct entry *one = atomic_load_explicit(&e->loaded[bucket], memory_order_acquire);
    while (one && !span_is(name, one->zone->name))
        one = one->next;
    return one ? one->zone : NULL;
}

static const struct zone *load(struct zones *z, size_t bucket, struct span name)
{
    struct edition *e = current_of(z);
    const struct zone *there = find_loaded(e, bucket, name);
    if (there)
        return there;
    OWN_CHARS copy = span_copy(name);
    struct stamp stamp = stamp_of(z->dir, copy); /* before it is read: what comes then is seen */
    struct zone *made = zone_load(z->dir, copy);
    if (!made)
        return NULL;
    struct entry *one = mem_new(sizeof *one);
    *one = (struct entry){made, stamp, atomic_load(&e->loaded[bucket])};
    atomic_store_explicit(&e->loaded[bucket], one, memory_order_release);
    return made;
}

static const struct zone *exact(struct zones *z, struct span name)
{
    size_t bucket = bucket_of(name);
    const struct zone *found = find_loaded(current_of(z), bucket, name);
    if (found)
        return found;
    pthread_mutex_lock(&z->adding);
    found = load(z, bucket, name);
    pthread_mutex_unlock(&z->adding);
    return found;
}

const struct zone *zones_exact(struct zones *z, struct span name)
{
    if (!zone_name_is_safe(name))
        return NULL;
    const struct zone *found = exact(z, name);
    struct span zone = zone_name_linked(name);
    if (!found && !span_equal(zone, name))
        found = exact(z, zone);
    const char *link = NULL;
    for (size_t i = 0; !found && (link = zone_name_link(name, i)); i++)
        found = exact(z, span_of(link));
    return found;
}

const struct zone *zones_inexact(struct zones *z, struct span name)
{
    if (name.len < 3 || name.len > 100)
        return NULL;
    pthread_mutex_lock(&z->adding);
    struct edition *e = current_of(z);
    if (!e->listing)
        e->listing = zone_listing_new(z->dir);
    const char *found = zone_listing_find(e->listing, name);
    pthread_mutex_unlock(&z->adding);
    return found ? zones_exact(z, span_of(found)) : NULL;
}

/* --- what spellings mean --- */

struct edition *zones_recall(struct zones *z, struct span tzid, struct span near,
                             const struct zone **zone_out)
{
    struct edition *e = current_of(z);
    return spelled_find(e->spelled, tzid, near, zone_out) ? NULL : e;
}

void zones_remember(struct zones *z, struct edition *asked, struct span tzid, struct span near,
                    const struct zone *zone)
{
    const struct zone *there;
    pthread_mutex_lock(&z->adding);
    if (asked == current_of(z) && !spelled_find(asked->spelled, tzid, near, &there))
        spelled_keep(asked->spelled, tzid, near, zone);
    pthread_mutex_unlock(&z->adding);
}

/* --- zones of their own rules --- */

static bool equal_zones(const struct zone *a, const struct zone *b)
{
    if (a->nperiods != b->nperiods || a->cycle_end != b->cycle_end || strcmp(a->name, b->name) != 0)
        return false;
    for (size_t i = 0; i < a->nperiods; i++) {
        const struct period *p = &a->periods[i], *q = &b->periods[i];
        if (p->at != q->at || p->offset != q->offset || p->is_dst != q->is_dst ||
            strcmp(a->abbreviations[p->abbreviation], b->abbreviations[q->abbreviation]) != 0)
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
    *e = (struct entry){.zone = c, .next = z->custom};
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
