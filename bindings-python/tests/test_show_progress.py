"""What `wait(show_progress=True)` shows."""

from __future__ import annotations

import asyncio
import io
import json
import re
import subprocess
import sys
import textwrap
import threading
from typing import Any

import pytest

from milvus_import import AsyncClient, Client, ImportFailedError, ImportJobError, ImportProgress, JobState
from support.emulator import Emulator
from support.replay import Answer, Replay
from support.terminal import Terminal


class FakeTerminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def job_id(emulator: Emulator) -> str:
    job_id = emulator.add_job()
    emulator.control("POST", "clock", {"advance": 60})
    return job_id


def waiting(uri: str, job_id: str, has_tqdm: bool = True) -> str:
    """A program that waits for a job, with a bar if it has tqdm, and says how that ended."""
    return f"""
        import sys
        {"" if has_tqdm else "sys.modules['tqdm'] = None"}
        from milvus_import import Client
        try:
            Client({uri!r}).wait({job_id!r}, show_progress=True)
            print("the wait is over")
        except BaseException as error:
            print("ended by", type(error).__name__)
    """


WITH_AND_WITHOUT_TQDM = pytest.mark.parametrize("has_tqdm", [True, False], ids=["tqdm", "no tqdm"])


@WITH_AND_WITHOUT_TQDM
def test_one_line_of_a_terminal_has_it_all(emulator: Emulator, has_tqdm: bool) -> None:
    job_id = emulator.add_job()
    with Terminal(waiting(emulator.uri, job_id, has_tqdm), columns=100) as terminal:
        terminal.read_until("queued")
        terminal.read_until("queued")  # drawn again without news: the clock goes on
        emulator.control("POST", "clock", {"advance": 8.5})
        terminal.read_until("loading")
        emulator.control("POST", "clock", {"advance": 1})
        terminal.read_until("/s  ETA ")
        drawn = terminal.screen()
        emulator.control("POST", "clock", {"advance": 60})
        ended = terminal.end()
    start, end = (r"\|█+.? *\| ", r"\|█+\| ") if has_tqdm else (r"\[=+> *\] ", r"\[=+\] ")
    assert re.fullmatch(rf"{job_id} \d:\d\d loading +4\d % {start}[\d,]+/100,000 rows  [\d,]+/s  ETA.*", drawn), drawn
    line, after = ended.splitlines()
    assert re.fullmatch(rf"{job_id} \d:\d\d done +100 % {end}100,000/100,000 rows  [\d,]+/s", line), line
    assert after == "the wait is over"


@WITH_AND_WITHOUT_TQDM
@pytest.mark.parametrize(("columns", "shown"), [(1, ""), (24, "done       100 % "), (60, "0:00 done       100 % ")])
def test_a_narrow_terminal_has_one_line_of_what_fits(
    emulator: Emulator, job_id: str, columns: int, shown: str, has_tqdm: bool
) -> None:
    with Terminal(waiting(emulator.uri, job_id, has_tqdm), columns) as terminal:
        terminal.read_until("\n")
        first, _, _ = terminal.screen().partition("\n")
    assert first.startswith(shown)
    assert len(first) < max(columns, 2)
    assert ("rows" in first) == (columns == 60)


@WITH_AND_WITHOUT_TQDM
def test_ctrl_c_leaves_the_terminal_at_a_new_line(emulator: Emulator, has_tqdm: bool) -> None:
    job_id = emulator.add_job()
    with Terminal(waiting(emulator.uri, job_id, has_tqdm)) as terminal:
        terminal.read_until("queued")
        terminal.press(b"\x03")
        line, after = terminal.end().splitlines()
    assert job_id in line
    assert after == "ended by KeyboardInterrupt"


@WITH_AND_WITHOUT_TQDM
def test_a_failed_job_leaves_the_terminal_at_a_new_line(emulator: Emulator, has_tqdm: bool) -> None:
    job_id = emulator.add_job(script={"fail_at": 5, "reason": "no space"})
    emulator.control("POST", "clock", {"advance": 60})
    with Terminal(waiting(emulator.uri, job_id, has_tqdm)) as terminal:
        line, after = terminal.end().splitlines()
    assert "failed       0 %" in line
    assert after == "ended by ImportFailedError"


@WITH_AND_WITHOUT_TQDM
def test_an_outage_takes_the_line_and_gives_it_back(emulator: Emulator, has_tqdm: bool) -> None:
    job_id = emulator.add_job()
    with Terminal(waiting(emulator.uri, job_id, has_tqdm), columns=60) as terminal:
        terminal.read_until("queued")
        emulator.control("POST", "faults", {"kind": "status", "status": 503, "body": "維護中 " * 20})
        terminal.read_until("no good answer for ")
        terminal.read_until("; trying for another 4:")
        terminal.read_until("\r")
        drawn = terminal.screen()
        emulator.control("DELETE", "faults")
        terminal.read_until("queued")
        assert "no good answer" not in terminal.screen()
    assert re.match(r"no good answer for [\d.]+ s: .*\.\.\.; trying for another 4:", drawn), drawn
    assert len(drawn.splitlines()) == 1


