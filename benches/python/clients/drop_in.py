"""milvus_import in the place of pymilvus: the import changed, and not a letter after it."""

from milvus_import.bulk_writer import get_import_progress

from target import JOB_ID, TOKEN, Client, Summary, Target, summary


def make(target: Target) -> Client:
    def call() -> Summary:
        response = get_import_progress(
            url=target.url, job_id=JOB_ID, api_key=TOKEN, verify=True if target.bundle is None else target.bundle
        )
        return summary(response.json()["data"])

    return Client(calls=[call] * target.in_flight)
