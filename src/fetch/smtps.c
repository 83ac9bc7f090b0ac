#include "convoke/fetch.h"

#include <curl/curl.h>
#include <stdio.h>

struct smtps {
    const struct smtps_settings *settings;
    CURL *curl;
    struct span rest;              /* of the message being sent */
    bool in_envelope;              /* MAIL was sent: answers concern the message */
    bool quitting;                 /* the answer to QUIT concerns nobody */
    char reply[200];               /* the last line that the server said */
    char trouble[CURL_ERROR_SIZE]; /* in libcurl's words */
};

void fetch_start(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static size_t give_message(char *into, size_t size, size_t count, void *with)
{
    struct smtps *s = with;
    size_t part = size * count < s->rest.len ? size * count : s->rest.len;
    memcpy(into, s->rest.at, part);
    s->rest = span_make(s->rest.at + part, s->rest.len - part);
    return part;
}

static void keep_reply(struct smtps *s, struct span line)
{
    OWN(text) clean = text_new();
    text_add_header(clean, span_trim(line));
    snprintf(s->reply, sizeof s->reply, "%s", text_str(clean));
}

/* libcurl shows what goes over the wire; commands hold passwords, so only their kind is looked at.
 */
static int watch_wire(CURL *curl, curl_infotype type, char *data, size_t len, void *with)
{
    (void)curl;
    struct smtps *s = with;
    struct span seen = span_make(data, len);
    if (type == CURLINFO_HEADER_IN && !s->quitting && !span_starts(seen, "334"))
        keep_reply(s, seen);
    if (type != CURLINFO_HEADER_OUT)
        return 0;
    s->quitting = span_starts(seen, "QUIT");
    s->in_envelope = s->in_envelope || span_starts(seen, "MAIL ");
    return 0;
}

static void set_security(CURL *curl, const struct smtps_settings *s)
{
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     (long)(s->require_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (s->ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, s->ca_file);
    if (s->username) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, s->username);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, s->password ? s->password : "");
    }
}

static void set_bounds(CURL *curl, int64_t timeout_s)
{
    long wait_s = timeout_s > 0 ? (long)timeout_s : 30;
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, wait_s);
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, wait_s);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, wait_s * 10);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* none from the environment either */
}

static void set_up(struct smtps *s)
{
    curl_easy_setopt(s->curl, CURLOPT_URL, s->settings->url);
    curl_easy_setopt(s->curl, CURLOPT_ERRORBUFFER, s->trouble);
    curl_easy_setopt(s->curl, CURLOPT_DEBUGFUNCTION, watch_wire);
    curl_easy_setopt(s->curl, CURLOPT_DEBUGDATA, s);
    curl_easy_setopt(s->curl, CURLOPT_VERBOSE, 1L); /* to watch_wire, not to stderr */
    set_security(s->curl, s->settings);
    set_bounds(s->curl, s->settings->timeout_s);
}

static struct smtps *make(const struct smtps_settings *settings, struct error *err)
{
    OWN(smtps) s = mem_new(sizeof *s);
    s->settings = settings;
    s->curl = curl_easy_init();
    if (!s->curl)
        return fail(err, FAULT_BUG, NULL, "libcurl does not start."), NULL;
    set_up(s);
    return GIVE(s);
}

struct smtps *smtps_new(const struct smtps_settings *settings, struct error *err)
{
    if (!span_starts(span_of(settings->url), "smtps://"))
        return fail(err, FAULT_CONFIG, NULL, "A mail server over TLS is named smtps://host:port."),
               NULL;
    return make(settings, err);
}

void smtps_free(struct smtps *s)
{
    if (!s)
        return;
    curl_easy_cleanup(s->curl);
    free(s);
}

static bool fail_sending(struct smtps *s, CURLcode result, struct error *err)
{
    long code = strtol(s->reply, NULL, 10);
    bool server_said_no = code >= 400;
    const char *why = server_said_no  ? s->reply
                      : s->trouble[0] ? s->trouble
                                      : curl_easy_strerror(result);
    if (s->in_envelope && server_said_no && code >= 500 && code != 530)
        return fail(err, FAULT_REFUSED, NULL, "%s", why);
    if (s->in_envelope && server_said_no && code != 421 && code != 530)
        return fail(err, FAULT_UNAVAILABLE, NULL, "%s", why);
    return fail(err, FAULT_UNAVAILABLE, "connection", "%s", why);
}

static bool perform(struct smtps *s, struct error *err)
{
    s->in_envelope = s->quitting = false;
    s->reply[0] = s->trouble[0] = 0;
    CURLcode result = curl_easy_perform(s->curl);
    return result == CURLE_OK || fail_sending(s, result, err);
}

static bool is_one_line(const char *address)
{
    for (const char *at = address; *at; at++)
        if ((unsigned char)*at <= ' ' || *at == 0x7F || *at == '<' || *at == '>')
            return false;
    return true;
}

bool smtps_send(struct smtps *s, const char *sender, const char *recipient, struct span message,
                char answer_out[200], struct error *err)
{
    if (!is_one_line(sender) || !is_one_line(recipient))
        return fail(err, FAULT_REFUSED, NULL, "The address cannot stand in an envelope.");
    struct curl_slist *to = curl_slist_append(NULL, recipient);
    s->rest = message;
    curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, sender);
    curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(s->curl, CURLOPT_READFUNCTION, give_message);
    curl_easy_setopt(s->curl, CURLOPT_READDATA, s);
    curl_easy_setopt(s->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)message.len);
    bool sent = perform(s, err);
    curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(to);
    if (sent)
        snprintf(answer_out, 200, "%s", s->reply);
    return sent;
}

bool smtps_reach(const struct smtps_settings *settings, struct error *err)
{
    OWN(smtps) s = make(settings, err);
    TRY(s);
    curl_easy_setopt(s->curl, CURLOPT_CUSTOMREQUEST, "NOOP");
    curl_easy_setopt(s->curl, CURLOPT_NOBODY, 1L);
    return perform(s, err);
}
