/* The configuration file: any bytes give settings or one sentence. */
#include "convoke/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    OWN(config) c = config_parse(span_make((const char *)data, size), "fuzz", &err);
    if (!c && (err.kind != FAULT_CONFIG || !err.said[0]))
        abort();
    return 0;
}
