// milvus_import.hpp - milvus_import.h in C++17: objects that free themselves, and failures that are exceptions. Optional, and
// nothing but this file: it needs what milvus_import.h needs.
//
//     auto options = milvus_import::options<mvi_client_options>();
//     options.uri = "http://localhost:19530";
//     const milvus_import::client client(options);
//     const milvus_import::import_progress done = client.wait("448761313698322011");
//     std::cout << done.imported_rows().value_or(0) << " rows\n";
//
// What something means is said in milvus_import.h under its C name: client::wait is mvi_wait, import_progress::reason is
// mvi_progress_reason. get() is the object there, for functions that are not here, such as those of mvi_request and mvi_calls;
// check() makes an exception of their failures.
//
// What may be missing is a std::optional. A std::string_view, as the text that it is of, belongs to the object that it was read
// from. Results are constant, and copies of one share it; their parts, such as a file of a job, keep it. Objects that were moved
// from may be assigned to or destroyed, and nothing else.

#ifndef MILVUS_IMPORT_HPP
#define MILVUS_IMPORT_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "milvus_import.h"

namespace milvus_import {

/// Options of milvus_import.h with their defaults: `auto options = milvus_import::options<mvi_client_options>();`.
template <typename Options>
Options options() noexcept
{
    Options made{};
    made.struct_size = sizeof made;
    return made;
}

/// A time as the members of options are: `options.timeout = milvus_import::milliseconds(std::chrono::seconds(5));`.
constexpr std::int64_t milliseconds(std::chrono::milliseconds time) noexcept { return time.count(); }

/// Throws the error of a call that failed, which owns `failure`. That is a reference, since the call that sets it may stand beside
/// it: `check(mvi_commit_import(client.get(), id, nullptr, &failure), failure)`.
inline void check(mvi_status status, mvi_error *const &failure);

namespace detail {

/// An object that one owner has.
template <typename T, void (*Free)(T *)>
class handle {
  public:
    explicit handle(T *object) noexcept : object_(object) {}
    T *get() const noexcept { return object_.get(); }

  private:
    std::unique_ptr<T, std::integral_constant<void (*)(T *), Free>> object_;
};

/// A constant object, or a part of one, that its owners share.
template <typename T>
class result {
  public:
    explicit result(std::shared_ptr<const T> of) noexcept : of_(std::move(of)) {}
    const T *get() const noexcept { return of_.get(); }

  protected:
    /// A part of this object, which it keeps.
    template <typename Part, typename Native>
    Part part(const Native *native) const
    {
        return Part(std::shared_ptr<const Native>(of_, native));
    }

    /// One that may be missing.
    template <typename Part, typename Native>
    std::optional<Part> optional_part(const Native *native) const
    {
        return native != nullptr ? std::optional<Part>(part<Part>(native)) : std::nullopt;
    }

