"""Whether a summary says something that the body does not."""

from __future__ import annotations

import re

_DOTS = re.compile(r"\s*(?:\[\s*)?(?:…|\.\.\.+)(?:\s*\])?\s*")
_MORE = re.compile(
    r"\s*(?:(?:continue|keep) reading|read (?:more|on|the (?:full|whole|rest)[^.\n]{0,40})|(?:see|learn) more|full (?:story|article)|weiterlesen|mehr lesen|lire la suite|leer más|lees meer)\b[^\n]{0,200}$",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\s*the post .{1,300}? (?:appeared first|first appeared) on .{1,200}$", re.IGNORECASE | re.DOTALL)
_SIGNS = re.compile(r"\W+")
LEAST = 30
"""Characters that the beginning of a summary must have before its "…" to be known by it."""


def says_more(summary: str, body: str) -> str | None:
    """The summary, None when the body has its words: whole, or up to where it is cut off."""
    if not summary:
        return None
    if not body:
        return summary
    core = _MORE.sub("", _FIRST.sub("", summary))
    before, cut, after = _split(core)
    if cut and len(before) >= LEAST and len(after.split()) <= 3:
        core = before
    core = core.strip(" .…")
    if not core or core in body:
        return None
    folded = _SIGNS.sub("", core).casefold()
    return None if folded in _SIGNS.sub("", body).casefold() else summary


def _split(text: str) -> tuple[str, str, str]:
    """A text before its last "…", that, and what follows."""
    places = list(_DOTS.finditer(text, max(0, len(text) - 400)))
    return (text[: places[-1].start()], places[-1][0], text[places[-1].end() :]) if places else (text, "", "")
