/* Imports into a real Milvus 2.3: real MANAGEMENT_URI GOOD_FILE BAD_FILE. */
#include "check.h"

static char **arguments;
static mvi_client *client;

static mvi_created_job *import(const char *path)
{
    mvi_file_group file = {&path, 1};
    mvi_bulk_import_options options = {.struct_size = sizeof options};
    options.collection_name = "docs";
    options.files = &file;
    options.files_count = 1;
    mvi_created_job *job = NULL;
    STATUS(mvi_bulk_import(client, &options, NULL, &job, &error), MVI_OK);
    return job;
}

static int count_change(const mvi_progress *progress, void *changes)
{
    CHECK(mvi_progress_job_id(progress) != NULL);
    ++*(int *)changes;
    return 0;
}

static void all(void)
{
    mvi_client_options options = {.struct_size = sizeof options};
    options.uri = arguments[1];
    options.api = "milvus-2.3";
    STATUS(mvi_client_new(&options, &client, &error), MVI_OK);
    int changes = 0;
    mvi_wait_options patience = {.struct_size = sizeof patience, .timeout = 120000};
    patience.on_progress = count_change;
    patience.user_data = &changes;

    mvi_created_job *job = import(arguments[2]);
    mvi_progress *progress = NULL;
    STATUS(mvi_wait(client, mvi_created_job_job_id(job), &patience, &progress, &error), MVI_OK);
    int64_t rows = 0;
    CHECK(mvi_progress_success(progress) && mvi_progress_imported_rows(progress, &rows) && rows == 20000 && changes > 0);
    CHECK_TEXT(mvi_progress_collection_name(progress), "docs");
    mvi_progress_free(progress);

    mvi_created_job *bad = import(arguments[3]);
    mvi_error *error = NULL;
    CHECK(mvi_wait(client, mvi_created_job_job_id(bad), &patience, &progress, &error) == MVI_IMPORT_FAILED);
    CHECK_HAS(mvi_error_message(error), "auto-generated, no need to provide");
    CHECK(mvi_progress_state(mvi_error_progress(error)) == MVI_JOB_STATE_FAILED);
    mvi_error_free(error);
    STATUS(mvi_get_import_progress(client, "1", NULL, &progress, &error), MVI_JOB_NOT_FOUND);

    mvi_list_import_jobs_options which = {.struct_size = sizeof which};
    which.collection_name = "docs";
    mvi_job_list *list = NULL;
    STATUS(mvi_list_import_jobs(client, &which, NULL, &list, &error), MVI_OK);
    int found = 0;
    for (size_t i = 0; i < mvi_job_list_jobs(list); i++) {
        const char *id = mvi_import_job_job_id(mvi_job_list_job(list, i));
        found += strcmp(id, mvi_created_job_job_id(job)) == 0 || strcmp(id, mvi_created_job_job_id(bad)) == 0;
    }
    CHECK(found == 2);
    mvi_job_list_free(list);
    mvi_created_job_free(job);
    mvi_created_job_free(bad);
    mvi_client_free(client);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    arguments = argv;
    return run("real Milvus 2.3.5", all);
}
