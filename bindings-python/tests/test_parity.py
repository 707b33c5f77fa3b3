"""Everything that the core has is here: names, operations, options, fields."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import milvus_import
from milvus_import import AsyncClient, Client, ErrorCode, ImportJobError, JobState, Phase
from milvus_import.exceptions import exception_class
from support.programs import CHECKOUT, SURFACE

OPERATIONS = [operation["name"] for operation in SURFACE["operations"]]
OPTIONS = {options["name"]: {option["name"] for option in options["options"]} for options in SURFACE["options"]}


@pytest.mark.parametrize(("enum", "named"), [(JobState, "states"), (Phase, "phases"), (ErrorCode, "errors")])
def test_enums_have_the_names_of_the_core(enum: Any, named: str) -> None:
    assert [member.value for member in enum] == [known["name"] for known in SURFACE[named]]


def test_each_error_code_has_an_exception() -> None:
    classes = [exception_class(code) for code in ErrorCode]
    assert len(set(classes)) == len(ErrorCode)
    for code, error in zip(ErrorCode, classes, strict=True):
        assert issubclass(error, ImportJobError)
        assert error().code is code
        assert error.__name__ in milvus_import.__all__
        assert error.__doc__


def test_an_error_has_the_facts_of_the_core() -> None:
    error = ImportJobError("no")
    for fact in SURFACE["facts"]:
        assert f"\n        {fact['name']}: " in (ImportJobError.__doc__ or "")
        absent = {"flag": False, "integer": 0}.get(fact["kind"])
        assert getattr(error, fact["name"]) == (None if fact["optional"] else absent)


@pytest.mark.parametrize("client", [Client, AsyncClient])
def test_operations_are_methods(client: Any) -> None:
    for name in [*OPERATIONS, "check", "wait", "watch"]:
        assert callable(getattr(client, name)), name


def test_both_clients_take_the_same() -> None:
    for name in ["__init__", *OPERATIONS, "check", "wait", "watch"]:
        blocking, asynchronous = (inspect.signature(getattr(client, name)) for client in (Client, AsyncClient))
        assert list(blocking.parameters.values()) == list(asynchronous.parameters.values()), name


def test_a_client_takes_the_options_of_the_core() -> None:
    # Credentials in a uri are for the functions that stand in for pymilvus's.
    assert set(inspect.signature(Client).parameters) == OPTIONS["ClientBuilder"] - {"credentials_in_uri"}


@pytest.mark.parametrize("operation", SURFACE["operations"], ids=OPERATIONS)
def test_operations_take_the_options_of_the_core(operation: dict[str, Any]) -> None:
    expected = OPTIONS[operation["takes"]] if operation["takes"] else {"job_id"}
    taken = set(inspect.signature(getattr(Client, operation["name"])).parameters)
    assert taken == {"self"} | expected | OPTIONS["CallOptions"]


@pytest.mark.parametrize(
    ("method", "more"), [("watch", {"on_outage"}), ("wait", {"on_progress", "on_outage", "show_progress"})]
)
def test_a_job_is_followed_with_the_options_of_the_core(method: str, more: set[str]) -> None:
    taken = set(inspect.signature(getattr(Client, method)).parameters)
    assert taken == {"self", "job_id"} | more | OPTIONS["WaitOptions"] | OPTIONS["CallOptions"]


@pytest.mark.parametrize("record", SURFACE["records"], ids=[record["name"] for record in SURFACE["records"]])
def test_results_have_the_fields_of_the_core(record: dict[str, Any]) -> None:
    result = getattr(milvus_import, record["name"])
    for field in record["fields"]:
        assert inspect.isgetsetdescriptor(getattr(result, field["name"])), field["name"]


def test_everything_public_is_documented() -> None:
    for name in milvus_import.__all__:
        thing = getattr(milvus_import, name)
        if inspect.isclass(thing):
            assert thing.__doc__, name
            for attribute, value in vars(thing).items():
                if not attribute.startswith("_") and (callable(value) or inspect.isdatadescriptor(value)):
                    assert inspect.getdoc(value), f"{name}.{attribute}"


def test_the_version_is_the_workspace_s() -> None:
    manifest = (CHECKOUT / "Cargo.toml").read_text("utf-8")
    assert f'\nversion = "{milvus_import.__version__}"\n' in manifest
