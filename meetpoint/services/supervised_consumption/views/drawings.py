"""Boards as they were last drawn: screens that show the same share one drawing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

MOST = 32
"""Drawings kept in a process: of a few rooms, in two languages, for each kind of screen (product choice)."""


class Drawings:
    """Keeps the newest drawings by what they depend on; whoever asks while one is made waits for it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, str] = OrderedDict()

    def drawn(self, key: str, draw: Callable[[], str]) -> str:
        """Return the drawing of a key, made by `draw` when there is none; what that raises passes through."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = draw()
                while len(self._kept) > MOST:
                    self._kept.popitem(last=False)
            return self._kept[key]
