"""A program on a terminal of its own, and what is to be seen there."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import textwrap
import time
from contextlib import suppress

_PATIENCE = 60.0
# As the leader of a session without a terminal, a program gets the first one that it opens: Ctrl-C is for it. It hears
# that although the tests may have been started in the background, where it would not.
_TAKE_TERMINAL = """
import os, signal
os.close(os.open(os.ttyname(2), os.O_RDWR))
signal.signal(signal.SIGINT, signal.default_int_handler)
"""


class Terminal:
    """A running Python program: `with Terminal("…") as terminal: …`."""

    def __init__(self, program: str, columns: int = 80, **environment: str) -> None:
        self.columns = columns
        self.drawn = ""
        self._read_to = 0
        self._deadline = time.monotonic() + _PATIENCE
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        command = [sys.executable, "-c", _TAKE_TERMINAL + textwrap.dedent(program)]
        self._process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**os.environ, "TERM": "xterm", **environment},
        )  # fmt: skip
        os.close(slave)

    def read_until(self, text: str) -> None:
        """Waits until a text has been drawn behind the one that was waited for before."""
        while (found := self.drawn.find(text, self._read_to)) < 0:
            assert self._read(), f"the program ended without {text!r}: {self.drawn!r}"
        self._read_to = found + len(text)

    def press(self, key: bytes) -> None:
        """Presses a key."""
        os.write(self._master, key)

    def end(self) -> str:
        """Waits until the program has ended, and returns the screen."""
        while self._read():
            pass
        self._process.wait(_PATIENCE)
        self._read_to = len(self.drawn)
        return self.screen()

    def screen(self) -> str:
        """What stands on the screen once the text that was waited for has been drawn. Wraps as terminals do."""
        lines, column = [""], 0
        for char in self.drawn[: self._read_to]:
            if char == "\r":
                column = 0
            elif char == "\n":
                lines.append("")
            else:
                if column == self.columns:
                    lines, column = [*lines, ""], 0
                line = lines[-1].ljust(column)
                lines[-1], column = line[:column] + char + line[column + 1 :], column + 1
        return "\n".join(line.rstrip() for line in lines).rstrip("\n")

    def _read(self) -> bool:
        """Reads what has been drawn since; False at the end."""
        ready, _, _ = select.select([self._master], [], [], max(self._deadline - time.monotonic(), 0))
        assert ready, f"it took too long: {self.drawn!r}"
        more = b""
        # An error is how the master learns that nobody has the terminal any more.
        with suppress(OSError):
            more = os.read(self._master, 65536)
        self.drawn += self._decoder.decode(more)
        return bool(more)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        os.close(self._master)
