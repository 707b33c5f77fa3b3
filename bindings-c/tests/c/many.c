/* Many jobs at once: many URI LEDGER, of an emulator whose clock stands still, and a file to be made. */
#include <time.h>

#include "check.h"
#include "control.h"

static const char *uri, *ledger;
static mvi_client *client;

static const char *a_job(const char *json)
{
    static char ids[16][64];
    static size_t count;
    char *id = ids[count++ % 16];
    CHECK(add_job(uri, json, id) == 0);
    return id;
}

static void advance(void)
{
    CHECK(post(uri, "/clock", "{\"advance\":60}") == 200);
}

/* The next event, or NULL after the last one. */
static mvi_job_event *next(mvi_many_watcher *watcher)
{
    mvi_job_event *event = (mvi_job_event *)&uri;
    STATUS(mvi_many_watcher_next(watcher, &event, &error), MVI_OK);
    return event;
}

static mvi_many_watcher *watch(const char *id)
{
    mvi_many_watcher *watcher = NULL;
    STATUS(mvi_watch_many(client, &id, 1, NULL, &watcher, &error), MVI_OK);
    return watcher;
}

static void each_end_is_told_once(void)
{
    const char *done = a_job("{}"), *failed = a_job("{\"script\":{\"fail_at\":0,\"reason\":\"no such file\"}}");
    const char *ids[] = {done, failed, done, "99"};
    mvi_many_watcher *watcher = NULL;
    mvi_client_options options = {.struct_size = sizeof options, .uri = uri, .token = "", .db_name = ""};
    mvi_client *other = NULL;
    STATUS(mvi_client_new(&options, &other, &error), MVI_OK);
    STATUS(mvi_watch_many(other, ids, 4, NULL, &watcher, &error), MVI_OK);
    mvi_client_free(other);
    advance();
    int ends = 0, good = 0, bad = 0, unknown = 0;
    for (mvi_job_event *event; (event = next(watcher)) != NULL; mvi_job_event_free(event)) {
        const char *id = mvi_job_event_job_id(event);
        const mvi_progress *last = mvi_job_event_progress(event);
        const mvi_error *error = mvi_job_event_error(event);
        CHECK(id != NULL && mvi_job_event_files(event) == 0 && mvi_job_event_file(event, 0, 0) == NULL);
        if (mvi_job_event_kind(event) != MVI_EVENT_ENDED) {
            CHECK(mvi_job_event_kind(event) == MVI_EVENT_PROGRESS && last != NULL && error == NULL);
            continue;
        }
        ends++;
        if (strcmp(id, done) == 0)
            good += error == NULL && mvi_progress_success(last);
        else if (strcmp(id, failed) == 0)
            bad += mvi_error_code(error) == MVI_IMPORT_FAILED && strcmp(mvi_progress_reason(last), "no such file") == 0;
        else
            unknown += mvi_error_code(error) == MVI_JOB_NOT_FOUND && last == NULL && strcmp(id, "99") == 0;
    }
    CHECK(ends == 3 && good == 1 && bad == 1 && unknown == 1);
    CHECK(next(watcher) == NULL);
    mvi_many_watcher_free(watcher);
    STATUS(mvi_watch_many(client, NULL, 0, NULL, &watcher, &error), MVI_OK);
    CHECK(next(watcher) == NULL);
    mvi_many_watcher_free(watcher);
}

struct seen {
    int events, stops_at;
};

static int on_event(const mvi_job_event *event, void *data)
{
    struct seen *seen = data;
    CHECK(mvi_job_event_kind(event) == (seen->events++ == 0 ? MVI_EVENT_PROGRESS : MVI_EVENT_ENDED));
    /* The client may be used meanwhile. */
    mvi_progress *now = NULL;
    STATUS(mvi_get_import_progress(client, mvi_job_event_job_id(event), NULL, &now, &error), MVI_OK);
    mvi_progress_free(now);
    if (seen->events == 1)
        advance();
    return seen->events == seen->stops_at;
}

static void a_function_is_told(void)
{
    struct seen seen = {.stops_at = 1};
    mvi_many_watcher *watcher = watch(a_job("{}"));
    mvi_error *error = NULL;
    CHECK(mvi_many_watcher_each(watcher, on_event, &seen, &error) == MVI_CANCELLED);
    CHECK_HAS(mvi_error_message(error), "on_event");
    mvi_error_free(error);
    CHECK(seen.events == 1);
    /* It goes on where it was stopped. */
    STATUS(mvi_many_watcher_each(watcher, NULL, &seen, &error), MVI_INVALID_ARGUMENT);
    STATUS(mvi_many_watcher_each(watcher, on_event, &seen, &error), MVI_OK);
    STATUS(mvi_many_watcher_each(watcher, on_event, &seen, &error), MVI_OK);
    CHECK(seen.events >= 2 && next(watcher) == NULL);
    mvi_many_watcher_free(watcher);
}

