"""requests with a session, one for each thread, because sessions are not promised to be safe between threads."""

from collections.abc import Callable

import requests

from target import PATH, Client, Summary, Target, summary


def make(target: Target) -> Client:
    return Client(calls=[_call(target) for _ in range(target.in_flight)])


def _call(target: Target) -> Callable[[], Summary]:
    session = requests.Session()
    session.headers.update(target.headers)
    if target.bundle:
        session.verify = target.bundle

    def call() -> Summary:
        response = session.post(target.url + PATH, json=target.request, timeout=20)
        response.raise_for_status()
        return summary(response.json()["data"])

    return call
