"""A scripted HTTP/1.1 server on loopback: plays canned answers in order and keeps the requests that it got."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

_PATIENCE = 10.0


@dataclass
class Answer:
    """What to send back."""

    body: bytes = b'{"code":0,"data":{"jobId":"1","state":"Importing","progress":50}}'
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})


@dataclass
class Received:
    """A request that came; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Replay:
    """The running server. Every connection serves one request, so that no pool can hide one."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._answers = iter(answers)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.uri = "http://{}:{}".format(*self._listener.getsockname())
        self.received: list[Received] = []
        self._ended = False
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def __enter__(self) -> Replay:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended = True
        # Wakes the server from waiting for a connection.
        socket.create_connection(self._listener.getsockname()).close()
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                if self._ended:
                    return
                connection.settimeout(_PATIENCE)
                self.received.append(_read(connection))
                answer = next(self._answers, Answer(b"no answer is left", 500, {}))
                # A client that refuses a large answer closes before it has it all.
                with suppress(OSError):
                    connection.sendall(_bytes(answer))


class Hanging:
    """A server that takes requests and never answers; it tells when one has come and when its connection closed."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.uri = "http://{}:{}".format(*self._listener.getsockname())
        self.came = threading.Semaphore(0)
        self.closed = threading.Semaphore(0)
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Hanging:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._hold, args=(connection,), daemon=True).start()

    def _hold(self, connection: socket.socket) -> None:
        # A caller may be gone before it has asked.
        with connection, suppress(ConnectionError, ValueError):
            _read(connection)
            self.came.release()
            assert connection.recv(1) == b""
        self.closed.release()


def _read(connection: socket.socket) -> Received:
    with connection.makefile("rb") as file:
        method, path, _ = file.readline().decode().split(" ")
        headers: dict[str, str] = {}
        while line := file.readline().decode("latin-1").strip():
            name, value = line.split(":", 1)
            headers[name.lower()] = value.strip()
        body = file.read(int(headers.get("content-length", 0)))
    return Received(method, path, headers, body)


def _bytes(answer: Answer) -> bytes:
    headers = {**answer.headers, "content-length": str(len(answer.body)), "connection": "close"}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {answer.status} Scripted\r\n{head}\r\n".encode("latin-1") + answer.body
