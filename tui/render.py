"""A post in the timeline as rows. Pure: the same post, width and circumstances give the same rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from msgspec import Struct, field
from rich.cells import cell_len, set_cell_size

from feeds import Embed, Entry, List, Post, Quote

from . import times
from .highlight import Marks, marked, marked_list
from .look import GUTTER, MARGIN, Look
from .spans import Row, Spans, cells, crop, wrap

STAMP = 6
"""Columns of a time."""
HEADLINE_LINES = 2
LONGEST_HEADLINE = 2000
"""Characters of a headline that are looked at for those lines."""


Told = Callable[[Post], Sequence[Post]]


def nobody(post: Post) -> Sequence[Post]:
    """No other source tells what a post does."""
    return ()


class Setting(Struct, frozen=True):
    """What a post's rows depend on beside the post."""

    look: Look
    width: int
    zone: tzinfo | None = None
    airy: bool = False
    marks: Marks = Marks()
    """The words that the filter asks for."""
    titles: dict[str, str] = field(default_factory=dict)
    """Sources by name, as people call them."""
    now: datetime | None = None
    """Times stand as how long before this they were; None: as clocks."""
    year: int | None = None
    """The year that it is: days of other years are told with theirs."""
    under: Told = nobody
    """The posts of other sources that are folded under one."""
    tellings: Told = nobody
    """The posts of other sources that tell the same as one, folded or not."""
    inks: dict[str, str] = field(default_factory=dict)
    """The ink of each source's mark, where posts of several sources stand side by side."""


def timeline_rows(post: Post, setting: Setting, *, chosen: bool = False, focused: bool = False) -> list[Row]:
    """Headline in one or two lines, then one line with note, byline or source, and badges. Always as many lines as at any other status."""
    look, entry, status = setting.look, post.entry, post.status
    ground = "raised" if chosen else "ground"
    bar = (look.sign("chosen"), "accent" if focused else "muted") if chosen else (" ", "text")
    mark = _mark(post, look)
    if entry.published:
        stamp = times.since(entry.published, setting.now) if setting.now else times.clock(entry.published, setting.zone)
    else:
        stamp = _unread(entry.stamp)
    unseen = not status.seen
    lead: Spans = [
        bar,
        (look.sign("starred") if status.starred else " ", "bright"),
        mark,
        (" ", "text"),
        (set_cell_size(stamp, STAMP), "bright" if unseen else "muted"),
        ("  ", "text"),
    ]
    words = _headline(post, setting)
    if entry.breaking and unseen and not status.withdrawn:
        # The block's left edge hangs in the gutter, so that its letters stand in the text's column.
        lead[-1:] = [(" ", "text"), ("[" if look.ascii else " ", "on_accent b @accent")]
        words = [("BREAKING]" if look.ascii else "BREAKING\u00a0", "on_accent b @accent"), (" ", "text"), *words]
    elif entry.breaking:
        words = [("BREAKING", "muted" if status.withdrawn else "accent b"), ("  ", "text"), *words]
    elif entry.label:
        words = [*marked(entry.label, "muted", setting.marks.needles("kind"), shown=str.upper), ("  ", "text"), *words]
    room = max(8, setting.width - GUTTER - MARGIN)
    indent = (" " * (GUTTER - 1), "text")
    rows = [
        Row([*(lead if not number else [bar, indent]), *line], [], ground)
        for number, line in enumerate(wrap(words, room, most=HEADLINE_LINES, cut=look.sign("cut")))
    ]
    left, right = _last_line(post, setting)
    rows.append(Row([bar, indent, *left], right, ground))
    return rows


def day_rows(label: str, setting: Setting) -> list[Row]:
    """The line that says that a day begins below it."""
    gutter = max(GUTTER, cell_len(label) + 2)
    room = max(0, setting.width - gutter - MARGIN)
    rows = [Row([(set_cell_size(" " + label, gutter), "text"), (setting.look.sign("rule") * room, "rule")])]
    return [*rows, Row([])] if setting.airy else rows


def looked_rows(looked: datetime, setting: Setting, *, above: bool) -> list[Row]:
    """The line between what the reader has looked at and what came since, which stands above it or below."""
    look = setting.look
    words = "new since you last looked"
    lead = f"  {look.sign('up' if above else 'down')} {times.clock(looked, setting.zone)}"
    rule = look.sign("rule") * max(0, setting.width - GUTTER - MARGIN - len(words) - 1)
    rows = [Row([(set_cell_size(lead, GUTTER), "accent b"), (f"{words} {rule}", "accent")])]
    return [*rows, Row([])] if setting.airy else rows


def day_label(entry: Entry, zone: tzinfo | None, year: int | None = None) -> str | None:
    """The day of an entry as day lines name it, None when it has no date. See `times.day` for the year."""
    return times.day(entry.published, zone, year) if entry.published else None


