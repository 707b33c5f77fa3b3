"""The floor: a socket, the bytes of a request out, the bytes of the answer in, nothing understood."""

import socket
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

from target import EXPECTED, JOB_ID, PATH, TOKEN, Client, Summary, Target

BODY = f'{{"jobId":"{JOB_ID}"}}'
REQUEST = (
    f"POST {PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {TOKEN}\r\naccept: application/json\r\n"
    f"user-agent: floor\r\ncontent-type: application/json\r\ncontent-length: {len(BODY)}\r\n\r\n{BODY}"
).encode()


def make(target: Target) -> Client:
    return Client(calls=[_call(target) for _ in range(target.in_flight)])


def _call(target: Target) -> Callable[[], Summary]:
    address = urlsplit(target.url)
    connection = socket.create_connection((address.hostname, address.port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if target.bundle:
        context = ssl.create_default_context(cafile=target.bundle)
        connection = context.wrap_socket(connection, server_hostname=address.hostname)
    connection.sendall(REQUEST)
    buffer = memoryview(bytearray(_length_of_answer(connection)))

    def call() -> Summary:
        connection.sendall(REQUEST)
        have = 0
        while have < len(buffer):
            have += connection.recv_into(buffer[have:])
        return EXPECTED

    return call


def _length_of_answer(connection: socket.socket) -> int:
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(1 << 16)
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split()[0])
    missing = length - len(body)
    while missing:
        missing -= len(connection.recv(missing))
    return len(head) + 4 + length
