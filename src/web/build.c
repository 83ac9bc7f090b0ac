/* A calendar written as a feed, into an unlinked file in memory that sendfile can serve. */
#include "internal.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define PIECE_BYTES ((size_t)256 * 1024)
#define REFRESH_S   3600

void copy_free(struct copy *c)
{
    if (!c)
        return;
    if (c->fd >= 0)
        close(c->fd);
    if (c->gzip_fd >= 0)
        close(c->gzip_fd);
    free(c);
}

/* --- writing ---------------------------------------------------------------------------------- */

static int file_new(struct error *err)
{
    int fd = memfd_create("convoke-feed", MFD_CLOEXEC);
    if (fd < 0)
        fail(err, FAULT_UNAVAILABLE, NULL, "There is no room to make the feed: %m.");
    return fd;
}

static bool file_add(int fd, struct span s, struct error *err)
{
    while (s.len > 0) {
        ssize_t n = write(fd, s.at, s.len);
        if (n <= 0)
            return fail(err, FAULT_UNAVAILABLE, NULL, "There is no room to make the feed: %m.");
        s = span_make(s.at + n, s.len - (size_t)n);
    }
    return true;
}

struct making {
    const struct pipeline *pipeline;
    struct ical_writer *writer;
    struct digest key; /* of the UIDs in a busy feed */
    bool busy;
    int fd;
    size_t pending;
    bool ok;
    struct error *err;
};

static bool flush(struct making *m)
{
    size_t len;
    OWN_CHARS piece = ical_writer_take(m->writer, &len);
    m->pending = 0;
    return file_add(m->fd, span_make(piece, len), m->err);
}

static void add_busy(struct making *m, const struct object *o)
{
    struct error err;
    OWN(event)
    e = event_read(span_make(o->text, o->text_len), m->pipeline->zones, &ical_limits_stored, &err);
    if (e)
        ical_writer_add_busy(m->writer, e,
                             span_make((const char *)m->key.bytes, sizeof m->key.bytes));
    else
        log_warning("feed.skipped", "account=%lld object=%lld why=\"%s\"", (long long)o->account,
                    (long long)o->id, err.said);
}

static bool add_object(const struct object *o, void *with)
{
    struct making *m = with;
    if (!object_is_event(o))
        return true;
    if (m->busy)
        add_busy(m, o);
    else
        ical_writer_add(m->writer, span_make(o->text, o->text_len));
    m->pending += o->text_len;
    m->ok = m->pending < PIECE_BYTES || flush(m);
    return m->ok;
}

static bool add_objects(struct making *m, struct tx *tx, const struct edition *e)
{
    struct object_query all = {e->account, e->calendar, e->since, INSTANT_NEVER};
    size_t len;
    TRY(store_objects(tx, &all, add_object, m, m->err) && m->ok);
    OWN_CHARS last = ical_writer_done(m->writer, &len);
    return file_add(m->fd, span_make(last, len), m->err);
}

/* --- what it is made of ----------------------------------------------------------------------- */

/* A calendar's name says nothing in a feed that says nothing but times. */
static struct ical_writer *writer_of(const struct pipeline *p, const struct calendar *c,
                                     enum feed_scope scope)
{
    struct ical_writer_head head = {.refresh_s = REFRESH_S, .zones = p->zones};
    if (scope == FEED_BUSY) {
        head.name = "Busy";
    } else {
        head.name = c->display ? c->display : c->name;
        head.description = c->description;
        head.color = c->color;
    }
    return ical_writer_new(&head);
}

/* UIDs of a busy feed: stable, of no use outside, another's for the same event in another feed. */
static bool busy_key(const struct pipeline *p, const struct edition *e, struct digest *key_out,
                     struct error *err)
{
    unsigned char secret[32];
    TRY(store_key(p->store, secret, err));
    OWN(text) purpose = text_new();
    text_addf(purpose, "busy feed %lld %lld", (long long)e->account, (long long)e->calendar);
    *key_out = digest_keyed(span_make((const char *)secret, sizeof secret), text_span(purpose));
    explicit_bzero(secret, sizeof secret);
    return true;
}

