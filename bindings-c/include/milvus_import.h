/*
 * milvus_import.h - follow bulk imports of Milvus and Zilliz Cloud to their end.
 *
 *     mvi_client_options options = {.struct_size = sizeof options, .uri = "http://localhost:19530"};
 *
 *     mvi_client *client = NULL;
 *     mvi_progress *progress = NULL;
 *     mvi_error *error = NULL;
 *     if (mvi_client_new(&options, &client, &error) == MVI_OK &&
 *         mvi_wait(client, "448761313698322011", NULL, &progress, &error) == MVI_OK) {
 *         int64_t rows;
 *         mvi_progress_imported_rows(progress, &rows);
 *     }
 *     if (error != NULL)
 *         fprintf(stderr, "%s\n", mvi_error_text(error));
 *     mvi_error_free(error);
 *     mvi_progress_free(progress);
 *     mvi_client_free(client);
 *
 * CONVENTIONS
 *
 * Language. C99 or later, C++11 or later. milvus_import.hpp beside this file has objects and exceptions for C++17.
 *
 * Naming. Functions and types begin with mvi_, constants with MVI_. A function of a type begins with the type's
 * name; the operations (mvi_get_import_progress, mvi_bulk_import, ...) and the fields are named as in every language of
 * this library, and the fields as in the servers' API. Of a list the plural says how many there are
 * (mvi_progress_details), and the singular gives one, counted from 0 (mvi_progress_detail), or with _at where the singular
 * is a field of its own (mvi_created_job_job_id_at).
 *
 * Status. A call that can fail returns an mvi_status. Its numbers are stable and come in blocks with room: 1xx the
 * argument, 2xx who is asking, 3xx what was not found, 4xx the server, 5xx the way to it, 6xx a followed import, 7xx the
 * ledger of an import, 9xx this library. A function that returns no status cannot fail.
 *
 * Errors. The last parameter of a call that can fail takes an error object. It may be NULL when the status is enough.
 * Otherwise it is set to NULL by success and to a new object by failure, which mvi_error_free frees. It must not hold an
 * earlier error then: that would be lost.
 *
 * Results. A parameter that takes a result must not be NULL. It is set to the result by success, and to NULL, 0 or
 * false by failure. Accessors that return bool say whether the server sent a value, set the parameter to it or to 0, and
 * take NULL for a parameter that is not wanted.
 *
 * Ownership. A pointer without const that a call returned belongs to the caller, and is freed by the function that ends
 * in _free after its type. A const pointer belongs to the object that it was read from, and is good until that is freed.
 * A pointer that is passed in is borrowed for the call; strings and options are copied where they are needed longer.
 *
 * NULL. Every _free function takes NULL. Every accessor takes a NULL object, and returns NULL, 0, false or the constant
 * whose number is 0; what it may return of an object that is there, it says itself: printf takes no NULL. A call returns
 * MVI_INVALID_ARGUMENT for NULL where its description does not allow it. So an object that was freed is no danger where its
 * pointer was set to NULL. Freeing an object twice, or using it afterwards, is a fault in the program that this library
 * cannot see.
 *
 * Strings are UTF-8 and end in a NUL. One that is not UTF-8 is MVI_INVALID_ARGUMENT when passed in. A text of a server
 * that holds U+0000 ends there; the JSON views, and an mvi_text, which has a length instead, show all of it.
 *
 * Units. Times that a program sets or reads as a number are int64_t milliseconds, but for request_timeout, which the server
 * takes in seconds; sizes are bytes, progress is a percentage. A time that is set to 0 is the default, and a negative one is none or never where the member says so, and
 * MVI_INVALID_ARGUMENT where it does not. Times that a server sends are its own text, RFC 3339 where it knows that.
 *
 * Options begin with struct_size, and zero is the default of every other member: `mvi_wait_options options = {.struct_size =
 * sizeof options};`, or in C++ before C++20 `mvi_wait_options options{}; options.struct_size = sizeof options;`. Members are only
 * ever added at the end, so a program works with libraries newer than its header, and with older ones as long as it leaves
 * what they do not know at zero: else it gets MVI_INVALID_ARGUMENT. So it does for a struct_size that is not that of the structure.
 *
 * Enumerations are passed and returned as int32_t: write mvi_status, not enum mvi_status. More constants may be added.
 *
 * Threads. Each type says what threads may do with it. Freeing an object that another thread still uses is a fault.
 * Calls block the calling thread, but for those of mvi_calls; a client may have any number of them going on. Every request has a time limit; a
 * wait or watch has one where its options say so. Calls that take an mvi_cancel_token can be ended earlier, from another
 * thread or a signal handler.
 *
 * Event loops. mvi_calls_start and mvi_calls_wait return at once, and a file descriptor is readable when a call has ended
 * (mvi_calls_fd). One thread follows ten thousand jobs like this:
 *
 *     struct pollfd ready = {.fd = mvi_calls_fd(calls), .events = POLLIN};
 *     while (under_way > 0 && poll(&ready, 1, -1) >= 0)
 *         while (mvi_calls_next(calls, &number, &response, &error)) {
 *             under_way--;
 *             ...
 *             mvi_response_free(response);
 *             mvi_error_free(error);
 *         }
 *
 * Callbacks run on the thread that made the call, before it returns, and get their user_data unchanged. They may use this
 * library and the client whose call they are in, but must not free that client. They must not leave by a C++ exception or
 * longjmp.
 *
 * Panics. A fault in this library does not cross into the program: the call returns MVI_INTERNAL, with an error that says
 * what happened.
 *
 * fork. A child may go on using its parent's objects: clients open connections of their own there. Calls that were going
 * on in other threads at the time of the fork do not exist in the child.
 *
 * Process. The library installs no signal handler, and reads the environment only where this header says so. It starts
 * threads only when more calls are going on than the machine has processors, for mvi_calls and to look up host names, ends
 * them with their client or with the last mvi_calls, and stays loaded after dlclose. What a thread needs for its calls is freed when the thread ends. The C
 * library does not do that for the main thread: valgrind finds 48 bytes there, once, "possibly lost", where main makes
 * calls itself and does not leave by pthread_exit.
 */


#ifndef MILVUS_IMPORT_H
#define MILVUS_IMPORT_H

/* Generated from bindings-c/src by `MVI_WRITE_HEADER=1 cargo test -p milvus-import-c header`: do not edit. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MVI_VERSION_MAJOR 0
#define MVI_VERSION_MINOR 1
#define MVI_VERSION_PATCH 0

/**
 * The binary interface that this header describes: a thousand for each major version, and while that is 0, the minor
 * version. Another number means that programs must be compiled anew, and is another name of the shared library.
 */
#define MVI_ABI_VERSION 1

/**
 * What a call returns. The numbers are stable, and leave room in each block: treat one that you do not know by its
 * block.
 */
enum mvi_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Done.
     */
    MVI_OK = 0,
    /**
     * An argument was refused, here or by the server; sending it again cannot help.
     */
    MVI_INVALID_ARGUMENT = 100,
    /**
     * The server, its version or its API generation has no such operation.
     */
    MVI_UNSUPPORTED = 101,
    /**
     * The token is missing or wrong.
     */
    MVI_UNAUTHENTICATED = 200,
    /**
     * The token is good, but not for this.
     */
    MVI_PERMISSION_DENIED = 201,
    /**
     * The server knows no such import job (any more: finished jobs are forgotten after 3 to 48 hours).
     */
    MVI_JOB_NOT_FOUND = 300,
    /**
     * The collection, database or cluster does not exist.
     */
    MVI_NOT_FOUND = 301,
    /**
     * Rate limit or too many jobs: wait and try again.
     */
    MVI_BUSY = 400,
    /**
     * The server is starting, or a part of it cannot be reached.
     */
    MVI_UNAVAILABLE = 401,
    /**
     * No answer within the time limit, the server's or ours; or a wait's deadline passed.
     */
    MVI_TIMEOUT = 402,
    /**
     * Any other failure that the server reported.
     */
    MVI_SERVER_ERROR = 403,
    /**
     * No connection could be made, or it broke before the answer was complete.
     */
    MVI_CONNECT = 500,
    /**
     * The TLS handshake failed: wrong certificate authority, host name or expired certificate.
     */
    MVI_TLS = 501,
    /**
     * The server answered with a redirect, which is never followed.
     */
    MVI_REDIRECTED = 502,
    /**
     * The answer is not one that any known server gives, such as a proxy's HTML page.
     */
    MVI_UNEXPECTED_RESPONSE = 503,
    /**
     * The answer is above the size limit.
     */
    MVI_RESPONSE_TOO_LARGE = 504,
    /**
     * A followed import ended as Failed or Canceled; the error carries its last progress.
     */
    MVI_IMPORT_FAILED = 600,
    /**
     * A followed import changed nothing for as long as the stall timeout.
     */
    MVI_STALLED = 601,
    /**
     * A followed import was seen in flight and is now unknown to the server.
     */
    MVI_VANISHED = 602,
    /**
     * The caller cancelled the call.
     */
    MVI_CANCELLED = 603,
    /**
     * The ledger of `import_many` cannot be read or written, or another process has it: no further job is started.
     */
    MVI_LEDGER_UNUSABLE = 700,
    /**
     * A fault in this library.
     */
    MVI_INTERNAL = 900,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mvi_status mvi_status;
#else
typedef int32_t mvi_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The state of a job or of one of its files. More may come: treat one that you do not know as in flight.
 */
