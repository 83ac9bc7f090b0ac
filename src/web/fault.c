/* What went wrong, as a page. */
#include "internal.h"

/* NULL: what the error says. */
static const struct {
    int status;
    const char *heading, *said;
} pages[] = {
    {400, "This cannot be understood", NULL},
    {403, "This is not allowed", NULL},
    {404, "There is nothing here", NULL},
    {429, "Too much at once", NULL},
    {503, "This has to wait a moment",
     "The service has much to do, or is just starting. Load the page again in a few seconds."},
};

static void answer_ours(const struct web *w, struct http_request *r, const struct error *err)
{
    log_error("page.fault", "fault=%d why=\"%s\"", (int)err->kind, err->said);
    answer_page(w, r, fault_http_status(err->kind), "Something went wrong here",
                "It is not your fault. Load the page again in a minute; if it does not help, tell "
                "whoever runs this service. The log says more.");
}

void answer_fault(const struct web *w, struct http_request *r, const struct error *err)
{
    int status = fault_http_status(err->kind);
    if (status == 503)
        http_answer_header(r, "Retry-After", "5");
    for (size_t i = 0; i < LENGTH(pages); i++)
        if (pages[i].status == status) {
            answer_page(w, r, status, pages[i].heading, pages[i].said ? pages[i].said : err->said);
            return;
        }
    answer_ours(w, r, err);
}

static bool is_for_people(const struct http_request *r)
{
    const char *accept = http_header(r, "Accept");
    return accept && strstr(accept, "text/html");
}

void web_answer_nothing(struct http_request *r, void *with)
{
    struct error err;
    if (is_for_people(r)) {
        answer_page(with, r, 404, "There is nothing here",
                    "The address is not complete, or was never one of ours. Try to copy it whole "
                    "from where you have it.");
        return;
    }
    fail(&err, FAULT_NOT_FOUND, NULL, "There is nothing here.");
    http_answer_error(r, &err);
}
