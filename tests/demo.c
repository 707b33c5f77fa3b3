/* The demo's import from C. Arguments: a file that the server reads, and the rows that are in it. */
#include <milvus_import.h>
#include <stdio.h>
#include <stdlib.h>

static int show(const mvi_progress *progress, void *unused)
{
    (void)unused;
    printf("%3d %% %s\n", mvi_progress_progress(progress), mvi_phase_name(mvi_progress_phase(progress)));
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    mvi_client_options options = {.struct_size = sizeof options}; /* the server is in MILVUS_URI */
    const char *path = argv[1];
    mvi_file_group file = {&path, 1};
    mvi_bulk_import_options what = {.struct_size = sizeof what};
    what.collection_name = "books";
    what.files = &file;
    what.files_count = 1;

    mvi_wait_options how = {.struct_size = sizeof how, .on_progress = show};

    mvi_client *client = NULL;
    mvi_created_job *job = NULL;
    mvi_progress *done = NULL;
    mvi_error *error = NULL;
    int64_t rows = -1;
    if (mvi_client_new(&options, &client, &error) == MVI_OK &&
        mvi_bulk_import(client, &what, NULL, &job, &error) == MVI_OK &&
        mvi_wait(client, mvi_created_job_job_id(job), &how, &done, &error) == MVI_OK) {
        mvi_progress_imported_rows(done, &rows);
        printf("%s, %lld rows from C\n", mvi_job_state_name(mvi_progress_state(done)), (long long)rows);
    } else {
        fprintf(stderr, "%s\n", mvi_error_text(error));
    }
    mvi_error_free(error);
    mvi_progress_free(done);
    mvi_created_job_free(job);
    mvi_client_free(client);
    return rows != atoll(argv[2]);
}
