"""httpx with one client for all threads."""

import ssl

import httpx

from target import PATH, Client, Summary, Target, summary


def make(target: Target) -> Client:
    verify = ssl.create_default_context(cafile=target.bundle) if target.bundle else True
    limits = httpx.Limits(max_connections=target.in_flight, max_keepalive_connections=target.in_flight)
    client = httpx.Client(headers=target.headers, timeout=20, verify=verify, limits=limits)

    def call() -> Summary:
        response = client.post(target.url + PATH, json=target.request)
        response.raise_for_status()
        return summary(response.json()["data"])

    return Client(calls=[call] * target.in_flight)