  private:
    std::shared_ptr<const T> of_;
};

/// Calls `function`, whose last two parameters are what it makes and an error.
template <typename T, typename... Parameters, typename... Arguments>
T *make(mvi_status (*function)(Parameters...), Arguments... arguments)
{
    T *made = nullptr;
    mvi_error *failure = nullptr;
    check(function(arguments..., &made, &failure), failure);
    return made;
}

inline std::optional<std::string_view> text(const char *of)
{
    return of != nullptr ? std::optional<std::string_view>(of) : std::nullopt;
}

template <typename T, typename Number>
std::optional<Number> number(bool (*read)(const T *, Number *), const T *of)
{
    Number value{};
    return read(of, &value) ? std::optional<Number>(value) : std::nullopt;
}

/// One that is 0 where there is none.
template <typename T>
std::optional<std::int64_t> number(std::uint16_t (*read)(const T *), const T *of)
{
    const std::uint16_t value = read(of);
    return value != 0 ? std::optional<std::int64_t>(value) : std::nullopt;
}

template <typename T>
std::optional<std::chrono::milliseconds> time(bool (*read)(const T *, std::int64_t *), const T *of)
{
    const auto value = number(read, of);
    return value ? std::optional(std::chrono::milliseconds(*value)) : std::nullopt;
}

template <typename T>
std::string_view json(mvi_status (*read)(const T *, const char **, mvi_error **), const T *of)
{
    const char *text = nullptr;
    mvi_error *failure = nullptr;
    check(read(of, &text, &failure), failure);
    return text;
}

} // namespace detail

/// How far one file of a job is.
class file_progress : public detail::result<mvi_file_progress> {
  public:
    using result::result;
    // Generated by `cargo run -p milvus-import-surface`: do not edit.
    std::optional<std::string_view> file_name() const { return detail::text(mvi_file_progress_file_name(get())); }
    mvi_job_state state() const { return mvi_file_progress_state(get()); }
    std::optional<std::string_view> raw_state() const { return detail::text(mvi_file_progress_raw_state(get())); }
    int progress() const { return mvi_file_progress_progress(get()); }
    std::optional<std::string_view> raw_progress() const { return detail::text(mvi_file_progress_raw_progress(get())); }
    std::optional<std::int64_t> imported_rows() const { return detail::number(mvi_file_progress_imported_rows, get()); }
    std::optional<std::int64_t> total_rows() const { return detail::number(mvi_file_progress_total_rows, get()); }
    std::optional<std::int64_t> file_size() const { return detail::number(mvi_file_progress_file_size, get()); }
    std::optional<std::string_view> reason() const { return detail::text(mvi_file_progress_reason(get())); }
    std::optional<std::string_view> create_time() const { return detail::text(mvi_file_progress_create_time(get())); }
    std::optional<std::string_view> complete_time() const { return detail::text(mvi_file_progress_complete_time(get())); }
    // End of what is generated.
};

/// How far one job is.
class import_progress : public detail::result<mvi_progress> {
  public:
    using result::result;
    explicit import_progress(mvi_progress *made) : result({made, mvi_progress_free}) {}
    // Generated by `cargo run -p milvus-import-surface`: do not edit.
    std::string_view job_id() const { return mvi_progress_job_id(get()); }
    std::optional<std::string_view> collection_name() const { return detail::text(mvi_progress_collection_name(get())); }
    std::optional<std::string_view> partition_name() const { return detail::text(mvi_progress_partition_name(get())); }
    std::optional<std::string_view> file_name() const { return detail::text(mvi_progress_file_name(get())); }
    std::optional<std::string_view> job_type() const { return detail::text(mvi_progress_job_type(get())); }
    mvi_job_state state() const { return mvi_progress_state(get()); }
    std::optional<std::string_view> raw_state() const { return detail::text(mvi_progress_raw_state(get())); }
    int progress() const { return mvi_progress_progress(get()); }
    std::optional<std::string_view> raw_progress() const { return detail::text(mvi_progress_raw_progress(get())); }
    mvi_phase phase() const { return mvi_progress_phase(get()); }
    std::optional<std::int64_t> imported_rows() const { return detail::number(mvi_progress_imported_rows, get()); }
    std::optional<std::int64_t> total_rows() const { return detail::number(mvi_progress_total_rows, get()); }
    std::optional<std::int64_t> file_size() const { return detail::number(mvi_progress_file_size, get()); }
    std::optional<std::string_view> reason() const { return detail::text(mvi_progress_reason(get())); }
    bool retryable_failure() const { return mvi_progress_retryable_failure(get()); }
    std::optional<std::string_view> create_time() const { return detail::text(mvi_progress_create_time(get())); }
    std::optional<std::string_view> complete_time() const { return detail::text(mvi_progress_complete_time(get())); }
    bool terminal() const { return mvi_progress_terminal(get()); }
    bool success() const { return mvi_progress_success(get()); }
    // End of what is generated.

    bool differs_from(const import_progress &other) const { return mvi_progress_differs_from(get(), other.get()); }

    std::vector<file_progress> details() const
    {
        std::size_t count = 0;
        mvi_error *failure = nullptr;
        check(mvi_progress_details(get(), &count, &failure), failure);
        std::vector<file_progress> files;
        for (std::size_t i = 0; i < count; i++)
            files.push_back(part<file_progress>(mvi_progress_detail(get(), i)));
        return files;
    }

    std::string_view json() const { return detail::json(mvi_progress_json, get()); }
    std::string_view json_without_details() const { return detail::json(mvi_progress_json_without_details, get()); }

