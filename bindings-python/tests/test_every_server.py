"""The functions that stand in for pymilvus's work on every server, also where its address tells nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import milvus_import
from milvus_import import ImportJobError, ImportResponse, bulk_writer
from support.emulator import SERVERS, Emulator

CLUSTER = "in01-0123456789abcde"
# Zilliz Cloud needs a cluster; Milvus ignores it.
EACH = [(server, cluster) for server in SERVERS for cluster in ("", CLUSTER) if cluster or "milvus" in server]
# What the same import is called by each of them.
FILES: dict[str, dict[str, Any]] = {
    "milvus-v2": {"files": [["a.json"]]},
    "milvus-2.3": {"files": [["a.json"]]},
    "zilliz-v2": {"object_url": "s3://bucket/a.json"},
    "zilliz-v1": {"object_url": "s3://bucket/a.json"},
}


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, Emulator]]:
    running = {server: Emulator(server, speed=0) for server in SERVERS}
    yield running
    for emulator in running.values():
        emulator.__exit__(None, None, None)


@pytest.fixture
def known(servers: dict[str, Emulator], request: pytest.FixtureRequest) -> tuple[Emulator, str]:
    """An emulator and a job of it. Each test has an api_key of its own, so that none finds what another has learned."""
    server: str = request.param
    emulator = servers[server]
    emulator.control("POST", "reset")
    job_id = emulator.add_job()
    emulator.control("DELETE", "requests")
    return emulator, job_id


each = pytest.mark.parametrize(("known", "cluster"), EACH, indirect=["known"])
key = pytest.fixture(lambda request: request.node.nodeid)


def progress_of(answer: ImportResponse, job_id: str) -> None:
    assert (answer.progress.job_id, answer.progress.state) == (job_id, "Pending")


@each
def test_get_import_progress_at_the_top_level(known: tuple[Emulator, str], cluster: str, key: str) -> None:
    emulator, job_id = known
    progress_of(milvus_import.get_import_progress(emulator.uri, "", job_id, cluster), job_id)
    by_keyword = {"url": emulator.uri, "api_key": key, "job_id": job_id, "cluster_id": cluster}
    progress_of(milvus_import.get_import_progress(**by_keyword), job_id)


@each
def test_get_import_progress_of_bulk_writer(known: tuple[Emulator, str], cluster: str, key: str) -> None:
    emulator, job_id = known
    progress_of(bulk_writer.get_import_progress(emulator.uri, job_id, cluster), job_id)
    progress_of(bulk_writer.get_import_progress(emulator.uri, job_id, cluster, "", "", key, ""), job_id)
    by_keyword = {"url": emulator.uri, "job_id": job_id, "cluster_id": cluster, "api_key": key}
    progress_of(bulk_writer.get_import_progress(**by_keyword, verify=True, cert=None, timeout=20), job_id)


@each
def test_list_import_jobs(known: tuple[Emulator, str], cluster: str, key: str) -> None:
    emulator, job_id = known
    for answer in (
        milvus_import.list_import_jobs(emulator.uri, key, cluster, 10, 1),
        milvus_import.list_import_jobs(
            url=emulator.uri, api_key=key + "2", cluster_id=cluster, page_size=10, current_page=1
        ),
        bulk_writer.list_import_jobs(emulator.uri, "", "", cluster, "", "", key + "3", 10, 1),
        bulk_writer.list_import_jobs(url=emulator.uri, cluster_id=cluster, api_key=key + "4"),
    ):
        assert answer.job_list is not None
        assert [job.job_id for job in answer.job_list] == [job_id]


@each
def test_bulk_import_is_the_first_call(known: tuple[Emulator, str], cluster: str, key: str) -> None:
    emulator, _ = known
    create = {"url": emulator.uri, "collection_name": "books", "cluster_id": cluster, "api_key": key}
    answers = [bulk_writer.bulk_import(**create, **FILES[emulator.api])]
    if "zilliz" in emulator.api:
        # The older form has no place for the files of a Milvus.
        answers.append(milvus_import.bulk_import(emulator.uri, key + "2", "s3://b/a", "a", "s", cluster, "books"))
        older = {"object_url": "s3://b/a", "access_key": "", "secret_key": "", **create, "api_key": key + "3"}
        answers.append(milvus_import.bulk_import(**older))
    made = [answer.created_job.job_id for answer in answers if answer.created_job]
    assert len(set(made)) == len(answers)
    listed = milvus_import.list_import_jobs(emulator.uri, key, cluster, 10, 1).job_list
    assert listed is not None
    assert {job.job_id for job in listed} > set(made)
    assert len(listed) == 1 + len(made)


@each
@pytest.mark.parametrize("keywords", [{}, {"timeout": 5}, {"headers": {"X-Gateway": "open"}}, {"verify": False}])
def test_what_a_server_is_was_learned_once(
    known: tuple[Emulator, str], cluster: str, key: str, keywords: dict[str, Any]
) -> None:
    emulator, job_id = known
    for ask in (
        lambda: milvus_import.get_import_progress(emulator.uri, key, job_id, cluster, **keywords),
        lambda: bulk_writer.get_import_progress(emulator.uri, job_id, cluster, api_key=key + "2", **keywords),
    ):
        ask()
        emulator.control("DELETE", "requests")
        for _ in range(3):
            ask()
        requests = emulator.requests()
        assert len({request["path"].split("?")[0] for request in requests}) == 1
        assert len(requests) == 3


@pytest.mark.parametrize("known", ["milvus-3.0"], indirect=True)
@pytest.mark.parametrize("end", [bulk_writer.commit_import, bulk_writer.abort_import])
@pytest.mark.parametrize("cluster", ["", CLUSTER])
def test_commit_and_abort(known: tuple[Emulator, str], end: Any, cluster: str) -> None:
    emulator, _ = known
    create = bulk_writer.bulk_import(
        emulator.uri, "books", files=[["a.json"]], cluster_id=cluster, options={"auto_commit": False}
    )
    emulator.control("POST", "clock", {"advance": 60})
    assert end(emulator.uri, create["data"]["jobId"], cluster)["code"] == 0


def test_a_cluster_that_is_missing_is_asked_for(servers: dict[str, Emulator]) -> None:
    for server in ("zilliz-v1", "zilliz-v2"):
        with pytest.raises(ImportJobError):
            milvus_import.get_import_progress(servers[server].uri, "", "1", "")


def test_a_create_that_no_route_takes_is_refused_as_the_first_answer_says(servers: dict[str, Emulator]) -> None:
    """Milvus 2.3's port for clients has no import routes at all; neither has a wrong address."""
    url = servers["milvus-2.6"].uri + "/elsewhere"
    with pytest.raises(milvus_import.UnsupportedError) as caught:
        bulk_writer.bulk_import(url, "books", files=[["a.json"]])
    assert caught.value.operation == "bulk_import"
