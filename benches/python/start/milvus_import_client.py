import sys

import milvus_import

url, job, token = sys.argv[1:]
progress = milvus_import.Client(url, token=token).get_import_progress(job)
print(progress.job_id, progress.state, progress.progress)
