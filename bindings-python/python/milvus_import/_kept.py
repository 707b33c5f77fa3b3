"""`functools.lru_cache` in small: importing that takes as long as all else that a process's first answer takes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ParamSpec, TypeVar

    P = ParamSpec("P")
    T = TypeVar("T")

MOST = 32


def kept(make: Callable[P, T]) -> Callable[P, T]:
    """Calls the function once for the same arguments. Beyond 32 results the oldest is forgotten."""
    results: dict[tuple[Any, ...], tuple[T]] = {}

    def get(*key: P.args, **none: P.kwargs) -> T:
        try:
            found = results.get(key)
        except TypeError:
            # Of a type that no dict can find: `make` refuses it by its name. Not from here, or this error would be
            # shown with that one, and the key in it, a token within.
            found = None
        if found is None:
            found = (make(*key, **none),)
            # Each step leaves the dict whole, so that threads may meet here: at worst both make a result.
            for oldest in list(results)[: max(0, len(results) + 1 - MOST)]:
                results.pop(oldest, None)
            results[key] = found
        return found[0]

    return get
