/* What programs get wrong: NULL, bad UTF-8, wrong sizes, handles that are gone. Nothing here needs a server. */
#include <limits.h>
#include <stdlib.h>

#include "check.h"

#define BAD "\xff\xfe"

/* Never answers: whatever is sent to it, fails soon. */
static const char *NOWHERE = "http://127.0.0.1:1";

static mvi_client *make_client(const char *api)
{
    static const mvi_key_value tenant = {"x-tenant", "blue-team"};
    mvi_client_options options = {.struct_size = sizeof options};
    options.uri = NOWHERE;
    options.api = api;
    options.cluster_id = "in01-test";
    options.token = "secret-token";
    options.db_name = "";
    options.headers = &tenant;
    options.headers_count = 1;
    options.retry_budget = -1;
    mvi_client *client = NULL;
    STATUS(mvi_client_new(&options, &client, &error), MVI_OK);
    return client;
}

static void versions(void)
{
    char version[32];
    snprintf(version, sizeof version, "%d.%d.%d", MVI_VERSION_MAJOR, MVI_VERSION_MINOR, MVI_VERSION_PATCH);
    CHECK_TEXT(mvi_version(), version);
    CHECK(mvi_abi_version() == MVI_ABI_VERSION);
    CHECK_TEXT(mvi_status_name(MVI_OK), "Ok");
    CHECK_TEXT(mvi_status_name(MVI_JOB_NOT_FOUND), "JobNotFound");
    CHECK_TEXT(mvi_status_name(12345), "");
    CHECK_TEXT(mvi_job_state_name(MVI_JOB_STATE_COMPLETED), "Completed");
    CHECK_TEXT(mvi_job_state_name(-1), "Unknown");
    CHECK_TEXT(mvi_job_state_name(INT_MAX), "Unknown");
    CHECK_TEXT(mvi_phase_name(MVI_PHASE_INDEXING), "indexing");
    CHECK_TEXT(mvi_phase_name(99), "");
    CHECK_TEXT(mvi_event_kind_name(MVI_EVENT_NOT_IMPORTED), "not_imported");
    CHECK_TEXT(mvi_event_kind_name(MVI_EVENT_NONE), "");
}

