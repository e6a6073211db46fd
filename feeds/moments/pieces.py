"""The pieces of a written time: numbers, dates in digits, clocks, halves of the day, months, offsets, other words."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..dates.months import month_names
from ..text import fold
from ..wording import Wording


class Piece(NamedTuple):
    """One piece: what it is, its text, and its parts in digits, None where one is not written."""

    kind: str
    """`ymd`, `dmy`, `clock`, `hour`, `number`, `half`, `offset`, `month`, or `words`: all that stand together, none of them a month."""
    text: str
    parts: tuple[str | None, ...] = ()

    @property
    def may_be_clock(self) -> bool:
        """Whether a date in digits may be a clock: `10.15.30`."""
        return self.kind == "dmy" and self.parts[3] == "." and len(self.parts[2] or "") == 2

    def as_clock(self) -> Piece:
        return Piece("clock", self.text, (*self.parts[:3], None))


_PIECE = Wording(
    r"(?P<ymd>(?P<y1>\d{4})(?P<s1>[-/.:])\s?(?P<m1>\d{1,2})(?P=s1)\s?(?P<d1>\d{1,2}))(?![\d:])\.?(?:t(?=\d))?"
    r"|(?P<dmy>(?P<d2>\d{1,2})(?P<s2>[-/.])\s?(?P<m2>\d{1,2})(?P=s2)\s?(?P<y2>\d{4}|\d\d))(?!\d)(?:t(?=\d))?"
    r"|(?P<clock>(?P<h3>\d{1,2})(?::|\.(?=\d\d)|\s?h\s?(?=\d\d))(?P<m3>\d{1,2})(?!\d)(?:[:.m](?P<s3>\d{1,2})(?!\d)s?(?:[.,:](?P<p3>\d{1,12}))?)?)"
    r"|(?P<hour>\d{1,2})(?=\s?(?:h|uhr|[apπμ]\.?\s?[mμ])(?![^\W\d_]))"
    r"|(?P<number>\d{1,4})(?!\d)(?:(?:st|nd|rd|th|er|ere|e|o|a)(?![^\W\d_]))?"
    r"|(?P<half>[apπμ])\.?\s?[mμ](?![^\W\d_])"
    r"|(?P<word>(?:est5edt|cst6cdt|mst7mdt|pst8pdt)|[^\W\d_]+(?:/[^\W\d]+)*)"
)
_PARTS = {"ymd": ("y1", "m1", "d1"), "dmy": ("d2", "m2", "y2", "s2"), "clock": ("h3", "m3", "s3", "p3")}
_OFFSET = Wording(r"\s*([+-])(\d{1,2})(?::?(\d\d))?(?::?(\d\d))?(?![\d:])")
_GAP = Wording(r"[\s,.\-/|'’·;:@_\"]*")
_COMMENT = Wording(r"[(\[]([^()\[\]]*)[)\]]")
_GO_CLOCK = Wording(r"\sm=[+-]\d[\d.]*$")
"""What Go's time.String() puts behind a time: the monotonic clock."""
_MINUS = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212", "------")

_EAST_ASIAN = (
    (Wording(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]"), r" \1-\2-\3 "),
    (Wording(r"(\d{1,2})\s?[時时点點시]\s?(\d{1,2})\s?[分분]\s?(\d{1,2})\s?[秒초]"), r" \1:\2:\3 "),
    (Wording(r"(\d{1,2})\s?[時时点點시]\s?(\d{1,2})\s?[分분]"), r" \1:\2 "),
    (Wording(r"(\d{1,2})\s?[時时点點시](?!\w)"), r" \1:00 "),
    (Wording(r"午前|上午|오전|凌晨|早上"), " am "),
    (Wording(r"午後|下午|오후|晚上"), " pm "),
    (Wording(r"(?:星期|周|週|礼拜)[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일"), " "),
    (Wording(r"日本時間"), " jst "),
    (Wording(r"北京时间"), " china standard time "),
)
"""Numbers and signs of Chinese, Japanese and Korean, and how they read elsewhere; weekdays tell nothing."""


def pieces(text: str) -> tuple[list[Piece], list[str]] | None:
    """The pieces of a text in their order, and what stands in brackets. None when something else is in it. The text is clean and not long."""
    if not text.isascii():
        for sign, reading in _EAST_ASIAN:
            text = sign.sub(reading, text)
        text = fold(text.translate(_MINUS))
    else:
        text = _GO_CLOCK.sub("", text.lower())
    comments: list[str] = []
    if "(" in text or "[" in text:
        comments = _COMMENT.compiled.findall(text)
        text = _COMMENT.sub(" ", text)
    return (found, comments) if (found := _split(text)) else None


def _split(text: str) -> list[Piece] | None:
    found: list[Piece] = []
    at = _end_of_gap(text, 0)
    while at < len(text):
        # A sign right behind a clock or a zone's name begins an offset; elsewhere it is a dash.
        last = found[-1] if found else None
        if last and (last.kind in ("clock", "half", "words", "offset") or last.may_be_clock) and (offset := _OFFSET.match(text, at)):
            found.append(Piece("offset", offset[0].strip(), offset.groups()))
            at = offset.end()
            continue
        at = _end_of_gap(text, at)
        if at == len(text):
            break
        match = _PIECE.match(text, at)
        if match is None:
            return None
        kind = match.lastgroup or ""
        at = match.end()
        found.append(_piece(kind, match))
        if len(found) > 1 and found[-1].kind == found[-2].kind == "words":
            found[-2:] = [Piece("words", f"{found[-2].text} {found[-1].text}")]
        if found[-1].kind == "ymd" and text[at : at + 1] in ("+", "-") and (offset := _OFFSET.match(text, at)) and ":" in offset[0]:
            found.append(Piece("offset", offset[0], offset.groups()))  # an xs:date with its zone
            at = offset.end()
    return found


def _piece(kind: str, match: re.Match[str]) -> Piece:
    if kind == "word":
        return Piece("month" if match["word"] in month_names() else "words", match["word"])
    return Piece(kind, match[kind], tuple(match[name] for name in _PARTS.get(kind, ())))


def _end_of_gap(text: str, at: int) -> int:
    gap = _GAP.match(text, at)
    return gap.end() if gap else at
