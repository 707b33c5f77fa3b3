"""Every case of tests/vectors, through both public clients."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Callable
from typing import Any
from urllib.request import ProxyHandler, build_opener

import pytest

from milvus_import import AsyncClient, Client, ImportJobError
from support.programs import program

Case = dict[str, Any]
MakeCall = Callable[[dict[str, Any], Case], Any]


class Served:
    """The cases, each played below an address of its own by a server that judges the requests."""

    def __enter__(self) -> Served:
        command = [program("milvus-import-tests", "milvus-import-vectors")]
        self._program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._program.stdout is not None
        self._uri = self._program.stdout.readline().strip()
        self._opener = build_opener(ProxyHandler({}))
        return self

    def __exit__(self, *_: object) -> None:
        with self._program as running:
            assert running.stdin is not None
            running.stdin.close()

    def get(self, path: str) -> str:
        with self._opener.open(f"{self._uri}/{path}") as answer:
            return answer.read().decode()


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


def run_all(make_call: MakeCall, capsys: pytest.CaptureFixture[str]) -> None:
    failures = []
    with Served() as served:
        cases = json.loads(served.get("cases"))
        for number, case in enumerate(cases):
            outcome = call_of(case, make_call)
            try:
                assert served.get(f"cases/{number}/verdict") == "", repr(outcome)
                compare(case, outcome)
            except AssertionError as failure:
                failures.append(f"{case['name']}: {failure}")
    assert not failures, "\n".join(failures)
    names = {case["name"] for case in cases}
    assert len(names) == len(cases) >= 690
    with capsys.disabled():
        print(f"\nvectors: {len(cases)} cases passed")


def call_of(case: Case, make_call: MakeCall) -> Any:
    options = {"token": "", "db_name": "", "cluster_id": "", "timeout": 10, "retry_budget": 0, **case["client"]}
    options.pop("path_prefix", None)
    # Not given: it is found out.
    options["api"] = options["api"] or None
    options["uri"] = case["uri"]
    try:
        return make_call(options, dict(case["call"]))
    except ImportJobError as error:
        return error


def compare(case: Case, outcome: Any) -> None:
    if "result" in case:
        assert outcome == case["result"]
    else:
        assert isinstance(outcome, ImportJobError), outcome
        compare_error(case["error"], outcome)


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
    required = "collection_name" if operation in ("bulk_import", "describe_collection") else "job_id"
    return {required: "", **call}


def plain(result: Any) -> Any:
    return None if result is None else result.to_dict()


def compare_error(expected: dict[str, Any], error: ImportJobError) -> None:
    assert error.code == expected["code"], repr(error)
    assert error.http_status == expected.get("http_status"), repr(error)
    for name in ("server_code", "server_message", "retryable"):
        if name in expected:
            assert getattr(error, name) == expected[name], f"{name}: {error!r}"
    assert expected.get("message_contains", "") in error.message
    assert (error.body_start or "").startswith(expected.get("body_start", ""))
