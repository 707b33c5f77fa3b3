"""What calls raise."""

from __future__ import annotations

import asyncio
import copy
import operator
import pickle
import subprocess
import sys
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

import milvus_import
from milvus_import import (
    AsyncClient,
    Client,
    ConnectError,
    ErrorCode,
    ImportFailedError,
    ImportJobError,
    ImportTimeoutError,
    InvalidArgumentError,
    JobNotFoundError,
    JobState,
    UnavailableError,
    bulk_writer,
)
from milvus_import.exceptions import exception_class
from support.emulator import Emulator
from support.replay import Answer, Replay

RELATIVES: list[tuple[str, type[Exception]]] = [
    ("InvalidArgument", ValueError),
    ("Unsupported", NotImplementedError),
    ("Unauthenticated", PermissionError),
    ("PermissionDenied", PermissionError),
    ("JobNotFound", LookupError),
    ("NotFound", LookupError),
    ("Timeout", TimeoutError),
    ("Connect", ConnectionError),
    ("Tls", ConnectionError),
    ("UnexpectedResponse", ValueError),
    ("Stalled", TimeoutError),
    ("Vanished", LookupError),
]


def raised(call: Callable[[], Any]) -> ImportJobError:
    with pytest.raises(ImportJobError) as caught:
        call()
    return caught.value


@pytest.fixture
def error(emulator: Emulator) -> ImportJobError:
    return raised(lambda: Client(emulator.uri, token="a-secret-token").get_import_progress("99"))


def test_an_error_says_everything(error: ImportJobError, emulator: Emulator) -> None:
    assert isinstance(error, JobNotFoundError)
    assert error.code is ErrorCode.JobNotFound
    assert error.message.startswith("import job does not exist, jobID=99")
    assert error.message == error.server_message
    assert error.server_code == 2101
    assert error.http_status == 200
    assert error.operation == "get_import_progress"
    assert error.url is not None
    assert error.url.startswith(f"{emulator.uri}/v2/")
    assert (error.retryable, error.attempts, error.retry_after, error.progress) == (False, 1, None, None)
    assert str(error).startswith("JobNotFound: import job does not exist")
    assert repr(error).startswith("JobNotFoundError('JobNotFound: ")
    assert "a-secret-token" not in f"{error!r}{vars(error)}"


@pytest.mark.parametrize(("code", "relative"), RELATIVES)
def test_builtin_relatives(code: str, relative: type[Exception]) -> None:
    assert issubclass(exception_class(code), relative)


def test_a_code_is_its_name(error: ImportJobError) -> None:
    assert error.code == "JobNotFound"
    assert f"{error.code}" == "JobNotFound"
    assert {"JobNotFound": 1}[error.code] == 1
    assert error.code != "Busy"


@pytest.mark.parametrize("code", list(ErrorCode))
def test_a_code_is_no_number(code: ErrorCode) -> None:
    assert code not in (0, 1, True)
    assert len({code, 1}) == 2
    with pytest.raises(TypeError):
        operator.index(code)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", list(ErrorCode))
def test_errors_are_pickled_and_copied(code: ErrorCode) -> None:
    error = milvus_import.exceptions.from_core(code, "message", "text", {"server_code": 7, "attempts": 2})
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is type(error)
        assert (again.code, again.message, str(again)) == (code, "message", "text")
        assert (again.server_code, again.attempts, again.args) == (7, 2, ("message",))


def test_a_failed_import_carries_its_progress(emulator: Emulator) -> None:
    job_id = emulator.add_job(script={"fail_at": 0, "reason": "value of field 'x' is missed"})
    emulator.control("POST", "clock", {"advance": 60})
    error = raised(lambda: Client(emulator.uri).wait(job_id))
    assert isinstance(error, ImportFailedError)
    assert "value of field 'x' is missed" in error.message
    assert error.progress is not None
    assert error.progress.state is JobState.Failed
    again = pickle.loads(pickle.dumps(error))
    assert again.progress == error.progress


