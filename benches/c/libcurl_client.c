/* libcurl with a handle that is kept between calls, as its documentation advises, and cJSON. */
#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

typedef struct libcurl {
    CURL *handle;
    struct curl_slist *headers;
    char *body;
    size_t length, room;
} libcurl;

static size_t collect(char *data, size_t size, size_t count, void *user_data)
{
    libcurl *curl = user_data;
    size_t more = size * count;
    if (curl->length + more > curl->room) {
        curl->room = 2 * (curl->length + more);
        curl->body = realloc(curl->body, curl->room);
        if (curl->body == NULL)
            return 0;
    }
    memcpy(curl->body + curl->length, data, more);
    curl->length += more;
    return more;
}

static bool understand(const cJSON *data, bool files, summary *got)
{
    const cJSON *job_id = cJSON_GetObjectItemCaseSensitive(data, "jobId");
    const cJSON *state = cJSON_GetObjectItemCaseSensitive(data, "state");
    const cJSON *progress = cJSON_GetObjectItemCaseSensitive(data, "progress");
    if (!cJSON_IsString(job_id) || !cJSON_IsString(state) || !cJSON_IsNumber(progress))
        return false;
    snprintf(got->job_id, sizeof got->job_id, "%s", job_id->valuestring);
    snprintf(got->state, sizeof got->state, "%s", state->valuestring);
    got->progress = progress->valueint;
    got->rows = 0;
    if (!files)
        return true;
    const cJSON *file;
    cJSON_ArrayForEach(file, cJSON_GetObjectItemCaseSensitive(data, "details"))
    {
        const cJSON *name = cJSON_GetObjectItemCaseSensitive(file, "fileName");
        const cJSON *rows = cJSON_GetObjectItemCaseSensitive(file, "importedRows");
        if (!cJSON_IsString(name) || !cJSON_IsNumber(rows))
            return false;
        got->rows += (int64_t)rows->valuedouble;
    }
    return true;
}

static bool call(void *state, bool files, summary *got)
{
    libcurl *curl = state;
    curl->length = 0;
    CURLcode code = curl_easy_perform(curl->handle);
    if (code != CURLE_OK) {
        fprintf(stderr, "%s\n", curl_easy_strerror(code));
        return false;
    }
    cJSON *answer = cJSON_ParseWithLength(curl->body, curl->length);
    bool good = understand(cJSON_GetObjectItemCaseSensitive(answer, "data"), files, got);
    cJSON_Delete(answer);
    return good;
}

static void close_client(void *state)
{
    libcurl *curl = state;
    curl_easy_cleanup(curl->handle);
    curl_slist_free_all(curl->headers);
    free(curl->body);
    free(curl);
}

client libcurl_client(const target *target)
{
    char url[128];
    snprintf(url, sizeof url, "%s%s", target->url, PATH);
    libcurl *curl = calloc(1, sizeof *curl);
    if (curl == NULL || (curl->handle = curl_easy_init()) == NULL)
        give_up("libcurl: no handle");
    curl->headers = curl_slist_append(curl->headers, "content-type: application/json");
    curl->headers = curl_slist_append(curl->headers, "accept: application/json");
    curl->headers = curl_slist_append(curl->headers, "authorization: Bearer " TOKEN);
    curl_easy_setopt(curl->handle, CURLOPT_URL, url);
    curl_easy_setopt(curl->handle, CURLOPT_HTTPHEADER, curl->headers);
    curl_easy_setopt(curl->handle, CURLOPT_COPYPOSTFIELDS, "{\"jobId\":\"" JOB_ID "\"}");
    curl_easy_setopt(curl->handle, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl->handle, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl->handle, CURLOPT_PROXY, "");
    curl_easy_setopt(curl->handle, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl->handle, CURLOPT_WRITEDATA, curl);
    if (target->certificate != NULL) {
        struct curl_blob blob = {(void *)(uintptr_t)target->certificate, strlen(target->certificate), CURL_BLOB_COPY};
        curl_easy_setopt(curl->handle, CURLOPT_CAINFO_BLOB, &blob);
    }
    return (client){"libcurl + cJSON", curl, call, close_client};
}
