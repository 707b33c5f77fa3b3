"""What a wait tells: the caller's functions, and the display where one is wanted."""

from __future__ import annotations

from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ._native import ImportProgress
    from ._types import OnOutage
    from .exceptions import ImportJobError


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
    show = None
    if show_progress:
        # Costs those nothing who want none.
        from ._display import display

        show = display()

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