def test_two_jobs_at_once_leave_a_line_each(emulator: Emulator) -> None:
    jobs = [emulator.add_job(), emulator.add_job()]
    program = f"""
        import asyncio, sys
        sys.modules["tqdm"] = None
        from milvus_import import AsyncClient
        async def main():
            client = AsyncClient({emulator.uri!r})
            await asyncio.gather(*(client.wait(job, show_progress=True) for job in {jobs!r}))
        asyncio.run(main())
    """
    with Terminal(program, columns=100) as terminal:
        for job_id in jobs:
            terminal.read_until(job_id)
        emulator.control("POST", "clock", {"advance": 60})
        lines = terminal.end().splitlines()
    assert sorted(line.split(" ")[0] for line in lines) == jobs
    assert [line for line in lines if "done       100 % " in line] == lines


def test_a_line_without_a_thread(emulator: Emulator, job_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As at the end of the interpreter."""

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    terminal = FakeTerminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    Client(emulator.uri).wait(job_id, show_progress=True)
    assert re.search(rf"{job_id} \d:\d\d done       100 % .* rows *\n$", terminal.getvalue())


def test_wide_characters_take_two_columns_each(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = FakeTerminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setitem(sys.modules, "tqdm", None)
    body = json.dumps({"code": 0, "data": {"jobId": "書" * 20, "state": "Completed", "progress": 100}})
    with Replay([Answer(body.encode())]) as server:
        Client(server.uri).wait("1", show_progress=True)
    line = terminal.getvalue().rstrip("\n").rpartition("\r")[2]
    assert line.startswith("書" * 20 + " 0:00 done")
    assert len(line) == 77 - 20


@pytest.mark.parametrize("place", ["a pipe", "a dumb terminal"])
def test_lines_elsewhere(emulator: Emulator, job_id: str, place: str) -> None:
    if place == "a pipe":
        command = [sys.executable, "-c", textwrap.dedent(waiting(emulator.uri, job_id))]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
        shown, after = ended.stderr, ended.stdout
    else:
        with Terminal(waiting(emulator.uri, job_id), TERM="dumb") as terminal:
            shown, _, after = terminal.end().partition("\n")
    assert without_clock(shown).strip() == f"{job_id}: 100 % done, 100,000 of 100,000 rows"
    assert after.strip() == "the wait is over"


def without_clock(shown: str) -> str:
    """Lines without the time that has passed, which the tests do not know."""
    return re.sub(r"^\[\d:\d\d\] ", "", shown, flags=re.M)


def test_no_rows_are_shown_before_they_are_counted_and_a_reason_is(capsys: pytest.CaptureFixture[str]) -> None:
    def answer(**members: Any) -> Answer:
        job = {"jobId": "1", "importedRows": 0, "totalRows": 0, "details": [], **members}
        return Answer(json.dumps({"code": 0, "data": job}).encode())

    changes = [
        answer(state="Importing", progress=40),
        answer(state="Importing", progress=41, totalRows=10, reason="a file is\nread again"),
        answer(state="Importing", progress=42, totalRows=10, reason="a file is\nread again"),  # no line: too little
        answer(state="Failed", progress=0, reason="no such key"),
    ]
    with Replay(changes) as server, pytest.raises(ImportFailedError) as caught:
        Client(server.uri).wait("1", show_progress=True)
    shown = re.sub(r"ETA \d:\d\d", "ETA", without_clock(capsys.readouterr().err))
    assert shown.splitlines() == [
        "1:  40 % reading",
        "1:  41 % loading, 0 of 10 rows, ETA, a file is read again",
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


@WITH_AND_WITHOUT_TQDM
def test_no_control_character_reaches_the_terminal(has_tqdm: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The id may be the server's own word."""
    terminal = FakeTerminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    if not has_tqdm:
        monkeypatch.setitem(sys.modules, "tqdm", None)
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


@WITH_AND_WITHOUT_TQDM
@pytest.mark.parametrize("is_async", [True, False])
def test_an_outage_shows_and_is_told(monkeypatch: pytest.MonkeyPatch, has_tqdm: bool, is_async: bool) -> None:
    terminal = FakeTerminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    if not has_tqdm:
        monkeypatch.setitem(sys.modules, "tqdm", None)
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
    assert first.message.partition(": ")[0] in drawn
    assert "done       100 %" in drawn


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