    std::string_view raw() const
    {
        std::size_t length = 0;
        const std::uint8_t *bytes = mvi_progress_raw(get(), &length);
        return {reinterpret_cast<const char *>(bytes), length};
    }
};

/// One job of a list.
class import_job : public detail::result<mvi_import_job> {
  public:
    using result::result;
    // Generated by `cargo run -p milvus-import-surface`: do not edit.
    std::string_view job_id() const { return mvi_import_job_job_id(get()); }
    std::optional<std::string_view> collection_name() const { return detail::text(mvi_import_job_collection_name(get())); }
    mvi_job_state state() const { return mvi_import_job_state(get()); }
    std::optional<std::string_view> raw_state() const { return detail::text(mvi_import_job_raw_state(get())); }
    std::optional<int> progress() const { return detail::number(mvi_import_job_progress, get()); }
    std::optional<std::string_view> raw_progress() const { return detail::text(mvi_import_job_raw_progress(get())); }
    std::optional<std::string_view> reason() const { return detail::text(mvi_import_job_reason(get())); }
    // End of what is generated.
};

/// One page of jobs.
class job_list : public detail::result<mvi_job_list> {
  public:
    using result::result;
    explicit job_list(mvi_job_list *made) : result({made, mvi_job_list_free}) {}
    // Generated by `cargo run -p milvus-import-surface`: do not edit.
    std::optional<std::int64_t> count() const { return detail::number(mvi_job_list_count, get()); }
    std::optional<std::int64_t> current_page() const { return detail::number(mvi_job_list_current_page, get()); }
    std::optional<std::int64_t> page_size() const { return detail::number(mvi_job_list_page_size, get()); }
    // End of what is generated.

    std::vector<import_job> jobs() const
    {
        std::vector<import_job> jobs;
        for (std::size_t i = 0; i < mvi_job_list_jobs(get()); i++)
            jobs.push_back(part<import_job>(mvi_job_list_job(get(), i)));
        return jobs;
    }

    std::uint32_t next_page() const { return mvi_job_list_next_page(get()); }
    std::string_view json() const { return detail::json(mvi_job_list_json, get()); }
};

/// A job that client::bulk_import made.
class created_job : public detail::result<mvi_created_job> {
  public:
    using result::result;
    explicit created_job(mvi_created_job *made) : result({made, mvi_created_job_free}) {}
    // Generated by `cargo run -p milvus-import-surface`: do not edit.
    std::string_view job_id() const { return mvi_created_job_job_id(get()); }
    // End of what is generated.

    std::vector<std::string_view> job_ids() const
    {
        std::vector<std::string_view> ids;
        for (std::size_t i = 0; i < mvi_created_job_job_ids(get()); i++)
            ids.emplace_back(mvi_created_job_job_id_at(get(), i));
        return ids;
    }

    std::string_view json() const { return detail::json(mvi_created_job_json, get()); }
};

/// One field of a collection or of a struct.
class collection_field : public detail::result<mvi_field> {
  public:
    using result::result;
    // Generated by `cargo run -p milvus-import-surface`: do not edit.
    std::string_view name() const { return mvi_field_name(get()); }
    std::string_view data_type() const { return mvi_field_data_type(get()); }
    std::optional<std::string_view> element_type() const { return detail::text(mvi_field_element_type(get())); }
    bool primary_key() const { return mvi_field_primary_key(get()); }
    bool partition_key() const { return mvi_field_partition_key(get()); }
    bool auto_id() const { return mvi_field_auto_id(get()); }
    std::optional<bool> nullable() const { return detail::number(mvi_field_nullable, get()); }
    std::optional<std::string_view> default_value() const { return detail::text(mvi_field_default_value(get())); }
    bool is_function_output() const { return mvi_field_is_function_output(get()); }
    std::optional<std::int64_t> dim() const { return detail::number(mvi_field_dim, get()); }
    std::optional<std::int64_t> max_length() const { return detail::number(mvi_field_max_length, get()); }
    std::optional<std::int64_t> max_capacity() const { return detail::number(mvi_field_max_capacity, get()); }
    std::optional<std::string_view> description() const { return detail::text(mvi_field_description(get())); }
    // End of what is generated.

