"""`request_timeout`: sent as `Request-Timeout` by every call, as the client or the call has it, and else not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

import milvus_import
from milvus_import import AsyncClient, Client, InvalidArgumentError, bulk_writer
from support.replay import Answer, Replay

DONE = Answer(
    b'{"code":0,"data":{"jobId":"1","state":"Completed","progress":100,"records":[{"jobId":"1"}],"type":"IMPORT",'
    b'"fields":[{"name":"id","type":"Int64"}]}}'
)
NOBODY = "http://127.0.0.1:1"
Call = Callable[..., Any]


async def collected(items: Any) -> list[Any]:
    return [item async for item in items]


METHODS: dict[str, Call] = {
    "get_import_progress": lambda client, **own: client.get_import_progress("1", **own),
    "list_import_jobs": lambda client, **own: client.list_import_jobs(**own),
    "bulk_import": lambda client, **own: client.bulk_import("books", [["a.json"]], **own),
    "commit_import": lambda client, **own: client.commit_import("1", **own),
    "abort_import": lambda client, **own: client.abort_import("1", **own),
    "describe_collection": lambda client, **own: client.describe_collection("books", **own),
    "wait": lambda client, **own: client.wait("1", **own),
    "watch": lambda client, **own: client.watch("1", **own),
}


def blocking(name: str, uri: str, own: dict[str, Any], **options: Any) -> None:
    with Client(uri, **options) as client:
        made = METHODS[name](client, **own)
        list(made) if name in ("list_import_jobs", "watch") else made


def in_asyncio(name: str, uri: str, own: dict[str, Any], **options: Any) -> None:
    async def main() -> None:
        async with AsyncClient(uri, **options) as client:
            made = METHODS[name](client, **own)
            await (collected(made) if name in ("list_import_jobs", "watch") else made)

    asyncio.run(main())


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("call", [blocking, in_asyncio])
def test_of_a_client_and_of_a_call(call: Call, name: str) -> None:
    with Replay([DONE] * 4) as server:
        call(name, server.uri, {})
        call(name, server.uri, {}, request_timeout=60)
        call(name, server.uri, {"request_timeout": 5}, request_timeout=60)
        call(name, server.uri, {"request_timeout": 7})
    assert [got.headers.get("request-timeout") for got in server.received] == [None, "60", "5", "7"]


@pytest.mark.parametrize("call", [blocking, in_asyncio])
def test_of_describe_job(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(METHODS, "describe_job", lambda client, **own: client.describe_job("1", **own))
    with Replay([DONE]) as server:
        call("describe_job", server.uri, {"request_timeout": 5}, api="zilliz-v2", cluster_id="c")
    assert [got.headers.get("request-timeout") for got in server.received] == ["5"]


FUNCTIONS: dict[str, Call] = {
    "get_import_progress": lambda url, **own: bulk_writer.get_import_progress(url, "1", **own),
    "list_import_jobs": lambda url, **own: bulk_writer.list_import_jobs(url, **own),
    "bulk_import": lambda url, **own: bulk_writer.bulk_import(url, "books", files=[["a.json"]], **own),
    "commit_import": lambda url, **own: bulk_writer.commit_import(url, "1", **own),
    "abort_import": lambda url, **own: bulk_writer.abort_import(url, "1", **own),
    "describe_collection": lambda url, **own: bulk_writer.describe_collection(url, "books", **own),
    "top-level get_import_progress": lambda url, **own: milvus_import.get_import_progress(url, "", "1", "", **own),
    "top-level list_import_jobs": lambda url, **own: milvus_import.list_import_jobs(url, "", "", 10, 1, **own),
    "top-level bulk_import": lambda url, **own: milvus_import.bulk_import(
        url, "", "s3://b/a", "", "", "c", "books", **own
    ),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_of_a_function(name: str) -> None:
    with Replay([DONE] * 3) as server:
        FUNCTIONS[name](server.uri)
        FUNCTIONS[name](server.uri, request_timeout=5)
        FUNCTIONS[name](server.uri, timeout=10, request_timeout=7)
    assert [got.headers.get("request-timeout") for got in server.received] == [None, "5", "7"]


REFUSED: list[Call] = [
    lambda value: Client(NOBODY, request_timeout=value),
    lambda value: AsyncClient(NOBODY, request_timeout=value),
    *[lambda value, name=name: blocking(name, NOBODY, {"request_timeout": value}) for name in METHODS],
    *[lambda value, name=name: in_asyncio(name, NOBODY, {"request_timeout": value}) for name in METHODS],
    *[lambda value, call=call: call(NOBODY, request_timeout=value) for call in FUNCTIONS.values()],
]


@pytest.mark.parametrize("call", REFUSED)
def test_zero_is_refused_with_the_reason(call: Call) -> None:
    with pytest.raises(
        InvalidArgumentError, match="request_timeout is 0, which every Milvus answers at once with HTTP 408"
    ):
        call(0)


@pytest.mark.parametrize("call", REFUSED)
def test_what_is_no_whole_number_is_refused(call: Call) -> None:
    with pytest.raises(TypeError, match="request_timeout must be int, not str"):
        call("30s")
    with pytest.raises(InvalidArgumentError, match="request_timeout is -1: "):
        call(-1)
