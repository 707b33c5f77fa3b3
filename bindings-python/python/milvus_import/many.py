"""Following many jobs at once, and starting them."""

from __future__ import annotations

from collections.abc import Sized

from . import _annotations as t
from . import _native
from .states import JobEventKind


class JobEvent:
    """What is told of one of many jobs: what it imports, a change, or its end; or of files that have no job."""

    __slots__ = {  # noqa: RUF023 - in the order of use
        "kind": "Which of these it is, a JobEventKind.",
        "job_id": "The job; None of files that have none.",
        "progress": "Its change, or its last progress. A change that a list told of has no rows and no files.",
        "error": "At its end: why it failed, or why it is followed no more; what `Client.wait` would have raised. Also "
        "why files are not imported, or why it is not known whether they have a job.",
        "files": "The files that it is about, grouped as they were given; of a job once, when `import_many` made it.",
    }

    def __init__(
        self,
        kind: JobEventKind,
        job_id: str | None = None,
        progress: t.ImportProgress | None = None,
        error: t.ImportJobError | None = None,
        files: tuple[tuple[str, ...], ...] = (),
    ) -> None:
        self.kind = kind
        self.job_id = job_id
        self.progress = progress
        self.error = error
        self.files = files

    @property
    def ended(self) -> bool:
        """Whether nothing comes of this job, or of these files, after it."""
        return self.kind in _ENDS

    def __repr__(self) -> str:
        named = ((name, getattr(self, name)) for name in ("job_id", "progress", "error", "files"))
        shown = "".join(f", {name}={value!r}" for name, value in named if value)
        return f"JobEvent({self.kind.name}{shown})"


_ENDS = (JobEventKind.Ended, JobEventKind.NotImported, JobEventKind.Skipped)
_OF_THE_SERVER = (JobEventKind.Outage, JobEventKind.Recovered)


class Teller:
    """Where the events of a watch go: to the caller, to `on_outage`, and to a display where one is wanted.

    `total` is how many jobs or files there are, where that is known.
    """

    def __init__(self, on_outage: t.OnOutage | None, show_progress: bool, total: int | None = None) -> None:
        self._on_outage = on_outage
        self._display: t.Any = None
        if show_progress:
            # Costs those nothing who want none.
            from ._bars import display

            self._display = display(total)

    def __enter__(self) -> Teller:
        return self

    def __exit__(self, *_: object) -> None:
        if self._display is not None:
            self._display.close()

    def take(self, told: tuple[t.Any, ...]) -> tuple[JobEvent | None, object]:
        """The event, unless it is one of the server; then what `on_outage` returned."""
        event = JobEvent(*told)
        if self._display is not None:
            self._display.see(event)
        if event.kind not in _OF_THE_SERVER:
            return event, None
        return None, self._on_outage and self._on_outage(event.error)


def events(watch: _native.WatchMany, teller: Teller) -> t.Iterator[JobEvent]:
    """The events of a watch, without those of the server."""
    with teller:
        while (told := watch.next_event()) is not None:
            event, _ = teller.take(told)
            if event is not None:
                yield event


def counted(*asked: object) -> int | None:
    """How many there are of what was asked for; None where only reading it would tell."""
    counts = [len(part) for part in asked if isinstance(part, Sized)]
    return sum(counts) if counts else None
