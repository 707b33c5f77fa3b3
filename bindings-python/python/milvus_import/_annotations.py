"""The types that annotations name, imported once somebody asks for them: `typing` takes longer than a first answer.

`typing.get_type_hints` is who asks; for a call nobody does.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import *  # noqa: F403
else:

    def __getattr__(name: str) -> object:
        from . import _types

        return getattr(_types, name)
