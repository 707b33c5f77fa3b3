/* Writes results and errors to standard output as fields: all that the accessors say, and the JSON view. */
#ifndef OUTCOME_H
#define OUTCOME_H

#include <inttypes.h>
#include <stdlib.h>

#include "check.h"

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

static void out_bool(const char *prefix, const char *name, bool value)
{
    out(prefix, name, value ? "true" : "false");
}

static void out_file(const char *prefix, const mvi_file_progress *file)
{
    int64_t number;
    bool is_there;
    out(prefix, "file_name", mvi_file_progress_file_name(file));
    out(prefix, "state", mvi_job_state_name(mvi_file_progress_state(file)));
    out(prefix, "raw_state", mvi_file_progress_raw_state(file));
    out_number(prefix, "progress", true, mvi_file_progress_progress(file));
    out(prefix, "raw_progress", mvi_file_progress_raw_progress(file));
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
            same &= same_text(value->file_name, mvi_file_progress_file_name(file));
            same &= same_text(value->raw_state, mvi_file_progress_raw_state(file));
            same &= same_text(value->raw_progress, mvi_file_progress_raw_progress(file));
            same &= same_text(value->reason, mvi_file_progress_reason(file));
            same &= same_text(value->create_time, mvi_file_progress_create_time(file));
            same &= same_text(value->complete_time, mvi_file_progress_complete_time(file));
            same &= value->state == mvi_file_progress_state(file);
            same &= value->progress == mvi_file_progress_progress(file);
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
    out("", "raw_progress", mvi_progress_raw_progress(progress));
    out("", "phase", mvi_phase_name(mvi_progress_phase(progress)));
    is_there = mvi_progress_imported_rows(progress, &number);
    out_number("", "imported_rows", is_there, number);
    is_there = mvi_progress_total_rows(progress, &number);
    out_number("", "total_rows", is_there, number);
    is_there = mvi_progress_file_size(progress, &number);
    out_number("", "file_size", is_there, number);
    out("", "reason", mvi_progress_reason(progress));
    out_bool("", "retryable_failure", mvi_progress_retryable_failure(progress));
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
        snprintf(prefix, sizeof prefix, "jobs.%zu.", i);
        out(prefix, "job_id", mvi_import_job_job_id(job));
        out(prefix, "collection_name", mvi_import_job_collection_name(job));
        out(prefix, "state", mvi_job_state_name(mvi_import_job_state(job)));
        out(prefix, "raw_state", mvi_import_job_raw_state(job));
        is_there = mvi_import_job_progress(job, &percent);
        out_number(prefix, "progress", is_there, percent);
        out(prefix, "raw_progress", mvi_import_job_raw_progress(job));
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
    out_number("job_ids.", "count", true, (int64_t)mvi_created_job_job_ids(job));
    for (size_t i = 0; i < mvi_created_job_job_ids(job); i++) {
        char name[32];
        snprintf(name, sizeof name, "job_ids.%zu", i);
        out("", name, mvi_created_job_job_id_at(job, i));
    }
    return status;
}

static void out_pair(const char *prefix, const char *of, const char *key, const char *value)
{
    char name[128];
    snprintf(name, sizeof name, "%s.%s", of, key);
    out(prefix, name, value);
}

static void out_field(const char *prefix, const mvi_field *field)
{
    int64_t number;
    bool nullable, is_there = mvi_field_nullable(field, &nullable);
    out(prefix, "name", mvi_field_name(field));
    out(prefix, "data_type", mvi_field_data_type(field));
    out(prefix, "element_type", mvi_field_element_type(field));
    out_bool(prefix, "primary_key", mvi_field_primary_key(field));
    out_bool(prefix, "partition_key", mvi_field_partition_key(field));
    out_bool(prefix, "auto_id", mvi_field_auto_id(field));
    if (is_there)
        out_bool(prefix, "nullable", nullable);
    out(prefix, "default_value", mvi_field_default_value(field));
    out_bool(prefix, "is_function_output", mvi_field_is_function_output(field));
    is_there = mvi_field_dim(field, &number);
    out_number(prefix, "dim", is_there, number);
    is_there = mvi_field_max_length(field, &number);
    out_number(prefix, "max_length", is_there, number);
    is_there = mvi_field_max_capacity(field, &number);
    out_number(prefix, "max_capacity", is_there, number);
    for (size_t i = 0; i < mvi_field_params(field); i++)
        out_pair(prefix, "params", mvi_field_param_key(field, i), mvi_field_param_value(field, i));
    out(prefix, "description", mvi_field_description(field));
}

