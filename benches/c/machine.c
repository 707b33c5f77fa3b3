/* Which core runs what, how long it took, and the server of the Rust benchmarks. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

void find_cores(int *first, int *last)
{
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        give_up("the cores of this process cannot be asked for");
    *first = -1;
    for (int core = 0; core < CPU_SETSIZE; core++) {
        if (!CPU_ISSET(core, &allowed))
            continue;
        *last = core;
        if (*first < 0)
            *first = core;
    }
}

void pin(int core)
{
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(core, &only);
    if (sched_setaffinity(0, sizeof only, &only) != 0)
        give_up("core %d cannot be used", core);
}

static double micros(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

double cpu_micros(void)
{
    return micros(CLOCK_PROCESS_CPUTIME_ID);
}

double wall_micros(void)
{
    return micros(CLOCK_MONOTONIC);
}

static pid_t server;
/* The server ends when this is closed, so also when this process dies. */
static int server_input;

static FILE *run_server(int core)
{
    const char *program = getenv("MILVUS_IMPORT_BENCHES");
    int input[2], output[2];
    if (program == NULL || pipe(input) != 0 || pipe(output) != 0)
        give_up("no server to start: use run.sh");
    server = fork();
    if (server == 0) {
        char number[16];
        snprintf(number, sizeof number, "%d", core);
        dup2(input[0], STDIN_FILENO);
        dup2(output[1], STDOUT_FILENO);
        close(input[1]);
        execl(program, program, "serve", number, (char *)NULL);
        _exit(127);
    }
    close(input[0]);
    close(output[1]);
    server_input = input[1];
    return fdopen(output[0], "r");
}

void start_server(int core, target targets[TARGETS])
{
    static const int DETAILS[] = {1, 100, 10000};
    static char certificate[16384];
    char line[256];
    FILE *lines = run_server(core);
    for (int i = 0; i < TARGETS; i++) {
        if (fgets(line, sizeof line, lines) == NULL)
            give_up("the server does not start: use run.sh");
        line[strcspn(line, "\n")] = '\0';
        targets[i].details = DETAILS[i / 2];
        targets[i].certificate = i % 2 ? certificate : NULL;
        snprintf(targets[i].url, sizeof targets[i].url, "%s://%.40s", i % 2 ? "https" : "http", line);
    }
    while (strstr(certificate, "-----END") == NULL && fgets(line, sizeof line, lines) != NULL &&
           strlen(certificate) + strlen(line) < sizeof certificate)
        strcat(certificate, line);
    fclose(lines);
}

void stop_server(void)
{
    close(server_input);
    waitpid(server, NULL, 0);
}
