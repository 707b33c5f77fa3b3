"""What arguments may be, and the sentence that refuses others: the argument, where in it, and what was there."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

import pytest

import milvus_import
from milvus_import import AsyncClient, Client, InvalidArgumentError, bulk_writer
from support.emulator import Emulator
from support.replay import Answer, Replay

NOBODY = "http://127.0.0.1:1"


class Index:
    """An integer as numpy and pandas have them."""

    def __init__(self, value: int) -> None:
        self._value = value

    def __index__(self) -> int:
        return self._value


@pytest.mark.parametrize("file", [Path("a") / "b.parquet", PurePath("a/b.parquet"), PureWindowsPath("a\\b.parquet")])
def test_paths_are_taken(file: Any, emulator: Emulator) -> None:
    async def in_asyncio() -> None:
        await AsyncClient(emulator.uri).bulk_import("books", [[file]])

    Client(emulator.uri).bulk_import("books", ((file,),))
    asyncio.run(in_asyncio())
    bulk_writer.bulk_import(emulator.uri, "books", files=[[file]])
    assert [json.loads(request["body"])["files"] for request in emulator.requests()] == [[["a/b.parquet"]]] * 3


def test_paths_in_a_volume_are_taken() -> None:
    with Replay([Answer(b'{"code":0,"data":{"jobId":"1"}}')]) as server:
        client = Client(server.uri, api="zilliz-v2", cluster_id="c")
        client.bulk_import("books", volume_name="v", data_paths=[[Path("a/b")]])
    assert json.loads(server.received[0].body)["dataPaths"] == [["a/b"]]


def test_paths_of_certificates_are_taken(tmp_path: Path) -> None:
    file = tmp_path / "no.pem"
    file.write_text("no certificate")
    for arguments in ({"ca_cert": file}, {"client_cert": file}, {"client_cert": file, "client_key": file}):
        with pytest.raises(InvalidArgumentError, match="PEM"):
            Client("https://127.0.0.1:1", **arguments)
    for keywords in ({"verify": file}, {"cert": file}, {"cert": (file, file)}, {"cert": [file, file]}):
        with pytest.raises(InvalidArgumentError, match="PEM"):
            bulk_writer.get_import_progress("https://127.0.0.1:1", "1", **keywords)  # type: ignore[arg-type]


def test_integers_of_other_kinds_are_job_ids(emulator: Emulator) -> None:
    job_id = emulator.add_job()
    progress = Client(emulator.uri).get_import_progress(Index(int(job_id)))  # type: ignore[arg-type]
    assert progress.job_id == job_id


def client(**arguments: Any) -> Callable[[], object]:
    return lambda: Client(**{"uri": NOBODY, **arguments})


def imported(**arguments: Any) -> Callable[[], object]:
    return lambda: Client(NOBODY).bulk_import(**{"collection_name": "books", **arguments})


def waited(**arguments: Any) -> Callable[[], object]:
    return lambda: Client(NOBODY).wait("1", **arguments)


def listed(**arguments: Any) -> Callable[[], object]:
    return lambda: list(Client(NOBODY).list_import_jobs(**arguments))


def progress(**arguments: Any) -> Callable[[], object]:
    return lambda: bulk_writer.get_import_progress(**{"url": NOBODY, "job_id": "1", **arguments})


NESTED = "must be a list of lists of str, such as [['a.parquet']]: "
WRONG_TYPES: list[tuple[Callable[[], object], str]] = [
    (client(uri=5), "uri must be str, not int"),
    (client(token=b"root:Milvus"), "token must be str, not bytes"),
    (client(db_name=["a"]), "db_name must be str, not list"),
    (client(timeout="5"), "timeout must be a number of seconds, not str"),
    (client(timeout=True), "timeout must be a number of seconds, not bool"),
    (client(max_response_bytes=1.5), "max_response_bytes must be int, not float"),
    (client(insecure="no"), "insecure must be bool, not str"),
    (client(headers=[("X-A", "b")]), "headers must be a dict, not list"),
    (client(headers={"X-A": 1}), 'headers["X-A"] must be str, not int'),
    (client(headers={1: "b"}), "each name in headers must be str, not int"),
    (client(ca_cert=0), "ca_cert must be a path or bytes, not int"),
    (client(client_cert=("a", "b")), "client_cert must be a path or bytes, not tuple"),
    (imported(collection_name=5), "collection_name must be str, not int"),
    (imported(files="a.parquet"), f"files {NESTED}files is str"),
    (imported(files=Path("a.parquet")), f"files {NESTED}files is PosixPath"),
    (imported(files=5), f"files {NESTED}files is int"),
    (imported(files={"a.parquet": 1}), f"files {NESTED}files is dict"),
    (imported(files=["a.parquet"]), f"files {NESTED}files[0] is str"),
    (imported(files=[["a.json"], Path("b.json")]), f"files {NESTED}files[1] is PosixPath"),
    (imported(files=[None]), f"files {NESTED}files[0] is None"),
    (imported(files=[["a.json", None]]), "files[0][1] must be str or a path, not None"),
    (imported(files=[["a.json"], [b"b.json"]]), "files[1][0] must be str or a path, not bytes"),
    (imported(object_urls=[[Path("s3://bucket/a")]]), "object_urls[0][0] must be str, not PosixPath"),
    (imported(options=["backup"]), "options must be a dict, not list"),
    (imported(options={"timeout": None}), 'options["timeout"] must be str, a number or bool, not None'),
    (imported(access_key=1), "access_key must be str, not int"),
    (waited(timeout="1h"), "timeout must be a number of seconds, not str"),
    (waited(stall_timeout=[1]), "stall_timeout must be a number of seconds, not list"),
    (waited(fault_budget=False), "fault_budget must be a number of seconds, not bool"),
    (waited(on_progress="print"), "on_progress must be callable, not str"),
    (listed(collection_name=1), "collection_name must be str, not int"),
    (listed(page_size="10"), "page_size must be int, not str"),
    (listed(current_page=True), "current_page must be int, not bool"),
    (progress(url=["a"]), "url must be str, not list"),
    (progress(url=b"a"), "url must be str, not bytes"),
    (progress(api_key=5), "api_key must be str, not int"),
    (progress(job_id=1.5), "job_id must be str, int or a job, not float"),
    (progress(job_id=None), "job_id must be str, int or a job, not None"),
    (progress(verify=5), "verify must be bool or a path, not int"),
    (progress(cert=5), "cert must be a path or a pair of paths, not int"),
    (progress(cert=("a",)), "cert must be a path or a pair of paths, not tuple"),
    (progress(cert=["a", 5]), "cert must be a path or a pair of paths, not list"),
    (progress(cert=("a", "b", "c")), "cert must be a path or a pair of paths, not tuple"),
    (progress(timeout="5"), "timeout must be a number of seconds, not str"),
    (progress(timeout=(1, "5")), "timeout[1] must be a number of seconds, not str"),
    (progress(headers=[("a", "b")]), "headers must be a dict, not list"),
    (progress(proxies="http://p:1"), "proxies must be a dict, not str"),
    (progress(proxies={"http": 5}), "proxies['http'] must be str, not int"),
    (lambda: bulk_writer.bulk_import(NOBODY, "books", token=5), "token must be str, not int"),  # type: ignore[arg-type]
    (lambda: milvus_import.get_import_progress([], "", "1", "c"), "url must be str, not list"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("call", "sentence"), WRONG_TYPES, ids=[sentence for _, sentence in WRONG_TYPES])
def test_a_wrong_type_is_named_with_its_place_and_what_it_is(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(TypeError) as caught:
        call()
    assert str(caught.value) == sentence


SURROGATE = "\udcff"
SURROGATES: list[tuple[Callable[[], object], str]] = [
    (client(token=f"root:{SURROGATE}"), "token"),
    (client(headers={"X-A": SURROGATE}), 'headers["X-A"]'),
    (client(ca_cert="\ud800"), "ca_cert"),
    (imported(files=[["a.json", SURROGATE]]), "files[0][1]"),
    (imported(files=[[Path(SURROGATE)]]), "files[0][0]"),
    (imported(options={SURROGATE: "1"}), "each name in options"),
    (lambda: Client(NOBODY).get_import_progress(f"1{SURROGATE}"), "job_id"),
    (progress(job_id=SURROGATE), "job_id"),
]


@pytest.mark.parametrize(("call", "place"), SURROGATES, ids=[place for _, place in SURROGATES])
def test_a_lone_surrogate_is_told(call: Callable[[], object], place: str) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        call()
    assert caught.value.message.startswith(f"{place} holds a lone surrogate, '\\ud")
    assert "at position" in caught.value.message
    assert "root" not in str(caught.value)


TIMES: list[tuple[Callable[[Any], object], str]] = [
    (lambda time: Client(NOBODY, timeout=time), "timeout"),
    (lambda time: Client(NOBODY, connect_timeout=time), "connect_timeout"),
    (lambda time: AsyncClient(NOBODY, timeout=time), "timeout"),
    (lambda time: bulk_writer.get_import_progress(NOBODY, "1", timeout=time), "timeout"),
    (lambda time: bulk_writer.get_import_progress(NOBODY, "1", timeout=(time, 5)), "timeout[0]"),
    (lambda time: bulk_writer.get_import_progress(NOBODY, "1", timeout=(5, time)), "timeout[1]"),
]
PATIENCE: list[tuple[Callable[[Any], object], str]] = [
    (lambda time: Client(NOBODY).wait("1", timeout=time), "timeout"),
    (lambda time: Client(NOBODY).wait("1", stall_timeout=time), "stall_timeout"),
    (lambda time: Client(NOBODY).watch("1", timeout=time), "timeout"),
    (lambda time: asyncio.run(AsyncClient(NOBODY).wait("1", stall_timeout=time)), "stall_timeout"),
]
BUDGETS: list[tuple[Callable[[Any], object], str]] = [
    (lambda time: Client(NOBODY, retry_budget=time), "retry_budget"),
    (lambda time: Client(NOBODY).wait("1", fault_budget=time), "fault_budget"),
    (lambda time: Client(NOBODY).watch("1", fault_budget=time), "fault_budget"),
    (lambda time: asyncio.run(AsyncClient(NOBODY).wait("1", fault_budget=time)), "fault_budget"),
]


@pytest.mark.parametrize("time", [0, 0.0, 1e-12, -1, -0.5, float("nan"), float("inf"), 1e300, 10**400])
@pytest.mark.parametrize(("call", "name"), TIMES)
def test_a_time_limit_is_positive_everywhere(call: Callable[[Any], object], name: str, time: Any) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        call(time)
    assert caught.value.message == f"{name} is {shown(time)}: use a positive number of seconds, or leave it out"


@pytest.mark.parametrize("time", [0, -1, float("nan"), float("-inf"), 1e300])
@pytest.mark.parametrize(("call", "name"), PATIENCE)
def test_a_wait_is_given_up_after_a_positive_time(call: Callable[[Any], object], name: str, time: Any) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        call(time)
    instead = "use a positive number of seconds, infinity for never, or leave it out"
    assert caught.value.message == f"{name} is {shown(time)}: {instead}"


def test_a_wait_may_be_given_up_never(emulator: Emulator) -> None:
    never = math.inf
    client, job_id = Client(emulator.uri), emulator.add_job()
    progress = next(iter(client.watch(job_id, timeout=never, stall_timeout=never)))
    assert progress.job_id == job_id


@pytest.mark.parametrize("time", [-1, -0.5, float("nan"), float("inf")])
@pytest.mark.parametrize(("call", "name"), BUDGETS)
def test_a_budget_may_be_zero_but_not_negative(call: Callable[[Any], object], name: str, time: Any) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        call(time)
    instead = "use a number of seconds that is not negative, 0 for not at all"
    assert caught.value.message == f"{name} is {shown(time)}: {instead}"


def shown(time: float) -> str:
    """A number as the core writes it, the same in every language."""
    return {"0.0": "0", "nan": "not a number", "1e+300": "1e300"}.get(repr(time)) or (
        "too large" if time > 1e300 else "negative" if time == -math.inf else repr(time)
    )


@pytest.mark.parametrize(("number", "told"), [(-1, "-1"), (2**80, "1.2089258196146292e24")])
def test_a_whole_number_is_in_range(number: int, told: str) -> None:
    with pytest.raises(InvalidArgumentError, match=f"page_size is {told}: use a whole number"):
        next(Client(NOBODY).list_import_jobs(page_size=number))
    with pytest.raises(InvalidArgumentError, match=f"max_response_bytes is {told}: use a whole number"):
        Client(NOBODY, max_response_bytes=number)


def test_no_collection_is_told_as_an_empty_name() -> None:
    for name in (None, ""):
        with pytest.raises(InvalidArgumentError, match="collection_name is empty"):
            imported(collection_name=name)()


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (client(tokn="a"), "'tokn'. Did you mean 'token'?"),
        (lambda: AsyncClient(NOBODY, time_out=5), "'time_out'. Did you mean 'timeout'?"),  # type: ignore[call-arg]
        (imported(file=[["a"]]), "'file'. Did you mean 'files'?"),
        (lambda: asyncio.run(AsyncClient(NOBODY).bulk_import("b", optoins={})), "Did you mean 'options'?"),  # type: ignore[call-arg]
        (progress(api_keys="a"), "'api_keys'. Did you mean 'api_key'?"),
        (progress(header={}), "'header'. Did you mean 'headers'?"),
        (lambda: bulk_writer.bulk_import(NOBODY, "b", partition="p"), "Did you mean 'partition_name'?"),
        (lambda: milvus_import.get_import_progress(NOBODY, "", "1", "", verfiy=False), "Did you mean 'verify'?"),
        (progress(stream=True), "get_import_progress() got an unexpected keyword argument 'stream'"),
    ],
)
def test_an_unknown_keyword_is_named_with_what_was_meant(call: Callable[[], object], hint: str) -> None:
    with pytest.raises(TypeError) as caught:
        call()
    assert "got an unexpected keyword argument" in str(caught.value)
    assert str(caught.value).endswith(hint)


def test_a_job_is_its_id(emulator: Emulator) -> None:
    client = Client(emulator.uri)
    created = client.bulk_import("books", [["a.json"]])
    emulator.control("POST", "clock", {"advance": 60})
    last = client.wait(created)
    (listed,) = client.list_import_jobs()
    for job in (created, last, listed):
        assert client.get_import_progress(job).job_id == created.job_id
        assert next(iter(client.watch(job))).success
        assert asyncio.run(AsyncClient(emulator.uri).wait(job)).success