enum mvi_job_state
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * A word that this version does not know; the job is taken to be in flight.
     */
    MVI_JOB_STATE_UNKNOWN = 0,
    /**
     * Waiting for its turn.
     */
    MVI_JOB_STATE_PENDING = 1,
    /**
     * In flight. Servers also write `InProgress`.
     */
    MVI_JOB_STATE_IMPORTING = 2,
    /**
     * Done but for a commit that someone has to ask for (Milvus 3.0, jobs with `auto_commit` `"false"`).
     */
    MVI_JOB_STATE_UNCOMMITTED = 3,
    /**
     * The commit is being carried out (Milvus 3.0).
     */
    MVI_JOB_STATE_COMMITTING = 4,
    /**
     * The rows are in. A collection that was already loaded may need a refresh-load to search them.
     */
    MVI_JOB_STATE_COMPLETED = 5,
    /**
     * Ended without success; `reason` says why, if the server did.
     */
    MVI_JOB_STATE_FAILED = 6,
    /**
     * Being cancelled (Zilliz Cloud).
     */
    MVI_JOB_STATE_CANCELING = 7,
    /**
     * Cancelled (Zilliz Cloud).
     */
    MVI_JOB_STATE_CANCELED = 8,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mvi_job_state mvi_job_state;
#else
typedef int32_t mvi_job_state;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What the server is doing, derived from state and percentage where the API has no word for it. More may come.
 */
enum mvi_phase
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * None: of NULL, or one that this version does not know.
     */
    MVI_PHASE_NONE = 0,
    /**
     * Waiting for its turn.
     */
    MVI_PHASE_QUEUED = 1,
    /**
     * Pre-import: reading the files and counting rows.
     */
    MVI_PHASE_READING = 2,
    /**
     * Writing the rows.
     */
    MVI_PHASE_LOADING = 3,
    /**
     * Sorting segments. Milvus 2.4 does not, but the segments that it finishes last cannot be told from it, nor from index
     * building.
     */
    MVI_PHASE_SORTING = 4,
    /**
     * Building indexes. A job may stay at 80 % for long here, every file Completed.
     */
    MVI_PHASE_INDEXING = 5,
    /**
     * Waiting for, or carrying out, the commit.
     */
    MVI_PHASE_COMMITTING = 6,
    /**
     * Completed.
     */
    MVI_PHASE_DONE = 7,
    /**
     * Failed or cancelled.
     */
    MVI_PHASE_FAILED = 8,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mvi_phase mvi_phase;
#else
typedef int32_t mvi_phase;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What is told of many followed jobs. More may come: pass over one that you do not know.
 */
enum mvi_event_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * None: of NULL, or one that this version does not know.
     */
    MVI_EVENT_NONE = 0,
    /**
     * `import_many` has a job for some files.
     */
    MVI_EVENT_CREATED = 1,
    /**
     * The server is asked whether it has made a job of some files, after a create without a clear answer.
     */
    MVI_EVENT_SEARCHING = 2,
    /**
     * A job changed.
     */
    MVI_EVENT_PROGRESS = 3,
    /**
     * A job is followed no more.
     */
    MVI_EVENT_ENDED = 4,
    /**
     * `import_many` starts no job for some files.
     */
    MVI_EVENT_NOT_IMPORTED = 5,
    /**
     * Some files were imported before, by the ledger of `import_many`.
     */
    MVI_EVENT_SKIPPED = 6,
    /**
     * The server gave no good answer, and is asked again.
     */
    MVI_EVENT_OUTAGE = 7,
    /**
     * The server answers again.
     */
    MVI_EVENT_RECOVERED = 8,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mvi_event_kind mvi_event_kind;
#else
typedef int32_t mvi_event_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The operations of `mvi_request_build` and `mvi_calls_start`.
 */
enum mvi_operation
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * As `mvi_get_import_progress`.
     */
    MVI_OPERATION_GET_IMPORT_PROGRESS = 1,
    /**
     * As `mvi_list_import_jobs`.
     */
    MVI_OPERATION_LIST_IMPORT_JOBS = 2,
    /**
     * As `mvi_bulk_import`.
     */
    MVI_OPERATION_BULK_IMPORT = 3,
    /**
     * As `mvi_commit_import`.
     */
    MVI_OPERATION_COMMIT_IMPORT = 4,
    /**
     * As `mvi_abort_import`.
     */
    MVI_OPERATION_ABORT_IMPORT = 5,
    /**
     * As `mvi_describe_job`.
     */
    MVI_OPERATION_DESCRIBE_JOB = 6,
    /**
     * As `mvi_describe_collection`.
     */
    MVI_OPERATION_DESCRIBE_COLLECTION = 7,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mvi_operation mvi_operation;
#else
typedef int32_t mvi_operation;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Calls that are under way or have ended, for programs with an event loop. Any thread, several at once. It belongs to the process
 * that made it: a forked child neither uses nor frees it.
 */
typedef struct mvi_calls mvi_calls;

/**
 * Ends the calls that it is given to. Any thread, several at once; `mvi_cancel_token_cancel` also in a signal handler.
 */
typedef struct mvi_cancel_token mvi_cancel_token;

/**
 * A client of one server, connected on first use. Any thread, several calls at once. A forked child may use its
 * parent's clients, and frees its copies as the parent frees its own.
 */
typedef struct mvi_client mvi_client;

/**
 * What a collection holds, freed by `mvi_collection_free`. Constant once made: any thread, several at once.
 *
 * Servers add members from release to release, so what is missing tells a release too: without `mvi_field_nullable` it is Milvus 2.4
 * or older, with `mvi_collection_struct_fields` 3.0 or later.
 */
typedef struct mvi_collection mvi_collection;

/**
 * A job that `mvi_bulk_import` made, freed by `mvi_created_job_free`. Constant once made: any thread, several at once.
 */
typedef struct mvi_created_job mvi_created_job;

/**
 * Why a call failed: made by the call, freed by `mvi_error_free`. Constant once made: any thread, several at once.
 */
typedef struct mvi_error mvi_error;

/**
 * One field of a collection or of a struct. It belongs to the collection. Any thread, several at once.
 *
 * NULL, or false with 0, means that the server did not say.
 */
typedef struct mvi_field mvi_field;

/**
 * How far one file of a job is. It belongs to its progress. Any thread, several at once.
 *
 * NULL, or false with 0, means that the server did not say.
 */
typedef struct mvi_file_progress mvi_file_progress;

/**
 * What the server computes fields with (Milvus 2.5 and later). It belongs to the collection. Any thread, several at once.
 */
typedef struct mvi_function mvi_function;

/**
 * One job of a list. It belongs to the list. Any thread, several at once.
 *
 * NULL, or false with 0, means that the server did not say.
 */
typedef struct mvi_import_job mvi_import_job;

/**
 * What is told of many followed jobs. Made by `mvi_many_watcher_next` and freed by `mvi_job_event_free`, unless it is
 * lent to a callback. Constant once made: any thread, several at once.
 *
 * What it has depends on its kind: a job's id and progress for `MVI_EVENT_PROGRESS`; these, or an error, for
 * `MVI_EVENT_ENDED`; a job's id and files for `MVI_EVENT_CREATED` and `MVI_EVENT_SKIPPED`; files and an error for
 * `MVI_EVENT_SEARCHING` and `MVI_EVENT_NOT_IMPORTED`; an error for `MVI_EVENT_OUTAGE`.
 */
typedef struct mvi_job_event mvi_job_event;

/**
 * One page of jobs, freed by `mvi_job_list_free`. Milvus sends all jobs at once, in random order; Zilliz Cloud pages.
 * Constant once made: any thread, several at once.
 *
 * An empty list is never proof that no job exists: Milvus answers so when its coordinator cannot be reached, and leaves
 * out what the caller may not see. A number is false with 0 where the server did not say.
 */
typedef struct mvi_job_list mvi_job_list;

/**
 * A walk over the pages of a list, which ends also where a server repeats itself. One thread at a time.
 */
typedef struct mvi_job_pages mvi_job_pages;

/**
 * Many jobs that are followed with few requests: made by `mvi_watch_many`, `mvi_watch_collection` or
 * `mvi_import_many`. One thread at a time.
 */
typedef struct mvi_many_watcher mvi_many_watcher;

/**
 * How far one job is, as one answer of the server says. Made by a call and freed by `mvi_progress_free`, unless it is lent to
 * a callback or belongs to an error. Constant once made: any thread, several at once.
 *
 * Rows are counted in rows, sizes in bytes, progress in percent. Times are RFC 3339 text as the server sent it. NULL, or
 * false with 0, means that the server did not say.
 */
typedef struct mvi_progress mvi_progress;

/**
 * A request as bytes to send, freed by `mvi_request_free`. Constant once made: any thread, several at once.
 */
typedef struct mvi_request mvi_request;

/**
 * What a good answer says, by the operation of its request or call. Freed by `mvi_response_free`. Constant once made: any thread, several
 * at once.
 */
typedef struct mvi_response mvi_response;

/**
 * An array of structs (Milvus 3.0; 2.6 has them and does not show them). It belongs to the collection. Any thread, several at
 * once.
 */
typedef struct mvi_struct mvi_struct;

/**
 * A watch that is asked for each change, where callbacks do not suit. One thread at a time.
 */
typedef struct mvi_watcher mvi_watcher;

/**
 * A key and its value, such as an option's or a header's name and what it is set to.
 */
typedef struct mvi_key_value {
    /**
     * The key.
     */
    const char *key;
    /**
     * The value. Servers take text only, for numbers and booleans too.
     */
    const char *value;
} mvi_key_value;

