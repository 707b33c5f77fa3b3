"""What arguments may be, for type checkers."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike

Path = str | PathLike[str]
"""A file, or a path on a server."""
Paths = Iterable[Iterable[Path]]
Cert = Path | tuple[Path, Path]
"""A client certificate: a file with its key, or the files of both."""
Pem = Path | bytes
"""A PEM file, or the content of one."""
