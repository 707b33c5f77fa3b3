"""Errors for programs that have imported pymilvus: its `MilvusException` catches them, and its members are good."""

from __future__ import annotations

from .. import _annotations as t
from ..exceptions import ErrorCode, ImportJobError

# pymilvus's `ErrorCode.UNEXPECTED_ERROR`, which every failure of its import functions has.
_UNEXPECTED_ERROR = 1

_CLASSES: dict[tuple[type, type], type[ImportJobError]] = {}


class Code(str):
    """An `ErrorCode`, which it is equal to, that is pymilvus's number as well: equal to 1, and 1 as an `int`."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return other == _UNEXPECTED_ERROR if isinstance(other, int) else str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __int__(self) -> int:
        return _UNEXPECTED_ERROR

    __index__ = __int__

    @property
    def name(self) -> str:
        """The code's name."""
        return ErrorCode(self).name

    @property
    def value(self) -> str:
        """The code's text."""
        return ErrorCode(self).value


class _Members(ImportJobError):
    """What `MilvusException` has members of its own for, in whatever release."""

    _compatible_code = _UNEXPECTED_ERROR

    @property
    def code(self) -> ErrorCode:
        return Code(self._code.value)  # type: ignore[return-value] # equal to one in every way but `is`

    @property
    def _is_input_error(self) -> bool:
        return self._code is ErrorCode.InvalidArgument

    @property
    def _retriable(self) -> bool:
        return self.retryable


def joined(ours: type[ImportJobError], theirs: type[Exception]) -> type[ImportJobError]:
    """The subclass of an error's class that is a `MilvusException` too."""
    found = _CLASSES.get((ours, theirs))
    if found is None:
        members = {"__module__": ours.__module__, "__doc__": ours.__doc__, "_plain": ours}
        bases: t.Any = (ours, _Members, theirs)
        found = _CLASSES[ours, theirs] = type(ours.__name__, bases, members)
    return found
