"""The functions that stand in for pymilvus's, and what they return. tests/drop_in compares them with pymilvus."""

from __future__ import annotations

import copy
import datetime
import inspect
import json
import pickle
from collections.abc import Iterator
from typing import Any

import pytest

import milvus_import
from milvus_import import ImportResponse, ImportTimeoutError, InvalidArgumentError, bulk_writer
from milvus_import.pymilvus import kept
from support.emulator import Emulator
from support.replay import Answer, Hanging, Replay

BODY = b'{"code": 0, "data": {"jobId": "449", "state": "Importing", "progress": 55, "note": "\\u00fc"}}'


@pytest.fixture
def job_id(emulator: Emulator) -> str:
    return emulator.add_job()


@pytest.fixture
def response(emulator: Emulator, job_id: str) -> ImportResponse:
    return bulk_writer.get_import_progress(emulator.uri, job_id)


def test_the_answer_is_a_dict(response: ImportResponse, job_id: str) -> None:
    assert isinstance(response, dict)
    assert response["data"]["jobId"] == job_id
    plain = dict(response)
    assert response == plain
    assert plain == response
    assert json.loads(json.dumps(response)) == plain
    assert {**response} == plain
    assert list(response) == ["code", "data"]


def test_the_answer_is_a_response_too(response: ImportResponse, emulator: Emulator) -> None:
    assert response.json() == dict(response)
    assert type(response.json()) is dict
    assert response.json(parse_int=str)["code"] == "0"
    assert (response.status_code, response.ok, response.reason) == (200, True, "OK")
    assert json.loads(response.text) == json.loads(response.content) == response
    assert response.url.startswith(emulator.uri)
    assert datetime.timedelta() < response.elapsed < datetime.timedelta(seconds=10)
    assert response.headers["CONTENT-type"].startswith("application/json")
    assert response.headers.get("no-such-header") is None
    assert bool(response)
    response.raise_for_status()
    response.close()


def test_the_typed_result_is_there(emulator: Emulator, response: ImportResponse, job_id: str) -> None:
    assert response.progress.job_id == job_id
    listed = bulk_writer.list_import_jobs(emulator.uri)
    assert [job.job_id for job in listed.job_list] == [job_id]
    with pytest.raises(AttributeError, match="not one to get_import_progress has no progress"):
        _ = listed.progress
    body = b'{"code":0,"data":{"collectionName":"books","fields":[{"name":"id","type":"Int64"}]}}'
    with Replay([Answer(body)]) as server:
        described = bulk_writer.describe_collection(server.uri, "books", db_name="sales")
    assert described.collection.fields[0].name == described["data"]["fields"][0]["name"] == "id"
    with pytest.raises(AttributeError, match="not one to describe_collection has no collection"):
        _ = listed.collection
    created = bulk_writer.bulk_import(emulator.uri, "books", files=[["a.parquet"]])
    assert created.created_job.job_id == created["data"]["jobId"]


def test_answers_are_pickled_and_copied(response: ImportResponse) -> None:
    for again in (pickle.loads(pickle.dumps(response)), copy.copy(response), copy.deepcopy(response)):
        assert type(again) is ImportResponse
        assert again == response
        assert again.progress == response.progress
        assert (again.status_code, again.url, again.elapsed) == (response.status_code, response.url, response.elapsed)
        assert dict(again.headers) == dict(response.headers)
        assert again.content == response.content


def test_a_changed_answer_stays_changed(response: ImportResponse) -> None:
    response["mine"] = [1]
    again = pickle.loads(pickle.dumps(response))
    assert again["mine"] == [1]
    assert "mine" not in json.loads(again.text)


@pytest.mark.parametrize("body", [BODY, b" \r\n" + BODY + b"\n", b"\xef\xbb\xbf" + BODY])
def test_the_body_is_decoded_as_json_does(body: bytes) -> None:
    with Replay([Answer(body)]) as server:
        response = bulk_writer.get_import_progress(server.uri, "449")
    assert response == json.loads(BODY)
    assert response["data"]["note"] == "ü"
    assert response.content == body


