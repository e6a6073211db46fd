"""Pages of clock lines as entries: also those that stand in one document with pages of another make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo

from msgspec.structs import replace

from ...dates import Stamp, named_zone
from ...identity import digest
from ...model import Document, Entry, Unread
from ...text import clean_line
from .body import Manner, read_body
from .clock_anchors import Line, read_anchor, read_updated
from .clock_posts import Part
from .clock_shape import is_title
from .clock_sheets import Sheet, Sheets
from .days import Dated, Walk, dated, moment
from .head import Head, read_head
from .pages import Leaf, first_sentence
from .tables import INDEXES, KINDS, PAGE_TIME, ZONE_REMARK

WORDS_OF_TITLE = 2


def leaves_of(text: str, found: Sheets, document: Document, near: date | None = None) -> list[Leaf]:
    """The pages with their entries. Stamps without a zone take that of the page, else the document's, else UTC.

    Where no stamp of a page names a day it is that of the page, else of another page, else `near`, else the document's.
    """
    flat = all(not line.gap for line in found.lines[found.sheets[0].parts[0].begin + 1 :])
    manner = Manner.CLOCK | (Manner.FLAT if flat else Manner.PLAIN)
    heads = [_head(sheet, document) for sheet in found.sheets]
    written = (part.anchor.stamp for sheet in found.sheets for part in sheet.parts if part.anchor)
    days = (date(stamp.year, stamp.month, stamp.day) for stamp in written if stamp.year and stamp.month and stamp.day)
    day = next((head.day for head in heads if head.day), None) or next(days, None) or near or document.date
    return [_leaf(text, found.lines, sheet, head, head.day or day, manner, document) for sheet, head in zip(found.sheets, heads, strict=True)]


def _head(sheet: Sheet, document: Document) -> Head:
    head = read_head("\n".join(line.text for line in sheet.head), document.zone or UTC)
    if head.feed.title is not None:
        return head
    preamble = head.feed.preamble
    titles = (line for line in preamble[:5] if is_title(line) and len(line.split()) >= WORDS_OF_TITLE and not _is_remark(line))
    if (title := next(titles, None)) is None:
        return head
    at = preamble.index(title)
    return replace(head, feed=replace(head.feed, title=title, preamble=(*preamble[:at], *preamble[at + 1 :])))


def _is_remark(line: str) -> bool:
    """Whether a line of the head speaks of the page's times or lists."""
    return line.lower() in INDEXES or bool(PAGE_TIME.fullmatch(line) or ZONE_REMARK.fullmatch(line)) or read_anchor(line) is not None


def _leaf(text: str, lines: Sequence[Line], sheet: Sheet, head: Head, day: date | None, manner: Manner, document: Document) -> Leaf:
    home, retrieved = head.zone or document.zone or UTC, document.retrieved
    stamps = [part.anchor.stamp if part.anchor else None for part in sheet.parts]
    if day and retrieved and abs((day - retrieved.date()).days) > 1:  # saved long before it was read: the capture tells no day
        stamps = [replace(stamp, ago=None) if stamp and stamp.hour is not None else stamp for stamp in stamps]
    moments = dated(stamps, day, home=home, retrieved=retrieved)
    entries = [_entry(text, lines, part, when, manner, home) for part, when in zip(sheet.parts, moments, strict=True)]
    return Leaf(head, entries, Walk(stamps, day, home, retrieved).runs)


def _entry(text: str, lines: Sequence[Line], part: Part, when: Dated, manner: Manner, home: tzinfo) -> Entry:
    anchor = part.anchor
    begin = 0
    if anchor and anchor.inline is not None and part.body == anchor.line:
        begin = _offset(text, lines[part.body]) + anchor.inline
    elif part.body < part.end:
        begin = lines[part.body].start
    raw = text[begin : lines[part.end - 1].end] if part.body < part.end else ""
    headline = lines[part.headline].text if part.headline is not None else None
    if headline and anchor and part.headline == anchor.line and anchor.inline is not None:
        headline = headline[anchor.inline :]
    headline = clean_line(headline) if headline else None
    id = digest(_identity(anchor.stamp if anchor else None), headline, first_sentence(raw))
    label = clean_line(lines[part.label].text) if part.label is not None else None
    byline = anchor.byline if anchor else ""
    if label is None and byline.lower() in KINDS:
        label, byline = byline, ""
    signed = [*([byline] if byline else []), *(lines[at].text for at in part.bylines)]
    if signed:
        raw, manner = "\n".join(signed) + "\n\n" + raw, manner | Manner.SIGNED
    updated = _moment(read_updated(lines[part.updated].text) if part.updated is not None else anchor.updated if anchor else None, when, home)
    if part.updated is not None and updated is None:
        raw += "\n\n" + lines[part.updated].text
    return Entry(
        id=id,
        id_inferred=True,
        headline=headline,
        published=when.moment,
        updated=updated,
        date_inferred=when.inferred,
        stamp=clean_line(anchor.text) if anchor else None,
        label=label,
        breaking=(label or "").lower() in ("breaking", "breaking news"),
        body=Unread(read_body, raw, int(manner)),
    )


def _offset(text: str, line: Line) -> int:
    """Where the words of a line begin, behind its indent."""
    whole = text[line.start : line.end]
    return line.start + len(whole) - len(whole.lstrip())


def _identity(stamp: Stamp | None) -> str | None:
    """What a stamp says of its time by itself: nothing when it counts back from the capture."""
    if stamp is None or stamp.hour is None:
        return None
    day = stamp.text if stamp.swaps else f"{stamp.year}-{stamp.month}-{stamp.day}"
    return f"{day} {stamp.hour}:{stamp.minute}:{stamp.second} {stamp.zone}"


def _moment(stamp: Stamp | None, when: Dated, home: tzinfo) -> datetime | None:
    if stamp is None:
        return None
    return moment(stamp, named_zone(stamp.zone) if stamp.zone else home, when.moment.date() if when.moment else None)
