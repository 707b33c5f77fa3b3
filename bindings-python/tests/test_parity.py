"""Everything that the core has is here: names, operations, options, fields."""

from __future__ import annotations

import inspect
import json
import re
from typing import Any

import pytest

import milvus_import
from milvus_import import AsyncClient, Client, ErrorCode, ImportJobError, JobState, Phase, _native
from milvus_import.exceptions import exception_class
from support.programs import CHECKOUT

NAMES = _native.names()
CORE = CHECKOUT / "core" / "src"


def core(path: str) -> str:
    return (CORE / path).read_text("utf-8")


@pytest.mark.parametrize(("enum", "name"), [(JobState, "JobState"), (Phase, "Phase")])
def test_enums_have_the_names_of_the_core(enum: Any, name: str) -> None:
    assert [member.value for member in enum] == NAMES[name]


def test_error_codes_are_those_of_the_core_and_each_has_an_exception() -> None:
    assert [code.value for code in ErrorCode] == [name for name, _ in NAMES["ErrorCode"]]
    classes = [exception_class(code) for code in ErrorCode]
    assert len(set(classes)) == len(ErrorCode)
    for code, error in zip(ErrorCode, classes, strict=True):
        assert issubclass(error, ImportJobError)
        assert error().code is code
        assert error.__name__ in milvus_import.__all__
        assert error.__doc__


@pytest.mark.parametrize("client", [Client, AsyncClient])
def test_operations_are_methods(client: Any) -> None:
    for name in [*NAMES["Operation"], "wait", "watch"]:
        assert callable(getattr(client, name)), name


def test_both_clients_take_the_same() -> None:
    for name in ["__init__", *NAMES["Operation"], "wait", "watch"]:
        blocking, asynchronous = (inspect.signature(getattr(client, name)) for client in (Client, AsyncClient))
        assert list(blocking.parameters.values()) == list(asynchronous.parameters.values()), name


def test_a_client_can_be_built_as_in_the_core() -> None:
    builder = core("client/builder.rs")
    setters = set(re.findall(r"^ {8}(\w+): \w+,$", builder, re.M)) | set(re.findall(r"pub fn (\w+)\(mut self", builder))
    # One header a call there, all of them at once here; the key is an argument of client_cert there. Credentials in a
    # uri are for the functions that stand in for pymilvus's.
    expected = setters - {"header", "$name", "credentials_in_uri"} | {"headers", "client_key"}
    assert set(inspect.signature(Client).parameters) == expected


@pytest.mark.parametrize(("struct", "method"), [("BulkImport", "bulk_import"), ("ListImportJobs", "list_import_jobs")])
def test_operations_take_what_they_take_in_the_core(struct: str, method: str) -> None:
    body = re.search(rf"pub struct {struct} {{(.*?)^}}", core("model/options.rs"), re.S | re.M)
    assert body is not None
    fields = re.findall(r"pub (\w+):", body[1])
    # Which the core has as a client of its own.
    assert set(inspect.signature(getattr(Client, method)).parameters) == {"self", *fields, "request_timeout"}


@pytest.mark.parametrize("method", ["wait", "watch"])
def test_a_job_is_followed_as_in_the_core(method: str) -> None:
    body = re.search(r"pub struct WaitOptions {(.*?)^}", core("follow/mod.rs"), re.S | re.M)
    assert body is not None
    ours = {"self", "job_id", "request_timeout"} | ({"on_progress", "show_progress"} if method == "wait" else set())
    assert set(inspect.signature(getattr(Client, method)).parameters) == {*ours, *re.findall(r"pub (\w+):", body[1])}


def test_results_have_the_fields_of_the_vectors() -> None:
    readme = (CHECKOUT / "tests" / "vectors" / "README.md").read_text("utf-8")
    shown = re.search(r"```json\n(.*?)```", readme, re.S)
    assert shown is not None
    progress = json.loads(shown[1])
    (file,) = progress["details"]
    assert set(_native.ImportProgress._FIELDS) | {"details", "terminal", "success"} == set(progress)
    assert set(_native.FileProgress._FIELDS) == set(file)
    record = re.search(r'\{"jobs":\[\{(.*?)\}\],\s*(.*?)\}', readme, re.S)
    assert record is not None
    assert set(_native.ImportJob._FIELDS) == set(re.findall(r'"(\w+)"', record[1]))
    assert set(_native.JobList._FIELDS) - {"jobs"} == set(re.findall(r'"(\w+)"', record[2]))


def test_results_have_the_fields_of_the_core() -> None:
    for struct, file in [("ImportProgress", "progress"), ("FileProgress", "progress"), ("ImportJob", "job")]:
        body = re.search(rf"pub struct {struct} {{(.*?)^}}", core(f"model/{file}.rs"), re.S | re.M)
        assert body is not None
        assert re.findall(r"^ +pub (\w+):", body[1], re.M) == getattr(_native, struct)._FIELDS


def test_everything_public_is_documented() -> None:
    for name in milvus_import.__all__:
        thing = getattr(milvus_import, name)
        if inspect.isclass(thing):
            assert thing.__doc__, name
            for attribute, value in vars(thing).items():
                if not attribute.startswith("_") and (callable(value) or isinstance(value, property)):
                    assert inspect.getdoc(value), f"{name}.{attribute}"


def test_the_version_is_the_workspace_s() -> None:
    manifest = (CHECKOUT / "Cargo.toml").read_text("utf-8")
    assert f'\nversion = "{milvus_import.__version__}"\n' in manifest