@pytest.mark.parametrize(
    "value",
    [
        "[0.1, 1e300, 5e-324, -0, -0.0, 0.30000000000000004]",
        "[18446744073709551615, 18446744073709551616, -9223372036854775809]",
        "[NaN, Infinity]",
        '{"a": 1, "b": 2, "a": {"a": null, "c": [true, false]}}',
        r'["\ud83d\ude00 \u0000", "\ud800"]',
        "[" * 200 + "]" * 200,
        # Large, which is read in another way.
        "[" + ", ".join(['{"a": -0, "b": 18446744073709551616, "a": "ü"}'] * 1000) + "]",
    ],
)
def test_every_value_is_what_json_makes_of_it(value: str) -> None:
    body = f'{{"code":0,"data":{{"jobId":"449","state":"Pending","x":{value}}}}}'
    with Replay([Answer(body.encode())]) as server:
        response = bulk_writer.get_import_progress(server.uri, "449")
    # Compared as text too: it tells -0 from 0 and int from float, and NaN is not equal to itself.
    assert repr(response) == repr(json.loads(body))
    assert list(response["data"]) == ["jobId", "state", "x"]


def test_integers_keep_their_digits() -> None:
    with Replay([Answer(b'{"data":{"jobId":449000000000000000000000001,"state":"Pending"}}')]) as server:
        response = bulk_writer.get_import_progress(server.uri, "1")
    assert response["data"]["jobId"] == 449000000000000000000000001
    assert response.progress.job_id == "449000000000000000000000001"


def test_json_that_is_broken_where_nobody_looked_is_an_error() -> None:
    with (
        Replay([Answer(b'{"code":0,"data":{"jobId":"1","state":"Pending","x":[tru]}}')]) as server,
        pytest.raises(milvus_import.UnexpectedResponseError) as caught,
    ):
        bulk_writer.get_import_progress(server.uri, "1")
    assert caught.value.http_status == 200
    assert caught.value.body_start is not None


DEEP = "[" * 200_000 + "]" * 200_000


@pytest.mark.parametrize("member", ['"message":"a\tb"', f'"x":{DEEP}', '"x":[tru]', '"x":"\\q"', f'"x":{"9" * 5000}'])
def test_a_job_that_was_made_is_never_lost(member: str) -> None:
    """Whoever gets an error in place of its id starts another one."""
    body = f'{{"code":0,{member},"data":{{"jobId":"449"}}}}'.encode()
    with Replay([Answer(body)] * 2) as server:
        created = bulk_writer.bulk_import(server.uri, "books", files=[["a.json"]])
        older = milvus_import.bulk_import(server.uri, "k", "s3://b/a", "", "", "in01-x", "books")
    for answer in (created, older):
        assert answer["data"]["jobId"] == answer.json()["data"]["jobId"] == "449"
        assert answer.created_job is not None
        assert answer.created_job.job_id == "449"
        assert answer.content == body
        assert pickle.loads(pickle.dumps(answer)) == answer


def test_a_job_that_was_made_is_not_lost_where_the_stack_ends() -> None:
    body = b'{"code":0,"x":1.5,"data":{"jobId":"449"}}'

    def deeper(uri: str) -> str:
        try:
            return deeper(uri)
        except RecursionError:
            # One frame more than the last that was too many.
            return str(bulk_writer.bulk_import(uri, "books", files=[["a.json"]])["data"]["jobId"])

    with Replay([Answer(body)] * 1000) as server:
        assert deeper(server.uri) == "449"
        assert len(server.received) == 1


def test_raw_control_characters_are_read_as_the_native_part_reads_them() -> None:
    body = b'{"code":0,"message":"a\tb\x01","data":{"jobId":"449","state":"Pending"}}'
    with Replay([Answer(body)]) as server:
        response = bulk_writer.get_import_progress(server.uri, "449")
    assert response["message"] == "a\tb\x01"
    assert response.json(parse_int=str)["code"] == "0"


@pytest.mark.parametrize("value", [DEEP, '{"a":' * 100_000 + "1" + "}" * 100_000])
def test_an_answer_that_is_nested_too_deeply_is_a_typed_error(value: str) -> None:
    body = f'{{"code":0,"data":{{"jobId":"449","state":"Pending","x":{value}}}}}'.encode()
    with Replay([Answer(body)] * 2) as server:
        with pytest.raises(milvus_import.UnexpectedResponseError, match="cannot be read as a dict") as caught:
            bulk_writer.get_import_progress(server.uri, "449")
        assert milvus_import.Client(server.uri).get_import_progress("449").state == "Pending"
    assert caught.value.http_status == 200


