"""Addresses of the web as sources: what is asked, how it goes over the wire, and what counts as an answer."""

from .body import Caps
from .source import HttpSource

__all__ = ["Caps", "HttpSource"]
