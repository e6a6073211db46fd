"""Laws over invented input."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Entry, Feed, FormatError, Quote, Snapshot, Timeline, clean, parse

from .pages import live_page

FURNITURE = re.compile(
    r"advertisement|share this|copy this link|auto updates|sort by|live reporting|get involved|got a tv licence\?|summary|latest updates|breaking|post|post update"
    r"|\d+ posts?|page \d+ of \d+|showing \d+ to \d+.*|image caption,|media caption,|skip .*|end of .*|allow .*|accept and continue|this .* cannot be displayed in your browser.*"
    r"|view original .*|(the )?bbc is not responsible.*|this article contains content.*|[•\-*]|\d+\.",
    re.IGNORECASE,
)
"""What a page may say without its being kept; written for this test alone."""

WORD = re.compile(r"[a-z]{6}q\b")
"""The marks put into each line."""


def marked(text: str) -> tuple[str, set[str]]:
    """The text with a word of its own at the end of each line that is no furniture and no stamp, and these words."""
    lines, words = [], set()
    for number, line in enumerate(text.split("\n")):
        if line.strip() and not FURNITURE.fullmatch(line.strip()) and "published at" not in line and not line.endswith(","):
            word = "".join(chr(97 + number // 26**place % 26) for place in range(6)) + "q"
            words.add(word)
            line = f"{line.rstrip('.')} {word}{'.' if line.endswith('.') else ''}"
        lines.append(line)
    return "\n".join(lines), words


def everything(snapshot: Snapshot) -> str:
    """All text that a reader can find."""
    feed: Feed = snapshot.feed
    parts: list[str | None] = [feed.title, feed.credit, *(point.text for point in feed.summary), *feed.preamble]
    parts += [text for media in feed.media for text in (media.alt, media.caption, media.credit)]
    for entry in snapshot.entries:
        parts += [entry.headline, entry.label, entry.stamp, *texts(entry)]
    return "\n".join(part for part in parts if part)


def texts(entry: Entry) -> list[str | None]:
    parts: list[str | None] = [entry.text]
    parts += [text for author in entry.authors for text in (author.name, author.role, author.location)]
    parts += [text for media in entry.media for text in (media.alt, media.caption, media.credit)]
    parts += [block.attribution for block in entry.blocks if isinstance(block, Quote)]
    return parts


PIECES = st.sampled_from(
    [
        "    A paragraph that ends as sentences do.",
        "    A line without an end",
        "    Name Surname\n    BBC correspondent, in Harwich",
        "    Waves over the wallImage source, Example Pictures\n    Image caption,",
        "    Waves over the wallImage source, Example Pictures",
        "    Media caption,",
        "    • one item\n    • another item\n    what follows",
        "    1. first\n    2. second",
        "    - a dash\n    plain",
        "    This Twitter post cannot be displayed in your browser\n    Skip twitter post by Ada\n    inside of it\n    End of twitter post by Ada",
        "    Ann, Hull",
        "    Breaking",
        "    Advertisement",
        "    BBC Monitoring",
        "  7. Label\n\n    Headlinepublished at 10:40 British Summer Time 3 May 2023",
        "  8. Headlinepublished at 10:41 British Summer Time 3 May 2023",
        "  9. get involved\n\n    Headlinepublished at 10:41 GMT",
        "  3. A number line without a stamp",
        "Headlinepublished at 10:42 British Summer Time 3 May 2023Breaking",
        "Summary",
        "  • a point",
        "By Ann Example",
        "Updates Thursday 22 June 2017",
        "Key events",
        "unindented text",
        "\ttabbed text",
    ]
)
PAGES = st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\n\n"])), max_size=30).map(lambda parts: "".join(piece + gap for piece, gap in parts))


@settings(max_examples=400, deadline=None)
@given(PAGES)
def test_no_line_of_a_page_is_lost(text: str) -> None:
    page, words = marked(text)
    if not page.strip():
        return

    found = set(WORD.findall(everything(parse(page.encode()))))

    assert words - found == set()


@settings(max_examples=200, deadline=None)
@given(PAGES)
def test_merging_a_page_twice_changes_nothing(text: str) -> None:
    if not text.strip():
        return
    timeline, snapshot = Timeline(), parse(text.encode())
    timeline.merge(snapshot)

    assert not timeline.merge(snapshot)
    assert not timeline.merge(parse(text.encode()))
    assert len({entry.id for entry in snapshot.entries}) == len(snapshot.entries)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        snapshot = parse(data)
    except FormatError:
        return

    assert all(entry.blocks is not None for entry in snapshot.entries)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 15), st.integers(0, 5), st.integers(0, 5))
def test_page_that_moves_on_has_its_new_posts_and_nothing_else(count: int, arrived: int, aged: int) -> None:
    timeline = Timeline()
    timeline.merge(parse(live_page(count).encode()))
    lines = live_page(count + arrived).split("  1. ", 1)[1]
    kept = max(1, count + arrived - aged)
    whole = parse(("  1. " + lines).encode())

    changes = timeline.merge(Snapshot(entries=whole.entries[:kept], oldest_first=False))

    assert (len(changes.new), changes.edited, changes.withdrawn) == (min(arrived, kept), (), ())


@given(st.text(max_size=200))
def test_cleaned_text_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    cleaned = clean(text)

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", cleaned)
    assert clean(cleaned) == cleaned
