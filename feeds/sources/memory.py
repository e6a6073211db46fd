"""A source that plays what it is given: documents, silence and failures, one a look. For tests and demonstrations."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..errors import FeedError
from ..model import Document


class MemorySource:
    """Each look takes the next of `script`: a document, bytes, None for no change, or an error to raise. Then nothing changes any more."""

    interval = 1.0
    finished = False

    def __init__(self, script: Iterable[Document | bytes | FeedError | None] = (), *, name: str = "memory") -> None:
        self.name = self.title = self.key = name
        self.script = list(script)
        self.looks = 0
        self._wake: Callable[[], None] = lambda: None

    async def fetch(self, previous: Document | None) -> Document | None:
        self.looks += 1
        if not self.script:
            return None
        step = self.script.pop(0)
        if isinstance(step, FeedError):
            raise step
        return Document(data=step, source=self.name) if isinstance(step, bytes) else step

    def play(self, *steps: Document | bytes | FeedError | None) -> None:
        """Add to the script, and have it looked at."""
        self.script.extend(steps)
        self._wake()

    def watch(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def close(self) -> None:
        self._wake = lambda: None
