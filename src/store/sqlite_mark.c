/* What is committed, without asking a statement: the head of SQLite's wal-index, which lies in
 * memory that every process shares. Each commit counts up in it and leaves its checksum there.
 * https://www.sqlite.org/walformat.html, 2.1 */
#include <stdatomic.h>

#include "sqlite.h"

enum {
    REGION_BYTES = 32768, /* the first of the wal-index */
    INIT_AT = 12,         /* not 0: the head is filled in */
};

/* By the VFS of the connection, so no descriptor of the file is opened: closing one would drop the
 * locks of this process. */
const volatile void *sqlite_committed(void *handle)
{
    sqlite3_file *file = NULL;
    void volatile *region = NULL;
    int64_t version;
    if (!sqlite_version(handle, &version, NULL) || /* a read, so that the index is mapped */
        sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK)
        return NULL;
    if (!file || !file->pMethods || file->pMethods->iVersion < 2 || !file->pMethods->xShmMap)
        return NULL;
    return file->pMethods->xShmMap(file, 0, REGION_BYTES, 0, &region) == SQLITE_OK ? region : NULL;
}

static void copy_words(const volatile uint32_t *from, uint32_t *to, size_t bytes)
{
    for (size_t i = 0; i < bytes / sizeof *to; i++)
        to[i] = __atomic_load_n(&from[i], __ATOMIC_ACQUIRE);
}

/* The head stands there twice; who commits writes the second one first. */
bool sqlite_mark(const volatile void *committed, struct store_mark *out)
{
    struct store_mark second;
    const volatile uint32_t *words = committed;
    copy_words(words, out->words, sizeof out->words);
    atomic_thread_fence(memory_order_seq_cst);
    copy_words(words + LENGTH(out->words), second.words, sizeof second.words);
    return memcmp(out->words, second.words, sizeof second.words) == 0 &&
           ((const unsigned char *)out->words)[INIT_AT] != 0;
}
