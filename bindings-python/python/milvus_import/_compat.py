"""The clients behind the functions that stand in for pymilvus's: one for each configuration, kept for the next call."""

from __future__ import annotations

import os

from . import _native
from ._kept import kept
from ._settings import client_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ._settings import Path

    Server = tuple[str, str, str, str, str, str]
    Timeout = float | tuple[float | None, float | None] | None
    Verify = bool | Path | None
    Cert = Path | tuple[Path, Path] | None

KEYWORDS = ("timeout", "headers", "proxies")
"""What the functions take beside the arguments of pymilvus's."""
_SERVER = ("url", "api_key", "db_name", "cluster_id", "project_id", "region_id")
_RETRY_BUDGET = 5.0


@kept
def client(
    url: str,
    api_key: str,
    db_name: str,
    cluster_id: str,
    project_id: str,
    region_id: str,
    api: str | None = None,
    timeout: Timeout = None,
    verify: Verify = True,
    cert: Cert = None,
    headers: tuple[tuple[str, str], ...] = (),
    proxies: tuple[tuple[str, str | None], ...] = (),
    files_read: tuple[int, ...] = (),
) -> _native.Client:
    """The client of a configuration. Beyond 32 the oldest is closed."""
    connect, total = _timeouts(timeout)
    settings = client_settings(
        # Empty text is "not set" to the core, and keeps the environment out: pymilvus does not look there either.
        uri=url or "",
        token=api_key or "",
        api=api,
        db_name=db_name or "",
        cluster_id=cluster_id or "",
        project_id=project_id or "",
        region_id=region_id or "",
        connect_timeout=connect,
        timeout=total,
        # Who asks for a short call does not want a long series of them.
        retry_budget=None if total is None else min(total, _RETRY_BUDGET),
        ca_cert=None if verify is None or isinstance(verify, bool) else verify,
        insecure=verify is False,
        client_cert=cert[0] if isinstance(cert, tuple) else cert,
        client_key=cert[1] if isinstance(cert, tuple) else None,
        headers=dict(headers),
    )
    if proxies:
        # The address as the core reads it says which of the proxies is meant.
        settings["proxy"] = _proxy(_native.Client(settings).uri, dict(proxies))
    return _native.Client(settings)


def special_client(
    server: Server, verify: Verify, cert: Cert, keywords: dict[str, Any], api: str | None = None
) -> _native.Client:
    """The client of a call with keywords, or with certificate files, which may have changed since the last call."""
    for name, value in zip(_SERVER, server, strict=True):
        if not isinstance(value, str | None):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{name} must be str, not {type(value).__name__}")
    timeout: Timeout = keywords.get("timeout")
    headers: Mapping[str, str] = keywords.get("headers") or {}
    proxies: Mapping[str, str | None] = keywords.get("proxies") or {}
    more: tuple[Any, ...] = (verify, cert, tuple(headers.items()), tuple(proxies.items()), _changed(verify, cert))
    return client(*server, api, timeout, *more)


def _changed(verify: Verify, cert: Cert) -> tuple[int, ...]:
    """When the files were changed, so that a renewed certificate is seen as it is by pymilvus."""
    times: list[int] = []
    for path in (verify, *(cert if isinstance(cert, tuple) else (cert,))):
        if path is not None and not isinstance(path, bool):
            try:
                times.append(os.stat(path).st_mtime_ns)
            except OSError:
                times.append(0)
    return tuple(times)


def _timeouts(timeout: Timeout) -> tuple[float | None, float | None]:
    """Connect and total time, from a number or from the pair (connect, read) of `requests`."""
    if not isinstance(timeout, tuple):
        return timeout, timeout
    connect, read = timeout
    return connect, None if connect is None or read is None else connect + read


def _proxy(uri: str, proxies: dict[str, str | None]) -> str | None:
    """The proxy that `requests` would take: empty for none, None to ask the environment."""
    from urllib.parse import urlsplit

    scheme, host = urlsplit(uri).scheme, urlsplit(uri).hostname
    for key in (f"{scheme}://{host}", scheme, f"all://{host}", "all"):
        if key in proxies:
            proxy = proxies[key]
            return f"http://{proxy}" if proxy and "://" not in proxy else proxy or ""
    return None