/**
 * How a client is set up. It is read by `mvi_client_new` and not kept. NULL takes the environment's value where one is named,
 * else the default, and an empty text is none; times are milliseconds but where a member says seconds, and 0 is the default.
 */
typedef struct mvi_client_options {
    /**
     * `sizeof(mvi_client_options)`.
     */
    size_t struct_size;
    /**
     * The server: `http(s)://host[:port][/prefix]`. A bare host is https, unless it is loopback. Environment: `MILVUS_URI`.
     */
    const char *uri;
    /**
     * `milvus-v2`, `zilliz-v2`, `zilliz-v1` or `milvus-2.3`. Default: told from the host; where that does not tell, from the ids
     * and from what the server answers.
     */
    const char *api;
    /**
     * An API key, or `user:password`. Shown nowhere. Environment: `MILVUS_TOKEN`.
     */
    const char *token;
    /**
     * The database. Environment: `MILVUS_DB`.
     */
    const char *db_name;
    /**
     * Zilliz Cloud: the cluster. Environment: `ZILLIZ_CLUSTER_ID`.
     */
    const char *cluster_id;
    /**
     * Zilliz Cloud: the project, with a region instead of a cluster.
     */
    const char *project_id;
    /**
     * Zilliz Cloud: the region of the project.
     */
    const char *region_id;
    /**
     * A proxy's URL; empty for none at all. Default: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` of the environment, but none for
     * loopback.
     */
    const char *proxy;
    /**
     * Headers to send with every request besides, for a gateway in front of the server. Their values are taken to be
     * secrets, as the token is. What the client sets itself is refused, except for `user-agent`.
     */
    const struct mvi_key_value *headers;
    /**
     * How many there are in `headers`.
     */
    size_t headers_count;
    /**
     * Certificates (PEM text) to trust instead of the platform's: authorities, or the server's own. One that holds none is
     * refused, an empty text too.
     */
    const char *ca_cert;
    /**
     * A certificate (PEM text, leaf first) for servers that ask for one.
     */
    const char *client_cert;
    /**
     * The private key (PEM text) of `client_cert`; NULL where that text holds both.
     */
    const char *client_key;
    /**
     * For one call, from connecting to the last byte of the answer, further attempts and the pauses between them included, unless
     * `retry_budget` is longer: then for each attempt. 0: 20 s; negative: `MVI_INVALID_ARGUMENT`.
     */
    int64_t timeout;
    /**
     * For making a connection, TLS included. 0: 10 s; negative: `MVI_INVALID_ARGUMENT`.
     */
    int64_t connect_timeout;
    /**
     * For how long a call is tried again after passing faults. 0: 5 s, but no longer than `timeout`; negative: never.
     */
    int64_t retry_budget;
    /**
     * The largest answer to read, in bytes. 0: 64 MiB.
     */
    size_t max_response_bytes;
    /**
     * Accepts any certificate. Whoever is on the way can then read the token: for tests only.
     */
    bool insecure;
    /**
     * Takes the `user:password@` of `uri` as the token, whatever else is given as one; without this such a `uri` is refused. For
     * programs that stand in for another client.
     */
    bool credentials_in_uri;
    /**
     * Zero: room for members to come.
     */
    uint8_t reserved[2];
    /**
     * Milvus 2.5 and later: for how many seconds the server may work on a request, sent as the header `Request-Timeout`. 0: not sent,
     * and the server takes 30 s. Not for 2.4, where one caller's value goes on to count for the others.
     */
    uint32_t request_timeout;
} mvi_client_options;

/**
 * A text by its length, without a NUL at the end. Its start is NULL when the server did not say.
 */
typedef struct mvi_text {
    /**
     * The first of its bytes, which are UTF-8.
     */
    const char *start;
    /**
     * How many bytes there are.
     */
    size_t length;
} mvi_text;

/**
 * What the accessors of one `mvi_file_progress` say, with the same names. A number counts only where its `has_` is true.
 */
typedef struct mvi_file_values {
    /**
     * See `mvi_file_progress_file_name`.
     */
    struct mvi_text file_name;
    /**
     * See `mvi_file_progress_raw_state`.
     */
    struct mvi_text raw_state;
    /**
     * See `mvi_file_progress_raw_progress`.
     */
    struct mvi_text raw_progress;
    /**
     * See `mvi_file_progress_reason`.
     */
    struct mvi_text reason;
    /**
     * See `mvi_file_progress_create_time`.
     */
    struct mvi_text create_time;
    /**
     * See `mvi_file_progress_complete_time`.
     */
    struct mvi_text complete_time;
    /**
     * See `mvi_file_progress_imported_rows`.
     */
    int64_t imported_rows;
    /**
     * See `mvi_file_progress_total_rows`.
     */
    int64_t total_rows;
    /**
     * See `mvi_file_progress_file_size`.
     */
    int64_t file_size;
    /**
     * See `mvi_file_progress_state`.
     */
    mvi_job_state state;
    /**
     * See `mvi_file_progress_progress`.
     */
    uint8_t progress;
    /**
     * Whether the server sent `imported_rows`.
     */
    bool has_imported_rows;
    /**
     * Whether the server sent `total_rows`.
     */
    bool has_total_rows;
    /**
     * Whether the server sent `file_size`.
     */
    bool has_file_size;
} mvi_file_values;

/**
 * Which jobs to list.
 */
typedef struct mvi_list_import_jobs_options {
    /**
     * `sizeof(mvi_list_import_jobs_options)`.
     */
    size_t struct_size;
    /**
     * Only jobs of this collection (Milvus). NULL for all.
     */
    const char *collection_name;
    /**
     * Jobs a page, 1 to 100 (Zilliz Cloud; zilliz-v1: 5 to 100). 0 for the server's default.
     */
    uint32_t page_size;
    /**
     * The page, from 1 (Zilliz Cloud). 0 for the first.
     */
    uint32_t current_page;
} mvi_list_import_jobs_options;

/**
 * One file, or the files that belong together, such as one set of NumPy files.
 */
typedef struct mvi_file_group {
    /**
     * `count` paths or URLs.
     */
    const char *const *paths;
    /**
     * How many there are.
     */
    size_t count;
} mvi_file_group;

/**
 * What to import, and where from. Which members a server takes depends on its API generation; the others are not sent.
 */
typedef struct mvi_bulk_import_options {
    /**
     * `sizeof(mvi_bulk_import_options)`.
     */
    size_t struct_size;
    /**
     * The collection that the rows go to. Required.
     */
    const char *collection_name;
    /**
     * A partition of it; NULL for the default partition.
     */
    const char *partition_name;
    /**
     * Milvus: paths in the server's object storage; each group is one JSON or Parquet file, or one set of NumPy files.
     */
    const struct mvi_file_group *files;
    /**
     * How many groups there are in `files`.
     */
    size_t files_count;
    /**
     * Milvus: `timeout` (`"300s"`), `auto_commit` (`"false"`, 3.0), `backup`, …
     */
    const struct mvi_key_value *options;
    /**
     * How many there are in `options`.
     */
    size_t options_count;
    /**
     * Zilliz Cloud: one URL (the older form, and the only one of zilliz-v1).
     */
    const char *object_url;
    /**
     * Zilliz Cloud: URLs, grouped as `files` are.
     */
    const struct mvi_file_group *object_urls;
    /**
     * How many groups there are in `object_urls`.
     */
    size_t object_urls_count;
    /**
     * Zilliz Cloud: access key of the object storage.
     */
    const char *access_key;
    /**
     * Zilliz Cloud: secret key of the object storage.
     */
    const char *secret_key;
    /**
     * Zilliz Cloud: session token of the object storage.
     */
    const char *session_token;
    /**
     * Zilliz Cloud: a volume that holds the files.
     */
    const char *volume_name;
    /**
     * Zilliz Cloud: paths in the volume, grouped as `files` are.
     */
    const struct mvi_file_group *data_paths;
    /**
     * How many groups there are in `data_paths`.
     */
    size_t data_paths_count;
    /**
     * Milvus 2.6.24 and 3.0.2: printable ASCII, at most 256 bytes. A repeat within about 24 hours gets the first job's id,
     * which makes a retry safe: set it only where the server is known to be new enough, older ones ignore it.
     */
    const char *idempotency_key;
} mvi_bulk_import_options;

/**
 * Which collection to describe.
 */
typedef struct mvi_describe_collection_options {
    /**
     * `sizeof(mvi_describe_collection_options)`.
     */
    size_t struct_size;
    /**
     * The collection, or an alias of it. Required.
     */
    const char *collection_name;
    /**
     * The database that it is in; NULL for the client's.
     */
    const char *db_name;
} mvi_describe_collection_options;

/**
 * Told of every change of a job, the last one included, on the thread that waits and between two polls. `progress` is lent until it
 * returns. Anything but 0 ends the wait: `MVI_CANCELLED`, unless the job has ended by itself.
 */
typedef int (*mvi_on_progress)(const struct mvi_progress *progress, void *user_data);

/**
 * Told at each look at a job that gets no good answer while that is ridden out, on the thread that waits: the error's message says
 * for how long there was none and for how long the wait goes on, `mvi_error_cause` is the fault. With NULL it is told that the server
 * answers again. `error` is lent until it returns. Anything but 0 ends the wait, as `mvi_on_progress` does.
 */
typedef int (*mvi_on_outage)(const struct mvi_error *error, void *user_data);

