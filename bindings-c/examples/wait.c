/* Follows an import to its end and shows every change: wait URI JOB_ID. Ctrl-C stops it; the import goes on. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include <milvus_import.h>

static mvi_cancel_token *interrupted;

static void on_interrupt(int signal)
{
    (void)signal;
    mvi_cancel_token_cancel(interrupted);
}

static int show(const mvi_progress *progress, void *user_data)
{
    int64_t rows;
    (void)user_data;
    printf("%s, %d %%", mvi_job_state_name(mvi_progress_state(progress)), mvi_progress_progress(progress));
    if (mvi_progress_imported_rows(progress, &rows))
        printf(", %" PRId64 " rows", rows);
    puts("");
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: %s URI JOB_ID\n", argv[0]);
        return 2;
    }
    mvi_client_options options = {.struct_size = sizeof options, .uri = argv[1]};

    mvi_client *client = NULL;
    mvi_progress *progress = NULL;
    mvi_error *error = NULL;
    mvi_status status = mvi_cancel_token_new(&interrupted, &error);
    mvi_wait_options how = {.struct_size = sizeof how, .on_progress = show, .cancel = interrupted};
    if (status == MVI_OK)
        status = mvi_client_new(&options, &client, &error);
    signal(SIGINT, on_interrupt);
    if (status == MVI_OK)
        status = mvi_wait(client, argv[2], &how, &progress, &error);
    if (status != MVI_OK)
        fprintf(stderr, "%s\n", mvi_error_text(error));

    mvi_error_free(error);
    mvi_progress_free(progress);
    mvi_client_free(client);
    mvi_cancel_token_free(interrupted);
    return status == MVI_OK ? 0 : 1;
}
