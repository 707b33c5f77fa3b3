"""What type checkers say about the package and about its use."""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest

import milvus_import
from milvus_import import _loop, _public, aio, bulk_writer, client, exceptions
from support.type_checkers import CHECKERS, run


@pytest.mark.slow
@pytest.mark.parametrize("checker", CHECKERS)
def test_the_package_and_its_use(checker: str) -> None:
    CHECKERS[checker]("python/milvus_import", "tests/typed_use.py")


@pytest.mark.slow
def test_the_stubs_are_those_of_the_native_part(tmp_path: Path) -> None:
    # `Call` exists for type checkers alone, the others for pickle and for `inspect`.
    allowed = tmp_path / "allowed"
    allowed.write_text(
        "".join(f"milvus_import._native.{name}\n" for name in ("Call", "restore_.*", "__all__", ".*.__signature__"))
    )
    run(sys.executable, "-m", "mypy.stubtest", "milvus_import._native", "--allowlist", str(allowed),
        "--ignore-unused-allowlist", "--ignore-disjoint-bases", cwd=tmp_path)  # fmt: skip


def annotated() -> Iterator[object]:
    """Everything public that may have annotations: classes, their methods and properties, and functions."""
    modules = (milvus_import, bulk_writer, aio, client, exceptions)
    for found in {getattr(module, name) for module in modules for name in dir(module) if not name.startswith("_")}:
        if inspect.getmodule(found) in (_loop, _public):
            continue
        if inspect.isfunction(found):
            yield found
        elif inspect.isclass(found):
            yield found
            for name, member in vars(found).items():
                if not name.startswith("_") or name == "__init__":
                    yield member.fget if isinstance(member, property) else member


def test_type_hints_are_there_at_run_time() -> None:
    looked_at = [one for one in annotated() if getattr(one, "__annotations__", None)]
    assert len(looked_at) > 50
    for one in looked_at:
        assert typing.get_type_hints(one), one
    assert typing.get_type_hints(milvus_import.Client.wait)["return"] is milvus_import.ImportProgress
    progress = typing.get_type_hints(milvus_import.ImportFailedError)["progress"]
    assert progress is milvus_import.ImportProgress


def test_nobody_pays_for_type_hints_who_does_not_ask() -> None:
    program = "import sys, milvus_import.bulk_writer\nmilvus_import.Client('http://h')\n"
    run(sys.executable, "-c", program + "assert 'typing' not in sys.modules")


@pytest.mark.parametrize("rule", [["format", "--check"], ["check"]])
def test_style(rule: list[str]) -> None:
    run(sys.executable, "-m", "ruff", *rule, "--no-cache", "python", "tests")
