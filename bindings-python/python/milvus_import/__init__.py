"""Follow bulk imports of Milvus and Zilliz Cloud to their end.

    from milvus_import import Client

    with Client("http://localhost:19530", token="root:Milvus") as client:
        done = client.wait("448761313698322011", show_progress=True)
        print(done.imported_rows)

* `Client` and `AsyncClient` speak every server generation with one typed model.
* `bulk_import`, `get_import_progress`, `list_import_jobs` here stand in for those of Zilliz Cloud's reference, and in
  `milvus_import.bulk_writer` for those of pymilvus 2.4 to 3.0, with `commit_import` and `abort_import`. They work on
  every server.
* Every failure is an `ImportJobError`, with one subclass for each `ErrorCode`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import bulk_writer as bulk_writer
    from . import exceptions as exceptions
    from ._native import CreatedJob, FileProgress, ImportJob, ImportProgress, JobList, __version__
    from ._reference import bulk_import, get_import_progress, list_import_jobs
    from .aio import AsyncClient, AsyncJobIterator
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
    # Where the names above are; those that are not listed are exceptions.
    _MODULES = {
        "_native": ("CreatedJob", "FileProgress", "ImportJob", "ImportProgress", "JobList", "__version__"),
        "_reference": ("bulk_import", "get_import_progress", "list_import_jobs"),
        "aio": ("AsyncClient", "AsyncJobIterator"),
        "client": ("Client", "JobIterator"),
        "response": ("ImportResponse",),
        "states": ("JobState", "Phase"),
    }

    def __getattr__(name: str) -> object:
        """Imports what is asked for: who needs one client should not pay for the other, nor a script for both."""
        if name not in (*__all__, "bulk_writer", "exceptions"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        is_module = name not in __all__
        module = next((module for module, names in _MODULES.items() if name in names), "exceptions")
        # `importlib.import_module` would do the same, once it is imported itself.
        imported = __import__(f"{__name__}.{name if is_module else module}", fromlist=["*"])
        value = globals()[name] = imported if is_module else getattr(imported, name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
