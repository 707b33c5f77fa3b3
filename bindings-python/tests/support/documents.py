"""The Python examples of the documents, and emulators that stand where they look for servers."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from .emulator import Emulator
from .programs import CHECKOUT

DOCUMENTS = ("README.md", "bindings-python/README.md", "bindings-python/docs/moving-from-pymilvus.md")
JOB = "448761313698322011"
# What an example calls, and the server that is there.
SERVERS = {
    "http://localhost:19530": "milvus-3.0",
    "https://controller.api.gcp-us-west1.zillizcloud.com": "zilliz-v1",
}


@dataclass(frozen=True)
class Example:
    """A code block, and the release of pymilvus that it needs; `None` where it has to do without."""

    document: str
    line: int
    code: str
    pymilvus: str | None

    def __str__(self) -> str:
        return f"{self.document}, line {self.line}" + (f", pymilvus {self.pymilvus}" if self.pymilvus else "")


def examples() -> list[Example]:
    """Every code block in Python."""
    return [example for document in DOCUMENTS for example in _of(document)]


def _of(document: str) -> list[Example]:
    text = Path(CHECKOUT, document).read_text()
    blocks = re.finditer(r"^```python(?: pymilvus-([\d.]+))?\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    found = [Example(document, text.count("\n", 0, one.start()) + 2, one[2], one[1]) for one in blocks]
    assert len(found) == len(re.findall("^ *```py", text, re.MULTILINE)) > 0, f"{document}: a block that is not run"
    return found


@contextmanager
def emulators() -> Iterator[dict[str, Emulator]]:
    """An emulator for each of the servers, fast enough that a job is done within a second."""
    with ExitStack() as running:
        yield {url: running.enter_context(Emulator(server, speed=40)) for url, server in SERVERS.items()}