static void null_objects(void)
{
    int64_t number = 1;
    int64_t time = 1;
    uint8_t percent = 1;
    size_t size = 1;
    CHECK(mvi_error_code(NULL) == MVI_OK);
    CHECK(!mvi_error_text(NULL) && !mvi_error_message(NULL) && !mvi_error_operation(NULL) && !mvi_error_url(NULL));
    CHECK(!mvi_error_server_message(NULL) && !mvi_error_body_start(NULL) && !mvi_error_progress(NULL));
    CHECK(mvi_error_http_status(NULL) == 0 && mvi_error_attempts(NULL) == 0 && !mvi_error_retryable(NULL));
    CHECK(!mvi_error_server_code(NULL, &number) && number == 0 && !mvi_error_server_code(NULL, NULL));
    CHECK(!mvi_error_retry_after(NULL, &time) && time == 0 && !mvi_error_retry_after(NULL, NULL));
    CHECK(!mvi_error_job_id(NULL) && !mvi_error_cause(NULL));
    CHECK(!mvi_client_uri(NULL) && !mvi_client_api(NULL));
    CHECK(mvi_job_event_kind(NULL) == MVI_EVENT_NONE && !mvi_job_event_job_id(NULL) && mvi_job_event_files(NULL) == 0);
    CHECK(!mvi_job_event_file(NULL, 0, 0) && !mvi_job_event_progress(NULL) && !mvi_job_event_error(NULL));
    mvi_cancel_token_cancel(NULL);
    CHECK(!mvi_cancel_token_is_cancelled(NULL));
    CHECK(!mvi_progress_job_id(NULL) && !mvi_progress_collection_name(NULL) && !mvi_progress_partition_name(NULL));
    CHECK(!mvi_progress_file_name(NULL) && !mvi_progress_job_type(NULL) && !mvi_progress_raw_state(NULL));
    CHECK(!mvi_progress_raw_progress(NULL) && !mvi_progress_reason(NULL) && !mvi_progress_create_time(NULL) && !mvi_progress_complete_time(NULL));
    CHECK(mvi_progress_state(NULL) == 0 && mvi_progress_phase(NULL) == 0 && mvi_progress_progress(NULL) == 0);
    CHECK(!mvi_progress_terminal(NULL) && !mvi_progress_success(NULL) && !mvi_progress_detail(NULL, 0));
    CHECK(!mvi_progress_retryable_failure(NULL));
    number = 1;
    CHECK(!mvi_progress_imported_rows(NULL, &number) && number == 0 && !mvi_progress_imported_rows(NULL, NULL));
    CHECK(!mvi_progress_total_rows(NULL, NULL) && !mvi_progress_file_size(NULL, NULL));
    CHECK(!mvi_progress_raw(NULL, &size) && size == 0 && !mvi_progress_raw(NULL, NULL));
    STATUS(mvi_progress_details(NULL, &size, &error), MVI_INVALID_ARGUMENT);
    mvi_file_values values;
    size = 1;
    STATUS(mvi_progress_copy_details(NULL, 0, &values, 1, sizeof values, &size, &error), MVI_INVALID_ARGUMENT);
    CHECK(size == 0 && !mvi_progress_differs_from(NULL, NULL));
    STATUS(mvi_progress_copy_details(NULL, 0, &values, 1, sizeof values, NULL, &error), MVI_INVALID_ARGUMENT);
    const char *json = BAD;
    STATUS(mvi_progress_json(NULL, &json, &error), MVI_INVALID_ARGUMENT);
    CHECK(json == NULL);
    STATUS(mvi_progress_json_without_details(NULL, &json, &error), MVI_INVALID_ARGUMENT);
    CHECK(!mvi_file_progress_file_name(NULL) && !mvi_file_progress_raw_state(NULL) && !mvi_file_progress_reason(NULL));
    CHECK(!mvi_file_progress_create_time(NULL) && !mvi_file_progress_complete_time(NULL));
    CHECK(mvi_file_progress_state(NULL) == 0 && mvi_file_progress_progress(NULL) == 0);
    CHECK(!mvi_file_progress_raw_progress(NULL) && !mvi_file_progress_imported_rows(NULL, NULL));
    CHECK(!mvi_file_progress_total_rows(NULL, NULL) && !mvi_file_progress_file_size(NULL, NULL));
    CHECK(!mvi_import_job_job_id(NULL) && !mvi_import_job_collection_name(NULL) && !mvi_import_job_raw_state(NULL));
    CHECK(!mvi_import_job_reason(NULL) && mvi_import_job_state(NULL) == 0);
    CHECK(!mvi_import_job_progress(NULL, &percent) && percent == 0 && !mvi_import_job_raw_progress(NULL));
    CHECK(mvi_job_list_jobs(NULL) == 0 && !mvi_job_list_job(NULL, 0) && !mvi_job_list_count(NULL, NULL));
    CHECK(!mvi_job_list_current_page(NULL, NULL) && !mvi_job_list_page_size(NULL, NULL) && mvi_job_list_next_page(NULL) == 0);
    STATUS(mvi_job_list_json(NULL, &json, &error), MVI_INVALID_ARGUMENT);
    CHECK(!mvi_created_job_job_id(NULL) && mvi_created_job_job_ids(NULL) == 0 && !mvi_created_job_job_id_at(NULL, 0));
    STATUS(mvi_created_job_json(NULL, &json, &error), MVI_INVALID_ARGUMENT);
    CHECK(!mvi_collection_collection_name(NULL) && !mvi_collection_collection_id(NULL) && !mvi_collection_description(NULL));
    CHECK(!mvi_collection_auto_id(NULL) && !mvi_collection_enable_dynamic_field(NULL) && mvi_collection_fields(NULL) == 0);
    CHECK(!mvi_collection_struct_fields(NULL, &size) && size == 0 && !mvi_collection_functions(NULL, NULL));
    CHECK(!mvi_collection_field(NULL, 0) && !mvi_collection_struct_field(NULL, 0) && !mvi_collection_function(NULL, 0));
    CHECK(mvi_collection_properties(NULL) == 0 && !mvi_collection_property_key(NULL, 0));
    CHECK(!mvi_collection_property_value(NULL, 0) && !mvi_collection_raw(NULL, &size) && size == 0);
    STATUS(mvi_collection_json(NULL, &json, &error), MVI_INVALID_ARGUMENT);
    CHECK(!mvi_field_name(NULL) && !mvi_field_data_type(NULL) && !mvi_field_element_type(NULL));
    CHECK(!mvi_field_primary_key(NULL) && !mvi_field_partition_key(NULL) && !mvi_field_auto_id(NULL));
    CHECK(!mvi_field_nullable(NULL, NULL) && !mvi_field_default_value(NULL) && !mvi_field_is_function_output(NULL));
    CHECK(!mvi_field_dim(NULL, NULL) && !mvi_field_max_length(NULL, NULL) && !mvi_field_max_capacity(NULL, NULL));
    CHECK(mvi_field_params(NULL) == 0 && !mvi_field_param_key(NULL, 0) && !mvi_field_param_value(NULL, 0));
    CHECK(!mvi_field_description(NULL) && !mvi_struct_name(NULL) && !mvi_struct_description(NULL));
    CHECK(mvi_struct_fields(NULL) == 0 && !mvi_struct_field(NULL, 0) && !mvi_function_name(NULL));
    CHECK(!mvi_function_function_type(NULL) && !mvi_function_description(NULL) && mvi_function_params(NULL) == 0);
    CHECK(!mvi_function_param_key(NULL, 0) && !mvi_function_param_value(NULL, 0));
    CHECK(mvi_function_input_field_names(NULL) == 0 && !mvi_function_input_field_name(NULL, 0));
    CHECK(mvi_function_output_field_names(NULL) == 0 && !mvi_function_output_field_name(NULL, 0));
    CHECK(!mvi_request_method(NULL) && !mvi_request_url(NULL) && mvi_request_headers(NULL) == 0);
    CHECK(!mvi_request_header_name(NULL, 0) && !mvi_request_header_value(NULL, 0) && mvi_request_spellings(NULL) == 0);
    CHECK(!mvi_request_body(NULL, &size) && size == 0);
    CHECK(!mvi_response_progress(NULL) && !mvi_response_job_list(NULL) && !mvi_response_created_job(NULL));
    CHECK(!mvi_response_collection(NULL));
}