static void out_struct(const char *prefix, const mvi_struct *structure)
{
    char name[128];
    out(prefix, "name", mvi_struct_name(structure));
    out(prefix, "description", mvi_struct_description(structure));
    out_number(prefix, "fields.count", true, (int64_t)mvi_struct_fields(structure));
    for (size_t i = 0; i < mvi_struct_fields(structure); i++) {
        snprintf(name, sizeof name, "%sfields.%zu.", prefix, i);
        out_field(name, mvi_struct_field(structure, i));
    }
}

static void out_function(const char *prefix, const mvi_function *function)
{
    char name[128];
    out(prefix, "name", mvi_function_name(function));
    out(prefix, "function_type", mvi_function_function_type(function));
    out_number(prefix, "input_field_names.count", true, (int64_t)mvi_function_input_field_names(function));
    for (size_t i = 0; i < mvi_function_input_field_names(function); i++) {
        snprintf(name, sizeof name, "input_field_names.%zu", i);
        out(prefix, name, mvi_function_input_field_name(function, i));
    }
    out_number(prefix, "output_field_names.count", true, (int64_t)mvi_function_output_field_names(function));
    for (size_t i = 0; i < mvi_function_output_field_names(function); i++) {
        snprintf(name, sizeof name, "output_field_names.%zu", i);
        out(prefix, name, mvi_function_output_field_name(function, i));
    }
    for (size_t i = 0; i < mvi_function_params(function); i++)
        out_pair(prefix, "params", mvi_function_param_key(function, i), mvi_function_param_value(function, i));
    out(prefix, "description", mvi_function_description(function));
}

static mvi_status out_collection(const mvi_collection *collection, mvi_error **error)
{
    size_t count;
    char prefix[64];
    const char *json = NULL;
    mvi_status status = mvi_collection_json(collection, &json, error);
    out("", "json", json);
    out("", "collection_name", mvi_collection_collection_name(collection));
    out("", "collection_id", mvi_collection_collection_id(collection));
    out("", "description", mvi_collection_description(collection));
    out_bool("", "auto_id", mvi_collection_auto_id(collection));
    out_bool("", "enable_dynamic_field", mvi_collection_enable_dynamic_field(collection));
    out_number("fields.", "count", true, (int64_t)mvi_collection_fields(collection));
    for (size_t i = 0; i < mvi_collection_fields(collection); i++) {
        snprintf(prefix, sizeof prefix, "fields.%zu.", i);
        out_field(prefix, mvi_collection_field(collection, i));
    }
    bool is_there = mvi_collection_struct_fields(collection, &count);
    out_number("struct_fields.", "count", is_there, (int64_t)count);
    for (size_t i = 0; i < count; i++) {
        snprintf(prefix, sizeof prefix, "struct_fields.%zu.", i);
        out_struct(prefix, mvi_collection_struct_field(collection, i));
    }
    is_there = mvi_collection_functions(collection, &count);
    out_number("functions.", "count", is_there, (int64_t)count);
    for (size_t i = 0; i < count; i++) {
        snprintf(prefix, sizeof prefix, "functions.%zu.", i);
        out_function(prefix, mvi_collection_function(collection, i));
    }
    for (size_t i = 0; i < mvi_collection_properties(collection); i++)
        out_pair("", "properties", mvi_collection_property_key(collection, i), mvi_collection_property_value(collection, i));
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

#endif
