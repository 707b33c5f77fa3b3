/* Threads, signals, callbacks that call back, fork: trouble URI, of an emulator whose clock stands still. */
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

#include "check.h"
#include "control.h"

static const char *uri;
static mvi_client *client;

static mvi_client *make_client(void)
{
    mvi_client_options options = {.struct_size = sizeof options};
    options.uri = uri;
    options.token = options.db_name = options.cluster_id = "";
    mvi_client *made = NULL;
    STATUS(mvi_client_new(&options, &made, &error), MVI_OK);
    return made;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* A job that never moves, as the clock does not. */
static const char *a_job(void)
{
    static char id[64];
    CHECK(add_job(uri, "{}", id) == 0);
    return id;
}

/* Moves the clock from inside the callback, so that nothing here depends on time; asks the same client meanwhile. */
static void call_back(const mvi_progress *progress, int *changes)
{
    ++*changes;
    mvi_progress *again = NULL, *last = NULL;
    STATUS(mvi_get_import_progress(client, mvi_progress_job_id(progress), NULL, &again, &error), MVI_OK);
    CHECK_TEXT(mvi_progress_job_id(again), mvi_progress_job_id(progress));
    mvi_progress_free(again);
    mvi_wait_options patience = {.struct_size = sizeof patience};
    patience.timeout = 1;
    mvi_status status = mvi_wait(client, mvi_progress_job_id(progress), &patience, &last, NULL);
    CHECK(status == (last != NULL ? MVI_OK : MVI_TIMEOUT));
    mvi_progress_free(last);
    mvi_client *other = make_client();
    mvi_job_list *list = NULL;
    STATUS(mvi_list_import_jobs(other, NULL, NULL, &list, &error), MVI_OK);
    CHECK(mvi_job_list_jobs(list) > 0);
    mvi_job_list_free(list);
    mvi_client_free(other);
    CHECK(post(uri, "/clock", "{\"advance\":9}") == 200);
}

static int on_progress(const mvi_progress *progress, void *changes)
{
    call_back(progress, changes);
    return 0;
}

static void callbacks_may_call_back(void)
{
    int changes = 0;
    mvi_progress *progress = NULL;
    mvi_wait_options options = {.struct_size = sizeof options, .on_progress = on_progress, .user_data = &changes};
    STATUS(mvi_wait(client, a_job(), &options, &progress, &error), MVI_OK);
    CHECK(changes >= 3 && mvi_progress_success(progress));
    mvi_progress_free(progress);
}

static int stop_at_once(const mvi_progress *progress, void *seen)
{
    CHECK(mvi_progress_state(progress) == MVI_JOB_STATE_PENDING);
    ++*(int *)seen;
    return 1;
}

static int stop_at_the_end(const mvi_progress *progress, void *unused)
{
    (void)unused;
    CHECK(post(uri, "/clock", "{\"advance\":60}") == 200);
    return mvi_progress_terminal(progress);
}

static void a_wait_is_stopped_from_inside(void)
{
    int seen = 0;
    mvi_progress *progress = (mvi_progress *)&uri;
    mvi_error *error = NULL;
    mvi_wait_options options = {.struct_size = sizeof options, .on_progress = stop_at_once, .user_data = &seen};
    CHECK(mvi_wait(client, a_job(), &options, &progress, &error) == MVI_CANCELLED && progress == NULL);
    CHECK(seen == 1 && mvi_progress_state(mvi_error_progress(error)) == MVI_JOB_STATE_PENDING);
    mvi_error_free(error);
    /* What has ended by itself can no longer be stopped. */
    options.on_progress = stop_at_the_end;
    STATUS(mvi_wait(client, a_job(), &options, &progress, &error), MVI_OK);
    CHECK(mvi_progress_success(progress));
    mvi_progress_free(progress);
    mvi_watcher *watcher = NULL;
    STATUS(mvi_watcher_new(client, a_job(), NULL, &watcher, &error), MVI_OK);
    STATUS(mvi_watcher_next(watcher, &progress, &error), MVI_OK);
    mvi_watcher_free(watcher);
    CHECK(mvi_progress_state(progress) == MVI_JOB_STATE_PENDING);
    mvi_progress_free(progress);
}

struct seen {
    int changes, outages, recoveries, stops;
};

static int goes_down(const mvi_progress *progress, void *data)
{
    struct seen *seen = data;
    CHECK(progress != NULL);
    if (++seen->changes == 1)
        CHECK(post(uri, "/faults", "{\"kind\":\"status\",\"status\":503,\"times\":2}") == 204);
    return 0;
}

static int on_outage(const mvi_error *outage, void *data)
{
    struct seen *seen = data;
    if (outage == NULL) {
        seen->recoveries++;
        CHECK(post(uri, "/clock", "{\"advance\":60}") == 200);
        return 0;
    }
    CHECK(mvi_error_attempts(outage) == (uint32_t)++seen->outages && mvi_error_http_status(outage) == 503);
    CHECK(strstr(mvi_error_message(outage), "; trying for another 4:5") != NULL);
    CHECK(mvi_progress_state(mvi_error_progress(outage)) == MVI_JOB_STATE_PENDING && mvi_error_cause(outage) != NULL);
    return seen->stops;
}

static void outages_are_told(void)
{
    struct seen seen = {0};
    mvi_progress *progress = NULL;
    mvi_wait_options options = {.struct_size = sizeof options, .on_progress = goes_down, .on_outage = on_outage};
    options.user_data = &seen;
    STATUS(mvi_wait(client, a_job(), &options, &progress, &error), MVI_OK);
    mvi_progress_free(progress);
    CHECK(seen.outages == 2 && seen.recoveries == 1);
    seen = (struct seen){.stops = 1};
    STATUS(mvi_wait(client, a_job(), &options, &progress, &error), MVI_CANCELLED);
    CHECK(seen.outages == 1 && seen.recoveries == 0);
    CHECK(post(uri, "/reset", "") == 204);

    mvi_watcher *watcher = NULL;
    STATUS(mvi_watcher_new(client, a_job(), NULL, &watcher, &error), MVI_OK);
    seen = (struct seen){0};
    while (!mvi_watcher_has_ended(watcher)) {
        mvi_error *outage = NULL;
        STATUS(mvi_watcher_next_event(watcher, &progress, &outage, &error), MVI_OK);
        CHECK(progress == NULL || outage == NULL);
        if (progress != NULL)
            goes_down(progress, &seen);
        else
            on_outage(outage, &seen);
        mvi_progress_free(progress);
        mvi_error_free(outage);
    }
    CHECK(seen.outages == 2 && seen.recoveries == 1);
    mvi_watcher_free(watcher);
}

static void time_limits(void)
{
    mvi_wait_options patience = {.struct_size = sizeof patience};
    mvi_progress *progress = NULL;
    patience.timeout = 200;
    mvi_error *error = NULL;
    CHECK(mvi_wait(client, a_job(), &patience, &progress, &error) == MVI_TIMEOUT);
    CHECK(mvi_progress_state(mvi_error_progress(error)) == MVI_JOB_STATE_PENDING);
    mvi_error_free(error);
    patience = (mvi_wait_options){.struct_size = sizeof patience};
    patience.stall_timeout = 200;
    STATUS(mvi_wait(client, a_job(), &patience, &progress, &error), MVI_STALLED);
    /* Negative is never, and so is the longest time that can be said: not a time that has passed. */
    patience = (mvi_wait_options){.struct_size = sizeof patience, .timeout = -1, .stall_timeout = INT64_MIN, .fault_budget = -1};
    int seen = 0;
    patience.on_progress = stop_at_once;
    patience.user_data = &seen;
    STATUS(mvi_wait(client, a_job(), &patience, &progress, &error), MVI_CANCELLED);
    patience.timeout = patience.stall_timeout = patience.fault_budget = INT64_MAX;
    STATUS(mvi_wait(client, a_job(), &patience, &progress, &error), MVI_CANCELLED);
    CHECK(seen == 2);
}

static void *cancel_soon(void *token)
{
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    mvi_cancel_token_cancel(token);
    return NULL;
}

static void another_thread_cancels(void)
{
    mvi_cancel_token *token = NULL;
    STATUS(mvi_cancel_token_new(&token, &error), MVI_OK);
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, cancel_soon, token) == 0);
    mvi_progress *progress = NULL;
    mvi_wait_options options = {.struct_size = sizeof options, .cancel = token};
    double start = now();
    STATUS(mvi_wait(client, a_job(), &options, &progress, &error), MVI_CANCELLED);
    CHECK(now() - start < 5);
    pthread_join(thread, NULL);
    STATUS(mvi_list_import_jobs(client, NULL, token, &(mvi_job_list *){NULL}, &error), MVI_CANCELLED);
    /* A loop over a watcher comes to its end: it is told once. */
    mvi_watcher *watcher = NULL;
    STATUS(mvi_watcher_new(client, a_job(), &options, &watcher, &error), MVI_OK);
    STATUS(mvi_watcher_next(watcher, &progress, &error), MVI_CANCELLED);
    CHECK(mvi_watcher_has_ended(watcher));
    for (int i = 0; i < 2; i++) {
        progress = (mvi_progress *)&uri;
        STATUS(mvi_watcher_next(watcher, &progress, &error), MVI_OK);
        CHECK(progress == NULL);
    }
    STATUS(mvi_watcher_outcome(watcher, &progress, &error), MVI_INVALID_ARGUMENT);
    mvi_watcher_free(watcher);
    mvi_cancel_token_free(token);
}

