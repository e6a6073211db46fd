"""An entry from a post of a live-text page. The form carries no ids: the id is a hash of stamp, headline and first sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from ...identity import digest
from ...model import Entry, Unread
from ...text import clean_line
from .body import Manner, read_body
from .days import Dated
from .pages import first_sentence
from .posts import Post
from .tables import IMAGE_SOURCE, LAP, SCORE, is_closed

SAMPLE = 100
"""Posts by which a sport page is known."""
_NO_HEADLINE = frozenset(("post", "post update"))
_LONGEST_NO_HEADLINE = max(map(len, _NO_HEADLINE))


def entry_of(post: Post, raw: str, when: Dated, manner: int, *, last: bool) -> Entry:
    """What a post says. `raw` is the text from the end of its head line on, `last` whether nothing follows it, `manner` that of the page (see `Manner`)."""
    breaking, label, stamp = post.breaking, post.label, post.stamp_text
    if not last and not raw.endswith("\n\n") and raw[len(raw.rstrip()) :].count("\n") < 2:
        manner |= Manner.TOUCHES.value
    under = not raw.startswith("\n\n")
    raw = raw.strip("\n")
    if under:
        first, _, others = raw.partition("\n")
        if first.strip().lower() == "breaking":
            breaking, raw = True, others
    if post.behind or post.before:
        raw = "\n\n".join([*post.before, *([post.behind] if post.behind else []), raw])
    if stamp is None:
        manner |= Manner.UNTIMED.value
    if label is not None:
        breaking = breaking or label.lower() == "breaking"
        manner |= Manner.LETTERS.value if label.lower() == "get involved" else 0
    headline = clean_line(post.headline)
    return Entry(
        id=digest(stamp, headline, first_sentence(raw)),
        id_inferred=True,
        headline=shown_headline(headline),
        published=when.moment,
        date_inferred=when.inferred,
        stamp=stamp,
        label=label,
        breaking=breaking,
        body=Unread(read_body, raw, manner),
    )


def shown_headline(headline: str) -> str | None:
    """The headline, None for one that only says that this is a post."""
    return None if len(headline) <= _LONGEST_NO_HEADLINE and (not headline or headline.lower() in _NO_HEADLINE) else headline


def manner_of(text: str, posts: Sequence[Post]) -> int:
    """What the page tells of each of its posts."""
    flat = posts[0].number is None and "\n\n" not in text[posts[0].body : posts[-1].end].strip("\n")
    sport = is_sport((post.stamp_text, post.headline, text[post.body : post.end]) for post in posts)
    return int((Manner.SPORT if sport else Manner.PLAIN) | (Manner.FLAT if flat else Manner.PLAIN))


def is_sport(posts: Iterable[tuple[str | None, str, str]]) -> bool:
    """Whether short first lines are subtitles in posts of such stamps, headlines and bodies: laps, or scores in a third of those lines or of the headlines."""
    some = list(islice(posts, SAMPLE))
    if any(stamp and LAP.fullmatch(stamp) for stamp, _, _ in some):
        return True
    shorts = []
    for _, _, body in some:
        first, _, rest = body.strip("\n").partition("\n")
        alone = not rest.partition("\n")[0].strip()
        if first.strip() and alone and not is_closed(first.strip()) and IMAGE_SOURCE not in first:
            shorts.append(first.strip())
    in_headlines = sum(bool(SCORE.search(headline)) for _, headline, _ in some)
    in_shorts = sum(bool(SCORE.search(line)) for line in shorts)
    return (in_headlines >= 3 and 3 * in_headlines >= len(some)) or (in_shorts >= 2 and 3 * in_shorts >= len(shorts))
