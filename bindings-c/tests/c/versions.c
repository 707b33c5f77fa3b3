/* A program and a library of different versions: versions URI JOB_ID. The suite compiles it against headers that it makes of
   ours: with OLDER, one whose structures lack their last members; with NEWER, one whose structures have one member more,
   `from_the_future`. */
#include "check.h"
#include "control.h"

static char **arguments;
static mvi_client *client;

/* A structure of this program's header, and what lies behind it on its stack: 0xff, which no member could be. */
#define GUARDED(type)            \
    struct {                     \
        type it;                 \
        unsigned char behind[256]; \
    }
#define GUARD(name) memset(name.behind, 0xff, sizeof name.behind)
#define UNTOUCHED(name) CHECK(untouched(name.behind, sizeof name.behind))

static int untouched(const unsigned char *bytes, size_t count)
{
    size_t same = 0;
    while (same < count && bytes[same] == 0xff)
        same++;
    return same == count;
}

/* What a newer program sets, an older library must not overlook. */
#ifdef NEWER
#define REFUSES(name, call)                                              \
    do {                                                                 \
        mvi_error *error = NULL;                                         \
        name.it.from_the_future = "set";                                 \
        CHECK((call) == MVI_INVALID_ARGUMENT);                           \
        CHECK_HAS(mvi_error_message(error), "compiled with a newer header"); \
        mvi_error_free(error);                                           \
        name.it.from_the_future = NULL;                                  \
    } while (0)
#else
#define REFUSES(name, call) (void)0
#endif

static void a_client(void)
{
    GUARDED(mvi_client_options) options = {.it = {.struct_size = sizeof options.it, .uri = arguments[1], .token = "root:Milvus"}};
    GUARD(options);
    REFUSES(options, mvi_client_new(&options.it, &client, &error));
    STATUS(mvi_client_new(&options.it, &client, &error), MVI_OK);
    UNTOUCHED(options);
}

static void calls(void)
{
    GUARDED(mvi_wait_options) patience = {.it = {.struct_size = sizeof patience.it, .timeout = 120000}};
    GUARD(patience);
    mvi_progress *progress = NULL;
    REFUSES(patience, mvi_wait(client, arguments[2], &patience.it, &progress, &error));
    mvi_watcher *watcher = NULL;
    REFUSES(patience, mvi_watcher_new(client, arguments[2], &patience.it, &watcher, &error));
    STATUS(mvi_watcher_new(client, arguments[2], &patience.it, &watcher, &error), MVI_OK);
    mvi_watcher_free(watcher);
    mvi_many_watcher *many = NULL;
    const char *ids[] = {arguments[2]};
    REFUSES(patience, mvi_watch_many(client, ids, 1, &patience.it, &many, &error));
    STATUS(mvi_watch_many(client, ids, 1, &patience.it, &many, &error), MVI_OK);
    mvi_many_watcher_free(many);
    STATUS(mvi_wait(client, arguments[2], &patience.it, &progress, &error), MVI_OK);
    CHECK(mvi_progress_success(progress));
    UNTOUCHED(patience);

    GUARDED(mvi_list_import_jobs_options) which = {.it = {.struct_size = sizeof which.it, .collection_name = "versions"}};
    GUARD(which);
    mvi_job_list *list = NULL;
    REFUSES(which, mvi_list_import_jobs(client, &which.it, NULL, &list, &error));
    STATUS(mvi_list_import_jobs(client, &which.it, NULL, &list, &error), MVI_OK);
    mvi_job_list_free(list);
    mvi_job_pages *pages = NULL;
    REFUSES(which, mvi_job_pages_new(client, &which.it, &pages, &error));
    STATUS(mvi_job_pages_new(client, &which.it, &pages, &error), MVI_OK);
    mvi_job_pages_free(pages);
    UNTOUCHED(which);

    const char *path = "docs/1.parquet";
    mvi_file_group file = {&path, 1};
    GUARDED(mvi_bulk_import_options) import = {
        .it = {.struct_size = sizeof import.it, .collection_name = "versions", .files = &file, .files_count = 1}};
    GUARD(import);
    mvi_created_job *job = NULL;
    REFUSES(import, mvi_bulk_import(client, &import.it, NULL, &job, &error));
    STATUS(mvi_bulk_import(client, &import.it, NULL, &job, &error), MVI_OK);
    mvi_created_job_free(job);
    UNTOUCHED(import);
    GUARDED(mvi_import_many_options) jobs = {.it = {.struct_size = sizeof jobs.it, .files_per_job = 1}};
    GUARD(jobs);
    REFUSES(jobs, mvi_import_many(client, &import.it, &jobs.it, NULL, &many, &error));
    STATUS(mvi_import_many(client, &import.it, &jobs.it, NULL, &many, &error), MVI_OK);
    mvi_many_watcher_free(many);
    UNTOUCHED(jobs);

    /* The library writes as many bytes for each file as the program has room for. */
    GUARDED(mvi_file_values) files[2];
    memset(files, 0xff, sizeof files);
    size_t total = 0;
    STATUS(mvi_progress_copy_details(progress, 0, &files[0].it, 1, sizeof files[0].it, &total, &error), MVI_OK);
    CHECK(total == 2);
    CHECK(files[0].it.file_name.length > 0 && files[0].it.total_rows == 100000);
    UNTOUCHED(files[0]);
#ifdef NEWER
    CHECK(files[0].it.from_the_future == NULL);
#endif
    struct {
        mvi_file_values both[2];
        unsigned char behind[256];
    } all;
    memset(&all, 0xff, sizeof all);
    STATUS(mvi_progress_copy_details(progress, 0, all.both, 2, sizeof *all.both, &total, &error), MVI_OK);
    CHECK(all.both[0].file_name.start != all.both[1].file_name.start && all.both[1].total_rows == 100000);
    UNTOUCHED(all);
    mvi_progress_free(progress);
}

static void sans_io(void)
{
    GUARDED(mvi_request_options) about = {.it = {.struct_size = sizeof about.it, .job_id = arguments[2]}};
    GUARD(about);
    mvi_request *request = NULL;
    REFUSES(about, mvi_request_build(client, MVI_OPERATION_LIST_IMPORT_JOBS, &about.it, &request, &error));
    STATUS(mvi_request_build(client, MVI_OPERATION_LIST_IMPORT_JOBS, &about.it, &request, &error), MVI_OK);
    UNTOUCHED(about);
    mvi_key_value header = {"location", "https://elsewhere.example/"};
    GUARDED(mvi_http_answer)
    answer = {.it = {.struct_size = sizeof answer.it, .status = 302, .headers = &header, .headers_count = 1}};
    GUARD(answer);
    mvi_response *response = NULL;
    REFUSES(answer, mvi_response_parse(client, request, &answer.it, &response, &error));
    STATUS(mvi_response_parse(client, request, &answer.it, &response, &error), MVI_REDIRECTED);
    UNTOUCHED(answer);
    mvi_request_free(request);
}

static void all(void)
{
    a_client();
    calls();
    sans_io();
    mvi_client_free(client);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    arguments = argv;
    return run("versions", all);
}