static void the_jobs_of_a_collection(void)
{
    const char *id = a_job("{\"collection_name\":\"books\"}");
    a_job("{\"collection_name\":\"others\"}");
    mvi_wait_options patience = {.struct_size = sizeof patience, .timeout = 500};
    mvi_many_watcher *watcher = NULL;
    mvi_job_event *event = NULL;
    mvi_error *error = NULL;
    mvi_status status;
    STATUS(mvi_watch_collection(client, "books", false, &patience, &watcher, &error), MVI_OK);
    while ((status = mvi_many_watcher_next(watcher, &event, &error)) == MVI_OK && event != NULL) {
        CHECK_TEXT(mvi_job_event_job_id(event), id);
        CHECK(mvi_job_event_kind(event) != MVI_EVENT_ENDED || mvi_error_code(mvi_job_event_error(event)) == MVI_TIMEOUT);
        mvi_job_event_free(event);
    }
    CHECK(status == MVI_TIMEOUT && event == NULL);
    CHECK_HAS(mvi_error_message(error), "jobs of the collection have not all ended");
    mvi_error_free(error);
    CHECK(next(watcher) == NULL);
    mvi_many_watcher_free(watcher);
    advance();
    STATUS(mvi_watch_collection(client, "books", false, NULL, &watcher, &error), MVI_OK);
    CHECK(next(watcher) == NULL);
    mvi_many_watcher_free(watcher);
    int ends = 0;
    STATUS(mvi_watch_collection(client, "books", true, NULL, &watcher, &error), MVI_OK);
    while ((event = next(watcher)) != NULL) {
        CHECK_TEXT(mvi_job_event_job_id(event), id);
        ends += mvi_job_event_kind(event) == MVI_EVENT_ENDED;
        mvi_job_event_free(event);
    }
    CHECK(ends == 1);
    mvi_many_watcher_free(watcher);
}

static void an_outage_is_an_event(void)
{
    mvi_many_watcher *watcher = watch(a_job("{}"));
    advance();
    CHECK(post(uri, "/faults", "{\"kind\":\"status\",\"status\":503,\"body\":\"no upstream\",\"times\":1}") == 204);
    mvi_job_event *event = next(watcher);
    CHECK(mvi_job_event_kind(event) == MVI_EVENT_OUTAGE && mvi_job_event_job_id(event) == NULL);
    CHECK(mvi_error_http_status(mvi_job_event_error(event)) == 503);
    CHECK_HAS(mvi_error_message(mvi_job_event_error(event)), "no good answer for");
    mvi_job_event_free(event);
    event = next(watcher);
    CHECK(mvi_job_event_kind(event) == MVI_EVENT_RECOVERED && mvi_job_event_error(event) == NULL);
    mvi_job_event_free(event);
    /* An event lives on without its watcher. */
    event = next(watcher);
    mvi_many_watcher_free(watcher);
    CHECK(mvi_job_event_kind(event) == MVI_EVENT_ENDED && mvi_progress_success(mvi_job_event_progress(event)));
    mvi_job_event_free(event);
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
    mvi_wait_options options = {.struct_size = sizeof options, .cancel = token};
    const char *id = a_job("{}");
    mvi_many_watcher *watcher = NULL;
    STATUS(mvi_watch_many(client, &id, 1, &options, &watcher, &error), MVI_OK);
    mvi_job_event *event = next(watcher);
    CHECK(mvi_progress_state(mvi_job_event_progress(event)) == MVI_JOB_STATE_PENDING);
    mvi_job_event_free(event);
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, cancel_soon, token) == 0);
    event = (mvi_job_event *)&uri;
    STATUS(mvi_many_watcher_next(watcher, &event, &error), MVI_CANCELLED);
    CHECK(event == NULL && next(watcher) == NULL);
    pthread_join(thread, NULL);
    mvi_many_watcher_free(watcher);
    STATUS(mvi_watch_collection(client, "docs", false, &options, &watcher, &error), MVI_OK);
    mvi_cancel_token_free(token);
    STATUS(mvi_many_watcher_next(watcher, &event, &error), MVI_CANCELLED);
    mvi_many_watcher_free(watcher);
}

enum { FILES = 10, JOBS = 5 };

/* An import of ten files, by twos; NULL where it cannot be. */
static mvi_many_watcher *import(const mvi_import_many_options *options, mvi_status expected)
{
    static const char *paths[FILES] = {"0.json", "1.json", "2.json", "3.json", "4.json", "5.json", "6.json", "7.json", "8.json", "9.json"};
    mvi_file_group files[FILES];
    for (size_t i = 0; i < FILES; i++)
        files[i] = (mvi_file_group){&paths[i], 1};
    mvi_bulk_import_options what = {.struct_size = sizeof what, .collection_name = "docs", .files = files, .files_count = FILES};
    mvi_many_watcher *watcher = (mvi_many_watcher *)&uri;
    STATUS(mvi_import_many(client, &what, options, NULL, &watcher, &error), expected);
    return watcher;
}