@pytest.fixture
def uncommitted() -> Iterator[tuple[Emulator, str]]:
    with Emulator("milvus-3.0", speed=0) as emulator:
        files: Any = {"files": [["a.json"]], "options": {"auto_commit": "false"}}
        job_id = bulk_writer.bulk_import(emulator.uri, "books", **files)["data"]["jobId"]
        emulator.control("POST", "clock", {"advance": 60})
        yield emulator, job_id


@pytest.mark.parametrize("name", ["commit_import", "abort_import"])
@pytest.mark.parametrize("body", [b'{"code":200,"data":{},"requestId":"r"}', b'{"code":0,"message":"a\tb"}'])
def test_a_commit_is_answered_as_the_server_answers(name: str, body: bytes) -> None:
    with Replay([Answer(body, headers={"content-type": "application/json", "X-Trace": "t"})]) as server:
        done = getattr(bulk_writer, name)(server.uri, "1")
    assert done == json.loads(body, strict=False)
    assert (done.content, done.headers["x-trace"]) == (body, "t")
    assert done.url == f"{server.uri}/v2/vectordb/jobs/import/{name.split('_')[0]}"
    assert pickle.loads(pickle.dumps(done)).headers == done.headers


@pytest.mark.parametrize("name", ["commit_import", "abort_import"])
def test_what_is_done_is_no_error_where_its_answer_cannot_be_decoded(name: str) -> None:
    with Replay([Answer(f'{{"code":0,"x":{DEEP}}}'.encode())]) as server:
        assert getattr(bulk_writer, name)(server.uri, "1") == {"code": 0, "data": {}}


@pytest.mark.parametrize("name", ["commit_import", "abort_import"])
def test_jobs_are_committed_and_aborted(name: str, uncommitted: tuple[Emulator, str]) -> None:
    emulator, job_id = uncommitted
    emulator.control("DELETE", "requests")
    end = getattr(bulk_writer, name)
    done = end(emulator.uri, job_id, api_key="root:Milvus", db_name="sales", timeout=5)
    assert done == done.json() == {"code": 0, "data": {}}
    assert (done.ok, done.status_code) == (True, 200)
    assert not [name for name in ("progress", "job_list", "created_job", "collection") if hasattr(done, name)]
    assert pickle.loads(pickle.dumps(done)) == done
    (request,) = emulator.requests()
    assert request["path"].endswith(f"/{name.split('_')[0]}")
    assert json.loads(request["body"])["jobId"] == job_id
    with pytest.raises(milvus_import.ImportJobError) as caught:
        end(emulator.uri, "99")
    assert caught.value.operation == name


def test_a_commit_on_a_server_without_it(emulator: Emulator, job_id: str) -> None:
    for end in (bulk_writer.commit_import, bulk_writer.abort_import):
        with pytest.raises(milvus_import.UnsupportedError):
            end(emulator.uri, job_id)


def test_commit_and_abort_take_what_progress_takes() -> None:
    """As in pymilvus's source after 3.0.2."""
    progress = inspect.signature(bulk_writer.get_import_progress)
    for end in (bulk_writer.commit_import, bulk_writer.abort_import):
        assert inspect.signature(end) == progress
        assert end.__name__ in bulk_writer.__all__


@pytest.mark.parametrize("function", ["bulk_import", "get_import_progress", "list_import_jobs"])
@pytest.mark.parametrize("module", [milvus_import, bulk_writer])
def test_an_unknown_keyword_is_a_type_error_that_names_it(module: Any, function: str) -> None:
    required = {
        "url": "http://127.0.0.1:1", "api_key": "", "job_id": "1", "cluster_id": "", "collection_name": "c",
        "object_url": "", "access_key": "", "secret_key": "", "page_size": 10, "current_page": 1,
    }  # fmt: skip
    call = getattr(module, function)
    arguments = {name: required[name] for name in inspect.signature(call).parameters if name in required}
    with pytest.raises(TypeError, match="'stream'"):
        call(**arguments, stream=True)


def test_keywords_reach_the_server_and_the_proxy() -> None:
    answers = [Answer(BODY)] * 4
    with Replay(answers) as server:
        bulk_writer.get_import_progress(server.uri, "449", headers={"X-Gateway": "open"}, timeout=(1, 5))
        # An address that only the proxy can reach.
        for proxies in ({"http": server.uri}, {"all": server.uri.removeprefix("http://")}):
            bulk_writer.get_import_progress("http://milvus.invalid", "449", proxies=proxies)
        bulk_writer.get_import_progress(server.uri, "449", proxies={"http": None})
    assert server.received[0].headers["x-gateway"] == "open"
    assert [got.path.split("/v2/")[0] for got in server.received] == [
        "", "http://milvus.invalid", "http://milvus.invalid", "",
    ]  # fmt: skip


