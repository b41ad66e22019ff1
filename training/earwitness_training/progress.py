"""How far something long is: a bar on a terminal, nothing where nobody watches."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TextIO

_WIDTH = 24  # signs of the bar


class ProgressBar:
    """A bar on stderr that is drawn over itself, and wiped at the end.

    Where the stream is no terminal nothing is written: the caller's lines say enough there.
    """

    def __init__(self, name: str, total: int, stream: TextIO | None = None) -> None:
        self._name = name
        self._total = max(1, total)
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()
        self._drawn = 0
        self._done = 0

    def __enter__(self) -> ProgressBar:
        return self

    def advance(self, remark: str = "") -> None:
        """One step more."""
        self._done += 1
        if self._shown:
            full = min(_WIDTH, _WIDTH * self._done // self._total)
            bar = "=" * full + "." * (_WIDTH - full)
            self._draw(f"{self._name} [{bar}] {self._done}/{self._total} {remark}".rstrip())

    def _draw(self, text: str) -> None:
        self._stream.write("\r" + text.ljust(self._drawn))
        self._stream.flush()
        self._drawn = len(text)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            self._draw("")
            self._stream.write("\r")
            self._stream.flush()
