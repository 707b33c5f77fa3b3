"""What `wait(show_progress=True)` shows."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from typing import Any

import pytest

from milvus_import import AsyncClient, Client, ImportFailedError, ImportJobError, ImportProgress, JobState
from support.emulator import Emulator
from support.replay import Answer, Replay


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def job_id(emulator: Emulator) -> str:
    job_id = emulator.add_job()
    emulator.control("POST", "clock", {"advance": 60})
    return job_id


def test_a_bar_on_a_terminal(emulator: Emulator, job_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    Client(emulator.uri).wait(job_id, show_progress=True)
    drawn = terminal.getvalue()
    assert "100%|" in drawn
    assert f"{job_id} done" in drawn
    assert "100,000 of 100,000 rows" in drawn


def test_a_line_for_each_change_elsewhere(emulator: Emulator, job_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    Client(emulator.uri).wait(job_id, show_progress=True)
    shown = capsys.readouterr()
    assert shown.err == f"{job_id}: 100 % done, 100,000 of 100,000 rows\n"
    assert shown.out == ""


def test_a_line_for_each_change_without_tqdm(emulator: Emulator, job_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    asyncio.run(AsyncClient(emulator.uri).wait(job_id, show_progress=True))
    assert terminal.getvalue() == f"{job_id}: 100 % done, 100,000 of 100,000 rows\n"


def test_no_rows_are_shown_before_they_are_counted_and_a_reason_is(capsys: pytest.CaptureFixture[str]) -> None:
    def answer(**members: Any) -> Answer:
        job = {"jobId": "1", "importedRows": 0, "totalRows": 0, "details": [], **members}
        return Answer(json.dumps({"code": 0, "data": job}).encode())

    changes = [
        answer(state="Importing", progress=40),
        answer(state="Importing", progress=41, totalRows=10, reason="a file is\nread again"),
        answer(state="Failed", progress=0, reason="no such key"),
    ]
    with Replay(changes) as server, pytest.raises(ImportFailedError) as caught:
        Client(server.uri).wait("1", show_progress=True)
    assert capsys.readouterr().err.splitlines() == [
        "1:  40 % reading",
        "1:  41 % loading, 0 of 10 rows, a file is read again",
        "1:   0 % failed, no such key",
    ]
    assert caught.value.progress is not None
    assert "rows" not in caught.value.progress._repr_html_()


def test_nothing_is_shown_unless_asked_for(emulator: Emulator, job_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    Client(emulator.uri).wait(job_id)
    assert capsys.readouterr() == ("", "")


def test_both_a_callback_and_a_display(emulator: Emulator, job_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    seen: list[int] = []
    Client(emulator.uri).wait(job_id, on_progress=lambda change: seen.append(change.progress), show_progress=True)
    assert seen == [100]
    assert "100 %" in capsys.readouterr().err


@pytest.mark.parametrize("has_tqdm", [True, False])
def test_no_control_character_reaches_the_terminal(has_tqdm: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The id may be the server's own word."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    if not has_tqdm:
        monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    evil = "1\x1b]0;title\x07\x1b[2J\x9b31m\u202e\n\t{postfix}"
    body = json.dumps({"code": 0, "data": {"jobId": evil, "state": "Completed", "progress": 100}})
    with Replay([Answer(body.encode())]) as server:
        Client(server.uri).wait("1", show_progress=True)
    drawn = terminal.getvalue()
    assert "1 ]0;title  [2J 31m" in drawn
    assert "{postfix}" in drawn
    # The bar itself returns the carriage.
    assert [char for char in drawn if not char.isprintable() and char not in "\r\n"] == []
    assert "\n\t" not in drawn


OUTAGE = [Answer(), Answer(b"", 503), Answer(b"", 503), Answer(b'{"code":0,"data":{"jobId":"1","state":"Completed"}}')]


@pytest.mark.parametrize("has_tqdm", [True, False])
@pytest.mark.parametrize("is_async", [True, False])
def test_an_outage_shows_and_is_told(monkeypatch: pytest.MonkeyPatch, has_tqdm: bool, is_async: bool) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    if not has_tqdm:
        monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    told: list[ImportJobError | None] = []
    seen: list[JobState] = []

    async def told_later(error: ImportJobError | None) -> None:
        told.append(error)

    async def seen_later(change: ImportProgress) -> None:
        seen.append(change.state)

    with Replay(OUTAGE) as server:
        if is_async:
            client = AsyncClient(server.uri)
            asyncio.run(client.wait("1", on_progress=seen_later, on_outage=told_later, show_progress=True))
        else:
            Client(server.uri).wait(
                "1", on_progress=lambda change: seen.append(change.state), on_outage=told.append, show_progress=True
            )
    assert seen == [JobState.Importing, JobState.Completed]
    first, second, over = told
    assert over is None
    assert first is not None
    assert second is not None
    assert (first.attempts, second.attempts, first.http_status) == (1, 2, 503)
    assert second.progress is not None
    assert first.message.startswith("no good answer for ")
    assert "; trying for another 4:" in second.message
    drawn = terminal.getvalue()
    assert first.message in drawn
    assert "the server answers again" in drawn


def test_a_watch_tells_of_outages_too() -> None:
    told: list[bool] = []
    with Replay(OUTAGE) as server:
        states = [change.state for change in Client(server.uri).watch("1", on_outage=lambda e: told.append(e is None))]
    assert (states, told) == ([JobState.Importing, JobState.Completed], [False, False, True])
    told.clear()

    async def watch(uri: str) -> list[JobState]:
        changes = AsyncClient(uri).watch("1", on_outage=lambda e: told.append(e is None))
        return [change.state async for change in changes]

    with Replay(OUTAGE) as server:
        assert asyncio.run(watch(server.uri)) == states
    assert told == [False, False, True]
