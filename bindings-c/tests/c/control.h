/* Drives the emulator through its HTTP control API, see emulator/src/lib.rs. */
#ifndef CONTROL_H
#define CONTROL_H

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Sends one request; returns the HTTP status and leaves the body in `body`. */
static inline int control(const char *uri, const char *method, const char *path, const char *json, char *body, size_t size)
{
    char host[64], port[16], head[512], answer[65536];
    if (sscanf(uri, "http://%63[^:]:%15[0-9]", host, port) != 2)
        return -1;
    struct addrinfo hints, *address;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, port, &hints, &address) != 0)
        return -1;
    int connection = socket(address->ai_family, address->ai_socktype, 0);
    int connected = connect(connection, address->ai_addr, address->ai_addrlen);
    freeaddrinfo(address);
    int length = snprintf(head, sizeof head,
                          "%s /_emulator%s HTTP/1.1\r\nhost: %s\r\nconnection: close\r\ncontent-length: %zu\r\n\r\n%s", method,
                          path, host, strlen(json), json);
    if (connected != 0 || write(connection, head, (size_t)length) != length) {
        close(connection);
        return -1;
    }
    size_t got = 0;
    ssize_t part;
    while (got < sizeof answer - 1 && (part = read(connection, answer + got, sizeof answer - 1 - got)) > 0)
        got += (size_t)part;
    answer[got] = '\0';
    close(connection);
    const char *text = strstr(answer, "\r\n\r\n");
    if (body != NULL && text != NULL)
        snprintf(body, size, "%s", text + 4);
    return got > 12 ? atoi(answer + 9) : -1;
}

static inline int post(const char *uri, const char *path, const char *json)
{
    return control(uri, "POST", path, json, NULL, 0);
}

/* Adds a job and leaves its id in `job_id`. */
static inline int add_job(const char *uri, const char *json, char job_id[64])
{
    char body[256];
    job_id[0] = '\0';
    if (control(uri, "POST", "/jobs", json, body, sizeof body) != 200)
        return -1;
    return sscanf(body, "{\"job_id\":\"%63[^\"]", job_id) == 1 ? 0 : -1;
}

#endif