static bool write_calendar(const struct pipeline *p, const struct edition *e, struct copy *copy,
                           struct error *err)
{
    struct making m = {
        .pipeline = p, .busy = e->scope == FEED_BUSY, .fd = copy->fd, .ok = true, .err = err};
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    OWN(calendar) calendar = store_calendar(tx, e->account, e->calendar, err);
    TRY(calendar);
    TRY(!m.busy || busy_key(p, e, &m.key, err));
    copy->change_number = calendar->change_number;
    copy->changed = calendar->changed;
    copy->since = e->since;
    OWN(ical_writer) writer = writer_of(p, calendar, e->scope);
    m.writer = writer;
    return add_objects(&m, tx, e);
}

/* --- reading it back -------------------------------------------------------------------------- */

struct mapping {
    void *at;
    size_t bytes;
};

static bool file_map(int fd, struct mapping *out, struct error *err)
{
    struct stat st;
    void *at = MAP_FAILED;
    if (fstat(fd, &st) == 0 && st.st_size > 0)
        at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED)
        return fail(err, FAULT_UNAVAILABLE, NULL, "The feed cannot be read back: %m.");
    *out = (struct mapping){at, (size_t)st.st_size};
    return true;
}

static void file_unmap(struct mapping m)
{
    munmap(m.at, m.bytes);
}

/* The tag is the content's, so a restart and a change that is undone keep it. */
static bool seal(struct copy *copy, struct error *err)
{
    struct mapping m = {0};
    TRY(file_map(copy->fd, &m, err));
    struct digest digest = digest_of(span_make(m.at, m.bytes));
    OWN_CHARS hex = digest_hex(&digest);
    copy->bytes = m.bytes;
    snprintf(copy->etag, sizeof copy->etag, "%.32s", hex);
    file_unmap(m);
    return true;
}

struct copy *copy_build(const struct pipeline *p, const struct edition *e, struct error *err)
{
    OWN(copy) copy = mem_new(sizeof *copy);
    copy->gzip_fd = -1;
    copy->users = 1;
    copy->fd = file_new(err);
    TRY(copy->fd >= 0);
    TRY(write_calendar(p, e, copy, err));
    TRY(seal(copy, err));
    return GIVE(copy);
}

/* --- gzip ------------------------------------------------------------------------------------- */

static bool deflate_into(z_stream *z, int fd, size_t *bytes_out, struct error *err)
{
    unsigned char piece[65536];
    int result;
    do {
        z->next_out = piece;
        z->avail_out = sizeof piece;
        result = deflate(z, Z_FINISH);
        if (result != Z_OK && result != Z_STREAM_END)
            return fail(err, FAULT_UNAVAILABLE, NULL, "The feed cannot be compressed.");
        struct span made = span_make((const char *)piece, sizeof piece - z->avail_out);
        *bytes_out += made.len;
        TRY(file_add(fd, made, err));
    } while (result != Z_STREAM_END);
    return true;
}

static bool deflate_all(struct mapping m, int fd, size_t *bytes_out, struct error *err)
{
    z_stream z = {.next_in = m.at, .avail_in = (unsigned)m.bytes};
    if (m.bytes > UINT32_MAX ||
        deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return fail(err, FAULT_UNAVAILABLE, NULL, "The feed cannot be compressed.");
    *bytes_out = 0;
    bool ok = deflate_into(&z, fd, bytes_out, err);
    deflateEnd(&z);
    return ok;
}

bool copy_compress(const struct copy *c, int *fd_out, size_t *bytes_out, struct error *err)
{
    struct mapping m = {0};
    int fd = file_new(err);
    TRY(fd >= 0);
    bool ok = file_map(c->fd, &m, err);
    if (ok) {
        ok = deflate_all(m, fd, bytes_out, err);
        file_unmap(m);
    }
    if (!ok)
        close(fd);
    else
        *fd_out = fd;
    return ok;
}
