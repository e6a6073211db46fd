"""The feed that an entry was taken from, as the entry tells it (RFC 4287, 4.2.11: atom:source; RSS 2.0: source)."""

from __future__ import annotations

from typing import Any

from ...model import Author
from .draft import Draft
from .links import address, is_web, relation, resolved
from .people import credit, person_in
from .reading import Reading
from .text import construct, line, plainly, raw_line

_TEXTS = {"subtitle": "subtitle", "tagline": "subtitle", "description": "subtitle", "updated": "updated", "modified": "updated", "id": "id"}


def source(draft: Draft, element: Any, reading: Reading) -> None:
    """Its title and page, the rest as facts of their own. Its authors are the entry's where this has none."""
    base = reading.base_of(element, draft.base)
    if not len(element):
        draft.tells("source", line(element), resolved(base, element.get("url")) or None)
        return
    name = link = ""
    people: list[Author] = []
    for child in element:
        own = reading.base_of(child, base)
        match reading.names[child.tag].rpartition(":")[2]:
            case "title":
                name = name or plainly(construct(child))
            case "link":
                where = resolved(own, child.get("href") or raw_line(child))
                if relation(child) == "alternate":
                    link = link or where
                else:
                    draft.tells("source feed" if relation(child) == "self" else f"source {relation(child)}", where, where or None)
            case "author":
                if found := person_in(child, reading.names, None, own):
                    people.append(found)
            case "contributor":
                if found := person_in(child, reading.names, None, own):
                    draft.tells("source contributor", credit(found), found.link)
            case "rights" | "copyright":
                draft.tells("rights", plainly(construct(child)))
            case "generator":
                draft.tells("source generator", f"{raw_line(child)} {address(child.get('version'))}".strip(), resolved(own, child.get("uri")) or None)
            case "category":
                told = [address(child.get(key)) for key in ("label", "term") if child.get(key)] or [raw_line(child)]
                scheme = address(child.get("scheme"))
                draft.tells("source category", " / ".join(dict.fromkeys(told)), scheme if is_web(scheme) else None)
            case "icon" | "logo" as kind:
                where = resolved(own, raw_line(child))
                draft.tells(f"source {kind}", where, where or None)
            case local if local in _TEXTS:
                draft.tells(f"source {_TEXTS[local]}", plainly(construct(child)))
            case _:
                pass
    draft.inherited = tuple(people)
    draft.tells("source", name, link or None)
