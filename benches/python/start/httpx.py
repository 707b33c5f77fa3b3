import sys

import httpx

url, job, token = sys.argv[1:]
url += "/v2/vectordb/jobs/import/get_progress"
headers = {"Authorization": f"Bearer {token}"}
answer = httpx.post(url, timeout=20, json={"jobId": job}, headers=headers)
data = answer.json()["data"]
print(data["jobId"], data["state"], data["progress"])
