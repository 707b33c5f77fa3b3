"""What annotations name: see `_annotations`."""

from __future__ import annotations

from asyncio import AbstractEventLoop, Future
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from datetime import timedelta
from os import PathLike
from types import TracebackType
from typing import Any, Literal, TypeAlias

from ._native import CollectionDescription, CreatedJob, Done, FileProgress, ImportJob, ImportProgress, JobList
from .checks import CheckReport, Explanation
from .exceptions import ErrorCode, ImportJobError
from .many import JobEvent
from .pymilvus.headers import Headers

__all__ = [
    "AbstractEventLoop",
    "Any",
    "AsyncGenerator",
    "AsyncIterator",
    "Awaitable",
    "Callable",
    "Cert",
    "CheckReport",
    "CollectionDescription",
    "CreatedJob",
    "ErrorCode",
    "Explanation",
    "FileProgress",
    "Future",
    "Generator",
    "Headers",
    "ImportJob",
    "ImportJobError",
    "ImportProgress",
    "Iterable",
    "Iterator",
    "JobEvent",
    "JobId",
    "JobList",
    "Locals",
    "Mapping",
    "OnOutage",
    "Path",
    "Paths",
    "Pem",
    "Result",
    "Rows",
    "Schema",
    "Sequence",
    "TracebackType",
    "timedelta",
]

Path: TypeAlias = str | PathLike[str]
"""A file, or a path on a server."""
Paths: TypeAlias = Iterable[Iterable[Path]]
Locals: TypeAlias = Iterable[Path | Iterable[Path]]
"""Files of this machine, and lists of those that are read together."""
Rows: TypeAlias = Literal["ends", "all"]
"""Which rows a check looks at."""
Schema: TypeAlias = CollectionDescription | Path | bytes | dict[str, Any]
"""What a collection holds, or what was saved of it."""
Cert: TypeAlias = Path | tuple[Path, Path]
"""A client certificate: a file with its key, or the files of both."""
Pem: TypeAlias = Path | bytes
"""A PEM file, or the content of one."""
JobId: TypeAlias = str | int | CreatedJob | ImportJob | ImportProgress
"""A job: its id, or a result that has it."""
OnOutage: TypeAlias = Callable[[ImportJobError | None], object]
"""Told of an outage by its error, and by None that it is over."""
Result: TypeAlias = CollectionDescription | CreatedJob | Done | ImportProgress | JobList
"""What a call gives."""
