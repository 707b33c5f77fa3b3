"""milvus_import's asynchronous client."""

import milvus_import

from target import JOB_ID, TOKEN, Client, Summary, Target


async def make(target: Target) -> Client:
    client = milvus_import.AsyncClient(target.url, token=TOKEN, ca_cert=target.bundle)

    async def call() -> Summary:
        progress = await client.get_import_progress(JOB_ID)
        return progress.job_id, progress.state, progress.progress

    return Client(task=call)
