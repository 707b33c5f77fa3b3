"""What type checkers say about the package and about its use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support.programs import PACKAGE

CHECKERS = {
    "mypy": [sys.executable, "-m", "mypy", "--strict"],
    "pyright": [sys.executable, "-m", "pyright", "--pythonpath", sys.executable],
}


def run(*command: str, cwd: Path = PACKAGE) -> str:
    ended = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


@pytest.mark.slow
@pytest.mark.parametrize("checker", CHECKERS)
def test_the_package_and_its_use(checker: str) -> None:
    run(*CHECKERS[checker], "python/milvus_import", "tests/typed_use.py")


@pytest.mark.slow
def test_the_stubs_are_those_of_the_native_part(tmp_path: Path) -> None:
    # `Call` exists for type checkers alone, the others for pickle.
    allowed = tmp_path / "allowed"
    allowed.write_text("".join(f"milvus_import._native.{name}\n" for name in ("Call", "restore_.*", "__all__")))
    run(sys.executable, "-m", "mypy.stubtest", "milvus_import._native", "--allowlist", str(allowed),
        "--ignore-unused-allowlist", "--ignore-disjoint-bases", cwd=tmp_path)  # fmt: skip


@pytest.mark.parametrize("rule", [["format", "--check"], ["check"]])
def test_style(rule: list[str]) -> None:
    run(sys.executable, "-m", "ruff", *rule, "--no-cache", "python", "tests")