    /// What was set, by name.
    std::map<std::string_view, std::string_view> params() const
    {
        std::map<std::string_view, std::string_view> pairs;
        for (std::size_t i = 0; i < mvi_field_params(get()); i++)
            pairs.emplace(mvi_field_param_key(get(), i), mvi_field_param_value(get(), i));
        return pairs;
    }
};

/// An array of structs.
class collection_struct : public detail::result<mvi_struct> {
  public:
    using result::result;
    // Generated by `cargo run -p milvus-import-surface`: do not edit.
    std::string_view name() const { return mvi_struct_name(get()); }
    std::optional<std::string_view> description() const { return detail::text(mvi_struct_description(get())); }
    // End of what is generated.

    std::vector<collection_field> fields() const
    {
        std::vector<collection_field> fields;
        for (std::size_t i = 0; i < mvi_struct_fields(get()); i++)
            fields.push_back(part<collection_field>(mvi_struct_field(get(), i)));
        return fields;
    }
};

/// What the server computes fields with.
class collection_function : public detail::result<mvi_function> {
  public:
    using result::result;
    // Generated by `cargo run -p milvus-import-surface`: do not edit.
    std::string_view name() const { return mvi_function_name(get()); }
    std::optional<std::string_view> function_type() const { return detail::text(mvi_function_function_type(get())); }
    std::optional<std::string_view> description() const { return detail::text(mvi_function_description(get())); }
    // End of what is generated.

    std::vector<std::string_view> input_field_names() const
    {
        std::vector<std::string_view> names;
        for (std::size_t i = 0; i < mvi_function_input_field_names(get()); i++)
            names.emplace_back(mvi_function_input_field_name(get(), i));
        return names;
    }

    std::vector<std::string_view> output_field_names() const
    {
        std::vector<std::string_view> names;
        for (std::size_t i = 0; i < mvi_function_output_field_names(get()); i++)
            names.emplace_back(mvi_function_output_field_name(get(), i));
        return names;
    }

    /// What was set, by name.
    std::map<std::string_view, std::string_view> params() const
    {
        std::map<std::string_view, std::string_view> pairs;
        for (std::size_t i = 0; i < mvi_function_params(get()); i++)
            pairs.emplace(mvi_function_param_key(get(), i), mvi_function_param_value(get(), i));
        return pairs;
    }
};

/// What a collection holds.
class collection_description : public detail::result<mvi_collection> {
  public:
    using result::result;
    explicit collection_description(mvi_collection *made) : result({made, mvi_collection_free}) {}
    // Generated by `cargo run -p milvus-import-surface`: do not edit.
    std::string_view collection_name() const { return mvi_collection_collection_name(get()); }
    std::optional<std::string_view> collection_id() const { return detail::text(mvi_collection_collection_id(get())); }
    std::optional<std::string_view> description() const { return detail::text(mvi_collection_description(get())); }
    bool auto_id() const { return mvi_collection_auto_id(get()); }
    bool enable_dynamic_field() const { return mvi_collection_enable_dynamic_field(get()); }
    // End of what is generated.

    std::vector<collection_field> fields() const
    {
        std::vector<collection_field> fields;
        for (std::size_t i = 0; i < mvi_collection_fields(get()); i++)
            fields.push_back(part<collection_field>(mvi_collection_field(get(), i)));
        return fields;
    }

    /// None before Milvus 3.0, which shows none.
    std::optional<std::vector<collection_struct>> struct_fields() const
    {
        const auto count = detail::number(mvi_collection_struct_fields, get());
        if (!count)
            return std::nullopt;
        std::vector<collection_struct> structs;
        for (std::size_t i = 0; i < *count; i++)
            structs.push_back(part<collection_struct>(mvi_collection_struct_field(get(), i)));
        return structs;
    }

    /// None before Milvus 2.5, which has none.
    std::optional<std::vector<collection_function>> functions() const
    {
        const auto count = detail::number(mvi_collection_functions, get());
        if (!count)
            return std::nullopt;
        std::vector<collection_function> functions;
        for (std::size_t i = 0; i < *count; i++)
            functions.push_back(part<collection_function>(mvi_collection_function(get(), i)));
        return functions;
    }

    /// What was set, by name.
    std::map<std::string_view, std::string_view> properties() const
    {
        std::map<std::string_view, std::string_view> pairs;
        for (std::size_t i = 0; i < mvi_collection_properties(get()); i++)
            pairs.emplace(mvi_collection_property_key(get(), i), mvi_collection_property_value(get(), i));
        return pairs;
    }