/**
 * How long to follow a job. Times are milliseconds, and 0 is the default.
 */
typedef struct mvi_wait_options {
    /**
     * `sizeof(mvi_wait_options)`.
     */
    size_t struct_size;
    /**
     * Give up after this time; the import goes on in the server. 0 and negative: never.
     */
    int64_t timeout;
    /**
     * Give up when nothing changed for this time, seen by a look at its end. 0: 24 hours; negative: never, so that a job that stands
     * still is waited for for ever. Index building can keep a job at 80 % for hours.
     */
    int64_t stall_timeout;
    /**
     * Ride out faults of the server, of gateways and of the network for this time. 0: 5 minutes; negative: not at all. Before the first
     * good answer the client's retry budget counts instead, so that a wrong address is told soon.
     */
    int64_t fault_budget;
    /**
     * Told of every change; may be NULL. For `mvi_wait` alone.
     */
    mvi_on_progress on_progress;
    /**
     * Told of outages while they are ridden out; may be NULL. For `mvi_wait` alone.
     */
    mvi_on_outage on_outage;
    /**
     * What both functions get.
     */
    void *user_data;
    /**
     * Ends the wait or watch from another thread or a signal handler; may be NULL. Borrowed for the call.
     */
    const struct mvi_cancel_token *cancel;
} mvi_wait_options;

/**
 * Told of every event, on the thread that called `mvi_many_watcher_each`. `event` is lent until it returns. It must
 * not use the watcher. Anything but 0 ends that call.
 */
typedef int (*mvi_on_job_event)(const struct mvi_job_event *event, void *user_data);

/**
 * How many files become jobs, for `mvi_import_many`.
 */
typedef struct mvi_import_many_options {
    /**
     * `sizeof(mvi_import_many_options)`.
     */
    size_t struct_size;
    /**
     * A file that keeps what was done, a line of JSON an event, each on disk before the next step. A run that finds it
     * skips what is Completed, takes up what is under way, and leaves what failed. NULL for none.
     */
    const char *ledger;
    /**
     * Groups of files a job, at most 1,024, on Zilliz Cloud 1,000. A job is atomic: one bad file loses it the others.
     * 0: 64, on Milvus 2.3 1.
     */
    uint32_t files_per_job;
    /**
     * Jobs at once. Fewer while the server says that there are too many, or takes too long to create one. 0: 32.
     */
    uint32_t jobs_in_flight;
    /**
     * Start again what the ledger has as failed, and what vanished: that may have been imported.
     */
    bool retry_failed;
    /**
     * When a job's failure names one of its files, start another without that file.
     */
    bool skip_bad_files;
    /**
     * Milvus 3.0: commit all jobs once each is Uncommitted, and abort all when one fails. Where the end of one is not
     * known neither is done, and the next run with the ledger goes on. Each commit is the server's own step: readers
     * may see some jobs' rows before others', and after a crash between two the next run commits the rest.
     */
    bool atomic;
    /**
     * Milvus 2.6.24 and 3.0.2 on: a create without a clear answer is sent again with its `Idempotency-Key`. Older
     * servers do not know it: leave this out for them, and the server's list decides whether there is a job.
     */
    bool has_idempotency;
    /**
     * Zero: room for members to come.
     */
    uint8_t reserved[4];
} mvi_import_many_options;

/**
 * What a request is about: set what the operation takes.
 */
typedef struct mvi_request_options {
    /**
     * `sizeof(mvi_request_options)`.
     */
    size_t struct_size;
    /**
     * The job, for the operations on one.
     */
    const char *job_id;
    /**
     * For `MVI_OPERATION_GET_IMPORT_PROGRESS`: which name of the route to use. Begin with 0, and after `MVI_UNSUPPORTED` try the next,
     * below `mvi_request_spellings`; releases differ in which of them they serve.
     */
    size_t spelling;
    /**
     * For `MVI_OPERATION_BULK_IMPORT`.
     */
    const struct mvi_bulk_import_options *bulk_import;
    /**
     * For `MVI_OPERATION_LIST_IMPORT_JOBS`; may be NULL.
     */
    const struct mvi_list_import_jobs_options *list_import_jobs;
    /**
     * For `MVI_OPERATION_DESCRIBE_COLLECTION`.
     */
    const struct mvi_describe_collection_options *describe_collection;
} mvi_request_options;

/**
 * A server's whole answer.
 */
typedef struct mvi_http_answer {
    /**
     * `sizeof(mvi_http_answer)`.
     */
    size_t struct_size;
    /**
     * The HTTP status.
     */
    uint16_t status;
    /**
     * The headers; `Location` and `Retry-After` are of use, so NULL will do.
     */
    const struct mvi_key_value *headers;
    /**
     * How many there are in `headers`.
     */
    size_t headers_count;
    /**
     * The body, which may be NULL when it is empty.
     */
    const uint8_t *body;
    /**
     * How many bytes there are in `body`.
     */
    size_t body_length;
} mvi_http_answer;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The library's version, such as `"0.1.0"`. Never NULL. Static: never freed. Any thread.
 */
const char *mvi_version(void);

/**
 * The binary interface of the library that is loaded: a program that finds it to differ from `MVI_ABI_VERSION` was
 * compiled for another one. Any thread.
 */
uint32_t mvi_abi_version(void);

/**
 * A status by its name, the same in every language, such as `"JobNotFound"`; empty for a number that is none. Never NULL.
 * Static: never freed. Any thread.
 */
const char *mvi_status_name(int32_t status);

/**
 * What kind of failure it is: what the call returned. `MVI_OK` for NULL.
 */
mvi_status mvi_error_code(const struct mvi_error *error);

/**
 * One line for a person: the code, what happened, the operation, the address, what the server answered.
 * Never NULL.
 */
const char *mvi_error_text(const struct mvi_error *error);

/**
 * What happened, without the rest of that line. Holds the server's own message where there is one. Never NULL.
 */
const char *mvi_error_message(const struct mvi_error *error);

/**
 * The operation that failed, such as `"get_import_progress"`; NULL when no call was made.
 */
const char *mvi_error_operation(const struct mvi_error *error);

/**
 * The address that was called, without credentials; NULL when none was.
 */
const char *mvi_error_url(const struct mvi_error *error);

/**
 * The HTTP status, 0 where there was no answer.
 */
uint16_t mvi_error_http_status(const struct mvi_error *error);

/**
 * The server's own code: true where there is one. Servers reuse numbers: decide on `mvi_error_code`.
 */
bool mvi_error_server_code(const struct mvi_error *error, int64_t *code);

/**
 * The server's own message, unchanged; NULL where there is none.
 */
const char *mvi_error_server_message(const struct mvi_error *error);

/**
 * The first bytes of an answer that could not be understood, else NULL.
 */
const char *mvi_error_body_start(const struct mvi_error *error);

/**
 * Whether the same call may succeed later.
 */
bool mvi_error_retryable(const struct mvi_error *error);

/**
 * How many times the request was sent.
 */
uint32_t mvi_error_attempts(const struct mvi_error *error);

/**
 * How long the server asked callers to wait (`Retry-After`), in milliseconds: true where it did.
 */
bool mvi_error_retry_after(const struct mvi_error *error, int64_t *milliseconds);

/**
 * The last known progress of a job that was waited for or watched, else NULL. It belongs to the error.
 */
const struct mvi_progress *mvi_error_progress(const struct mvi_error *error);

/**
 * The id of a job that `mvi_bulk_import` may have made, where the answer named one although it was no success; else NULL.
 */
const char *mvi_error_job_id(const struct mvi_error *error);

/**
 * The fault that another one came of, else NULL: a wait's that timed out or stalled in an outage is that of the outage. What
 * the server said, and where, is in the outer error too. It belongs to the error.
 */
const struct mvi_error *mvi_error_cause(const struct mvi_error *error);

/**
 * Frees an error, and all that was read from it. NULL is allowed.
 */
void mvi_error_free(struct mvi_error *error);

/**
 * Makes a client. Nothing is sent yet: a wrong address or token shows at the first call. `MVI_INVALID_ARGUMENT` for options that
 * cannot work, such as a certificate that is none.
 */
mvi_status mvi_client_new(const struct mvi_client_options *options,
                          struct mvi_client **client,
                          struct mvi_error **error);

/**
 * Makes another client of the same server, whose calls send this `Request-Timeout`, in seconds; see the option. It costs next to
 * nothing, so one may be made for a single call: connections, and what is known of the server, are shared. Each is freed by
 * itself, in any order. `MVI_INVALID_ARGUMENT` for 0, which every Milvus would answer at once with HTTP 408.
 */
mvi_status mvi_client_with_request_timeout(const struct mvi_client *client,
                                           uint32_t seconds,
                                           struct mvi_client **other,
                                           struct mvi_error **error);

/**
 * The server's address, without a trailing slash. Never NULL. It belongs to the client.
 */
const char *mvi_client_uri(const struct mvi_client *client);

/**
 * The API generation that the client speaks, by its name: the one that was set, or has answered, or else the likely one. Never
 * NULL. Static: never freed.
 */
const char *mvi_client_api(const struct mvi_client *client);

/**
 * Frees a client, and closes the connections that it shares with no other. NULL is allowed. No call of it may be going on.
 */
void mvi_client_free(struct mvi_client *client);

/**
 * Makes a token that is not cancelled. One token may be given to any number of calls; being cancelled is for good.
 */
mvi_status mvi_cancel_token_new(struct mvi_cancel_token **token,
                                struct mvi_error **error);

