"""Type checkers as users run them."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from .programs import PACKAGE


def run(*command: str, cwd: Path = PACKAGE) -> None:
    """Runs a command that has to find nothing."""
    ended = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert ended.returncode == 0, ended.stdout


def mypy(*paths: str, cwd: Path = PACKAGE) -> None:
    run(sys.executable, "-m", "mypy", "--strict", *paths, cwd=cwd)


def pyright(*paths: str, cwd: Path = PACKAGE) -> None:
    """Strict where the folder's own settings say so."""
    run(sys.executable, "-m", "pyright", "--pythonpath", sys.executable, *paths, cwd=cwd)


CHECKERS: dict[str, Callable[..., None]] = {"mypy": mypy, "pyright": pyright}