static mvi_cancel_token *for_signal;

static void handle(int signal)
{
    (void)signal;
    mvi_cancel_token_cancel(for_signal);
}

static void a_signal_cancels(void)
{
    STATUS(mvi_cancel_token_new(&for_signal, &error), MVI_OK);
    struct sigaction action = {.sa_handler = handle};
    sigaction(SIGALRM, &action, NULL);
    alarm(1);
    mvi_progress *progress = NULL;
    mvi_wait_options options = {.struct_size = sizeof options, .cancel = for_signal};
    STATUS(mvi_wait(client, a_job(), &options, &progress, &error), MVI_CANCELLED);
    signal(SIGALRM, SIG_DFL);
    mvi_cancel_token_free(for_signal);
}

enum { THREADS = 64, CALLS = 4 };

static void *ask(void *job_id)
{
    size_t failed = 0;
    for (int i = 0; i < CALLS; i++) {
        mvi_progress *progress = NULL;
        mvi_error *error = NULL;
        if (mvi_get_import_progress(client, job_id, NULL, &progress, &error) != MVI_OK) {
            failed++;
            fprintf(stderr, "    %s\n", mvi_error_text(error));
        } else if (strcmp(mvi_progress_job_id(progress), job_id) != 0) {
            failed++;
        }
        mvi_progress_free(progress);
        mvi_error_free(error);
    }
    return (void *)failed;
}

