/* One request over HTTP and its answer, for services that speak JSON. */
#include "convoke/fetch.h"

#include <curl/curl.h>

struct exchange {
    const struct fetch_request *request;
    struct fetch_answer *answer;
    struct text *body;
    bool is_too_large;
    char trouble[CURL_ERROR_SIZE];
};

void fetch_answer_clear(struct fetch_answer *a)
{
    free(a->body);
    free(a->retry_after);
    *a = (struct fetch_answer){0};
}

/* Scheme and host with its port; what follows may be secret. */
static struct span place_of(const char *url)
{
    size_t scheme = strcspn(url, ":");
    size_t from = span_starts(span_of(url + scheme), "://") ? scheme + 3 : scheme;
    return span_make(url, from + strcspn(url + from, "/?#\\"));
}

/* What goes unencrypted goes to this machine alone. */
static bool is_allowed(const char *url)
{
    static const char *const here[] = {"http://127.0.0.1", "http://[::1]", "http://localhost"};
    struct span place = place_of(url);
    if (memchr(place.at, '@', place.len))
        return false; /* that is no part of a host */
    for (size_t i = 0; i < LENGTH(here); i++) {
        size_t len = strlen(here[i]);
        if (span_starts_nocase(place, here[i]) && (place.len == len || place.at[len] == ':'))
            return true;
    }
    return span_starts_nocase(place, "https://");
}

static size_t keep_body(char *data, size_t size, size_t count, void *with)
{
    struct exchange *x = with;
    size_t len = size * count;
    x->is_too_large = len > x->request->most_bytes - text_len(x->body);
    if (x->is_too_large)
        return 0;
    text_add(x->body, span_make(data, len));
    return len;
}

static size_t keep_header(char *data, size_t size, size_t count, void *with)
{
    struct exchange *x = with;
    struct span value, name = span_cut(span_make(data, size * count), ':', &value);
    if (span_is_nocase(name, "Retry-After")) {
        free(x->answer->retry_after);
        x->answer->retry_after = span_copy(span_trim(value));
    }
    return size * count;
}

static void set_request(CURL *curl, const struct fetch_request *q)
{
    curl_easy_setopt(curl, CURLOPT_URL, q->url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, q->method);
    if (!q->body.at)
        return;
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, q->body.at);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->body.len);
}

static void set_bounds(CURL *curl, const struct fetch_request *q)
{
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L); /* secrets go where they were sent to */
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)q->timeout_s);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* none from the environment either */
}

static void set_answer(CURL *curl, struct exchange *x)
{
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, x);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, x);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, x->trouble);
}

static struct curl_slist *headers_of(const struct fetch_request *q)
{
    struct curl_slist *all = curl_slist_append(NULL, "Accept: application/json");
    for (size_t i = 0; i < q->nheaders; i++)
        all = curl_slist_append(all, q->headers[i]);
    return curl_slist_append(all, "Expect:");
}

static bool fail_exchange(const struct exchange *x, CURLcode result, struct error *err)
{
    OWN_CHARS place = span_copy(place_of(x->request->url));
    if (x->is_too_large)
        return fail(err, FAULT_TOO_LARGE, NULL, "The answer of %s has more than %zu bytes.", place,
                    x->request->most_bytes);
    return fail(err, FAULT_UNAVAILABLE, NULL, "%s cannot be reached: %s.", place,
                x->trouble[0] ? x->trouble : curl_easy_strerror(result));
}

static bool perform(CURL *curl, struct exchange *x, struct error *err)
{
    struct curl_slist *headers = headers_of(x->request);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    set_request(curl, x->request);
    set_bounds(curl, x->request);
    set_answer(curl, x);
    CURLcode result = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    x->answer->status = (int)status;
    return result == CURLE_OK || fail_exchange(x, result, err);
}

bool fetch_exchange(const struct fetch_request *q, struct fetch_answer *out, struct error *err)
{
    *out = (struct fetch_answer){0};
    if (!is_allowed(q->url))
        return fail(err, FAULT_CONFIG, NULL,
                    "A service has to be named https://HOST (http:// on this machine alone).");
    OWN(text) body = text_new();
    struct exchange x = {.request = q, .answer = out, .body = body};
    CURL *curl = curl_easy_init();
    if (!curl)
        return fail(err, FAULT_UNAVAILABLE, NULL, "libcurl does not start.");
    bool ok = perform(curl, &x, err);
    curl_easy_cleanup(curl);
    if (!ok) {
        fetch_answer_clear(out);
        return false;
    }
    out->body_len = text_len(body);
    out->body = text_take(body);
    return true;
}
