// The C++ header: objects URI STOPPED, an emulator and one whose clock stands still.
#include <milvus_import.hpp>

#include <string>
#include <type_traits>

#include "check.h"
#include "control.h"

namespace mvi = milvus_import;
using namespace std::chrono_literals;

static const char *running, *stopped;

static_assert(std::is_base_of_v<std::runtime_error, mvi::error> && std::is_nothrow_copy_constructible_v<mvi::error>);
static_assert(std::is_nothrow_move_constructible_v<mvi::client> && !std::is_copy_constructible_v<mvi::client>);
static_assert(std::is_nothrow_move_constructible_v<mvi::watcher> && !std::is_copy_constructible_v<mvi::watcher>);
static_assert(std::is_nothrow_move_constructible_v<mvi::cancel_token> && !std::is_copy_constructible_v<mvi::cancel_token>);
static_assert(std::is_copy_constructible_v<mvi::import_progress> && sizeof(mvi::file_progress) == sizeof(std::shared_ptr<void>));

static mvi::client connect_to(const char *uri)
{
    auto options = mvi::options<mvi_client_options>();
    options.uri = uri;
    options.token = options.db_name = "";
    options.timeout = mvi::milliseconds(20s);
    return mvi::client(options);
}

// A job of the emulator whose clock stands still.
static std::string a_job(const char *json = "{}")
{
    char id[64];
    CHECK(add_job(stopped, json, id) == 0);
    return id;
}

static mvi::created_job import(const mvi::client &client)
{
    const char *path = "docs/1.parquet";
    const mvi_file_group file = {&path, 1};
    auto what = mvi::options<mvi_bulk_import_options>();
    what.collection_name = "docs";
    what.files = &file;
    what.files_count = 1;
    return client.bulk_import(what);
}

// What a call throws, kept beyond everything that it is of.
template <typename Call>
static mvi::error thrown_by(Call call)
{
    try {
        call();
    } catch (const mvi::error &failure) {
        return failure;
    }
    CHECK(!"it has thrown");
    return mvi::error(MVI_OK, nullptr);
}

static void an_import_is_followed_to_its_end()
{
    mvi::client first = connect_to(running);
    const mvi::client client = std::move(first);
    CHECK(client.uri() == running && client.api() == "milvus-v2");
    const mvi::created_job job = import(client);
    CHECK(job.job_ids().size() == 1 && job.job_ids()[0] == job.job_id());
    const std::string id(job.job_id());

    std::vector<mvi::import_progress> changes;
    mvi::wait_options how;
    how.timeout = 2min;
    how.on_progress = [&](const mvi::import_progress &progress) { changes.push_back(progress); };
    mvi::import_progress done = client.wait(id, how);
    CHECK(!changes.empty() && !changes.back().differs_from(done) && changes.back().get() != done.get());
    CHECK(done.job_id() == id && done.state() == MVI_JOB_STATE_COMPLETED && done.phase() == MVI_PHASE_DONE);
    CHECK(done.progress() == 100 && done.success() && done.terminal() && !done.retryable_failure());
    CHECK(done.imported_rows() == 100000 && done.collection_name() == "docs");
    CHECK(done.partition_name() == std::nullopt && done.reason() == std::nullopt);
    CHECK(done.json().substr(0, 10) == done.json_without_details().substr(0, 10) && done.raw().front() == '{');

    // A part outlives what it is of.
    std::vector<mvi::file_progress> files = done.details();
    CHECK(files.size() == 1);
    done = client.get_import_progress(id);
    changes.clear();
    CHECK(files[0].state() == MVI_JOB_STATE_COMPLETED && files[0].total_rows() == 100000 && files[0].file_name());

    CHECK(client.list_import_jobs().jobs().at(0).job_id() == id);
    mvi::job_pages pages = client.job_pages();
    const std::optional<mvi::job_list> page = pages.next();
    CHECK(page && page->jobs().size() == 1 && page->next_page() == 0 && page->json().front() == '{');
    CHECK(!pages.next());
    CHECK(client.with_request_timeout(30s).get_import_progress(id).job_id() == id);

    // Parts of a description outlive it too.
    CHECK(post(running, "/responses", "{\"status\":200,\"body\":\"{\\\"code\\\":0,\\\"data\\\":{\\\"collectionName\\\":\\\"docs\\\",\\\"fields\\\":[{\\\"name\\\":\\\"vec\\\",\\\"type\\\":\\\"FloatVector\\\",\\\"params\\\":[{\\\"key\\\":\\\"dim\\\",\\\"value\\\":\\\"8\\\"}]}],\\\"functions\\\":[]}}\"}") == 204);
    std::optional<mvi::collection_description> description = client.describe_collection("docs", "default");
    CHECK(description->raw().substr(0, 10) == "{\"code\":0," && description->json().front() == '{');
    CHECK(description->functions() && description->functions()->empty() && !description->struct_fields());
    const mvi::collection_field field = description->fields().at(0);
    description.reset();
    CHECK(field.name() == "vec" && field.dim() == 8 && !field.nullable() && field.params().at("dim") == "8");

    mvi::watcher watcher = client.watch(id);
    std::size_t seen = 0;
    while (const std::optional<mvi::import_progress> change = watcher.next())
        seen += change->success();
    CHECK(seen == 1 && watcher.has_ended() && watcher.outcome().success());
}