def test_a_timeout_is_a_timeout(emulator: Emulator) -> None:
    job_id = emulator.add_job()
    with pytest.raises(TimeoutError) as caught:
        Client(emulator.uri).wait(job_id, timeout=0.05)
    assert isinstance(caught.value, ImportTimeoutError)
    assert caught.value.progress is not None
    with pytest.raises(milvus_import.StalledError):
        Client(emulator.uri).wait(job_id, stall_timeout=0.05)


def test_a_limit_that_passes_during_an_outage_says_so() -> None:
    """The error has the facts of the last fault, and that as its cause."""

    async def in_asyncio(uri: str) -> None:
        await AsyncClient(uri).wait("1", timeout=2)

    for wait in (lambda uri: Client(uri).wait("1", timeout=2), lambda uri: asyncio.run(in_asyncio(uri))):
        fault = Answer(b'{"code":1,"message":"service not ready"}', 503)
        with Replay([Answer(), *[fault] * 100]) as server:
            error = raised(lambda: wait(server.uri))  # noqa: B023
        assert isinstance(error, ImportTimeoutError)
        assert (error.http_status, error.server_code, error.server_message) == (503, 1, "service not ready")
        assert "no good answer for" in error.message
        assert error.progress is not None
        cause = error.__cause__
        assert isinstance(cause, UnavailableError)
        assert (cause.http_status, cause.server_message) == (503, "service not ready")


@pytest.mark.parametrize("body", ['{"code":2100,"message":"no","data":{"jobId":449}}', '{"code":1,"jobId":"449"}'])
def test_an_error_of_a_create_carries_the_id_that_the_answer_had(body: str) -> None:
    calls: list[Callable[[str], Any]] = [
        lambda uri: Client(uri, retry_budget=0).bulk_import("books", [["a.json"]]),
        lambda uri: asyncio.run(AsyncClient(uri, retry_budget=0).bulk_import("books", [["a.json"]])),
        lambda uri: bulk_writer.bulk_import(uri, "books", files=[["a.json"]], timeout=1),
        lambda uri: milvus_import.bulk_import(uri, "", "s3://b/a", "", "", "c", "books", timeout=1),
    ]
    for call in calls:
        with Replay([Answer(body.encode())] * 10) as server:
            error = raised(lambda: call(server.uri))  # noqa: B023
        assert error.job_id == pickle.loads(pickle.dumps(error)).job_id == "449"
    assert raised(lambda: Client("http://127.0.0.1:1", retry_budget=0).get_import_progress("1")).job_id is None


def test_nobody_listens() -> None:
    with Replay([]) as server:
        closed = server.uri
    error = raised(lambda: Client(closed, retry_budget=0).get_import_progress("1"))
    assert isinstance(error, ConnectError)
    assert isinstance(error, ConnectionError)
    assert error.retryable


def test_the_start_of_an_odd_answer_is_shown() -> None:
    with Replay([Answer(b"<html>please log in</html>", headers={"content-type": "text/html"})]) as server:
        error = raised(lambda: Client(server.uri).get_import_progress("1"))
    assert error.code == "UnexpectedResponse"
    assert error.body_start == "<html>please log in</html>"


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ({"uri": ""}, "MILVUS_URI"),
        ({"uri": "ftp://h"}, "http"),
        ({"uri": "http://h", "api": "milvus-v9"}, "milvus-v9"),
        ({"uri": "http://h", "timeout": -1}, "timeout"),
        ({"uri": "http://h", "timeout": 0}, "timeout"),
        ({"uri": "http://h", "timeout": float("nan")}, "timeout"),
        ({"uri": "http://h", "proxy": "http://"}, "proxy"),
        ({"uri": "http://h", "ca_cert": "/does/not/exist.pem"}, "ca_cert"),
        ({"uri": "http://h", "ca_cert": b"no certificate"}, "PEM"),
        ({"uri": "http://h", "client_key": b"a key"}, "client_cert"),
        ({"uri": "http://h", "headers": {"Authorization": "Bearer x"}}, "token"),
        ({"uri": "http://h", "headers": {"DB-Name": "x"}}, "db_name"),
        ({"uri": "http://h", "headers": {"Host": "x"}}, "host"),
        ({"uri": "http://h", "headers": {"X-A": "a\r\nb"}}, "header"),
    ],
)
def test_what_cannot_work_is_refused_at_once(arguments: dict[str, Any], part: str) -> None:
    with pytest.raises(InvalidArgumentError, match=f"(?i){part}"):
        Client(**arguments)


