"""Follow bulk imports of Milvus and Zilliz Cloud to their end.

    from milvus_import import Client

    with Client("http://localhost:19530", token="root:Milvus") as client:
        done = client.wait("448761313698322011", show_progress=True)
        print(done.imported_rows)

* `Client` and `AsyncClient` speak every server generation with one typed model.
* `bulk_import`, `get_import_progress`, `list_import_jobs` here stand in for those of Zilliz Cloud's reference, and in
  `milvus_import.bulk_writer` for those of pymilvus 2.4 to 3.0.
* Every failure is an `ImportJobError`, with one subclass for each `ErrorCode`.
"""

from __future__ import annotations

import atexit as _atexit

from ._native import CreatedJob, FileProgress, ImportJob, ImportProgress, JobList, __version__
from ._native import interpreter_ends as _interpreter_ends
from ._reference import bulk_import, get_import_progress, list_import_jobs
from .client import Client, JobIterator
from .exceptions import (
    BusyError,
    CallCancelledError,
    ConnectError,
    ErrorCode,
    ImportFailedError,
    ImportJobError,
    ImportTimeoutError,
    InternalError,
    InvalidArgumentError,
    JobNotFoundError,
    NotFoundError,
    PermissionDeniedError,
    RedirectedError,
    ResponseTooLargeError,
    ServerError,
    StalledError,
    TlsError,
    UnauthenticatedError,
    UnavailableError,
    UnexpectedResponseError,
    UnsupportedError,
    VanishedError,
)
from .response import ImportResponse
from .states import JobState, Phase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .aio import AsyncClient, AsyncJobIterator

__all__ = [  # noqa: RUF022 - in the order of use
    "Client",
    "AsyncClient",
    "ImportProgress",
    "FileProgress",
    "ImportJob",
    "JobList",
    "CreatedJob",
    "JobState",
    "Phase",
    "JobIterator",
    "AsyncJobIterator",
    "bulk_import",
    "get_import_progress",
    "list_import_jobs",
    "ImportResponse",
    "ImportJobError",
    "ErrorCode",
    "BusyError",
    "CallCancelledError",
    "ConnectError",
    "ImportFailedError",
    "ImportTimeoutError",
    "InternalError",
    "InvalidArgumentError",
    "JobNotFoundError",
    "NotFoundError",
    "PermissionDeniedError",
    "RedirectedError",
    "ResponseTooLargeError",
    "ServerError",
    "StalledError",
    "TlsError",
    "UnauthenticatedError",
    "UnavailableError",
    "UnexpectedResponseError",
    "UnsupportedError",
    "VanishedError",
    "__version__",
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Imports asyncio's part when it is first asked for: asyncio takes longer to import than all this."""
        if name in ("AsyncClient", "AsyncJobIterator"):
            from . import aio

            return getattr(aio, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


# From then on a thread that is still in a call must leave the interpreter alone.
_atexit.register(_interpreter_ends)
