"""The examples of the guide, and emulators that stand where they look for servers."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from support.emulator import Emulator

from .pymilvus_release import CHECKOUT

GUIDE = CHECKOUT / "bindings-python" / "docs" / "moving-from-pymilvus.md"
JOB = "448761313698322011"
# What an example calls, and the server that is there.
SERVERS = {
    "http://localhost:19530": "milvus-3.0",
    "https://controller.api.gcp-us-west1.zillizcloud.com": "zilliz-v1",
}


@dataclass(frozen=True)
class Example:
    """A code block, and the release of pymilvus that it needs; `None` where it has to do without."""

    line: int
    code: str
    pymilvus: str | None

    def __str__(self) -> str:
        return f"line {self.line}" + (f", pymilvus {self.pymilvus}" if self.pymilvus else "")


def examples() -> list[Example]:
    """Every code block of the guide. One that is not Python would be missed by its readers too, so there is none."""
    text = GUIDE.read_text()
    blocks = re.finditer(r"^```python(?: pymilvus-([\d.]+))?\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    found = [Example(text.count("\n", 0, one.start()) + 2, one[2], one[1]) for one in blocks]
    assert 2 * len(found) == len(re.findall("^```", text, re.MULTILINE)), "a block that is not run"
    return found


@contextmanager
def emulators() -> Iterator[dict[str, Emulator]]:
    """An emulator for each of the servers, fast enough that a job is done within a second."""
    with ExitStack() as running:
        yield {url: running.enter_context(Emulator(server, speed=40)) for url, server in SERVERS.items()}