static void failures_are_exceptions_that_say_all()
{
    const auto nowhere = thrown_by([] { connect_to("http://"); });
    CHECK(nowhere.code() == MVI_INVALID_ARGUMENT && !nowhere.operation() && !nowhere.retryable() && nowhere.attempts() == 0);

    auto client = std::make_unique<mvi::client>(connect_to(stopped));
    const auto unknown = thrown_by([&] { client->get_import_progress("4711"); });
    CHECK(unknown.code() == MVI_JOB_NOT_FOUND && std::string(unknown.what()).rfind("JobNotFound: ", 0) == 0);
    CHECK(unknown.http_status() == 200 && unknown.server_code() && unknown.server_message() && unknown.attempts() == 1);
    CHECK(unknown.operation() == "get_import_progress" && unknown.url() && !unknown.body_start() && !unknown.retry_after());
    CHECK(!unknown.progress() && !unknown.cause() && !unknown.job_id() && !unknown.message().empty());
    CHECK(thrown_by([&] { client->commit_import("1"); }).code() == MVI_UNSUPPORTED);
    CHECK(thrown_by([&] { client->abort_import("1"); }).code() == MVI_UNSUPPORTED);
    CHECK(thrown_by([&] { client->describe_job("1"); }).code() == MVI_UNSUPPORTED);

    CHECK(post(stopped, "/responses", "{\"status\":429,\"headers\":{\"retry-after\":\"7\"},\"body\":\"\"}") == 204);
    const auto busy = thrown_by([&] { client->get_import_progress("4711"); });
    CHECK(busy.code() == MVI_BUSY && busy.retryable() && busy.retry_after() == 7s && busy.http_status() == 429);
    CHECK(post(stopped, "/reset", "") == 204);

    // By value the last progress of a job that was waited for lives on without the client, and without the error.
    mvi::wait_options how;
    how.timeout = 200ms;
    const std::string id = a_job();
    std::optional<mvi::import_progress> last;
    {
        const auto late = thrown_by([&] { client->wait(id, how); });
        CHECK(late.code() == MVI_TIMEOUT);
        last = late.progress();
        client.reset();
    }
    CHECK(last && last->job_id() == id && last->state() == MVI_JOB_STATE_PENDING);
}

struct unexpected {
    std::string what;
};

static void exceptions_of_callbacks_are_the_callers()
{
    const mvi::client client = connect_to(stopped);
    const std::string id = a_job();
    int calls = 0;
    mvi::wait_options how;
    how.on_progress = [&](const mvi::import_progress &progress) {
        calls++;
        CHECK(client.get_import_progress(progress.job_id()).state() == MVI_JOB_STATE_PENDING);
        throw unexpected{"not a std::exception"};
    };
    try {
        client.wait(id, how);
        CHECK(!"it has thrown");
    } catch (const unexpected &thrown) {
        CHECK(thrown.what == "not a std::exception" && calls == 1);
    }

    // An outage is told as the error that it would be, then that it is over; it can end the wait as well.
    std::vector<mvi::error> outages;
    bool is_over = false, gives_up = false;
    how.on_progress = [&](const mvi::import_progress &progress) {
        if (progress.state() == MVI_JOB_STATE_PENDING)
            CHECK(post(stopped, "/faults", "{\"kind\":\"status\",\"status\":503,\"times\":2}") == 204);
    };
    how.on_outage = [&](const mvi::error *outage) {
        if (outage == nullptr) {
            is_over = true;
            CHECK(post(stopped, "/clock", "{\"advance\":60}") == 200);
        } else if (gives_up) {
            throw *outage;
        } else {
            outages.push_back(*outage);
        }
    };
    CHECK(client.wait(id, how).success() && is_over);
    CHECK(outages.size() == 2 && outages[0].http_status() == 503 && outages[0].cause()->http_status() == 503);
    CHECK(outages[1].progress()->state() == MVI_JOB_STATE_PENDING);
    gives_up = true;
    const auto given_up = thrown_by([&] { client.wait(a_job(), how); });
    CHECK(given_up.code() == outages[0].code() && given_up.attempts() == 1);
    CHECK(post(stopped, "/reset", "") == 204);
}

