/* What the files of this benchmark share. */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As the server answers, and what it is asked: see benches/src/answer.rs and benches/src/clients. */
#define JOB_ID "448761313698322011"
#define TOKEN "root:Milvus"
#define PATH "/v2/vectordb/jobs/import/get_progress"

/* One address of the server. The certificate (PEM) is NULL where it speaks plain HTTP. */
typedef struct target {
    char url[64];
    const char *certificate;
    int details;
} target;

/* What a call understood: a fast wrong answer is no result. The rows are those of all files, 0 where they were not read. */
typedef struct summary {
    char job_id[32], state[32];
    int progress;
    int64_t rows;
} summary;

/* A client that keeps its connection between calls. With `files` it also reads every file's name and rows. */
typedef struct client {
    const char *name;
    void *state;
    bool (*call)(void *state, bool files, summary *got);
    void (*close)(void *state);
} client;

client milvus_import_client(const target *target);
client libcurl_client(const target *target);

/* Ends the worker with one line of why. */
_Noreturn void give_up(const char *format, ...);

#endif
