"""The displays of a wait: one line on a terminal, drawn by tqdm where that is installed, a notebook's, or lines."""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import suppress
from contextvars import copy_context
from unicodedata import combining, east_asian_width

from . import _html
from ._native import Pace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._native import ImportProgress
    from .exceptions import ImportJobError

# Lines tell of an outage at once, and then so often, in seconds.
OUTAGE_LINES = 30.0
# A percentage has a line once it has moved by so much, and not before so many seconds have passed.
STEP = 5
PAUSE = 1.0
# How often the clock of what stays in one place is drawn, in seconds, whether or not the server has news.
TICK = 1.0
# The columns of a bar that can be told from an empty one.
BAR = len("[==> ]")


def display() -> Live | Lines | None:
    """What fits the place where the program runs."""
    shell: Any = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if getattr(shell, "kernel", None) is not None:
        return Notebook(shell.display_pub)
    # A program without a console has none.
    if (stream := sys.stderr) is None:
        return None
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        return Lines()
    try:
        from tqdm import tqdm
    except ImportError:
        return Line()
    return Bar(tqdm)


class Job:
    """What is known of the job."""

    def __init__(self) -> None:
        self.last: ImportProgress | None = None
        self._pace = Pace()
        self._since = time.monotonic()

    def see(self, change: ImportProgress) -> None:
        """Takes in a change."""
        self.last = change
        self._pace.observe(change)

    def clock(self) -> str:
        """For how long the job has been followed."""
        return _clock(time.monotonic() - self._since)

    def rate(self) -> str:
        """`6,250/s`, where it can be told."""
        rate = self._pace.rows_per_second()
        return "" if rate is None else f"{int(rate):,}/s"

    def eta(self) -> str:
        """`ETA 0:08`, where it can be told."""
        left = self._pace.remaining()
        return "" if left is None else f"ETA {_clock(left)}"


class Live:
    """A display that stays in one place. Drawn at all news, and when its clock goes on."""

    def __init__(self) -> None:
        self._job = Job()
        self._outage = ""
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._drawn = False
        # In the caller's context, by which a notebook knows the cell.
        self._ticker = threading.Thread(target=copy_context().run, args=(self._tick,), daemon=True)

    def see(self, change: ImportProgress) -> None:
        """Shows one change."""
        with self._lock:
            self._job.see(change)
            self._redraw()

    def outage(self, error: ImportJobError | None) -> None:
        """Shows that there is no good answer, or the job again."""
        with self._lock:
            self._outage = "" if error is None else plain(error.message)
            self._redraw()

    def close(self) -> None:
        """Leaves the last state where it is."""
        self._closed.set()
        if self._ticker.ident is not None:
            self._ticker.join()
        if self._drawn:
            self.leave()

    def draw(self) -> None:
        """Draws what is known now."""
        raise NotImplementedError

    def leave(self) -> None:
        """Goes to a new line of the terminal."""
        print(file=sys.stderr, flush=True)

    def _redraw(self) -> None:
        if not self._drawn:
            self._drawn = True
            # The end of the interpreter gives no thread. The clock then goes on with the news alone.
            with suppress(RuntimeError):
                self._ticker.start()
        self.draw()

    def _tick(self) -> None:
        # Where nothing can be written any more, the next news will say so.
        with suppress(OSError, ValueError):
            while not self._closed.wait(TICK):
                with self._lock:
                    self.draw()

    def _around(self, columns: int) -> tuple[str, str]:
        """What stands before and behind a bar: the first of these that leaves it some room."""
        if (last := self._job.last) is None:
            return "", ""
        job_id, clock, phase = plain(last.job_id), self._job.clock(), f"{last.phase:10} {last.progress:3d} %"
        counted, rate, eta = rows(last, "/"), self._job.rate(), self._job.eta()
        left, right = "", ""
        for before, behind in (
            ((job_id, clock, phase), (counted, rate, eta)),
            ((clock, phase), (counted, rate, eta)),
            ((clock, phase), (counted, eta)),
            ((clock, phase), (eta,)),
            ((phase,), ()),
        ):
            left, right = " ".join(before), "  ".join(filter(None, behind))
            if _width(left) + len(right) + BAR + 2 <= columns:
                break
        return left, right


