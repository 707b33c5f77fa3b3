/* What answers say beyond the plain case: answers MILVUS_URI ZILLIZ_URI. */
#include "check.h"
#include "control.h"

static const char *milvus, *zilliz;

static mvi_client *make(const char *uri, const char *api)
{
    mvi_client_options options = {.struct_size = sizeof options, .uri = uri, .api = api, .db_name = ""};
    options.token = "root:Milvus";
    options.cluster_id = strcmp(uri, zilliz) == 0 ? "in01-test" : "";
    mvi_client *client = NULL;
    CHECK(post(uri, "/reset", "") == 204);
    STATUS(mvi_client_new(&options, &client, &error), MVI_OK);
    return client;
}

static mvi_status create(const mvi_client *client, mvi_created_job **job, mvi_error **error)
{
    const char *path = "docs/1.parquet";
    mvi_file_group file = {&path, 1};
    mvi_bulk_import_options import = {.struct_size = sizeof import, .collection_name = "docs", .files = &file, .files_count = 1};
    return mvi_bulk_import(client, &import, NULL, job, error);
}

/* Milvus 2.1 makes a job of each file. */
static void every_job_of_a_create(void)
{
    mvi_client *client = make(milvus, "milvus-2.3");
    CHECK(post(milvus, "/responses", "{\"body\":\"{\\\"status\\\":{},\\\"tasks\\\":[7,8,9]}\"}") == 204);
    mvi_created_job *job = NULL;
    STATUS(create(client, &job, &error), MVI_OK);
    CHECK_TEXT(mvi_created_job_job_id(job), "7");
    CHECK(mvi_created_job_job_ids(job) == 3);
    CHECK_TEXT(mvi_created_job_job_id_at(job, 0), "7");
    CHECK_TEXT(mvi_created_job_job_id_at(job, 2), "9");
    CHECK(mvi_created_job_job_id_at(job, 3) == NULL);
    mvi_created_job_free(job);
    mvi_client_free(client);
}

static void the_job_of_a_create_that_failed(void)
{
    mvi_client *client = make(milvus, "milvus-v2");
    CHECK(post(milvus, "/responses", "{\"body\":\"{\\\"code\\\":5,\\\"message\\\":\\\"odd\\\",\\\"data\\\":{\\\"jobId\\\":\\\"77\\\"}}\"}") == 204);
    mvi_created_job *job = NULL;
    mvi_error *error = NULL;
    CHECK(create(client, &job, &error) == MVI_SERVER_ERROR);
    CHECK(job == NULL);
    CHECK_TEXT(mvi_error_job_id(error), "77");
    CHECK(mvi_error_cause(error) == NULL);
    mvi_error_free(error);
    mvi_client_free(client);
}

static mvi_progress *answered(const mvi_client *client, const char *canned)
{
    CHECK(post(milvus, "/responses", canned) == 204);
    mvi_progress *progress = NULL;
    STATUS(mvi_get_import_progress(client, "7", NULL, &progress, &error), MVI_OK);
    return progress;
}

