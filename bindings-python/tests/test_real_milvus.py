"""The main calls against a real Milvus 2.3.5."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import milvus_import
from milvus_import import (
    AsyncClient,
    Client,
    ImportFailedError,
    ImportProgress,
    JobNotFoundError,
    JobState,
    bulk_writer,
)
from support.programs import program

ROWS = 20_000


@pytest.fixture(scope="module")
def uri() -> Iterator[str]:
    """The management port of a server with the collection `docs`."""
    command = program("milvus-import-tests", "real-milvus")
    with subprocess.Popen([command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        addresses = json.loads(server.stdout.readline())
        server.stdin.write("docs\n")
        server.stdin.flush()
        assert server.stdout.readline() == "ok\n"
        yield addresses["management_uri"]
        server.stdin.close()
        assert server.wait(timeout=30) == 0


@pytest.fixture
def client(uri: str) -> Client:
    return Client(uri, api="milvus-2.3")


def write(path: Path, rows: list[dict[str, object]]) -> list[list[str]]:
    path.write_text(json.dumps({"rows": rows}))
    return [[str(path)]]


@pytest.mark.slow
def test_good_rows_are_imported_and_counted(client: Client, tmp_path: Path) -> None:
    files = write(tmp_path / "rows.json", [{"vector": [0.1, 0.2, 0.3, row / ROWS]} for row in range(ROWS)])
    job = client.bulk_import("docs", files)
    seen: list[ImportProgress] = []
    done = client.wait(job.job_id, timeout=120, on_progress=seen.append)
    assert (done.state, done.progress, done.imported_rows) == (JobState.Completed, 100, ROWS)
    assert done.collection_name == "docs"
    assert {change.job_id for change in seen} == {job.job_id}
    assert int(job.job_id) > 2**53
    assert job.job_id in [listed.job_id for listed in client.list_import_jobs("docs")]


@pytest.mark.slow
def test_bad_rows_fail_with_the_reason_of_the_server(client: Client, uri: str, tmp_path: Path) -> None:
    files = write(tmp_path / "bad.json", [{"id": 1, "vector": [0.1, 0.2, 0.3, 0.4]}])
    reason = "the primary key 'id' is auto-generated, no need to provide"

    async def start_and_wait() -> None:
        async with AsyncClient(uri, api="milvus-2.3") as asynchronous:
            job = await asynchronous.bulk_import("docs", files)
            await asynchronous.wait(job.job_id, timeout=120)

    with pytest.raises(ImportFailedError, match=reason):
        asyncio.run(start_and_wait())


@pytest.mark.slow
def test_an_unknown_job_is_not_found(client: Client) -> None:
    with pytest.raises(JobNotFoundError):
        client.get_import_progress(1)


@pytest.mark.slow
@pytest.mark.parametrize("cluster", ["", "in01-0123456789abcde"])
def test_the_functions_find_out_what_it_is(uri: str, cluster: str, tmp_path: Path) -> None:
    files = write(tmp_path / "rows.json", [{"vector": [0.1, 0.2, 0.3, 0.4]}])
    created = bulk_writer.bulk_import(uri, "docs", files=files, cluster_id=cluster).created_job
    assert created is not None
    for answer in (
        milvus_import.get_import_progress(uri, "", created.job_id, cluster),
        bulk_writer.get_import_progress(uri, created.job_id, cluster, api_key="root:Milvus"),
    ):
        assert answer.progress.job_id == created.job_id
    listed = bulk_writer.list_import_jobs(uri, "docs", cluster_id=cluster).job_list
    assert listed is not None
    assert created.job_id in [job.job_id for job in listed]
