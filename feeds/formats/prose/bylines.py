"""Who wrote a post: names, roles and places out of the lines of a byline."""

from __future__ import annotations

import re

from ...model import Author
from .tables import BY, EDITED_BY, FROM, NO_PLACE, PLACE, REPORTING_FROM, ROLE, SIGNATURE, is_closed

LONGEST_BYLINE = 80


def author_of(name: str, role: str) -> Author:
    if match := REPORTING_FROM.fullmatch(role):
        return Author(name, match["role"], match["place"])
    if (match := PLACE.fullmatch(role)) and not NO_PLACE.match(place := match["after_comma"] or match["plain"]):
        return Author(name, match["role"], place)
    return Author(name, role)


def is_role(line: str) -> bool:
    """Whether a line under a name says what that person is, or where."""
    return (
        len(line) <= LONGEST_BYLINE and not is_closed(line) and bool(REPORTING_FROM.fullmatch(line) or (ROLE.fullmatch(line) and not EDITED_BY.fullmatch(line)))
    )


def signed_by(line: str) -> list[Author]:
    """Whom a byline names: "Name Surname", "From CNN's Name Surname in Town", "by Name edited by Other"."""
    if match := FROM.fullmatch(line):
        return [Author(name, match["desk"], match["place"]) for name in _names(match["names"])]
    if match := EDITED_BY.fullmatch(line):
        return [*map(Author, _names(match["names"] or "")), *(Author(name, match["verb"]) for name in _names(match["editors"]))]
    names = BY.fullmatch(line) or SIGNATURE.fullmatch(line)
    return list(map(Author, _names(names["names"] if names else line)))


def _names(text: str) -> list[str]:
    return [name for part in re.split(r",| and | & ", text) if (name := part.strip())]
