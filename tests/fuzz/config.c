/* The configuration file: any bytes give settings or one sentence. */
#include "convoke/base.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    OWN(config) c = config_parse(span_make((const char *)data, size), "fuzz", &err);
    MUST(c || (err.kind == FAULT_CONFIG && err.said[0]));
    return 0;
}
