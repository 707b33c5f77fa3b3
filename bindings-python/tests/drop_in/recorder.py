"""A server on loopback that keeps what it was asked, and answers as `protocol.md`'s servers do or as a test says."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

JOB = "448761313698322011"
PROGRESS = {
    "code": 0,
    "data": {
        "collectionName": "quick_setup",
        "completeTime": "",
        "createTime": "2025-01-16T08:42:09Z",
        "details": [
            {
                "completeTime": "",
                "fileName": "[a/1.parquet]",
                "fileSize": 3279917,
                "importedRows": 50000,
                "progress": 50,
                "state": "InProgress",
                "totalRows": 100000,
            }
        ],
        "fileSize": 3279917,
        "importedRows": 50000,
        "jobId": JOB,
        "progress": 55,
        "state": "Importing",
        "totalRows": 100000,
    },
}
PROGRESS_V1 = {
    "code": 200,
    "data": {
        "collectionName": "medium_articles",
        "fileName": "folder/1/",
        "fileSize": 26571700,
        "readyPercentage": 0.5,
        "completeTime": None,
        "errorMessage": None,
        "jobId": JOB,
        "details": [],
    },
}
RECORD = {"collectionName": "quick_setup", "jobId": JOB, "progress": 55, "state": "Importing"}
LIST = {"code": 0, "data": {"records": [RECORD]}}
LIST_V1 = {"code": 200, "data": {"tasks": [RECORD], "count": 1, "currentPage": 1, "pageSize": 10}}
CREATE = {"code": 0, "data": {"jobId": JOB}}
CREATE_V1 = {"code": 200, "data": {"jobId": JOB}}
# By the end of the path: every spelling of a route is served alike.
ROUTES = {
    "/v2/vectordb/jobs/import/describe": PROGRESS,
    "/v2/vectordb/jobs/import/get_progress": PROGRESS,
    "/v2/vectordb/jobs/import/getProgress": PROGRESS,
    "/v2/vectordb/jobs/import/list": LIST,
    "/v2/vectordb/jobs/import/create": CREATE,
    "/v1/vector/collections/import/get": PROGRESS_V1,
    "/v1/vector/collections/import/list": LIST_V1,
    "/v1/vector/collections/import": CREATE_V1,
}


@dataclass(frozen=True)
class Request:
    """One request as it came in. Header names are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True)
class Answer:
    """What to answer: the body as it is sent, and after how many seconds."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    delay: float = 0.0


def served(request: Request) -> Answer:
    """What a healthy server answers."""
    found = ROUTES.get(request.path)
    if found is None:
        return Answer(404, b"404 page not found", {"Content-Type": "text/plain"})
    return Answer(200, json.dumps(found).encode())


class Recorder:
    """The server, on a port of its own for as long as the `with` block lasts."""

    def __init__(self) -> None:
        self.answer: Callable[[Request], Answer] = served
        self._requests: list[Request] = []
        self._stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.host}"

    def __enter__(self) -> "Recorder":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def taken(self) -> list[Request]:
        """The requests since this was last asked."""
        taken, self._requests[:] = list(self._requests), []
        return taken

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._reply()

            def do_POST(self) -> None:
                self._reply()

            def log_message(self, format: str, *args: object) -> None:
                """The tests print what matters."""

            def _reply(self) -> None:
                target = urlsplit(self.path)
                request = Request(
                    self.command,
                    target.path,
                    dict(parse_qsl(target.query, keep_blank_values=True)),
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(int(self.headers.get("Content-Length", 0))),
                    self.client_address[1],
                )
                recorder._requests.append(request)
                answer = recorder.answer(request)
                recorder._stopped.wait(answer.delay)
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                try:
                    self.end_headers()
                    self.wfile.write(answer.body)
                except ConnectionError:
                    # The client gave up, as the tests of timeouts want it to.
                    self.close_connection = True

        # A connection that the client keeps open must not keep the tests from ending.
        Handler.timeout = 30
        return Handler
