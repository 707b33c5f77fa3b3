"""Many jobs followed at once."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from milvus_import import (
    AsyncClient,
    Client,
    ErrorCode,
    ImportFailedError,
    ImportTimeoutError,
    InvalidArgumentError,
    JobEvent,
    JobEventKind,
    JobNotFoundError,
    JobState,
    LedgerUnusableError,
)
from support.emulator import Emulator
from support.terminal import Terminal

Follow = Callable[..., list[JobEvent]]


def blocking(uri: str, method: str, *asked: Any, **options: Any) -> list[JobEvent]:
    with Client(uri) as client:
        return list(getattr(client, method)(*asked, **options))


def asynchronous(uri: str, method: str, *asked: Any, **options: Any) -> list[JobEvent]:
    async def follow() -> list[JobEvent]:
        async with AsyncClient(uri) as client:
            return [event async for event in getattr(client, method)(*asked, **options)]

    return asyncio.run(follow())


@pytest.fixture(params=[blocking, asynchronous])
def follow(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def fast() -> Iterator[Emulator]:
    """A Milvus whose jobs take a tenth of a second."""
    with Emulator(speed=100) as emulator:
        yield emulator


def test_each_end_is_told_once(emulator: Emulator, follow: Follow) -> None:
    done, failed = emulator.add_job(), emulator.add_job(script={"fail_at": 0, "reason": "no such file"})
    emulator.control("POST", "clock", {"advance": 60})
    events = follow(emulator.uri, "watch_many", [done, failed, int(done), "99"])
    ended = {event.job_id: event for event in events if event.ended}
    assert len(ended) == sum(event.ended for event in events) == 3
    assert ended[done].error is None
    assert ended[done].progress is not None
    assert ended[done].progress.state is JobState.Completed
    assert isinstance(ended[failed].error, ImportFailedError)
    assert ended[failed].error.progress.reason == "no such file"
    assert isinstance(ended["99"].error, JobNotFoundError)
    assert repr(ended["99"]).startswith("JobEvent(Ended, job_id='99', error=JobNotFoundError(")
    assert pickle.loads(pickle.dumps(ended[done])).progress == ended[done].progress


def test_the_jobs_of_a_collection(emulator: Emulator, follow: Follow) -> None:
    emulator.add_job(collection_name="docs")
    emulator.add_job(collection_name="others")
    with pytest.raises(ImportTimeoutError, match="jobs of the collection have not all ended"):
        follow(emulator.uri, "watch_collection", "docs", timeout=0.5)
    emulator.control("POST", "clock", {"advance": 60})
    assert follow(emulator.uri, "watch_collection", "docs") == []
    (ended,) = (event for event in follow(emulator.uri, "watch_collection", "docs", with_ended=True) if event.ended)
    assert ended.progress is not None
    assert ended.progress.success


def test_an_outage_is_told(emulator: Emulator, follow: Follow) -> None:
    job_id = emulator.add_job()
    emulator.control("POST", "clock", {"advance": 60})
    emulator.control("POST", "faults", {"kind": "status", "status": 503, "body": "no upstream", "times": 1})
    outages: list[Any] = []
    events = follow(emulator.uri, "watch_many", [job_id], on_outage=outages.append)
    assert [event.ended for event in events] == [True]
    assert "no good answer for" in str(outages[0])
    assert outages[1:] == [None]


@pytest.mark.parametrize("asked", ["448761313698322011", 1, None, [1.5], [["1"]]])
def test_what_no_jobs_are(emulator: Emulator, follow: Follow, asked: Any) -> None:
    with pytest.raises(TypeError, match="job_id"):
        follow(emulator.uri, "watch_many", asked)
    with pytest.raises(TypeError, match="collection_name must be str"):
        follow(emulator.uri, "watch_collection", 1)


def files(count: int) -> list[list[str]]:
    return [[f"{number}.parquet"] for number in range(count)]


def ended(events: list[JobEvent]) -> list[tuple[JobEventKind, ErrorCode | None]]:
    return [(event.kind, event.error and event.error.code) for event in events if event.ended]


def test_many_files_of_which_one_is_bad(fast: Emulator, follow: Follow, tmp_path: Path) -> None:
    fast.control("POST", "scripts", {"fail_at": 0, "reason": "no field x, file=1.parquet"})
    asked = {"files": files(10), "files_per_job": 4, "skip_bad_files": True, "ledger": tmp_path / "import.jsonl"}
    events = follow(fast.uri, "import_many", "docs", **asked)
    made = [len(event.files) for event in events if event.kind is JobEventKind.Created]
    assert sum(made) == 13, "those of the job that failed are in two"
    assert ended(events).count((JobEventKind.Ended, None)) == len(made) - 1
    assert ended(events).count((JobEventKind.Ended, ErrorCode.ImportFailed)) == 1

    again = follow(fast.uri, "import_many", "docs", **asked)
    skipped = [file for event in again if event.kind is JobEventKind.Skipped for file in event.files]
    assert len(skipped) == 9
    (bad,) = (event for event in again if event.kind is JobEventKind.NotImported)
    assert bad.files == (("1.parquet",),)
    assert "no field x" in str(bad.error)
    assert bad.job_id is None
    assert "retry_failed starts it again" in repr(bad)


def test_a_job_is_searched_for_where_a_create_has_no_answer(fast: Emulator, follow: Follow) -> None:
    fast.control("POST", "faults", {"kind": "reset", "path": "/create", "times": 1, "effect": True})
    events = follow(fast.uri, "import_many", "docs", files(2))
    (searching,) = (event for event in events if event.kind is JobEventKind.Searching)
    assert searching.files == (("0.parquet",), ("1.parquet",))
    assert searching.error is not None
    assert searching.error.code is ErrorCode.Connect
    assert not searching.ended
    assert ended(events) == [(JobEventKind.Ended, None)]


def test_what_many_files_cannot_be(emulator: Emulator, follow: Follow, tmp_path: Path) -> None:
    with pytest.raises(InvalidArgumentError, match="parquet is listed twice"):
        follow(emulator.uri, "import_many", "docs", files(2) + files(1))
    with pytest.raises(InvalidArgumentError, match="there are no files"):
        follow(emulator.uri, "import_many", "docs", [])
    with pytest.raises(LedgerUnusableError, match="cannot be opened"):
        follow(emulator.uri, "import_many", "docs", files(1), ledger=tmp_path / "no" / "such.jsonl")
    with pytest.raises(TypeError, match="ledger must be"):
        follow(emulator.uri, "import_many", "docs", files(1), ledger=1)
    with pytest.raises(TypeError, match="atomic must be"):
        follow(emulator.uri, "import_many", "docs", files(1), atomic="yes")


def test_many_jobs_show_as_lines(fast: Emulator, follow: Follow, capfd: pytest.CaptureFixture[str]) -> None:
    fast.control("POST", "scripts", {"fail_at": 0, "reason": "no such field"})
    follow(fast.uri, "import_many", "docs", files(4), files_per_job=2, show_progress=True)
    lines = capfd.readouterr().err.splitlines()
    assert sum(line.endswith(": 2 files, 0.parquet to 1.parquet") for line in lines) == 1
    assert sum(line.endswith(": Completed") for line in lines) == 1
    assert sum("ImportFailed" in line and "no such field" in line for line in lines) == 1


def test_many_jobs_show_as_bars_on_a_terminal(fast: Emulator) -> None:
    fast.control("POST", "scripts", {"fail_at": 0, "reason": "no such field"})
    program = f"""
        from milvus_import import Client
        files = [[f"{{number}}.parquet"] for number in range(6)]
        for event in Client({fast.uri!r}).import_many("docs", files, files_per_job=2, show_progress=True):
            pass
        print("over")
    """
    with Terminal(program, columns=200) as terminal:
        screen = terminal.end()
    assert "6/6" in screen
    assert screen.count("no such field") == 1
    assert screen.endswith("over")
    assert any(phase in terminal.drawn for phase in ("queued", "reading", "loading", "indexing"))
