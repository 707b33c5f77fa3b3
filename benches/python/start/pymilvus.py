import sys

from pymilvus.bulk_writer import get_import_progress

url, job, token = sys.argv[1:]
data = get_import_progress(url=url, job_id=job, api_key=token).json()["data"]
print(data["jobId"], data["state"], data["progress"])
