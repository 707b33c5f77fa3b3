/* The few lines that a test program needs: checks that are counted, and a summary as its last line. */
#ifndef CHECK_H
#define CHECK_H

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "milvus_import.h"

static int checks_passed, checks_failed;

static inline void check_(int good, const char *what, const char *file, int line)
{
    if (good) {
        checks_passed++;
    } else {
        checks_failed++;
        fprintf(stderr, "%s:%d: %s\n", file, line, what);
    }
}

#define CHECK(condition) check_((condition) != 0, #condition, __FILE__, __LINE__)

static inline void check_text_(const char *got, const char *expected, const char *what, const char *file, int line)
{
    int same = got == NULL || expected == NULL ? got == expected : strcmp(got, expected) == 0;
    check_(same, what, file, line);
    if (!same)
        fprintf(stderr, "    \"%s\" instead of \"%s\"\n", got ? got : "NULL", expected ? expected : "NULL");
}

#define CHECK_TEXT(got, expected) check_text_((got), (expected), #got " is " #expected, __FILE__, __LINE__)
#define CHECK_HAS(text, part) CHECK((text) != NULL && strstr((text), (part)) != NULL)

static inline void check_status_(mvi_status got, mvi_status expected, const mvi_error *error, const char *what,
                                 const char *file, int line)
{
    check_(got == expected, what, file, line);
    if (got != expected)
        fprintf(stderr, "    %s instead of %s: %s\n", mvi_status_name(got), mvi_status_name(expected),
                error ? mvi_error_text(error) : "no error object");
    check_(error == NULL || mvi_error_code(error) == got, "the error has the status that was returned", file, line);
}

/* A call with `&error` as its last argument, which must return a status; the error is freed. */
#define STATUS(call, expected)                                                        \
    do {                                                                              \
        mvi_error *error = NULL;                                                      \
        check_status_((call), (expected), error, #call, __FILE__, __LINE__);          \
        mvi_error_free(error);                                                        \
    } while (0)

static inline void *run_(void *tests)
{
    (*(void (**)(void))tests)();
    return NULL;
}

/* A forked child says how it went by the program that it becomes: that ends it without the parent's leak checks. */
static inline void leave(int good)
{
    execl("/bin/sh", "sh", "-c", good ? "exit 0" : "exit 1", (char *)NULL);
    _exit(1);
}

static inline int ended_well(pid_t child)
{
    int status = 1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Runs the tests and prints the summary. They get a thread of their own, so that the end of a thread is tested as well:
   all that the library needs for one must be freed then. */
static inline int run(const char *name, void (*tests)(void))
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, run_, &tests) != 0 || pthread_join(thread, NULL) != 0)
        checks_failed++;
    printf("%s: %d passed, %d failed\n", name, checks_passed, checks_failed);
    return checks_failed != 0 || checks_passed == 0;
}

#endif
