/* TLS: tls CA_FILE GOOD_URI STRANGERS_URI OTHER_HOSTS_URI EXPIRED_URI JOB_ID ASKING_URI CERTIFICATE_FILE KEY_FILE. CA_FILE
   signed all but the stranger's; who asks takes only clients with a certificate. */
#include <stdlib.h>

#include "check.h"

static char **arguments;
static char authority[16384];

static void read_file(const char *path, char text[16384])
{
    FILE *file = fopen(path, "rb");
    size_t length = file ? fread(text, 1, 16383, file) : 0;
    text[length] = '\0';
    if (file)
        fclose(file);
}

/* Asks once; the caller frees the error. */
static mvi_status ask_with(mvi_client_options options, mvi_error **error)
{
    options.struct_size = sizeof options;
    options.token = "secret-token";
    options.db_name = options.cluster_id = "";
    options.retry_budget = -1;
    mvi_client *client = NULL;
    mvi_progress *progress = NULL;
    mvi_status status = mvi_client_new(&options, &client, error);
    if (status == MVI_OK)
        status = mvi_get_import_progress(client, arguments[6], NULL, &progress, error);
    CHECK((progress != NULL) == (status == MVI_OK));
    if (progress != NULL)
        CHECK_TEXT(mvi_progress_job_id(progress), arguments[6]);
    mvi_progress_free(progress);
    mvi_client_free(client);
    return status;
}

static mvi_status ask(const char *uri, const char *ca_cert, bool insecure, mvi_error **error)
{
    return ask_with((mvi_client_options){.uri = uri, .ca_cert = ca_cert, .insecure = insecure}, error);
}

/* The error says what is wrong, and what to do about it. */
static void refused(const char *uri, const char *ca_cert, const char *wrong, const char *to_do)
{
    mvi_error *error = NULL;
    CHECK(ask(uri, ca_cert, false, &error) == MVI_TLS);
    CHECK(mvi_error_code(error) == MVI_TLS && !mvi_error_retryable(error));
    CHECK_HAS(mvi_error_message(error), wrong);
    CHECK_HAS(mvi_error_message(error), to_do);
    CHECK(strstr(mvi_error_text(error), "secret-token") == NULL);
    mvi_error_free(error);
}

/* The certificate and its key in two texts, and in one, either first, as programs like to keep them. */
static void certificates_of_the_client(void)
{
    char certificate[16384], key[16384];
    static char both[32768];
    read_file(arguments[8], certificate);
    read_file(arguments[9], key);
    mvi_client_options options = {.uri = arguments[7], .ca_cert = authority};
    STATUS(ask_with(options, &error), MVI_TLS);
    options.client_cert = certificate, options.client_key = key;
    STATUS(ask_with(options, &error), MVI_OK);
    options.client_cert = both, options.client_key = NULL;
    snprintf(both, sizeof both, "%s%s", certificate, key);
    STATUS(ask_with(options, &error), MVI_OK);
    snprintf(both, sizeof both, "%s%s", key, certificate);
    STATUS(ask_with(options, &error), MVI_OK);
    options.client_cert = certificate;
    STATUS(ask_with(options, &error), MVI_INVALID_ARGUMENT);
}

static void all(void)
{
    const char *good = arguments[2], *strangers = arguments[3], *other_hosts = arguments[4], *expired = arguments[5];
    read_file(arguments[1], authority);
    CHECK_HAS(authority, "BEGIN CERTIFICATE");

    STATUS(ask(good, authority, false, &error), MVI_OK);
    /* The platform does not know our authority, and with one of our own it is not asked. */
    refused(good, NULL, "not trusted here", "as ca_cert");
    refused(strangers, authority, "not trusted here", "as ca_cert");
    refused(other_hosts, authority, "and not for 127.0.0.1", "write a host that it names");
    refused(expired, authority, "expired", "have it renewed");

    /* Switched off, nothing of a certificate counts; unless it is said, it is on. */
    for (int i = 2; i <= 5; i++)
        STATUS(ask(arguments[i], NULL, true, &error), MVI_OK);

    STATUS(ask(good, "no certificate", false, &error), MVI_INVALID_ARGUMENT);
    STATUS(ask(good, "", false, &error), MVI_INVALID_ARGUMENT);
    certificates_of_the_client();
}

int main(int argc, char **argv)
{
    if (argc != 10)
        return 2;
    arguments = argv;
    return run("tls", all);
}
