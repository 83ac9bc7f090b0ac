/* An SQLite VFS over the default one that behaves as disks do on bad days: slow syncs, no room
 * left, a sync that fails, and power loss, after which of what was not synced only some is there.
 *
 * One disk for the process; the calls may come from any thread, unless they say otherwise. */
#ifndef CONVOKE_TEST_VFS_H
#define CONVOKE_TEST_VFS_H

#include <stdbool.h>
#include <stdint.h>

/* The name to open a store with; registered at the first call. */
const char *vfs_name(void);
/* A good disk: nothing armed, counters at 0. With no file open. */
void vfs_reset(void);

/* Every sync takes so long. */
void vfs_set_sync_ms(int ms);
/* Syncs since vfs_reset: of all files, and of write-ahead logs alone (one for each commit). */
int64_t vfs_syncs(void);
int64_t vfs_log_syncs(void);

/* Files may grow by so many bytes together, then the disk is full (SQLITE_FULL); -1: no bound. */
void vfs_set_room(int64_t bytes);
/* The n-th sync from now fails (1: the next; 0: none) and has put nothing on the disk. */
void vfs_fail_sync_at(int64_t n);

/* From now on what is synced is told from what is not. With no file open. */
void vfs_watch(void);
/* At the n-th write, truncation or sync from now the power goes: that operation and all after it
 * fail, and nothing changes any more. Needs vfs_watch. */
void vfs_power_off_at(int64_t n);
bool vfs_is_off(void);
/* With no file open: each file becomes what the seed lets survive of it, the synced content and
 * some of the sectors written since; shared memory is gone. Then the disk is good and watched. */
void vfs_power_on(uint64_t seed);

#endif