/**
 * Ends every call that has the token within about 50 ms, and every later one at once: they return `MVI_CANCELLED`.
 * Async-signal-safe.
 */
void mvi_cancel_token_cancel(const struct mvi_cancel_token *token);

/**
 * Whether it was cancelled. Async-signal-safe.
 */
bool mvi_cancel_token_is_cancelled(const struct mvi_cancel_token *token);

/**
 * Frees a token. NULL is allowed. Calls that have it go on, and can no longer be cancelled.
 */
void mvi_cancel_token_free(struct mvi_cancel_token *token);

/**
 * A state by its name, the same in every language, such as `"Importing"`. Never NULL. Static: never freed. Any thread.
 */
const char *mvi_job_state_name(int32_t state);

/**
 * A phase by its name, the same in every language, such as `"indexing"`; empty for none. Never NULL. Static: never freed. Any thread.
 */
const char *mvi_phase_name(int32_t phase);

/**
 * The job's id. Text, because ids are UUIDs, `job-…` or integers above 2^53. Never NULL.
 */
const char *mvi_progress_job_id(const struct mvi_progress *progress);

/**
 * The collection that the rows go to. NULL when the server did not say.
 */
const char *mvi_progress_collection_name(const struct mvi_progress *progress);

/**
 * The partition that the rows go to (milvus-2.3). NULL when the server did not say.
 */
const char *mvi_progress_partition_name(const struct mvi_progress *progress);

/**
 * The file or folder of the job (Zilliz Cloud, milvus-2.3). NULL when the server did not say.
 */
const char *mvi_progress_file_name(const struct mvi_progress *progress);

/**
 * The kind of job, `IMPORT` for one (Zilliz Cloud's describe-job). NULL when the server did not say.
 */
const char *mvi_progress_job_type(const struct mvi_progress *progress);

/**
 * The job's state.
 */
mvi_job_state mvi_progress_state(const struct mvi_progress *progress);

/**
 * The state as the server wrote it; none on zilliz-v1, which has no state. NULL when the server did not say.
 */
const char *mvi_progress_raw_state(const struct mvi_progress *progress);

/**
 * Percentage 0..=100, rounded down: 100 only when it is. Not monotonic: a failed job is at 0, a retried task steps
 * back.
 */
uint8_t mvi_progress_progress(const struct mvi_progress *progress);

/**
 * The number as the server wrote it, in the API's own unit (zilliz-v1: 0 to 1). Text, since it may be beyond what a
 * float holds: `-9223372036854775728` while indexes are built. NULL when the server did not say.
 */
const char *mvi_progress_raw_progress(const struct mvi_progress *progress);

/**
 * What the server is doing.
 */
mvi_phase mvi_progress_phase(const struct mvi_progress *progress);

/**
 * Rows written so far. On a Failed job Milvus says 0 of 0, whatever had been written.
 */
bool mvi_progress_imported_rows(const struct mvi_progress *progress, int64_t *imported_rows);

/**
 * Rows found in the files; 0 until they have been counted, which is at 40 %, and again once the job has Failed.
 */
bool mvi_progress_total_rows(const struct mvi_progress *progress,
                             int64_t *total_rows);

/**
 * Bytes of all files.
 */
bool mvi_progress_file_size(const struct mvi_progress *progress, int64_t *file_size);

/**
 * Why the job failed. May be missing even then. NULL when the server did not say.
 */
const char *mvi_progress_reason(const struct mvi_progress *progress);

/**
 * Whether the job Failed of a passing fault of the storage, the network or a node, so that the same files usually
 * import when they are started again. Told from the failure text of the job, or else of its first file that has one.
 * Nothing is started again by itself.
 */
bool mvi_progress_retryable_failure(const struct mvi_progress *progress);

/**
 * When the job was created (Milvus 2.6.5 and later, Zilliz's describe-job). NULL when the server did not say.
 */
const char *mvi_progress_create_time(const struct mvi_progress *progress);

/**
 * When the job completed. Milvus leaves it empty on a failed job and on one of 0 rows. NULL when the server did not
 * say.
 */
const char *mvi_progress_complete_time(const struct mvi_progress *progress);

/**
 * Whether the job will not change any more.
 */
bool mvi_progress_terminal(const struct mvi_progress *progress);

/**
 * Whether the job is Completed.
 */
bool mvi_progress_success(const struct mvi_progress *progress);

/**
 * Whether two answers about a job differ in anything but the order of the files, which is random. NULL differs from every
 * progress, and not from NULL.
 */
bool mvi_progress_differs_from(const struct mvi_progress *progress,
                               const struct mvi_progress *other);

/**
 * How many files the job has in `mvi_progress_detail`. They are parsed at the first call, and kept.
 *
 * `MVI_UNEXPECTED_RESPONSE` when the server's details are broken JSON. Everything else in the progress is good even then.
 */
mvi_status mvi_progress_details(const struct mvi_progress *progress,
                                size_t *count,
                                struct mvi_error **error);

/**
 * One of the job's files, counted from 0 and sorted by file name; NULL beyond the last one. It belongs to the progress.
 */
const struct mvi_file_progress *mvi_progress_detail(const struct mvi_progress *progress,
                                                    size_t index);

/**
 * Everything as one JSON object, its members named as the functions here are. It belongs to the progress.
 *
 * `MVI_UNEXPECTED_RESPONSE` when the server's details are broken JSON.
 */
mvi_status mvi_progress_json(const struct mvi_progress *progress,
                             const char **json,
                             struct mvi_error **error);

/**
 * As `mvi_progress_json`, without `details`, of which a job may have 10,000. Good even when they are broken.
 */
mvi_status mvi_progress_json_without_details(const struct mvi_progress *progress,
                                             const char **json,
                                             struct mvi_error **error);

/**
 * The server's whole answer, unchanged, `length` bytes of JSON without a NUL at the end. Never NULL. It belongs to the
 * progress.
 */
const uint8_t *mvi_progress_raw(const struct mvi_progress *progress,
                                size_t *length);

/**
 * Frees a progress that a call returned, and all that was read from it. NULL is allowed.
 */
void mvi_progress_free(struct mvi_progress *progress);

/**
 * The file or set of files. Opaque text: `[a.parquet]`, `[a.npy b.npy]` or `id:… paths:"…"`. NULL when the server did
 * not say.
 */
const char *mvi_file_progress_file_name(const struct mvi_file_progress *file);

/**
 * The file's state.
 */
mvi_job_state mvi_file_progress_state(const struct mvi_file_progress *file);

/**
 * The state as the server wrote it. NULL when the server did not say.
 */
const char *mvi_file_progress_raw_state(const struct mvi_file_progress *file);

/**
 * Percentage 0..=100, rounded down.
 */
uint8_t mvi_file_progress_progress(const struct mvi_file_progress *file);

/**
 * The number as the server wrote it, in the API's own unit. NULL when the server did not say.
 */
const char *mvi_file_progress_raw_progress(const struct mvi_file_progress *file);

/**
 * Rows written so far.
 */
bool mvi_file_progress_imported_rows(const struct mvi_file_progress *file, int64_t *imported_rows);

/**
 * Rows found in the file.
 */
bool mvi_file_progress_total_rows(const struct mvi_file_progress *file, int64_t *total_rows);

/**
 * Bytes of the file.
 */
bool mvi_file_progress_file_size(const struct mvi_file_progress *file, int64_t *file_size);

/**
 * Why the file failed. NULL when the server did not say.
 */
const char *mvi_file_progress_reason(const struct mvi_file_progress *file);

/**
 * When work on the file began. NULL when the server did not say.
 */
const char *mvi_file_progress_create_time(const struct mvi_file_progress *file);

/**
 * When the file was complete. NULL when the server did not say.
 */
const char *mvi_file_progress_complete_time(const struct mvi_file_progress *file);

/**
 * Copies what is known of up to `count` of the job's files, from the one at `first` on, in the order of `mvi_progress_detail`;
 * `total` is how many files the job has, so a `count` of 0 asks for that alone. For languages whose calls into C are slow. The
 * texts belong to the progress.
 *
 * `struct_size` is `sizeof(mvi_file_values)`; members that this library does not know are set to zero. `MVI_UNEXPECTED_RESPONSE`
 * when the server's details are broken JSON.
 */
mvi_status mvi_progress_copy_details(const struct mvi_progress *progress,
                                     size_t first,
                                     struct mvi_file_values *values,
                                     size_t count,
                                     size_t struct_size,
                                     size_t *total,
                                     struct mvi_error **error);

/**
 * The job's id, as text. Never NULL.
 */
const char *mvi_import_job_job_id(const struct mvi_import_job *job);

/**
 * The collection that the rows go to. NULL when the server did not say.
 */
const char *mvi_import_job_collection_name(const struct mvi_import_job *job);

/**
 * The job's state.
 */
mvi_job_state mvi_import_job_state(const struct mvi_import_job *job);

/**
 * The state as the server wrote it. NULL when the server did not say.
 */
const char *mvi_import_job_raw_state(const struct mvi_import_job *job);

/**
 * Percentage 0..=100; none where the list has none (Zilliz Cloud).
 */
bool mvi_import_job_progress(const struct mvi_import_job *job, uint8_t *progress);

/**
 * The number as sent. NULL when the server did not say.
 */
const char *mvi_import_job_raw_progress(const struct mvi_import_job *job);

/**
 * Why the job failed. NULL when the server did not say.
 */
const char *mvi_import_job_reason(const struct mvi_import_job *job);

