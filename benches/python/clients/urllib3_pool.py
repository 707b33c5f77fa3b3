"""urllib3 with one pool for all threads."""

import urllib3

from target import PATH, Client, Summary, Target, summary


def make(target: Target) -> Client:
    pool = urllib3.PoolManager(maxsize=target.in_flight, timeout=20, ca_certs=target.bundle)

    def call() -> Summary:
        response = pool.request("POST", target.url + PATH, json=target.request, headers=target.headers)
        assert response.status == 200
        return summary(response.json()["data"])

    return Client(calls=[call] * target.in_flight)
