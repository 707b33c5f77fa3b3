"""Writes the Parquet files of tests/rules.rs: python make.py, with pyarrow 26."""

import pathlib

import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent


def write(name, values, kind, **options):
    table = pa.table({"id": pa.array(range(len(values)), pa.int64()), "x": pa.array(values, kind)})
    pq.write_table(table, HERE / f"{name}.parquet", compression=options.pop("compression", "none"), **options)


write("codec", ["a"], pa.string(), compression="lz4")
write("nullable_vector_type", [[0.5, 0.25]], pa.list_(pa.float64()))
write("null_array", [[1], None], pa.list_(pa.int64()))
write("empty_nullable_array", [[1], []], pa.list_(pa.int64()))
write("capacity", [[1, 2, 3]], pa.list_(pa.int64()))
write("element_length", [["abcd"]], pa.list_(pa.string()))
write("timestamp_cut", ["2025-01-31T12:30:00.1234567Z"], pa.string())
sparse = pa.struct([("indices", pa.list_(pa.uint64())), ("values", pa.list_(pa.float32()))])
write("sparse_wraps", [{"indices": [1 << 33], "values": [0.5]}], sparse)
write("struct_null", [[{"a": 1}], None], pa.list_(pa.struct([("a", pa.int64())])))
# A text that is no UTF-8, and a page that is not what its checksum says: pyarrow writes neither.
for name, options in {"utf8": {}, "checksum": {"write_page_checksum": True}}.items():
    write(name, ["?ext"], pa.string(), use_dictionary=False, write_statistics=False, **options)
    file = HERE / f"{name}.parquet"
    file.write_bytes(file.read_bytes().replace(b"?ext", b"\xffext" if name == "utf8" else b"next"))
