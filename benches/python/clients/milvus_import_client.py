"""milvus_import's client, one for all threads."""

import milvus_import

from target import JOB_ID, TOKEN, Client, Summary, Target


def make(target: Target) -> Client:
    client = milvus_import.Client(target.url, token=TOKEN, ca_cert=target.bundle)
    details = client.get_import_progress(JOB_ID).details
    assert len(details) == target.details

    def call() -> Summary:
        progress = client.get_import_progress(JOB_ID)
        return progress.job_id, progress.state, progress.progress

    return Client(calls=[call] * target.in_flight)
