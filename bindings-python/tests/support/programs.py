"""Programs of this checkout: those in the folder MILVUS_IMPORT_PROGRAMS, or built by cargo when they are asked for."""

from __future__ import annotations

import functools
import json
import os
import subprocess
from pathlib import Path

CHECKOUT = Path(__file__).parents[3]
PACKAGE = CHECKOUT / "bindings-python"
SURFACE = json.loads((CHECKOUT / "surface" / "surface.json").read_text("utf-8"))
"""What every language has, from the tables of the core."""
FOLDER = os.environ.get("MILVUS_IMPORT_PROGRAMS")


@functools.cache
def program(package: str, name: str) -> str:
    """The path of a binary of the workspace."""
    if FOLDER:
        return str(Path(FOLDER) / name)
    command = ["cargo", "build", "--quiet", "--package", package, "--bin", name, "--message-format", "json"]
    built = subprocess.run(command, cwd=CHECKOUT, check=True, stdout=subprocess.PIPE, text=True)
    messages = map(json.loads, built.stdout.splitlines())
    return next(message["executable"] for message in messages if message.get("executable"))