/**
 * How many jobs this page has.
 */
size_t mvi_job_list_jobs(const struct mvi_job_list *list);

/**
 * One of the jobs, counted from 0, in the server's order; NULL beyond the last one. It belongs to the list.
 */
const struct mvi_import_job *mvi_job_list_job(const struct mvi_job_list *list, size_t index);

/**
 * The `current_page` to ask for next, with all other options as they were; 0 after the last page, and where the server does not
 * page. `mvi_job_pages` walks all pages, and ends also where a server repeats itself.
 */
uint32_t mvi_job_list_next_page(const struct mvi_job_list *list);

/**
 * How many jobs there are on all pages.
 */
bool mvi_job_list_count(const struct mvi_job_list *list, int64_t *count);

/**
 * The number of this page, from 1.
 */
bool mvi_job_list_current_page(const struct mvi_job_list *list, int64_t *current_page);

/**
 * How many jobs a page holds.
 */
bool mvi_job_list_page_size(const struct mvi_job_list *list, int64_t *page_size);

/**
 * Everything as one JSON object. It belongs to the list.
 */
mvi_status mvi_job_list_json(const struct mvi_job_list *list, const char **json, struct mvi_error **error);

/**
 * Frees a list that a call returned, and all that was read from it. NULL is allowed.
 */
void mvi_job_list_free(struct mvi_job_list *list);

/**
 * What is told.
 */
mvi_event_kind mvi_job_event_kind(const struct mvi_job_event *event);

/**
 * The job that it is about; NULL where it is about none. It belongs to the event.
 */
const char *mvi_job_event_job_id(const struct mvi_job_event *event);

/**
 * How many groups of files it is about, grouped as the `files` of `mvi_bulk_import_options` are.
 */
size_t mvi_job_event_files(const struct mvi_job_event *event);

/**
 * One file of one group, both counted from 0; NULL beyond the last one of the group, and beyond the last group. It
 * belongs to the event.
 */
const char *mvi_job_event_file(const struct mvi_job_event *event,
                               size_t group,
                               size_t index);

/**
 * The job's change, or at its end its last known progress, else NULL. A change that a list told of has no rows and no
 * files. It belongs to the event.
 */
const struct mvi_progress *mvi_job_event_progress(const struct mvi_job_event *event);

/**
 * Why the job ended without success, which is the error that `mvi_wait` would have returned, or why files are not
 * imported; in an outage what `mvi_on_outage` is told; else NULL. It belongs to the event.
 */
const struct mvi_error *mvi_job_event_error(const struct mvi_job_event *event);

/**
 * Frees an event, and all that was read from it. NULL is allowed.
 */
void mvi_job_event_free(struct mvi_job_event *event);

/**
 * A kind by its name, the same in every language, such as `"ended"`; empty for none. Never NULL. Static: never freed.
 * Any thread.
 */
const char *mvi_event_kind_name(int32_t kind);

/**
 * The job's id, as text: the first of `job_ids`. Never NULL.
 */
const char *mvi_created_job_job_id(const struct mvi_created_job *job);

/**
 * How many jobs the call made: more than one only on Milvus 2.1, which makes a job of each file.
 */
size_t mvi_created_job_job_ids(const struct mvi_created_job *job);

/**
 * The id of one of these jobs, counted from 0, of which `mvi_created_job_job_id` is the first; NULL beyond the last one. It
 * belongs to the job.
 */
const char *mvi_created_job_job_id_at(const struct mvi_created_job *job,
                                      size_t index);

/**
 * Everything as one JSON object. It belongs to the job.
 */
mvi_status mvi_created_job_json(const struct mvi_created_job *job,
                                const char **json,
                                struct mvi_error **error);

/**
 * Frees a job that a call returned, and all that was read from it; the import goes on. NULL is allowed.
 */
void mvi_created_job_free(struct mvi_created_job *job);

/**
 * The collection's name; that of the collection itself, where an alias of it was asked for. Never NULL.
 */
const char *mvi_collection_collection_name(const struct mvi_collection *collection);

/**
 * The collection's id, as text. None on milvus-2.3. NULL when the server did not say.
 */
const char *mvi_collection_collection_id(const struct mvi_collection *collection);

/**
 * What its maker wrote about it. NULL when the server did not say.
 */
const char *mvi_collection_description(const struct mvi_collection *collection);

/**
 * Whether the server makes the primary keys.
 */
bool mvi_collection_auto_id(const struct mvi_collection *collection);

/**
 * Whether rows may have fields that the schema does not know.
 */
bool mvi_collection_enable_dynamic_field(const struct mvi_collection *collection);

/**
 * How many fields it has; those of structs are theirs.
 */
size_t mvi_collection_fields(const struct mvi_collection *collection);

/**
 * One of these, counted from 0; NULL beyond the last one. It belongs to the collection.
 */
const struct mvi_field *mvi_collection_field(const struct mvi_collection *collection, size_t index);

/**
 * How many arrays of structs it has. False with 0 before Milvus 3.0, which shows none.
 */
bool mvi_collection_struct_fields(const struct mvi_collection *collection, size_t *count);

/**
 * One of these, counted from 0; NULL beyond the last one. It belongs to the collection.
 */
const struct mvi_struct *mvi_collection_struct_field(const struct mvi_collection *collection, size_t index);

/**
 * How many functions it has. False with 0 before Milvus 2.5, which has none.
 */
bool mvi_collection_functions(const struct mvi_collection *collection, size_t *count);

/**
 * One of these, counted from 0; NULL beyond the last one. It belongs to the collection.
 */
const struct mvi_function *mvi_collection_function(const struct mvi_collection *collection, size_t index);

/**
 * How many things were set for the collection, such as `timezone`.
 */
size_t mvi_collection_properties(const struct mvi_collection *collection);

/**
 * The name of one of these, counted from 0, sorted by name; NULL beyond the last one. It belongs to the collection.
 */
const char *mvi_collection_property_key(const struct mvi_collection *collection,
                                        size_t index);

/**
 * The value of one of these, counted from 0; NULL beyond the last one. It belongs to the collection.
 */
const char *mvi_collection_property_value(const struct mvi_collection *collection, size_t index);

/**
 * Everything as one JSON object. It belongs to the collection.
 */
mvi_status mvi_collection_json(const struct mvi_collection *collection,
                               const char **json,
                               struct mvi_error **error);

/**
 * The server's whole answer, unchanged, `length` bytes of JSON without a NUL at the end. Never NULL. In a file it is a schema
 * that files are checked against with the command `milvus-import check`. It belongs to the collection.
 */
const uint8_t *mvi_collection_raw(const struct mvi_collection *collection,
                                  size_t *length);

/**
 * Frees a collection that a call returned, and all that was read from it. NULL is allowed.
 */
void mvi_collection_free(struct mvi_collection *collection);

/**
 * The field's name. Never NULL.
 */
const char *mvi_field_name(const struct mvi_field *field);

/**
 * What it holds, in the server's word: `Int64`, `VarChar`, `FloatVector`, `Array`. Never NULL.
 */
const char *mvi_field_data_type(const struct mvi_field *field);

/**
 * What an array holds, in the server's word. NULL when the server did not say.
 */
const char *mvi_field_element_type(const struct mvi_field *field);

/**
 * Whether it is the primary key.
 */
bool mvi_field_primary_key(const struct mvi_field *field);

/**
 * Whether rows go to partitions by it.
 */
bool mvi_field_partition_key(const struct mvi_field *field);

/**
 * Whether the server makes its values.
 */
bool mvi_field_auto_id(const struct mvi_field *field);

/**
 * Whether a row may have null in it. None before Milvus 2.5, which has no word for it.
 */
bool mvi_field_nullable(const struct mvi_field *field, bool *nullable);

/**
 * What a row without a value gets, as JSON text: `5`, `"none"`. NULL when the server did not say.
 */
const char *mvi_field_default_value(const struct mvi_field *field);

/**
 * Whether a function of the collection makes its values.
 */
bool mvi_field_is_function_output(const struct mvi_field *field);

/**
 * A vector's dimension.
 */
bool mvi_field_dim(const struct mvi_field *field, int64_t *dim);

/**
 * How many bytes of UTF-8 a text, or each text of an array, may have.
 */
bool mvi_field_max_length(const struct mvi_field *field, int64_t *max_length);

/**
 * How many elements an array may have.
 */
bool mvi_field_max_capacity(const struct mvi_field *field, int64_t *max_capacity);

/**
 * What its maker wrote about it. NULL when the server did not say.
 */
const char *mvi_field_description(const struct mvi_field *field);

/**
 * How many things were set for the field, `dim`, `max_length` and `max_capacity` included.
 */
size_t mvi_field_params(const struct mvi_field *field);

/**
 * The name of one of these, counted from 0, sorted by name; NULL beyond the last one. It belongs to the collection.
 */
const char *mvi_field_param_key(const struct mvi_field *field,
                                size_t index);

/**
 * The value of one of these, counted from 0; NULL beyond the last one. It belongs to the collection.
 */
const char *mvi_field_param_value(const struct mvi_field *field, size_t index);

/**
 * The name of the array. Never NULL.
 */
const char *mvi_struct_name(const struct mvi_struct *structure);

/**
 * What its maker wrote about it. NULL when the server did not say.
 */
const char *mvi_struct_description(const struct mvi_struct *structure);

/**
 * How many fields each struct has.
 */
size_t mvi_struct_fields(const struct mvi_struct *structure);

