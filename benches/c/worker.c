/* Calls of the C library and of libcurl with cJSON, for the benchmarks: see benches/src/workers. `worker CLIENT URL DETAILS 1
 * [CERTIFICATES]` makes as many calls as a line of its input says, and answers with what they cost. A client whose name ends in
 * _files also reads the name and the rows of every file.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <curl/curl.h>

#include "bench.h"

enum { MOST_CALLS = 1 << 20 };

void give_up(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("error: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static double micros(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static void batch(client *of, const target *target, bool files, int calls)
{
    static double times[MOST_CALLS];
    double cpu = micros(CLOCK_PROCESS_CPUTIME_ID), wall = micros(CLOCK_MONOTONIC);
    for (int i = 0; i < calls; i++) {
        summary got = {0};
        double start = micros(CLOCK_MONOTONIC);
        bool good = of->call(of->state, files, &got);
        times[i] = micros(CLOCK_MONOTONIC) - start;
        if (!good || strcmp(got.job_id, JOB_ID) != 0 || strcmp(got.state, "Importing") != 0 || got.progress != 55 ||
            got.rows != (files ? 50000LL * target->details : 0))
            give_up("%s: a wrong answer", of->name);
    }
    cpu = (micros(CLOCK_PROCESS_CPUTIME_ID) - cpu) / calls;
    wall = (micros(CLOCK_MONOTONIC) - wall) / calls;
    qsort(times, (size_t)calls, sizeof *times, by_value);
    printf("{\"cpu\": %f, \"wall\": %f, \"p50\": %f}\n", cpu, wall, times[calls / 2]);
    fflush(stdout);
}

/* The text of a file, which ends with the process. */
static char *read_text(const char *path)
{
    static char text[1 << 16];
    FILE *file = fopen(path, "r");
    if (file == NULL || fread(text, 1, sizeof text - 1, file) == 0)
        give_up("%s cannot be read", path);
    fclose(file);
    return text;
}

int main(int argc, char **argv)
{
    if (argc < 5)
        give_up("usage: worker CLIENT URL DETAILS AT_ONCE [CERTIFICATES]");
    target target = {.certificate = argc > 5 ? read_text(argv[5]) : NULL, .details = atoi(argv[3])};
    snprintf(target.url, sizeof target.url, "%s", argv[2]);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    bool files = strstr(argv[1], "_files") != NULL;
    client client = strncmp(argv[1], "libcurl", 7) == 0 ? libcurl_client(&target) : milvus_import_client(&target);
    puts("ready");
    fflush(stdout);
    for (char line[32]; fgets(line, sizeof line, stdin) != NULL;) {
        int calls = atoi(line);
        if (calls < 1 || calls > MOST_CALLS)
            give_up("%s: 1 to %d calls", argv[1], MOST_CALLS);
        batch(&client, &target, files, calls);
    }
    client.close(client.state);
    curl_global_cleanup();
    return 0;
}
