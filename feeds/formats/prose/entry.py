"""An entry from a post of a live-text page. The form carries no ids: the id is a hash of stamp, headline and first sentence."""

from __future__ import annotations

from collections.abc import Sequence

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


def entry_of(text: str, post: Post, when: Dated, manner: int) -> Entry:
    """What a post says. `manner` is that of the page (see `Manner`)."""
    begin, end, breaking, label, stamp = post.body, post.end, post.breaking, post.label, post.stamp_text
    raw = text[begin:end]
    if end < len(text) and not raw.endswith("\n\n") and raw[len(raw.rstrip()) :].count("\n") < 2:
        manner |= Manner.TOUCHES.value
    raw = raw.strip("\n")
    if not text.startswith("\n\n", begin):
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
        headline=None if not headline or headline.lower() in _NO_HEADLINE else headline,
        published=when.moment,
        date_inferred=when.inferred,
        stamp=stamp,
        label=label,
        breaking=breaking,
        body=Unread(read_body, raw, manner),
    )


def manner_of(text: str, posts: Sequence[Post]) -> int:
    """What the page tells of each of its posts."""
    flat = posts[0].number is None and "\n\n" not in text[posts[0].body : posts[-1].end].strip("\n")
    return int((Manner.SPORT if is_sport(text, posts) else Manner.PLAIN) | (Manner.FLAT if flat else Manner.PLAIN))


def is_sport(text: str, posts: Sequence[Post]) -> bool:
    """Whether short first lines are subtitles here: laps, or scores in a third of those lines or of the headlines."""
    some = posts[:SAMPLE]
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
