/* What a file would hold if the power went now. */
#ifndef CONVOKE_TEST_SURVIVE_H
#define CONVOKE_TEST_SURVIVE_H

#include <stddef.h>
#include <stdint.h>

struct disk; /* the files that are watched, by path */

/* Starts to watch a file with the content it has; the same again for a known path. */
struct disk_file *disk_file_watch(struct disk **disk, const char *path);
struct disk_file *disk_file_find(struct disk *disk, const char *path);
void disk_file_written(struct disk_file *f, const void *bytes, size_t len, int64_t at);
void disk_file_truncated(struct disk_file *f, int64_t size);
void disk_file_synced(struct disk_file *f);
void disk_file_deleted(struct disk_file *f);
/* Writes what survives into all files, and forgets what was not synced. */
void disk_survive(struct disk *disk, uint64_t seed);
void disk_free(struct disk *disk);

#endif
