"""Files are checked before an import, and the reasons of failed ones explained."""

from __future__ import annotations

import asyncio
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy
import pytest

import milvus_import
from milvus_import import AsyncClient, CheckReport, Client, CollectionDescription, ImportFailedError, check, explain
from milvus_import.exceptions import InvalidArgumentError
from support.emulator import Emulator
from support.programs import CHECKOUT, program
from support.replay import Answer, Replay

FIELDS = [
    {"name": "id", "type": "Int64", "primaryKey": True, "autoId": False, "nullable": False},
    {"name": "vec", "type": "FloatVector", "nullable": False, "params": [{"key": "dim", "value": "2"}]},
]
SAVED: dict[str, Any] = {"code": 0, "data": {"collectionName": "books", "fields": FIELDS, "functions": []}}
GOOD = [{"id": 1, "vec": [0.5, 0.5]}, {"id": 2, "vec": [1, 0]}]
BAD = [{"id": 1, "vec": [0.5]}, {"id": "two", "vec": [1]}]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("good.json").write_text(json.dumps(GOOD))
    Path("bad.json").write_text(json.dumps(BAD))
    Path("books.schema").write_text(json.dumps(SAVED))
    return tmp_path


def test_a_good_file_has_no_finding_and_was_looked_at() -> None:
    report = check(SAVED, ["good.json"])
    assert report.ok
    assert report.findings == ()
    (looked,) = report.looked
    assert (looked.file, looked.seen, looked.rows) == ("good.json", 2, 2)
    assert str(looked) == looked.text == "2 rows of good.json"
    assert str(report) == ""


def test_a_finding_says_everything() -> None:
    report = check(SAVED, [Path("bad.json")], server="2.6.18")
    assert not report.ok
    found = next(one for one in report.findings if one.field == "vec")
    assert (found.severity, found.file, found.row, found.count) == ("error", "bad.json", 0, 2)
    assert found.rule == "value.dim"
    assert "vec" in found.message
    assert found.server_text
    assert found.since == "2.4.12"
    assert found.until is None
    with pytest.raises(AttributeError):
        found.row = 7  # type: ignore[misc]


def test_the_lines_are_those_of_the_command() -> None:
    report = check("books.schema", ["bad.json", "good.json", "missing.parquet"])
    command = [program("milvus-import-cli", "milvus-import"), "check", "--schema", "books.schema"]
    done = subprocess.run(
        [*command, "bad.json", "good.json", "missing.parquet"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert str(report) == done.stdout.rstrip("\n")
    assert str(report).splitlines() == [str(found) for found in report.findings]
    assert len(report.findings) > 2


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param(lambda: CollectionDescription.from_json(json.dumps(SAVED)), id="description"),
        pytest.param(lambda: "books.schema", id="path"),
        pytest.param(lambda: Path("books.schema"), id="pathlib"),
        pytest.param(lambda: json.dumps(SAVED), id="text"),
        pytest.param(lambda: json.dumps(SAVED).encode(), id="bytes"),
        pytest.param(lambda: SAVED, id="dict"),
        pytest.param(lambda: SAVED["data"], id="data alone"),
    ],
)
def test_a_schema_is_a_description_or_what_was_saved_of_it(schema: Any) -> None:
    assert [found.rule for found in check(schema(), ["bad.json"]).findings] == [
        found.rule for found in check(SAVED, ["bad.json"]).findings
    ]


def test_numpy_files_are_one_set_and_lists_are_as_they_stand() -> None:
    numpy.save("id.npy", numpy.array([1, 2]))
    numpy.save("vec.npy", numpy.zeros((2, 2), "float32"))
    assert check(SAVED, ["id.npy", "good.json", "vec.npy"]).ok
    assert check(SAVED, [["id.npy", Path("vec.npy")], "good.json"]).ok
    assert not check(SAVED, [["id.npy"], ["vec.npy"]]).ok
    assert not check(SAVED, [["id.npy", "good.json"]]).ok


def test_options_of_the_import_change_how_csv_is_read() -> None:
    Path("books.csv").write_text('id;vec\n1;"[0.5,0.5]"\n')
    assert check(SAVED, ["books.csv"], sep=";", server="2.6.18").ok
    assert not check(SAVED, ["books.csv"], server="2.6.18").ok
    assert not check(SAVED, ["books.csv"], sep=";", server="2.4.12").ok
    assert check(SAVED, ["good.json"], rows="all", nullkey="none").ok


def test_what_is_in_brotli_is_not_looked_into() -> None:
    file = CHECKOUT / "tests" / "check" / "files" / "parquet.compress.brotli.parquet"
    (looked,) = check(SAVED, [file]).looked
    assert looked.text == f"footer, nothing in brotli, and 0 of 3 rows of {file}"


