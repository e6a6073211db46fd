"""A live page saved as plain text, with posts that are stamped "published at …".

    Summary
      • a key point

      1. Headlinepublished at 15:57 Greenwich Mean Time 16 February 2022

        A paragraph.

A post starts at its number, or where the page has lost numbers and indents, at the line with its stamp. Numbers are positions on the page and
nothing else: they restart, skip and shift. The form carries no ids; an entry's id is a hash of stamp, headline and first sentence.
"""

from __future__ import annotations

from hashlib import blake2b

from msgspec.structs import replace

from ..model import Entry, Feed, KeyPoint, Snapshot, Unread
from ..text import clean_line
from .base import Page
from .live_text_body import Manner, read_body
from .live_text_days import Dated, dated, direction
from .live_text_head import Head, read_head
from .live_text_posts import Post, find_posts, inner_heads
from .live_text_tables import IMAGE_SOURCE, LAP, SCORE, is_closed

NAME = "live-text"

MOST_TWINS = 20
"""Equal posts of one page that those of another are compared with."""

_NO_HEADLINE = frozenset(("post", "post update"))


def recognises(page: Page) -> bool:
    """One post is enough: no other text has a line that ends in a stamp."""
    return bool(page.remember(find_posts))


def parse(page: Page) -> Snapshot:
    text, document = page.text, page.document
    posts = page.remember(find_posts)
    heads = [read_head(text[: posts[0].start]), *map(read_head, inner_heads(text, posts))]
    runs = direction([_clock(post) for post in posts])
    moments = dated([post.stamp for post in posts], heads[0].day or document.date)
    flat = posts[0].number is None and "\n\n" not in text[posts[0].body : posts[-1].end].strip("\n")
    manner = (Manner.SPORT if _is_sport(text, posts) else Manner.PLAIN) | (Manner.FLAT if flat else Manner.PLAIN)
    entries = [_entry(text, post, when, manner) for post, when in zip(posts, moments, strict=True)]
    entries = _told_apart(entries, posts, newest_first=runs <= 0)
    if not document.settled:
        entries.pop()  # the last post may be half written: it is taken when the file has come to rest
    return Snapshot(
        source=document.source,
        format=NAME,
        feed=_feed(heads),
        entries=tuple(entries),
        oldest_first=runs > 0,
        complete=document.settled,
        retrieved=document.retrieved,
    )


def _entry(text: str, post: Post, when: Dated, manner: Manner) -> Entry:
    raw = text[post.body : post.end]
    if post.end < len(text) and raw[len(raw.rstrip()) :].count("\n") < 2:
        manner |= Manner.TOUCHES
    raw = raw.strip("\n")
    breaking = post.breaking
    first, _, others = raw.partition("\n")
    if first.strip().lower() == "breaking" and text[post.body : post.body + 2] != "\n\n":
        breaking, raw = True, others
    if post.behind or post.before:
        raw = "\n\n".join([*post.before, *([post.behind] if post.behind else []), raw])
    if post.label and post.label.lower() == "get involved":
        manner |= Manner.LETTERS
    headline = clean_line(post.headline)
    return Entry(
        id=_digest(post.stamp_text, headline, _first_sentence(raw)),
        id_inferred=True,
        headline=None if headline.lower() in _NO_HEADLINE or not headline else headline,
        published=when.moment,
        date_inferred=when.inferred,
        stamp=post.stamp_text,
        label=post.label,
        breaking=breaking or (post.label or "").lower() == "breaking",
        body=Unread(read_body, raw, int(manner)),
    )


def _first_sentence(raw: str) -> str:
    """The first line that ends as a sentence does, else the first line: bylines and pictures may be added to a post later."""
    first = ""
    for line in raw.split("\n"):
        if words := line.strip():
            if is_closed(words) and IMAGE_SOURCE not in words:
                return words
            first = first or words
    return first


def _digest(*parts: str | None) -> str:
    return blake2b("\x1f".join(part or "" for part in parts).encode("utf-8", "replace"), digest_size=9).hexdigest()


def _told_apart(entries: list[Entry], posts: list[Post], *, newest_first: bool) -> list[Entry]:
    """The entries with ids that are unique on the page.

    Equal posts on one page are counted from the oldest, so that a new one changes no other's id. A post that stands again on a page
    pasted behind is the same post, saved twice.
    """
    if len({entry.id for entry in entries}) == len(entries):
        return entries
    pages, page = [], 0
    for post in posts:
        pages.append(page)
        page += post.closes_page
    pairs = list(zip(pages, entries, strict=True))
    kept: list[Entry] = []
    counts: dict[str, int] = {}
    elsewhere: dict[str, tuple[int, list[Entry]]] = {}
    for number, entry in reversed(pairs) if newest_first else pairs:
        first, twins = elsewhere.setdefault(entry.id, (number, []))
        if number != first and any(entry.says_the_same_as(twin) for twin in twins):
            continue
        if number == first and len(twins) < MOST_TWINS:
            twins.append(entry)
        count = counts[entry.id] = counts.get(entry.id, 0) + 1
        kept.append(replace(entry, id=f"{entry.id}-{count}") if count > 1 else entry)
    return kept[::-1] if newest_first else kept


def _clock(post: Post) -> int | None:
    """The minute of the day that a post names, or its lap: what tells the direction of the page."""
    if post.stamp is not None and post.stamp.hour is not None:
        return post.stamp.hour * 60 + post.stamp.minute
    return int(post.stamp_text.split()[1].partition("/")[0]) if post.stamp_text and LAP.fullmatch(post.stamp_text) else None


def _is_sport(text: str, posts: list[Post]) -> bool:
    """Whether short first lines are subtitles here: laps, or scores in a third of those lines or of the headlines."""
    some = posts[:100]
    if any(post.stamp_text and LAP.fullmatch(post.stamp_text) for post in some):
        return True
    shorts = []
    for post in some:
        first, _, rest = text[post.body : post.end].strip("\n").partition("\n")
        alone = not rest.partition("\n")[0].strip()
        if first.strip() and alone and not is_closed(first.strip()) and IMAGE_SOURCE not in first:
            shorts.append(first.strip())
    in_headlines = sum(bool(SCORE.search(post.headline)) for post in some)
    in_shorts = sum(bool(SCORE.search(line)) for line in shorts)
    return (in_headlines >= 3 and 3 * in_headlines >= len(some)) or (in_shorts >= 2 and 3 * in_shorts >= len(shorts))


def _feed(heads: list[Head]) -> Feed:
    """The first page's feed; what the other pages' heads say and the first does not is kept with its preamble."""
    feed = heads[0].feed
    known = {point.text for point in feed.summary} | set(feed.preamble)
    others = [line for head in heads[1:] for line in _lines(head.feed) if line not in known]
    if not feed.summary and len(heads) > 1:
        feed = replace(feed, summary=heads[1].feed.summary)
        others = [line for line in others if KeyPoint(line) not in feed.summary]
    return replace(feed, preamble=(*feed.preamble, *dict.fromkeys(others))) if others else feed


def _lines(feed: Feed) -> list[str]:
    captions = [media.caption for media in feed.media if media.caption]
    return [*(point.text for point in feed.summary), *feed.preamble, *([feed.credit] if feed.credit else []), *captions]
