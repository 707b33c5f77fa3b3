"""`Client` and `AsyncClient` against the emulator: everything that is not told by a vector."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from milvus_import import (
    AsyncClient,
    Client,
    ImportJobError,
    ImportProgress,
    JobNotFoundError,
    JobState,
    Phase,
    UnavailableError,
)
from support.emulator import Emulator
from support.replay import Answer, Hanging, Replay


def test_the_address_comes_from_the_environment(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MILVUS_URI", emulator.uri)
    assert Client().uri == AsyncClient().uri == emulator.uri


def test_repr_has_no_secret() -> None:
    client = Client("http://localhost:19530", token="root:Milvus", headers={"X-Key": "a-secret-value"})
    assert repr(client) == "Client('http://localhost:19530', api='milvus-v2')"
    assert repr(AsyncClient("https://api.cloud.zilliz.com")).endswith("api='zilliz-v2')")


def test_a_job_id_may_be_an_integer(emulator: Emulator) -> None:
    job_id = emulator.add_job()
    assert Client(emulator.uri).get_import_progress(int(job_id)).job_id == job_id


def test_a_closed_client_connects_again(emulator: Emulator) -> None:
    job_id = emulator.add_job()
    emulator.control("DELETE", "requests")
    with Client(emulator.uri) as client:
        client.get_import_progress(job_id)
        client.get_import_progress(job_id)
        client.close()
        client.get_import_progress(job_id)
    first, second, third = (request["connection"] for request in emulator.requests())
    assert first == second != third


def test_wait_tells_every_change_and_returns_the_last(emulator: Emulator) -> None:
    job_id = emulator.add_job()
    seen: list[ImportProgress] = []

    def look(progress: ImportProgress) -> None:
        seen.append(progress)
        emulator.control("POST", "clock", {"advance": 9})

    done = Client(emulator.uri).wait(job_id, timeout=60, on_progress=look)
    assert done.state is JobState.Completed
    assert [progress.phase for progress in seen][-1] is Phase.Done
    assert seen[0].state is JobState.Pending
    assert done == seen[-1]


def test_what_on_progress_raises_ends_the_wait(emulator: Emulator) -> None:
    class Enough(Exception):
        pass

    def stop(progress: ImportProgress) -> None:
        raise Enough

    job_id = emulator.add_job()
    with pytest.raises(Enough):
        Client(emulator.uri).wait(job_id, on_progress=stop)
    with pytest.raises(Enough):
        asyncio.run(AsyncClient(emulator.uri).wait(job_id, on_progress=stop))


def test_on_progress_may_call_the_client(emulator: Emulator) -> None:
    job_id = emulator.add_job()
    emulator.control("POST", "clock", {"advance": 60})
    client = Client(emulator.uri)
    seen: list[int] = []
    client.wait(job_id, on_progress=lambda _: seen.append(len(list(client.list_import_jobs()))))
    assert seen == [1]


FAULTS = [Answer(), Answer(b"", 503), Answer(b"", 503), Answer(b'{"code":0,"data":{"jobId":"1","state":"Completed"}}')]


def test_the_fault_budget_says_how_long_faults_are_ridden_out() -> None:
    def in_asyncio(client: Client, **options: Any) -> ImportProgress:
        return asyncio.run(AsyncClient(client.uri).wait("1", **options))

    def by_watch(client: Client, **options: Any) -> ImportProgress:
        return list(client.watch("1", **options))[-1]

    for follow in (lambda client, **options: client.wait("1", **options), by_watch, in_asyncio):
        with Replay(FAULTS) as server:
            assert follow(Client(server.uri), fault_budget=60).success
            assert len(server.received) == 4
        with Replay(FAULTS) as server:
            with pytest.raises(UnavailableError):
                follow(Client(server.uri), fault_budget=0)
            assert len(server.received) == 2


def test_watch_ends_after_a_failure_without_raising(emulator: Emulator) -> None:
    job_id = emulator.add_job(script={"fail_at": 0, "reason": "no"})
    emulator.control("POST", "clock", {"advance": 60})
    (last,) = Client(emulator.uri).watch(job_id)
    assert last.state is JobState.Failed

    async def watch() -> list[ImportProgress]:
        return [change async for change in AsyncClient(emulator.uri).watch(job_id)]

    assert asyncio.run(watch()) == [last]


def test_a_watch_has_ended_where_the_job_waits_for_a_commit() -> None:
    with Emulator("milvus-3.0", speed=0) as emulator:
        client = Client(emulator.uri)
        job_id = client.bulk_import("books", [["a.json"]], options={"auto_commit": False}).job_id
        emulator.control("POST", "clock", {"advance": 60})
        watch = client._native.watch(job_id, {})
        assert next(watch).state is JobState.Uncommitted
        assert watch.outcome().state is JobState.Uncommitted
        assert list(watch) == []

        async def last() -> tuple[Any, Any]:
            from milvus_import._loop import ask

            watch = AsyncClient(emulator.uri)._native.watch(job_id, {})
            return await ask(watch.next_event), watch.outcome()

        (change, _), outcome = asyncio.run(last())
        assert change == outcome
        assert change.state is JobState.Uncommitted


def test_the_api_is_what_has_answered() -> None:
    with Emulator("zilliz-v1", speed=0) as emulator:
        job_id = emulator.add_job()
        client = Client(emulator.uri, cluster_id="in01-x")
        assert client.api == "zilliz-v2"
        client.get_import_progress(job_id)
        assert client.api == "zilliz-v1"

        async def api() -> tuple[str, str]:
            client = AsyncClient(emulator.uri, cluster_id="in01-x")
            before = client.api
            await client.get_import_progress(job_id)
            return before, client.api

        assert asyncio.run(api()) == ("zilliz-v2", "zilliz-v1")


def test_lists_fetch_pages_as_they_are_needed() -> None:
    with Emulator("zilliz-v2", speed=0) as emulator:
        ids = {emulator.add_job() for _ in range(25)}
        options: dict[str, Any] = {"api": "zilliz-v2", "cluster_id": "in01-x"}
        client = Client(emulator.uri, **options)
        jobs = client.list_import_jobs(page_size=10)
        next(jobs)
        assert len(emulator.requests()) == 1
        assert len(list(jobs)) == 24
        assert len(emulator.requests()) == 3
        assert {job.job_id for job in client.list_import_jobs(page_size=10)} == ids
        pages = list(client.list_import_jobs(page_size=10).pages())
        assert [len(page) for page in pages] == [10, 10, 5]
        assert [page.current_page for page in pages] == [1, 2, 3]
        assert [len(page) for page in client.list_import_jobs(page_size=10, current_page=3).pages()] == [5]

        async def listed() -> set[str]:
            return {job.job_id async for job in AsyncClient(emulator.uri, **options).list_import_jobs(page_size=10)}

        assert asyncio.run(listed()) == ids


def test_a_list_ends_where_a_server_repeats_itself() -> None:
    page = (
        b'{"code":0,"data":{"count":1000000,"currentPage":1,"pageSize":1,"records":[{"jobId":"1","state":"Pending"}]}}'
    )
    options: dict[str, Any] = {"api": "zilliz-v2", "cluster_id": "in01-x", "retry_budget": 0}

    async def listed(uri: str) -> list[str]:
        return [job.job_id async for job in AsyncClient(uri, **options).list_import_jobs(page_size=1)]

    with Replay([Answer(page)] * 4) as server:
        assert [job.job_id for job in Client(server.uri, **options).list_import_jobs(page_size=1)] == ["1", "1"]
        assert asyncio.run(listed(server.uri)) == ["1", "1"]
    assert [json.loads(got.body)["currentPage"] for got in server.received[1::2]] == [2, 2]


def test_many_threads_share_a_client(emulator: Emulator) -> None:
    job_id = emulator.add_job()
    client = Client(emulator.uri)
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda _: client.get_import_progress(job_id), range(500)))
    assert len({answer.job_id for answer in answers}) == 1


def test_the_interpreter_runs_on_during_a_call(hanging: Hanging) -> None:
    """If the call held the GIL, the server, which runs in this process, could not even take the request."""
    client = Client(hanging.uri, timeout=0.2, retry_budget=0)
    with ThreadPoolExecutor() as pool:
        call = pool.submit(client.get_import_progress, "1")
        assert hanging.came.acquire(timeout=10)
        assert isinstance(call.exception(), TimeoutError)


def test_many_calls_at_once_in_asyncio(emulator: Emulator) -> None:
    job_id = emulator.add_job()

    async def main() -> None:
        async with AsyncClient(emulator.uri) as client:
            calls = [client.get_import_progress(job_id) for _ in range(300)]
            calls += [client.get_import_progress("99") for _ in range(50)]
            answers = await asyncio.gather(*calls, return_exceptions=True)
        assert sum(isinstance(answer, ImportProgress) for answer in answers) == 300
        assert sum(isinstance(answer, JobNotFoundError) for answer in answers) == 50

    asyncio.run(main())


def test_one_client_serves_loops_of_many_threads(emulator: Emulator) -> None:
    job_id = emulator.add_job()
    client = AsyncClient(emulator.uri)

    async def poll() -> list[str]:
        return [(await client.get_import_progress(job_id)).job_id for _ in range(20)]

    with ThreadPoolExecutor(4) as pool:
        polled = list(pool.map(lambda _: asyncio.run(poll()), range(8)))
    assert polled == [[job_id] * 20] * 8


def test_a_loop_and_its_mailbox_are_let_go(emulator: Emulator) -> None:
    from milvus_import._loop import _MAILBOX

    job_id = emulator.add_job()
    loop = asyncio.new_event_loop()
    loop.run_until_complete(AsyncClient(emulator.uri).get_import_progress(job_id))
    mailbox = weakref.ref(getattr(loop, _MAILBOX))
    loop.close()
    del loop
    gc.collect()
    assert mailbox() is None


def test_a_loop_that_cannot_watch_files(emulator: Emulator) -> None:
    """As on Windows: results come through call_soon_threadsafe."""

    class Loop(asyncio.SelectorEventLoop):
        def add_reader(self, *_: Any) -> None:
            raise NotImplementedError

        def _add_reader(self, *arguments: Any) -> Any:  # asyncio's own pipe
            return super()._add_reader(*arguments)  # type: ignore[misc]

    job_id = emulator.add_job()

    async def main() -> None:
        client = AsyncClient(emulator.uri)
        answers = await asyncio.gather(*(client.get_import_progress(job_id) for _ in range(100)))
        assert len(answers) == 100

    loop = Loop()
    try:
        loop.run_until_complete(main())
    finally:
        loop.close()


@pytest.mark.parametrize("operation", ["get_import_progress", "bulk_import", "commit_import", "wait"])
def test_a_cancelled_task_closes_its_request(operation: str, hanging: Hanging) -> None:
    async def main() -> None:
        client = AsyncClient(hanging.uri)
        arguments = ("books", [["a.json"]]) if operation == "bulk_import" else ("1",)
        task = asyncio.ensure_future(getattr(client, operation)(*arguments))
        assert await asyncio.to_thread(hanging.came.acquire, timeout=10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(hanging.closed.acquire, timeout=10)

    asyncio.run(main())


def test_a_watch_goes_on_after_a_cancelled_step(emulator: Emulator) -> None:
    job_id = emulator.add_job()

    async def main() -> None:
        native = AsyncClient(emulator.uri)._native.watch(job_id, {})
        from milvus_import._loop import ask

        assert (await ask(native.next_event)) is not None
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(ask(native.next_event), 0.05)
        emulator.control("POST", "clock", {"advance": 60})
        event = await asyncio.wait_for(ask(native.next_event), 30)
        assert event is not None
        change, _ = event
        assert change is not None
        assert change.state is JobState.Completed
        assert await ask(native.next_event) is None

    asyncio.run(main())


def test_an_abandoned_watch_closes_its_request(hanging: Hanging) -> None:
    async def main() -> None:
        watch = AsyncClient(hanging.uri).watch("1")
        step = asyncio.ensure_future(anext(watch))
        assert await asyncio.to_thread(hanging.came.acquire, timeout=10)
        step.cancel()
        with pytest.raises(asyncio.CancelledError):
            await step
        assert await asyncio.to_thread(hanging.closed.acquire, timeout=10)

    asyncio.run(main())


def test_errors_in_asyncio_are_the_same(emulator: Emulator) -> None:
    async def fail() -> None:
        await AsyncClient(emulator.uri).get_import_progress("99")

    with pytest.raises(JobNotFoundError) as asynchronous:
        asyncio.run(fail())
    with pytest.raises(ImportJobError) as blocking:
        Client(emulator.uri).get_import_progress("99")
    assert str(asynchronous.value) == str(blocking.value)


def test_an_asyncio_client_is_closed_with_and_without_await(
    emulator: Emulator, recwarn: pytest.WarningsRecorder
) -> None:
    job_id = emulator.add_job()

    async def main() -> None:
        client = AsyncClient(emulator.uri)
        client.close()
        await client.close()
        async with contextlib.aclosing(client), contextlib.aclosing(client.watch(job_id)) as watch:
            async for change in watch:
                assert change.job_id == job_id
                break

    asyncio.run(main())
    assert list(recwarn) == []