static void freeing_null(void)
{
    mvi_client_free(NULL);
    mvi_error_free(NULL);
    mvi_cancel_token_free(NULL);
    mvi_progress_free(NULL);
    mvi_job_list_free(NULL);
    mvi_created_job_free(NULL);
    mvi_collection_free(NULL);
    mvi_job_pages_free(NULL);
    mvi_watcher_free(NULL);
    mvi_many_watcher_free(NULL);
    mvi_job_event_free(NULL);
    mvi_request_free(NULL);
    mvi_response_free(NULL);
    CHECK(1);
}

static int stop(const mvi_progress *progress, void *user_data)
{
    (void)progress, (void)user_data;
    return 1;
}

static int stop_in_an_outage(const mvi_error *outage, void *user_data)
{
    (void)outage, (void)user_data;
    return 1;
}

/* Where nothing of the program's is called, and where no token is looked at, the error says what to use in its place. */
static void options_of_mvi_wait_alone(const mvi_client *client)
{
    mvi_calls *calls = NULL;
    mvi_cancel_token *token = NULL;
    STATUS(mvi_calls_new(&calls, &error), MVI_OK);
    STATUS(mvi_cancel_token_new(&token, &error), MVI_OK);
    const mvi_wait_options refused[] = {
        {.struct_size = sizeof *refused, .on_progress = stop},
        {.struct_size = sizeof *refused, .on_outage = stop_in_an_outage},
        {.struct_size = sizeof *refused, .cancel = token},
    };
    const char *const names[] = {"options.on_progress", "options.on_outage", "options.cancel"};
    for (size_t i = 0; i < 3; i++) {
        uint64_t number = 1;
        mvi_error *error = NULL;
        CHECK(mvi_calls_wait(calls, client, "1", &refused[i], &number, &error) == MVI_INVALID_ARGUMENT && number == 0);
        CHECK_HAS(mvi_error_message(error), names[i]);
        CHECK_HAS(mvi_error_message(error), i == 2 ? "mvi_calls_cancel" : "mvi_wait");
        mvi_error_free(error), error = NULL;
        mvi_watcher *watcher = NULL;
        CHECK(mvi_watcher_new(client, "1", &refused[i], &watcher, &error) == (i == 2 ? MVI_OK : MVI_INVALID_ARGUMENT));
        CHECK(i == 2 || strstr(mvi_error_message(error), "mvi_watcher_next_event") != NULL);
        mvi_error_free(error);
        mvi_watcher_free(watcher);
        mvi_many_watcher *many = NULL;
        error = NULL;
        CHECK(mvi_watch_collection(client, "docs", false, &refused[i], &many, &error) == (i == 2 ? MVI_OK : MVI_INVALID_ARGUMENT));
        CHECK(i == 2 || strstr(mvi_error_message(error), "mvi_many_watcher_next") != NULL);
        mvi_error_free(error);
        mvi_many_watcher_free(many);
    }
    mvi_cancel_token_free(token);
    mvi_calls_free(calls);
}

