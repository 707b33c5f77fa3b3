"""What calls raise. Every error is an `ImportJobError`, with one subclass for each error code.

Where pymilvus has been imported, in whatever order, `except pymilvus.exceptions.MilvusException` catches them too: its
`code` and `message` are here with the same meaning.
"""

from __future__ import annotations

import sys
from enum import Enum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._native import ImportProgress

# pymilvus's `ErrorCode.UNEXPECTED_ERROR`, which every failure of its import functions has.
_PYMILVUS_CODE = 1


class ErrorCode(str, Enum):
    """What kind of failure an error is: the same names in every language.

    A code is its name as text. For code that was written for pymilvus it is also equal to 1, the only code that
    pymilvus's import functions raise, compares with integers as 1 does, and is 1 as an `int`.
    """

    InvalidArgument = "InvalidArgument"
    """An argument was refused, here or by the server; sending it again cannot help."""
    Unsupported = "Unsupported"
    """The server, its version or its API generation has no such operation."""
    Unauthenticated = "Unauthenticated"
    """The token is missing or wrong."""
    PermissionDenied = "PermissionDenied"
    """The token is good, but not for this."""
    JobNotFound = "JobNotFound"
    """The server knows no such import job (any more: finished jobs are forgotten after 3 to 48 hours)."""
    NotFound = "NotFound"
    """The collection, database or cluster does not exist."""
    Busy = "Busy"
    """Rate limit or too many jobs: wait and try again."""
    Unavailable = "Unavailable"
    """The server is starting, or a part of it cannot be reached."""
    Timeout = "Timeout"
    """No answer within the time limit, the server's or ours; or a wait's deadline passed."""
    ServerError = "ServerError"
    """Any other failure that the server reported."""
    Connect = "Connect"
    """No connection could be made, or it broke before the answer was complete."""
    Tls = "Tls"
    """The TLS handshake failed: wrong certificate authority, host name or expired certificate."""
    Redirected = "Redirected"
    """The server answered with a redirect, which is never followed."""
    UnexpectedResponse = "UnexpectedResponse"
    """The answer is not one that any known server gives, such as a proxy's HTML page."""
    ResponseTooLarge = "ResponseTooLarge"
    """The answer is above the size limit."""
    ImportFailed = "ImportFailed"
    """A followed import ended as Failed or Canceled; the error carries its last progress."""
    Stalled = "Stalled"
    """A followed import changed nothing for as long as the stall timeout."""
    Vanished = "Vanished"
    """A followed import was seen in flight and is now unknown to the server."""
    Cancelled = "Cancelled"
    """The caller cancelled the call."""
    Internal = "Internal"
    """A fault in this library."""

    __str__ = str.__str__
    __format__ = str.__format__  # type: ignore[assignment]
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return other == _PYMILVUS_CODE if isinstance(other, int) else str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: str | int) -> bool:
        return other > _PYMILVUS_CODE if isinstance(other, int) else str.__lt__(self, other)

    def __le__(self, other: str | int) -> bool:
        return self < other or self == other

    def __gt__(self, other: str | int) -> bool:
        return other < _PYMILVUS_CODE if isinstance(other, int) else str.__gt__(self, other)

    def __ge__(self, other: str | int) -> bool:
        return self > other or self == other

    def __int__(self) -> int:
        return _PYMILVUS_CODE

    __index__ = __int__


class _Error(Exception):
    """Stands where `MilvusException` goes once pymilvus has been imported."""


class ImportJobError(_Error):
    """Why a call failed: one line as text, and every fact that a program may want to decide on.

    Attributes:
        code: what kind of failure, an `ErrorCode`
        message: what happened, with the server's own words where there are any
        operation: the operation that failed, such as `get_import_progress`
        url: the address that was called, without credentials
        http_status: the HTTP status, where there was an answer
        server_code: the server's own code; servers reuse numbers, so decide on `code`
        server_message: the server's own message, unchanged
        body_start: the first bytes of an answer that could not be understood
        retryable: whether the same call may succeed later
        attempts: how many times the request was sent
        retry_after: seconds that the server asked callers to wait
        progress: the job's last known `ImportProgress`, for errors of a followed job
        job_id: the id of a job that `bulk_import` may have made, where the answer named one although it was no success

    Its `__cause__` is the fault behind it, where there is another: that of the last look, for a wait that ended during
    an outage.
    """

    # Read by the properties of pymilvus's MilvusException that are not defined here.
    _compatible_code = _PYMILVUS_CODE
    _is_input_error = False

    _code = ErrorCode.Internal
    operation: str | None = None
    url: str | None = None
    http_status: int | None = None
    server_code: int | None = None
    server_message: str | None = None
    body_start: str | None = None
    retryable: bool = False
    attempts: int = 0
    retry_after: float | None = None
    progress: ImportProgress | None = None
    job_id: str | None = None

    def __init__(self, message: str = "", *, text: str | None = None, **facts: Any) -> None:
        # Not `super()`: pymilvus's exception, once it is a base, would set what is ours.
        Exception.__init__(self, message)
        self._message = message
        self._text = text
        self.__dict__.update(facts)
        self._retriable = self.retryable

    @property
    def code(self) -> ErrorCode:
        """What kind of failure this is."""
        return self._code

    @property
    def message(self) -> str:
        """What happened, without the context that `str` adds."""
        return self._message

    def __str__(self) -> str:
        return f"{self.code}: {self.message}" if self._text is None else self._text

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), self.args, self.__dict__)


