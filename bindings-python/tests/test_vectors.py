"""Every case of tests/vectors, through both public clients."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from milvus_import import AsyncClient, Client, ImportJobError
from support.programs import CHECKOUT, SURFACE
from support.replay import Answer, Received, Replay

VECTORS = CHECKOUT / "tests" / "vectors"
GIVES = {operation["name"]: operation["gives"] for operation in SURFACE["operations"]}
FIELDS = {record["name"]: record["fields"] for record in SURFACE["records"]}
# Counted by hand-written files, and by the runner in Rust.
Case = dict[str, Any]


def load() -> list[Case]:
    files = sorted(VECTORS.rglob("*.json"))
    return [case for file in files for case in json.loads(file.read_text("utf-8"))]


def test_every_case_on_the_blocking_client(capsys: pytest.CaptureFixture[str]) -> None:
    run_all(blocking, capsys)


def test_every_case_on_the_asyncio_client(capsys: pytest.CaptureFixture[str]) -> None:
    with asyncio.Runner() if hasattr(asyncio, "Runner") else Loop() as runner:
        run_all(lambda options, call: runner.run(asynchronous(options, call)), capsys)


class Loop:
    """`asyncio.Runner` for Python 3.10."""

    def __enter__(self) -> Loop:
        self._loop = asyncio.new_event_loop()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.close()

    def run(self, call: Any) -> Any:
        return self._loop.run_until_complete(call)


def run_all(make_call: Callable[[dict[str, Any], Case], Any], capsys: pytest.CaptureFixture[str]) -> None:
    cases = load()
    failures = []
    for case in cases:
        try:
            run(case, make_call)
        except AssertionError as failure:
            failures.append(f"{case['name']}: {failure}")
    assert not failures, "\n".join(failures)
    names = {case["name"] for case in cases}
    assert len(names) == len(cases) >= 690
    with capsys.disabled():
        print(f"\nvectors: {len(cases)} cases passed")


def run(case: Case, make_call: Callable[[dict[str, Any], Case], Any]) -> None:
    exchanges = case["exchanges"]
    with Replay([answer(exchange["response"]) for exchange in exchanges]) as server:
        options = {"token": "", "db_name": "", "cluster_id": "", "timeout": 10, "retry_budget": 0, **case["client"]}
        # Not given: it is found out.
        options["api"] = options["api"] or None
        options["uri"] = server.uri + options.pop("path_prefix", "")
        outcome: Any
        try:
            outcome = make_call(options, dict(case["call"]))
        except ImportJobError as error:
            outcome = error
    assert len(server.received) == len(exchanges), f"{[got.path for got in server.received]}, {outcome!r}"
    for exchange, got in zip(exchanges, server.received, strict=True):
        compare_request(exchange["request"], got)
    if "result" in case:
        assert outcome == whole(GIVES[case["call"]["operation"]], case["result"])
    else:
        assert isinstance(outcome, ImportJobError), outcome
        compare_error(case["error"], outcome)


def whole(record: str | None, stated: Any) -> Any:
    """A result that states what differs from one where the server says nothing: null, false, no files."""
    if record is None:
        return stated
    result: Case = {field["name"]: False if field["kind"] == "flag" else None for field in FIELDS[record]}
    result.update({"details": []} if record == "ImportProgress" else {}, **stated)
    for member, item in (("details", "FileProgress"), ("jobs", "ImportJob")):
        if member in result:
            result[member] = [whole(item, one) for one in result[member] or ()]
    return result


def test_a_result_may_state_what_differs_alone() -> None:
    job = whole("ImportProgress", {"job_id": "1", "details": [{"progress": 5}]})
    assert (job["job_id"], job["reason"], job["terminal"]) == ("1", None, False)
    assert (job["details"][0]["progress"], job["details"][0]["file_name"]) == (5, None)
    assert whole("ImportProgress", {})["details"] == whole("JobList", {})["jobs"] == []


def answer(response: dict[str, Any]) -> Answer:
    if "json" in response:
        body = json.dumps(response["json"], ensure_ascii=False).encode()
    elif "body" in response:
        body = response["body"].encode()
    else:
        body = base64.b64decode(response["body_base64"])
    return Answer(body, response["status"], {"content-type": "application/json", **response.get("headers", {})})


def blocking(options: dict[str, Any], call: Case) -> Any:
    with Client(**options) as client:
        operation = call.pop("operation")
        if operation == "list_import_jobs":
            return next(client.list_import_jobs(**call).pages()).to_dict()
        return plain(getattr(client, operation)(**arguments(operation, call)))


async def asynchronous(options: dict[str, Any], call: Case) -> Any:
    async with AsyncClient(**options) as client:
        operation = call.pop("operation")
        if operation == "list_import_jobs":
            return (await anext(client.list_import_jobs(**call).pages())).to_dict()
        return plain(await getattr(client, operation)(**arguments(operation, call)))


def arguments(operation: str, call: Case) -> Case:
    """Python asks for what the vectors may leave out."""
    required = "collection_name" if operation == "bulk_import" else "job_id"
    return {required: "", **call}


def plain(result: Any) -> Any:
    return None if result is None else result.to_dict()


def compare_request(expected: dict[str, Any], got: Received) -> None:
    assert (got.method, got.path) == (expected["method"], expected["path"])
    body = json.loads(got.body) if got.body else None
    assert body == expected.get("json")
    assert bool(got.body) == ("json" in expected)
    assert got.headers["user-agent"].startswith("milvus-import/")
    assert got.headers["accept"] == "application/json"
    assert got.headers.get("content-type") == ("application/json" if "json" in expected else None)
    for name, value in expected.get("headers", {}).items():
        assert got.headers.get(name) == value, name
    for name in expected.get("absent_headers", []):
        assert name not in got.headers


def compare_error(expected: dict[str, Any], error: ImportJobError) -> None:
    assert error.code == expected["code"], repr(error)
    assert error.http_status == expected.get("http_status"), repr(error)
    for name in ("server_code", "server_message", "retryable"):
        if name in expected:
            assert getattr(error, name) == expected[name], f"{name}: {error!r}"
    assert expected.get("message_contains", "") in error.message
    assert (error.body_start or "").startswith(expected.get("body_start", ""))
