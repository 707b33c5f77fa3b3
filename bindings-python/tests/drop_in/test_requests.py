"""The same call through pymilvus and through milvus_import: what one server is asked, and what the caller gets back."""

import json
from typing import Any

import pytest

from . import cases
from .cases import Case
from .conftest import CallerOf
from .pymilvus_release import NEWEST, RELEASES, Release
from .recorder import JOB, PROGRESS, Answer, Recorder, Request, served

SPELLINGS = ("/describe", "/get_progress", "/getProgress")
# pymilvus sends these to every server. Milvus has no pages and ignores them, so ours go only where they mean something.
CLOUD_ONLY = ("pageSize", "currentPage")

EACH = [pytest.param(release, case, id=f"{release}-{case}") for release in RELEASES for case in cases.of(release)]


def wire(request: Request) -> dict[str, Any]:
    """What a server makes of a request: differences that no server sees are taken out."""
    body = request.json
    if isinstance(body, dict):
        # An empty text, null and no options at all are to every server as if they were not there.
        body = {name: value for name, value in body.items() if value not in ("", None, {})}
        if not {"clusterId", "projectId"} & body.keys():
            body = {name: value for name, value in body.items() if name not in CLOUD_ONLY}
    path = request.path
    for spelling in SPELLINGS:
        if path.endswith(spelling):
            path = path.removesuffix(spelling) + "/<progress>"
            # Documented in the body as well, where servers look at it on other routes only.
            if isinstance(body, dict) and body.get("dbName") == request.headers.get("db-name"):
                body.pop("dbName", None)
    return {
        "method": request.method,
        "path": path,
        "query": request.query,
        "body": body,
        "authorization": request.headers.get("authorization"),
        "content-type": request.headers.get("content-type", "").partition(";")[0],
        "db-name": request.headers.get("db-name"),
    }


def only_v1(request: Request) -> Answer:
    """Zilliz Cloud's older server, which pymilvus 2.3 takes every server for. It names the job that it is asked for."""
    answer = served(Request("GET", "/", {}, {}, b"", 0) if request.path.startswith("/v2/") else request)
    asked = json.dumps(request.query.get("jobId", JOB)).encode()
    return Answer(answer.status, answer.body.replace(json.dumps(JOB).encode(), asked), answer.headers)


@pytest.mark.parametrize(("release", "case"), EACH)
def test_same_request_same_answer(release: Release, case: Case, caller_of: CallerOf, recorder: Recorder) -> None:
    caller = caller_of(release)
    if release.ours == "milvus_import":
        recorder.answer = only_v1
        # Its address does not tell what it is: that is found out once.
        caller.call(release.ours, case.function, recorder.url, *case.args, **case.kwargs)
        recorder.taken()
    theirs = caller.call(release.theirs, case.function, recorder.url, *case.args, **case.kwargs)
    their_requests = recorder.taken()
    ours = caller.call(release.ours, case.function, recorder.url, *case.args, **case.kwargs)
    our_requests = recorder.taken()

    assert len(our_requests) == len(their_requests) == 1
    asked, expected = wire(our_requests[0]), wire(their_requests[0])
    if not release >= "2.6.0":
        # Older releases name a database in the body alone; servers take the header as well.
        del asked["db-name"], expected["db-name"]
    assert asked == expected
    expected, got = theirs["returned"], ours["returned"]
    assert got["dict"] == got["json"] == expected["json"]
    for seen in ("status_code", "ok", "truth", "text", "content", "content_type", "header_of_any_case"):
        assert got[seen] == expected[seen], seen
    assert got["url"].startswith(recorder.url)
    assert 0 < got["elapsed"] < 20


def test_code_200_is_success_here_and_an_error_there(caller_of: CallerOf, recorder: Recorder) -> None:
    """Milvus 2.4.0 to 2.4.2 answers so."""
    release = next(release for release in RELEASES if release.version == "2.4.15")
    caller = caller_of(release)
    served = recorder.answer

    def with_code_200(request: Request) -> Answer:
        answer = served(request)
        return Answer(answer.status, answer.body.replace(b'"code": 0', b'"code": 200'))

    recorder.answer = with_code_200
    asked = {"job_id": JOB, "api_key": cases.KEY}
    assert "raised" in caller.call(release.theirs, "get_import_progress", recorder.url, **asked)
    assert caller.call(release.ours, "get_import_progress", recorder.url, **asked)["returned"]["json"]["code"] == 200


