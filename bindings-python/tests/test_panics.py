"""A fault in the native part is an `InternalError`, wherever it is: PyO3's PanicException is no `Exception`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

import milvus_import
from milvus_import import AsyncClient, Client, InternalError, _native, bulk_writer
from milvus_import._loop import ask
from support.emulator import Emulator

# Each piece of work counts on its way in: a call is one, a step of a watch has another inside.
CALLS: dict[str, tuple[int, Callable[[Client, str], object]]] = {
    "constructor": (1, lambda client, job: Client(client.uri)),
    "constructor for asyncio": (1, lambda client, job: AsyncClient(client.uri)),
    "get_import_progress": (1, lambda client, job: client.get_import_progress(job)),
    "list_import_jobs": (1, lambda client, job: list(client.list_import_jobs())),
    "bulk_import": (1, lambda client, job: client.bulk_import("books", [["a.json"]])),
    "commit_import": (1, lambda client, job: client.commit_import(job)),
    "abort_import": (1, lambda client, job: client.abort_import(job)),
    "describe_job": (1, lambda client, job: client.describe_job(job)),
    "describe_collection": (1, lambda client, job: client.describe_collection("books")),
    "check": (1, lambda client, job: milvus_import.check({"fields": []}, [])),
    "wait": (1, lambda client, job: client.wait(job)),
    "watch": (2, lambda client, job: next(client.watch(job))),
    "close": (1, lambda client, job: client.close()),
    "bulk_writer": (1, lambda client, job: bulk_writer.get_import_progress(client.uri, job)),
}


@pytest.fixture
def job_id(emulator: Emulator) -> str:
    return emulator.add_job()


@pytest.mark.parametrize("name", CALLS)
def test_in_blocking_calls(name: str, emulator: Emulator, job_id: str) -> None:
    client = Client(emulator.uri)
    bulk_writer.get_import_progress(emulator.uri, job_id)  # keeps the client of that address
    number, call = CALLS[name]
    _native.break_work(number)
    with pytest.raises(InternalError, match="broken on request") as caught:
        call(client, job_id)
    assert isinstance(caught.value, Exception)
    assert client.get_import_progress(job_id).job_id == job_id


def test_a_broken_watch_has_ended(emulator: Emulator, job_id: str) -> None:
    watch = Client(emulator.uri).watch(job_id)
    next(watch)
    _native.break_work(2)
    with pytest.raises(InternalError):
        next(watch)
    assert list(watch) == []


def test_in_asyncio(emulator: Emulator, job_id: str) -> None:
    async def broken(number: int, call: Callable[[], Any]) -> None:
        _native.break_work(number)
        with pytest.raises(InternalError, match="broken on request"):
            await call()

    async def main() -> None:
        client = AsyncClient(emulator.uri)
        await client.get_import_progress(job_id)
        # At the start of the call, in the runtime, and where its outcome becomes Python's: an empty id ends at once.
        for number, job in ((1, job_id), (2, job_id), (3, "")):
            await broken(number, lambda job=job: client.get_import_progress(job))
        await broken(2, lambda: client.wait(job_id))
        watch = client._native.watch(job_id, {})
        assert await ask(watch.next_event) is not None
        await broken(2, lambda: ask(watch.next_event))
        assert await ask(watch.next_event) is None
        assert (await client.get_import_progress(job_id)).job_id == job_id

    asyncio.run(asyncio.wait_for(main(), 60))


def test_in_results(emulator: Emulator, job_id: str) -> None:
    emulator.control("POST", "clock", {"advance": 60})
    client = Client(emulator.uri)
    uses: list[Callable[[Any], object]] = [
        lambda progress: progress.details,
        lambda progress: progress.to_dict(),
        lambda progress: progress == client.get_import_progress(job_id),
    ]
    for use in uses:
        progress = client.get_import_progress(job_id)
        _native.break_work(1)
        with pytest.raises(InternalError):
            use(progress)
        assert progress.details