/**
 * One of these fields, counted from 0; NULL beyond the last one. It belongs to the collection.
 */
const struct mvi_field *mvi_struct_field(const struct mvi_struct *structure, size_t index);

/**
 * The function's name. Never NULL.
 */
const char *mvi_function_name(const struct mvi_function *function);

/**
 * `BM25`, `TextEmbedding`, `Rerank` or `MinHash`; a kind that is not known as the server sent it. NULL when the server
 * did not say.
 */
const char *mvi_function_function_type(const struct mvi_function *function);

/**
 * What its maker wrote about it. NULL when the server did not say.
 */
const char *mvi_function_description(const struct mvi_function *function);

/**
 * How many fields it reads.
 */
size_t mvi_function_input_field_names(const struct mvi_function *function);

/**
 * The name of one of these fields, counted from 0; NULL beyond the last one. It belongs to the collection.
 */
const char *mvi_function_input_field_name(const struct mvi_function *function, size_t index);

/**
 * How many fields it makes.
 */
size_t mvi_function_output_field_names(const struct mvi_function *function);

/**
 * The name of one of these fields, counted from 0; NULL beyond the last one. It belongs to the collection.
 */
const char *mvi_function_output_field_name(const struct mvi_function *function, size_t index);

/**
 * How many things were set for the function.
 */
size_t mvi_function_params(const struct mvi_function *function);

/**
 * The name of one of these, counted from 0, sorted by name; NULL beyond the last one. It belongs to the collection.
 */
const char *mvi_function_param_key(const struct mvi_function *function,
                                   size_t index);

/**
 * The value of one of these, counted from 0; NULL beyond the last one. It belongs to the collection.
 */
const char *mvi_function_param_value(const struct mvi_function *function, size_t index);

/**
 * Asks how far a job is. A Failed job is a good answer: look at its state. `cancel` may be NULL.
 *
 * `MVI_JOB_NOT_FOUND` for a job that the server does not know (any more), and every other failure of a call.
 */
mvi_status mvi_get_import_progress(const struct mvi_client *client,
                                   const char *job_id,
                                   const struct mvi_cancel_token *cancel,
                                   struct mvi_progress **progress,
                                   struct mvi_error **error);

/**
 * Lists jobs: one page on Zilliz Cloud, see `mvi_job_pages`, and all of them on Milvus. `options` and `cancel` may be
 * NULL.
 */
mvi_status mvi_list_import_jobs(const struct mvi_client *client,
                                const struct mvi_list_import_jobs_options *options,
                                const struct mvi_cancel_token *cancel,
                                struct mvi_job_list **list,
                                struct mvi_error **error);

/**
 * Starts a walk that `mvi_job_pages_next` carries on, from the options' page or else the first. Nothing is sent yet. `options` may be
 * NULL; the walk keeps what it needs of them and of the client.
 */
mvi_status mvi_job_pages_new(const struct mvi_client *client,
                             const struct mvi_list_import_jobs_options *options,
                             struct mvi_job_pages **pages,
                             struct mvi_error **error);

/**
 * Asks for the next page. `MVI_OK` with a NULL list after the last one, which on Milvus is the first. After an error the same page
 * is asked for again. `cancel` may be NULL.
 */
mvi_status mvi_job_pages_next(struct mvi_job_pages *pages,
                              const struct mvi_cancel_token *cancel,
                              struct mvi_job_list **list,
                              struct mvi_error **error);

/**
 * Ends a walk and frees it; the lists that it gave live on. NULL is allowed.
 */
void mvi_job_pages_free(struct mvi_job_pages *pages);

/**
 * Creates an import job. Sent again only when no connection was made, when the server refused it for the moment (too many jobs,
 * rate limit, starting) or with an idempotency key. `cancel` may be NULL.
 *
 * After `MVI_TIMEOUT`, `MVI_CONNECT`, `MVI_UNEXPECTED_RESPONSE` or `MVI_CANCELLED` the job may exist: `mvi_error_job_id` names it where
 * the answer did, else list the jobs before trying again.
 */
mvi_status mvi_bulk_import(const struct mvi_client *client,
                           const struct mvi_bulk_import_options *options,
                           const struct mvi_cancel_token *cancel,
                           struct mvi_created_job **job,
                           struct mvi_error **error);

/**
 * Makes the rows of an Uncommitted job visible (Milvus 3.0). `cancel` may be NULL.
 *
 * `MVI_UNSUPPORTED` where the server has no such operation, `MVI_INVALID_ARGUMENT` for a job that commits by itself.
 */
mvi_status mvi_commit_import(const struct mvi_client *client,
                             const char *job_id,
                             const struct mvi_cancel_token *cancel,
                             struct mvi_error **error);

/**
 * Throws the rows of an Uncommitted job away (Milvus 3.0). `cancel` may be NULL.
 *
 * `MVI_UNSUPPORTED` where the server has no such operation, `MVI_INVALID_ARGUMENT` for a job that commits by itself.
 */
mvi_status mvi_abort_import(const struct mvi_client *client,
                            const char *job_id,
                            const struct mvi_cancel_token *cancel,
                            struct mvi_error **error);

/**
 * Asks Zilliz Cloud about a job of any kind; the answer has no rows and no files. `cancel` may be NULL.
 */
mvi_status mvi_describe_job(const struct mvi_client *client,
                            const char *job_id,
                            const struct mvi_cancel_token *cancel,
                            struct mvi_progress **progress,
                            struct mvi_error **error);

/**
 * Asks what a collection holds: its fields, functions and properties. `MVI_UNSUPPORTED` on Zilliz Cloud's control plane, since
 * collections are on their cluster: make a client with its own endpoint as the uri and `milvus-v2` as the api; and on the management
 * port of Milvus 2.3, which describes collections on port 19530. `cancel` may be NULL.
 *
 * Files are checked against a schema, which `mvi_collection_raw` is in a file, by the command `milvus-import check`.
 */
mvi_status mvi_describe_collection(const struct mvi_client *client,
                                   const struct mvi_describe_collection_options *options,
                                   const struct mvi_cancel_token *cancel,
                                   struct mvi_collection **collection,
                                   struct mvi_error **error);

/**
 * Follows a job to its end and returns its last progress. `options` may be NULL: the defaults, with nothing told meanwhile.
 *
 * An Uncommitted job ends the wait with `MVI_OK`: it needs someone's commit. Otherwise the wait ends with Completed, or with
 * `MVI_IMPORT_FAILED`, `MVI_TIMEOUT`, `MVI_STALLED`, `MVI_VANISHED`, `MVI_JOB_NOT_FOUND`, `MVI_CANCELLED`, or the fault that lasted longer
 * than the fault budget.
 *
 * Once there was a good answer, what no server means for ever is an outage and ridden out: a gateway's 404 or HTML page, an answer
 * that is cut off, for a moment also a token that is refused. A job that the server does not know is asked for twice before it is
 * `MVI_VANISHED`. `MVI_TIMEOUT` and `MVI_STALLED` in an outage say so, and `mvi_error_cause` is its fault.
 */
mvi_status mvi_wait(const struct mvi_client *client,
                    const char *job_id,
                    const struct mvi_wait_options *options,
                    struct mvi_progress **progress,
                    struct mvi_error **error);

/**
 * Starts a watch that `mvi_watcher_next` or `mvi_watcher_next_event` carries on. `options` may be NULL, and so must be the
 * functions in them: what they would be told, the watcher returns. It keeps what it needs of the client and of `options`.
 */
mvi_status mvi_watcher_new(const struct mvi_client *client,
                           const char *job_id,
                           const struct mvi_wait_options *options,
                           struct mvi_watcher **watcher,
                           struct mvi_error **error);

/**
 * Blocks until the job changes. `MVI_OK` with a NULL progress after the last change, and after an error, `MVI_CANCELLED` included.
 * Errors are those of `mvi_wait`, but for `MVI_IMPORT_FAILED`: a job that ends as Failed is a change.
 */
mvi_status mvi_watcher_next(struct mvi_watcher *watcher,
                            struct mvi_progress **progress,
                            struct mvi_error **error);

/**
 * As `mvi_watcher_next`, and returns with outages too while they are ridden out: `outage` is then the error that `mvi_on_outage` is
 * told, to be freed with `mvi_error_free`. With neither a progress nor an outage the server answers again, or the watch has ended, as
 * `mvi_watcher_has_ended` says.
 */
mvi_status mvi_watcher_next_event(struct mvi_watcher *watcher,
                                  struct mvi_progress **progress,
                                  struct mvi_error **outage,
                                  struct mvi_error **error);

/**
 * What `mvi_wait` would have returned for the same changes: the last progress, or `MVI_IMPORT_FAILED`. To be asked once, when
 * `mvi_watcher_next` has given the last change or NULL; it asks no server. `MVI_INVALID_ARGUMENT` earlier, and after an error.
 */
mvi_status mvi_watcher_outcome(struct mvi_watcher *watcher,
                               struct mvi_progress **progress,
                               struct mvi_error **error);

/**
 * Whether the job's last change, or an error, has been told: nothing will come after it.
 */
bool mvi_watcher_has_ended(const struct mvi_watcher *watcher);

/**
 * Ends a watch and frees it; the progresses that it gave live on. NULL is allowed.
 */
void mvi_watcher_free(struct mvi_watcher *watcher);

