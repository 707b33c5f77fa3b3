/* What a client's options send, and what it finds out where they say nothing: options URI API SERVER. */
#include "check.h"
#include "control.h"

static const char *uri, *api, *server;

static mvi_client_options plain(void)
{
    mvi_client_options options = {.struct_size = sizeof options, .uri = uri, .token = "", .db_name = "", .cluster_id = ""};
    if (strncmp(server, "zilliz", 6) == 0)
        options.cluster_id = "in01-test";
    return options;
}

static mvi_client *make(const mvi_client_options *options)
{
    mvi_client *client = NULL;
    STATUS(mvi_client_new(options, &client, &error), MVI_OK);
    return client;
}

/* Asks for a job with the client, and then the server for what it has got. */
static const char *asked(const mvi_client *client)
{
    static char requests[65536];
    char id[64];
    mvi_progress *progress = NULL;
    CHECK(add_job(uri, "{}", id) == 0);
    CHECK(control(uri, "DELETE", "/requests", "", NULL, 0) == 204);
    STATUS(mvi_get_import_progress(client, id, NULL, &progress, &error), MVI_OK);
    CHECK_TEXT(mvi_progress_job_id(progress), id);
    mvi_progress_free(progress);
    CHECK(control(uri, "GET", "/requests", "", requests, sizeof requests) == 200);
    return requests;
}

/* Any server is found out, with a cluster id and, where none is asked for, without one. */
static void no_api(void)
{
    mvi_client_options options = plain();
    const char *const clusters[] = {options.cluster_id, "in01-test"};
    const char *const none[] = {NULL, ""};
    for (int i = 0; i < 2; i++) {
        options.cluster_id = clusters[i];
        options.api = none[i];
        mvi_client *client = make(&options);
        const char *before = mvi_client_api(client);
        CHECK(before != NULL && before[0] != '\0');
        asked(client);
        /* The routes of both are the same, and Milvus passes over the id. */
        CHECK_TEXT(mvi_client_api(client), strcmp(api, "milvus-v2") == 0 && options.cluster_id[0] ? "zilliz-v2" : api);
        /* It is remembered: one request is enough. */
        const char *again = strstr(asked(client), "\"method\"");
        CHECK(again != NULL && strstr(again + 1, "\"method\"") == NULL);
        mvi_client_free(client);
    }
}

static void request_timeout(void)
{
    mvi_client_options options = plain();
    mvi_client *silent = make(&options), *patient = NULL, *hasty = NULL;
    CHECK(strstr(asked(silent), "request-timeout") == NULL);
    options.request_timeout = 90;
    patient = make(&options);
    CHECK_HAS(asked(patient), "\"request-timeout\":\"90\"");
    /* For a call of its own: a client that costs nothing, and knows what the other has learned. */
    STATUS(mvi_client_with_request_timeout(patient, 5, &hasty, &error), MVI_OK);
    CHECK_HAS(asked(hasty), "\"request-timeout\":\"5\"");
    CHECK_TEXT(mvi_client_api(hasty), mvi_client_api(patient));
    CHECK_HAS(asked(patient), "\"request-timeout\":\"90\"");
    mvi_client_free(patient);
    CHECK_HAS(asked(hasty), "\"request-timeout\":\"5\"");
    mvi_client_free(hasty);

    hasty = (mvi_client *)&options;
    mvi_error *error = NULL;
    CHECK(mvi_client_with_request_timeout(silent, 0, &hasty, &error) == MVI_INVALID_ARGUMENT);
    CHECK(hasty == NULL);
    CHECK_HAS(mvi_error_message(error), "HTTP 408");
    mvi_error_free(error);

    /* Without a network too. */
    STATUS(mvi_client_with_request_timeout(silent, 7, &hasty, &error), MVI_OK);
    mvi_request_options about = {.struct_size = sizeof about, .job_id = "1"};
    mvi_request *request = NULL;
    STATUS(mvi_request_build(hasty, MVI_OPERATION_GET_IMPORT_PROGRESS, &about, &request, &error), MVI_OK);
    int found = 0;
    for (size_t i = 0; i < mvi_request_headers(request); i++)
        found += strcmp(mvi_request_header_name(request, i), "request-timeout") == 0 &&
                 strcmp(mvi_request_header_value(request, i), "7") == 0;
    CHECK(found == 1);
    mvi_request_free(request);
    mvi_client_free(hasty);
    mvi_client_free(silent);
}

static void credentials_in_the_uri(void)
{
    char with_credentials[128];
    snprintf(with_credentials, sizeof with_credentials, "http://root:Milvus@%s", uri + strlen("http://"));
    mvi_client_options options = plain();
    options.uri = with_credentials, options.api = api;
    mvi_client *client = NULL;
    mvi_error *error = NULL;
    CHECK(mvi_client_new(&options, &client, &error) == MVI_INVALID_ARGUMENT);
    CHECK_HAS(mvi_error_message(error), "pass them as the token");
    CHECK(strstr(mvi_error_text(error), "Milvus@") == NULL);
    mvi_error_free(error);
    options.credentials_in_uri = true;
    client = make(&options);
    CHECK_TEXT(mvi_client_uri(client), uri);
    const char *requests = asked(client);
    /* The management port asks for none, and gets none. */
    CHECK((strstr(requests, "\"authorization\":\"Bearer root:Milvus\"") != NULL) == (strcmp(api, "milvus-2.3") != 0));
    mvi_client_free(client);
}

static void all(void)
{
    CHECK(post(uri, "/reset", "") == 204);
    no_api();
    request_timeout();
    credentials_in_the_uri();
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    uri = argv[1];
    api = argv[2];
    server = argv[3];
    return run(server, all);
}
