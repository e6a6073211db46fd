"""What the names in a record of JSON mean: those of JSON Feed, of what programs write into their logs, and the like.

A role is what a value is for the entry; the first name of a role that the record has counts. What has no role is a fact.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from ...markup import Manner, read_content
from ...model import Body, Fact, Media
from ...wording import Wording
from .values import address_of, as_html, attachments_of, authors_of, avatars_of, facts_of, kind_of, line_of, shown, text_of

ROLES: dict[str, tuple[str, ...]] = {
    "id": ("id", "guid", "uuid", "_id"),
    "title": ("title", "headline", "subject"),
    "link": ("url", "link", "permalink", "href"),
    "outside": ("external_url",),
    "published": (
        "date_published", "published", "published_at", "pubdate", "timestamp", "@timestamp", "time", "ts", "date", "datetime", "created_at", "created", "publishedat", "datepublished",
        "createdat",
        "@t", "__realtime_timestamp", "t.$date",
    ),
    "updated": ("date_modified", "updated", "updated_at", "modified", "updatedat", "datemodified"),
    "label": ("label", "kind"),
    "level": ("level", "severity", "lvl", "loglevel", "levelname", "log.level", "@l", "priority"),
    "text": (
        "content_html", "content_text", "content", "body", "text", "message", "msg", "short_message", "@m", "@mt", "textpayload", "log", "event",
        "fields.message", "jsonpayload.message", "description",
    ),
    "summary": ("summary",),
    "authors": ("authors", "author", "by", "byline"),
    "tags": ("tags", "categories"),
    "image": ("image", "image_url", "thumbnail"),
    "banner": ("banner_image",),
    "attachments": ("attachments", "enclosures"),
    "breaking": ("breaking",),
    "pinned": ("pinned",),
}  # fmt: skip
"""Names by role, in lower case, the most particular first. A dot leads into an object, if no name has one itself."""

LEVELS = {10: "TRACE", 20: "DEBUG", 30: "INFO", 40: "WARN", 50: "ERROR", 60: "FATAL"}
"""Levels by number, as bunyan and pino write them."""

_SIMPLE = (str, int, float)
_FITTING: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("id", "title", "text", "summary", "label", "level", "published", "updated"), _SIMPLE),
    **dict.fromkeys(("link", "outside", "banner"), (str,)),
    **dict.fromkeys(("breaking", "pinned"), (bool,)),
    "image": (str, dict),
    "authors": (str, dict, list),
    "tags": (str, list),
    "attachments": (str, dict, list),
}
"""Types of values by role: a value of another type under a role's name is something else."""
_HTML = Wording(r"</?(?:p|a|br|div|span|b|i|em|strong|ul|ol|li|img|blockquote|h[1-6]|figure|table|pre|code)\b[^<>]*>|&(?:#\d+|[a-z]+);", re.IGNORECASE)


def names_of(record: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """For each role that the record has: the record's own name for it, and the name inside that, empty where the value is no object of several."""
    own = {name.lower(): name for name in reversed(list(record))}
    found: dict[str, tuple[str, str]] = {}
    for role, known in ROLES.items():
        for name in known:
            if name in own:
                path = own[name], ""
            else:
                outer, dot, inner = name.partition(".")
                if not dot or outer not in own:
                    continue
                path = own[outer], inner
            if _fits(role, value_at(record, path)) and path not in found.values():
                found[role] = path
                break
    return found


def roles_of(record: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of a record by their roles; and what has no role, by its own name."""
    rest = dict(record)
    found: dict[str, Any] = {}
    for role, path in names_of(record).items():
        found[role] = value_at(record, path)
        name, inner = path
        if inner:
            rest[name] = {key: value for key, value in rest[name].items() if key != inner}
        else:
            del rest[name]
        if role == "text":
            found["text_name"] = (inner or name).lower()
    if "level" in found:
        found["level"] = level_of(found["level"])
    return found, rest


def level_of(value: Any) -> Any:
    """A level's name, where it is a number that programs agree on."""
    return LEVELS.get(value, value) if type(value) is int else value


def value_at(record: Mapping[str, Any], path: tuple[str, str]) -> Any:
    """The value at a path that `names_of` gives."""
    value = record[path[0]]
    return value if not path[1] else value.get(path[1]) if isinstance(value, dict) else None


def _fits(role: str, value: Any) -> bool:
    return isinstance(value, _FITTING[role]) and value not in ("", [], {}) and (isinstance(value, bool) is (_FITTING[role] == (bool,)))


def read_record(record: Mapping[str, Any]) -> Body:
    """The body of the entry that a record tells."""
    found, rest = roles_of(record)
    authors = authors_of(found.get("authors"))
    facts = list(avatars_of(found.get("authors"))) if found.get("authors") else []
    if "level" in found and "label" in found:
        facts.append(_fact("level", found["level"]))
    if "authors" in found and not authors:
        facts.append(_fact("authors", found["authors"]))
    if is_log(found) and "id" in found:
        facts.append(_fact("id", found["id"]))
    link, outside = address_of(found.get("link")), address_of(found.get("outside"))
    if link and outside and link != outside:
        facts.append(Fact("external link", outside, outside))
    media = [made for role in ("image", "banner") if (made := _picture(found.get(role))) is not None]
    if found.get("attachments"):
        more, others = attachments_of(found["attachments"])
        media, facts = media + more, facts + others
    facts += facts_of(rest, ())
    text = (text_of(found.get("text")) or "").strip("\r\n")
    html = bool(text) and _is_html(found["text_name"], text)
    summary = text_of(found.get("summary")) or ""
    manner = Manner(
        kind="html" if html else "text",
        authors=authors,
        media=tuple(dict.fromkeys(media)),
        summary=as_html(summary) if html else summary,
        facts=tuple(facts),
    )
    if not text and summary:  # it says nothing else
        return read_content(summary, replace(manner, kind="text", summary=""))
    return read_content(text, manner)


def is_log(found: Mapping[str, Any]) -> bool:
    """Whether a record is a line of a program's log, where an "id" is that of a request, a user, a pump: not of the line."""
    return "level" in found and "title" not in found


def _is_html(name: str, text: str) -> bool:
    return name == "content_html" or (name in ("content", "body", "description") and _HTML.search(text) is not None)


def _picture(value: Any) -> Media | None:
    known = value if isinstance(value, dict) else {"url": value}
    link = address_of(known.get("url") or known.get("src"))
    if link is None:
        return None
    kind = kind_of(None, link)
    return Media(kind or "image", alt=line_of(known.get("alt")), caption=line_of(known.get("caption")), credit=line_of(known.get("credit")), link=link)


def _fact(name: str, value: Any) -> Fact:
    return Fact(name, shown(value))
