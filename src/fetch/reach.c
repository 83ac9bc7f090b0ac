#include "convoke/fetch.h"

#include <curl/curl.h>

static size_t swallow(char *data, size_t size, size_t count, void *with)
{
    (void)data;
    (void)with;
    return size * count;
}

static CURL *asking(const char *url, int64_t timeout_s, char trouble[CURL_ERROR_SIZE])
{
    CURL *curl = curl_easy_init();
    if (!curl)
        return NULL;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)timeout_s);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, swallow);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, trouble);
    return curl;
}

bool fetch_reach(const char *url, int64_t timeout_s, struct error *err)
{
    char trouble[CURL_ERROR_SIZE] = "";
    CURL *curl = asking(url, timeout_s, trouble);
    if (!curl)
        return fail(err, FAULT_UNAVAILABLE, NULL, "libcurl does not start.");
    CURLcode result = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    if (result != CURLE_OK)
        return fail(err, FAULT_UNAVAILABLE, NULL, "%s cannot be reached: %s.", url,
                    trouble[0] ? trouble : curl_easy_strerror(result));
    if (status >= 400)
        return fail(err, FAULT_UNAVAILABLE, NULL, "%s answers with %ld.", url, status);
    return true;
}
