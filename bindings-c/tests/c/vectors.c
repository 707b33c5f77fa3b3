/* Executes conformance cases that the test suite hands in on standard input, through the public interface alone, and
   writes what came of each to standard output.

   Both directions are fields, `name length`, a line break, that many bytes, a line break. The field `run` with the value
   `call` executes what was handed in since the last one; `sans-io` does so without a network, with the answers that were
   handed in as well. The answer ends with the field `end`. */
#include <stdlib.h>

#include "outcome.h"

enum { MOST = 64 };

/* What was handed in. */
static struct field {
    char name[32], *value;
    size_t length;
} fields[1024];
static size_t fields_count;

static const char *in(const char *name)
{
    for (size_t i = 0; i < fields_count; i++)
        if (strcmp(fields[i].name, name) == 0)
            return fields[i].value;
    return NULL;
}

static mvi_status make_client(mvi_client **client, mvi_error **error)
{
    mvi_client_options options = {.struct_size = sizeof options};
    options.uri = in("uri");
    options.api = in("api");
    /* What is empty is not set, and not taken from the environment either. */
    options.token = in("token") ? in("token") : "";
    options.db_name = in("db_name") ? in("db_name") : "";
    options.cluster_id = in("cluster_id") ? in("cluster_id") : "";
    options.project_id = in("project_id");
    options.region_id = in("region_id");
    options.timeout = 10000;
    options.retry_budget = -1;
    options.request_timeout = in("request_timeout") ? (uint32_t)strtoul(in("request_timeout"), NULL, 10) : 0;
    if (in("max_response_bytes"))
        options.max_response_bytes = strtoull(in("max_response_bytes"), NULL, 10);
    mvi_status status = mvi_client_new(&options, client, error);
    if (status == MVI_OK && in("request_timeout") && options.request_timeout == 0) {
        /* The option would not be given. */
        mvi_client *without = *client;
        status = mvi_client_with_request_timeout(without, 0, client, error);
        mvi_client_free(without);
    }
    return status;
}

/* Groups come as the field `NAME.group` that begins one, and `NAME.path` for each path in it. */
static size_t groups(const char *name, mvi_file_group made[MOST], const char *paths[MOST])
{
    char group[40], path[40];
    size_t count = 0, used = 0;
    snprintf(group, sizeof group, "%s.group", name);
    snprintf(path, sizeof path, "%s.path", name);
    for (size_t i = 0; i < fields_count; i++) {
        if (strcmp(fields[i].name, group) == 0)
            made[count++] = (mvi_file_group){&paths[used], 0};
        if (strcmp(fields[i].name, path) == 0)
            paths[used++] = fields[i].value, made[count - 1].count++;
    }
    return count;
}

static mvi_file_group files[MOST], object_urls[MOST], data_paths[MOST];
static const char *paths[3][MOST];
static mvi_key_value pairs[MOST];

static size_t key_values(const char *key, const char *value)
{
    size_t keys = 0, values = 0;
    for (size_t i = 0; i < fields_count; i++) {
        if (strcmp(fields[i].name, key) == 0)
            pairs[keys++].key = fields[i].value;
        if (strcmp(fields[i].name, value) == 0)
            pairs[values++].value = fields[i].value;
    }
    return keys;
}

static mvi_bulk_import_options bulk_import_options(void)
{
    mvi_bulk_import_options options = {.struct_size = sizeof options};
    options.collection_name = in("collection_name");
    options.partition_name = in("partition_name");
    options.files = files;
    options.files_count = groups("files", files, paths[0]);
    options.options = pairs;
    options.options_count = key_values("option.key", "option.value");
    options.object_url = in("object_url");
    options.object_urls = object_urls;
    options.object_urls_count = groups("object_urls", object_urls, paths[1]);
    options.access_key = in("access_key");
    options.secret_key = in("secret_key");
    options.session_token = in("session_token");
    options.volume_name = in("volume_name");
    options.data_paths = data_paths;
    options.data_paths_count = groups("data_paths", data_paths, paths[2]);
    options.idempotency_key = in("idempotency_key");
    return options;
}

static mvi_list_import_jobs_options list_options(void)
{
    mvi_list_import_jobs_options options = {.struct_size = sizeof options};
    options.collection_name = in("collection_name");
    options.page_size = in("page_size") ? (uint32_t)strtoul(in("page_size"), NULL, 10) : 0;
    options.current_page = in("current_page") ? (uint32_t)strtoul(in("current_page"), NULL, 10) : 0;
    return options;
}

static mvi_describe_collection_options description_options(void)
{
    mvi_describe_collection_options options = {.struct_size = sizeof options};
    options.collection_name = in("collection_name");
    options.db_name = in("call.db_name");
    return options;
}

static bool operation_is(const char *name)
{
    return strcmp(in("operation"), name) == 0;
}

static mvi_status call(const mvi_client *client, mvi_error **error)
{
    const char *job_id = in("job_id") ? in("job_id") : "";
    mvi_progress *progress = NULL;
    mvi_status status = MVI_INTERNAL;
    if (operation_is("get_import_progress"))
        status = mvi_get_import_progress(client, job_id, NULL, &progress, error);
    if (operation_is("describe_job"))
        status = mvi_describe_job(client, job_id, NULL, &progress, error);
    if (operation_is("commit_import"))
        status = mvi_commit_import(client, job_id, NULL, error);
    if (operation_is("abort_import"))
        status = mvi_abort_import(client, job_id, NULL, error);
    if (progress != NULL)
        status = out_progress(progress, error);
    mvi_progress_free(progress);
    if (operation_is("list_import_jobs")) {
        mvi_list_import_jobs_options options = list_options();
        mvi_job_list *list = NULL;
        status = mvi_list_import_jobs(client, &options, NULL, &list, error);
        if (list != NULL)
            status = out_list(list, error);
        mvi_job_list_free(list);
    }
    if (operation_is("describe_collection")) {
        mvi_describe_collection_options options = description_options();
        mvi_collection *collection = NULL;
        status = mvi_describe_collection(client, &options, NULL, &collection, error);
        if (collection != NULL)
            status = out_collection(collection, error);
        mvi_collection_free(collection);
    }
    if (operation_is("bulk_import")) {
        mvi_bulk_import_options options = bulk_import_options();
        mvi_created_job *job = NULL;
        status = mvi_bulk_import(client, &options, NULL, &job, error);
        if (job != NULL)
            status = out_job(job, error);
        mvi_created_job_free(job);
    }
    return status;
}

