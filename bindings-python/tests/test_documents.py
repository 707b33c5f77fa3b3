"""Every example of the documents runs, with emulators in the place of servers, and type checkers find nothing in it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from drop_in.pymilvus_release import PYTHON, environment, set_up
from support import documents
from support.documents import Example
from support.emulator import Emulator
from support.type_checkers import CHECKERS


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, Emulator]]:
    with documents.emulators() as running:
        yield running


@pytest.mark.parametrize("example", documents.examples(), ids=str)
def test_example(example: Example, servers: dict[str, Emulator], tmp_path: Path) -> None:
    code = example.code
    for url, emulator in servers.items():
        emulator.control("POST", "reset")
        emulator.add_job(job_id=documents.JOB)
        code = code.replace(url, emulator.uri)
    if example.pymilvus:
        set_up()
        python, variables = PYTHON, environment(example.pymilvus)
    else:
        python, variables = Path(sys.executable), dict(os.environ)
    done = subprocess.run(
        [python, "-c", code], cwd=tmp_path, env=variables, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    if "print(" in code:
        assert done.stdout.strip(), "it prints nothing"


@pytest.mark.slow
@pytest.mark.parametrize("checker", CHECKERS)
def test_examples_are_typed(checker: str, tmp_path: Path) -> None:
    """As a user's own strict project would find them. Not the examples of pymilvus, which has no types for that."""
    for number, example in enumerate(documents.examples()):
        if not example.pymilvus:
            # The line in the file is that in the document.
            code = "\n" * (example.line - 1) + example.code
            (tmp_path / f"{Path(example.document).stem.replace('-', '_')}_{number}.py").write_text(code)
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    names = [path.name for path in tmp_path.glob("*.py")]
    assert len(names) >= 10
    CHECKERS[checker](*names, cwd=tmp_path)
