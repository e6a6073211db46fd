"""The history on disk: every entry with its versions, what became of it, and what the reader did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .base import Batch, Beside, Held, History, Mark, Retention, Sitting, Usage

if TYPE_CHECKING:
    from .history import KeptHistory

__all__ = ["Batch", "Beside", "Held", "History", "Mark", "Retention", "Sitting", "Usage", "open_history"]


def open_history(path: Path, *, now: Callable[[], datetime], retention: Retention | None = None) -> KeptHistory:
    """The history in a file, which is made when it is missing, and mended when it is damaged. Raises StoreError. May wait for the disk."""
    from .history import KeptHistory

    return KeptHistory(path, now=now, retention=retention or Retention())
