/* The names that tzdata has files for: for letter case that differs, and for cities alone. */
#include <dirent.h>
#include <strings.h>
#include <sys/stat.h>

#include "internal.h"

#define MOST_NAMES 4000

struct listing {
    char **names; /* sorted */
    size_t count, capacity;
};

static int compare_names(const void *a, const void *b)
{
    return strcasecmp(*(char *const *)a, *(char *const *)b);
}

static bool is_subfolder(const char *name)
{
    return name[0] != '.' && strcmp(name, "posix") != 0 && strcmp(name, "right") != 0;
}

static void list_folder(struct listing *l, const char *dir, const char *under, int depth)
{
    OWN_CHARS path = mem_strf("%s/%s", dir, under);
    DIR *folder = opendir(path);
    struct dirent *d;
    while (folder && (d = readdir(folder)) && l->count < MOST_NAMES) {
        OWN_CHARS name = mem_strf("%s%s%s", under, *under ? "/" : "", d->d_name);
        OWN_CHARS file = mem_strf("%s/%s", dir, name);
        struct stat s;
        if (!is_subfolder(d->d_name) || stat(file, &s) != 0)
            continue;
        if (S_ISDIR(s.st_mode) && depth < 3) {
            list_folder(l, dir, name, depth + 1);
        } else if (S_ISREG(s.st_mode) && zone_name_is_safe(span_of(name))) {
            l->names = mem_grow(l->names, l->count, &l->capacity, sizeof *l->names);
            l->names[l->count++] = GIVE(name);
        }
    }
    if (folder)
        closedir(folder);
}

struct listing *zone_listing_new(const char *dir)
{
    struct listing *l = mem_new(sizeof *l);
    list_folder(l, dir, "", 0);
    if (l->names)
        qsort(l->names, l->count, sizeof *l->names, compare_names);
    return l;
}

void zone_listing_free(struct listing *l)
{
    for (size_t i = 0; l && i < l->count; i++)
        free(l->names[i]);
    if (l)
        free(l->names);
    free(l);
}

/* "America/New York", "Europe_Berlin" and "US-Eastern" are written too. */
static bool is_separator(char c)
{
    return c == ' ' || c == '_' || c == '-' || c == '/';
}

static bool same_letters(struct span a, struct span b)
{
    for (size_t i = 0; i < a.len && a.len == b.len; i++)
        if (strncasecmp(&a.at[i], &b.at[i], 1) != 0 &&
            !(is_separator(a.at[i]) && is_separator(b.at[i])))
            return false;
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

const char *zone_listing_find(const struct listing *l, struct span name)
{
    for (size_t i = 0; i < l->count; i++)
        if (matches(name, l->names[i]))
            return l->names[i];
    return NULL;
}
