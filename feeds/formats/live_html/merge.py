"""One list of entries of what a page's data says and what the page shows: either may have more.

A time comes from an attribute that a machine wrote, else from the data, else from a label for people; a headline from the data, else from the page; a
body from the page, for there it has its links and pictures, unless the data has far more of it.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime

from ...identity import digest
from ...kept import Kept
from ...markup import Manner, read_content
from ...model import NO_BODY, Body, Entry, Media, Unread
from ...moments import Moment
from ..html.tree import Head
from .entries import Shown
from .pairs import common_form, paired
from .postings import LONGEST_ID, Update
from .values import Text

FAR_MORE = 2
"""Times that a body of the data must be longer than the same on the page to be taken instead."""


def merged(updates: Sequence[Update], shown: Sequence[Shown], head: Head, link: str | None, kept: Kept[Entry]) -> list[Entry]:
    """The entries in the order of the data; those that only the page shows stand before the one that follows them there. `link` is the page's address.

    A page shows its newest entries. One that it does not show any more, and whose data is as it was, stays as it was shown: else each new post
    would bring an edit of an old one, which loses its links and pictures by it.
    """
    pairs = paired(updates, shown)
    form = common_form(updates, shown, pairs)
    at = {pair: index for index, pair in enumerate(pairs) if pair is not None}
    before: dict[int, list[Entry]] = {}
    waiting: list[Entry] = []
    for index, entry in enumerate(shown):
        if index not in at:
            waiting.append(_entry(None, entry, form(entry.id), head, link))
        elif waiting:
            before[at[index]], waiting = waiting, []
    entries: list[Entry] = []
    for index, update in enumerate(updates):
        entries += before.get(index, ())
        pair, key = pairs[index], digest(update.id, update.headline, update.stamp, update.body.raw).encode()
        if pair is None:
            entries.append(kept.get(key) or _entry(update, None, "", head, link))
        else:
            entries.append(_entry(update, shown[pair], form(shown[pair].id), head, link))
            kept.put(key, entries[-1])
    return entries + waiting


def _entry(update: Update | None, shown: Shown | None, id: str, head: Head, link: str | None) -> Entry:
    """An entry of what the data says of it, what the page shows of it, or both."""
    published, stamp = _published(update, shown)
    changed = (shown.updated if shown else None) or (update.updated if update else None)
    headline = (update.headline if update else None) or (shown.headline if shown else None)
    inferred = False
    if update and not update.inferred:
        id = update.id
    elif len(id) > LONGEST_ID:
        id = digest(id)
    elif not id:
        inferred = True
        id = update.id if update else digest(stamp if not published.inferred else None, headline, shown.text if shown else None)
    address = update.link if update else None
    if shown and shown.anchor and link and (address is None or address == link):
        address = f"{link.partition('#')[0]}#{shown.anchor}"
    when: datetime | None = published.when
    return Entry(
        id=id,
        id_inferred=inferred,
        headline=headline,
        link=address,
        published=when or changed,
        updated=changed,
        date_inferred=published.inferred or (when is None and changed is not None),
        stamp=stamp,
        label=shown.label if shown else None,
        breaking=bool(shown and shown.breaking),
        pinned=bool(shown and shown.pinned),
        tags=update.tags if update else (),
        body=_body(update, shown, head.base),
    )


def _published(update: Update | None, shown: Shown | None) -> tuple[Moment, str | None]:
    """When, and how that is written, in the order in which the places are trusted."""
    if shown and shown.published.when and not shown.labelled:
        return shown.published, shown.stamp
    if update and update.published.when:
        return update.published, update.stamp or None
    if shown and shown.stamp:
        return shown.published, shown.stamp
    return Moment(None), (update.stamp if update else "") or None


def _body(update: Update | None, shown: Shown | None, base: str) -> Body | Unread:
    said = update.body if update else Text()
    drawn = shown.raw if shown else ""
    if shown and (not shown.text or (said.kind == "text" and len(said.raw) > FAR_MORE * len(shown.text))) and said.raw:
        drawn = ""
    if drawn and shown and update and update.headline and shown.headline and not _alike(update.headline, shown.headline):
        drawn = shown.heading + drawn
    text = Text(drawn, "html") if drawn else said
    authors = (shown.authors if shown else ()) or (update.authors if update else ())
    media = _beside(drawn, update.media) if update else ()
    summary = update.summary if update else Text()
    if not (text.raw or authors or media or summary.raw):
        return NO_BODY
    brief = html.escape(summary.raw, quote=False) if text.kind == "html" and summary.kind == "text" else summary.raw
    return Unread(read_content, text.raw, Manner(base=base, kind=text.kind, authors=authors, media=media, summary=brief))


def _alike(one: str, other: str) -> bool:
    """Whether two headlines use the same letters, or one is the other cut off."""
    mine, theirs = ("".join(filter(str.isalnum, text)).casefold() for text in (one, other))
    return mine.startswith(theirs) or theirs.startswith(mine)


def _beside(drawn: str, media: tuple[Media, ...]) -> tuple[Media, ...]:
    """What the data names beside a body: where that has pictures of its own, the data's is one of them in another size."""
    return tuple(each for each in media if each.kind != "image") if "<img" in drawn or "<picture" in drawn else media