    std::string_view json() const { return detail::json(mvi_collection_json, get()); }

    /// The server's whole answer. In a file it is a schema that `milvus-import check` checks files against.
    std::string_view raw() const
    {
        std::size_t length = 0;
        const std::uint8_t *bytes = mvi_collection_raw(get(), &length);
        return {reinterpret_cast<const char *>(bytes), length};
    }
};

/// Why a call failed: what() is mvi_error_text. A copy shares what it says.
class error : public std::runtime_error, public detail::result<mvi_error> {
  public:
    error(mvi_status status, mvi_error *made)
        : runtime_error(made != nullptr ? mvi_error_text(made) : mvi_status_name(status)), result({made, mvi_error_free}),
          code_(status)
    {
    }

    explicit error(std::shared_ptr<const mvi_error> of)
        : runtime_error(mvi_error_text(of.get())), result(std::move(of)), code_(mvi_error_code(get()))
    {
    }

    /// What kind of failure it is: mvi_status_name(code()) is its name.
    mvi_status code() const noexcept { return code_; }
    std::string_view message() const { return detail::text(mvi_error_message(get())).value_or(""); }
    // Generated by `cargo run -p milvus-import-surface`: do not edit.
    std::optional<std::string_view> operation() const { return detail::text(mvi_error_operation(get())); }
    std::optional<std::string_view> url() const { return detail::text(mvi_error_url(get())); }
    std::optional<std::int64_t> http_status() const { return detail::number(mvi_error_http_status, get()); }
    std::optional<std::int64_t> server_code() const { return detail::number(mvi_error_server_code, get()); }
    std::optional<std::string_view> server_message() const { return detail::text(mvi_error_server_message(get())); }
    std::optional<std::string_view> body_start() const { return detail::text(mvi_error_body_start(get())); }
    bool retryable() const { return mvi_error_retryable(get()); }
    std::int64_t attempts() const { return mvi_error_attempts(get()); }
    std::optional<std::chrono::milliseconds> retry_after() const { return detail::time(mvi_error_retry_after, get()); }
    std::optional<std::string_view> job_id() const { return detail::text(mvi_error_job_id(get())); }
    std::optional<import_progress> progress() const { return optional_part<import_progress>(mvi_error_progress(get())); }
    // End of what is generated.

    std::optional<error> cause() const { return optional_part<error>(mvi_error_cause(get())); }

  private:
    mvi_status code_;
};

inline void check(mvi_status status, mvi_error *const &failure)
{
    if (status != MVI_OK)
        throw error(status, failure);
}

/// What is told of many followed jobs.
class job_event : public detail::result<mvi_job_event> {
  public:
    using result::result;
    explicit job_event(mvi_job_event *made) : result({made, mvi_job_event_free}) {}
    mvi_event_kind kind() const { return mvi_job_event_kind(get()); }
    std::optional<std::string_view> job_id() const { return detail::text(mvi_job_event_job_id(get())); }
    std::optional<import_progress> progress() const { return optional_part<import_progress>(mvi_job_event_progress(get())); }
    std::optional<milvus_import::error> error() const { return optional_part<milvus_import::error>(mvi_job_event_error(get())); }

    std::vector<std::vector<std::string_view>> files() const
    {
        std::vector<std::vector<std::string_view>> files(mvi_job_event_files(get()));
        for (std::size_t group = 0; group < files.size(); group++)
            while (const char *file = mvi_job_event_file(get(), group, files[group].size()))
                files[group].emplace_back(file);
        return files;
    }
};

/// Ends the calls that it is given to.
class cancel_token : public detail::handle<mvi_cancel_token, mvi_cancel_token_free> {
  public:
    cancel_token() : handle(detail::make<mvi_cancel_token>(mvi_cancel_token_new)) {}
    void cancel() const noexcept { mvi_cancel_token_cancel(get()); }
    bool is_cancelled() const noexcept { return mvi_cancel_token_is_cancelled(get()); }

