"""Shows the progress of a wait: a bar where tqdm is installed, otherwise a line for each change."""

from __future__ import annotations

import sys
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from ._native import ImportProgress


@contextmanager
def watching(
    on_progress: Callable[[ImportProgress], object] | None, show_progress: bool
) -> Generator[Callable[[ImportProgress], None], None, None]:
    """What to call with each change: the caller's function, the display, both or neither."""
    if on_progress is not None and not callable(on_progress):
        raise TypeError(f"on_progress must be callable, not {type(on_progress).__name__}")
    show = _display() if show_progress else None

    def see(change: ImportProgress) -> None:
        if show is not None:
            show.see(change)
        if on_progress is not None:
            on_progress(change)

    try:
        yield see
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

    def close(self) -> None:
        """Leaves the last state on the screen."""
        self._bar.close()


class Lines:
    """A line for each change, on the standard error."""

    def see(self, change: ImportProgress) -> None:
        """Shows one change."""
        line = f"{plain(change.job_id)}: {change.progress:3d} % {change.phase}"
        print(", ".join(filter(None, (line, rows(change), plain(change.reason or "")))), file=sys.stderr, flush=True)

    def close(self) -> None:
        """Has nothing to do."""


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
