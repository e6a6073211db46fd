"""The history on disk: every entry with its versions, what became of it, and what the reader did."""

from __future__ import annotations

from .base import Batch, History, Mark, Sitting

__all__ = ["Batch", "History", "Mark", "Sitting"]
