"""The method: clients take turns in short batches, and ratios are taken round by round.

Absolute times move by tens of percent within a minute on a busy machine. A ratio of neighbouring batches moves less,
and the median of ratios over the rounds less again.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from statistics import median

from machine import HERE, environment
from target import Target

# Long enough for a clock of CPU time, short enough to have every client within seconds of every other.
BATCH_SECONDS = 0.3


@dataclass(frozen=True)
class Cost:
    """One batch, in microseconds a call; `wall` is that of the batch, so its inverse is the throughput."""

    cpu: float
    wall: float
    p50: float


Costs = dict[str, list[Cost]]


class Worker:
    """A client's process."""

    def __init__(self, client: str, core: int, target: Target) -> None:
        self.client = client
        self._in_flight = target.in_flight
        self._process = subprocess.Popen(
            [sys.executable, HERE / "worker.py", client, str(core), json.dumps(asdict(target))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
        )

    def wait_until_ready(self) -> None:
        self._line()

    def batch(self, calls: int) -> Cost:
        """Makes so many calls in each thread or task."""
        assert self._process.stdin
        print(calls, file=self._process.stdin, flush=True)
        return Cost(**json.loads(self._line()))

    def calls_for(self, seconds: float) -> int:
        """How many calls in each thread or task take so long."""
        self.batch(1)
        calls = 1
        while True:
            took = self.batch(calls).wall * 1e-6 * calls * self._in_flight
            if took > seconds / 4:
                return max(1, round(calls * seconds / took))
            calls *= 4

    def close(self) -> None:
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise ChildProcessError(f"{self.client} ended with code {self._process.wait()}")
        return line


@contextmanager
def workers(targets: dict[str, Target], core: int) -> Iterator[list[Worker]]:
    """Starts the clients, all at once because importing some takes long."""
    started: list[Worker] = []
    try:
        started.extend(Worker(client, core, target) for client, target in targets.items())
        for worker in started:
            worker.wait_until_ready()
        yield started
    finally:
        for worker in started:
            worker.close()


def race(targets: dict[str, Target], core: int, rounds: int) -> Costs:
    """Measures clients against each other; every second round in reverse, so that nobody always comes first."""
    with workers(targets, core) as running:
        calls = {worker.client: worker.calls_for(BATCH_SECONDS) for worker in running}
        costs: Costs = {worker.client: [] for worker in running}
        for number in range(rounds):
            for worker in running if number % 2 == 0 else reversed(running):
                costs[worker.client].append(worker.batch(calls[worker.client]))
    return costs


def smoke(targets: dict[str, Target], core: int) -> None:
    """A few calls of each, which are checked where they are made."""
    with workers(targets, core) as running:
        for worker in running:
            worker.batch(2)


def middle(costs: list[Cost], what: str) -> float:
    """The median of one figure."""
    return median(float(getattr(cost, what)) for cost in costs)


def ratio(costs: Costs, of: str, to: str, what: str) -> float:
    """The median over the rounds of how many times as much one client took as another in the same round."""
    pairs = zip(costs[of], costs[to], strict=True)
    return median(float(getattr(a, what)) / float(getattr(b, what)) for a, b in pairs)
