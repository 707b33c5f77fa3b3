"""Ten thousand jobs of one server, each followed to its end: by `watch_collection`, by a loop that polls each job with
our client, and by 64 threads that do so with pymilvus.

`many.py [--smoke] [--jobs N] [--seconds N] [--only NAME]`. Every job runs for a random time between half of the seconds
and all of them. Each follower is a process of its own, one after the other, with a server of its own. The loops poll
so often that they know of an end as soon as `watch_collection` does in the mean, if they can; without it every ten
seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

# Where run.sh has built it.
PROGRAM = os.environ.get("MILVUS_IMPORT", "milvus-import")
THREADS = 64


def call(uri: str, method: str, route: str, body: object = None) -> object:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{uri}/_emulator/{route}", data, method=method)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
        text = response.read()
    return json.loads(text) if text else None


def by_watch_collection(uri: str, jobs: list[str], every: float, tell: Tell) -> int:
    from milvus_import import Client

    with Client(uri) as client:
        for event in client.watch_collection("docs"):
            if event.job_id and (event.ended or (event.progress and event.progress.terminal)):
                tell(event.job_id)
    requests = call(uri, "GET", "requests")
    assert isinstance(requests, list)
    return sum("/v2/" in request["path"] for request in requests)


def by_polling_each(uri: str, jobs: list[str], every: float, tell: Tell) -> int:
    from milvus_import import Client

    client = Client(uri)
    return poll_each(jobs, every, 16, lambda job_id: client.get_import_progress(job_id).terminal, tell)


def by_pymilvus(uri: str, jobs: list[str], every: float, tell: Tell) -> int:
    from pymilvus.bulk_writer import get_import_progress

    def has_ended(job_id: str) -> bool:
        return get_import_progress(url=uri, job_id=job_id).json()["data"]["state"] in ("Completed", "Failed")

    return poll_each(jobs, every, THREADS, has_ended, tell)


FOLLOWERS = {"watch_collection": by_watch_collection, "poll each": by_polling_each, "pymilvus": by_pymilvus}


class Tell:
    """When each end was told first."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}

    def __call__(self, job_id: str) -> None:
        self.at.setdefault(job_id, time.time())


def poll_each(jobs: list[str], every: float, threads: int, has_ended: Callable[[str], bool], tell: Tell) -> int:
    """Polls every job every so many seconds until it has ended; how many polls that took."""
    left, polls = list(jobs), 0

    def look(job_id: str) -> bool:
        if ended := has_ended(job_id):
            tell(job_id)
        return bool(ended)

    with ThreadPoolExecutor(threads) as pool:
        while left:
            began = time.monotonic()
            polls += len(left)
            left = [job_id for job_id, ended in zip(left, pool.map(look, left), strict=True) if not ended]
            if left:
                time.sleep(max(0.0, began + every - time.monotonic()))
    return polls


@dataclass
class Server:
    """An emulator with jobs that run."""

    ends: dict[str, float] = field(default_factory=dict)

    def __enter__(self) -> Server:
        command = [PROGRAM, "emulator"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        self.uri = self.process.stdout.readline().strip()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()

    def add(self, jobs: int, seconds: float, seed: int) -> None:
        """The same jobs for every follower."""
        times = random.Random(seed)
        for start in range(0, jobs, 1000):
            durations = [round(times.uniform(seconds / 2, seconds)) for _ in range(min(1000, jobs - start))]
            specs = [{"collection_name": "docs", "script": {"duration": duration}} for duration in durations]
            now = time.time()
            made = call(self.uri, "POST", "jobs", specs)
            assert isinstance(made, dict)
            self.ends.update(zip(made["job_ids"], (now + duration for duration in durations), strict=True))


def follow(name: str, uri: str, every: str) -> None:
    """In a process of its own: reads the jobs' ids from stdin, and prints what it took."""
    jobs, tell = json.load(sys.stdin), Tell()
    began, cpu = time.monotonic(), time.process_time()
    requests = FOLLOWERS[name](uri, jobs, float(every), tell)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    took = {"requests": requests, "cpu": time.process_time() - cpu, "time": time.monotonic() - began, "peak": peak}
    print(json.dumps({**took, "told": tell.at, "threads": threading.active_count()}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a few short jobs, which show that it works")
    parser.add_argument("--jobs", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=900)
    parser.add_argument("--only", choices=FOLLOWERS, action="append")
    parser.add_argument("--follow", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.follow:
        return follow(*asked.follow)
    jobs, seconds = (20, 4.0) if asked.smoke else (asked.jobs, asked.seconds)
    print(f"{jobs:,} jobs of up to {seconds:.0f} s")
    head = ("", "requests", "a second", "mean delay", "99th", "CPU", "of a core", "peak")
    print("{:18} {:>10} {:>9} {:>11} {:>9} {:>9} {:>10} {:>8}".format(*head))
    first, every = None, 10.0
    for name in asked.only or FOLLOWERS:
        with Server() as server:
            server.add(jobs, seconds, seed=11)
            command = [sys.executable, "-E", __file__, "--follow", name, server.uri, str(every)]
            ids = json.dumps(list(server.ends))
            ran = subprocess.run(command, input=ids, stdout=subprocess.PIPE, text=True, check=True)
            took = json.loads(ran.stdout)
        assert took["told"].keys() == server.ends.keys(), "every end is told"
        delays = sorted(max(0.0, took["told"][job_id] - end) for job_id, end in server.ends.items())
        mean, late = sum(delays) / len(delays), delays[len(delays) * 99 // 100]
        ratio = "" if first is None else f"  {took['requests'] / first:.1f} x the requests"
        if first is None:
            # A loop knows of an end after half of its time in the mean.
            first, every = took["requests"], max(1.0, 2 * mean)
        print(
            f"{name:18} {took['requests']:>10,} {took['requests'] / took['time']:>9.1f} {mean:>9.1f} s {late:>7.1f} s"
            f" {took['cpu']:>7.1f} s {took['cpu'] / took['time']:>10.1%} {took['peak'] / 2**20:>5.0f} MB{ratio}",
            flush=True,
        )
    return None


if __name__ == "__main__":
    main()
