"""Whose a picture is, where that is told in its caption: behind a word that announces it."""

from __future__ import annotations

from ..wording import Wording

LONGEST = 200
"""Characters of a credit; what is longer goes on about something else."""

_SOURCE = Wording(r"(?:Image|Media|Video|Picture) source\s*[,:]\s*(\S.*)")
_CAPTION = Wording(r"(?:Image|Media|Video|Picture) caption\s*[,:]\s*")
_CREDIT = Wording(
    r"(?P<before>(?:^|.*?[\s.,;!?\"'”’)(\[|/–—-]))(?P<credit>(?:Photographs?|Photos?|Photography|Pictures?|Pics?|Composite|Illustration|(?<!^)Images?|Fotos?|Bild(?:er)?)\s?:\s*(?P<whose>\S.*))"
)
_MARKED = Wording(r"(?P<before>.*?)\bCredit\s?(?:\.\.\.|…|:)\s*(?P<whose>\S.*)")


def source_of(text: str) -> str | None:
    """Whose a picture is, of words that say nothing else ("Image source, Harbour Press"); None of any other."""
    found = _SOURCE.compiled.fullmatch(text) if len(text) <= LONGEST else None
    return found[1] if found else None


def parted(caption: str) -> tuple[str | None, str | None]:
    """A caption without the credit at its end, and that as it is written ("Photograph: Ann Example/AFP"); None for what is not there."""
    if begun := _CAPTION.compiled.match(caption):
        caption = caption[begun.end() :]
    found = _CREDIT.compiled.fullmatch(caption)
    credit = found["credit"] if found else ""
    if found is None and (found := _MARKED.compiled.fullmatch(caption)):
        credit = found["whose"]
    if found is None or len(found["whose"]) > LONGEST:
        return caption or None, None
    before = found["before"].rstrip(" |/–—-")
    if before.endswith(("(", "[")) and credit.endswith((")", "]")):
        before, credit = before[:-1].rstrip(), credit[:-1]
    return before or None, credit.strip()
