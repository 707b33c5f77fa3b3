/* Executes conformance cases that the test suite hands in on standard input, through the public interface alone, and
   writes what came of each to standard output.

   Both directions are fields, `name length`, a line break, that many bytes, a line break. The field `run` with the value
   `call` executes what was handed in since the last one; `sans-io` does so without a network, with the answers that were
   handed in as well. The answer ends with the field `end`. */
#include <inttypes.h>
#include <stdlib.h>

#include "check.h"

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

static void out_bytes(const char *prefix, const char *name, const void *bytes, size_t length)
{
    printf("%s%s %zu\n", prefix, name, length);
    if (length > 0)
        fwrite(bytes, 1, length, stdout);
    putchar('\n');
}

static void out(const char *prefix, const char *name, const char *text)
{
    if (text != NULL)
        out_bytes(prefix, name, text, strlen(text));
}

static void out_number(const char *prefix, const char *name, bool is_there, int64_t number)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, number);
    out(prefix, name, is_there ? text : NULL);
}

static void out_real(const char *prefix, const char *name, bool is_there, double number)
{
    char text[64];
    snprintf(text, sizeof text, "%.17g", number);
    out(prefix, name, is_there ? text : NULL);
}

static void out_bool(const char *prefix, const char *name, bool value)
{
    out(prefix, name, value ? "true" : "false");
}

static void out_file(const char *prefix, const mvi_file_progress *file)
{
    int64_t number;
    double real;
    bool is_there;
    out(prefix, "file_name", mvi_file_progress_file_name(file));
    out(prefix, "state", mvi_job_state_name(mvi_file_progress_state(file)));
    out(prefix, "raw_state", mvi_file_progress_raw_state(file));
    out_number(prefix, "progress", true, mvi_file_progress_progress(file));
    is_there = mvi_file_progress_raw_progress(file, &real);
    out_real(prefix, "raw_progress", is_there, real);
    is_there = mvi_file_progress_imported_rows(file, &number);
    out_number(prefix, "imported_rows", is_there, number);
    is_there = mvi_file_progress_total_rows(file, &number);
    out_number(prefix, "total_rows", is_there, number);
    is_there = mvi_file_progress_file_size(file, &number);
    out_number(prefix, "file_size", is_there, number);
    out(prefix, "reason", mvi_file_progress_reason(file));
    out(prefix, "create_time", mvi_file_progress_create_time(file));
    out(prefix, "complete_time", mvi_file_progress_complete_time(file));
}

static int same_text(mvi_text text, const char *expected)
{
    if (text.start == NULL || expected == NULL)
        return text.start == expected;
    /* What a NUL of the server cuts off for the accessor. */
    size_t length = strlen(expected);
    return length <= text.length && memcmp(text.start, expected, length) == 0 &&
           (length == text.length || text.start[length] == '\0');
}

/* The files in one piece are the files one by one. */
static int same_as_copied(const mvi_progress *progress, size_t count)
{
    mvi_file_values values[3];
    size_t total = 0;
    int same = 1;
    for (size_t first = 0; first <= total; first += 3) {
        same &= mvi_progress_copy_details(progress, first, values, 3, sizeof *values, &total, NULL) == MVI_OK;
        for (size_t i = 0; i < 3 && first + i < total; i++) {
            const mvi_file_progress *file = mvi_progress_detail(progress, first + i);
            const mvi_file_values *value = &values[i];
            int64_t rows, total, size;
            double raw;
            same &= same_text(value->file_name, mvi_file_progress_file_name(file));
            same &= same_text(value->raw_state, mvi_file_progress_raw_state(file));
            same &= same_text(value->reason, mvi_file_progress_reason(file));
            same &= same_text(value->create_time, mvi_file_progress_create_time(file));
            same &= same_text(value->complete_time, mvi_file_progress_complete_time(file));
            same &= value->state == mvi_file_progress_state(file);
            same &= value->progress == mvi_file_progress_progress(file);
            same &= value->has_raw_progress == mvi_file_progress_raw_progress(file, &raw) && value->raw_progress == raw;
            same &= value->has_imported_rows == mvi_file_progress_imported_rows(file, &rows) && value->imported_rows == rows;
            same &= value->has_total_rows == mvi_file_progress_total_rows(file, &total) && value->total_rows == total;
            same &= value->has_file_size == mvi_file_progress_file_size(file, &size) && value->file_size == size;
        }
    }
    return same && total == count;
}

