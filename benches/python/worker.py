"""Calls from Python, for the benchmarks: see benches/src/workers.

`worker.py CLIENT URL DETAILS AT_ONCE [CERTIFICATES]` makes so many calls in each of AT_ONCE threads or tasks as a line
of its input says, and answers with what they cost as JSON, in microseconds a call.
"""

import asyncio
import importlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from statistics import median
from typing import Any

from target import EXPECTED, Client, Summary, Target


def main() -> None:
    name, url, details, at_once, *bundle = sys.argv[1:]
    target = Target(url, int(details), bundle[0] if bundle else None, int(at_once))
    make = importlib.import_module(f"clients.{name}").make
    if asyncio.iscoroutinefunction(make):
        loop = asyncio.new_event_loop()
        client = loop.run_until_complete(make(target))
        serve(lambda calls: loop.run_until_complete(tasks(client, target.in_flight, calls)))
    else:
        client = make(target)
        serve(lambda calls: threads(client, calls))
    # Without the complaints of clients that nobody closed: they were wanted to the last call.
    os._exit(0)


def serve(batch: Callable[[int], list[int]]) -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        cpu, wall = time.process_time(), time.perf_counter()
        times = batch(int(line))
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        cost = {"cpu": cpu * 1e6 / len(times), "wall": wall * 1e6 / len(times), "p50": median(times) / 1e3}
        print(json.dumps(cost), flush=True)


def threads(client: Client, calls: int) -> list[int]:
    """Nanoseconds of each call; on the caller's thread if there is only one."""
    times: list[int] = []
    failures: list[BaseException] = []

    def repeat(call: Callable[[], Summary]) -> None:
        try:
            for _ in range(calls):
                start = time.perf_counter_ns()
                understood = call()
                times.append(time.perf_counter_ns() - start)
                check(understood)
        except BaseException as error:
            failures.append(error)

    if len(client.calls) == 1:
        repeat(client.calls[0])
    else:
        running = [threading.Thread(target=repeat, args=(call,)) for call in client.calls]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
    if failures:
        raise failures[0]
    return times


async def tasks(client: Client, in_flight: int, calls: int) -> list[int]:
    """Nanoseconds of each call, so many tasks at once."""
    assert client.task
    task = client.task
    times: list[int] = []

    async def repeat() -> None:
        for _ in range(calls):
            start = time.perf_counter_ns()
            understood = await task()
            times.append(time.perf_counter_ns() - start)
            check(understood)

    running: list[Coroutine[Any, Any, None]] = [repeat() for _ in range(in_flight)]
    await asyncio.gather(*running)
    return times


def check(understood: Summary) -> None:
    """A fast wrong answer is no result."""
    if understood != EXPECTED:
        raise ValueError(f"{understood} instead of {EXPECTED}")


if __name__ == "__main__":
    main()
