/* Calls that do not block: asynchronous URI STOPPED, an emulator and one whose clock stands still. */
#include <dirent.h>
#include <poll.h>

#include "check.h"
#include "control.h"

enum { WAITS = 300 };

static const char *uri, *stopped;
static mvi_calls *calls;

static mvi_client *connect_to(const char *address)
{
    mvi_client_options options = {.struct_size = sizeof options, .uri = address, .token = "", .db_name = ""};
    mvi_client *client = NULL;
    STATUS(mvi_client_new(&options, &client, &error), MVI_OK);
    return client;
}

/* The next call that has ended, once the descriptor says that there is one. */
static uint64_t next(mvi_response **response, mvi_error **error)
{
    struct pollfd ready = {.fd = mvi_calls_fd(calls), .events = POLLIN};
    uint64_t number = 0;
    while (!mvi_calls_next(calls, &number, response, error)) {
        CHECK(number == 0 && *response == NULL && *error == NULL);
        CHECK(poll(&ready, 1, 30000) == 1);
    }
    return number;
}

static uint64_t import(const mvi_client *client)
{
    const char *paths[] = {"docs/1.parquet"};
    mvi_file_group group = {paths, 1};
    mvi_bulk_import_options import = {.struct_size = sizeof import, .collection_name = "docs"};
    import.files = &group;
    import.files_count = 1;
    mvi_request_options options = {.struct_size = sizeof options, .bulk_import = &import};
    uint64_t number = 0;
    STATUS(mvi_calls_start(calls, client, MVI_OPERATION_BULK_IMPORT, &options, &number, &error), MVI_OK);
    return number;
}

static void an_import_is_followed_to_its_end(void)
{
    mvi_client *client = connect_to(uri);
    uint64_t importing = import(client);
    mvi_response *created = NULL;
    mvi_error *failure = NULL;
    CHECK(next(&created, &failure) == importing && failure == NULL);
    const char *id = mvi_created_job_job_id(mvi_response_created_job(created));
    CHECK(id != NULL && mvi_response_progress(created) == NULL);

    uint64_t first = 0, number = 0;
    for (int wait = 0; wait < WAITS; wait++) {
        STATUS(mvi_calls_wait(calls, client, id, NULL, &number, &error), MVI_OK);
        if (wait == 0)
            first = number;
        CHECK(number == first + (uint64_t)wait);
    }
    /* Its calls go on without it. */
    mvi_client_free(client);
    uint64_t sum = 0, expected = 0;
    for (int wait = 0; wait < WAITS; wait++) {
        mvi_response *done = NULL;
        sum += next(&done, &failure);
        expected += first + (uint64_t)wait;
        CHECK(failure == NULL);
        CHECK(mvi_progress_state(mvi_response_progress(done)) == MVI_JOB_STATE_COMPLETED);
        mvi_response_free(done);
    }
    CHECK(sum == expected);
    mvi_response_free(created);
}

static void every_call_has_its_outcome(void)
{
    mvi_client *client = connect_to(uri), *hasty = NULL;
    STATUS(mvi_client_with_request_timeout(client, 7, &hasty, &error), MVI_OK);
    mvi_request_options options = {.struct_size = sizeof options, .job_id = "404"};
    uint64_t unknown = 0, list = 0;
    STATUS(mvi_calls_start(calls, hasty, MVI_OPERATION_GET_IMPORT_PROGRESS, &options, &unknown, &error), MVI_OK);
    STATUS(mvi_calls_start(calls, client, MVI_OPERATION_LIST_IMPORT_JOBS, NULL, &list, &error), MVI_OK);
    for (int call = 0; call < 2; call++) {
        mvi_response *response = NULL;
        mvi_error *failure = NULL;
        uint64_t number = next(&response, &failure);
        if (number == unknown) {
            CHECK(response == NULL && mvi_error_code(failure) == MVI_JOB_NOT_FOUND);
            CHECK_TEXT(mvi_error_operation(failure), "get_import_progress");
        } else {
            CHECK(number == list && failure == NULL);
            CHECK(mvi_job_list_jobs(mvi_response_job_list(response)) >= 1);
        }
        mvi_response_free(response);
        mvi_error_free(failure);
    }
    mvi_client_free(client);
    mvi_client_free(hasty);
}

