"""The one hash of the program, BLAKE2b. `hashlib` has it too, but loads OpenSSL for its others: that takes longer than to read a page."""

from __future__ import annotations

try:
    from _blake2 import blake2b  # where hashlib has it from; random imports its hash in the same way
except ImportError:  # a Python that is built otherwise
    from hashlib import blake2b

__all__ = ["blake2b"]