def _unread(stamp: str | None) -> str:
    """What stands for a time that could not be read: the stamp where it fits whole, else a sign that there is one."""
    return (stamp if cell_len(stamp) <= STAMP else "?") if stamp else ""


def first_words(entry: Entry) -> str:
    """What stands for the headline of a post without one: the beginning of its text, else of what it shows."""
    text = entry.text[:400].replace("\n", " ")
    if text:
        return text
    for media in entry.media:
        if words := media.caption or media.alt:
            return words
    for block in entry.blocks:
        if isinstance(block, Embed):
            return f"{block.network} post" + (f" by {block.author}" if block.author else "")
    return entry.stamp or "(no text)"


def _mark(post: Post, look: Look) -> tuple[str, str]:
    status = post.status
    if status.withdrawn:
        return look.sign("withdrawn"), "muted"
    if not status.seen:
        return look.sign("unseen"), "accent"
    if status.changed:
        return look.sign("edited"), "accent b"
    if status.restored_at:
        return look.sign("restored"), "muted"
    return " ", "text"


def _headline(post: Post, setting: Setting) -> Spans:
    entry, status = post.entry, post.status
    if status.withdrawn:
        ink = "muted s"
    elif entry.headline:
        ink = "text" if status.seen else "bright b"
    else:
        ink = "text" if status.seen else "bright"
    field = "title" if entry.headline else "text" if entry.text else None
    return marked((entry.headline or first_words(entry))[:LONGEST_HEADLINE], ink, setting.marks.needles(field))


def _last_line(post: Post, setting: Setting) -> tuple[Spans, Spans]:
    """The line under the headline: at its right the badges, with the number of tellings that have no room to be named."""
    others = setting.under(post)
    for named in range(min(1, len(others)), -1, -1):
        badges = _badges(post.entry, len(post.status.edited), setting.look, len(others) - named)
        right: Spans = [("  ".join(badges), "muted"), (" " * MARGIN, "text")] if badges else []
        left, is_whole = _meta(post, setting, setting.width - GUTTER - cells(right) - (1 if right else MARGIN), others[:named])
        if is_whole or not named:
            break
    return left, right


def name_of(post: Post, setting: Setting, ink: str = "muted") -> Spans:
    """What a post's source is called, with its mark."""
    mark = setting.inks.get(post.source)
    return [*([(f"{setting.look.sign('source')} ", mark)] if mark else []), *called(post, setting, ink)]


def called(post: Post, setting: Setting, ink: str) -> Spans:
    """What a post's source is called."""
    return marked(setting.titles.get(post.source, post.source), ink, setting.marks.needles("source", alone=True))


def _meta(post: Post, setting: Setting, room: int, others: Sequence[Post] = ()) -> tuple[Spans, bool]:
    """Note, source and who tells it too, then byline, and whether the `others` are among it: the least important is left out whole when there is no room."""
    status, look = post.status, setting.look
    note = ""
    if status.withdrawn:
        note = "withdrawn" + (f" {times.clock(status.withdrawn_at, setting.zone)}" if status.withdrawn_at else "")
    elif status.restored_at:
        note = f"back since {times.clock(status.restored_at, setting.zone)}"
    elif status.edited:
        last = status.edited[-1]
        note = "edited" + (f" {times.clock(last, setting.zone)}" if last else "")
    parts: list[Spans] = [[(note, "muted" if status.withdrawn else "text")]] if note else []
    has_mark = post.source in setting.inks
    parts += [name_of(post, setting)] if has_mark or others else []
    for other in others:
        gone: Spans = [(f"{look.sign('withdrawn')} ", "muted")] if other.status.withdrawn else []
        parts.append([("also ", "muted"), *gone, *called(other, setting, "muted s" if gone else "muted")])
    named = len(parts)
    if authors := post.entry.authors:
        parts.append(marked_list((author.name for author in authors), "muted", setting.marks.needles("author"), [(", ", "muted")]))
    elif not (has_mark or others):
        parts.append(name_of(post, setting))
    spans: Spans = []
    set_parts = 0
    for part in parts:
        gap: Spans = [(f" {look.sign('dot')} ", "muted")] if spans else []
        if spans and cells(spans) + cells(gap) + cells(part) > room:
            break
        spans += [*gap, *part]
        set_parts += 1
    return crop(spans, room, look.sign("cut")), set_parts >= named


def _badges(entry: Entry, edits: int, look: Look, others: int) -> list[str]:
    pictures = sum(media.kind == "image" for media in entry.media)
    badges = [f"{look.sign('edited')}{edits}"] if edits else []
    badges += [f"{look.sign('picture')}{pictures}"] if pictures else []
    badges += [look.sign("video")] if any(media.kind == "video" for media in entry.media) else []
    badges += [look.sign("quote")] if any(isinstance(block, Quote) for block in entry.blocks) else []
    badges += [look.sign("list")] if any(isinstance(block, List) for block in entry.blocks) else []
    return [*badges, *([f"+{others}"] if others else [])]