@pytest.mark.parametrize(
    ("arguments", "error", "part"),
    [
        (("books.schema", "good.json"), TypeError, "files must be a list of paths"),
        (("books.schema", [7]), TypeError, r"files\[0\] must be str or a path, not int"),
        ((7, ["good.json"]), TypeError, "schema must be"),
        (("missing.schema", ["good.json"]), InvalidArgumentError, "missing.schema"),
        (("{}", ["good.json"]), InvalidArgumentError, "no description"),
    ],
)
def test_what_cannot_be_checked_is_refused(arguments: Any, error: type[Exception], part: str) -> None:
    with pytest.raises(error, match=part):
        check(*arguments)


@pytest.mark.parametrize("option", [{"server": "1.0"}, {"rows": "some"}])
def test_an_option_that_is_none_is_refused(option: Any) -> None:
    with pytest.raises(InvalidArgumentError, match=next(iter(option.values()))):
        check(SAVED, ["good.json"], **option)
    with pytest.raises(TypeError, match="must be str, not int"):
        check(SAVED, ["good.json"], **dict.fromkeys(option, 7))


def test_a_report_is_pickled_and_a_table() -> None:
    Path("<b>.json").write_text(json.dumps(BAD))
    report = check(SAVED, ["<b>.json"])
    again = pickle.loads(pickle.dumps(report))
    assert again == report
    assert {again} == {report}
    html = report._repr_html_()
    assert "&lt;b&gt;.json" in html
    assert "<b>" not in html
    assert "no finding" in CheckReport()._repr_html_()
    assert repr(report).startswith("CheckReport(findings=(Finding(severity=")


def test_a_client_describes_and_checks() -> None:
    answers = [Answer(json.dumps(SAVED).encode())] * 2
    with Replay(answers) as server:

        async def asynchronous() -> CheckReport:
            async with AsyncClient(server.uri) as client:
                return await client.check("books", ["bad.json"], db_name="sales")

        blocking = Client(server.uri).check("books", ["bad.json"], db_name="sales", server="2.6.18")
        assert not blocking.ok
        assert asyncio.run(asynchronous()).looked == blocking.looked
    for request in server.received:
        assert json.loads(request.body) == {"collectionName": "books", "dbName": "sales"}


def sparse(name: str, header: str, size: int) -> None:
    """A NumPy file of zeros that takes no place on the disk, and minutes to be read."""
    text = f"{header:<117}\n".encode()
    with Path(name).open("wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text)
        file.truncate(len(text) + 10 + size)


@pytest.fixture
def endless(folder: Path) -> Path:
    rows = 1_500_000_000
    sparse("id.npy", f"{{'descr': '<i8', 'fortran_order': False, 'shape': ({rows},), }}", 8 * rows)
    sparse("vec.npy", f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, 2), }}", 8 * rows)
    return folder


CHECK = 'milvus_import.check("books.schema", ["id.npy", "vec.npy"], rows="all")'
INTERRUPTED = f"""
import os, signal, threading, milvus_import
milvus_import.check
threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    {CHECK}
except KeyboardInterrupt:
    print("interrupted")
"""
BESIDE = f"""
import os, threading, time, milvus_import
milvus_import.check
ended = []
threading.Thread(target=lambda: ended.append({CHECK}), daemon=True).start()
for _ in range(200):
    time.sleep(0.001)
print(ended, flush=True)
os._exit(0)
"""


def test_ctrl_c_ends_a_check(endless: Path) -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], cwd=endless, capture_output=True, text=True, timeout=20)
    assert done.stdout == "interrupted\n"


def test_other_threads_go_on_while_files_are_read(endless: Path) -> None:
    done = subprocess.run([sys.executable, "-c", BESIDE], cwd=endless, capture_output=True, text=True, timeout=20)
    assert done.stdout == "[]\n"


def test_reasons_are_explained() -> None:
    explanation = explain("the field 'pages' is not nullable but the file contains null value: importing data failed")
    assert explanation is not None
    assert explanation.rule == "parquet.null"
    assert "nullable" in explanation.fix
    assert str(explanation) == f"{explanation.cause}. {explanation.fix}"
    assert explain("80 %") is not None
    assert explain("something else") is None
    with pytest.raises(TypeError, match="reason must be str, not int"):
        explain(80)  # type: ignore[arg-type]


@pytest.mark.parametrize(("reason", "known"), [("could not retrieve footer offset", True), ("who knows", False)])
def test_a_failed_import_explains_itself(emulator: Emulator, reason: str, known: bool) -> None:
    job_id = emulator.add_job(script={"fail_at": 0, "reason": reason})
    emulator.control("POST", "clock", {"advance": 60})
    with pytest.raises(ImportFailedError) as failed:
        Client(emulator.uri).wait(job_id)
    assert failed.value.explanation == (explain(reason) if known else None)
    assert pickle.loads(pickle.dumps(failed.value)).explanation == failed.value.explanation


def test_no_other_error_explains_itself(emulator: Emulator) -> None:
    with pytest.raises(milvus_import.JobNotFoundError) as unknown:
        Client(emulator.uri).get_import_progress("1")
    assert unknown.value.explanation is None
