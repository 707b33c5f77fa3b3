"""What goes wrong, through pymilvus and through milvus_import: both raise, and `except MilvusException` catches."""

import pytest

from . import cases
from .conftest import CallerOf
from .pymilvus_release import NEWEST, RELEASES, Release
from .recorder import JOB, Answer, Recorder

JSON = {"Content-Type": "application/json"}
TEXT = {"Content-Type": "text/plain"}
HTML = {"Content-Type": "text/html"}


def refusal(code: int, message: str, status: int = 200) -> Answer:
    return Answer(status, f'{{"code":{code},"message":"{message}"}}'.encode())


# Name: what is answered, and what the message must contain of it.
BAD_ANSWERS = {
    "unknown job": (refusal(2100, f"import job does not exist, jobID={JOB}: importing data failed"), "does not exist"),
    "unknown job of Zilliz Cloud": (refusal(96026, "The import job does not exist."), "does not exist"),
    "illegal key": (refusal(21119, "The apikey is illegal."), "apikey is illegal"),
    "unknown collection": (refusal(100, "collection not found[database=default][collection=x]"), "collection=x"),
    "wrong type": (refusal(1801, "can only accept json format request, error: EOF"), "only accept json"),
    "not authenticated": (refusal(1800, "user hasn't authenticated", 401), "hasn't authenticated"),
    "denied": (refusal(65535, "PrivilegeImport: permission deny to test", 403), "permission deny"),
    "panic": (Answer(500, b'{"code":500}'), "500"),
    "no route": (Answer(404, b"404 page not found", TEXT), "404"),
    "timeout page": (Answer(408, b"timeout", TEXT), "408"),
    "proxy page": (Answer(502, b"<html><h1>502 Bad Gateway</h1></html>", HTML), "502"),
    "page with status 200": (Answer(200, b"<html>please log in</html>", HTML), "please log in"),
    "cut off": (Answer(200, b'{"code":0,"data":{"jobId":"4', JSON), '{"code":0'),
    "null": (Answer(200, b"null", JSON), "null"),
    "array": (Answer(200, b"[]", JSON), "[]"),
    "empty object": (Answer(200, b"{}", JSON), "{}"),
    "empty": (Answer(200, b"", JSON), ""),
    "failure without a message": (Answer(200, b'{"code":7}', JSON), "7"),
}
# pymilvus lets these out as KeyError, TypeError and the like, which `except MilvusException` misses.
MISSED_BY_PYMILVUS = (
    *("page with status 200", "cut off", "null", "array", "empty object", "empty", "failure without a message"),
)


@pytest.mark.parametrize("ours_first", [False, True], ids=["pymilvus-first", "ours-first"])
@pytest.mark.parametrize("release", RELEASES, ids=str)
def test_caught_whichever_was_imported_first(
    release: Release, ours_first: bool, caller_of: CallerOf, recorder: Recorder
) -> None:
    caller = caller_of(release, ours_first)
    recorder.answer = lambda request: refusal(2100, "import job does not exist, jobID=1")
    asked = {"job_id": "1", "api_key": cases.KEY, **cases.CLUSTER}
    for module in (release.theirs, release.ours):
        error = caller.call(module, "get_import_progress", recorder.url, **asked)["raised"]
        assert error["caught"], error
        assert "does not exist" in error["message"], error
        assert error["code"] == 1, error
        assert error["code_is_1"], error


# Ours asks again for some seconds, so these are tried with one release only.
PASSING = ("panic", "timeout page", "proxy page")


@pytest.mark.parametrize(
    ("release", "name"),
    [
        pytest.param(release, name, id=f"{release}-{name}")
        for release in (RELEASES[0], NEWEST)
        for name in BAD_ANSWERS
        if release is NEWEST or name not in PASSING
    ],
)
def test_both_raise(release: Release, name: str, caller_of: CallerOf, recorder: Recorder) -> None:
    caller = caller_of(release)
    answer, part = BAD_ANSWERS[name]
    recorder.answer = lambda request: answer
    asked = {"job_id": JOB, "api_key": "secret-key", **cases.CLUSTER}
    theirs = caller.call(release.theirs, "get_import_progress", recorder.url, **asked)["raised"]
    assert theirs["caught"] == (name not in MISSED_BY_PYMILVUS), theirs
    ours = caller.call(release.ours, "get_import_progress", recorder.url, **asked)["raised"]
    assert ours["caught"], ours
    assert part in ours["message"] or part in ours["text"], ours
    assert "secret-key" not in ours["text"], ours
    assert ours["code"] == theirs["code"] or not theirs["caught"], (ours, theirs)


