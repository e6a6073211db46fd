"""What new posts are called: by their source's name for them inside it, and by one in the timeline that no post of another source has."""

from __future__ import annotations

from collections.abc import Container, Mapping

from ..model import Entry
from .shelf import Shelf


def free_id(posts: Container[str], source: str, own: str, taken: Container[str] = ()) -> str:
    """The timeline's id of a post that its source calls by a name: that name, unless a post of another source has it."""
    id, count = own, 2
    while id in posts or id in taken:
        id, count = f"{source} {own}" if id == own else f"{source} {own} {count}", count + (id != own)
    return id


class Names:
    """The names of posts that are still to come to a shelf. Changes nothing there."""

    def __init__(self, shelf: Shelf, others: Mapping[str, str] | None = None) -> None:
        """`others` are names that posts of the shelf are about to get, with their ids."""
        self._shelf = shelf
        self._used = set(others or ())
        """Names by which the source calls posts."""
        self._left = {shelf.current(shelf.posts[id]) for id in (others or {}).values()} - self._used
        """And those by which it calls them no longer."""
        self._first = set(self._used)
        """All that were given."""

    def christen(self, name: str, entry: Entry) -> tuple[str, bool]:
        """What a new post may be known by inside its source: its name, or one like it that no other post has or had; and whether its name is in use beside that."""
        if name not in self._first and not self._shelf.knows(name):
            self._first.add(name)
            self._used.add(name)
            return name, False
        own, count = name, 2
        stem = name.partition("-")[0] if entry.id_inferred else name
        while own in self._first or self._shelf.knows(own):
            own, count = f"{stem}-{count}", count + 1
        alias = own != name and name not in self._used and (name not in self._shelf.names or name in self._left)
        self._used.add(name if alias else own)
        self._first |= {own, name}
        return own, alias
