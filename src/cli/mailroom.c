#include "convoke/mail.h"
#include "convoke/remote.h"
#include "internal.h"

/* After a crash what was in flight waits for the lease; a batch must never outlive it. */
enum { LEASE_S = 900 };

struct mailroom {
    struct carrier carriers[3]; /* mail as configured, local, the providers of rooms */
    struct parcel_kind kinds[11];
    struct pipeline pipeline;
    struct outbox *outbox;
};

static void fill_kinds(struct mailroom *d)
{
    const struct parcel_kind kinds[] = {
        {"itip", d->carriers[0].name, mail_compose_itip, &d->pipeline},
        {"reply", d->carriers[0].name, mail_compose_reply, &d->pipeline},
        {"reminder", d->carriers[0].name, mail_compose_reminder, &d->pipeline},
        {"notice", d->carriers[0].name, mail_compose_notice, &d->pipeline},
        {"host", d->carriers[0].name, mail_compose_host, &d->pipeline},
        {"link", d->carriers[0].name, mail_compose_link, &d->pipeline},
        {"knock", d->carriers[0].name, mail_compose_knock, &d->pipeline},
        {"local", d->carriers[1].name, change_compose_local, &d->pipeline},
        {"answer", d->carriers[1].name, change_compose_answer, &d->pipeline},
        {"room", d->carriers[2].name, remote_compose_room, &d->pipeline},
        {"partstat", d->carriers[1].name, change_compose_partstat, &d->pipeline},
    };
    _Static_assert(sizeof kinds == sizeof d->kinds, "every kind has its row");
    memcpy(d->kinds, kinds, sizeof kinds);
}

static bool settled(void *pipeline, struct tx *tx, struct parcel *const *parcels, size_t count,
                    struct error *err)
{
    return change_settled(pipeline, tx, parcels, count, err) &&
           remote_rooms_settled(pipeline, tx, parcels, count, err);
}

struct mailroom *mailroom_new(const struct pipeline *p, struct error *err)
{
    mail_start();
    OWN(mailroom) d = mem_new(sizeof *d);
    d->pipeline = *p;
    TRY(mail_carrier(p->config, &d->carriers[0], err));
    d->carriers[1] = change_local_carrier(&d->pipeline);
    d->carriers[2] = remote_room_carrier(&d->pipeline);
    fill_kinds(d);
    struct outbox_options options = {
        .store = p->store,
        .kinds = d->kinds,
        .nkinds = LENGTH(d->kinds),
        .carriers = d->carriers,
        .ncarriers = LENGTH(d->carriers),
        .lease_s = LEASE_S,
        .workers = p->config->mail.sessions,
        .settled = settled,
        .settled_with = &d->pipeline,
    };
    d->outbox = outbox_new(&options);
    return GIVE(d);
}

void mailroom_free(struct mailroom *d)
{
    if (d)
        outbox_free(d->outbox);
    free(d);
}

struct outbox *mailroom_outbox(struct mailroom *d)
{
    return d->outbox;
}