/* What an import told: how many events of each kind, and of how many files. */
struct told {
    int events[MVI_EVENT_RECOVERED + 1], files[MVI_EVENT_RECOVERED + 1], good, bad;
};

static void take(struct told *told, mvi_job_event *event)
{
    mvi_event_kind kind = mvi_job_event_kind(event);
    const mvi_error *error = mvi_job_event_error(event);
    told->events[kind]++;
    for (size_t group = 0; group < mvi_job_event_files(event); group++) {
        const char *path = mvi_job_event_file(event, group, 0);
        CHECK(path != NULL && strcmp(path + 1, ".json") == 0 && mvi_job_event_file(event, group, 1) == NULL);
        told->files[kind]++;
    }
    CHECK(mvi_job_event_file(event, mvi_job_event_files(event), 0) == NULL);
    CHECK((mvi_job_event_job_id(event) == NULL) == (kind == MVI_EVENT_NOT_IMPORTED));
    if (kind == MVI_EVENT_ENDED) {
        told->good += error == NULL && mvi_progress_success(mvi_job_event_progress(event));
        told->bad += error != NULL && strstr(mvi_error_message(error), "no space left") != NULL;
    }
    /* All jobs end once all have begun. */
    if (kind == MVI_EVENT_CREATED && told->events[kind] == JOBS)
        CHECK(post(uri, "/clock", "{\"advance\":3600}") == 200);
    mvi_job_event_free(event);
}

static struct told told_by(mvi_many_watcher *watcher)
{
    struct told told = {0};
    for (mvi_job_event *event; (event = next(watcher)) != NULL;)
        take(&told, event);
    mvi_many_watcher_free(watcher);
    return told;
}

static void many_files_are_imported(void)
{
    CHECK(post(uri, "/scripts", "{\"fail_at\":45,\"reason\":\"no space left\"}") == 204);
    mvi_import_many_options options = {.struct_size = sizeof options, .files_per_job = 2};
    struct told told = told_by(import(&options, MVI_OK));
    CHECK(told.events[MVI_EVENT_CREATED] == JOBS && told.files[MVI_EVENT_CREATED] == FILES);
    CHECK(told.events[MVI_EVENT_ENDED] == JOBS && told.good == JOBS - 1 && told.bad == 1);
    CHECK(told.events[MVI_EVENT_NOT_IMPORTED] == 0 && told.events[MVI_EVENT_SKIPPED] == 0);
}

static void a_ledger_is_taken_up_again(void)
{
    remove(ledger);
    mvi_import_many_options options = {.struct_size = sizeof options, .ledger = ledger, .files_per_job = 2, .jobs_in_flight = 2};
    mvi_many_watcher *first = import(&options, MVI_OK);
    struct told told = {0};
    for (mvi_job_event *event; told.events[MVI_EVENT_CREATED] < 2 && (event = next(first)) != NULL;)
        take(&told, event);
    CHECK(told.events[MVI_EVENT_CREATED] == 2);
    CHECK(import(&options, MVI_LEDGER_UNUSABLE) == NULL);
    mvi_many_watcher_free(first);

    /* The two jobs end, and the others follow; one of them fails. */
    CHECK(post(uri, "/scripts", "{\"fail_at\":45,\"reason\":\"no space left\"}") == 204);
    options.jobs_in_flight = 0;
    CHECK(post(uri, "/clock", "{\"advance\":3600}") == 200);
    told = told_by(import(&options, MVI_OK));
    CHECK(told.events[MVI_EVENT_CREATED] == JOBS && told.good == JOBS - 1 && told.bad == 1);

    told = told_by(import(&options, MVI_OK));
    CHECK(told.events[MVI_EVENT_SKIPPED] == JOBS - 1 && told.files[MVI_EVENT_SKIPPED] == FILES - 2);
    CHECK(told.files[MVI_EVENT_NOT_IMPORTED] == 2 && told.events[MVI_EVENT_ENDED] == 0);
    options.atomic = true;
    CHECK(import(&options, MVI_INVALID_ARGUMENT) == NULL);
    remove(ledger);
}

static void all(void)
{
    CHECK(post(uri, "/reset", "") == 204);
    mvi_client_options options = {.struct_size = sizeof options, .uri = uri, .token = "", .db_name = ""};
    STATUS(mvi_client_new(&options, &client, &error), MVI_OK);
    each_end_is_told_once();
    a_function_is_told();
    the_jobs_of_a_collection();
    an_outage_is_an_event();
    another_thread_cancels();
    CHECK(post(uri, "/reset", "") == 204);
    many_files_are_imported();
    a_ledger_is_taken_up_again();
    mvi_client_free(client);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    uri = argv[1];
    ledger = argv[2];
    return run("many", all);
}
