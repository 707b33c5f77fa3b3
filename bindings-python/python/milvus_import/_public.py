"""What public functions with many keywords do around their work."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, ParamSpec, TypeVar

    P = ParamSpec("P")
    T = TypeVar("T")

_COROUTINE = 0x80  # inspect.CO_COROUTINE, of a module that takes long to import


def public(*keywords: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Names a keyword that the function does not have; `keywords` are those that it takes as `**kwargs`.

    And keeps secrets out of tracebacks. The frames below hold the token, some of them twice, and tools that show the
    locals of a traceback would show it. What is raised says all that those frames could.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        code: Any = getattr(function, "__code__")  # noqa: B009 - type checkers know no callable that has one
        known = (*code.co_varnames[: code.co_argcount + code.co_kwonlyargcount], *keywords)

        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                _check(function, known, kwargs)
                return function(*args, **kwargs)
            except BaseException as error:
                del args, kwargs
                raise error.with_traceback(None)  # noqa: B904 - it is the same

        async def call_and_wait(*args: P.args, **kwargs: P.kwargs) -> Any:
            try:
                _check(function, known, kwargs)
                waiting: Any = function(*args, **kwargs)
                return await waiting
            except BaseException as error:
                del args, kwargs
                raise error.with_traceback(None)  # noqa: B904 - it is the same

        wrapper: Any = call_and_wait if code.co_flags & _COROUTINE else call
        for name in ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__"):
            setattr(wrapper, name, getattr(function, name))
        wrapper.__wrapped__ = function
        return wrapper  # type: ignore[no-any-return]

    return decorate


def _check(function: Any, known: tuple[str, ...], given: Iterable[str]) -> None:
    for name in given:
        if name not in known:
            from difflib import get_close_matches

            hint = "".join(f". Did you mean {like!r}?" for like in get_close_matches(name, known, 1))
            raise TypeError(f"{function.__qualname__}() got an unexpected keyword argument {name!r}{hint}")