class InvalidArgumentError(ImportJobError, ValueError):
    """An argument was refused, here or by the server; sending it again cannot help."""

    _code = ErrorCode.InvalidArgument
    _is_input_error = True


class UnsupportedError(ImportJobError, NotImplementedError):
    """The server, its version or its API generation has no such operation."""

    _code = ErrorCode.Unsupported


class UnauthenticatedError(ImportJobError, PermissionError):
    """The token is missing or wrong."""

    _code = ErrorCode.Unauthenticated


class PermissionDeniedError(ImportJobError, PermissionError):
    """The token is good, but not for this."""

    _code = ErrorCode.PermissionDenied


class JobNotFoundError(ImportJobError, LookupError):
    """The server knows no such import job (any more: finished jobs are forgotten after 3 to 48 hours)."""

    _code = ErrorCode.JobNotFound


class NotFoundError(ImportJobError, LookupError):
    """The collection, database or cluster does not exist."""

    _code = ErrorCode.NotFound


class BusyError(ImportJobError):
    """Rate limit or too many jobs: wait and try again."""

    _code = ErrorCode.Busy


class UnavailableError(ImportJobError):
    """The server is starting, or a part of it cannot be reached."""

    _code = ErrorCode.Unavailable


class ImportTimeoutError(ImportJobError, TimeoutError):
    """No answer within the time limit, the server's or ours; or a wait's deadline passed."""

    _code = ErrorCode.Timeout


class ServerError(ImportJobError):
    """Any other failure that the server reported."""

    _code = ErrorCode.ServerError


class ConnectError(ImportJobError, ConnectionError):
    """No connection could be made, or it broke before the answer was complete."""

    _code = ErrorCode.Connect


class TlsError(ImportJobError, ConnectionError):
    """The TLS handshake failed: wrong certificate authority, host name or expired certificate."""

    _code = ErrorCode.Tls


class RedirectedError(ImportJobError):
    """The server answered with a redirect, which is never followed."""

    _code = ErrorCode.Redirected


class UnexpectedResponseError(ImportJobError, ValueError):
    """The answer is not one that any known server gives, such as a proxy's HTML page."""

    _code = ErrorCode.UnexpectedResponse


class ResponseTooLargeError(ImportJobError):
    """The answer is above the size limit."""

    _code = ErrorCode.ResponseTooLarge


class ImportFailedError(ImportJobError):
    """A followed import ended as Failed or Canceled; the error carries its last progress."""

    _code = ErrorCode.ImportFailed


class StalledError(ImportJobError, TimeoutError):
    """A followed import changed nothing for as long as the stall timeout."""

    _code = ErrorCode.Stalled


class VanishedError(ImportJobError, LookupError):
    """A followed import was seen in flight and is now unknown to the server."""

    _code = ErrorCode.Vanished


class CallCancelledError(ImportJobError):
    """The caller cancelled the call."""

    _code = ErrorCode.Cancelled


class InternalError(ImportJobError):
    """A fault in this library."""

    _code = ErrorCode.Internal


_BY_CODE = {subclass._code: subclass for subclass in ImportJobError.__subclasses__()}


def exception_class(code: str) -> type[ImportJobError]:
    """The exception of an error code."""
    return _BY_CODE[ErrorCode(code)]


def from_core(code: str, message: str, text: str, facts: dict[str, Any]) -> ImportJobError:
    """The exception for an error of the native part."""
    _join_pymilvus()
    return exception_class(code)(message, text=text, **facts)


def _join_pymilvus() -> None:
    """Makes our errors pymilvus's too, if someone has imported it: we never do."""
    pymilvus = sys.modules.get("pymilvus.exceptions")
    theirs = getattr(pymilvus, "MilvusException", None)
    if isinstance(theirs, type) and issubclass(theirs, Exception) and not issubclass(ImportJobError, theirs):
        ImportJobError.__bases__ = (theirs,)