static void many_threads(void)
{
    static pthread_t threads[THREADS];
    char *id = (char *)a_job();
    for (size_t i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, ask, id) == 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *failed = NULL;
        pthread_join(threads[i], &failed);
        CHECK(failed == NULL);
    }
}

static const mvi_progress *shared;

static void *read_all(void *unused)
{
    (void)unused;
    size_t count = 0;
    const char *json = NULL;
    if (mvi_progress_details(shared, &count, NULL) != MVI_OK || mvi_progress_json(shared, &json, NULL) != MVI_OK)
        return NULL;
    return (void *)mvi_progress_job_id(shared);
}

static void one_object_on_many_threads(void)
{
    static pthread_t threads[THREADS];
    mvi_progress *progress = NULL;
    STATUS(mvi_get_import_progress(client, a_job(), NULL, &progress, &error), MVI_OK);
    shared = progress;
    for (size_t i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, read_all, NULL) == 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *text = NULL;
        pthread_join(threads[i], &text);
        CHECK(text == (void *)mvi_progress_job_id(progress));
    }
    mvi_progress_free(progress);
}

static void forked_children(void)
{
    char *id = (char *)a_job();
    CHECK(ask(id) == NULL);
    pid_t child = fork();
    if (child == 0)
        leave(ask(id) == NULL);
    CHECK(ended_well(child));
    child = fork();
    if (child == 0) {
        int good = ask(id) == NULL;
        mvi_client_free(client);
        leave(good);
    }
    CHECK(ended_well(child));
    child = fork();
    if (child == 0) {
        mvi_client_free(client);
        leave(1);
    }
    CHECK(ended_well(child));
    CHECK(ask(id) == NULL);
}

static void all(void)
{
    CHECK(post(uri, "/reset", "") == 204);
    client = make_client();
    callbacks_may_call_back();
    a_wait_is_stopped_from_inside();
    outages_are_told();
    time_limits();
    another_thread_cancels();
    a_signal_cancels();
    many_threads();
    one_object_on_many_threads();
    forked_children();
    mvi_client_free(client);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    uri = argv[1];
    return run("trouble", all);
}
