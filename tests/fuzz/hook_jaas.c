/* What JaaS tells: any bytes are a notice that is whole, or refused in one sentence. */
#include "hook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct notice n;
    struct error err = {0};
    struct span body = span_make((const char *)data, size);
    check_notice(jaas_read(body, HOOK_NOW, &n, &err), &n, &err);
    return 0;
}
