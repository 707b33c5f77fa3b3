"""aiohttp with one session."""

import ssl

import aiohttp

from target import PATH, Client, Summary, Target, summary


async def make(target: Target) -> Client:
    context = ssl.create_default_context(cafile=target.bundle) if target.bundle else True
    connector = aiohttp.TCPConnector(limit=target.in_flight, ssl=context)
    timeout = aiohttp.ClientTimeout(total=20)
    session = aiohttp.ClientSession(headers=target.headers, connector=connector, timeout=timeout)

    async def call() -> Summary:
        async with session.post(target.url + PATH, json=target.request, raise_for_status=True) as response:
            return summary((await response.json())["data"])

    return Client(task=call)
