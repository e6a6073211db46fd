"""An entry and a feed while their elements are being read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from ...identity import digest, numbered
from ...markup import Manner, read_content
from ...model import NO_BODY, Author, Body, Entry, Fact, Feed, Media, Unread
from ...moments import Moment
from ...order import rise
from ...text import clean_line
from .links import is_web
from .reading import Reading
from .rhythm import rhythm
from .text import NOTHING, Text, inner, plainly, says_more

LONGEST_ID = 512
"""Characters of an id that is kept as it stands; of a longer one a hash is."""


class Draft:
    """One entry. Of what stands several times the first counts, unless a handler says otherwise."""

    __slots__ = (
        "about",
        "authors",
        "base",
        "comments",
        "contents",
        "dc_date",
        "element",
        "facts",
        "guid",
        "headline",
        "inherited",
        "link",
        "loose",
        "media",
        "permalink",
        "pictured",
        "places",
        "published",
        "rank",
        "spare",
        "stamp",
        "summaries",
        "tags",
        "title_rank",
        "updated",
        "updated_stamp",
        "widths",
        "words_base",
    )  # fmt: skip

    def __init__(self, element: Any, reading: Reading) -> None:
        self.element = element
        self.base = reading.base
        self.words_base: str | None = None
        """The base of its text, where that is another."""
        self.headline = ""
        self.title_rank = 9
        self.link = ""
        self.rank = 9
        """How good a link `link` is: 0 the best."""
        self.guid = ""
        """The id that the feed gave."""
        self.about = ""
        """rdf:about, the id where no other is given (RSS 1.0, 5.5)."""
        self.permalink = ""
        """The id, where it is the address of a page too: the link of an entry that has no other."""
        self.published: Moment | None = None
        self.stamp = ""
        self.updated: Moment | None = None
        self.updated_stamp = ""
        self.dc_date: tuple[Moment, str] | None = None
        """The time of Dublin Core, which counts as that of publication where no other is."""
        self.contents: list[Text] = []
        """Full texts."""
        self.summaries: list[Text] = []
        self.spare: list[Text] = []
        """Texts that count where there is no other."""
        self.authors: list[Author] = []
        self.places: dict[str, int] = {}
        """Where each stands in `authors`, by name (folded) and by mail address."""
        self.inherited: tuple[Author, ...] = ()
        self.tags: dict[str, None] = {}
        self.media: dict[str, Media] = {}
        """By their addresses; pictures that come in several sizes without the parameters of theirs."""
        self.pictured = False
        """A picture is among them."""
        self.loose: Any = None
        """What Media RSS tells outside of any medium (an `media.Group`)."""
        self.widths: dict[str, int] = {}
        """Of pictures that come in several sizes the width of the one kept."""
        self.facts: dict[Fact, None] = {}
        self.comments: list[str | None] | None = None
        """The number of comments, and where they are."""

    def title(self, text: str, rank: int) -> None:
        """A headline; the lower its rank, the more it counts."""
        if text and rank < self.title_rank:
            self.headline, self.title_rank = text, rank

    def leads(self, link: str, rank: int) -> None:
        """A link to the entry's page; of those of one rank the last counts, as with other readers."""
        if link and rank <= self.rank:
            self.link, self.rank = link, rank

    def publishes(self, element: Any, reading: Reading) -> None:
        """When it was published: the first time that can be read counts, else the first."""
        if self.published is None or self.published.when is None:
            found, text = reading.moment(element)
            if text and (self.published is None or found.when is not None):
                self.published, self.stamp = found, text

    def updates(self, element: Any, reading: Reading) -> None:
        """When it was updated."""
        if self.updated is None or self.updated.when is None:
            found, text = reading.moment(element)
            if text and (self.updated is None or found.when is not None):
                self.updated, self.updated_stamp = found, text

    def writes(self, author: Author | None) -> None:
        """One of its authors. Somebody named twice is named once, with all that is told."""
        if author is None:
            return
        name, mail = author.name.casefold(), author.email or ""
        index = self.places.get(name, self.places.get(mail) if mail else None)
        if index is None:
            index = len(self.authors)
            self.authors.append(author)
        else:
            known = self.authors[index]
            shown = known.name if known.name != known.email else author.name
            self.authors[index] = Author(shown, known.role or author.role, None, known.link or author.link, known.email or author.email)
        self.places[name] = index
        if mail:
            self.places[mail] = index

    def shows(self, medium: Media, key: str = "") -> None:
        """A medium that it brings along."""
        self.media[key or medium.link or ""] = medium
        self.pictured = self.pictured or medium.kind == "image"

    def tag(self, text: str) -> None:
        if text:
            self.tags[text] = None

    def tells(self, name: str, value: str, link: str | None = None) -> None:
        """A fact, once."""
        if value or link:
            self.facts[Fact(name, value or link or "", link or None)] = None

    def discussed(self, count: str = "", link: str = "") -> None:
        known = self.comments or [None, None]
        self.comments = [known[0] or count or None, known[1] or link or None]

    def entry(self, reading: Reading) -> Entry | None:
        """The entry; None when it says nothing at all."""
        link = self._page()
        if self.loose is not None:
            self.loose.give(self)
        body, summary = self._texts()
        talk = (Fact("comments", self.comments[0] or self.comments[1] or "", self.comments[1]),) if self.comments else ()
        published, stamp, inferred = self._times()
        own = tuple(self.authors)
        around = () if any(author.role != "contributor" for author in own) else self.inherited or reading.authors
        authors = (*(author for author in around if author.name.casefold() not in self.places), *own)
        told = bool(body.raw or authors or self.media or summary or self.facts or talk)
        id, id_inferred = self.guid or self.about, False
        if not id:
            if link and link != reading.page:
                id = link
            elif told or self.headline or link or stamp or self.tags:
                id_inferred = True
                facts = "" if self.headline or body.raw else repr((self.media, self.facts, self.tags))
                id = digest(self.headline, link, stamp, body.raw if not (self.headline and stamp) else "", facts)
            elif len(self.element):
                id, id_inferred = digest(inner(self.element)), True  # what it says has no place here, but somebody wrote it
            else:
                return None
        if len(id) > LONGEST_ID:
            id = digest(id)
        base = self.words_base or self.base or link or reading.fallback
        manner = Manner(base, body.kind, authors, tuple(self.media.values()), summary, (*talk, *self.facts))
        return self._told(reading, id, id_inferred, link, published, stamp, inferred, Unread(read_content, body.raw, manner) if told else NO_BODY)

    def _page(self) -> str:
        """The address of its page."""
        return self.link or self.permalink or (self.about if is_web(self.about) else "")

    def _times(self) -> tuple[Moment | None, str, bool]:
        """When it was published, how that is written, and whether it was concluded."""
        if (
            (self.published is None or self.published.when is None)
            and self.dc_date is not None
            and (self.published is None or self.dc_date[0].when is not None)
        ):
            self.published, self.stamp = self.dc_date
        published, stamp, inferred = self.published, self.stamp, False
        if (published is None or published.when is None) and self.updated is not None and self.updated.when is not None:
            published, stamp, inferred = self.updated, stamp or self.updated_stamp, True
        return published, stamp or self.updated_stamp, inferred or (published is not None and published.inferred)

    def _told(
        self, reading: Reading, id: str, id_inferred: bool, link: str, published: Moment | None, stamp: str, inferred: bool, body: Body | Unread
    ) -> Entry:
        return Entry(
            id=id,
            id_inferred=id_inferred,
            headline=self.headline or None,
            link=link or None,
            published=published.when if published else None,
            updated=self.updated.when if self.updated else None,
            date_inferred=inferred,
            stamp=stamp or None,
            tags=reading.same(tuple(self.tags)),
            body=body,
        )

    def _texts(self) -> tuple[Text, str]:
        """The fuller of its texts, and another that says something else."""
        texts = [text for text in (*self.contents, *self.summaries) if text.raw and not text.raw.isspace()]
        if not texts:
            spare = next((text for text in self.spare if text.raw and not text.raw.isspace()), NOTHING)
            shown = plainly(spare)
            for key, medium in self.media.items():
                if medium.caption and medium.caption == shown:
                    self.media[key] = replace(medium, caption=None)
            return spare, ""
        if len(texts) == 1 and not self.spare:
            return texts[0], ""
        said = {medium.caption for medium in self.media.values()}
        texts += [text for text in self.spare if text.raw and not text.raw.isspace() and plainly(text) not in said]
        body = texts[0]
        for text in texts[1:]:
            if len(text.raw) > len(body.raw) and (len(text.raw) > 2 * len(body.raw) or not self.contents or text in self.contents):
                body = text
        summary = ""
        for text in texts:
            if text is body or text.raw == body.raw:
                continue
            if not summary:
                summary = _as(text, body.kind)  # whether it says more is found out when the body is read
            elif says_more(text.raw, body.raw) and says_more(text.raw, summary):
                self.tells("description", clean_line(text.raw))
        return body, summary