def test_a_connection_is_kept(caller_of: CallerOf, recorder: Recorder) -> None:
    caller = caller_of(NEWEST)
    connections = {}
    for module in (NEWEST.theirs, NEWEST.ours):
        for _ in range(4):
            caller.call(module, "get_import_progress", recorder.url, JOB, api_key=cases.KEY)
        connections[module] = len({request.connection for request in recorder.taken()})
    assert connections == {NEWEST.theirs: 4, NEWEST.ours: 1}


def test_another_spelling_where_the_first_is_unknown(caller_of: CallerOf, recorder: Recorder) -> None:
    """Milvus 2.4.0 to 2.4.12 has no `describe`: pymilvus has no progress from it at all."""
    caller = caller_of(NEWEST)
    served = recorder.answer

    def without_describe(request: Request) -> Answer:
        return served(Request("POST", "/", {}, {}, b"", 0) if request.path.endswith("describe") else request)

    recorder.answer = without_describe
    for ids in ({}, cases.CLUSTER):
        asked = {"job_id": JOB, "api_key": cases.KEY, **ids}
        assert "raised" in caller.call(NEWEST.theirs, "get_import_progress", recorder.url, **asked)
        assert "returned" in caller.call(NEWEST.ours, "get_import_progress", recorder.url, **asked)


def test_the_host_says_which_generation(caller_of: CallerOf, recorder: Recorder) -> None:
    """Through a proxy, because only a name under `controller.api` is the older server's for sure."""
    release = RELEASES[0]
    caller = caller_of(release)
    url = "http://controller.api.gcp-us-west1.zillizcloud.com"
    for module in (release.theirs, release.ours):
        asked = {"api_key": cases.KEY, "job_id": JOB, **cases.CLUSTER, "proxies": {"http": recorder.url}}
        assert "returned" in caller.call(module, "get_import_progress", url, **asked)
    theirs, ours = recorder.taken()
    assert wire(ours) == wire(theirs)
    assert ours.headers["host"] == theirs.headers["host"] == url.removeprefix("http://")


@pytest.mark.parametrize("header", ["user-agent", "accept"])
def test_headers_are_honest(header: str, caller_of: CallerOf, recorder: Recorder) -> None:
    """pymilvus says that it is a browser."""
    caller = caller_of(NEWEST)
    caller.call(NEWEST.ours, "get_import_progress", recorder.url, JOB, api_key=cases.KEY)
    (request,) = recorder.taken()
    assert request.headers[header].startswith({"user-agent": "milvus-import/", "accept": "application/json"}[header])


def test_what_a_server_takes_only_as_text(caller_of: CallerOf, recorder: Recorder) -> None:
    """pymilvus sends numbers and booleans as they are, and Milvus refuses them."""
    caller = caller_of(NEWEST)
    caller.call(NEWEST.ours, "get_import_progress", recorder.url, int(JOB), api_key=cases.KEY)
    options = {"timeout": 300, "backup": True}
    caller.call(NEWEST.ours, "bulk_import", recorder.url, "quick_setup", options=options, **cases.FILES)
    progress, create = recorder.taken()
    assert progress.json == {"jobId": JOB}
    assert create.json["options"] == {"timeout": "300", "backup": "true"}


def test_headers_of_the_caller(caller_of: CallerOf, recorder: Recorder) -> None:
    """With them pymilvus cannot be called at all."""
    headers = {"X-Gateway": "of the house"}
    caller_of(NEWEST).call(NEWEST.ours, "get_import_progress", recorder.url, JOB, headers=headers)
    (request,) = recorder.taken()
    assert request.headers["x-gateway"] == "of the house"


def test_a_url_without_a_scheme(caller_of: CallerOf, recorder: Recorder) -> None:
    caller = caller_of(NEWEST)
    assert "raised" in caller.call(NEWEST.theirs, "get_import_progress", recorder.host, JOB)
    assert "returned" in caller.call(NEWEST.ours, "get_import_progress", recorder.host, JOB)


def test_no_key_no_authorization(caller_of: CallerOf, recorder: Recorder) -> None:
    """pymilvus sends `Bearer ` and nothing after it."""
    caller_of(NEWEST).call(NEWEST.ours, "get_import_progress", recorder.url, JOB)
    (request,) = recorder.taken()
    assert "authorization" not in request.headers


@pytest.mark.parametrize("path", ["/", "/proxy", "/proxy/of/milvus"])
def test_a_url_with_a_path(path: str, caller_of: CallerOf, recorder: Recorder) -> None:
    caller = caller_of(NEWEST)
    recorder.answer = lambda request: Answer(200, json.dumps(PROGRESS).encode())
    for module in (NEWEST.theirs, NEWEST.ours):
        caller.call(module, "get_import_progress", recorder.url + path, JOB, api_key=cases.KEY)
    theirs, ours = recorder.taken()
    assert wire(ours) == wire(theirs)
