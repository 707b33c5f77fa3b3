"""What arguments may be, for type checkers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from os import PathLike
from typing import TypeAlias

from ._native import CreatedJob, ImportJob, ImportProgress
from .exceptions import ImportJobError

Path = str | PathLike[str]
"""A file, or a path on a server."""
Paths = Iterable[Iterable[Path]]
Cert = Path | tuple[Path, Path]
"""A client certificate: a file with its key, or the files of both."""
Pem = Path | bytes
"""A PEM file, or the content of one."""
JobId: TypeAlias = str | int | CreatedJob | ImportJob | ImportProgress
"""A job: its id, or a result that has it."""
OnOutage = Callable[[ImportJobError | None], object]
"""Told of an outage by its error, and by None that it is over."""
