"""Going back in a feed, document by document, as far as it says where older posts are (RFC 5005: prev-archive, next; JSON Feed: next_url).

Only the reader goes back, one document at a time. What the author has put into an archive does not change any more (RFC 5005, 4): such a document
is asked for once, and never again in any sitting.
"""

from __future__ import annotations

from urllib.parse import urldefrag, urlsplit

from msgspec.structs import replace

from ..addresses import masked
from ..errors import UnknownFormat
from ..model import Archive, Document, Feed, Snapshot
from ..text import clean_line

MOST = 20
"""Documents that are read in one sitting."""


class Older:
    """How far a reader has gone back in one source."""

    def __init__(self, title: str, archives: tuple[Archive, ...] = ()) -> None:
        """`archives` are those that were read in earlier sittings."""
        self._title = title
        self.archives = archives
        self._seen: set[str] = set()
        self._start: str | None = None
        """The address of older posts that the feed itself names."""
        self._next: str | None = None
        """That which the last older document names."""
        self._read = 0
        self._known: Snapshot | None = None

    def follow(self, snapshot: Snapshot, url: str | None) -> None:
        """Take in what the feed itself says now, and where it came from."""
        if snapshot.continues:
            return
        self._known = snapshot
        self._seen.add(_bare(url or ""))
        self._start = snapshot.feed.older

    def refusal(self) -> str | None:
        """Why there is nothing to load; None when there is."""
        if self._known is None:
            return f"{self._title} has not been read yet"
        if self._read >= MOST:
            return f"{MOST} older documents of {self._title} were read; that is enough for one sitting"
        if self.target is None:
            gone = self._read or any(_bare(archive.link) in self._seen for archive in self.archives) or self._start
            return f"there is nothing older: {self._title} was read back to its first document" if gone else f"{self._title} names no older posts"
        return None

    @property
    def target(self) -> str | None:
        """The address of the next document; None when there is none that was not read. Archives are passed over to those before them."""
        known = {_bare(archive.link): archive.older for archive in self.archives}
        for step in (self._next, self._start):
            passed: set[str] = set()
            while step is not None and (address := _bare(step)) not in self._seen and address not in passed:
                if address not in known:
                    return step
                passed.add(address)
                step = known[address]
        return None

    def take(self, snapshot: Snapshot, document: Document, asked: str) -> Snapshot:
        """What an older document, which was asked for under an address, adds. Raises UnknownFormat when it is none of this feed."""
        self._seen.add(_bare(asked))
        self._read += 1
        known = self._known
        assert known is not None, "the feed itself was read before"
        if _is_other(known, snapshot):
            self._next = None
            what = f"“{snapshot.feed.title}”" if snapshot.feed.title and snapshot.format == known.format else snapshot.format
            raise UnknownFormat(f"the older posts of {self._title} cannot be read: {masked(clean_line(asked))} is another document, {what}")
        self._seen.add(_bare(document.url or asked))
        self._next = older = snapshot.feed.older
        if snapshot.feed.archive:
            self.archives = (*(archive for archive in self.archives if archive.link != asked), Archive(asked, older))
        return replace(snapshot, feed=known.feed, complete=False, entire=False, withdrawn=(), open_at=None, continues=False)


def _is_other(known: Snapshot, snapshot: Snapshot) -> bool:
    """Whether a document is none of the feed: of another format, or of another name and from another site."""
    if snapshot.format != known.format:
        return True
    one, other = known.feed, snapshot.feed
    return bool(one.title and other.title and one.title != other.title and _site(one) and _site(other) and _site(one) != _site(other))


def _site(feed: Feed) -> str:
    return (_host(feed.link) or "").removeprefix("www.") if feed.link else ""


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _bare(address: str) -> str:
    try:
        return urldefrag(address).url
    except ValueError:
        return address
