#include "convoke/fetch.h"
#include "internal.h"

#include <auth-client.h>
#include <gmime/gmime.h>
#include <signal.h>

void mail_start(void)
{
    signal(SIGPIPE, SIG_IGN); /* a server that hangs up is an answer, not the end */
    /* libesmtp looks below this directory for client certificates, and fails when it may not look
     * there, as under ProtectHome=. */
    setenv("XDG_CONFIG_DIR", "/nonexistent", 1);
    auth_client_init();
    fetch_start();
    g_mime_init();
}
