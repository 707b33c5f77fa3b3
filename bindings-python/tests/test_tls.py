"""TLS: whom both clients and the functions trust, and the certificate that they show."""

from __future__ import annotations

import asyncio
import json
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from milvus_import import AsyncClient, Client, InvalidArgumentError, TlsError, bulk_writer
from support.programs import program
from support.replay import Answer

BODY = Answer().body


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, format: str, *args: object) -> None:
        """The tests print what matters."""


class Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that refuses the certificate is no failure of the server."""


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files by name; `both` holds the client's certificate and its key."""
    made = json.loads(subprocess.check_output([program("milvus-import-tests", "certificates")]))
    client, good = made["client"], made["good"]
    texts = {
        "authority": made["authority"],
        "stranger": made["stranger"],
        "server": good["certificate"] + good["key"],
        "certificate": client["certificate"],
        "key": client["key"],
        "both": client["certificate"] + client["key"],
    }
    folder = tmp_path_factory.mktemp("pem")
    for name, text in texts.items():
        (folder / name).write_text(text)
    return {name: folder / name for name in texts}


@pytest.fixture(scope="module")
def uri(pem: dict[str, Path]) -> Iterator[str]:
    """A server that wants to see a certificate of our authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Of a later version a client hears that its certificate is refused only when it reads.
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(pem["server"])
    context.load_verify_locations(pem["authority"])
    context.verify_mode = ssl.CERT_REQUIRED
    with Server(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"https://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


Ask = Callable[..., Any]


def blocking(uri: str, **options: Any) -> str:
    with Client(uri, retry_budget=0, **options) as client:
        return client.get_import_progress("1").state


def in_asyncio(uri: str, **options: Any) -> str:
    async def main() -> str:
        async with AsyncClient(uri, retry_budget=0, **options) as client:
            return (await client.get_import_progress("1")).state

    return asyncio.run(main())


def function(uri: str, ca_cert: Any = None, client_cert: Any = None, client_key: Any = None, **own: Any) -> Any:
    cert = (client_cert, client_key) if client_key else client_cert
    verify = ca_cert if ca_cert else not own.pop("insecure", False)
    return bulk_writer.get_import_progress(uri, "1", verify=verify, cert=cert, timeout=5)["data"]["state"]


each = pytest.mark.parametrize("ask", [blocking, in_asyncio, function])


@each
def test_one_file_may_hold_the_certificate_and_its_key(ask: Ask, uri: str, pem: dict[str, Path]) -> None:
    assert ask(uri, ca_cert=pem["authority"], client_cert=pem["both"]) == "Importing"
    assert ask(uri, ca_cert=pem["authority"], client_cert=pem["certificate"], client_key=pem["key"]) == "Importing"
    assert ask(uri, insecure=True, client_cert=str(pem["both"])) == "Importing"
    if ask is not function:
        assert ask(uri, ca_cert=pem["authority"].read_bytes(), client_cert=pem["both"].read_bytes()) == "Importing"


@each
def test_a_certificate_without_a_key_is_refused(ask: Ask, uri: str, pem: dict[str, Path]) -> None:
    with pytest.raises(InvalidArgumentError, match="key"):
        ask(uri, client_cert=pem["certificate"])


@each
def test_who_is_not_trusted_and_who_shows_nothing(ask: Ask, uri: str, pem: dict[str, Path]) -> None:
    with pytest.raises(TlsError):
        ask(uri, ca_cert=pem["stranger"], client_cert=pem["both"])
    with pytest.raises(TlsError):
        ask(uri, ca_cert=pem["authority"])
