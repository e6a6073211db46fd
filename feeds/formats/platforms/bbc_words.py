"""The words of a BBC block: texts inside of texts, some of which are links."""

from __future__ import annotations

from ...model import Link
from ...text import clean
from .values import Value, address, at, objects

LINKS = ("urllink", "link", "hyperlink")
_ADDRESSES = ("locator", "href", "url", "link")


class Words:
    """A text that grows, and the links in it."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.text = ""
        self._links: list[Link] = []

    def add(self, block: Value, depth: int = 0) -> None:
        """Put in what a block and the blocks inside it say."""
        model, start = model_of(block), len(self.text)
        inside = objects(model.get("blocks"))
        for each in inside if depth < 60 else ():
            self.add(each, depth + 1)
        if len(self.text) == start and isinstance(model.get("text"), str):
            self.text += clean(model["text"])
        if kind_of(block) in LINKS and len(self.text) > start:
            link = next((link for key in _ADDRESSES if (link := address(self.base, model.get(key)))), None)
            if link:
                self._links.append(Link(self.text[start:], link, start))

    @property
    def links(self) -> tuple[Link, ...]:
        """The links, by their place in the stripped text."""
        lead = len(self.text) - len(self.text.lstrip())
        whole = self.text.strip()
        moved = (Link(each.text.strip(), each.link, max(0, each.start + len(each.text) - len(each.text.lstrip()) - lead)) for each in self._links)
        return tuple(each for each in moved if each.text and whole[each.start : each.start + len(each.text)] == each.text)


def words_of(block: Value, base: str = "") -> Words:
    """All words of a block."""
    words = Words(base)
    words.add(block)
    return words


def first_of(blocks: object, kind: str, depth: int = 0) -> str | None:
    """The words of the first block of a kind, on one line; None where there is none."""
    for block in objects(blocks):
        if kind_of(block) == kind:
            return " ".join(words_of(block).text.split()) or None
        if depth < 20 and (found := first_of(model_of(block).get("blocks"), kind, depth + 1)):
            return found
    return None


def kind_of(block: Value) -> str:
    """What a block says that it is, in small letters without marks: "urllink", "socialembed"."""
    kind = block.get("type")
    return kind.lower().replace("-", "").replace("_", "") if isinstance(kind, str) else ""


def model_of(block: Value) -> Value:
    """What a block is made of: its model, or itself where it has none."""
    model = at(block, "model")
    return model if isinstance(model, dict) else block