@pytest.mark.parametrize("job_id", [None, 1.5, True, b"1", ["1"]])
def test_a_job_id_is_text_or_an_integer(job_id: Any, emulator: Emulator) -> None:
    with pytest.raises(TypeError, match="job_id must be str, int or a job"):
        Client(emulator.uri).get_import_progress(job_id)


def test_a_flat_list_of_files_is_refused(emulator: Emulator) -> None:
    with pytest.raises(TypeError, match=r"list of lists of str, such as \[\['a.parquet'\]\]"):
        Client(emulator.uri).bulk_import("books", ["a.parquet"])


# A stand-in, because pymilvus takes a second to import; tests/drop_in has the real ones.
PYMILVUS = """
    import sys, types
    class MilvusException(Exception):
        def __init__(self, code=1, message="", compatible_code=5):
            super().__init__()
            self._code, self._message = code, message
        code = property(lambda self: self._code)
        message = property(lambda self: self._message)
        def __str__(self):
            return "theirs"
    exceptions = sys.modules["pymilvus.exceptions"] = types.ModuleType("pymilvus.exceptions")
    exceptions.MilvusException = MilvusException
"""
USE = """
    import milvus_import
    def fail():
        milvus_import.get_import_progress("http://127.0.0.1:1", "", "", "")
"""
CATCH = """
    import copy, pickle
    try:
        fail()
    except MilvusException as error:
        assert isinstance(error, ValueError)
        assert isinstance(error, milvus_import.InvalidArgumentError)
        assert repr(error).startswith("InvalidArgumentError(")
        assert error.code == 1 and int(error.code) == 1 and error.code not in (0, 100)
        assert error.code == "InvalidArgument" and error.code == milvus_import.ErrorCode.InvalidArgument
        assert error.code != "Busy" and error.code.name == error.code.value == f"{error.code}" == "InvalidArgument"
        for again in (copy.copy(error), pickle.loads(pickle.dumps(error))):
            assert type(again) is type(error) and str(again) == str(error)
        assert "job_id is empty" in error.message and "job_id is empty" in str(error)
    assert "pymilvus" not in sys.modules
"""
FAIL_FIRST = """
    try:
        fail()
    except ValueError:
        pass
"""


@pytest.mark.parametrize("order", [[PYMILVUS, USE], [USE, PYMILVUS], [USE, FAIL_FIRST, PYMILVUS]])
def test_pymilvus_s_exception_catches_whichever_came_first(order: list[str]) -> None:
    program = "".join(map(textwrap.dedent, [*order, CATCH]))
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_an_error_from_elsewhere_is_caught_too() -> None:
    """As one that comes out of a process pool whose workers have not imported pymilvus."""
    sent = pickle.dumps(milvus_import.exceptions.from_core("Busy", "message", "text", {"attempts": 2}))
    program = textwrap.dedent(PYMILVUS) + textwrap.dedent(
        f"""
        import pickle
        error = pickle.loads({sent!r})
        assert isinstance(error, MilvusException) and (error.code, error.attempts, str(error)) == (1, 2, "text")
        """
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_pymilvus_is_not_imported() -> None:
    program = "import sys, milvus_import, milvus_import.bulk_writer, milvus_import.aio\n" + textwrap.dedent(
        """
        try:
            milvus_import.Client("")
        except ValueError:
            pass
        assert not [name for name in sys.modules if name.split(".")[0] in ("pymilvus", "requests", "tqdm")]
        """
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
