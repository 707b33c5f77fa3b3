"""From the keywords of clients and functions to what the native client is made of."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from os import PathLike
    from typing import Any

    Path = str | PathLike[str]
    Cert = Path | tuple[Path, Path]
    Pem = Path | bytes


def client_settings(
    *,
    uri: str | None = None,
    token: str | None = None,
    api: str | None = None,
    db_name: str | None = None,
    cluster_id: str | None = None,
    project_id: str | None = None,
    region_id: str | None = None,
    timeout: float | None = None,
    connect_timeout: float | None = None,
    max_response_bytes: int | None = None,
    retry_budget: float | None = None,
    proxy: str | None = None,
    headers: Mapping[str, str] | None = None,
    ca_cert: Pem | None = None,
    client_cert: Pem | None = None,
    client_key: Pem | None = None,
    insecure: bool = False,
) -> dict[str, Any]:
    """What the native client takes: files read, everything else as it is."""
    if client_key is not None and client_cert is None:
        raise invalid("client_key without client_cert: pass both, or one file that holds both as client_cert")
    cert = pem("client_cert", client_cert)
    # One file may hold the certificate and the key.
    key = cert if client_key is None else pem("client_key", client_key)
    return {
        "uri": uri,
        "token": token,
        "api": api,
        "db_name": db_name,
        "cluster_id": cluster_id,
        "project_id": project_id,
        "region_id": region_id,
        "timeout": timeout,
        "connect_timeout": connect_timeout,
        "max_response_bytes": max_response_bytes,
        "retry_budget": retry_budget,
        "proxy": proxy,
        "headers": list(headers.items()) if headers else [],
        "ca_cert": pem("ca_cert", ca_cert),
        "client_cert": None if cert is None else (cert, key),
        "insecure": insecure,
    }


def pem(name: str, source: Pem | None) -> bytes | None:
    """The content of a PEM file, or the content itself as bytes."""
    if source is None or isinstance(source, bytes):
        return source
    try:
        with open(source, "rb") as file:
            return file.read()
    except OSError as error:
        raise invalid(f"{name} cannot be read: {error}") from error


def import_settings(
    *,
    collection_name: str,
    partition_name: str | None = None,
    files: Iterable[Iterable[str]] | None = None,
    options: Mapping[str, object] | None = None,
    object_url: str | None = None,
    object_urls: Iterable[Iterable[str]] | None = None,
    access_key: str | None = None,
    secret_key: str | None = None,
    session_token: str | None = None,
    volume_name: str | None = None,
    data_paths: Iterable[Iterable[str]] | None = None,
    idempotency_key: str | None = None,
) -> dict[str, Any]:
    """What the native `bulk_import` takes. An empty text is as good as none."""
    return {
        "collection_name": collection_name,
        "partition_name": partition_name or None,
        "files": groups("files", files),
        "options": {name: option(value) for name, value in (options or {}).items()},
        "object_url": object_url or None,
        "object_urls": groups("object_urls", object_urls),
        "access_key": access_key or None,
        "secret_key": secret_key or None,
        "session_token": session_token or None,
        "volume_name": volume_name or None,
        "data_paths": groups("data_paths", data_paths),
        "idempotency_key": idempotency_key,
    }


def groups(name: str, value: Iterable[Iterable[str]] | None) -> list[list[str]]:
    """A list of lists, with a clear word about the usual mistake."""
    listed = [] if value is None else [value] if isinstance(value, str) else list(value)
    for group in listed:
        if isinstance(group, str):
            raise TypeError(f"{name} must be a list of lists of str, such as [[{group!r}]]")
    return [list(group) for group in listed]


def option(value: object) -> str:
    """An import option as servers take it: text. Milvus refuses a bare number or boolean."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def invalid(message: str) -> Exception:
    """The error for an argument that cannot be used."""
    from .exceptions import from_core

    return from_core("InvalidArgument", message, f"InvalidArgument: {message}", {})
