"""Following many jobs at once."""

from __future__ import annotations

from . import _annotations as t
from . import _native


class JobEvent:
    """What is told of one of many followed jobs: a change, or its end."""

    __slots__ = {  # noqa: RUF023 - in the order of use
        "job_id": "The job.",
        "progress": "Its change, or its last progress. A change that a list told of has no rows and no files.",
        "error": "At its end: why it failed, or why it is followed no more; what `Client.wait` would have raised.",
        "ended": "Whether nothing comes of this job after it.",
    }

    def __init__(
        self,
        job_id: str,
        progress: t.ImportProgress | None = None,
        error: t.ImportJobError | None = None,
        *,
        ended: bool = False,
    ) -> None:
        self.job_id = job_id
        self.progress = progress
        self.error = error
        self.ended = ended

    def __repr__(self) -> str:
        named = ((name, getattr(self, name)) for name in ("progress", "error"))
        shown = "".join(f", {name}={value!r}" for name, value in named if value is not None)
        return f"JobEvent({self.job_id!r}{shown}{', ended=True' if self.ended else ''})"


def events(watch: _native.WatchMany, on_outage: t.OnOutage | None) -> t.Iterator[JobEvent]:
    """The events of a watch, without those of the server, of which `on_outage` is told."""
    while (event := watch.next_event()) is not None:
        job_id, progress, error, ended = event
        if job_id is not None:
            yield JobEvent(job_id, progress, error, ended=ended)
        elif on_outage is not None:
            on_outage(error)
