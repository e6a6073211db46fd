"""People as feeds write them: on one line with a mail address, or in elements of their own."""

from __future__ import annotations

from typing import Any

from ...model import Author
from ...wording import Wording
from .names import Names
from .text import line, raw_line

_MAIL = r"[^\s@<>()\[\],;:\"]{1,64}@[^\s@<>()\[\],;:\"]{1,190}"
LONGEST = 400
"""Characters of a line in which a mail address is looked for."""
_FORMS = (
    Wording(rf"(?:mailto:)?(?P<mail>{_MAIL})\s*\((?P<name>.*)\)?"),
    Wording(rf"(?P<name>.*?)\s*[(<\[]\s*(?:mailto:)?(?P<mail>{_MAIL})\s*[)>\]]"),
    Wording(rf"(?:mailto:)?(?P<mail>{_MAIL})(?:[\s,:-]+(?P<name>\S.*))?"),
    Wording(rf"(?P<name>.*?\S)[\s,:-]+(?P<mail>{_MAIL})"),
)


def person(text: str, role: str | None = None) -> Author | None:
    """Somebody named on one line: "name", "mail (name)", "name (mail)", "name <mail>", "mail name", "mail". RSS 2.0: author, managingEditor. None for an empty line."""
    if "@" in text and len(text) <= LONGEST:
        for form in _FORMS:
            if found := form.fullmatch(text):
                mail = found["mail"]
                name = (found["name"] or "").strip(" ()\"'")
                return Author(name or mail, role, email=mail)
    return Author(text, role) if text else None


def person_in(element: Any, names: Names, role: str | None = None, base: str = "") -> Author | None:
    """Somebody described by elements. Atom: name, uri (0.3: url, homepage), email. One without them is a line."""
    if not len(element):
        return person(line(element), role)
    from .links import resolved

    name = link = mail = None
    for child in element:
        match names[child.tag].rpartition(":")[2]:
            case "name":
                name = name or raw_line(child)
            case "uri" | "url" | "homepage":
                link = link or resolved(base, raw_line(child))
            case "email":
                mail = mail or raw_line(child)
            case "title":
                role = role or line(child)
    shown = name or mail or link or line(element)
    return Author(shown, role, link=link or None, email=mail or None) if shown else None


def credit(author: Author) -> str:
    """A person on one line, as the editor of a feed."""
    return author.name if not author.email or author.email == author.name else f"{author.name} ({author.email})"
