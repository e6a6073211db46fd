"""What the timeline knows of one source: its posts, by all the names that the source has given them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy

from ..model import Entry, Feed
from ..order import Post
from .changes import Account, Changes
from .growth import Growth

MOST_ALIASES = 8
"""Names that are remembered of a post beside its first. A feed that names its posts anew at every look would fill the memory with them."""


class Shelf:
    """The posts of one source. A "name" is an id inside the source: a post has one by which the source calls it now, and former ones."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.posts: dict[str, Post] = {}
        """By the timeline's id, in the order in which they came."""
        self.names: dict[str, str] = {}
        """The timeline's ids by the names in use."""
        self.former: dict[str, str] = {}
        """The timeline's ids by names that are in use no more."""
        self.retired: dict[str, str] = {}
        """The timeline's ids by the first names of posts that are or were called otherwise: no other post ever gets one of them for its first."""
        self.twins: dict[str, int] = {}
        """How many equal posts there are of a name that was made from content."""
        self.missing: set[str] = set()
        """Ids of posts that were missed, but not often enough to be withdrawn."""
        self.growth = Growth(self.names)
        """The records, if it is a file that grows at its end."""
        self.end: str | None = None
        """The post that came last, if it is such a file."""
        self.format: str | None = None
        """What the last document was read as."""
        self.head: Feed | None = None
        """The head of the last whole document."""
        self.entries: Sequence[Entry] | None = None
        """What the last document said, and its ids here: None before the first in this sitting."""
        self.ids: dict[str, str] = {}
        self.restored = False
        """There are posts of an earlier sitting, and no whole document has come in this one."""
        self.begun = Account()
        """What slices touched and forgot of a merge that was not gone through to its end."""
        self.turn = 0
        """Counts what changed: what a document was compared with may be another since."""

    def account(self, account: Account | None = None) -> Account:
        """An account, a new one unless it is given, of what was begun and not ended too."""
        account = account or Account()
        account.touched.update((id, None) for id in self.begun.touched if id in self.posts)
        account.forgotten += [own for own in self.begun.forgotten if own not in account.forgotten]
        return account

    def tell(self, account: Account, *, more: bool) -> Changes:
        """What a slice found; whether `more` follow."""
        if more:
            self.begun.touched.update(account.touched)
            self.begun.forgotten += account.forgotten
        else:
            self.begun = Account()
        return account.changes(more=more)

    def without(self, post: Post) -> Shelf:
        """The shelf as it would be without a post."""
        other = copy(self)
        other.posts, other.names, other.former, other.retired, other.missing = (
            {**self.posts},
            {**self.names},
            {**self.former},
            {**self.retired},
            {*self.missing},
        )
        other.forget(post)
        return other

    @staticmethod
    def current(post: Post) -> str:
        """What the source calls a post now."""
        return post.aliases[-1] if post.aliases else post.own

    def knows(self, name: str) -> bool:
        """Whether a post has or had this name."""
        return name in self.names or name in self.former or name in self.retired

    def called(self, names: Iterable[str]) -> set[str]:
        """The timeline's ids of the posts that have or had these names."""
        return {id for name in names if (id := self.names.get(name) or self.former.get(name)) is not None}

    def find(self, own: str) -> str | None:
        """The timeline's id of the post with this first name."""
        id = self.names.get(own)
        return id if id is not None and id in self.posts and self.posts[id].own == own else self.retired.get(own)

    def add(self, post: Post) -> None:
        """Take a post in, under its names."""
        own, id = post.own, post.id
        self.posts[id] = post
        if not post.aliases:
            self.names[own] = id
            if self.former:
                self.former.pop(own, None)
        else:
            current = post.aliases[-1]
            self.retired[own] = id
            self.former.pop(current, None)
            self.names[current] = id
            for name in (own, *post.aliases):
                if name not in self.names:
                    self.former[name] = id
        if post.missed and not post.status.withdrawn:
            self.missing.add(id)
        if post.entry.id_inferred and "-" in own:
            base, _, number = own.partition("-")
            if number.isdigit():
                self.twins[base] = max(self.twins.get(base, 1), int(number))

    def forget(self, post: Post) -> None:
        """Take a post out that is none."""
        del self.posts[post.id]
        self.retired.pop(post.own, None)
        self.missing.discard(post.id)
        for name in (post.own, *post.aliases):
            for names in (self.names, self.former):
                if names.get(name) == post.id:
                    del names[name]
        self.entries = None

    def rename(self, post: Post, name: str) -> bool:
        """The source calls a post otherwise now; whether it did not before."""
        current = self.current(post)
        if name == current:
            return False
        self.retired[post.own] = post.id
        if self.names.get(current) == post.id:
            del self.names[current]
            self.former[current] = post.id
        aliases = (*(alias for alias in post.aliases if alias != name), name)
        for alias in aliases[:-MOST_ALIASES]:
            if alias != post.own and self.former.get(alias) == post.id:
                del self.former[alias]
        post.aliases = aliases[-MOST_ALIASES:]
        self.former.pop(name, None)
        self.names[name] = post.id
        return True

    def unname(self, post: Post, name: str, instead: str) -> None:
        """A name turns out to be another post's: the source calls this one by a former name still."""
        del self.names[name]
        aliases = tuple(alias for alias in post.aliases if alias not in (name, instead))
        post.aliases = aliases if (aliases[-1] if aliases else post.own) == instead else (*aliases, instead)
        self.former.pop(instead, None)
        self.names[instead] = post.id