    /// That of milvus_import.h, or none.
    static const mvi_cancel_token *native(const cancel_token *token) noexcept { return token != nullptr ? token->get() : nullptr; }
};

/// How a job is followed. Times are as in mvi_wait_options: 0 is the default, and a negative one is none or never.
struct wait_options {
    // Generated by `cargo run -p milvus-import-surface`: do not edit.
    std::chrono::milliseconds timeout{};
    std::chrono::milliseconds stall_timeout{};
    std::chrono::milliseconds fault_budget{};
    // End of what is generated.
    /// Told of every change, the last one included, on the thread that waits. For client::wait. An exception that it throws ends
    /// the wait and is the caller's: no C is between the two.
    std::function<void(const import_progress &)> on_progress;
    /// Told of outages while they are ridden out, and with a null pointer that the server answers again; else as on_progress.
    std::function<void(const error *)> on_outage;
    /// Ends the wait or watch from another thread or a signal handler.
    const cancel_token *cancel = nullptr;

    mvi_wait_options native() const noexcept
    {
        auto made = options<mvi_wait_options>();
        // Generated by `cargo run -p milvus-import-surface`: do not edit.
        made.timeout = milliseconds(timeout);
        made.stall_timeout = milliseconds(stall_timeout);
        made.fault_budget = milliseconds(fault_budget);
        // End of what is generated.
        made.cancel = cancel_token::native(cancel);
        return made;
    }
};

/// A watch that is asked for each change: made by client::watch. One thread at a time.
class watcher : public detail::handle<mvi_watcher, mvi_watcher_free> {
  public:
    using handle::handle;

    /// With neither of them the server answers again, or the watch has ended.
    struct event {
        std::optional<import_progress> progress;
        std::optional<error> outage;
    };

    /// The next change; none after the last one.
    std::optional<import_progress> next()
    {
        mvi_progress *change = detail::make<mvi_progress>(mvi_watcher_next, get());
        return change != nullptr ? std::optional<import_progress>(change) : std::nullopt;
    }

    event next_event()
    {
        event told;
        mvi_progress *change = nullptr;
        mvi_error *outage = nullptr, *failure = nullptr;
        check(mvi_watcher_next_event(get(), &change, &outage, &failure), failure);
        if (change != nullptr)
            told.progress.emplace(change);
        if (outage != nullptr)
            told.outage.emplace(mvi_error_code(outage), outage);
        return told;
    }

    import_progress outcome() { return import_progress(detail::make<mvi_progress>(mvi_watcher_outcome, get())); }
    bool has_ended() const noexcept { return mvi_watcher_has_ended(get()); }
};

/// Many jobs that are followed: made by client::watch_many, client::watch_collection and client::import_many. One thread at a time.
class many_watcher : public detail::handle<mvi_many_watcher, mvi_many_watcher_free> {
  public:
    using handle::handle;

    /// The next event; none after the last one.
    std::optional<job_event> next()
    {
        mvi_job_event *event = detail::make<mvi_job_event>(mvi_many_watcher_next, get());
        return event != nullptr ? std::optional<job_event>(event) : std::nullopt;
    }
};

/// A walk over the pages of a list: made by client::job_pages. One thread at a time.
class job_pages : public detail::handle<mvi_job_pages, mvi_job_pages_free> {
  public:
    using handle::handle;

    /// The next page; none after the last one.
    std::optional<job_list> next(const cancel_token *cancel = nullptr)
    {
        mvi_job_list *page = detail::make<mvi_job_list>(mvi_job_pages_next, get(), cancel_token::native(cancel));
        return page != nullptr ? std::optional<job_list>(page) : std::nullopt;
    }
};

/// A client of one server. Any thread, several calls at once.
class client : public detail::handle<mvi_client, mvi_client_free> {
  public:
    explicit client(const mvi_client_options &how = options<mvi_client_options>())
        : handle(detail::make<mvi_client>(mvi_client_new, &how))
    {
    }

    client with_request_timeout(std::chrono::duration<std::uint32_t> time) const
    {
        return client(detail::make<mvi_client>(mvi_client_with_request_timeout, get(), time.count()));
    }

    std::string_view uri() const { return mvi_client_uri(get()); }
    std::string_view api() const { return mvi_client_api(get()); }

    import_progress get_import_progress(std::string_view job_id, const cancel_token *cancel = nullptr) const
    {
        return make<import_progress, mvi_progress>(mvi_get_import_progress, std::string(job_id).c_str(), cancel_token::native(cancel));
    }

