"""Whole imports on every server generation that the emulator plays, through everything public."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from milvus_import import (
    AsyncClient,
    Client,
    ImportFailedError,
    ImportProgress,
    JobState,
    Phase,
    UnsupportedError,
    bulk_writer,
)
from support.emulator import SERVERS, Emulator

# What to import, under the names that the API generation has for it.
IMPORTS: dict[str, dict[str, Any]] = {
    "milvus-v2": {"files": [["a.parquet"], ["b.json"]]},
    "milvus-2.3": {"files": [["/a.json"]]},
    "zilliz-v2": {"object_urls": [["s3://bucket/a.parquet"]]},
    "zilliz-v1": {"object_url": "s3://bucket/a.parquet"},
}
ALL = pytest.mark.parametrize("server", SERVERS)


def options(emulator: Emulator) -> dict[str, Any]:
    return {"uri": emulator.uri, "api": emulator.api, "cluster_id": "in01-1", "token": "root:Milvus"}


def start_and_wait(emulator: Emulator, see: Callable[[ImportProgress], object]) -> ImportProgress:
    with Client(**options(emulator)) as client:
        job = client.bulk_import("books", **IMPORTS[emulator.api])
        return client.wait(job.job_id, timeout=60, on_progress=see)


def start_and_wait_in_asyncio(emulator: Emulator, see: Callable[[ImportProgress], object]) -> ImportProgress:
    async def main() -> ImportProgress:
        async with AsyncClient(**options(emulator)) as client:
            job = await client.bulk_import("books", **IMPORTS[emulator.api])
            return await client.wait(job.job_id, timeout=60, on_progress=see)

    return asyncio.run(main())


@pytest.mark.parametrize("follow", [start_and_wait, start_and_wait_in_asyncio])
@ALL
def test_an_import_is_followed_to_its_end(server: str, follow: Any) -> None:
    with Emulator(server, speed=100) as emulator:
        seen: list[ImportProgress] = []
        done = follow(emulator, seen.append)
        assert (done.state, done.progress, done.phase) == (JobState.Completed, 100, Phase.Done)
        assert seen[-1] == done
        listed = list(Client(**options(emulator)).list_import_jobs())
        assert [job.job_id for job in listed] == [done.job_id]


@pytest.mark.parametrize("follow", [start_and_wait, start_and_wait_in_asyncio])
@ALL
def test_a_failed_import_says_why(server: str, follow: Any) -> None:
    with Emulator(server, speed=100) as emulator:
        emulator.control("POST", "scripts", {"fail_at": 45, "reason": "value of field 'x' is missed"})
        with pytest.raises(ImportFailedError, match="value of field 'x' is missed") as caught:
            follow(emulator, lambda _: None)
        assert caught.value.progress is not None
        assert caught.value.progress.state is JobState.Failed


@ALL
def test_watch_shows_the_states_in_order(server: str) -> None:
    with Emulator(server, speed=50) as emulator:
        client = Client(**options(emulator))
        job = client.bulk_import("books", **IMPORTS[emulator.api])
        states = [change.state for change in client.watch(job.job_id, timeout=60)]
    assert states[-1] is JobState.Completed
    order = [JobState.Pending, JobState.Importing, JobState.Completed]
    assert states == sorted(states, key=order.index)


@pytest.mark.parametrize("server", ["milvus-2.4.0", "milvus-2.6", "milvus-3.0"])
def test_the_functions_of_pymilvus_on_milvus(server: str) -> None:
    with Emulator(server, speed=0) as emulator:
        created = bulk_writer.bulk_import(emulator.uri, "books", files=[["a.json"]], api_key="root:Milvus")
        job_id = created["data"]["jobId"]
        assert bulk_writer.get_import_progress(emulator.uri, job_id)["data"]["state"] == "Pending"
        records = bulk_writer.list_import_jobs(emulator.uri, "books").json()["data"]["records"]
        assert [record["jobId"] for record in records] == [job_id]


def test_an_uncommitted_import_is_committed_or_aborted() -> None:
    with Emulator("milvus-3.0", speed=100) as emulator:
        client = Client(**options(emulator))
        for end in (client.commit_import, client.abort_import):
            job = client.bulk_import("books", [["a.json"]], options={"auto_commit": False})
            waiting = client.wait(job.job_id, timeout=60)
            assert waiting.state is JobState.Uncommitted
            assert not waiting.terminal
            end(job.job_id)
        job_id = client.bulk_import("books", [["a.json"]], options={"auto_commit": False}).job_id

        async def commit() -> ImportProgress:
            async with AsyncClient(**options(emulator)) as asynchronous:
                assert (await asynchronous.wait(job_id, timeout=60)).state is JobState.Uncommitted
                await asynchronous.commit_import(job_id)
                return await asynchronous.get_import_progress(job_id)

        assert asyncio.run(commit()).state in (JobState.Committing, JobState.Completed)


def test_what_a_generation_has_not_is_unsupported() -> None:
    with Emulator("zilliz-v2", speed=100) as emulator:
        client = Client(**options(emulator))
        job_id = client.bulk_import("books", **IMPORTS["zilliz-v2"]).job_id
        assert client.describe_job(job_id).job_type == "IMPORT"
        assert asyncio.run(AsyncClient(**options(emulator)).describe_job(job_id)).job_id == job_id
        with pytest.raises(UnsupportedError, match="milvus-v2"):
            client.commit_import(job_id)
