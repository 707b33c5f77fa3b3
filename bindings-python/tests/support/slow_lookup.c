/* Preloaded: looking up the host slow.invalid takes as long as the file SLOW_LOOKUP does not end, as a dead resolver does. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    int (*theirs)(const char *, const char *, const struct addrinfo *, struct addrinfo **) =
        (int (*)(const char *, const char *, const struct addrinfo *, struct addrinfo **))dlsym(RTLD_NEXT, "getaddrinfo");
    if (node == NULL || strcmp(node, "slow.invalid") != 0) {
        return theirs(node, service, hints, found);
    }
    char byte;
    while (read(atoi(getenv("SLOW_LOOKUP")), &byte, 1) > 0) {
    }
    return EAI_NONAME;
}
