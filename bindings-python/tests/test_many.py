"""Many jobs followed at once."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from milvus_import import (
    AsyncClient,
    Client,
    ImportFailedError,
    ImportTimeoutError,
    JobEvent,
    JobNotFoundError,
    JobState,
)
from support.emulator import Emulator

Follow = Callable[..., list[JobEvent]]


def blocking(uri: str, method: str, asked: Any, **options: Any) -> list[JobEvent]:
    with Client(uri) as client:
        return list(getattr(client, method)(asked, **options))


def asynchronous(uri: str, method: str, asked: Any, **options: Any) -> list[JobEvent]:
    async def follow() -> list[JobEvent]:
        async with AsyncClient(uri) as client:
            return [event async for event in getattr(client, method)(asked, **options)]

    return asyncio.run(follow())


@pytest.fixture(params=[blocking, asynchronous])
def follow(request: pytest.FixtureRequest) -> Any:
    return request.param


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
    assert repr(ended["99"]).startswith("JobEvent('99', error=JobNotFoundError(")
    assert pickle.loads(pickle.dumps(ended[done])).progress == ended[done].progress


def test_the_jobs_of_a_collection(emulator: Emulator, follow: Follow) -> None:
    emulator.add_job(collection_name="docs")
    emulator.add_job(collection_name="others")
    with pytest.raises(ImportTimeoutError, match="jobs of the collection have not all ended"):
        follow(emulator.uri, "watch_collection", "docs", timeout=0.5)
    emulator.control("POST", "clock", {"advance": 60})
    assert follow(emulator.uri, "watch_collection", "docs") == []


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