/**
 * Starts to follow `count` jobs to their ends; `mvi_many_watcher_next` or `mvi_many_watcher_each` carry on. Nothing is
 * sent yet. A job that is named twice is followed once.
 *
 * At most ten requests a second go to the server, by all such follows of this process together that have the same
 * token. Lists tell of changes; a job that they leave out is asked for by itself, and so is each that has ended.
 *
 * `options` may be NULL: its times are each job's, but for `timeout`, which is that of all, and `fault_budget`, which
 * is the server's. The functions in it must be NULL: what they would be told, the watcher returns. It keeps what it
 * needs of the client and of `options`.
 */
mvi_status mvi_watch_many(const struct mvi_client *client,
                          const char *const *job_ids,
                          size_t count,
                          const struct mvi_wait_options *options,
                          struct mvi_many_watcher **watcher,
                          struct mvi_error **error);

/**
 * As `mvi_watch_many`, for the jobs of a collection: those that have not ended, and those that are started meanwhile;
 * `with_ended` those too that had ended before. It ends when all have ended and two lists in a row show no others.
 */
mvi_status mvi_watch_collection(const struct mvi_client *client,
                                const char *collection_name,
                                bool with_ended,
                                const struct mvi_wait_options *options,
                                struct mvi_many_watcher **watcher,
                                struct mvi_error **error);

/**
 * Blocks until there is something to tell. `MVI_OK` with a NULL event after the last one, and after an error.
 *
 * How a job ends is an event and no error of this function: `MVI_EVENT_ENDED`, once for each. Errors are what ends the
 * whole: `MVI_CANCELLED`; for a collection also `MVI_TIMEOUT`, or why it cannot be listed; for an import
 * `MVI_NOT_FOUND` where there is no such collection, and `MVI_LEDGER_UNUSABLE`.
 */
mvi_status mvi_many_watcher_next(struct mvi_many_watcher *watcher,
                                 struct mvi_job_event **event,
                                 struct mvi_error **error);

/**
 * Calls `on_event` for every event that `mvi_many_watcher_next` would return, and returns after the last one.
 * `on_event` must not be NULL. Where it ends the call that is `MVI_CANCELLED`, and the watcher may be asked again: it
 * goes on behind that event.
 */
mvi_status mvi_many_watcher_each(struct mvi_many_watcher *watcher,
                                 mvi_on_job_event on_event,
                                 void *user_data,
                                 struct mvi_error **error);

/**
 * Ends a watch and frees it, and lets go of its ledger; the events that it gave live on, and so do the jobs. NULL is
 * allowed.
 */
void mvi_many_watcher_free(struct mvi_many_watcher *watcher);

/**
 * Imports many files: as jobs of modest size, as many at once as the server takes, followed to their ends by
 * `mvi_many_watcher_next` or `mvi_many_watcher_each`, which also write the ledger. Nothing is sent yet. `import` says
 * what all jobs have in common, and lists the files of all. `options` may be NULL, and `wait` is as for
 * `mvi_watch_many`.
 *
 * No create is sent twice that may have made a job. Where one has no clear answer, the collection's list tells whether
 * there is a job of those files; where that cannot be known they are told as `MVI_EVENT_NOT_IMPORTED`, and that it is
 * not known.
 *
 * `MVI_INVALID_ARGUMENT` also for what would import a file twice, and for a ledger of something else;
 * `MVI_LEDGER_UNUSABLE` where it cannot be opened, or another watcher or process has it.
 */
mvi_status mvi_import_many(const struct mvi_client *client,
                           const struct mvi_bulk_import_options *import,
                           const struct mvi_import_many_options *options,
                           const struct mvi_wait_options *wait,
                           struct mvi_many_watcher **watcher,
                           struct mvi_error **error);

/**
 * Builds the request of an `mvi_operation`, without sending anything, for the client's API generation: set its `api` where the host
 * does not tell it, since only the client's own calls find it out. `MVI_INVALID_ARGUMENT` where a member that the operation takes
 * is missing, `MVI_UNSUPPORTED` where the API generation has no such operation.
 */
mvi_status mvi_request_build(const struct mvi_client *client,
                             int32_t operation,
                             const struct mvi_request_options *options,
                             struct mvi_request **request,
                             struct mvi_error **error);

/**
 * How many names the progress route has on this client's servers.
 */
size_t mvi_request_spellings(const struct mvi_client *client);

/**
 * The HTTP method, `"GET"` or `"POST"`. Never NULL. It belongs to the request.
 */
const char *mvi_request_method(const struct mvi_request *request);

/**
 * The whole address, query included. Never NULL. It belongs to the request.
 */
const char *mvi_request_url(const struct mvi_request *request);

/**
 * How many headers to send. Not among them: `Host` and `Content-Length`, which every HTTP stack makes itself.
 */
size_t mvi_request_headers(const struct mvi_request *request);

/**
 * The name of one header, counted from 0; NULL beyond the last one. It belongs to the request.
 */
const char *mvi_request_header_name(const struct mvi_request *request, size_t index);

/**
 * The value of one header, counted from 0; NULL beyond the last one. One of them is the token: do not log it. It belongs
 * to the request.
 */
const char *mvi_request_header_value(const struct mvi_request *request,
                                     size_t index);

/**
 * The body, `length` bytes; it may be empty, but is never NULL, and on milvus-2.3 a GET has one too. It belongs to the
 * request.
 */
const uint8_t *mvi_request_body(const struct mvi_request *request,
                                size_t *length);

/**
 * Frees a request, and all that was read from it. NULL is allowed.
 */
void mvi_request_free(struct mvi_request *request);

/**
 * Reads the answer to a request. The answer is copied as far as it is needed. An error is what the operation's own function
 * would return for that answer.
 */
mvi_status mvi_response_parse(const struct mvi_client *client,
                              const struct mvi_request *request,
                              const struct mvi_http_answer *answer,
                              struct mvi_response **response,
                              struct mvi_error **error);

/**
 * How far the job is, for `MVI_OPERATION_GET_IMPORT_PROGRESS`, `MVI_OPERATION_DESCRIBE_JOB` and `mvi_calls_wait`, else NULL. It belongs to the response.
 */
const struct mvi_progress *mvi_response_progress(const struct mvi_response *response);

/**
 * The jobs, for `MVI_OPERATION_LIST_IMPORT_JOBS`, else NULL. They belong to the response.
 */
const struct mvi_job_list *mvi_response_job_list(const struct mvi_response *response);

/**
 * The job that was made, for `MVI_OPERATION_BULK_IMPORT`, else NULL. It belongs to the response.
 */
const struct mvi_created_job *mvi_response_created_job(const struct mvi_response *response);

/**
 * What the collection holds, for `MVI_OPERATION_DESCRIBE_COLLECTION`, else NULL. It belongs to the response.
 */
const struct mvi_collection *mvi_response_collection(const struct mvi_response *response);

/**
 * Frees a response, and all that was read from it. NULL is allowed.
 */
void mvi_response_free(struct mvi_response *response);

/**
 * Makes an empty one.
 */
mvi_status mvi_calls_new(struct mvi_calls **calls, struct mvi_error **error);

/**
 * A file descriptor that is readable when a call has ended: for poll, epoll, kqueue or an event loop's watcher, level- or
 * edge-triggered. Call `mvi_calls_next` then, until it returns false. Do not read from it, and do not close it: it belongs to the
 * calls. -1 for NULL.
 */
int mvi_calls_fd(const struct mvi_calls *calls);

/**
 * Starts the call of an `mvi_operation` and returns at once; `number` is what `mvi_calls_next` will name it by. `options` say what
 * it is about, as for `mvi_request_build`; `spelling` does not matter here. Everything is copied, and the client may be freed while
 * its calls are under way. Errors of this function are those of its arguments; how the call goes is told by `mvi_calls_next`.
 */
mvi_status mvi_calls_start(const struct mvi_calls *calls,
                           const struct mvi_client *client,
                           int32_t operation,
                           const struct mvi_request_options *options,
                           uint64_t *number,
                           struct mvi_error **error);

/**
 * Starts to follow a job to its end, as `mvi_wait` does, and returns at once. What it ends with is an `mvi_response` with the last
 * progress, or an error of `mvi_wait`. `options` may be NULL, and so must be the functions and `cancel` in them: nothing of the
 * program's is called from another thread, and `mvi_calls_cancel` ends it. Who is to be told of changes and outages uses `mvi_wait` or
 * an `mvi_watcher`.
 */
mvi_status mvi_calls_wait(const struct mvi_calls *calls,
                          const struct mvi_client *client,
                          const char *job_id,
                          const struct mvi_wait_options *options,
                          uint64_t *number,
                          struct mvi_error **error);

/**
 * Ends a call: its request is closed, and `mvi_calls_next` returns it soon, as `MVI_CANCELLED` where it had not ended by itself. An
 * error of a wait has the job's last progress. A job that was to be made may have been made. False where there is no such call under
 * way (any more).
 */
bool mvi_calls_cancel(const struct mvi_calls *calls,
                      uint64_t number);

/**
 * Hands over a call that has ended: its number, and a new response, or a new error where it has failed; the other one is NULL. The
 * caller frees both. Never blocks; false, with nothing set but 0 and NULL, where none is left. None of the parameters may be NULL.
 */
bool mvi_calls_next(const struct mvi_calls *calls,
                    uint64_t *number,
                    struct mvi_response **response,
                    struct mvi_error **error);

/**
 * Ends all calls that are under way, and frees what has ended and was not asked for. With the last `mvi_calls` of a process its
 * threads end. NULL is allowed.
 */
void mvi_calls_free(struct mvi_calls *calls);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* MILVUS_IMPORT_H */
