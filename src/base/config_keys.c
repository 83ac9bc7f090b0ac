#include "config.h"

#include <limits.h>

#define AT(field)     .at = offsetof(struct config, field)
#define RANGE(lo, hi) .least = (lo), .most = (hi)
#define DAYS(n)       ((int64_t)(n)*86400)
#define STRING        .frees = true

const struct config_key config_keys[] = {
    {"server", "listen", &type_listen, AT(server.listen), "127.0.0.1:8080",
     "where the service listens; a socket handed over by systemd goes before it", STRING},
    {"server", "certificate", &type_path, AT(server.certificate), NULL,
     "PEM file of the certificate and those that lead to its issuer; with it the service speaks "
     "https",
     .is_file = true, STRING},
    {"server", "key", &type_path, AT(server.key), NULL, "PEM file of the certificate's key",
     .is_file = true, STRING},
    {"server", "trusted_proxies", &type_networks, .standard = "none",
     .meaning = "proxies that are believed who asks, besides this machine"},
    {"server", "user_header", &type_header, AT(server.user_header), NULL,
     "header field by which trusted_proxies say who has signed in; others cannot", STRING},
    {"server", "public_url", &type_url, AT(server.public_url), NULL,
     "how the service is reached from outside; when set, events carry the stable link URL/j/CODE",
     STRING},
    {"server", "threads", &type_int, AT(server.threads), "2", "event threads of the HTTP server",
     RANGE(1, 64)},
    {"server", "workers", &type_int, AT(server.workers), "4",
     "threads for requests that read the store", RANGE(1, 256)},
    {"server", "connections", &type_int, AT(server.connections), "1000",
     "at most this many connections at once", RANGE(1, 100000)},
    {"server", "drain", &type_duration, AT(server.drain_s), "20s",
     "how long running requests may take when the service stops", RANGE(0, 3600)},
    {"server", "metrics_token", &type_text, AT(server.metrics_token), NULL,
     "bearer token of /metrics; without one only the machine itself may read it", .is_secret = true,
     STRING},

    {"store", "url", &type_store, AT(store.url), "sqlite:/var/lib/convoke/convoke.db",
     "where everything is kept", STRING},
    {"store", "keep", &type_duration, AT(store.keep_s), "90d",
     "how long what was sent, and why or why not, can be asked for", RANGE(DAYS(1), DAYS(36500))},

    {"jitsi", "provider", &type_words, AT(jitsi.provider), "jitsi", "who makes the rooms",
     .words = "jitsi, jaas, zoom, google-meet, url, none", .jitsi = "MEETING_PROVIDER", STRING},
    {"jitsi", "domain", &type_server, AT(jitsi.domain), "https://meet.jit.si",
     "the video server that the rooms are on", .jitsi = "JITSI_DOMAIN", STRING},
    {"jitsi", "room_prefix", &type_prefix, AT(jitsi.room_prefix), NULL,
     "stands before the random name of each room", .jitsi = "JITSI_ROOM_PREFIX", STRING},
    {"jitsi", "room_pattern", &type_text, AT(jitsi.room_pattern), "{prefix}{random}",
     "how a room is named: {prefix}, {slug} (words of the title) and {random}, which has to be there",
     STRING},
    {"jitsi", "rooms", &type_words, AT(jitsi.rooms), "series",
     "one room for a whole series, or one for each occurrence (which needs public_url)",
     .words = "series, occurrence"},
    {"jitsi", "app_id", &type_text, AT(jitsi.app_id), NULL, "issuer of tokens for the video server",
     .jitsi = "JITSI_APP_ID", STRING},
    {"jitsi", "app_secret", &type_text, AT(jitsi.app_secret), NULL,
     "key of tokens for the video server", .jitsi = "JITSI_APP_SECRET", .is_secret = true, STRING},
    {"jitsi", "algorithm", &type_words, AT(jitsi.algorithm), "HS256",
     "how tokens are signed: with app_secret, or (RS256) with a key that convoke jitsi key new made",
     .words = "HS256, HS384, HS512, RS256"},
    {"jitsi", "audience", &type_text, AT(jitsi.audience), "jitsi", "audience of tokens", STRING},
    {"jitsi", "subject", &type_text, AT(jitsi.subject), NULL,
     "subject of tokens: the XMPP domain or tenant; the host of domain when not set, * for all",
     STRING},
    {"jitsi", "token_life", &type_duration, AT(jitsi.token_life_s), "10m",
     "how long after the click a token lets in", RANGE(60, DAYS(1))},
    {"jitsi", "token_leeway", &type_duration, AT(jitsi.token_leeway_s), "60s",
     "how far the video server's clock may be behind", RANGE(0, 3600)},
    {"jitsi", "key_id", &type_text, AT(jitsi.key_id), NULL, "how JaaS calls the key that signs",
     STRING},
    {"jitsi", "features", &type_text, AT(jitsi.features), NULL,
     "what hosts and moderators may do, by Jitsi's names with commas; all else is then denied",
     STRING},
    {"jitsi", "label", &type_text, AT(jitsi.label), "Join the video meeting",
     "what calendar programs write on the button", STRING},
    {"jitsi", "unknown_rooms", &type_words, AT(jitsi.unknown_rooms), "allow",
     "whether the video server may open rooms that belong to no meeting, when it asks",
     .words = "allow, refuse"},
    {"jitsi", "reservation_token", &type_text, AT(jitsi.reservation_token), NULL,
     "bearer token by which the video server asks whether a room may open; without one it cannot",
     .is_secret = true, STRING},
    {"jitsi", "events_token", &type_text, AT(jitsi.events_token), NULL,
     "bearer token by which the video server (event_sync) tells who comes and goes",
     .is_secret = true, STRING},
    {"jitsi", "jaas_hook_secret", &type_text, AT(jitsi.jaas_hook_secret), NULL,
     "secret by which JaaS signs what it tells at /hooks/jaas", .is_secret = true, STRING},
    {"jitsi", "hook_secret", &type_text, AT(jitsi.hook_secret), NULL,
     "secret by which any other server signs what it tells at /hooks/meeting", .is_secret = true,
     STRING},
    {"jitsi", "recorder_domain", &type_text, AT(jitsi.recorder_domain), NULL,
     "XMPP domain of recorders, who are no participants; those that begin with \"recorder.\" or "
     "\"hidden.\" are known without it",
     STRING},
    {"jitsi", "lobby", &type_switch, AT(jitsi.lobby), "no",
     "the video server has lobbies: who knocks waits there, not at the door of Convoke"},

    {"zoom", "account_id", &type_text, AT(zoom.account_id), NULL,
     "account of the Server-to-Server OAuth app", STRING},
    {"zoom", "client_id", &type_text, AT(zoom.client_id), NULL, "its client id", STRING},
    {"zoom", "client_secret", &type_text, AT(zoom.client_secret), NULL, "its client secret",
     .is_secret = true, STRING},
    {"zoom", "user", &type_text, AT(zoom.user), "me",
     "address of the user whose meetings they are; me: who made the app", STRING},
    {"zoom", "join_before_host", &type_switch, AT(zoom.join_before_host), "yes",
     "whether meetings begin without that user; no: as his settings at Zoom say"},
    {"zoom", "api_url", &type_url, AT(zoom.api_url), "https://api.zoom.us/v2",
     "where meetings are made", STRING},
    {"zoom", "auth_url", &type_url, AT(zoom.auth_url), "https://zoom.us/oauth",
     "where tokens come from", STRING},

    {"google", "service_account", &type_path, AT(google.service_account), NULL,
     "key file (JSON) of the service account", .is_file = true, STRING},
    {"google", "user", &type_text, AT(google.user), NULL,
     "address of the user of the domain whom it acts for", STRING},
    {"google", "calendar", &type_text, AT(google.calendar), "primary",
     "his calendar with the events that hold the rooms", STRING},
    {"google", "api_url", &type_url, AT(google.api_url), "https://www.googleapis.com/calendar/v3",
     "where the Calendar API is", STRING},

    {"url", "pattern", &type_text, AT(url.pattern), NULL,
     "the link of a room: {room}, {code}, {slug} (words of the title) and {date} are filled in",
     STRING},

    {"meetings", "policy", &type_words, AT(meetings.policy), "attendees",
     "which events get a room: with somebody to meet, all, those marked \"jitsi\", or none",
     .words = "attendees, always, marked, never"},
    {"meetings", "min_duration", &type_duration, AT(meetings.min_duration_s), "0",
     "shorter events get no room", RANGE(0, DAYS(28))},
    {"meetings", "all_day", &type_switch, AT(meetings.all_day), "no",
     "whether all-day events get rooms"},
    {"meetings", "opens", &type_duration, AT(meetings.opens_s), "15m",
     "how long before its start the link of a meeting leads to the room", RANGE(0, DAYS(28))},
    {"meetings", "closes", &type_duration, AT(meetings.closes_s), "60m",
     "and how long after its end", RANGE(0, DAYS(28))},
    {"meetings", "guests", &type_words, AT(meetings.guests), "knock",
     "who is not invited and has the stable link: waits until a host lets him in, goes in, or does "
     "not",
     .words = "knock, allow, refuse"},
    {"meetings", "rotate", &type_words, AT(meetings.rotate), "never",
     "whether a room moves to another name when somebody is removed (which needs public_url)",
     .words = "never, on-removal"},
    {"meetings", "host_mail", &type_switch, AT(meetings.host_mail), "yes",
     "whether the organizer is mailed the link by which he is the host, when a meeting gets its room "
     "(needs public_url)"},
    {"meetings", "lobby_page", &type_switch, AT(meetings.lobby_page), "no",
     "whether a page to test camera and microphone comes before the room"},
    {"meetings", "embed", &type_switch, AT(meetings.embed), "no",
     "whether the room opens on a page of Convoke, in a frame, in place of a redirect to it"},

    {"mail", "transport", &type_transport, AT(mail.transport), "maildir:/var/lib/convoke/mail",
     "how mail leaves", STRING},
    {"mail", "from", &type_mailbox, AT(mail.from), "Convoke <convoke@localhost>",
     "sender of all mail; replies go to the organizer", STRING},
    {"mail", "sender", &type_words, AT(mail.sender), "token",
     "sender on the envelope: token adds +TOKEN to the local part of from, by which a bounce is "
     "known; plain is for servers that take no mail for such addresses",
     .words = "token, plain"},
    {"mail", "username", &type_text, AT(mail.username), NULL, "for the mail server", STRING},
    {"mail", "password", &type_text, AT(mail.password), NULL, "for the mail server",
     .is_secret = true, STRING},
    {"mail", "require_tls", &type_switch, AT(mail.require_tls), "no",
     "send nothing to a mail server that offers no encryption"},
    {"mail", "ca_file", &type_path, AT(mail.ca_file), NULL,
     "certificates to trust in place of the system's", STRING},
    {"mail", "operator", &type_mailbox, AT(mail.operator_address), NULL,
     "who is told when a user's outbox stops", STRING},
    {"mail", "merge_window", &type_duration, AT(mail.merge_window_s), "30s",
     "changes of one event within this time become one mail", RANGE(0, DAYS(1))},
    {"mail", "timeout", &type_duration, AT(mail.timeout_s), "30s",
     "how long the mail server may take for an answer", RANGE(1, 600)},
    {"mail", "sessions", &type_int, AT(mail.sessions), "2", "sessions with the mail server at once",
     RANGE(1, 32)},

    {"reminders", "before", &type_offsets, AT(reminders), "24h, 1h", "when attendees are reminded"},
    {"reminders", "all_day_at", &type_time, AT(reminders.all_day_at_s), "09:00",
     "the hour of reminders of all-day events"},

    {"limits", "object", &type_bytes, AT(limits.object_bytes), "1m",
     "the largest event, with its overrides", RANGE(1024, 64 << 20)},
    {"limits", "line", &type_bytes, AT(limits.line_bytes), "1m", "the longest line of an event",
     RANGE(1024, 64 << 20)},
    {"limits", "file", &type_bytes, AT(limits.file_bytes), "4g", "the largest file to import",
     RANGE(1024, (int64_t)1 << 40)},
    {"limits", "depth", &type_int, AT(limits.depth), "8", "how deep components may nest",
     RANGE(3, 32)},
    {"limits", "properties", &type_int, AT(limits.properties), "20000", "lines of one event",
     RANGE(100, 1000000)},
    {"limits", "parameters", &type_int, AT(limits.parameters), "200", "parameters of one line",
     RANGE(10, 10000)},
    {"limits", "attendees", &type_int, AT(limits.attendees), "1000", "attendees of one event",
     RANGE(1, 100000)},
    {"limits", "recipients_per_hour", &type_int, AT(limits.recipients_per_hour), "200",
     "recipients that one user may tell in an hour before his outbox stops", RANGE(1, INT_MAX)},
    {"limits", "changes_per_ten_minutes", &type_int, AT(limits.changes_per_ten_minutes), "50",
     "changes that tell somebody, of one user in ten minutes, before his outbox stops",
     RANGE(1, INT_MAX)},

    {"log", "level", &type_words, AT(log.level), "info", "what is logged",
     .words = "debug, info, warning, error"},
    {"log", "target", &type_words, AT(log.target), "auto",
     "where to; auto is the journal under systemd, otherwise standard error",
     .words = "auto, journal, stderr", STRING},

    {"feed", "past_days", &type_int, AT(feed.past_days), "-1",
     "ended events stay in feeds this long; -1: for ever", RANGE(-1, 36500)},
};
const size_t config_nkeys = LENGTH(config_keys);

