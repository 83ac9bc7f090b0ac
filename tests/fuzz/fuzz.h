/* What every fuzz target includes: its one entry, and a check that holds in release builds too. */
#ifndef CONVOKE_FUZZ_H
#define CONVOKE_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* libFuzzer, AFL++ and replay.c call it with any bytes. What it says must hold, or it aborts. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(truth)                                                                \
    do {                                                                           \
        if (!(truth)) {                                                            \
            fprintf(stderr, "%s:%d: this does not hold: %s\n", __FILE__, __LINE__, \
                    #truth); /* the engines keep what stands on stderr */          \
            abort();                                                               \
        }                                                                          \
    } while (0)

#endif
