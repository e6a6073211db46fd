"""How a snapshot is laid over what the timeline knows of its source: which post is which, what became of each, and what is to be told of it."""

from __future__ import annotations
