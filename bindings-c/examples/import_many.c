/* Imports many files, and goes on where it was interrupted: import_many URI COLLECTION LEDGER FILE... */
#include <stdio.h>
#include <stdlib.h>

#include <milvus_import.h>

static void show_files(const char *what, const mvi_job_event *event)
{
    for (size_t group = 0; group < mvi_job_event_files(event); group++)
        printf("%s: %s\n", mvi_job_event_file(event, group, 0), what);
}

static int show(const mvi_job_event *event, void *failures)
{
    const mvi_error *error = mvi_job_event_error(event);
    switch (mvi_job_event_kind(event)) {
    case MVI_EVENT_CREATED:
        show_files(mvi_job_event_job_id(event), event);
        break;
    case MVI_EVENT_SKIPPED:
        show_files("imported before", event);
        break;
    case MVI_EVENT_NOT_IMPORTED:
        show_files(mvi_error_text(error), event);
        ++*(int *)failures;
        break;
    case MVI_EVENT_ENDED:
        printf("%s: %s\n", mvi_job_event_job_id(event), error != NULL ? mvi_error_text(error) : "done");
        *(int *)failures += error != NULL;
        break;
    case MVI_EVENT_OUTAGE:
        fprintf(stderr, "%s\n", mvi_error_message(error));
        break;
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: %s URI COLLECTION LEDGER FILE...\n", argv[0]);
        return 2;
    }
    size_t count = (size_t)argc - 4;
    const char **paths = (const char **)argv + 4;
    mvi_file_group *files = calloc(count, sizeof *files);
    for (size_t i = 0; files != NULL && i < count; i++)
        files[i] = (mvi_file_group){&paths[i], 1};
    mvi_client_options options = {.struct_size = sizeof options, .uri = argv[1]};
    mvi_bulk_import_options what = {.struct_size = sizeof what, .collection_name = argv[2], .files = files, .files_count = count};
    mvi_import_many_options how = {.struct_size = sizeof how, .ledger = argv[3]};

    int failures = 0;
    mvi_client *client = NULL;
    mvi_many_watcher *watcher = NULL;
    mvi_error *error = NULL;
    mvi_status status = mvi_client_new(&options, &client, &error);
    if (status == MVI_OK)
        status = mvi_import_many(client, &what, &how, NULL, &watcher, &error);
    if (status == MVI_OK)
        status = mvi_many_watcher_each(watcher, show, &failures, &error);
    if (status != MVI_OK)
        fprintf(stderr, "%s\n", mvi_error_text(error));

    mvi_error_free(error);
    mvi_many_watcher_free(watcher);
    mvi_client_free(client);
    free(files);
    return status == MVI_OK && failures == 0 ? 0 : 1;
}
