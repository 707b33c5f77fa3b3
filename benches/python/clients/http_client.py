"""The standard library's own client: a connection for each thread, no pool. No documentation says to poll with it."""

import http.client
import json
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

from target import PATH, Client, Summary, Target, summary


def make(target: Target) -> Client:
    return Client(calls=[_call(target) for _ in range(target.in_flight)])


def _call(target: Target) -> Callable[[], Summary]:
    host = urlsplit(target.url).netloc
    connection: http.client.HTTPConnection
    if target.bundle:
        context = ssl.create_default_context(cafile=target.bundle)
        connection = http.client.HTTPSConnection(host, timeout=20, context=context)
    else:
        connection = http.client.HTTPConnection(host, timeout=20)

    def call() -> Summary:
        connection.request("POST", PATH, json.dumps(target.request), target.headers)
        response = connection.getresponse()
        assert response.status == 200
        return summary(json.loads(response.read())["data"])

    return call
