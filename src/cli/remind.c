#include "internal.h"

static bool show(const struct reminder *r, const char *recipient, const char *skip, void *with)
{
    const struct program *p = with;
    struct error none = {0};
    OWN(text) line = text_new();
    OWN_CHARS uid = printable(r->uid);
    OWN(tx) tx = store_read(p->store, &none);
    OWN(account) owner = tx ? store_account(tx, r->account, &none) : NULL;
    text_add_time(line, r->start, zone_of_user(p->zones, owner));
    text_addf(line, "  %s  %s", recipient ? recipient : "nobody", uid);
    if (skip)
        text_addf(line, "  not reminded: %s", skip);
    printf("%s\n", text_str(line));
    return true;
}

/* Where no service runs this is its clock in everything. */
static bool keep_house(const struct pipeline *p, struct error *err)
{
    size_t closed;
    instant now = clock_now();
    return change_close_overdue(p, now, &closed, err) && change_prune(p, now, err);
}

static bool run(struct program *p, const struct arguments *a, struct error *err)
{
    instant at = clock_now();
    struct remind_report report = {0};
    bool dry_run = argument_given(a, "dry-run"), talks = is_talkative(a);
    if (argument(a, "at"))
        TRY(time_meant(argument(a, "at"), zone_of_machine(p->zones), &at, err));
    TRY(change_remind(&p->pipeline, at, dry_run, talks ? show : NULL, p, &report, err));
    if (talks)
        printf("%zu reminders%s for %zu recipients, %zu not reminded.\n", report.reminders,
               dry_run ? " would go out" : "", report.recipients, report.skipped);
    return dry_run || keep_house(&p->pipeline, err);
}

static const struct flag flags[] = {
    {"at", "TIME", "as if it were that time (default: now)", false, false},
    {"dry-run", NULL, "shows what would be sent and changes nothing", false, false},
    {"verbose", NULL, "says what was done even when nobody watches", false, false},
};
const struct command command_remind = {
    .noun = "remind",
    .summary = "one reminder pass: puts what is due into the outbox",
    .more =
        "For cron; any number may run at once and beside the service. \"convoke deliver\" sends "
        "what it put there.",
    FLAGS(flags),
    .need = NEED_STORE,
    .run = run,
};
