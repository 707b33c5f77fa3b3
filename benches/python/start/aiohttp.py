import asyncio
import sys

import aiohttp

url, job, token = sys.argv[1:]


async def main() -> None:
    path = url + "/v2/vectordb/jobs/import/get_progress"
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as session, session.post(path, json={"jobId": job}, headers=headers) as response:
        data = (await response.json())["data"]
    print(data["jobId"], data["state"], data["progress"])


asyncio.run(main())
