"""How clients, watches, calls and loops end, and what they let go of."""

from __future__ import annotations

import asyncio
import gc
import os
import select
import subprocess
import sys
import textwrap
import threading
import time
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from milvus_import import AsyncClient, Client, _native
from milvus_import._loop import ask
from support.emulator import Emulator
from support.replay import Hanging

SUPPORT = Path(__file__).parent / "support"


def run(program: str, came: threading.Semaphore | None = None, **environment: str) -> str:
    """What a program prints that a deadlock would keep for ever. It may read a line once a request has come."""
    program = "import milvus_import, os, signal, sys, threading, time\n" + textwrap.dedent(program)
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    try:
        assert came is None or came.acquire(timeout=20)
        printed, _ = process.communicate("\n", timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0
    return printed.strip()


def test_the_outcome_of_a_watch_that_is_being_asked(hanging: Hanging) -> None:
    """The call needs the interpreter to look for signals while it holds the watch."""
    program = f"""
        watch = milvus_import.Client({hanging.uri!r}).watch("1")
        threading.Thread(target=next, args=(watch,), daemon=True).start()
        sys.stdin.readline()
        print(watch.outcome())
        try:
            next(watch)
        except milvus_import.InvalidArgumentError as error:
            print(error.message)
    """
    assert run(program, hanging.came).splitlines() == [
        "None",
        "the watch is being asked already: give each thread a watch of its own",
    ]


def test_a_signal_handler_that_asks_the_watch_that_it_interrupts(hanging: Hanging) -> None:
    printed = run(f"""
        watch = milvus_import.Client({hanging.uri!r}, timeout=1, retry_budget=0).watch("1")
        def handler(*_):
            try:
                next(watch)
            except milvus_import.InvalidArgumentError:
                print("refused")
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        try:
            next(watch)
        except TimeoutError:
            print("asked")
    """)
    assert printed.splitlines() == ["refused", "asked"]


class Broken:
    """A future that cannot be settled."""

    def done(self) -> bool:
        return False

    def set_exception(self, error: BaseException) -> None:
        raise ZeroDivisionError


class Good:
    """A future that keeps what it gets."""

    error: BaseException | None = None

    def done(self) -> bool:
        return self.error is not None

    def set_exception(self, error: BaseException) -> None:
        self.error = error


def test_a_future_that_fails_takes_no_other_along(monkeypatch: pytest.MonkeyPatch) -> None:
    unraisable: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda failure: unraisable.append(failure.exc_value))
    native, mailbox = AsyncClient("http://127.0.0.1:1")._native, _native.Mailbox()
    file = mailbox.fileno()
    assert file is not None
    good = [Good() for _ in range(100)]
    for future in good:
        for each in (Broken(), future):
            # An empty id is refused at once, before anyone looks for what has ended.
            native.call(mailbox, each, "get_import_progress", "")  # type: ignore[arg-type]
    failures, end = 0, time.monotonic() + 20
    while not all(future.done() for future in good):
        assert select.select([file], [], [], end - time.monotonic())[0], "an outcome is lost"
        try:
            mailbox.deliver()
        except ZeroDivisionError:
            failures += 1
    with suppress(ZeroDivisionError):
        mailbox.deliver()
    assert failures >= 1
    assert {type(error) for error in unraisable} <= {ZeroDivisionError}


def test_the_garbage_collector_sees_the_calls_of_a_loop_that_is_gone(hanging: Hanging) -> None:
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)  # it would tell of the task
    client = AsyncClient(hanging.uri)
    task = loop.create_task(client.get_import_progress("1"))
    loop.run_until_complete(asyncio.wait([task], timeout=0))
    assert hanging.came.acquire(timeout=10)
    gone = [weakref.ref(loop), weakref.ref(task)]
    loop.close()
    del loop, task
    gc.collect()
    assert [ref() for ref in gone] == [None, None]
    assert hanging.closed.acquire(timeout=10), "its request is closed"


