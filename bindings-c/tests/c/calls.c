/* Every operation against a running emulator: calls URI API SERVER. */
#include "check.h"
#include "control.h"

static mvi_client *client;
static const char *uri, *api, *server;

static int is(const char *name)
{
    return strcmp(api, name) == 0;
}

static int is_zilliz(void)
{
    return is("zilliz-v1") || is("zilliz-v2");
}

static void connect_client(void)
{
    mvi_client_options options = {.struct_size = sizeof options};
    options.uri = uri;
    options.api = api;
    options.token = "root:Milvus";
    options.db_name = "";
    options.cluster_id = is_zilliz() ? "in01-test" : "";
    options.timeout = 20000;
    STATUS(mvi_client_new(&options, &client, &error), MVI_OK);
    CHECK_TEXT(mvi_client_uri(client), uri);
    CHECK_TEXT(mvi_client_api(client), api);
}

/* Imports one file; the caller frees the job. */
static mvi_created_job *import(const char *auto_commit)
{
    const char *paths[] = {"docs/1.parquet"};
    mvi_file_group group = {paths, 1};
    mvi_key_value option = {"auto_commit", auto_commit};
    mvi_bulk_import_options options = {.struct_size = sizeof options};
    options.collection_name = "docs";
    if (is_zilliz()) {
        options.object_url = "s3://bucket/docs/1.parquet";
        options.access_key = "access";
        options.secret_key = "secret";
    } else {
        options.files = &group;
        options.files_count = 1;
        options.options = &option;
        options.options_count = auto_commit != NULL;
    }
    mvi_created_job *job = NULL;
    STATUS(mvi_bulk_import(client, &options, NULL, &job, &error), MVI_OK);
    const char *id = mvi_created_job_job_id(job), *json = NULL;
    CHECK(id != NULL && id[0] != '\0');
    STATUS(mvi_created_job_json(job, &json, &error), MVI_OK);
    CHECK_HAS(json, id ? id : "?");
    return job;
}

static void look_at_details(const mvi_progress *progress)
{
    size_t count = 0;
    STATUS(mvi_progress_details(progress, &count, &error), MVI_OK);
    for (size_t i = 0; i < count; i++) {
        const mvi_file_progress *file = mvi_progress_detail(progress, i);
        CHECK(mvi_file_progress_file_name(file) != NULL);
        CHECK(mvi_file_progress_state(file) == MVI_JOB_STATE_COMPLETED);
        CHECK(mvi_file_progress_progress(file) == 100);
    }
    CHECK(mvi_progress_detail(progress, count) == NULL);
    CHECK(is("milvus-2.3") || count > 0);
}

static int count_change(const mvi_progress *progress, void *user_data)
{
    CHECK(mvi_progress_job_id(progress) != NULL);
    ++*(int *)user_data;
    return 0;
}

static void a_good_import(void)
{
    mvi_created_job *job = import(NULL);
    int changes = 0;
    mvi_wait_options patience = {.struct_size = sizeof patience, .timeout = 120000};
    patience.on_progress = count_change;
    patience.user_data = &changes;
    mvi_progress *progress = NULL;
    STATUS(mvi_wait(client, mvi_created_job_job_id(job), &patience, &progress, &error), MVI_OK);
    CHECK(changes > 0);
    CHECK_TEXT(mvi_progress_job_id(progress), mvi_created_job_job_id(job));
    CHECK(mvi_progress_state(progress) == MVI_JOB_STATE_COMPLETED);
    CHECK(mvi_progress_phase(progress) == MVI_PHASE_DONE);
    CHECK(mvi_progress_progress(progress) == 100);
    CHECK(mvi_progress_terminal(progress) && mvi_progress_success(progress));
    int64_t rows = -1;
    int said = mvi_progress_imported_rows(progress, &rows);
    CHECK(said ? rows == 100000 : rows == 0);
    CHECK(said || is_zilliz());
    look_at_details(progress);
    const char *json = NULL;
    STATUS(mvi_progress_json(progress, &json, &error), MVI_OK);
    CHECK_HAS(json, "\"state\":\"Completed\"");
    size_t length = 0;
    CHECK(mvi_progress_raw(progress, &length) != NULL && length > 10);
    mvi_progress_free(progress);

    progress = NULL;
    STATUS(mvi_get_import_progress(client, mvi_created_job_job_id(job), NULL, &progress, &error), MVI_OK);
    CHECK(mvi_progress_success(progress));
    mvi_progress_free(progress);
    mvi_created_job_free(job);
}