static void calls_end_early(void)
{
    mvi_client *client = connect_to(stopped);
    uint64_t importing = import(client), waiting = 0, other = 0;
    mvi_response *response = NULL;
    mvi_error *failure = NULL;
    CHECK(next(&response, &failure) == importing);
    const char *id = mvi_created_job_job_id(mvi_response_created_job(response));
    STATUS(mvi_calls_wait(calls, client, id, NULL, &waiting, &error), MVI_OK);
    CHECK(mvi_calls_cancel(calls, waiting));
    CHECK(!mvi_calls_cancel(calls, waiting));
    CHECK(!mvi_calls_cancel(calls, importing));
    CHECK(next(&(mvi_response *){NULL}, &failure) == waiting);
    CHECK(mvi_error_code(failure) == MVI_CANCELLED);
    CHECK_TEXT(mvi_error_operation(failure), "get_import_progress");
    mvi_error_free(failure);

    mvi_request_options options = {.struct_size = sizeof options, .job_id = ""};
    STATUS(mvi_calls_start(calls, client, MVI_OPERATION_GET_IMPORT_PROGRESS, &options, &other, &error), MVI_OK);
    CHECK(next(&(mvi_response *){NULL}, &failure) == other);
    CHECK(mvi_error_code(failure) == MVI_INVALID_ARGUMENT);
    mvi_error_free(failure);

    mvi_wait_options soon = {.struct_size = sizeof soon, .timeout = 200};
    STATUS(mvi_calls_wait(calls, client, id, &soon, &waiting, &error), MVI_OK);
    CHECK(next(&(mvi_response *){NULL}, &failure) == waiting);
    CHECK(mvi_error_code(failure) == MVI_TIMEOUT && mvi_error_progress(failure) != NULL);
    mvi_error_free(failure);

    /* Under way when the calls are freed. */
    STATUS(mvi_calls_wait(calls, client, id, NULL, &waiting, &error), MVI_OK);
    mvi_response_free(response);
    mvi_client_free(client);
}

static void arguments(void)
{
    mvi_client *client = connect_to(uri);
    mvi_request_options options = {.struct_size = sizeof options};
    uint64_t number = 9;
    STATUS(mvi_calls_new(NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_calls_start(NULL, client, MVI_OPERATION_LIST_IMPORT_JOBS, &options, &number, &error), MVI_INVALID_ARGUMENT);
    CHECK(number == 0);
    STATUS(mvi_calls_start(calls, NULL, MVI_OPERATION_LIST_IMPORT_JOBS, &options, &number, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_calls_start(calls, client, 77, &options, &number, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_calls_start(calls, client, MVI_OPERATION_COMMIT_IMPORT, &options, &number, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_calls_start(calls, client, MVI_OPERATION_LIST_IMPORT_JOBS, &options, NULL, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_calls_wait(calls, client, NULL, NULL, &number, &error), MVI_INVALID_ARGUMENT);
    mvi_response *response = NULL;
    mvi_error *failure = NULL;
    CHECK(!mvi_calls_next(NULL, &number, &response, &failure));
    CHECK(!mvi_calls_next(calls, NULL, &response, &failure));
    CHECK(!mvi_calls_next(calls, &number, &response, &failure));
    CHECK(mvi_calls_fd(NULL) == -1 && !mvi_calls_cancel(NULL, 0));
    mvi_calls_free(NULL);
    mvi_client_free(client);
}

static int threads(void)
{
    DIR *tasks = opendir("/proc/self/task");
    int count = 0;
    for (struct dirent *task; tasks != NULL && (task = readdir(tasks)) != NULL;)
        count += task->d_name[0] != '.';
    if (tasks != NULL)
        closedir(tasks);
    return count;
}

/* Its own calls are all that a forked child has: their threads end with the last of them. */
static void a_forked_child_starts_anew(void)
{
    pid_t child = fork();
    if (child == 0) {
        int failed_before = checks_failed, threads_before = threads();
        STATUS(mvi_calls_new(&calls, &error), MVI_OK);
        every_call_has_its_outcome();
        mvi_calls_free(calls);
        CHECK(threads() == threads_before);
        leave(checks_failed == failed_before);
    }
    CHECK(ended_well(child));
}

static void tests(void)
{
    STATUS(mvi_calls_new(&calls, &error), MVI_OK);
    arguments();
    an_import_is_followed_to_its_end();
    every_call_has_its_outcome();
    a_forked_child_starts_anew();
    calls_end_early();
    mvi_calls_free(calls);
    /* The engine starts again. */
    STATUS(mvi_calls_new(&calls, &error), MVI_OK);
    every_call_has_its_outcome();
    mvi_calls_free(calls);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    uri = argv[1];
    stopped = argv[2];
    return run("asynchronous", tests);
}
