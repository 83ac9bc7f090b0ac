/* A fuzz target without a fuzzer: every file that is named, or lies below a folder that is named,
 * goes through it once. usage: replay_<target> [-s SECONDS] FILE|FOLDER...
 *
 * -s: an input that takes more processor time than that is a fault too. */
#include <ftw.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "convoke/base.h"
#include "fuzz.h"

#define MOST_BYTES (64 << 20)

static double most_s;
static int files, faults;

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The name stands on stdout before the input runs: what ends the program is the last one there. */
static int replay(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)where;
    if (kind != FTW_F)
        return 0;
    struct error err = {0};
    size_t len = 0;
    OWN_CHARS bytes = file_read(path, MOST_BYTES, &len, &err);
    if (!bytes) {
        fprintf(stderr, "%s\n", err.said);
        faults++;
        return 0;
    }
    uint8_t *exact = mem_resize(NULL, len ? len : 1, 1); /* so that reading beyond it is seen */
    memcpy(exact, bytes, len);
    printf("%s\n", path);
    fflush(stdout);
    double begin = cpu_s();
    LLVMFuzzerTestOneInput(exact, len);
    double took = cpu_s() - begin;
    if (most_s > 0 && took > most_s) {
        fprintf(stderr, "%s takes %.2f s\n", path, took);
        faults++;
    }
    free(exact);
    files++;
    return 0;
}

int main(int argc, char **argv)
{
    int option;
    while ((option = getopt(argc, argv, "s:")) == 's')
        most_s = strtod(optarg, NULL);
    for (int i = optind; i < argc; i++)
        if (nftw(argv[i], replay, 16, FTW_PHYS) != 0) {
            fprintf(stderr, "%s cannot be read\n", argv[i]);
            faults++;
        }
    printf("%d inputs, %d faults\n", files, faults);
    return files > 0 && faults == 0 ? 0 : 1;
}