def _as(text: Text, kind: str) -> str:
    """A text, written in the manner of another."""
    if text.kind == kind:
        return text.raw
    from ...markup import plain

    return plain(text.raw) if kind == "text" else text.raw.replace("&", "&amp;").replace("<", "&lt;")


class FeedDraft:
    """The feed as a whole."""

    def __init__(self, reading: Reading) -> None:
        self.base = reading.base
        self.title = ""
        self.title_rank = 9
        self.description = ""
        self.description_rank = 9
        self.link = ""
        self.rank = 9
        self.id = ""
        """Its id, the last that a reader wants to know of it."""
        self.language = reading.language or ""
        self.updated: Moment | None = None
        self.updated_rank = 9
        self.credits: list[Author] = []
        self.media: list[Media] = []
        self.facts: dict[Fact, None] = {}
        self.older: dict[str, str] = {}
        self.beat: dict[str, str] = {}
        """What it said of its rhythm, by the names of those facts."""
        self.entire = self.archive = False
        self.withdrawn: list[str] = []

    def named(self, text: str, rank: int) -> None:
        if text and rank < self.title_rank:
            self.title, self.title_rank = text, rank

    def describes(self, text: str, rank: int) -> None:
        """The description; one that counts less and says something else becomes a fact."""
        if not text:
            return
        if self.description and text not in self.description and self.description not in text:
            self.tells("description", text if rank >= self.description_rank else self.description)
        if rank < self.description_rank:
            self.description, self.description_rank = text, rank

    def leads(self, link: str, rank: int) -> None:
        if link and rank <= self.rank:
            self.link, self.rank = link, rank

    def dated(self, element: Any, reading: Reading, rank: int) -> None:
        found, _ = reading.moment(element)
        if found.when is not None and rank < self.updated_rank:
            self.updated, self.updated_rank = found, rank

    def writes(self, author: Author | None) -> None:
        if author is not None and author not in self.credits:
            self.credits.append(author)

    def tells(self, name: str, value: str, link: str | None = None) -> None:
        if value or link:
            self.facts[Fact(name, value or link or "", link or None)] = None

    def feed(self) -> Feed:
        from .people import credit

        if self.id != self.link:
            self.tells("id", self.id)
        return Feed(
            title=self.title or None,
            description=self.description or None,
            link=self.link or None,
            language=self.language or None,
            credit=", ".join(map(credit, self.credits)) or None,
            updated=self.updated.when if self.updated else None,
            media=tuple(self.media),
            older=self.older.get("prev-archive") or self.older.get("next"),
            archive=self.archive,
            facts=tuple(self.facts),
            rhythm=rhythm(self.beat),
        )


def apart(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with ids that are unique in their document. Those that are known by their link only, and share it, are told apart by their words."""
    if len({entry.id for entry in entries}) == len(entries):
        return list(entries)
    count = Counter(entry.id for entry in entries)
    entries = [
        replace(entry, id=digest(entry.id, entry.headline, entry.stamp), id_inferred=True) if entry.id == entry.link and count[entry.id] > 1 else entry
        for entry in entries
    ]
    return numbered(entries, newest_first=rise(entry.published for entry in entries) <= 0)
