"""The head of an entry while it is being read: its headline, link, id, times and tags, and no more."""

from __future__ import annotations

from ...identity import digest
from ...model import Author, Entry, Media, Unread
from .draft import LONGEST_ID, Draft
from .reading import Reading


class HeadDraft(Draft):
    """An entry whose body waits until it is shown. What a handler tells of the body is dropped: it is read again with it."""

    __slots__ = ()

    def __init__(self, reading: Reading) -> None:
        """Sets what handlers of a head ask for, and nothing else: it is made for every entry."""
        self.base = reading.base
        self.headline = self.link = self.guid = self.about = self.permalink = self.stamp = self.updated_stamp = ""
        self.title_rank = self.rank = 9
        self.published = self.updated = self.dc_date = self.comments = None
        self.tags = {}
        self.media = {}

    def writes(self, author: Author | None) -> None: ...

    def shows(self, medium: Media, key: str = "") -> None: ...

    def tells(self, name: str, value: str, link: str | None = None) -> None: ...

    def discussed(self, count: str = "", link: str = "") -> None: ...

    def head(self, reading: Reading, body: Unread) -> Entry | None:
        """The entry with its body left unread; None when it is not known by an id or a link of its own, or its headline may stand in its body (media:title)."""
        link = self._page()
        id = self.guid or self.about or (link if link != reading.page else "")
        if not id or not (self.headline or "title" not in body.raw.lower()):
            return None
        published, stamp, inferred = self._times()
        return self._told(reading, id if len(id) <= LONGEST_ID else digest(id), False, link, published, stamp, inferred, body)
