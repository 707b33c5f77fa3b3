import sys

import urllib3

url, job, token = sys.argv[1:]
url += "/v2/vectordb/jobs/import/get_progress"
headers = {"Authorization": f"Bearer {token}"}
answer = urllib3.request("POST", url, timeout=20, json={"jobId": job}, headers=headers)
data = answer.json()["data"]
print(data["jobId"], data["state"], data["progress"])