def test_a_call_that_nobody_holds_still_ends(emulator: Emulator) -> None:
    """Only the mailbox refers to the future of a task that nobody has kept."""
    job_id, ended = emulator.add_job(), []

    async def poll(client: AsyncClient) -> None:
        ended.append((await client.get_import_progress(job_id)).job_id)

    async def main() -> None:
        client = AsyncClient(emulator.uri)
        for _ in range(20):
            asyncio.ensure_future(poll(client))  # noqa: RUF006 - that is the test
        while len(ended) < 20:
            gc.collect()
            await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(main(), 30))


def sockets() -> int:
    count = 0
    for file in os.listdir("/proc/self/fd"):
        with suppress(OSError):
            count += os.readlink(f"/proc/self/fd/{file}").startswith("socket:")
    return count


on_linux = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts the files in /proc")


@on_linux
def test_an_ended_watch_keeps_no_connection(emulator: Emulator) -> None:
    job_id = emulator.add_job()
    emulator.control("POST", "clock", {"advance": 60})
    gc.collect()
    before = sockets()
    client = Client(emulator.uri, retry_budget=0)
    watches = [client.watch(job) for job in (job_id, job_id, job_id, "99")]
    list(watches[0])
    next(watches[1])
    with suppress(LookupError):
        next(watches[3])
    assert sockets() > before
    client.close()
    assert sockets() > before, "one watch has not begun"
    list(watches[2])
    assert sockets() == before
    assert len(watches) == 4


@on_linux
def test_an_ended_watch_of_asyncio_keeps_no_connection(emulator: Emulator) -> None:
    job_id = emulator.add_job()
    emulator.control("POST", "clock", {"advance": 60})

    async def main() -> None:
        gc.collect()
        before = sockets()
        client = AsyncClient(emulator.uri)
        watch = client._native.watch(job_id, {})
        while await ask(watch.next_event) is not None:
            pass
        assert sockets() > before
        client.close()
        while sockets() > before:  # the runtime closes them
            await asyncio.sleep(0.01)
        assert watch.outcome().success

    asyncio.run(asyncio.wait_for(main(), 30))


@pytest.fixture(scope="module")
def slow_lookup(tmp_path_factory: pytest.TempPathFactory) -> str:
    library = tmp_path_factory.mktemp("preloaded") / "slow_lookup.so"
    source = SUPPORT / "slow_lookup.c"
    subprocess.run([os.environ.get("CC", "cc"), "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return str(library)


@on_linux
@pytest.mark.parametrize(
    ("before", "end"),
    [
        ("", "client.close()"),
        ("", "client.__exit__(None, None, None)"),
        ("", "del client"),
        ("watch = client.watch('1'); client.close()", "del watch"),
    ],
)
def test_other_threads_run_while_a_client_ends(before: str, end: str, slow_lookup: str) -> None:
    """A lane waits a second for its last look-up of a host name, which here ends as soon as another thread can run."""
    program = f"""
        reading, writing = os.pipe()
        os.environ["SLOW_LOOKUP"] = str(reading)
        client = milvus_import.Client("http://slow.invalid:1", timeout=0.2, retry_budget=0)
        try:
            client.get_import_progress("1")
        except milvus_import.ImportJobError:
            pass
        ending = threading.Event()
        other = threading.Thread(target=lambda: (ending.wait(), os.close(writing)))
        other.start()
        {before}
        began = time.monotonic()
        ending.set()
        {end}
        print(time.monotonic() - began < 0.9)
        other.join()
    """
    assert run(program, LD_PRELOAD=slow_lookup) == "True"


def test_threads_close_a_client_while_others_use_it(emulator: Emulator) -> None:
    job_id = emulator.add_job()
    client = Client(emulator.uri)
    go_on = True

    def close() -> None:
        while go_on:
            client.close()

    closing = threading.Thread(target=close)
    closing.start()
    try:
        assert {client.get_import_progress(job_id).job_id for _ in range(100)} == {job_id}
    finally:
        go_on = False
        closing.join()
