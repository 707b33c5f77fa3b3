"""No frame of the package that a traceback shows holds a secret: tools show the locals of all frames."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import milvus_import
from milvus_import import AsyncClient, Client, bulk_writer

PACKAGE = str(Path(milvus_import.__file__).parent)
SECRET = "hunter2" + "-and-more"
NOBODY = "http://127.0.0.1:1"


def progress(**keywords: Any) -> object:
    return bulk_writer.get_import_progress(NOBODY, "1", api_key=SECRET, **keywords)


CALLS: dict[str, Callable[[], object]] = {
    "uri": lambda: Client("ftp://h", token=SECRET),
    "type": lambda: Client(5, token=SECRET),  # type: ignore[arg-type]
    "file": lambda: Client("https://h", token=SECRET, ca_cert="/does/not/exist.pem"),
    "surrogate": lambda: Client(NOBODY, token=SECRET + "\udcff"),
    "keyword": lambda: Client(NOBODY, token=SECRET, tokn=SECRET),  # type: ignore[call-arg]
    "header": lambda: Client(NOBODY, headers={"X-A": SECRET, "Host": "h"}),
    "proxy": lambda: Client(NOBODY, proxy=f"http://u:{SECRET}@"),
    "asyncio": lambda: AsyncClient("ftp://h", token=SECRET),
    "import": lambda: Client(NOBODY, retry_budget=0).bulk_import("b", [["a"]], secret_key=SECRET),
    "import in asyncio": lambda: asyncio.run(AsyncClient(NOBODY).bulk_import("b", ["a"], secret_key=SECRET)),
    "function": lambda: progress(timeout=0.2),
    "function's keyword": lambda: progress(stream=True),
    "function's file": lambda: progress(verify="no-such-file.pem"),
    "function's proxy": lambda: progress(proxies={"http": "no proxy"}),
    "function's type": lambda: progress(cluster_id=[]),
    "function's url": lambda: bulk_writer.get_import_progress(f"http://root:{SECRET}@127.0.0.1:1", "1", timeout=0.2),
    "function's import": lambda: bulk_writer.bulk_import(NOBODY, "b", files=["a"], secret_key=SECRET),
    "older function": lambda: milvus_import.get_import_progress("ftp://h", SECRET, "1", ""),
    "older function's keyword": lambda: milvus_import.get_import_progress(NOBODY, SECRET, "1", "", stream=1),
}


def frames(shown: traceback.TracebackException | None) -> Iterator[traceback.FrameSummary]:
    while shown is not None:
        yield from shown.stack
        shown = shown.__cause__ or shown.__context__


@pytest.mark.parametrize("name", CALLS)
def test_in_a_traceback_with_locals(name: str) -> None:
    with pytest.raises((milvus_import.ImportJobError, TypeError)) as caught:
        CALLS[name]()
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    ours = [frame for frame in frames(shown) if frame.filename.startswith(PACKAGE)]
    assert ours, "the package shows where it was called"
    for frame in ours:
        assert SECRET not in str(frame.locals), f"{frame.filename}:{frame.lineno}"
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("client", [Client, AsyncClient])
def test_a_client_whose_constructor_refused_can_be_shown(client: Any) -> None:
    made: list[Any] = []

    class Mine(client):  # type: ignore[misc]
        def __init__(self) -> None:
            made.append(self)
            super().__init__("ftp://h", token=SECRET)

    with pytest.raises(milvus_import.InvalidArgumentError) as caught:
        Mine()
    assert repr(made[0]) == "<Mine that was not made>"
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert "<Mine that was not made>" in shown
    assert "ftp" in shown
