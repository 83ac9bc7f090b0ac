#include "internal.h"

static bool show(const struct parcel *p, void *with)
{
    (void)with;
    OWN_CHARS uid = printable(p->uid ? p->uid : "-");
    OWN_CHARS recipient = printable(recipient_address(p->recipient));
    printf("%lld  %s  to %s  about %s\n", (long long)p->id, p->kind, recipient, uid);
    return true;
}

static bool run(struct program *p, const struct arguments *a, struct error *err)
{
    struct outbox_report report = {0};
    OWN(mailroom) d = mailroom_new(&p->pipeline, err);
    TRY(d);
    if (argument_given(a, "dry-run"))
        return outbox_dry_run(mailroom_outbox(d), show, NULL, err);
    TRY(outbox_pass(mailroom_outbox(d), &report, err));
    if (is_talkative(a))
        printf("%lld sent, %lld to be tried again, %lld refused, %lld with nothing to say.\n",
               (long long)report.sent, (long long)report.later, (long long)report.refused,
               (long long)report.nothing);
    return true;
}

static const struct flag flags[] = {
    {"dry-run", NULL, "shows what would be sent and changes nothing", false, false},
    {"verbose", NULL, "says what was done even when nobody watches", false, false},
};
const struct command command_deliver = {
    .noun = "deliver",
    .summary = "one delivery pass: sends what is due in the outbox",
    .more = "For cron; any number may run at once and beside the service.",
    FLAGS(flags),
    .need = NEED_STORE,
    .run = run,
};
