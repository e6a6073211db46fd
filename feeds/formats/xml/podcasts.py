"""What podcasts tell of their episodes: iTunes, Google Play, the Podcast namespace, Podlove Simple Chapters."""

from __future__ import annotations

from typing import Any

from ...model import Author
from .draft import Draft
from .links import address, relation, resolved
from .media import image
from .people import person
from .reading import Reading
from .text import guessed, line, raw_line, written


def itunes_author(draft: Draft, element: Any, reading: Reading) -> None:
    """The one who is shown as its artist."""
    draft.writes(person(line(element)))


def itunes_summary(draft: Draft, element: Any, reading: Reading) -> None:
    draft.summaries.append(guessed(written(element)))


def itunes_link(draft: Draft, element: Any, reading: Reading) -> None:
    """itunes:link rel=image, as the first podcasts named their pictures."""
    if relation(element) == "image":
        image(draft, element, reading)


def explicit(draft: Draft, element: Any, reading: Reading) -> None:
    """Whether a podcast is for adults: told when it is."""
    if raw_line(element).lower() in ("yes", "true", "explicit"):
        draft.tells("explicit", "yes")


def podcast_person(draft: Draft, element: Any, reading: Reading) -> None:
    """podcast:person, a host unless its role says otherwise (Podcast namespace 1.0)."""
    if name := line(element):
        draft.writes(Author(name, address(element.get("role")).lower() or None, link=resolved(draft.base, element.get("href")) or None))


def chapters(draft: Draft, element: Any, reading: Reading) -> None:
    """psc:chapters (Podlove Simple Chapters 1.2): each with the time at which it begins."""
    base = reading.base_of(element, draft.base)
    for child in element:
        if reading.names[child.tag] == "psc:chapter":
            link, image = resolved(base, child.get("href")), resolved(base, child.get("image"))
            draft.tells("chapter", f"{address(child.get('start'))} {address(child.get('title'))}".strip(), link or None)
            draft.tells("chapter image", image, image or None)


def itunes_category(draft: Draft, element: Any, reading: Reading) -> None:
    """itunes:category/@text, with those under it."""
    for each in element.iter(element.tag):
        draft.tag(address(each.get("text")) or (line(each) if not len(each) else ""))