/* Every accessor of a result, and its JSON view. The status is that of reading the details, which may be broken. */
static mvi_status out_progress(const mvi_progress *progress, mvi_error **error)
{
    int64_t number;
    double real;
    bool is_there;
    const char *json = NULL;
    size_t count = 0;
    mvi_status status = mvi_progress_json(progress, &json, error);
    if (status != MVI_OK)
        return status;
    out("", "json", json);
    out("", "job_id", mvi_progress_job_id(progress));
    out("", "collection_name", mvi_progress_collection_name(progress));
    out("", "partition_name", mvi_progress_partition_name(progress));
    out("", "file_name", mvi_progress_file_name(progress));
    out("", "job_type", mvi_progress_job_type(progress));
    out("", "state", mvi_job_state_name(mvi_progress_state(progress)));
    out("", "raw_state", mvi_progress_raw_state(progress));
    out_number("", "progress", true, mvi_progress_progress(progress));
    is_there = mvi_progress_raw_progress(progress, &real);
    out_real("", "raw_progress", is_there, real);
    out("", "phase", mvi_phase_name(mvi_progress_phase(progress)));
    is_there = mvi_progress_imported_rows(progress, &number);
    out_number("", "imported_rows", is_there, number);
    is_there = mvi_progress_total_rows(progress, &number);
    out_number("", "total_rows", is_there, number);
    is_there = mvi_progress_file_size(progress, &number);
    out_number("", "file_size", is_there, number);
    out("", "reason", mvi_progress_reason(progress));
    out("", "create_time", mvi_progress_create_time(progress));
    out("", "complete_time", mvi_progress_complete_time(progress));
    out_bool("", "terminal", mvi_progress_terminal(progress));
    out_bool("", "success", mvi_progress_success(progress));
    status = mvi_progress_details(progress, &count, error);
    out_number("details.", "count", true, (int64_t)count);
    for (size_t i = 0; i < count; i++) {
        char prefix[32];
        snprintf(prefix, sizeof prefix, "details.%zu.", i);
        out_file(prefix, mvi_progress_detail(progress, i));
    }
    if (!same_as_copied(progress, count)) {
        fprintf(stderr, "mvi_progress_copy_details differs from the accessors\n");
        exit(3);
    }
    return status;
}

static mvi_status out_list(const mvi_job_list *list, mvi_error **error)
{
    int64_t number;
    bool is_there;
    const char *json = NULL;
    mvi_status status = mvi_job_list_json(list, &json, error);
    out("", "json", json);
    is_there = mvi_job_list_count(list, &number);
    out_number("", "count", is_there, number);
    is_there = mvi_job_list_current_page(list, &number);
    out_number("", "current_page", is_there, number);
    is_there = mvi_job_list_page_size(list, &number);
    out_number("", "page_size", is_there, number);
    out_number("jobs.", "count", true, (int64_t)mvi_job_list_jobs(list));
    for (size_t i = 0; i < mvi_job_list_jobs(list); i++) {
        const mvi_import_job *job = mvi_job_list_job(list, i);
        char prefix[32];
        uint8_t percent;
        double real;
        snprintf(prefix, sizeof prefix, "jobs.%zu.", i);
        out(prefix, "job_id", mvi_import_job_job_id(job));
        out(prefix, "collection_name", mvi_import_job_collection_name(job));
        out(prefix, "state", mvi_job_state_name(mvi_import_job_state(job)));
        out(prefix, "raw_state", mvi_import_job_raw_state(job));
        is_there = mvi_import_job_progress(job, &percent);
        out_number(prefix, "progress", is_there, percent);
        is_there = mvi_import_job_raw_progress(job, &real);
        out_real(prefix, "raw_progress", is_there, real);
        out(prefix, "reason", mvi_import_job_reason(job));
    }
    return status;
}

static mvi_status out_job(const mvi_created_job *job, mvi_error **error)
{
    const char *json = NULL;
    mvi_status status = mvi_created_job_json(job, &json, error);
    out("", "json", json);
    out("", "job_id", mvi_created_job_job_id(job));
    return status;
}

static void out_error(const mvi_error *error)
{
    int64_t code;
    bool is_there = mvi_error_server_code(error, &code);
    out("", "code", mvi_status_name(mvi_error_code(error)));
    out("", "message", mvi_error_message(error));
    out_number("", "http_status", mvi_error_http_status(error) != 0, mvi_error_http_status(error));
    out_number("", "server_code", is_there, code);
    out("", "server_message", mvi_error_server_message(error));
    out("", "body_start", mvi_error_body_start(error));
    out_bool("", "retryable", mvi_error_retryable(error));
}

static mvi_status make_client(mvi_client **client, mvi_error **error)
{
    mvi_client_options options;
    mvi_client_options_init(&options);
    options.uri = in("uri");
    options.api = in("api");
    /* What is empty is not set, and not taken from the environment either. */
    options.token = in("token") ? in("token") : "";
    options.db_name = in("db_name") ? in("db_name") : "";
    options.cluster_id = in("cluster_id") ? in("cluster_id") : "";
    options.project_id = in("project_id");
    options.region_id = in("region_id");
    options.timeout = 10000;
    options.retry_budget = 0;
    if (in("max_response_bytes"))
        options.max_response_bytes = strtoull(in("max_response_bytes"), NULL, 10);
    return mvi_client_new(&options, client, error);
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
    mvi_bulk_import_options options;
    mvi_bulk_import_options_init(&options);
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
    mvi_list_import_jobs_options options;
    mvi_list_import_jobs_options_init(&options);
    options.collection_name = in("collection_name");
    options.page_size = in("page_size") ? (uint32_t)strtoul(in("page_size"), NULL, 10) : 0;
    options.current_page = in("current_page") ? (uint32_t)strtoul(in("current_page"), NULL, 10) : 0;
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
    mvi_http_answer answer;
    mvi_http_answer_init(&answer);
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
    mvi_response_free(response);
    return status;
}

static mvi_status sans_io(const mvi_client *client, mvi_error **error)
{
    static const char *const OPERATIONS[] = {"get_import_progress", "list_import_jobs", "bulk_import",
                                             "commit_import", "abort_import", "describe_job"};
    mvi_request_options about;
    mvi_request_options_init(&about);
    about.job_id = in("job_id") ? in("job_id") : "";
    mvi_bulk_import_options import = bulk_import_options();
    mvi_list_import_jobs_options list = list_options();
    about.bulk_import = &import, about.list_import_jobs = &list;
    int32_t operation = 0;
    for (int32_t i = 0; i < 6; i++)
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
