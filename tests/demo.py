"""The demo's import from Python. Arguments: a file that the server reads, and the rows that are in it."""

import sys

from milvus_import import Client

file, rows = sys.argv[1], int(sys.argv[2])
with Client() as client:  # the server is in MILVUS_URI
    job = client.bulk_import("books", [[file]])
    done = client.wait(job.job_id, show_progress=True)
print(f"{done!r}\n{done.imported_rows} rows from Python")
sys.exit(done.imported_rows != rows)