@pytest.mark.parametrize("release", RELEASES, ids=str)
def test_an_error_with_a_successful_code(release: Release, caller_of: CallerOf, recorder: Recorder) -> None:
    """Zilliz Cloud's older answer to a bad key: pymilvus returns it as if it were the progress."""
    caller = caller_of(release)
    code = 200 if release.version == "2.3.8" else 0
    recorder.answer = lambda request: refusal(code, "The token is illegal.")
    asked = {"job_id": JOB, "api_key": cases.KEY, **cases.CLUSTER}
    assert "returned" in caller.call(release.theirs, "get_import_progress", recorder.url, **asked)
    error = caller.call(release.ours, "get_import_progress", recorder.url, **asked)["raised"]
    assert error["caught"], error
    assert "token is illegal" in error["message"], error


@pytest.mark.parametrize("release", [RELEASES[0], NEWEST], ids=str)
def test_nobody_listens(release: Release, caller_of: CallerOf) -> None:
    caller = caller_of(release)
    with Recorder() as recorder:
        closed = recorder.url
    for module in (release.theirs, release.ours):
        asked = {"job_id": JOB, "api_key": cases.KEY, "timeout": 2, **cases.CLUSTER}
        error = caller.call(module, "get_import_progress", closed, **asked)["raised"]
        assert error["caught"], error


@pytest.mark.parametrize("release", [RELEASES[0], NEWEST], ids=str)
def test_the_timeout_of_the_call(release: Release, caller_of: CallerOf, recorder: Recorder) -> None:
    caller = caller_of(release)
    recorder.answer = lambda request: Answer(200, b"{}", delay=30)
    for module in (release.theirs, release.ours):
        asked = {"job_id": JOB, "api_key": cases.KEY, "timeout": 0.3, **cases.CLUSTER}
        error = caller.call(module, "get_import_progress", recorder.url, **asked)["raised"]
        assert error["caught"], error
        assert 0.2 < error["seconds"] < 2, error


def test_a_redirect_is_told_and_not_followed(caller_of: CallerOf, recorder: Recorder) -> None:
    """pymilvus follows it, whatever the body that it gets there."""
    caller = caller_of(NEWEST)
    recorder.answer = lambda request: Answer(307, b"", {"Location": "http://elsewhere.invalid/v2"})
    error = caller.call(NEWEST.ours, "get_import_progress", recorder.url, JOB, api_key=cases.KEY)["raised"]
    assert error["caught"], error
    assert "elsewhere.invalid" in error["text"], error
    assert len(recorder.taken()) == 1


def test_files_where_older_releases_had_them(caller_of: CallerOf, recorder: Recorder) -> None:
    """Third by position up to pymilvus 2.4: nothing is sent, and the message names what is there now."""
    caller = caller_of(NEWEST)
    error = caller.call(NEWEST.ours, "bulk_import", recorder.url, "quick_setup", [["a/1.parquet"]])["raised"]
    assert error["type"] == "builtins.TypeError", error
    assert "db_name" in error["text"], error
    assert recorder.taken() == []


def test_an_unknown_keyword_is_named(caller_of: CallerOf, recorder: Recorder) -> None:
    """pymilvus hands it to requests, whose TypeError comes out as a failure to reach the server."""
    caller = caller_of(NEWEST)
    error = caller.call(NEWEST.ours, "get_import_progress", recorder.url, JOB, api_keys=cases.KEY)["raised"]
    assert error["type"] == "builtins.TypeError", error
    assert "api_keys" in error["text"], error
    assert recorder.taken() == []
