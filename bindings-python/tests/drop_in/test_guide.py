"""Every example of the guide runs, with emulators in the place of servers, and says what the text around it says."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.emulator import Emulator

from . import guide
from .guide import Example
from .pymilvus_release import PYTHON, environment, set_up


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, Emulator]]:
    with guide.emulators() as running:
        yield running


@pytest.mark.parametrize("example", guide.examples(), ids=str)
def test_example(example: Example, servers: dict[str, Emulator]) -> None:
    code = example.code
    for url, emulator in servers.items():
        emulator.control("POST", "reset")
        emulator.add_job(job_id=guide.JOB)
        code = code.replace(url, emulator.uri)
    if example.pymilvus:
        set_up()
        python, variables = PYTHON, environment(example.pymilvus)
    else:
        python, variables = Path(sys.executable), dict(os.environ)
    done = subprocess.run([python, "-c", code], env=variables, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    if "print(" in code:
        assert done.stdout.strip(), "it prints nothing"
