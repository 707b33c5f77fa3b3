/* Loads and unloads the library in a loop, with calls in between: loading LIBRARY URI. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#include "milvus_import.h"

enum { TIMES = 20 };

static const char *library, *uri;
static int passed, failed;

/* The only way from dlsym to a function in ISO C. */
#define LOAD(name)                                     \
    __extension__ __typeof__(&name) name##_ = NULL;     \
    *(void **)&name##_ = dlsym(handle, #name)

static void *load(void *unused)
{
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        failed++;
        return unused;
    }
    LOAD(mvi_client_new);
    LOAD(mvi_list_import_jobs);
    LOAD(mvi_job_list_free);
    LOAD(mvi_client_free);
    mvi_client_options options = {.struct_size = sizeof options, .uri = uri};
    mvi_client *client = NULL;
    mvi_job_list *list = NULL;
    int good = mvi_client_new_(&options, &client, NULL) == MVI_OK;
    good = good && mvi_list_import_jobs_(client, NULL, NULL, &list, NULL) == MVI_OK;
    mvi_job_list_free_(list);
    mvi_client_free_(client);
    good = good && dlclose(handle) == 0;
    passed += good;
    failed += !good;
    return unused;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    library = argv[1];
    uri = argv[2];
    for (int i = 0; i < TIMES; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, load, NULL) != 0 || pthread_join(thread, NULL) != 0)
            failed++;
    }
    printf("loading: %d passed, %d failed\n", passed, failed);
    return failed != 0 || passed != TIMES;
}