static void out_request(const mvi_request *request)
{
    size_t length = 0;
    out("request.", "method", mvi_request_method(request));
    out("request.", "url", mvi_request_url(request));
    for (size_t i = 0; i < mvi_request_headers(request); i++) {
        out("request.", "header", mvi_request_header_name(request, i));
        out("request.", "value", mvi_request_header_value(request, i));
    }
    const uint8_t *body = mvi_request_body(request, &length);
    out_bytes("request.", "body", body, length);
}

static mvi_status answer_to(const mvi_client *client, const mvi_request *request, size_t number, mvi_error **error)
{
    char name[3][32];
    snprintf(name[0], sizeof name[0], "answer.%zu.status", number);
    snprintf(name[1], sizeof name[1], "answer.%zu.key", number);
    snprintf(name[2], sizeof name[2], "answer.%zu.value", number);
    mvi_http_answer answer = {.struct_size = sizeof answer};
    if (in(name[0]) == NULL)
        return MVI_INTERNAL; /* One request more than the case has. */
    answer.status = (uint16_t)atoi(in(name[0]));
    answer.headers = pairs;
    answer.headers_count = key_values(name[1], name[2]);
    snprintf(name[0], sizeof name[0], "answer.%zu.body", number);
    for (size_t i = 0; i < fields_count; i++)
        if (strcmp(fields[i].name, name[0]) == 0)
            answer.body = (const uint8_t *)fields[i].value, answer.body_length = fields[i].length;
    mvi_response *response = NULL;
    mvi_status status = mvi_response_parse(client, request, &answer, &response, error);
    if (mvi_response_progress(response) != NULL)
        status = out_progress(mvi_response_progress(response), error);
    if (mvi_response_job_list(response) != NULL)
        status = out_list(mvi_response_job_list(response), error);
    if (mvi_response_created_job(response) != NULL)
        status = out_job(mvi_response_created_job(response), error);
    if (mvi_response_collection(response) != NULL)
        status = out_collection(mvi_response_collection(response), error);
    mvi_response_free(response);
    return status;
}

static mvi_status sans_io(const mvi_client *client, mvi_error **error)
{
    static const char *const OPERATIONS[] = {"get_import_progress", "list_import_jobs", "bulk_import",
                                             "commit_import", "abort_import", "describe_job", "describe_collection"};
    mvi_request_options about = {.struct_size = sizeof about};
    about.job_id = in("job_id") ? in("job_id") : "";
    mvi_bulk_import_options import = bulk_import_options();
    mvi_list_import_jobs_options list = list_options();
    mvi_describe_collection_options description = description_options();
    about.bulk_import = &import, about.list_import_jobs = &list, about.describe_collection = &description;
    int32_t operation = 0;
    for (int32_t i = 0; i < 7; i++)
        operation = operation_is(OPERATIONS[i]) ? i + 1 : operation;
    size_t spellings = operation == MVI_OPERATION_GET_IMPORT_PROGRESS ? mvi_request_spellings(client) : 1;
    mvi_status status = MVI_INTERNAL;
    mvi_error *first = NULL;
    for (about.spelling = 0; about.spelling < spellings; about.spelling++) {
        mvi_request *request = NULL;
        status = mvi_request_build(client, operation, &about, &request, error);
        if (request == NULL)
            break;
        out_request(request);
        status = answer_to(client, request, about.spelling, error);
        mvi_request_free(request);
        if (status != MVI_UNSUPPORTED)
            break;
        /* As the calls do: when no spelling is known, the first one's error is the telling one. */
        if (first == NULL)
            first = *error;
        else
            mvi_error_free(*error);
        *error = NULL;
    }
    if (status == MVI_UNSUPPORTED && first != NULL)
        *error = first;
    else
        mvi_error_free(first);
    return status;
}

static void execute(const char *how)
{
    mvi_client *client = NULL;
    mvi_error *error = NULL;
    mvi_status status = make_client(&client, &error);
    if (status == MVI_OK)
        status = strcmp(how, "sans-io") == 0 ? sans_io(client, &error) : call(client, &error);
    out("", "status", mvi_status_name(status));
    if (error != NULL)
        out_error(error);
    mvi_error_free(error);
    mvi_client_free(client);
    out("", "end", "");
    fflush(stdout);
}

static void all(void)
{
    struct field field;
    while (scanf("%31s %zu", field.name, &field.length) == 2 && getchar() == '\n') {
        field.value = malloc(field.length + 1);
        if (field.value == NULL || fread(field.value, 1, field.length, stdin) != field.length || fields_count == 1024)
            exit(3);
        field.value[field.length] = '\0';
        fields[fields_count++] = field;
        if (strcmp(field.name, "run") != 0)
            continue;
        execute(field.value);
        while (fields_count > 0)
            free(fields[--fields_count].value);
    }
    CHECK(fields_count == 0);
}

int main(void)
{
    return run("vectors", all);
}