def test_a_short_timeout_is_short(hanging: Hanging) -> None:
    with pytest.raises(ImportTimeoutError, match="timeout"):
        bulk_writer.get_import_progress(hanging.uri, "449", timeout=0.05)


def test_no_environment_and_no_empty_ids_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MILVUS_TOKEN", "from the environment")
    monkeypatch.setenv("ZILLIZ_CLUSTER_ID", "in01-x")
    with Replay([Answer(BODY)]) as server:
        bulk_writer.get_import_progress(server.uri, "449")
    (request,) = server.received
    assert "authorization" not in request.headers
    assert request.headers.get("db-name") is None
    assert json.loads(request.body) == {"jobId": "449"}


@pytest.mark.parametrize(
    ("url", "cluster", "path"),
    [
        ("http://milvus.example.com", "", "/v2/vectordb/jobs/import/get_progress"),
        ("http://api.cloud.zilliz.com", "in01-x", "/v2/vectordb/jobs/import/describe"),
        ("http://controller.api.aws-us-west-2.zillizcloud.com", "in01-x", "/v1/vector/collections/import/get"),
        # Any other address does not tell.
        ("http://gateway.example.com", "in01-x", "/v2/vectordb/jobs/import/describe"),
    ],
)
def test_the_older_functions_speak_what_the_address_tells(url: str, cluster: str, path: str) -> None:
    with Replay([Answer(BODY)]) as server:
        milvus_import.get_import_progress(url, "key", "449", cluster, proxies={"all": server.uri})
    (request,) = server.received
    assert request.path.split("?")[0] == url + path
    assert request.headers["authorization"] == "Bearer key"


def test_credentials_in_the_url_are_the_key(emulator: Emulator, job_id: str) -> None:
    """As `requests` takes them, which Milvus accepts."""
    url = emulator.uri.replace("://", "://root:Mil%3Avus@")
    answer = bulk_writer.get_import_progress(url, job_id, api_key="another")
    milvus_import.get_import_progress(url, "", job_id, "")
    assert [request["headers"]["authorization"] for request in emulator.requests()] == ["Bearer root:Mil:vus"] * 2
    assert answer.url.startswith(emulator.uri)
    for client in (milvus_import.Client, milvus_import.AsyncClient):
        with pytest.raises(InvalidArgumentError, match="pass them as the token"):
            client(url)


def test_options_become_text(emulator: Emulator) -> None:
    bulk_writer.bulk_import(
        emulator.uri, "books", files=[["a.json"]], options={"backup": True, "start_ts": 5}, partition_name="p"
    )
    body = json.loads(emulator.requests()[-1]["body"])
    assert body["options"] == {"backup": "true", "start_ts": "5"}
    assert body["partitionName"] == "p"


def test_a_wrong_argument_is_named() -> None:
    with pytest.raises(TypeError, match="db_name"):
        bulk_writer.bulk_import("http://127.0.0.1:1", "books", [["a.json"]])  # type: ignore[arg-type]
    with pytest.raises(InvalidArgumentError, match="ca_cert"):
        bulk_writer.get_import_progress("https://127.0.0.1:1", "1", verify="/no/such/file.pem")
    with pytest.raises(InvalidArgumentError, match="client_cert"):
        bulk_writer.get_import_progress("https://127.0.0.1:1", "1", cert=("/no/such/file.pem", "/no/such/key.pem"))


def test_calls_reuse_their_connection_and_configurations_do_not_mix(emulator: Emulator, job_id: str) -> None:
    emulator.control("DELETE", "requests")
    for _ in range(3):
        bulk_writer.get_import_progress(emulator.uri, job_id)
    bulk_writer.get_import_progress(emulator.uri, job_id, api_key="other")
    requests = emulator.requests()
    connections = [request["connection"] for request in requests]
    assert len(set(connections[:3])) == 1
    assert connections[3] != connections[0]


def test_results_are_kept_up_to_a_limit() -> None:
    made: list[int] = []
    square = kept(lambda number: made.append(number) or number * number)
    assert [square(number) for number in (*range(40), *range(8, 40))] == [n * n for n in (*range(40), *range(8, 40))]
    assert made == list(range(40))
    assert (square(7), made[-1]) == (49, 7)