static void a_progress(void)
{
    mvi_client *client = make(milvus, "milvus-v2");
    /* More than a double holds. */
    mvi_progress *progress = answered(client, "{\"body\":\"{\\\"code\\\":0,\\\"data\\\":{\\\"jobId\\\":\\\"7\\\",\\\"state\\\":\\\"Importing\\\","
        "\\\"progress\\\":-9223372036854775728,\\\"details\\\":[{\\\"fileName\\\":\\\"a\\\",\\\"progress\\\":0.50}]}}\"}");
    CHECK_TEXT(mvi_progress_raw_progress(progress), "-9223372036854775728");
    CHECK(mvi_progress_progress(progress) == 0 && !mvi_progress_retryable_failure(progress));
    CHECK_TEXT(mvi_file_progress_raw_progress(mvi_progress_detail(progress, 0)), "0.50");
    const char *json = NULL, *shorter = NULL;
    STATUS(mvi_progress_json(progress, &json, &error), MVI_OK);
    STATUS(mvi_progress_json_without_details(progress, &shorter, &error), MVI_OK);
    CHECK_HAS(json, "\"details\":[{");
    CHECK_HAS(shorter, "\"raw_progress\":\"-9223372036854775728\"");
    CHECK(strstr(shorter, "details") == NULL && shorter != json);
    mvi_progress_free(progress);

    progress = answered(client, "{\"body\":\"{\\\"code\\\":0,\\\"data\\\":{\\\"jobId\\\":\\\"7\\\",\\\"state\\\":\\\"Failed\\\","
        "\\\"reason\\\":\\\"read: connection reset by peer\\\",\\\"details\\\":[{7}]}}\"}");
    CHECK(mvi_progress_retryable_failure(progress));
    CHECK(mvi_progress_raw_progress(progress) == NULL);
    STATUS(mvi_progress_json(progress, &json, &error), MVI_UNEXPECTED_RESPONSE);
    STATUS(mvi_progress_json_without_details(progress, &shorter, &error), MVI_OK);
    CHECK_HAS(shorter, "\"retryable_failure\":true");
    mvi_progress_free(progress);
    mvi_client_free(client);
}

static int an_outage_begins(const mvi_progress *progress, void *unused)
{
    (void)unused;
    CHECK(mvi_progress_state(progress) == MVI_JOB_STATE_PENDING);
    CHECK(post(milvus, "/faults", "{\"kind\":\"status\",\"status\":404,\"body\":\"404 page not found\"}") == 204);
    return 0;
}

/* A wait that gives up in an outage says what the outage is; what would be final for a first call does not end it. */
static void a_timeout_in_an_outage(void)
{
    mvi_client *client = make(milvus, "milvus-v2");
    char id[64];
    CHECK(add_job(milvus, "{}", id) == 0);
    mvi_wait_options patience = {.struct_size = sizeof patience, .timeout = 3000, .on_progress = an_outage_begins};
    mvi_progress *progress = NULL;
    mvi_error *error = NULL;
    CHECK(mvi_wait(client, id, &patience, &progress, &error) == MVI_TIMEOUT);
    CHECK(mvi_error_http_status(error) == 404);
    CHECK(strstr(mvi_error_text(error), "goes on in the server") == NULL);
    CHECK(mvi_progress_state(mvi_error_progress(error)) == MVI_JOB_STATE_PENDING);
    const mvi_error *cause = mvi_error_cause(error);
    CHECK(mvi_error_code(cause) == MVI_UNSUPPORTED && mvi_error_http_status(cause) == 404);
    CHECK_TEXT(mvi_error_operation(cause), "get_import_progress");
    mvi_error_free(error);
    mvi_client_free(client);
}

/* A count that is never reached, and the same page again and again. */
static void pages_that_repeat(void)
{
    mvi_client *client = make(zilliz, "zilliz-v2");
    CHECK(post(zilliz, "/faults", "{\"kind\":\"status\",\"status\":200,\"content_type\":\"application/json\",\"body\":"
        "\"{\\\"code\\\":0,\\\"data\\\":{\\\"count\\\":1000000,\\\"currentPage\\\":1,\\\"pageSize\\\":1,\\\"records\\\":[{\\\"jobId\\\":\\\"7\\\",\\\"state\\\":\\\"Pending\\\"}]}}\"}") == 204);
    mvi_job_pages *pages = NULL;
    mvi_job_list *list = NULL;
    int count = 0;
    STATUS(mvi_job_pages_new(client, NULL, &pages, &error), MVI_OK);
    mvi_client_free(client);
    while (count < 10 && mvi_job_pages_next(pages, NULL, &list, NULL) == MVI_OK && list != NULL) {
        CHECK(mvi_job_list_jobs(list) == 1);
        mvi_job_list_free(list);
        count++;
    }
    CHECK(count == 2 && list == NULL);
    mvi_job_pages_free(pages);
}

static void all(void)
{
    every_job_of_a_create();
    the_job_of_a_create_that_failed();
    a_progress();
    a_timeout_in_an_outage();
    pages_that_repeat();
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    milvus = argv[1];
    zilliz = argv[2];
    return run("answers", all);
}