class Line(Live):
    """One line of a terminal."""

    def draw(self) -> None:
        """Draws over what was there."""
        columns = _columns()
        left, right = self._around(columns)
        if self._outage or not left:
            line = _shortened(self._outage, columns)
        else:
            room = max(columns - _width(left) - len(right) - 4, 1)
            percent = self._job.last.progress if self._job.last else 0
            done = "=" * (room * percent // 100)
            bar = done[:-1] + ">" if 0 < len(done) < room else done
            line = _shortened(f"{left} [{bar:{room}}] {right}", columns)
        print("\r" + line + " " * (columns - _width(line)), end="", file=sys.stderr, flush=True)

    def leave(self) -> None:
        """Goes to a new line. Another job may have drawn over this one meanwhile."""
        self.draw()
        super().leave()


class Bar(Live):
    """A bar of tqdm, which gets on with the other bars of a program. It does not count: a percentage may step back."""

    def __init__(self, tqdm: Any) -> None:
        super().__init__()
        self._tqdm = tqdm
        self._bar: Any = None

    def draw(self) -> None:
        """Draws the bar."""
        columns = _columns()
        left, right = (text.replace("{", "{{").replace("}", "}}") for text in self._around(columns))
        outage = _shortened(self._outage, columns).replace("{", "{{").replace("}", "}}")
        form = outage if self._outage or not left else f"{left} |{{bar}}| {right}"
        percent = self._job.last.progress if self._job.last else 0
        if self._bar is None:
            self._bar = self._tqdm(total=100, initial=percent, bar_format=form, ncols=columns)
            return
        self._bar.n, self._bar.bar_format, self._bar.ncols = percent, form, columns
        self._bar.refresh()

    def leave(self) -> None:
        """Goes to a new line, as tqdm does."""
        if self._bar is None:
            # Ctrl-C came while it was being made.
            super().leave()
        else:
            self._bar.close()


class Notebook(Live):
    """One display of a cell."""

    def __init__(self, publisher: Any) -> None:
        super().__init__()
        self._publisher = publisher
        self._display_id: str | None = None

    def leave(self) -> None:
        """Has nothing to do."""

    def draw(self) -> None:
        """Publishes the display, and later what takes its place."""
        known, job = self._display_id is not None, self._job
        self._display_id = self._display_id or os.urandom(16).hex()
        facts: list[str] = []
        if job.last is not None:
            speed = () if self._outage else (job.rate(), job.eta())
            facts = [fact for fact in (job.clock(), rows(job.last), *speed) if fact]
        data = {
            "text/html": _html.following(job.last, facts, self._outage),
            "text/plain": self._outage or " ".join(filter(None, self._around(sys.maxsize))),
        }
        self._publisher.publish(data, {}, transient={"display_id": self._display_id}, update=known)


class Lines:
    """Lines for a log: not every change is one."""

    def __init__(self) -> None:
        self._job = Job()
        self._told: tuple[float, int, tuple[object, ...]] | None = None
        self._next_of_outage = 0.0

    def see(self, change: ImportProgress) -> None:
        """Has a line for a change of state, phase or reason at once, and now and then for a percentage."""
        self._job.see(change)
        now, standing = time.monotonic(), (change.state, change.phase, change.reason)
        if self._told is not None and standing == self._told[2]:
            at, progress, _ = self._told
            if abs(change.progress - progress) < STEP or now - at < PAUSE:
                return
        self._told = (now, change.progress, standing)
        line = f"{plain(change.job_id)}: {change.progress:3d} % {change.phase}"
        self._print(line, rows(change), self._job.rate(), self._job.eta(), plain(change.reason or ""))

    def outage(self, error: ImportJobError | None) -> None:
        """Says that there is no good answer, now and then, or that there is one again."""
        now = time.monotonic()
        if error is None:
            self._next_of_outage = 0.0
            self._print("the server answers again")
        elif now >= self._next_of_outage:
            self._next_of_outage = now + OUTAGE_LINES
            self._print(plain(error.message))

    def close(self) -> None:
        """Has nothing to do."""

    def _print(self, *parts: str) -> None:
        print(f"[{self._job.clock()}]", ", ".join(filter(None, parts)), file=sys.stderr, flush=True)


def plain(text: str) -> str:
    """A server's text without what would steer a terminal: escape codes, line breaks, marks that turn the writing."""
    return "".join(char if char.isprintable() else " " for char in text)


def rows(change: ImportProgress, of: str = " of ") -> str:
    """How many rows are in, as far as the server says: 0 of 0 are rows that are not counted yet, or of a failed job."""
    if change.imported_rows is None or not (change.imported_rows or change.total_rows or change.success):
        return ""
    total = f"{of}{change.total_rows:,}" if change.total_rows else ""
    return f"{change.imported_rows:,}{total} rows"


def _clock(seconds: float) -> str:
    """`0:07`, `12:34` or `1:02:03`."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def _columns() -> int:
    """How wide a line may be: `^C` is echoed behind it, and the last column takes some terminals to the next line."""
    columns = 0
    with suppress(OSError, ValueError):
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
    return max((columns or 80) - 3, 1)


def _width(text: str) -> int:
    """How many columns a text takes: Chinese and Japanese characters take two."""
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def _shortened(text: str, columns: int) -> str:
    """What is too long loses its middle: an outage begins with how long it has lasted and ends with how long it may."""
    if _width(text) <= columns:
        return text
    head, tail = text, text[text.rfind("; ") :][-columns // 2 :]
    while head and _width(head) + _width(tail) + 3 > columns:
        head = head[:-1]
    return f"{head}...{tail}"[:columns]
