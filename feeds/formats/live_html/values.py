"""The values of schema.org in all the forms that pages give them: texts, people, pictures, times."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any, Literal, NamedTuple

from ...markup import plain
from ...model import Author, Media
from ...moments import Moment, read_moment
from ...text import clean_line
from ...wording import Wording
from ..html.tree import web_address
from .nodes import Node, is_a

MOST = 200
"""People or pictures of one entry."""
MILLISECONDS = 1e11
"""What is more than this counts milliseconds since 1970: so many seconds are past the year 5000."""

_NAMES = (
    "a|abbr|address|article|aside|audio|b|blockquote|br|center|cite|code|dd|del|details|div|dl|dt|em|figcaption|figure|font|footer|h[1-6]|header|hr|i|iframe|img|ins"
    "|li|main|mark|ol|p|picture|pre|q|s|script|section|small|source|span|strike|strong|style|sub|summary|sup|table|tbody|td|tfoot|th|thead|time|tr|u|ul|video"
)
_TAG = Wording(rf"</?(?:{_NAMES})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_BLOCK = Wording(r"<(?:p|br|div|ul|ol|li|h[1-6]|table|blockquote|pre|section|article|figure)(?=[\s/>])", re.IGNORECASE)
_EPOCH = Wording(r"\d{9,16}(?:\.\d+)?", re.ASCII)
_WORDS = ("@value", "text", "value", "articleBody", "name")


class Text(NamedTuple):
    """Words as written, and whether they are HTML."""

    raw: str = ""
    kind: Literal["html", "text"] = "text"


def string(value: Any) -> str:
    """The text of a value: a string, a number, an object that has one (`{"@type": "Text"}`), the texts of a list below each other."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, dict):
        return next((part for key in _WORDS if isinstance(part := value.get(key), str)), "")
    if isinstance(value, list):
        return "\n\n".join(part for inner in value[:MOST] if not isinstance(inner, list) and (part := string(inner).strip()))
    return ""


def text(value: Any) -> Text:
    """A body: HTML where it has tags in it, be they escaped once; else plain text, its entities made characters once, its line ends kept."""
    raw = string(value)
    if "<" in raw and _TAG.search(raw):
        return Text(_with_breaks(raw), "html")
    if "&" in raw:
        raw = html.unescape(raw)
        if "<" in raw and _TAG.search(raw):
            return Text(_with_breaks(raw), "html")
    return Text(raw.strip())


def _with_breaks(raw: str) -> str:
    """HTML whose only line ends are written as such, as HTML that has them."""
    raw = raw.strip()
    return raw if "\n" not in raw or _BLOCK.search(raw) else "<p>" + raw.replace("\r", "").replace("\n\n", "</p><p>").replace("\n", "<br>") + "</p>"


def line(value: Any) -> str | None:
    """A title or a name on one line, without tags, its entities made characters once."""
    raw = string(value)
    if "<" in raw and _TAG.search(raw):
        return plain(raw) or None
    return clean_line(html.unescape(raw) if "&" in raw else raw) or None


def flat(value: Any) -> Iterator[Any]:
    """A value, or those of a list, lists inside it too."""
    stack = [value]
    for _ in range(MOST):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, list):
            stack += reversed(value[:MOST])
        elif value is not None:
            yield value


def authors(value: Any, base: str) -> tuple[Author, ...]:
    """People and organisations: names, objects, lists of either."""
    found: dict[Author, None] = {}
    for one in flat(value):
        if isinstance(one, dict):
            link = next(
                (address for key in ("url", "sameAs") for each in flat(one.get(key)) if isinstance(each, str) and (address := web_address(each, base))), None
            )
            role, email = line(next(flat(one.get("jobTitle")), None)), line(one.get("email"))
            for each in flat(one.get("name")):
                if name := line(each):
                    found.setdefault(Author(name, role=role, link=link, email=email.removeprefix("mailto:") if email else None))
        elif name := line(one):
            found.setdefault(Author(name))
    return tuple(found)


def pictures(value: Any, base: str) -> tuple[Media, ...]:
    """Images: addresses, objects with one, lists of either; the same picture in other sizes is one."""
    found: dict[str, Media] = {}
    for one in flat(value):
        address = one if isinstance(one, str) else _address(one) if isinstance(one, dict) else ""
        if link := web_address(address, base):
            media = Media("image", link=link)
            if isinstance(one, dict):
                media = Media("image", caption=line(one.get("caption") or one.get("description")), credit=line(one.get("creditText")), link=link)
            found.setdefault(link.partition("?")[0], media)
    return tuple(found.values())


def recordings(value: Any, base: str) -> tuple[Media, ...]:
    """VideoObject and AudioObject."""
    found: dict[str, Media] = {}
    for one in flat(value):
        if isinstance(one, dict) and (link := web_address(_address(one), base)):
            kind: Literal["video", "audio"] = "audio" if is_a(one, "AudioObject") else "video"
            found.setdefault(link, Media(kind, caption=line(one.get("name") or one.get("description")), link=link))
    return tuple(found.values())


def _address(node: Node) -> str:
    return next((each for key in ("contentUrl", "url", "embedUrl", "@id") for each in flat(node.get(key)) if isinstance(each, str) and each.strip()), "")


def moment(written: str, zone: tzinfo | None = None) -> Moment:
    """The time that a field or an attribute tells; seconds or milliseconds since 1970 too."""
    written = written.strip()
    if _EPOCH.fullmatch(written):
        return Moment(epoch(float(written)))
    return read_moment(written, zone=zone) if written else Moment(None)


def epoch(number: float) -> datetime | None:
    """A moment that is counted from 1970, in seconds or milliseconds."""
    from datetime import UTC

    try:
        return datetime.fromtimestamp(number / 1000 if number > MILLISECONDS else number, UTC)
    except (OverflowError, ValueError, OSError):
        return None
