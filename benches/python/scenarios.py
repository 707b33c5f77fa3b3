"""What is measured over the network, and what the project promised about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from machine import DETAILS, Server
from measure import Costs, ratio
from report import Bar
from target import Target

FLOOR = "floor"
DROP_IN = "drop_in"
CLIENT = "milvus_import_client"
ASYNC = "milvus_import_async"
PYMILVUS = "pymilvus_function"
PURE_PYTHON = ("requests_session", "urllib3_pool", "httpx_client")
PURE_PYTHON_ASYNC = ("aiohttp_session", "httpx_async")
# Not among the peers of the bars: nobody's documentation says to poll a service with it.
STANDARD_LIBRARY = "http_client"
IN_FLIGHT = 64

OURS = (DROP_IN, CLIENT)


@dataclass(frozen=True)
class Scenario:
    """One table."""

    details: int
    secure: bool
    # `None`, `threads` or `tasks`: how so many calls are made at once.
    at_once: str | None = None

    @property
    def title(self) -> str:
        how = f"{IN_FLIGHT} {self.at_once} at once" if self.at_once else "one call after the other"
        return f"{how}, details: {self.details}, {'TLS' if self.secure else 'plain'}"

    @property
    def peer(self) -> str:
        """Whom the other clients are compared with."""
        return PURE_PYTHON_ASYNC[0] if self.at_once == "tasks" else PYMILVUS

    def targets(self, server: Server, in_flight: int) -> dict[str, Target]:
        """The clients and what they ask. The floor always makes one call after the other."""
        bundle = server.bundle if self.secure else None
        url = server.url(self.details, self.secure)
        threads = (*OURS, PYMILVUS, *PURE_PYTHON, STANDARD_LIBRARY)
        tasks = (ASYNC, *PURE_PYTHON_ASYNC)
        clients = {None: (*threads, *tasks), "threads": threads, "tasks": tasks}[self.at_once]
        at_once = in_flight if self.at_once else 1
        targets = {client: Target(url, self.details, bundle, at_once) for client in clients}
        return {FLOOR: Target(url, self.details, bundle)} | targets

    def bars(self, costs: Costs) -> Iterator[Bar]:
        """What was promised about this table, and what came out."""

        def against(ours: str, peers: tuple[str, ...], at_least: float, what: str = "cpu") -> Bar:
            # The worst ratio, so the one to the best of the peers.
            least, peer = min((ratio(costs, peer, ours, what), peer) for peer in peers)
            figure = {"cpu": "CPU a call", "wall": "throughput"}[what]
            return Bar(f"{self.title}: {figure}, {ours} against {peer}", least, at_least)

        if self.at_once == "threads" and self.details == 1 and not self.secure:
            yield from (against(ours, (PYMILVUS,), 30, "wall") for ours in OURS)
        elif self.at_once == "tasks" and self.details == 1 and not self.secure:
            yield against(ASYNC, PURE_PYTHON_ASYNC[:1], 3, "wall")
            yield against(ASYNC, PURE_PYTHON_ASYNC[:1], 3.5)
        elif self.at_once is None and self.details == 1:
            yield from (against(ours, (PYMILVUS,), 280 if self.secure else 12) for ours in OURS)
            yield from (against(ours, PURE_PYTHON + PURE_PYTHON_ASYNC, 3) for ours in OURS)
        elif self.at_once is None and self.details == DETAILS[-1] and not self.secure:
            yield from (against(ours, (PYMILVUS,), 10) for ours in OURS)


ALL = [
    Scenario(details, secure, how)
    for how in (None, "threads", "tasks")
    for secure in (False, True)
    for details in DETAILS
]
# Enough to see that every client gets right answers.
SMOKE = [Scenario(1, False), Scenario(DETAILS[-1], True), Scenario(1, False, "threads"), Scenario(1, True, "tasks")]
