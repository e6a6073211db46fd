"""Laws over invented input."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Document, Entry, Feed, FormatError, Quote, Snapshot, Timeline, clean, parse, parse_document
from feeds.kept import Kept

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


def is_time(line: str) -> bool:
    """Whether a line of the pieces ends in a time, or in a name behind one: a word more would make it prose."""
    return line in TIMES or line.startswith(("Updated 8:06", "16:02 , ")) or line.endswith(("AM", "17:31"))


def marked(text: str) -> tuple[str, set[str]]:
    """The text with a word of its own at the end of each line that is no furniture and no stamp, and these words."""
    lines, words = [], set()
    for number, line in enumerate(text.split("\n")):
        if line.strip() and not FURNITURE.fullmatch(line.strip()) and "published at" not in line and not line.endswith(",") and not is_time(line):
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

UNTIMED_PIECES = st.sampled_from(
    [
        "Live Reporting",
        "All times stated are UK",
        "By Ann Example",
        "Summary\n  • a point",
        "  1. A headline",
        "  2. Video content",
        "    Name Surname\n\n    BBC News, Harwich",
        "    Image caption: Waves over the wall",
        "    Video caption: Waves over the wall",
        "    A paragraph that ends as sentences do.",
        "    1. first\n    2. second",
        "unindented text",
    ]
)
TIMES = (
    "10:14", "9:58", "20:44", "09:40 GMT", "5.51pm GMT", "03:01 PM", "10:14 a.m. ET, February 24, 2022", "21 minutes ago", "2m ago (11:00 GMT)", "just now",
    "1645723864", "2022-02-24T19:17:44Z", "Friday 5 July 2024", "1841", "2003", "5/6/2022 9:38:14 AM",
)  # fmt: skip
CLOCK_PIECES = st.one_of(
    st.sampled_from(TIMES),
    st.sampled_from(
        [
            "A headline over the news",
            "The crew has walked the wall twice since midnight.",
            "Crews found two stones in the wall. They left them there, for now.",
            "Ann Example",
            "From Harbour Radio's Ann Example in Harwich",
            "Reporting from Harwich",
            "Breaking",
            "Key events",
            "Key Points",
            "Summary\n• a point\n• another point",
            "Share",
            "9.00am: Good morning from the wall",
            "1841 GMT — The gauge stands still at last.",
            "10:02 The gauge has gone up by the width of a hand.",
            "16:02 , Ann Example",
            "by Ann Example edited by Bob Sample 5/21/2022 9:38:14 AM",
            "Waves over the wall\nPhotograph: Ann Example",
            "A wave comes over the wall. Photograph: Ann Example",
            "Waves over the wallImage source, Example Pictures\nImage caption,",
            "• one item\n• another item\nwhat follows",
            "Updated 8:06 a.m. ET, February 25, 2022",
            "Ann Example24 February 2022 17:31",
            "Updated at 6.02pm GMT and once more",
            "— Ann Example",
            "16:02Ann Example",
            "Return to menu",
            "All times stated are UK",
            "This Twitter post cannot be displayed in your browser\nSkip twitter post by Ada\ninside of it\nEnd of twitter post by Ada",
            "  3. Headlinepublished at 10:40 British Summer Time 3 May 2023\n\n    A paragraph of the numbered page.",
        ]
    ),
)


def pasted(pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Pages of pieces, with and without blank lines between them."""
    return st.lists(st.tuples(pieces, st.sampled_from(["\n", "\n\n"])), max_size=30).map(lambda parts: "".join(piece + gap for piece, gap in parts))


PAGES = pasted(PIECES)
UNTIMED = pasted(UNTIMED_PIECES)
CLOCKS = pasted(CLOCK_PIECES)


@settings(max_examples=600, deadline=None)
@given(st.one_of(PAGES, UNTIMED, CLOCKS))
def test_no_line_of_a_page_is_lost(text: str) -> None:
    page, words = marked(text)
    if not page.strip():
        return

    shown = everything(parse(page.encode()))

    assert words - set(WORD.findall(shown)) == set()
    assert {line for line in page.split("\n") if line in TIMES and line not in shown} == set()


@settings(max_examples=300, deadline=None)
@given(st.one_of(PAGES, UNTIMED, CLOCKS))
def test_merging_a_page_twice_changes_nothing(text: str) -> None:
    if not text.strip():
        return
    timeline, snapshot = Timeline(), parse(text.encode())
    timeline.merge(snapshot)

    assert not timeline.merge(snapshot)
    assert not timeline.merge(parse(text.encode()))
    assert len({entry.id for entry in snapshot.entries}) == len(snapshot.entries)


@settings(max_examples=150, deadline=None)
@given(PAGES, PAGES)
def test_what_was_kept_of_a_page_changes_nothing(first: str, second: str) -> None:
    kept: Kept[object] = Kept()
    for text in (first, first + second, second, first):
        if text.strip():
            assert parse_document(Document(data=text.encode()), kept) == parse(text.encode())


@settings(max_examples=200, deadline=None)
@given(st.one_of(UNTIMED, CLOCKS))
def test_kinds_of_space_and_line_ends_make_no_difference(text: str) -> None:
    if not text.strip():
        return
    rough = text.replace("    ", "\t\t").replace("\n  ", "\n\u00a0\u00a0").replace("\n", "\r\n")

    assert parse(("\ufeff" + rough).encode()) == parse(text.encode())


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
