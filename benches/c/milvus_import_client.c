/* milvus-import through its public header. */
#include <milvus_import.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"

static bool understand(const mvi_progress *progress, bool files, summary *got)
{
    snprintf(got->job_id, sizeof got->job_id, "%s", mvi_progress_job_id(progress));
    snprintf(got->state, sizeof got->state, "%s", mvi_job_state_name(mvi_progress_state(progress)));
    got->progress = mvi_progress_progress(progress);
    got->rows = 0;
    size_t count = 0;
    if (files && mvi_progress_details(progress, &count, NULL) != MVI_OK)
        return false;
    for (size_t i = 0; i < count; i++) {
        const mvi_file_progress *file = mvi_progress_detail(progress, i);
        int64_t rows;
        if (mvi_file_progress_file_name(file) == NULL || !mvi_file_progress_imported_rows(file, &rows))
            return false;
        got->rows += rows;
    }
    return true;
}

static bool call(void *state, bool files, summary *got)
{
    mvi_progress *progress = NULL;
    mvi_error *error = NULL;
    bool good = mvi_get_import_progress(state, JOB_ID, NULL, &progress, &error) == MVI_OK;
    if (good)
        good = understand(progress, files, got);
    else
        fprintf(stderr, "%s\n", mvi_error_text(error));
    mvi_error_free(error);
    mvi_progress_free(progress);
    return good;
}

static void close_client(void *state)
{
    mvi_client_free(state);
}

client milvus_import_client(const target *target)
{
    mvi_client_options options = {.struct_size = sizeof options};
    options.uri = target->url;
    options.token = TOKEN;
    options.db_name = options.cluster_id = options.proxy = "";
    options.ca_cert = target->certificate;
    mvi_client *made = NULL;
    if (mvi_client_new(&options, &made, NULL) != MVI_OK)
        give_up("milvus-import: no client");
    return (client){"milvus-import", made, call, close_client};
}
