"""What stands in for pymilvus. Here are the clients behind its functions: one for each configuration, kept for the next
call.
"""

from __future__ import annotations

import os

from .. import _native
from .response import ImportResponse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, ParamSpec, TypeVar

    from .._types import Cert, Path

    Server = tuple[str, str, str, str, str, str]
    Timeout = float | tuple[float | None, float | None] | None
    Verify = bool | Path | None
    P = ParamSpec("P")
    T = TypeVar("T")

KEYWORDS = ("timeout", "headers", "proxies", "request_timeout")
"""What the functions take beside the arguments of pymilvus's. All but the last are the client's."""
MOST = 32
"""How many clients are kept."""
_SERVER = ("url", "api_key", "db_name", "cluster_id", "project_id", "region_id")


def kept(make: Callable[P, T]) -> Callable[P, T]:
    """Calls the function once for the same arguments; beyond 32 results the oldest is forgotten.

    `functools.lru_cache` in small: importing that takes as long as all else that a process's first answer takes.
    """
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


@kept
def client(
    url: str,
    api_key: str,
    db_name: str,
    cluster_id: str,
    project_id: str,
    region_id: str,
    timeout: Timeout = None,
    verify: Verify = True,
    cert: Cert | None = None,
    headers: tuple[tuple[str, str], ...] = (),
    proxies: tuple[tuple[str, str | None], ...] = (),
    files_read: tuple[int, ...] = (),
) -> _native.Client:
    """The client of a configuration, which learns what the server speaks. Beyond 32 the oldest is closed."""
    check_texts(zip(_SERVER, (url, api_key, db_name, cluster_id, project_id, region_id), strict=True))
    check_files(verify, cert)
    connect, total = _timeouts(timeout)
    settings = {
        # Empty text is "not set" to the core, and keeps the environment out: pymilvus does not look there either.
        "uri": url or "",
        "token": api_key or "",
        "credentials_in_uri": True,
        "db_name": db_name or "",
        "cluster_id": cluster_id or "",
        "project_id": project_id or "",
        "region_id": region_id or "",
        "timeout": total,
        "connect_timeout": connect,
        "ca_cert": None if isinstance(verify, bool) else verify,
        "insecure": verify is False,
        "client_cert": cert[0] if isinstance(cert, tuple) else cert,
        "client_key": cert[1] if isinstance(cert, tuple) else None,
        "headers": dict(headers),
    }
    if proxies:
        # The address as the core reads it says which of the proxies is meant.
        settings["proxy"] = _proxy(_native.Client(settings).uri, dict(proxies))
    return _native.Client(settings)


def client_of(server: Server, verify: Verify, cert: Cert | None, keywords: dict[str, Any]) -> _native.Client:
    """The client of a call: another one for other keywords, and for certificate files that have changed."""
    if verify is True and cert is None and not keywords:
        return client(*server)
    check_files(verify, cert)
    # `requests` takes a list as well.
    cert = _files(cert) if isinstance(cert, list) else cert
    headers, proxies = (_named(name, keywords.get(name)) for name in ("headers", "proxies"))
    return client(*server, keywords.get("timeout"), verify, cert, headers, proxies, _changed(verify, cert))


def call(
    operation: str, asked: object, server: Server, verify: Verify, cert: Cert | None, keywords: dict[str, Any]
) -> ImportResponse:
    """Makes one call; `keywords` are what the function takes beside the arguments of pymilvus's."""
    request_timeout = keywords.pop("request_timeout", None)
    native: Any = client_of(server, verify, cert, keywords)
    return ImportResponse(native.call(operation, asked, request_timeout))


def check_texts(named: Any) -> None:
    """Refuses what is no text, by the name that the caller knows it by."""
    for name, value in named:
        if not isinstance(value, str | None):
            raise _wrong(name, "str", value)


def check_files(verify: Any, cert: Any) -> None:
    """Refuses what names no files: `open` would take an integer for a file that is open already."""
    if not isinstance(verify, bool | str | os.PathLike | None):
        raise _wrong("verify", "bool or a path", verify)
    files: tuple[object, ...] = _files(cert)
    if len(files) != 1 + isinstance(cert, list | tuple) or not all(
        isinstance(file, str | os.PathLike | None) for file in files
    ):
        raise _wrong("cert", "a path or a pair of paths", cert)


def _files(cert: Any) -> Any:
    return (*cert,) if isinstance(cert, list | tuple) else (cert,)


def _wrong(name: str, wanted: str, value: object) -> TypeError:
    return TypeError(f"{name} must be {wanted}, not {'None' if value is None else type(value).__name__}")


def _named(name: str, value: Mapping[str, Any] | None) -> tuple[tuple[str, Any], ...]:
    if value is not None and not hasattr(value, "items"):
        raise _wrong(name, "a dict", value)
    return tuple((value or {}).items())


def _changed(verify: Verify, cert: Cert | None) -> tuple[int, ...]:
    """When the files were changed, so that a renewed certificate is seen as it is by pymilvus."""
    times: list[int] = []
    for path in (verify, *_files(cert)):
        if path is not None and not isinstance(path, bool):
            try:
                times.append(os.stat(path).st_mtime_ns)
            except (OSError, ValueError):
                times.append(0)
    return tuple(times)


def _timeouts(timeout: Timeout) -> tuple[float | None, float | None]:
    """Connect and total time, from a number or from the pair (connect, read) of `requests`."""
    if not isinstance(timeout, tuple):
        if timeout is not None:
            _native.check_seconds("timeout", timeout)
        return timeout, timeout
    if len(timeout) != 2:
        raise TypeError(f"timeout must be a number of seconds or a pair of them, not {len(timeout)} of them")
    for number, seconds in enumerate(timeout):
        if seconds is not None:
            _native.check_seconds(f"timeout[{number}]", seconds)
    connect, read = timeout
    return connect, None if connect is None or read is None else connect + read


def _proxy(uri: str, proxies: dict[str, Any]) -> str | None:
    """The proxy that `requests` would take: empty for none, None to ask the environment."""
    from urllib.parse import urlsplit

    scheme, host = urlsplit(uri).scheme, urlsplit(uri).hostname
    for key in (f"{scheme}://{host}", scheme, f"all://{host}", "all"):
        if key in proxies:
            proxy = proxies[key]
            check_texts([(f"proxies[{key!r}]", proxy)])
            return f"http://{proxy}" if proxy and "://" not in proxy else proxy or ""
    return None