static void a_failing_import(void)
{
    CHECK(post(uri, "/scripts", "{\"fail_at\":45,\"reason\":\"no space left\"}") == 204);
    mvi_created_job *job = import(NULL);
    mvi_progress *progress = (mvi_progress *)&uri;
    mvi_error *error = NULL;
    CHECK(mvi_wait(client, mvi_created_job_job_id(job), NULL, &progress, &error) == MVI_IMPORT_FAILED);
    CHECK(progress == NULL);
    CHECK_HAS(mvi_error_message(error), "no space left");
    CHECK_HAS(mvi_error_text(error), "ImportFailed");
    CHECK(mvi_progress_state(mvi_error_progress(error)) == MVI_JOB_STATE_FAILED);
    CHECK(mvi_progress_phase(mvi_error_progress(error)) == MVI_PHASE_FAILED);
    CHECK(!mvi_error_retryable(error));
    mvi_error_free(error), error = NULL;

    /* To a watcher it is a change, and a failure only as the outcome. */
    mvi_watcher *watcher = NULL;
    STATUS(mvi_watcher_new(client, mvi_created_job_job_id(job), NULL, &watcher, &error), MVI_OK);
    STATUS(mvi_watcher_next(watcher, &progress, &error), MVI_OK);
    CHECK(mvi_progress_state(progress) == MVI_JOB_STATE_FAILED);
    mvi_progress_free(progress), progress = NULL;
    CHECK(mvi_watcher_outcome(watcher, &progress, &error) == MVI_IMPORT_FAILED);
    CHECK(progress == NULL);
    CHECK_HAS(mvi_error_message(error), "no space left");
    CHECK(mvi_progress_state(mvi_error_progress(error)) == MVI_JOB_STATE_FAILED);
    mvi_error_free(error);
    mvi_watcher_free(watcher);
    mvi_created_job_free(job);
}

static void an_unknown_job(void)
{
    mvi_progress *progress = NULL;
    mvi_error *error = NULL;
    CHECK(mvi_get_import_progress(client, "4711", NULL, &progress, &error) == MVI_JOB_NOT_FOUND);
    CHECK(progress == NULL);
    int64_t code = 0;
    CHECK(mvi_error_server_code(error, &code) && code != 0);
    CHECK(mvi_error_server_message(error) != NULL);
    CHECK(mvi_error_http_status(error) == 200);
    CHECK(mvi_error_attempts(error) == 1);
    CHECK_TEXT(mvi_error_operation(error), "get_import_progress");
    CHECK_HAS(mvi_error_url(error), uri);
    CHECK(strstr(mvi_error_text(error), "root:Milvus") == NULL);
    CHECK(mvi_error_body_start(error) == NULL);
    CHECK(mvi_error_progress(error) == NULL);
    CHECK(!mvi_error_retry_after(error, NULL));
    mvi_error_free(error);
    CHECK(mvi_get_import_progress(client, "4711", NULL, &progress, NULL) == MVI_JOB_NOT_FOUND);
    STATUS(mvi_wait(client, "4711", NULL, &progress, &error), MVI_JOB_NOT_FOUND);
}