static void a_token_ends_calls()
{
    const mvi::client client = connect_to(stopped);
    const mvi::cancel_token token;
    mvi::wait_options how;
    how.cancel = &token;
    how.on_progress = [&](const mvi::import_progress &) { token.cancel(); };
    const auto cancelled = thrown_by([&] { client.wait(a_job(), how); });
    CHECK(cancelled.code() == MVI_CANCELLED && cancelled.progress() && token.is_cancelled());
    CHECK(thrown_by([&] { client.get_import_progress("1", &token); }).code() == MVI_CANCELLED);
    mvi::job_pages pages = client.job_pages();
    CHECK(thrown_by([&] { pages.next(&token); }).code() == MVI_CANCELLED);
}

static void many_jobs_are_followed()
{
    const mvi::client client = connect_to(stopped);
    const std::vector<std::string> ids = {a_job("{\"collection_name\":\"books\"}"),
                                          a_job("{\"collection_name\":\"books\",\"script\":{\"fail_at\":0,\"reason\":\"no such file\"}}")};
    CHECK(post(stopped, "/clock", "{\"advance\":60}") == 200);
    mvi::many_watcher watcher = client.watch_many(ids);
    std::vector<mvi::job_event> ends;
    while (const std::optional<mvi::job_event> event = watcher.next())
        if (event->kind() == MVI_EVENT_ENDED)
            ends.push_back(*event);
    CHECK(ends.size() == 2);
    for (const mvi::job_event &end : ends) {
        CHECK(end.files().empty() && end.progress() && end.progress()->job_id() == end.job_id());
        if (end.job_id() == ids[0])
            CHECK(end.progress()->success() && !end.error());
        else
            CHECK(end.error()->code() == MVI_IMPORT_FAILED && end.progress()->reason() == "no such file");
    }

    mvi::many_watcher again = client.watch_collection("books", {}, true);
    std::size_t ended = 0;
    while (const std::optional<mvi::job_event> event = again.next())
        ended += event->kind() == MVI_EVENT_ENDED && (event->job_id() == ids[0] || event->job_id() == ids[1]);
    CHECK(ended == 2);

    const mvi::cancel_token token;
    mvi::wait_options how;
    how.cancel = &token;
    mvi::many_watcher collection = client.watch_collection("books", how);
    token.cancel();
    CHECK(thrown_by([&] { collection.next(); }).code() == MVI_CANCELLED && !collection.next());
}

static void many_files_are_imported()
{
    const mvi::client client = connect_to(running);
    const char *const paths[] = {"a.parquet", "b.parquet", "c.parquet"};
    const mvi_file_group files[] = {{&paths[0], 1}, {&paths[1], 1}, {&paths[2], 1}};
    auto what = mvi::options<mvi_bulk_import_options>();
    what.collection_name = "docs";
    what.files = files;
    what.files_count = 3;
    auto jobs = mvi::options<mvi_import_many_options>();
    jobs.files_per_job = 2;
    std::vector<std::string_view> told;
    std::vector<mvi::job_event> created;
    int completed = 0;
    mvi::many_watcher watcher = client.import_many(what, jobs);
    while (const std::optional<mvi::job_event> event = watcher.next()) {
        if (event->kind() == MVI_EVENT_CREATED)
            created.push_back(*event);
        completed += event->kind() == MVI_EVENT_ENDED && !event->error();
    }
    for (const mvi::job_event &event : created)
        for (const std::vector<std::string_view> &group : event.files())
            told.insert(told.end(), group.begin(), group.end());
    CHECK(completed == 2 && told == std::vector<std::string_view>({"a.parquet", "b.parquet", "c.parquet"}));
    what.files_count = 0;
    CHECK(thrown_by([&] { client.import_many(what); }).code() == MVI_INVALID_ARGUMENT);
}

// For what is not in the header, get() and check().
static void functions_of_c()
{
    const mvi::client client = connect_to(stopped);
    mvi_calls *calls = nullptr;
    mvi_error *failure = nullptr;
    mvi::check(mvi_calls_new(&calls, &failure), failure);
    std::uint64_t number = 0;
    const auto refused = thrown_by([&] { mvi::check(mvi_calls_start(calls, client.get(), 0, nullptr, &number, &failure), failure); });
    CHECK(refused.code() == MVI_INVALID_ARGUMENT);
    mvi_calls_free(calls);
}

static void all()
{
    CHECK(post(running, "/reset", "") == 204 && post(stopped, "/reset", "") == 204);
    an_import_is_followed_to_its_end();
    failures_are_exceptions_that_say_all();
    exceptions_of_callbacks_are_the_callers();
    a_token_ends_calls();
    many_jobs_are_followed();
    many_files_are_imported();
    functions_of_c();
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    running = argv[1];
    stopped = argv[2];
    return run("objects", all);
}
