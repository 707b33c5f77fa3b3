"""Checks of files before an import, beside what else reads or validates the same rows: `check.py [--smoke]`.

A Parquet file of a gigabyte: its head, and all of it beside pyarrow's reading of the same columns. Ten thousand small
JSON files, beside pymilvus's bulk writer, which validates rows as it takes them. Each in turn, the best of three.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pymilvus import CollectionSchema, DataType, FieldSchema
from pymilvus.bulk_writer import BulkFileType, LocalBulkWriter

# Where run.sh has built it.
PROGRAM = os.environ.get("MILVUS_IMPORT", "milvus-import")
DIM = 128
GROUP = 100_000


def best(work: Callable[[], object], times: int = 3) -> float:
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def check(folder: Path, *arguments: str) -> None:
    command = [PROGRAM, "check", "--schema", str(folder / "schema.json"), *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def describe(folder: Path) -> None:
    def field(name: str, kind: str, **params: int) -> dict[str, object]:
        listed = [{"key": key, "value": str(value)} for key, value in params.items()]
        return {"name": name, "type": kind, "primaryKey": name == "id", "nullable": False, "params": listed}

    fields = [field("id", "Int64"), field("vec", "FloatVector", dim=DIM), field("title", "VarChar", max_length=64)]
    schema = {"collectionName": "books", "enableDynamicField": False, "fields": fields, "functions": []}
    (folder / "schema.json").write_text(json.dumps(schema))


def parquet(folder: Path, groups: int) -> Path:
    path, random = folder / "books.parquet", np.random.default_rng(1)
    schema = pa.schema([("id", pa.int64()), ("vec", pa.list_(pa.float32())), ("title", pa.string())])
    offsets = pa.array(np.arange(0, GROUP * DIM + 1, DIM, dtype=np.int32))
    with pq.ParquetWriter(path, schema, use_dictionary=False) as writer:
        for group in range(groups):
            ids = pa.array(np.arange(group * GROUP, (group + 1) * GROUP))
            numbers = pa.array(random.random(GROUP * DIM, dtype=np.float32))
            titles = pa.array([f"title {row}" for row in range(GROUP)])
            writer.write_table(pa.table([ids, pa.ListArray.from_arrays(offsets, numbers), titles], schema=schema))
    return path


def read(path: Path) -> None:
    for _ in pq.ParquetFile(path).iter_batches():
        pass


def json_files(folder: Path, count: int) -> None:
    """Files of ten rows each."""
    random = np.random.default_rng(1)
    (folder / "files").mkdir()
    for number in range(count):
        part = [
            {"id": number * 10 + row, "vec": random.random(DIM).round(6).tolist(), "title": f"title {row}"}
            for row in range(10)
        ]
        (folder / "files" / f"{number}.json").write_text(json.dumps(part))
    (folder / "list").write_text("".join(f"{folder}/files/{number}.json\n" for number in range(count)))


def write(files: Path) -> None:
    fields = [
        FieldSchema("id", DataType.INT64, is_primary=True),
        FieldSchema("vec", DataType.FLOAT_VECTOR, dim=DIM),
        FieldSchema("title", DataType.VARCHAR, max_length=64),
    ]
    with tempfile.TemporaryDirectory() as folder:
        # Nothing is written to a file: rows are validated and kept.
        writer = LocalBulkWriter(CollectionSchema(fields), folder, 1 << 40, BulkFileType.JSON)
        for file in files.iterdir():
            for row in json.loads(file.read_bytes()):
                writer.append_row(row)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="small files, to see that all works")
    groups, count = (1, 100) if parser.parse_args().smoke else (20, 10_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        describe(folder)
        path = parquet(folder, groups)
        head = best(lambda: check(folder, str(path)))
        print(f"head of a Parquet file of {path.stat().st_size / 1e6:.0f} MB: {head * 1e3:.0f} ms")
        ours, theirs = best(lambda: check(folder, "--rows", "all", str(path))), best(lambda: read(path))
        print(f"all of it: {ours:.2f} s, pyarrow reads it in {theirs:.2f} s: {theirs / ours:.2f} x")
        path.unlink()
        json_files(folder, count)
        ours, theirs = best(lambda: check(folder, f"@{folder}/list")), best(lambda: write(folder / "files"), 1)
        compared = f"pymilvus's bulk writer {theirs:.2f} s: {theirs / ours:.2f} x"
        print(f"{count} JSON files of 10 rows: {ours:.2f} s, {compared}")


if __name__ == "__main__":
    main()
