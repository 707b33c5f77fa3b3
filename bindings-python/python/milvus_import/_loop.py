"""How asynchronous calls end in an event loop: one mailbox for each loop, which settles the futures of its calls."""

from __future__ import annotations

from asyncio import get_running_loop
from weakref import ref

from ._native import Mailbox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Future
    from collections.abc import Callable
    from typing import Any, Concatenate, ParamSpec, TypeVar

    from ._native import Call

    P = ParamSpec("P")
    T = TypeVar("T")

# The loop has its mailbox as an attribute. In a table of loops, even a weak one, the mailbox would keep its loop alive
# by the futures of calls in flight. So a loop that nobody has any more takes all of it along.
_MAILBOX = "_milvus_import_mailbox"


async def ask(start: Callable[Concatenate[Mailbox, Future[Any], P], Call[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    """Starts a call and waits for its end; the call ends with whoever waits for it."""
    loop = get_running_loop()
    mailbox: Mailbox | None = getattr(loop, _MAILBOX, None)
    if mailbox is None:
        mailbox = _open(loop)
        setattr(loop, _MAILBOX, mailbox)
    future: Future[T] = loop.create_future()
    call = start(mailbox, future, *args, **kwargs)
    try:
        return await future
    except BaseException:
        mailbox.cancel(call)
        raise


def _open(loop: AbstractEventLoop) -> Mailbox:
    mailbox = Mailbox()
    file = mailbox.fileno()
    try:
        if file is None:
            raise NotImplementedError
        loop.add_reader(file, mailbox.deliver)
    except NotImplementedError:
        # No eventfd here, or a loop that cannot watch files. The loop must be free to go, and so must the mailbox.
        ring_for, mail = ref(loop), ref(mailbox)

        def ring() -> None:
            awake, box = ring_for(), mail()
            if awake is not None and box is not None:
                awake.call_soon_threadsafe(box.deliver)

        mailbox.ring_with(ring)
    return mailbox
