"""HTTP headers as a mapping. Apart, because few look at them and the base class takes long to import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


class Headers(Mapping[str, str]):
    """HTTP headers; names are looked up without regard to case."""

    __slots__ = ("_headers",)

    def __init__(self, headers: list[tuple[str, bytes]]) -> None:
        self._headers: dict[str, str] = {}
        for name, value in headers:
            before = self._headers.get(name)
            text = value.decode("latin-1")
            self._headers[name] = text if before is None else f"{before}, {text}"

    def __getitem__(self, name: str) -> str:
        return self._headers[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._headers)

    def __len__(self) -> int:
        return len(self._headers)

    def __repr__(self) -> str:
        return repr(self._headers)
