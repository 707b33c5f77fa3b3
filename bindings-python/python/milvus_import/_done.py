"""The result of `commit_import` and `abort_import`, which has nothing but its success to tell."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Done:
    """What a commit or an abort leaves. The native part says only that it is done; Milvus's answer is always this."""

    __slots__ = ("_elapsed", "_url")

    raw = b'{"code":0,"data":{}}'

    def __init__(self, url: str, elapsed: float) -> None:
        self._url = url
        self._elapsed = elapsed

    def _decoded(self) -> Any:
        return {"code": 0, "data": {}}

    def _text(self) -> str:
        return self.raw.decode()

    def _parts(self) -> tuple[str, int, list[tuple[str, bytes]], bytes, float]:
        return (self._url, 200, [("content-type", b"application/json")], self.raw, self._elapsed)