/* Each call with each of its pointers missing, with and without an error object. */
static void null_arguments(const mvi_client *client)
{
    mvi_client_options options = {.struct_size = sizeof options};
    options.uri = NOWHERE;
    mvi_client *made = (mvi_client *)&options;
    mvi_progress *progress = (mvi_progress *)&options;
    mvi_job_list *list = (mvi_job_list *)&options;
    mvi_created_job *job = (mvi_created_job *)&options;
    mvi_watcher *watcher = (mvi_watcher *)&options;
    mvi_bulk_import_options import = {.struct_size = sizeof import};
    STATUS(mvi_client_new(NULL, &made, &error), MVI_INVALID_ARGUMENT);
    CHECK(made == NULL && mvi_client_new(NULL, &made, NULL) == MVI_INVALID_ARGUMENT);
    STATUS(mvi_client_new(&options, NULL, &error), MVI_INVALID_ARGUMENT);
    CHECK(mvi_client_new(&options, NULL, NULL) == MVI_INVALID_ARGUMENT);
    STATUS(mvi_cancel_token_new(NULL, &error), MVI_INVALID_ARGUMENT);

    STATUS(mvi_get_import_progress(NULL, "1", NULL, &progress, &error), MVI_INVALID_ARGUMENT);
    CHECK(progress == NULL);
    STATUS(mvi_get_import_progress(client, NULL, NULL, &progress, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_get_import_progress(client, "1", NULL, NULL, &error), MVI_INVALID_ARGUMENT);
    CHECK(mvi_get_import_progress(NULL, NULL, NULL, NULL, NULL) == MVI_INVALID_ARGUMENT);
    STATUS(mvi_describe_job(NULL, "1", NULL, &progress, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_describe_job(client, NULL, NULL, &progress, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_describe_job(client, "1", NULL, NULL, &error), MVI_INVALID_ARGUMENT);
    mvi_collection *collection = (mvi_collection *)&options;
    mvi_describe_collection_options which = {.struct_size = sizeof which};
    STATUS(mvi_describe_collection(NULL, &which, NULL, &collection, &error), MVI_INVALID_ARGUMENT);
    CHECK(collection == NULL);
    STATUS(mvi_describe_collection(client, NULL, NULL, &collection, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_describe_collection(client, &which, NULL, &collection, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_describe_collection(client, &which, NULL, NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_list_import_jobs(NULL, NULL, NULL, &list, &error), MVI_INVALID_ARGUMENT);
    CHECK(list == NULL);
    STATUS(mvi_list_import_jobs(client, NULL, NULL, NULL, &error), MVI_INVALID_ARGUMENT);
    mvi_job_pages *pages = (mvi_job_pages *)&options;
    STATUS(mvi_job_pages_new(NULL, NULL, &pages, &error), MVI_INVALID_ARGUMENT);
    CHECK(pages == NULL);
    STATUS(mvi_job_pages_new(client, NULL, NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_job_pages_next(NULL, NULL, &list, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_job_pages_next(NULL, NULL, NULL, &error), MVI_INVALID_ARGUMENT);
    made = (mvi_client *)&options;
    STATUS(mvi_client_with_request_timeout(NULL, 30, &made, &error), MVI_INVALID_ARGUMENT);
    CHECK(made == NULL);
    STATUS(mvi_client_with_request_timeout(client, 30, NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_bulk_import(NULL, &import, NULL, &job, &error), MVI_INVALID_ARGUMENT);
    CHECK(job == NULL);
    STATUS(mvi_bulk_import(client, NULL, NULL, &job, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_bulk_import(client, &import, NULL, NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_bulk_import(client, &import, NULL, &job, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_commit_import(NULL, "1", NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_commit_import(client, NULL, NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_abort_import(NULL, "1", NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_abort_import(client, NULL, NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_wait(NULL, "1", NULL, &progress, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_wait(client, NULL, NULL, &progress, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_wait(client, "1", NULL, NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_watcher_new(NULL, "1", NULL, &watcher, &error), MVI_INVALID_ARGUMENT);
    CHECK(watcher == NULL);
    STATUS(mvi_watcher_new(client, NULL, NULL, &watcher, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_watcher_new(client, "1", NULL, NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_watcher_next(NULL, &progress, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_watcher_next(NULL, NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_watcher_outcome(NULL, &progress, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_watcher_outcome(NULL, NULL, &error), MVI_INVALID_ARGUMENT);
    CHECK(!mvi_watcher_has_ended(NULL));
    const char *jobs[] = {"1", NULL}, *bad[] = {BAD};
    mvi_many_watcher *many = (mvi_many_watcher *)&options;
    mvi_job_event *event = (mvi_job_event *)&options;
    STATUS(mvi_watch_many(NULL, jobs, 1, NULL, &many, &error), MVI_INVALID_ARGUMENT);
    CHECK(many == NULL);
    STATUS(mvi_watch_many(client, jobs, 2, NULL, &many, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_watch_many(client, bad, 1, NULL, &many, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_watch_many(client, NULL, 1, NULL, &many, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_watch_many(client, jobs, 1, NULL, NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_watch_collection(NULL, "docs", false, NULL, &many, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_watch_collection(client, NULL, false, NULL, &many, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_watch_collection(client, BAD, false, NULL, &many, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_watch_collection(client, "docs", false, NULL, NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_import_many(NULL, &import, NULL, NULL, &many, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_import_many(client, NULL, NULL, NULL, &many, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_import_many(client, &import, NULL, NULL, NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_import_many(client, &import, NULL, NULL, &many, &error), MVI_INVALID_ARGUMENT);
    CHECK(many == NULL);
    STATUS(mvi_many_watcher_next(NULL, &event, &error), MVI_INVALID_ARGUMENT);
    CHECK(event == NULL);
    STATUS(mvi_watch_many(client, jobs, 1, NULL, &many, &error), MVI_OK);
    STATUS(mvi_many_watcher_next(many, NULL, &error), MVI_INVALID_ARGUMENT);
    mvi_many_watcher_free(many);
    STATUS(mvi_many_watcher_each(NULL, NULL, NULL, &error), MVI_INVALID_ARGUMENT);

    mvi_request_options about = {.struct_size = sizeof about};
    mvi_http_answer answer = {.struct_size = sizeof answer};
    mvi_request *request = NULL;
    mvi_response *response = NULL;
    STATUS(mvi_request_build(NULL, 1, &about, &request, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_request_build(client, 1, NULL, &request, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_request_build(client, 1, &about, NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_request_build(client, 1, &about, &request, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_request_build(client, MVI_OPERATION_BULK_IMPORT, &about, &request, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_request_build(client, 0, &about, &request, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_request_build(client, 99, &about, &request, &error), MVI_INVALID_ARGUMENT);
    about.job_id = "1";
    STATUS(mvi_request_build(client, 1, &about, &request, &error), MVI_OK);
    STATUS(mvi_response_parse(NULL, request, &answer, &response, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_response_parse(client, NULL, &answer, &response, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_response_parse(client, request, NULL, &response, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_response_parse(client, request, &answer, NULL, &error), MVI_INVALID_ARGUMENT);
    answer.body_length = 3;
    STATUS(mvi_response_parse(client, request, &answer, &response, &error), MVI_INVALID_ARGUMENT);
    mvi_key_value header = {"location", NULL};
    answer.body_length = 0, answer.headers = &header, answer.headers_count = 1;
    STATUS(mvi_response_parse(client, request, &answer, &response, &error), MVI_INVALID_ARGUMENT);
    mvi_request_free(request);
}

static void bad_text(const mvi_client *client)
{
    mvi_client_options options;
    mvi_client *made = NULL;
    const char **texts[] = {&options.uri, &options.api, &options.token, &options.db_name, &options.cluster_id,
                            &options.project_id, &options.region_id, &options.proxy, &options.ca_cert,
                            &options.client_cert, &options.client_key};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        options = (mvi_client_options){.struct_size = sizeof options};
        options.uri = NOWHERE;
        *texts[i] = BAD;
        mvi_error *error = NULL;
        CHECK(mvi_client_new(&options, &made, &error) == MVI_INVALID_ARGUMENT);
        CHECK_HAS(mvi_error_message(error), "is not UTF-8");
        mvi_error_free(error);
    }
    options = (mvi_client_options){.struct_size = sizeof options};
    options.uri = NOWHERE, options.client_cert = "neither a certificate nor a key";
    STATUS(mvi_client_new(&options, &made, &error), MVI_INVALID_ARGUMENT);
    options = (mvi_client_options){.struct_size = sizeof options};
    options.uri = NOWHERE, options.client_key = "a key without its certificate";
    STATUS(mvi_client_new(&options, &made, &error), MVI_INVALID_ARGUMENT);
    options = (mvi_client_options){.struct_size = sizeof options};
    options.uri = NOWHERE, options.api = "milvus-v9";
    STATUS(mvi_client_new(&options, &made, &error), MVI_INVALID_ARGUMENT);
    mvi_key_value headers[] = {{BAD, "1"}, {"x-tenant", BAD}, {NULL, "1"}, {"x-tenant", NULL}, {"two words", "1"},
                               {"authorization", "Bearer secret-token"}, {"host", "elsewhere"}};
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        options = (mvi_client_options){.struct_size = sizeof options};
        options.uri = NOWHERE, options.headers = &headers[i], options.headers_count = 1;
        STATUS(mvi_client_new(&options, &made, &error), MVI_INVALID_ARGUMENT);
    }
    options = (mvi_client_options){.struct_size = sizeof options};
    options.uri = NOWHERE, options.headers_count = 1;
    STATUS(mvi_client_new(&options, &made, &error), MVI_INVALID_ARGUMENT);

    mvi_progress *progress = NULL;
    mvi_job_list *list = NULL;
    mvi_created_job *job = NULL;
    STATUS(mvi_get_import_progress(client, BAD, NULL, &progress, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_get_import_progress(client, "", NULL, &progress, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_describe_job(client, BAD, NULL, &progress, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_commit_import(client, BAD, NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_abort_import(client, BAD, NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_wait(client, BAD, NULL, &progress, &error), MVI_INVALID_ARGUMENT);
    mvi_list_import_jobs_options which = {.struct_size = sizeof which};
    which.collection_name = BAD;
    STATUS(mvi_list_import_jobs(client, &which, NULL, &list, &error), MVI_INVALID_ARGUMENT);

    mvi_bulk_import_options import;
    const char *bad_path[] = {BAD}, *no_path[] = {NULL};
    mvi_file_group groups[] = {{bad_path, 1}, {no_path, 1}, {NULL, 1}};
    mvi_key_value pairs[] = {{BAD, "1"}, {"timeout", BAD}, {NULL, "1"}, {"timeout", NULL}};
    for (size_t i = 0; i < 3; i++) {
        import = (mvi_bulk_import_options){.struct_size = sizeof import};
        import.collection_name = "docs", import.files = &groups[i], import.files_count = 1;
        STATUS(mvi_bulk_import(client, &import, NULL, &job, &error), MVI_INVALID_ARGUMENT);
    }
    for (size_t i = 0; i < 4; i++) {
        import = (mvi_bulk_import_options){.struct_size = sizeof import};
        import.collection_name = "docs", import.options = &pairs[i], import.options_count = 1;
        STATUS(mvi_bulk_import(client, &import, NULL, &job, &error), MVI_INVALID_ARGUMENT);
    }
    import = (mvi_bulk_import_options){.struct_size = sizeof import};
    import.collection_name = "docs", import.files_count = 5;
    STATUS(mvi_bulk_import(client, &import, NULL, &job, &error), MVI_INVALID_ARGUMENT);
}

/* 0 is the default of a time, and a negative one is refused where it cannot mean "none". */
static void times(void)
{
    mvi_client_options options;
    int64_t *times[] = {&options.timeout, &options.connect_timeout, &options.retry_budget};
    static const char *const NAMES[] = {"timeout is -1", "connect_timeout is -1", NULL};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        static const int64_t GOOD[] = {0, 1, INT64_MAX};
        mvi_client *client = NULL;
        for (size_t j = 0; j < sizeof GOOD / sizeof *GOOD; j++) {
            options = (mvi_client_options){.struct_size = sizeof options, .uri = NOWHERE};
            *times[i] = GOOD[j];
            STATUS(mvi_client_new(&options, &client, &error), MVI_OK);
            mvi_client_free(client);
        }
        options = (mvi_client_options){.struct_size = sizeof options, .uri = NOWHERE};
        *times[i] = -1;
        mvi_error *error = NULL;
        CHECK(mvi_client_new(&options, &client, &error) == (NAMES[i] ? MVI_INVALID_ARGUMENT : MVI_OK));
        if (NAMES[i])
            CHECK_HAS(mvi_error_message(error), NAMES[i]);
        mvi_error_free(error);
        mvi_client_free(client);
    }
}

/* Of each structure: sizes that no compiler gives it, and what to write instead. */
static void wrong_sizes(const mvi_client *client)
{
    size_t wrong[] = {0, 1, sizeof(size_t) - 1, sizeof(size_t) + 1, 4097, SIZE_MAX};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        mvi_client_options options = {.struct_size = wrong[i], .uri = NOWHERE};
        mvi_client *made = NULL;
        mvi_error *error = NULL;
        CHECK(mvi_client_new(&options, &made, &error) == MVI_INVALID_ARGUMENT);
        CHECK_HAS(mvi_error_message(error), "set it to sizeof(mvi_client_options)");
        mvi_error_free(error);
        mvi_bulk_import_options import = {.struct_size = wrong[i]};
        mvi_created_job *job = NULL;
        STATUS(mvi_bulk_import(client, &import, NULL, &job, &error), MVI_INVALID_ARGUMENT);
        mvi_list_import_jobs_options which = {.struct_size = wrong[i]};
        mvi_job_list *list = NULL;
        STATUS(mvi_list_import_jobs(client, &which, NULL, &list, &error), MVI_INVALID_ARGUMENT);
        mvi_job_pages *pages = NULL;
        STATUS(mvi_job_pages_new(client, &which, &pages, &error), MVI_INVALID_ARGUMENT);
        mvi_wait_options patience = {.struct_size = wrong[i]};
        mvi_progress *progress = NULL;
        STATUS(mvi_wait(client, "1", &patience, &progress, &error), MVI_INVALID_ARGUMENT);
        mvi_request_options about = {.struct_size = wrong[i]};
        mvi_request *request = NULL;
        STATUS(mvi_request_build(client, 1, &about, &request, &error), MVI_INVALID_ARGUMENT);
        about = (mvi_request_options){.struct_size = sizeof about, .job_id = "1"};
        STATUS(mvi_request_build(client, 1, &about, &request, &error), MVI_OK);
        mvi_http_answer answer = {.struct_size = wrong[i]};
        mvi_response *response = NULL;
        STATUS(mvi_response_parse(client, request, &answer, &response, &error), MVI_INVALID_ARGUMENT);
        mvi_request_free(request);
    }
    mvi_client_options options = {.struct_size = sizeof options, .uri = NOWHERE};
    options.reserved[1] = 1;
    mvi_client *made = NULL;
    STATUS(mvi_client_new(&options, &made, &error), MVI_INVALID_ARGUMENT);
}

/* The documented pattern: free, set to NULL; from then on everything is an argument that is missing. */
static void gone(void)
{
    mvi_client *client = make_client("milvus-v2");
    mvi_progress *progress = NULL;
    mvi_error *error = NULL;
    CHECK(mvi_get_import_progress(client, "1", NULL, &progress, &error) == MVI_CONNECT);
    CHECK_HAS(mvi_error_text(error), NOWHERE);
    CHECK(strstr(mvi_error_text(error), "secret-token") == NULL);
    CHECK(mvi_error_retryable(error));
    mvi_error_free(error), error = NULL;
    mvi_client_free(client), client = NULL;
    CHECK(mvi_error_text(error) == NULL);
    STATUS(mvi_get_import_progress(client, "1", NULL, &progress, &error), MVI_INVALID_ARGUMENT);

    client = make_client("milvus-v2");
    mvi_cancel_token *token = NULL;
    STATUS(mvi_cancel_token_new(&token, &error), MVI_OK);
    mvi_cancel_token_cancel(token);
    CHECK(mvi_cancel_token_is_cancelled(token));
    STATUS(mvi_get_import_progress(client, "1", token, &progress, &error), MVI_CANCELLED);
    mvi_wait_options patience = {.struct_size = sizeof patience, .cancel = token};
    STATUS(mvi_wait(client, "1", &patience, &progress, &error), MVI_CANCELLED);
    mvi_cancel_token_free(token);
    mvi_client_free(client);
}

static int has_header(const mvi_request *request, const char *name, const char *value)
{
    int found = 0;
    for (size_t i = 0; i < mvi_request_headers(request); i++)
        found += strcmp(mvi_request_header_name(request, i), name) == 0 &&
                 strcmp(mvi_request_header_value(request, i), value) == 0;
    return found == 1;
}

/* The pair without a network. */
static void sans_io(void)
{
    mvi_client *client = make_client("milvus-v2");
    mvi_request_options about = {.struct_size = sizeof about};
    about.job_id = "448761313698322011";
    mvi_request *request = NULL;
    STATUS(mvi_request_build(client, MVI_OPERATION_GET_IMPORT_PROGRESS, &about, &request, &error), MVI_OK);
    CHECK_TEXT(mvi_request_method(request), "POST");
    CHECK_TEXT(mvi_request_url(request), "http://127.0.0.1:1/v2/vectordb/jobs/import/get_progress");
    size_t length = 0;
    const uint8_t *body = mvi_request_body(request, &length);
    CHECK(length == strlen("{\"jobId\":\"448761313698322011\"}") && memcmp(body, "{\"jobId\":", 9) == 0);
    CHECK(has_header(request, "authorization", "Bearer secret-token"));
    CHECK(has_header(request, "x-tenant", "blue-team"));
    CHECK(mvi_request_header_name(request, mvi_request_headers(request)) == NULL);
    CHECK(mvi_request_spellings(client) == 2);

    static const char ANSWER[] = "{\"code\":0,\"data\":{\"jobId\":\"448761313698322011\",\"state\":\"Importing\",\"progress\":55}}";
    mvi_http_answer answer = {.struct_size = sizeof answer};
    answer.status = 200, answer.body = (const uint8_t *)ANSWER, answer.body_length = sizeof ANSWER - 1;
    mvi_response *response = NULL;
    STATUS(mvi_response_parse(client, request, &answer, &response, &error), MVI_OK);
    const mvi_progress *progress = mvi_response_progress(response);
    CHECK(mvi_progress_progress(progress) == 55);
    CHECK(!mvi_progress_differs_from(progress, progress));
    CHECK(mvi_progress_differs_from(progress, NULL) && mvi_progress_differs_from(NULL, progress));
    mvi_file_values values;
    size_t total = 1;
    STATUS(mvi_progress_copy_details(progress, 9, &values, 1, sizeof values, &total, &error), MVI_OK);
    CHECK(total == 0);
    STATUS(mvi_progress_copy_details(progress, 0, NULL, 0, sizeof values, &total, &error), MVI_OK);
    STATUS(mvi_progress_copy_details(progress, 0, NULL, 1, sizeof values, &total, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_progress_copy_details(progress, 0, &values, 1, 4, &total, &error), MVI_INVALID_ARGUMENT);
    CHECK(mvi_response_job_list(response) == NULL && mvi_response_created_job(response) == NULL);
    mvi_response_free(response);

    mvi_key_value header = {"Location", "https://elsewhere.example/"};
    answer = (mvi_http_answer){.struct_size = sizeof answer};
    answer.status = 302, answer.headers = &header, answer.headers_count = 1;
    mvi_error *error = NULL;
    CHECK(mvi_response_parse(client, request, &answer, &response, &error) == MVI_REDIRECTED);
    CHECK(response == NULL);
    CHECK_HAS(mvi_error_message(error), "elsewhere.example");
    CHECK_TEXT(mvi_error_operation(error), "get_import_progress");
    mvi_error_free(error);
    mvi_request_free(request);
    mvi_client_free(client);
}

static void all(void)
{
    versions();
    null_objects();
    freeing_null();
    mvi_client *client = make_client("milvus-v2");
    null_arguments(client);
    options_of_mvi_wait_alone(client);
    bad_text(client);
    times();
    wrong_sizes(client);
    mvi_client_free(client);
    gone();
    sans_io();
}

int main(void)
{
    return run("arguments", all);
}
