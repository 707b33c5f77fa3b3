/* Side-by-side benchmark of the C library: CPU and latency a call, against libcurl with a kept handle and cJSON.
 *
 *     benches/c/run.sh                   builds what it takes, and runs everything: about a minute
 *     benches/c/run.sh --smoke           a few calls of each: are the answers right?
 *     benches/c/run.sh --only TLS        scenarios whose title contains this
 *     benches/c/run.sh --rounds 9        default 7, at least 5 for a figure to quote
 *
 * The server is that of the Rust benchmarks, on a core of its own. The clients take turns in short batches on the other
 * core, and ratios of CPU time are taken round by round: their median moves far less than the times themselves. "files" means
 * that a call also reads the name and the rows of every file; otherwise it reads the job's id, state and percentage, which
 * milvus-import does without parsing the rest. Never fails for a figure: the end says which promises are met.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <curl/curl.h>

#include "bench.h"

enum { MOST_ROUNDS = 100, MOST_CALLS = 1 << 16 };
static const double BATCH_MICROS = 300e3;

typedef struct cost {
    double cpu, p50;
} cost;

/* One client in one scenario. */
typedef struct contender {
    client client;
    int calls;
    cost costs[MOST_ROUNDS];
} contender;

static bool smoke;
static const char *only = "";
static int rounds = 7;

static struct {
    char title[64];
    double ratio;
} bars[2 * TARGETS];
static int bar_count;

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

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, by_value);
    return values[count / 2];
}

static cost batch(contender *of, const target *target, bool files, int calls)
{
    static double times[MOST_CALLS];
    double before = cpu_micros();
    for (int i = 0; i < calls; i++) {
        summary got = {0};
        double start = wall_micros();
        bool good = of->client.call(of->client.state, files, &got);
        times[i] = wall_micros() - start;
        if (!good || strcmp(got.job_id, JOB_ID) != 0 || strcmp(got.state, "Importing") != 0 || got.progress != 55 ||
            got.rows != (files ? 50000LL * target->details : 0))
            give_up("%s: a wrong answer", of->client.name);
    }
    return (cost){(cpu_micros() - before) / calls, median(times, calls)};
}

/* How many calls make a batch long enough for a clock of CPU time. */
static int calls_of_a_batch(contender *of, const target *target, bool files)
{
    for (int calls = 1;; calls *= 4) {
        double start = wall_micros();
        batch(of, target, files, calls);
        double took = wall_micros() - start;
        if (took > BATCH_MICROS / 4 || calls * 4 > MOST_CALLS) {
            double wanted = calls * BATCH_MICROS / took;
            return wanted < 1 ? 1 : wanted > MOST_CALLS ? MOST_CALLS : (int)wanted;
        }
    }
}

static double middle(const contender *of, bool p50)
{
    double values[MOST_ROUNDS];
    for (int round = 0; round < rounds; round++)
        values[round] = p50 ? of->costs[round].p50 : of->costs[round].cpu;
    return median(values, rounds);
}

static void report(const char *title, const contender *ours, const contender *peer)
{
    double ratios[MOST_ROUNDS];
    for (int round = 0; round < rounds; round++)
        ratios[round] = ours->costs[round].cpu / peer->costs[round].cpu;
    double ratio = median(ratios, rounds);
    printf("\n%s\n  %-18s %11s %10s   to %s\n", title, "client", "CPU us/call", "p50 us", peer->client.name);
    printf("  %-18s %11.1f %10.1f   %.2f\n", ours->client.name, middle(ours, false), middle(ours, true), ratio);
    printf("  %-18s %11.1f %10.1f   1.00\n", peer->client.name, middle(peer, false), middle(peer, true));
    fflush(stdout);
    snprintf(bars[bar_count].title, sizeof bars->title, "%s", title);
    bars[bar_count++].ratio = ratio;
}

static void race(const target *target, bool files)
{
    static contender contenders[2];
    char title[64];
    snprintf(title, sizeof title, "details: %d%s, %s", target->details, files ? ", files" : "", target->certificate ? "TLS" : "plain");
    if (strstr(title, only) == NULL)
        return;
    contenders[0].client = milvus_import_client(target);
    contenders[1].client = libcurl_client(target);
    for (int i = 0; i < 2; i++)
        contenders[i].calls = smoke ? 2 : calls_of_a_batch(&contenders[i], target, files);
    for (int round = 0; round < rounds; round++) {
        for (int turn = 0; turn < 2; turn++) {
            contender *next = &contenders[(round + turn) % 2];
            next->costs[round] = batch(next, target, files, next->calls);
        }
    }
    for (int i = 0; i < 2; i++)
        contenders[i].client.close(contenders[i].client.state);
    if (smoke)
        printf("ok  %s\n", title);
    else
        report(title, &contenders[0], &contenders[1]);
}

static void promises(void)
{
    printf("\nPromised and measured\n");
    for (int i = 0; i < bar_count; i++)
        printf("  %-6s %5.2f of at most 1    CPU, milvus-import to libcurl + cJSON, %s\n", bars[i].ratio <= 1 ? "met" : "MISSED",
               bars[i].ratio, bars[i].title);
    const char *library = getenv("MILVUS_IMPORT_STRIPPED");
    struct stat file;
    if (library == NULL || stat(library, &file) != 0)
        give_up("no library to weigh: use run.sh");
    double megabytes = (double)file.st_size / 1e6;
    printf("  %-6s %5.2f of at most 3.5  MB, shared library, stripped\n", megabytes <= 3.5 ? "met" : "MISSED", megabytes);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--smoke") == 0)
            smoke = true, rounds = 1;
        else if (strcmp(argv[i], "--only") == 0 && i + 1 < argc)
            only = argv[++i];
        else if (strcmp(argv[i], "--rounds") == 0 && i + 1 < argc)
            rounds = atoi(argv[++i]);
        else
            give_up("unknown argument %s: use --smoke, --only TEXT or --rounds N", argv[i]);
    }
    if (rounds < 1 || rounds > MOST_ROUNDS)
        give_up("--rounds is 1 to %d", MOST_ROUNDS);
    int server_core, client_core;
    target targets[TARGETS];
    find_cores(&server_core, &client_core);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    start_server(server_core, targets);
    pin(client_core);
    if (!smoke)
        printf("server on core %d, clients on core %d; %s\n", server_core, client_core, curl_version());
    for (int i = 0; i < TARGETS; i++) {
        race(&targets[i], false);
        race(&targets[i], true);
    }
    if (!smoke)
        promises();
    stop_server();
    curl_global_cleanup();
    return 0;
}
