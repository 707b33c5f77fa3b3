"""Fixtures of all tests."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from support.emulator import Emulator
from support.replay import Hanging

# Programs that a shell starts in the background do not hear Ctrl-C, and neither would those that the tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps what the environment says about servers and proxies out of the tests."""
    for name in ("MILVUS_URI", "MILVUS_TOKEN", "MILVUS_DB", "ZILLIZ_CLUSTER_ID"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="session")
def shared_emulator() -> Iterator[Emulator]:
    """A Milvus 2.6 whose clock stands still: jobs stay where they are put."""
    with Emulator("milvus-2.6", speed=0) as emulator:
        yield emulator


@pytest.fixture
def emulator(shared_emulator: Emulator) -> Emulator:
    """The same, as if it had just been started."""
    shared_emulator.control("POST", "reset")
    return shared_emulator


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    """A server that never answers."""
    with Hanging() as server:
        yield server
