"""Shows the progress of a wait: a bar where tqdm is installed, otherwise a line for each change."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from ._native import ImportProgress
    from ._types import OnOutage
    from .exceptions import ImportJobError

# Lines tell of an outage at once, and then so often, in seconds.
OUTAGE_LINES = 30.0
RECOVERED = "the server answers again"


@contextmanager
def watching(
    on_progress: Callable[[ImportProgress], object] | None, on_outage: OnOutage | None, show_progress: bool
) -> Generator[tuple[Callable[[ImportProgress], object], OnOutage], None, None]:
    """What to call with each change, and with each outage: the caller's function, the display, both or neither.

    They return what the caller's function does.
    """
    for name, function in (("on_progress", on_progress), ("on_outage", on_outage)):
        if function is not None and not callable(function):
            raise TypeError(f"{name} must be callable, not {type(function).__name__}")
    show = _display() if show_progress else None

    def see(change: ImportProgress) -> object:
        if show is not None:
            show.see(change)
        return on_progress(change) if on_progress is not None else None

    def see_outage(error: ImportJobError | None) -> object:
        if show is not None:
            show.outage(error)
        return on_outage(error) if on_outage is not None else None

    try:
        yield see, see_outage
    finally:
        if show is not None:
            show.close()


def _display() -> Bar | Lines:
    if not sys.stderr.isatty() and not _in_notebook():
        return Lines()
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return Lines()
    return Bar(tqdm)


def _in_notebook() -> bool:
    """Whether a bar can be drawn although the standard error is no terminal."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return getattr(shell, "kernel", None) is not None


class Bar:
    """A bar of tqdm, which does not count: a job's percentage may step back."""

    def __init__(self, tqdm: Any) -> None:
        self._bar = tqdm(total=100, unit="%", bar_format="{desc}: {percentage:3.0f}%|{bar}| {elapsed}{postfix}")

    def see(self, change: ImportProgress) -> None:
        """Shows one change."""
        self._bar.set_description_str(f"{plain(change.job_id)} {change.phase}", refresh=False)
        self._bar.set_postfix_str(rows(change), refresh=False)
        self._bar.n = change.progress
        self._bar.refresh()

    def outage(self, error: ImportJobError | None) -> None:
        """Shows that there is no good answer, or that there is one again."""
        self._bar.set_postfix_str(RECOVERED if error is None else plain(error.message))

    def close(self) -> None:
        """Leaves the last state on the screen."""
        self._bar.close()


class Lines:
    """A line for each change, on the standard error."""

    def __init__(self) -> None:
        self._next_of_outage = 0.0

    def see(self, change: ImportProgress) -> None:
        """Shows one change."""
        line = f"{plain(change.job_id)}: {change.progress:3d} % {change.phase}"
        _print(", ".join(filter(None, (line, rows(change), plain(change.reason or "")))))

    def outage(self, error: ImportJobError | None) -> None:
        """Shows that there is no good answer, now and then, or that there is one again."""
        now = time.monotonic()
        if error is None:
            self._next_of_outage = 0.0
            _print(RECOVERED)
        elif now >= self._next_of_outage:
            self._next_of_outage = now + OUTAGE_LINES
            _print(plain(error.message))

    def close(self) -> None:
        """Has nothing to do."""


def _print(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def plain(text: str) -> str:
    """A server's text without what would steer a terminal: escape codes, line breaks, marks that turn the writing."""
    return "".join(char if char.isprintable() else " " for char in text)


def rows(change: ImportProgress) -> str:
    """How many rows are in, as far as the server says: 0 of 0 are rows that are not counted yet, or of a failed job."""
    if change.imported_rows is None or not (change.imported_rows or change.total_rows or change.success):
        return ""
    return (
        f"{change.imported_rows:,} of {change.total_rows:,} rows"
        if change.total_rows
        else f"{change.imported_rows:,} rows"
    )
