"""Signals, forks and the end of the interpreter."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from milvus_import import AsyncClient, Client, bulk_writer
from support.emulator import Emulator
from support.replay import Hanging

CALLS: dict[str, Callable[[str], Any]] = {
    "get_import_progress": lambda uri: Client(uri).get_import_progress("1"),
    "list_import_jobs": lambda uri: list(Client(uri).list_import_jobs()),
    "bulk_import": lambda uri: Client(uri).bulk_import("books", [["a.json"]]),
    "commit_import": lambda uri: Client(uri).commit_import("1"),
    "abort_import": lambda uri: Client(uri).abort_import("1"),
    "describe_job": lambda uri: Client(uri, api="zilliz-v2", cluster_id="c").describe_job("1"),
    "describe_collection": lambda uri: Client(uri).describe_collection("books"),
    "wait": lambda uri: Client(uri).wait("1"),
    "watch": lambda uri: next(iter(Client(uri).watch("1"))),
    "bulk_writer": lambda uri: bulk_writer.get_import_progress(uri, "1"),
}


@pytest.mark.parametrize("name", CALLS)
def test_ctrl_c_is_answered_at_once_and_drops_the_request(name: str, hanging: Hanging) -> None:
    pressed = []

    def press() -> None:
        hanging.came.acquire(timeout=10)
        pressed.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    presser = threading.Thread(target=press)
    presser.start()
    with pytest.raises(KeyboardInterrupt):
        CALLS[name](hanging.uri)
    answered = time.monotonic()
    presser.join()
    assert answered - pressed[0] < 0.1
    assert hanging.closed.acquire(timeout=10)


def test_what_a_signal_handler_raises_is_kept(hanging: Hanging) -> None:
    class Alarm(Exception):
        pass

    def handler(*_: Any) -> None:
        raise Alarm

    before = signal.signal(signal.SIGALRM, handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(Alarm):
            Client(hanging.uri).get_import_progress("1")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_a_signal_handler_may_call_the_client(hanging: Hanging, emulator: Emulator) -> None:
    job_id, seen = emulator.add_job(), []

    def handler(*_: Any) -> None:
        seen.append(Client(emulator.uri).get_import_progress(job_id).job_id)

    before = signal.signal(signal.SIGALRM, handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(TimeoutError):
            Client(hanging.uri, timeout=0.5, retry_budget=0).get_import_progress("1")
    finally:
        signal.signal(signal.SIGALRM, before)
    assert seen == [job_id]


def test_an_interrupted_watch_has_ended(emulator: Emulator) -> None:
    """As every iterator that has raised. The job is there to be watched again."""
    job_id = emulator.add_job()
    client = Client(emulator.uri)
    watch = iter(client.watch(job_id))
    next(watch)
    timer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        next(watch)
    timer.join()
    assert list(watch) == []
    emulator.control("POST", "clock", {"advance": 60})
    assert next(client.watch(job_id)).success


@pytest.fixture
def _fork_is_allowed() -> Iterator[None]:
    """Newer Pythons warn of forks beside threads, which is what is tested here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


@pytest.mark.usefixtures("_fork_is_allowed")
def test_clients_made_before_a_fork_work_in_the_child(emulator: Emulator) -> None:
    job_id = emulator.add_job()
    client, asynchronous, unused = Client(emulator.uri), AsyncClient(emulator.uri), Client(emulator.uri)

    def poll() -> bool:
        in_asyncio = asyncio.run(asynchronous.get_import_progress(job_id))
        in_a_function = bulk_writer.get_import_progress(emulator.uri, job_id)["data"]["jobId"]
        return client.get_import_progress(job_id).job_id == in_asyncio.job_id == in_a_function == job_id

    assert poll()
    child = os.fork()
    if child == 0:
        os._exit(0 if poll() and unused.get_import_progress(job_id) else 1)
    assert os.waitstatus_to_exitcode(_wait_for(child)) == 0
    assert poll(), "the child took nothing away from its parent"


