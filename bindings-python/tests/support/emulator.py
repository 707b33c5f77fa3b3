"""A server of the emulator, which runs as a program of its own, and its control API."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from types import TracebackType
from typing import Any

from .programs import program

# What the emulator plays, with the API generation to speak to it.
SERVERS = {
    "milvus-2.3": "milvus-2.3",
    "milvus-2.4.0": "milvus-v2",
    "milvus-2.6": "milvus-v2",
    "milvus-3.0": "milvus-v2",
    "zilliz-v1": "zilliz-v1",
    "zilliz-v2": "zilliz-v2",
}


class Emulator:
    """A running emulator: `with Emulator("milvus-2.6") as emulator: …`. Its clock runs at `speed`."""

    def __init__(self, server: str = "milvus-2.6", speed: float = 1.0) -> None:
        command = [program("milvus-import-cli", "milvus-import"), "emulator", "--port", "0", "--server", server]
        self._process = subprocess.Popen(
            [*command, "--speed", str(speed)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        self.uri = self._process.stdout.readline().strip()
        self.api = SERVERS[server]

    def control(self, method: str, route: str, body: Any = None) -> Any:
        """One call of the control API; routes as in the emulator's documentation."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.uri}/_emulator/{route}".rstrip("/"), data, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as response:
            text = response.read()
        return json.loads(text) if text else None

    def requests(self) -> list[dict[str, Any]]:
        """The requests that it got."""
        listed: list[dict[str, Any]] = self.control("GET", "requests")
        return listed

    def add_job(self, **spec: Any) -> str:
        """Adds a job and returns its id."""
        job_id: str = self.control("POST", "jobs", spec)["job_id"]
        return job_id

    def __enter__(self) -> Emulator:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