    job_list list_import_jobs(const mvi_list_import_jobs_options &which = options<mvi_list_import_jobs_options>(),
                              const cancel_token *cancel = nullptr) const
    {
        return make<job_list, mvi_job_list>(mvi_list_import_jobs, &which, cancel_token::native(cancel));
    }

    milvus_import::job_pages job_pages(const mvi_list_import_jobs_options &which = options<mvi_list_import_jobs_options>()) const
    {
        return make<milvus_import::job_pages, mvi_job_pages>(mvi_job_pages_new, &which);
    }

    created_job bulk_import(const mvi_bulk_import_options &what, const cancel_token *cancel = nullptr) const
    {
        return make<created_job, mvi_created_job>(mvi_bulk_import, &what, cancel_token::native(cancel));
    }

    void commit_import(std::string_view job_id, const cancel_token *cancel = nullptr) const
    {
        mvi_error *failure = nullptr;
        check(mvi_commit_import(get(), std::string(job_id).c_str(), cancel_token::native(cancel), &failure), failure);
    }

    void abort_import(std::string_view job_id, const cancel_token *cancel = nullptr) const
    {
        mvi_error *failure = nullptr;
        check(mvi_abort_import(get(), std::string(job_id).c_str(), cancel_token::native(cancel), &failure), failure);
    }

    import_progress describe_job(std::string_view job_id, const cancel_token *cancel = nullptr) const
    {
        return make<import_progress, mvi_progress>(mvi_describe_job, std::string(job_id).c_str(), cancel_token::native(cancel));
    }

    /// What a collection holds. Without a database it is looked for in the client's.
    collection_description describe_collection(std::string_view collection_name, std::string_view db_name = {},
                                               const cancel_token *cancel = nullptr) const
    {
        const std::string name(collection_name), database(db_name);
        auto which = options<mvi_describe_collection_options>();
        which.collection_name = name.c_str();
        which.db_name = database.c_str();
        return make<collection_description, mvi_collection>(mvi_describe_collection, &which, cancel_token::native(cancel));
    }

    /// The changes of a job, one after the other. The functions in the options are for wait.
    watcher watch(std::string_view job_id, const wait_options &how = {}) const
    {
        const mvi_wait_options native = how.native();
        return make<watcher, mvi_watcher>(mvi_watcher_new, std::string(job_id).c_str(), &native);
    }

    import_progress wait(std::string_view job_id, const wait_options &how = {}) const
    {
        watcher changes = watch(job_id, how);
        while (!changes.has_ended()) {
            const watcher::event event = changes.next_event();
            if (event.progress && how.on_progress)
                how.on_progress(*event.progress);
            else if (!event.progress && how.on_outage)
                how.on_outage(event.outage ? &*event.outage : nullptr);
        }
        return changes.outcome();
    }

    /// The events of many jobs, one after the other. The functions in the options are for wait.
    many_watcher watch_many(const std::vector<std::string> &job_ids, const wait_options &how = {}) const
    {
        std::vector<const char *> ids;
        for (const std::string &id : job_ids)
            ids.push_back(id.c_str());
        const mvi_wait_options native = how.native();
        return make<many_watcher, mvi_many_watcher>(mvi_watch_many, ids.data(), ids.size(), &native);
    }

    many_watcher watch_collection(std::string_view collection_name, const wait_options &how = {}, bool with_ended = false) const
    {
        const mvi_wait_options native = how.native();
        return make<many_watcher, mvi_many_watcher>(mvi_watch_collection, std::string(collection_name).c_str(), with_ended, &native);
    }

    /// The functions in the options of the wait are for wait.
    many_watcher import_many(const mvi_bulk_import_options &what,
                             const mvi_import_many_options &options = milvus_import::options<mvi_import_many_options>(),
                             const wait_options &how = {}) const
    {
        const mvi_wait_options native = how.native();
        return make<many_watcher, mvi_many_watcher>(mvi_import_many, &what, &options, &native);
    }

  private:
    explicit client(mvi_client *made) noexcept : handle(made) {}

    template <typename Made, typename Native, typename Function, typename... Arguments>
    Made make(Function function, Arguments... arguments) const
    {
        return Made(detail::make<Native>(function, get(), arguments...));
    }
};

} // namespace milvus_import

#endif // MILVUS_IMPORT_HPP