@pytest.mark.usefixtures("_fork_is_allowed")
def test_a_fork_during_calls(emulator: Emulator) -> None:
    job_id = emulator.add_job()
    client = Client(emulator.uri)
    go_on = True

    def poll() -> None:
        while go_on:
            client.get_import_progress(job_id)

    threads = [threading.Thread(target=poll) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        children = []
        for _ in range(5):
            if (child := os.fork()) == 0:
                os._exit(0 if client.get_import_progress(job_id).job_id == job_id else 1)
            children.append(child)
        statuses = [os.waitstatus_to_exitcode(_wait_for(child)) for child in children]
    finally:
        go_on = False
        for thread in threads:
            thread.join()
    assert statuses == [0] * 5


def _wait_for(child: int) -> int:
    """The child's status; a child that hangs is killed and shows."""
    killer = threading.Timer(20, os.kill, (child, signal.SIGKILL))
    killer.start()
    try:
        return os.waitpid(child, 0)[1]
    finally:
        killer.cancel()


_CLIENT: Client


def _poll_in_worker(job_id: str) -> Any:
    return _CLIENT.get_import_progress(job_id)


@pytest.mark.usefixtures("_fork_is_allowed")
def test_multiprocessing(emulator: Emulator) -> None:
    global _CLIENT
    job_id = emulator.add_job()
    _CLIENT = Client(emulator.uri)
    mine = _CLIENT.get_import_progress(job_id)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        theirs = pool.map_async(_poll_in_worker, [job_id] * 10).get(timeout=30)
    assert theirs == [mine] * 10


EXITS = {
    "daemon threads in blocking calls": """
        import threading
        client = milvus_import.Client(uri)
        for _ in range(12):
            threading.Thread(target=client.get_import_progress, args=("1",), daemon=True).start()
        sys.stdin.readline()
    """,
    "tasks of a loop that was never closed": """
        import asyncio
        loop = asyncio.new_event_loop()
        client = milvus_import.AsyncClient(uri)
        tasks = [loop.create_task(client.get_import_progress("1")) for _ in range(12)]
        loop.run_until_complete(asyncio.to_thread(sys.stdin.readline))
        import os; os.close(2)  # asyncio complains about the tasks
    """,
    "a loop in a daemon thread": """
        import asyncio, threading
        client = milvus_import.AsyncClient(uri)
        async def all():
            await asyncio.gather(*(client.get_import_progress("1") for _ in range(12)))
        threading.Thread(target=lambda: asyncio.run(all()), daemon=True).start()
        sys.stdin.readline()
    """,
    "answers that come while the interpreter ends": """
        import threading, time, atexit
        client = milvus_import.Client(uri, timeout=0.05, retry_budget=0)
        def poll():
            while True:
                try:
                    client.get_import_progress("1")
                except TimeoutError:
                    pass
        for _ in range(12):
            threading.Thread(target=poll, daemon=True).start()
        sys.stdin.readline()
        atexit.register(time.sleep, 0.2)
    """,
}


@pytest.mark.parametrize("name", EXITS)
def test_the_end_of_the_interpreter_waits_for_no_call(name: str, hanging: Hanging) -> None:
    program = f"import sys, milvus_import\nuri = {hanging.uri!r}\n" + textwrap.dedent(EXITS[name])
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    for _ in range(12):
        assert hanging.came.acquire(timeout=20)
    _, errors = process.communicate("\n", timeout=20)
    assert (process.returncode, errors) == (0, "")


def test_a_call_from_an_exit_handler(emulator: Emulator) -> None:
    job_id = emulator.add_job()
    program = f"""
        import atexit, sys
        def last():
            print(client.get_import_progress({job_id!r}).job_id)
        atexit.register(last)  # runs after what the native part registers
        import milvus_import
        client = milvus_import.Client({emulator.uri!r})
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True, timeout=60, check=True
    )
    assert ended.stdout.strip() == job_id
