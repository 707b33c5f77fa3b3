"""Typed results: what they say, and that they can be compared, kept, shown and sent elsewhere."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import json
import pickle
import pprint
import pydoc
from collections.abc import Callable
from typing import Any

import pandas
import pytest

from milvus_import import (
    Client,
    CollectionDescription,
    CollectionField,
    CollectionFunction,
    CollectionStruct,
    CreatedJob,
    FileProgress,
    ImportFailedError,
    ImportJob,
    ImportProgress,
    InvalidArgumentError,
    JobList,
    JobState,
    Phase,
    ResponseTooLargeError,
    UnexpectedResponseError,
)
from support.replay import Answer, Replay

FILES = [
    {"fileName": "[b.json]", "state": "InProgress", "progress": 40, "importedRows": 4, "totalRows": 10},
    {"fileName": "[a.parquet]", "state": "Completed", "progress": 100, "importedRows": 10, "totalRows": 10},
]
JOB = {"jobId": "448761313698322011", "state": "Importing", "progress": 55, "importedRows": 14, "totalRows": 20}


def answer(data: Any) -> Answer:
    return Answer(json.dumps({"code": 0, "data": data}).encode())


def progress(**members: Any) -> ImportProgress:
    with Replay([answer({**JOB, "details": FILES, **members})]) as server:
        return Client(server.uri, retry_budget=0).get_import_progress("448761313698322011")


def page() -> JobList:
    records = [
        {"jobId": "1", "collectionName": "a", "state": "Failed", "reason": "<no>", "progress": 0},
        {"jobId": "2"},
    ]
    with Replay([answer({"records": records})]) as server:
        return next(Client(server.uri).list_import_jobs().pages())


def created() -> CreatedJob:
    with Replay([answer({"jobId": "7"})]) as server:
        return Client(server.uri).bulk_import("books", [["a.parquet"]])


FIELD = {"name": "vec", "type": "FloatVector", "nullable": False, "params": [{"key": "dim", "value": "8"}]}
COLLECTION = {
    "collectionName": "books",
    "fields": [{"name": "id", "type": "Int64", "primaryKey": True, "autoId": True, "nullable": False}, FIELD],
    "structFields": [{"name": "chunks", "fields": [FIELD]}],
    "functions": [{"name": "f", "type": 1, "inputFieldNames": ["text"], "outputFieldNames": ["vec"]}],
    "properties": [{"key": "timezone", "value": "UTC"}],
}


def collection(**members: Any) -> CollectionDescription:
    with Replay([answer({**COLLECTION, **members})]) as server:
        return Client(server.uri).describe_collection("books")


ALL = [
    progress,
    page,
    created,
    collection,
    lambda: progress().details[0],
    lambda: page()[0],
    lambda: collection().fields[1],
    lambda: (collection().struct_fields or ())[0],
    lambda: (collection().functions or ())[0],
]


def test_members_are_typed() -> None:
    job = progress()
    assert job.job_id == "448761313698322011"
    assert job.state is JobState.Importing
    assert job.phase is Phase.Loading
    assert (job.progress, job.raw_progress, job.details[1].raw_progress) == (55, "55", "40")
    assert (job.imported_rows, job.total_rows, job.file_size) == (14, 20, None)
    assert (job.terminal, job.success, job.retryable_failure) == (False, False, False)
    assert json.loads(job.raw)["data"]["jobId"] == job.job_id
    assert job.raw is job.raw


def test_details_are_sorted_made_once_and_typed() -> None:
    job = progress()
    assert [file.file_name for file in job.details] == ["[a.parquet]", "[b.json]"]
    assert job.details is job.details
    assert isinstance(job.details[0], FileProgress)
    assert job.details[1].state is JobState.Importing


@pytest.mark.parametrize("sent", ["-9223372036854775728", '"0.50"', "1e2", "55.0"])
def test_raw_progress_is_the_servers_own_spelling(sent: str) -> None:
    file = f'{{"fileName":"a","state":"InProgress","progress":{sent}}}'
    body = f'{{"code":0,"data":{{"jobId":"1","state":"Importing","progress":{sent},"details":[{file}]}}}}'
    records = f'{{"code":0,"data":{{"records":[{{"jobId":"1","state":"Importing","progress":{sent}}}]}}}}'
    with Replay([Answer(body.encode()), Answer(records.encode())]) as server:
        client = Client(server.uri, retry_budget=0)
        job, (listed,) = client.get_import_progress("1"), client.list_import_jobs()
    for result in (job, job.details[0], listed):
        assert result.raw_progress == sent.strip('"')
        assert pickle.loads(pickle.dumps(result)).raw_progress == sent.strip('"')


def test_a_failure_that_may_pass_says_so() -> None:
    failed = {"state": "Failed", "progress": 0}
    assert progress(**failed, reason="read tcp 10.0.0.1:9000: connection reset by peer").retryable_failure
    assert not progress(**failed, reason="value of field 'x' is missed").retryable_failure
    again = pickle.loads(pickle.dumps(progress(**failed, reason="SlowDown")))
    assert again.retryable_failure is again.to_dict()["retryable_failure"] is True


def test_every_job_that_a_call_made_is_there() -> None:
    """Milvus 2.1 makes a job of each file."""
    with Replay([Answer(b'{"status":{},"tasks":[470625378260885148,2,3]}')]) as server:
        made = Client(server.uri, api="milvus-2.3").bulk_import("books", [["a.json"]])
    assert made.job_ids == ("470625378260885148", "2", "3")
    assert made.job_id == made.job_ids[0]
    assert pickle.loads(pickle.dumps(made)).job_ids == made.job_ids
    assert made != created()


def test_a_collection_says_what_the_server_said() -> None:
    books = collection()
    assert (books.collection_name, books.auto_id, books.enable_dynamic_field) == ("books", True, False)
    assert [field.name for field in books.fields] == ["id", "vec"]
    assert books.fields is books.fields
    vec = books.fields[1]
    assert isinstance(vec, CollectionField)
    assert (vec.data_type, vec.dim, vec.max_length, vec.nullable, vec.params) == (
        "FloatVector", 8, None, False, {"dim": "8"},
    )  # fmt: skip
    assert books.struct_fields == (CollectionStruct(name="chunks", fields=[vec]),)
    (function,) = books.functions or ()
    assert isinstance(function, CollectionFunction)
    assert (function.function_type, function.input_field_names) == ("BM25", ("text",))
    assert books.properties == {"timezone": "UTC"}
    assert json.loads(books.raw)["data"] == COLLECTION


def test_what_a_release_does_not_say_about_a_collection_is_none() -> None:
    old = collection(structFields=[], functions=None, fields=[{"name": "id", "type": "Int64"}])
    assert (old.struct_fields, old.functions, old.fields[0].nullable) == ((), (), None)
    with Replay([answer({"collectionName": "c", "fields": []})]) as server:
        older = Client(server.uri).describe_collection("c")
    assert (older.struct_fields, older.functions, older.collection_id) == (None, None, None)


@pytest.mark.parametrize("saved", [json.dumps(COLLECTION), json.dumps({"code": 0, "data": COLLECTION}).encode()])
def test_a_saved_description_is_read(saved: bytes | str) -> None:
    assert CollectionDescription.from_json(saved) == collection()


def test_what_is_no_description_is_refused() -> None:
    with pytest.raises(InvalidArgumentError, match="this is no description of a collection"):
        CollectionDescription.from_json("{}")
    with pytest.raises(TypeError, match="saved must be str, not int"):
        CollectionDescription.from_json(1)  # type: ignore[arg-type]


COUNT = 1_400_000


def test_a_result_that_was_read_under_a_larger_limit_is_restored() -> None:
    """What is made of an answer may be three times the limit, which is 64 MiB where nobody sets it."""
    body = b'{"code":0,"data":{"records":[' + b'{"jobId":1},' * COUNT + b"{}]}}"
    with Replay([Answer(body)] * 2) as server:
        with pytest.raises(ResponseTooLargeError):
            next(Client(server.uri).list_import_jobs().pages())
        pickled = pickle.dumps(next(Client(server.uri, max_response_bytes=1 << 30).list_import_jobs().pages()))
    assert len(pickle.loads(pickled)) == COUNT


def test_names_are_text_in_every_way() -> None:
    state = progress().state
    assert state == "Importing"
    assert f"{state:>10}|{state!s}" == " Importing|Importing"
    assert {"Importing": 1}[state] == 1
    assert json.dumps({"state": state}) == '{"state": "Importing"}'


def test_broken_details_are_told_when_they_are_looked_at() -> None:
    body = b'{"code":0,"data":{"jobId":"1","state":"Importing","details":[{"fileName":tru}]}}'
    with Replay([Answer(body)]) as server:
        job = Client(server.uri).get_import_progress("1")
    assert job.state is JobState.Importing
    for look in (lambda: job.details, job.to_dict):
        with pytest.raises(UnexpectedResponseError):
            look()


@pytest.mark.parametrize("make", ALL)
def test_results_are_frozen(make: Any) -> None:
    result = make()
    for name in result.to_dict():
        with pytest.raises(AttributeError):
            setattr(result, name, None)
    with pytest.raises(AttributeError):
        result.something = 1


@pytest.mark.parametrize("make", ALL)
def test_results_are_pickled_and_copied(make: Any) -> None:
    result = make()
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(result, protocol))
        assert again == result
        assert type(again) is type(result)
        assert again.to_dict() == result.to_dict()
        assert hash(again) == hash(result)
    assert copy.copy(result) == copy.deepcopy(result) == result


def test_a_pickled_reason_holds_no_secret_either() -> None:
    """The answer as it came is another thing: it stays what it was."""
    reason = "403 for Bearer a-secret-token"
    with Replay([answer({**JOB, "state": "Failed", "reason": reason})]) as server:
        job = Client(server.uri, token="a-secret-token").get_import_progress("1")
    again = pickle.loads(pickle.dumps(job))
    assert again == job
    assert again.reason == job.reason == "403 for Bearer ***"
    assert json.loads(again.raw)["data"]["reason"] == reason


@pytest.mark.parametrize("make", ALL)
def test_results_compare_with_their_kind_alone(make: Any) -> None:
    result = make()
    assert result == make()
    assert result != "something else"
    assert len({result, make()}) == 1


def test_the_order_of_details_is_no_difference() -> None:
    assert progress() == progress(details=FILES[::-1])
    assert progress() != progress(progress=56)
    assert progress() != progress(details=FILES[:1])


def test_repr_shows_what_the_server_said() -> None:
    assert repr(progress(details=[])) == (
        "ImportProgress(job_id='448761313698322011', state='Importing', raw_state='Importing', progress=55, "
        "raw_progress='55', phase='loading', imported_rows=14, total_rows=20)"
    )
    assert "retryable_failure=True" in repr(progress(state="Failed", reason="i/o timeout"))
    assert repr(created()) == "CreatedJob(job_id='7', job_ids=('7',))"
    assert repr(page()[1]) == "ImportJob(job_id='2', state='Unknown')"


@pytest.mark.parametrize("make", ALL)
def test_results_are_data_classes(make: Any) -> None:
    result = make()
    assert json.loads(json.dumps(dataclasses.asdict(result))) == result.to_dict()
    assert type(result)(**{field.name: getattr(result, field.name) for field in given(result)}) == result
    assert dataclasses.replace(result) == result
    assert pprint.pformat(result, width=1000) == repr(result)


def given(result: Any) -> list[dataclasses.Field[Any]]:
    return [field for field in dataclasses.fields(result) if field.init]


def test_tables_of_results() -> None:
    files = pandas.DataFrame(progress().details)
    assert list(files["file_name"]) == ["[a.parquet]", "[b.json]"]
    assert files["imported_rows"].sum() == 14
    with Replay([answer({"records": [{"jobId": "1", "state": "Failed"}, {"jobId": "2"}]})]) as server:
        jobs = pandas.DataFrame(Client(server.uri).list_import_jobs())
    assert list(jobs["job_id"]) == ["1", "2"]
    assert list(jobs["state"]) == ["Failed", "Unknown"]
    assert len(pandas.DataFrame(page())) == len(pandas.DataFrame([progress(), progress()])) == 2


def test_results_are_made_for_tests() -> None:
    file = FileProgress(file_name="a.parquet", state="Failed", reason="no")
    made = ImportProgress(job_id="1", state=JobState.Failed, total_rows=10, details=[file])
    assert (made.phase, made.terminal, made.success, made.progress) == (Phase.Failed, True, False, 0)
    assert (made.details, made.total_rows, made.imported_rows, made.raw) == ((file,), 10, None, b"")
    assert made == ImportProgress(job_id="1", state="Failed", total_rows=10, details=iter([file]))
    assert made != ImportProgress(job_id="1", state="Failed", total_rows=10)
    assert ImportProgress(job_id="1", state="Importing", progress=85).phase is Phase.Indexing
    jobs = [ImportJob(job_id="1", state="Pending")]
    listed = JobList(jobs=jobs, count=7)
    created = CreatedJob(job_id="1", job_ids=["1"])
    field = CollectionField(name="vec", data_type="FloatVector", dim=8, params={"dim": "8"}, nullable=True)
    parts = [
        CollectionStruct(name="s", fields=[field]),
        CollectionFunction(name="f", input_field_names=["a"], output_field_names=["b"]),
    ]
    described = CollectionDescription(collection_name="c", fields=[field], properties={"timezone": "UTC"})
    assert (described.fields, described.functions, described.raw) == ((field,), None, b"")
    for result in (file, made, *jobs, listed, created, field, *parts, described):
        for again in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result)):
            assert again == result
    error = ImportFailedError("no", progress=made)
    assert error.progress.details == (file,)


@pytest.mark.parametrize(
    ("fields", "error", "text"),
    [
        ({"job_id": "1"}, TypeError, "missing the keyword argument 'state'"),
        ({"state": "Failed"}, TypeError, "missing the keyword argument 'job_id'"),
        ({"job_id": 1, "state": "Failed"}, TypeError, "job_id must be str, not int"),
        ({"job_id": "1", "state": "Failed", "rows": 1}, TypeError, "unexpected keyword argument 'rows'"),
        ({"job_id": "1", "state": "Failed", "terminal": True}, TypeError, "unexpected keyword argument 'terminal'"),
        ({"job_id": "1", "state": "Failed", "progress": True}, TypeError, "progress must be int, not bool"),
        ({"job_id": "1", "state": "Failed", "retryable_failure": 1}, TypeError, "retryable_failure must be bool"),
        ({"job_id": "1", "state": "Failed", "details": "a"}, TypeError, "details must be a list, not str"),
        ({"job_id": "1", "state": "failed"}, ValueError, "unknown variant `failed`, expected one of `Pending`"),
        ({"job_id": "1", "state": "Failed", "progress": 300}, ValueError, "300"),
    ],
)
def test_what_no_result_can_be_made_of(fields: dict[str, Any], error: type[Exception], text: str) -> None:
    make: Callable[..., ImportProgress] = ImportProgress
    with pytest.raises(error, match=text):
        make(**fields)


RESULTS = [ImportProgress, FileProgress, ImportJob, JobList, CreatedJob]
COLLECTIONS = [CollectionDescription, CollectionField, CollectionStruct, CollectionFunction]


@pytest.mark.parametrize("result", [*RESULTS, *COLLECTIONS])
def test_help_shows_what_a_result_has(result: Any) -> None:
    assert list(inspect.signature(result).parameters) == [field.name for field in given(result)]
    text = pydoc.render_doc(result)
    assert "__lt__" not in text
    assert "__ge__" not in text


def test_to_dict_is_json() -> None:
    plain = progress().to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["details"][0]["file_name"] == "[a.parquet]"
    assert plain["terminal"] is False
    assert progress().to_dict(details=False) == {name: plain[name] for name in plain if name != "details"}


def test_a_page_is_a_sequence() -> None:
    listed = page()
    assert len(listed) == 2
    assert [job.job_id for job in listed] == ["1", "2"]
    assert isinstance(listed[0], ImportJob)
    assert listed[-1] == listed.jobs[1]
    assert listed[:1] == listed.jobs[:1]


def test_html_is_escaped_and_has_a_bar() -> None:
    html = progress(reason="<script>alert('x')</script>", collectionName="a&b")._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "a&amp;b" in html
    assert "width:55%" in html
    assert "[a.parquet]" in html
    listed = page()._repr_html_()
    assert "&lt;no&gt;" in listed
    assert "width:0%" in listed


def test_html_shows_the_first_of_many_files() -> None:
    many = [{"fileName": f"[{number:05}.json]", "state": "Pending"} for number in range(1000)]
    html = progress(details=many)._repr_html_()
    assert "and 980 more" in html
    assert len(html) < 20_000
