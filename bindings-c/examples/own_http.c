/* Asks how far a job is with a program's own HTTP stack, libcurl: own_http URI JOB_ID. The library builds the request and reads
   the answer; it opens no connection. */
#include <curl/curl.h>
#include <milvus_import.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct body {
    char *bytes;
    size_t length;
};

static size_t append(char *bytes, size_t size, size_t count, void *user_data)
{
    struct body *body = user_data;
    char *grown = realloc(body->bytes, body->length + size * count);
    if (grown == NULL)
        return 0;
    memcpy(grown + body->length, bytes, size * count);
    body->bytes = grown;
    body->length += size * count;
    return size * count;
}

/* Sends the request; returns 0 when no answer came. */
static long send_request(CURL *curl, const mvi_request *request, struct body *body)
{
    struct curl_slist *headers = NULL;
    char header[4096];
    size_t length = 0;
    const uint8_t *bytes = mvi_request_body(request, &length);
    for (size_t i = 0; i < mvi_request_headers(request); i++) {
        snprintf(header, sizeof header, "%s: %s", mvi_request_header_name(request, i), mvi_request_header_value(request, i));
        headers = curl_slist_append(headers, header);
    }
    curl_easy_setopt(curl, CURLOPT_URL, mvi_request_url(request));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, bytes);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)length);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, mvi_request_method(request));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    long status = 0;
    CURLcode sent = curl_easy_perform(curl);
    if (sent == CURLE_OK)
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    else
        fprintf(stderr, "%s\n", curl_easy_strerror(sent));
    curl_slist_free_all(headers);
    return status;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: %s URI JOB_ID\n", argv[0]);
        return 2;
    }
    mvi_client_options options = {.struct_size = sizeof options, .uri = argv[1]};
    mvi_request_options about = {.struct_size = sizeof about, .job_id = argv[2]};

    CURL *curl = curl_easy_init();
    mvi_client *client = NULL;
    mvi_response *response = NULL;
    mvi_error *error = NULL;
    mvi_status status = mvi_client_new(&options, &client, &error);
    /* Releases differ in the spelling of the route: MVI_UNSUPPORTED asks for the next. */
    for (; error == NULL && response == NULL && about.spelling < mvi_request_spellings(client); about.spelling++) {
        struct body body = {NULL, 0};
        mvi_request *request = NULL;
        mvi_http_answer answer = {.struct_size = sizeof answer};
        status = mvi_request_build(client, MVI_OPERATION_GET_IMPORT_PROGRESS, &about, &request, &error);
        if (status != MVI_OK)
            break;
        long code = send_request(curl, request, &body);
        answer.status = (uint16_t)code;
        answer.body = (const uint8_t *)body.bytes;
        answer.body_length = body.length;
        status = code == 0 ? MVI_CONNECT : mvi_response_parse(client, request, &answer, &response, &error);
        mvi_request_free(request);
        free(body.bytes);
        if (status == MVI_UNSUPPORTED && about.spelling + 1 < mvi_request_spellings(client)) {
            mvi_error_free(error);
            error = NULL;
        } else if (status != MVI_OK) {
            break;
        }
    }
    const mvi_progress *progress = mvi_response_progress(response);
    if (progress != NULL)
        printf("%s, %d %%\n", mvi_job_state_name(mvi_progress_state(progress)), mvi_progress_progress(progress));
    else if (error != NULL)
        fprintf(stderr, "%s\n", mvi_error_text(error));

    mvi_error_free(error);
    mvi_response_free(response);
    mvi_client_free(client);
    curl_easy_cleanup(curl);
    return status == MVI_OK ? 0 : 1;
}