static void watching(void)
{
    mvi_created_job *job = import(NULL);
    mvi_watcher *watcher = NULL;
    mvi_progress *progress = NULL;
    STATUS(mvi_wait(client, mvi_created_job_job_id(job), NULL, &progress, &error), MVI_OK);
    mvi_progress_free(progress);
    STATUS(mvi_watcher_new(client, mvi_created_job_job_id(job), NULL, &watcher, &error), MVI_OK);
    CHECK(!mvi_watcher_has_ended(watcher));
    STATUS(mvi_watcher_outcome(watcher, &progress, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_watcher_next(watcher, &progress, &error), MVI_OK);
    CHECK(mvi_progress_success(progress) && mvi_watcher_has_ended(watcher));
    mvi_progress_free(progress);
    STATUS(mvi_watcher_next(watcher, &progress, &error), MVI_OK);
    CHECK(progress == NULL);
    STATUS(mvi_watcher_outcome(watcher, &progress, &error), MVI_OK);
    CHECK(mvi_progress_success(progress));
    mvi_progress *again = NULL;
    STATUS(mvi_get_import_progress(client, mvi_created_job_job_id(job), NULL, &again, &error), MVI_OK);
    CHECK(!mvi_progress_differs_from(progress, again));
    mvi_progress_free(again);
    mvi_progress_free(progress);
    STATUS(mvi_watcher_outcome(watcher, &progress, &error), MVI_INVALID_ARGUMENT);
    CHECK(progress == NULL);
    STATUS(mvi_watcher_next(watcher, &progress, &error), MVI_OK);
    mvi_watcher_free(watcher);
    mvi_created_job_free(job);
}

static void listing(void)
{
    mvi_list_import_jobs_options options = {.struct_size = sizeof options};
    options.page_size = 50;
    mvi_job_list *list = NULL;
    STATUS(mvi_list_import_jobs(client, &options, NULL, &list, &error), MVI_OK);
    CHECK(mvi_job_list_jobs(list) >= 3);
    CHECK(mvi_job_list_job(list, mvi_job_list_jobs(list)) == NULL);
    int failed = 0;
    for (size_t i = 0; i < mvi_job_list_jobs(list); i++) {
        const mvi_import_job *job = mvi_job_list_job(list, i);
        CHECK(mvi_import_job_job_id(job) != NULL);
        CHECK(mvi_import_job_raw_state(job) != NULL || is("milvus-2.3"));
        failed += mvi_import_job_state(job) == MVI_JOB_STATE_FAILED;
    }
    CHECK(failed == 1);
    int64_t number;
    CHECK(mvi_job_list_count(list, &number) == (is_zilliz() != 0));
    const char *json = NULL;
    STATUS(mvi_job_list_json(list, &json, &error), MVI_OK);
    CHECK_HAS(json, "\"jobs\":[{");
    CHECK(mvi_job_list_next_page(list) == 0);
    mvi_job_list_free(list);
    list = NULL;
    STATUS(mvi_list_import_jobs(client, NULL, NULL, &list, &error), MVI_OK);
    mvi_job_list_free(list);
}

/* Pages of five, of eleven jobs; Milvus sends them at once. */
static void paging(void)
{
    CHECK(post(uri, "/reset", "") == 204);
    char id[64];
    for (int i = 0; i < 11; i++)
        CHECK(add_job(uri, "{}", id) == 0);
    mvi_list_import_jobs_options options = {.struct_size = sizeof options, .page_size = 5};
    mvi_job_pages *pages = NULL;
    mvi_job_list *list = NULL;
    STATUS(mvi_job_pages_new(client, &options, &pages, &error), MVI_OK);
    size_t jobs = 0;
    uint32_t next[4] = {0}, count = 0;
    for (;;) {
        STATUS(mvi_job_pages_next(pages, NULL, &list, &error), MVI_OK);
        if (list == NULL || count == 4)
            break;
        jobs += mvi_job_list_jobs(list);
        next[count++] = mvi_job_list_next_page(list);
        mvi_job_list_free(list);
    }
    mvi_job_pages_free(pages);
    CHECK(jobs == 11);
    CHECK(count == (is_zilliz() ? 3 : 1));
    CHECK(is_zilliz() ? next[0] == 2 && next[1] == 3 && next[2] == 0 : next[0] == 0);
}

static void deciding(void)
{
    if (strcmp(server, "milvus-3.0") != 0) {
        STATUS(mvi_commit_import(client, "4711", NULL, &error), MVI_UNSUPPORTED);
        STATUS(mvi_abort_import(client, "4711", NULL, &error), MVI_UNSUPPORTED);
        return;
    }
    for (int aborts = 0; aborts < 2; aborts++) {
        mvi_created_job *job = import("false");
        const char *id = mvi_created_job_job_id(job);
        mvi_progress *progress = NULL;
        STATUS(mvi_wait(client, id, NULL, &progress, &error), MVI_OK);
        CHECK(mvi_progress_state(progress) == MVI_JOB_STATE_UNCOMMITTED);
        mvi_progress_free(progress);
        if (aborts) {
            STATUS(mvi_abort_import(client, id, NULL, &error), MVI_OK);
            STATUS(mvi_wait(client, id, NULL, &progress, &error), MVI_IMPORT_FAILED);
        } else {
            STATUS(mvi_commit_import(client, id, NULL, &error), MVI_OK);
        }
        mvi_created_job_free(job);
    }
}

static void describing(void)
{
    char id[64];
    CHECK(add_job(uri, "{}", id) == 0);
    mvi_progress *progress = NULL;
    STATUS(mvi_describe_job(client, id, NULL, &progress, &error), is("zilliz-v2") ? MVI_OK : MVI_UNSUPPORTED);
    CHECK((progress != NULL) == is("zilliz-v2"));
    if (progress != NULL)
        CHECK_TEXT(mvi_progress_job_type(progress), "IMPORT");
    mvi_progress_free(progress);
}

static void all(void)
{
    CHECK(post(uri, "/reset", "") == 204);
    connect_client();
    a_good_import();
    a_failing_import();
    an_unknown_job();
    watching();
    listing();
    deciding();
    describing();
    paging();
    mvi_client_free(client);
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