const struct config_key *config_key_named(struct span section, struct span name)
{
    for (size_t i = 0; i < config_nkeys; i++)
        if (span_is(section, config_keys[i].section) && span_is(name, config_keys[i].name))
            return &config_keys[i];
    return NULL;
}

bool config_has_section(struct span section)
{
    for (size_t i = 0; i < config_nkeys; i++)
        if (span_is(section, config_keys[i].section))
            return true;
    return false;
}

char *config_known(const char *section)
{
    OWN(text) t = text_new();
    const char *before = "";
    for (size_t i = 0; i < config_nkeys; i++) {
        const struct config_key *k = &config_keys[i];
        const char *name = section ? k->name : k->section;
        if (section ? strcmp(section, k->section) != 0 : strcmp(before, name) == 0)
            continue;
        text_addf(t, "%s%s", *before ? ", " : "", name);
        before = name;
    }
    return text_take(t);
}

char *config_allowed(const struct config_key *k)
{
    if (k->type == &type_words)
        return mem_strf("one of %s", k->words);
    if (k->type == &type_int)
        return mem_strf("a number from %lld to %lld", (long long)k->least, (long long)k->most);
    if (k->type == &type_bytes)
        return mem_strf("%s, %lld to %lld bytes", k->type->allowed, (long long)k->least,
                        (long long)k->most);
    if (k->type == &type_duration)
        return mem_strf("%s, %lld to %lld seconds", k->type->allowed, (long long)k->least,
                        (long long)k->most);
    return mem_str(k->type->allowed);
}

void config_describe(struct text *t)
{
    for (size_t i = 0; i < config_nkeys; i++) {
        const struct config_key *k = &config_keys[i];
        OWN_CHARS allowed = config_allowed(k);
        text_addf(t, "%s.%s: %s (%s; default: %s%s)\n", k->section, k->name, k->meaning, allowed,
                  k->standard ? k->standard : "none", k->is_secret ? "; secret" : "");
    }
}
