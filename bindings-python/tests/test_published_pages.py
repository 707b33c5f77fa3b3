"""Every parameter and every field of the answer of the pages that describe `get_import_progress`, row by row."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import milvus_import
from milvus_import import ImportResponse, bulk_writer
from support.replay import Answer, Received, Replay

JOB, CLUSTER, KEY = "9d0bc230-6b99-4739-a872-0b91cfe2515a", "in01-0123456789abcde", "root:Milvus"
V1 = "Zilliz Cloud, Python: get_import_progress (pymilvus 2.3.0 to 2.4.0), and RESTful: Get Import Progress (V1)"
V2 = "Zilliz Cloud, RESTful: Get Import Progress (V2), by pymilvus.bulk_writer.get_import_progress"
MILVUS = "Milvus, pymilvus 2.6 to 3.0: bulk_writer.get_import_progress, and RESTful: Get Import Progress"

# The answers that the pages show, with a value in each field.
ANSWERS: dict[str, dict[str, Any]] = {
    V1: {
        "code": 200,
        "data": {
            "collectionName": "medium_articles",
            "fileName": "folder/1/",
            "fileSize": 26571700,
            "readyPercentage": 0.5,
            "completeTime": "2023-10-28T06:51:49Z",
            "errorMessage": "no such file",
            "jobId": JOB,
            "details": [
                {
                    "fileName": "folder/1/a.json",
                    "fileSize": 26571,
                    "readyPercentage": 1,
                    "completeTime": "2023-10-28T06:51:48Z",
                    "errorMessage": "broken",
                }
            ],
        },
    },
    V2: {
        "code": 0,
        "data": {
            "jobId": JOB,
            "collectionName": "medium_articles",
            "fileName": "medium_articles_2020_dpr.json",
            "fileSize": 3279917,
            "state": "InProgress",
            "progress": 75,
            "completeTime": "2024-04-01T06:17:55Z",
            "reason": "slow",
            "totalRows": 100000,
            "details": [
                {
                    "fileName": "medium_articles_2020_dpr.json",
                    "fileSize": 3279917,
                    "state": "Completed",
                    "progress": 100,
                    "completeTime": "2024-04-01T06:17:53Z",
                    "reason": "none",
                }
            ],
        },
    },
    MILVUS: {
        "code": 0,
        "data": {
            "collectionName": "quick_setup",
            "completeTime": "2024-04-01T06:17:55Z",
            "createTime": "2024-04-01T06:17:50Z",
            "details": [
                {
                    "completeTime": "2024-04-01T06:17:53Z",
                    "fileName": "[a/1.parquet]",
                    "fileSize": 3279917,
                    "importedRows": 50000,
                    "progress": 50,
                    "reason": "retried",
                    "state": "InProgress",
                    "totalRows": 100000,
                }
            ],
            "fileSize": 3279917,
            "importedRows": 50000,
            "jobId": JOB,
            "progress": 55,
            "reason": "slow",
            "state": "Importing",
            "totalRows": 100000,
        },
    },
}

# The typed name of each field, where it is another than the page's in snake case.
TYPED = {"readyPercentage": "raw_progress", "errorMessage": "reason", "progress": "raw_progress", "state": "raw_state"}
FIELDS = [
    (page, (*place, name))
    for page, answer in ANSWERS.items()
    for place, members in (((), answer["data"]), (("details",), answer["data"]["details"][0]))
    for name in members
    if name != "details"
]

# Each parameter: how it is passed, and where the request shows it.
CALLS: dict[str, Any] = {
    V1: lambda url, **own: milvus_import.get_import_progress(
        **{"url": url, "api_key": "", "job_id": JOB, "cluster_id": CLUSTER, **own}
    ),
    V2: lambda url, **own: bulk_writer.get_import_progress(**{"url": url, "job_id": JOB, "cluster_id": CLUSTER, **own}),
    MILVUS: lambda url, **own: bulk_writer.get_import_progress(**{"url": url, "job_id": JOB, **own}),
}
PARAMETERS: list[tuple[str, str, Any, str]] = [
    (V1, "api_key", KEY, "authorization: Bearer root:Milvus"),
    (V1, "job_id", "another", "jobId"),
    (V1, "cluster_id", "in02", "clusterId"),
    (V1, "timeout", 5, ""),
    (V2, "job_id", "another", "jobId"),
    (V2, "cluster_id", "in02", "clusterId"),
    (V2, "api_key", KEY, "authorization: Bearer root:Milvus"),
    (MILVUS, "job_id", "another", "jobId"),
    (MILVUS, "cluster_id", "in02", "clusterId"),
    (MILVUS, "project_id", "proj-1", "projectId"),
    (MILVUS, "region_id", "aws-us-west-2", "regionId"),
    (MILVUS, "api_key", KEY, "authorization: Bearer root:Milvus"),
    (MILVUS, "db_name", "sales", "dbName"),
    (MILVUS, "db_name", "sales", "db-name: sales"),
    (MILVUS, "request_timeout", 60, "request-timeout: 60"),
    (MILVUS, "verify", False, ""),
    (MILVUS, "cert", None, ""),
    (MILVUS, "timeout", (3.5, 7), ""),
]
HOSTS = {
    V1: "http://controller.api.gcp-us-west1.zillizcloud.com",
    V2: "http://api.cloud.zilliz.com",
    MILVUS: "http://milvus.example.com",
}


def ask(page: str, **own: Any) -> tuple[ImportResponse, Received]:
    """Asks a server at the page's own address, which a proxy stands in for."""
    with Replay([Answer(json.dumps(ANSWERS[page]).encode())]) as server:
        answer = CALLS[page](own.pop("url", HOSTS[page]), proxies={"all": server.uri}, **own)
    (request,) = server.received
    return answer, request


@pytest.mark.parametrize(("page", "name", "value", "shown"), PARAMETERS)
def test_a_parameter_is_taken(page: str, name: str, value: Any, shown: str) -> None:
    needed = {"project_id": {"region_id": "r"}, "region_id": {"project_id": "p"}}.get(name, {})
    _, request = ask(page, **{**needed, name: value})
    if ": " in shown:
        header, _, expected = shown.partition(": ")
        assert request.headers[header] == expected
    elif shown:
        asked = json.loads(request.body) if request.body else parse_qs(urlsplit(request.path).query)
        assert asked[shown] in (value, [value])


@pytest.mark.parametrize("page", HOSTS)
def test_the_url_is_taken(page: str) -> None:
    """With a scheme, and as a bare host where that is https: there is no proxy to see that through."""
    _, request = ask(page, url=HOSTS[page] + "/")
    assert request.path.startswith(HOSTS[page] + ("/v1/vector/" if page == V1 else "/v2/vectordb/"))


@pytest.mark.parametrize(("page", "field"), FIELDS)
def test_a_field_is_readable(page: str, field: tuple[str, ...]) -> None:
    answer, _ = ask(page)
    sent: Any = ANSWERS[page]["data"]
    read: Any = answer["data"]
    typed: Any = answer.progress
    if field[0] == "details":
        sent, read, typed = sent["details"][0], read["details"][0], typed.details[0]
    name = field[-1]
    assert read[name] == sent[name]
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    expected = str(sent[name]) if TYPED.get(name) == "raw_progress" else sent[name]
    assert getattr(typed, TYPED.get(name, snake)) == expected


@pytest.mark.parametrize("page", ANSWERS)
def test_the_code_is_readable(page: str) -> None:
    answer, _ = ask(page)
    assert answer["code"] == answer.json()["code"] == ANSWERS[page]["code"]
