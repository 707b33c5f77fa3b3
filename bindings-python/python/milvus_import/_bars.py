"""The displays of many jobs: bars of tqdm on a terminal, one for each job that runs and one for all, or lines."""

from __future__ import annotations

import os
import sys
import time

from ._display import OUTAGE_LINES, plain
from .states import JobEventKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .many import JobEvent

# More bars than these nobody looks at.
MOST = 16


_WHAT = {
    JobEventKind.Searching: "looking whether there is a job, for up to a minute",
    JobEventKind.NotImported: "not imported",
    JobEventKind.Skipped: "imported before",
}


def display(total: int | None) -> Bars | Lines | None:
    """What fits the place where the program runs."""
    # A program without a console has none.
    if (stream := sys.stderr) is None:
        return None
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        return Lines()
    try:
        from tqdm import tqdm
    except ImportError:
        return Lines()
    return Bars(tqdm, total)


def _line(event: JobEvent) -> str:
    """`448761313698322011: 3 files, a.json to c.json`, or why some are not imported."""
    names = [plain(",".join(group)) for group in event.files]
    files = f"{len(names):,} files, {names[0]} to {names[-1]}" if len(names) > 1 else "".join(names)
    reason = plain(str(event.error)) if event.error is not None else ""
    if event.kind is JobEventKind.Ended and not reason and event.progress is not None:
        reason = event.progress.state
    what = _WHAT.get(event.kind, "")
    return ": ".join(filter(None, (plain(event.job_id or ""), what, files, reason)))


class Bars:
    """One bar of tqdm for each of the jobs that run, as many as one can look at, and one for all."""

    def __init__(self, tqdm: Any, total: int | None) -> None:
        self._tqdm = tqdm
        self._all = tqdm(total=total, desc="all", position=0)
        self._bars: dict[str, Any] = {}
        # Of a job that failed they may be in another one later, without the one that is bad.
        self._files: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._counted: set[tuple[str, ...]] = set()

    def see(self, event: JobEvent) -> None:
        """Draws what has changed; what failed stays above the bars."""
        job_id = event.job_id or ""
        if event.kind is JobEventKind.Created:
            self._files[job_id] = event.files
            self._count(-len(self._counted.intersection(event.files)))
            self._counted.difference_update(event.files)
        elif event.kind is JobEventKind.Progress and event.progress is not None and not event.progress.terminal:
            self._draw(job_id, event.progress.progress, event.progress.phase)
        elif event.kind is JobEventKind.Searching:
            self._tqdm.write(_line(event), file=sys.stderr)
        elif event.kind is JobEventKind.Outage and event.error is not None:
            self._all.set_postfix_str(plain(event.error.message))
        elif event.kind is JobEventKind.Recovered:
            self._all.set_postfix_str("")
        elif event.ended:
            if (bar := self._bars.pop(job_id, None)) is not None:
                bar.close()
            files = event.files or self._files.pop(job_id, ((job_id,),))
            self._count(len(set(files) - self._counted))
            if event.error is not None:
                self._counted.update(files)
                self._tqdm.write(_line(event), file=sys.stderr)

    def close(self) -> None:
        """Leaves the bar of all where it is."""
        for bar in self._bars.values():
            bar.close()
        self._all.close()

    def _count(self, number: int) -> None:
        if number:
            self._all.update(number)

    def _draw(self, job_id: str, percent: int, phase: str) -> None:
        bar = self._bars.get(job_id)
        if bar is None:
            if len(self._bars) >= MOST:
                return
            form = "{desc} {percentage:3.0f} % |{bar}| {postfix}"
            bar = self._tqdm(total=100, desc=plain(job_id), leave=False, bar_format=form)
            self._bars[job_id] = bar
        bar.n = percent
        bar.set_postfix_str(phase)


class Lines:
    """A line for each job that is made, and for each end."""

    def __init__(self) -> None:
        self._next_of_outage = 0.0

    def see(self, event: JobEvent) -> None:
        """Says what has ended or begun; an outage at once and then now and then."""
        now = time.monotonic()
        if event.kind is JobEventKind.Recovered:
            self._next_of_outage = 0.0
            print("the server answers again", file=sys.stderr, flush=True)
        elif event.kind in (JobEventKind.Created, JobEventKind.Searching) or event.ended:
            print(_line(event), file=sys.stderr, flush=True)
        elif event.kind is JobEventKind.Outage and now >= self._next_of_outage:
            self._next_of_outage = now + OUTAGE_LINES
            print(_line(event), file=sys.stderr, flush=True)

    def close(self) -> None:
        """Has nothing to do."""
