"""The versions of an edited post: a line each, and the words that the chosen one removed and added. Pure, like `article`."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from feeds import Embed, Entry, Figure, Part, Post, Quote, block_text, differences, words_changed

from . import times
from .article import Article
from .render import Setting
from .sheet import LONGEST
from .spans import Row, Spans, column

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_INKS = {"same": "text", "removed": "removed s", "added": "added b u"}
_ASCII = {"removed": ("[-", "-]"), "added": ("{+", "+}")}


def version_rows(post: Post, setting: Setting, now: datetime, chosen: int, *, indent: int = 2) -> list[Row]:
    """Head, list of versions with the newest on top, and the words of version `chosen` against the one before it."""
    article = Article(post, setting, now, indent)
    article.head("back to the post")
    versions = (*post.older, post.entry)
    for number in range(len(versions) - 1, -1, -1):
        article.rows.append(_line(post, versions, number, setting, chosen=number == chosen, indent=indent))
    article.blank()
    _text(article, changes(versions, chosen), frozenset(filter(None, _head_lines(versions[chosen]))))
    return article.rows


def changes(versions: Sequence[Entry], number: int) -> tuple[Part, ...]:
    """What a version removed and added; the whole text for the first."""
    if not number:
        return (Part("same", _shown(versions[0])),)
    return _between(versions[number - 1], versions[number])


@lru_cache(maxsize=64)
def _compared(before: str, after: str) -> tuple[Part, ...]:
    return differences(before, after)


def _between(before: Entry, after: Entry) -> tuple[Part, ...]:
    return _compared(_shown(before), _shown(after))


def _shown(entry: Entry) -> str:
    """All words of an entry, a line for each block."""
    return "\n".join(filter(None, _lines(entry)))[:LONGEST]


def _head_lines(entry: Entry) -> Iterator[str | None]:
    """What the head of the post shows as well."""
    yield entry.label
    yield entry.headline
    for author in entry.authors:
        yield ", ".join(filter(None, (author.name, author.role, author.location)))


def _lines(entry: Entry) -> Iterator[str | None]:
    yield from _head_lines(entry)
    yield entry.summary
    for block in entry.blocks:
        if isinstance(block, Figure):
            media = entry.media[block.media]
            yield from dict.fromkeys((media.caption, media.alt, media.credit))
        elif isinstance(block, Embed):
            yield " ".join(filter(None, (block.network, block.author, block.link)))
        else:
            yield block_text(block)
            yield block.attribution if isinstance(block, Quote) else None


def _line(post: Post, versions: Sequence[Entry], number: int, setting: Setting, *, chosen: bool, indent: int) -> Row:
    """Number, time and size of one version."""
    look = setting.look
    seen = post.status.edited[number - 1] if number and number <= len(post.status.edited) else None
    moment = seen if number else (versions[0].published or post.status.first_seen)
    when = f"{times.clock(moment, setting.zone)} {times.zone_name(moment, setting.zone)}" if moment else ""
    if number:
        added, removed = words_changed(_between(versions[number - 1], versions[number]))
        what = f"{added} word{'s' * (added != 1)} added, {removed} removed" if added or removed else "the same words"
    else:
        what = "first published" if versions[0].published else "as it came"
    weight = " b" if chosen else ""
    spans: Spans = [(" " * (indent - 1), "text"), (look.sign("chosen") if chosen else " ", "accent")]
    spans += [(f"{number + 1:>2}  ", f"bright{weight}"), (f"{when:<10} ", f"{'bright' if chosen else 'text'}{weight}"), (f"  {what}", "text")]
    return Row(spans, [], "raised" if chosen else "ground")


def _text(article: Article, parts: Sequence[Part], head: Container[str]) -> None:
    """The words, paragraph by paragraph; runs of paragraphs without a change fold to one line. What stands unchanged in the head is none of them."""
    same = 0
    whole = all(part.kind == "same" for part in parts)
    for paragraph in _paragraphs(parts):
        if not whole and all(part.kind == "same" for part in paragraph):
            same += "".join(part.text for part in paragraph).strip() not in head
            continue
        _fold(article, same)
        same = 0
        article.flow(_spans(paragraph, ascii=article.look.ascii))
        article.blank()
    _fold(article, same)
    if not whole:
        article.flow([*_spans([Part("added", "added"), Part("removed", "removed")], ascii=article.look.ascii)])


def _paragraphs(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """The parts of each line of the text; a line end that was itself added or removed ends a line too."""
    line: list[Part] = []
    for part in parts:
        for number, text in enumerate(part.text.split("\n")):
            if number and line:
                yield line
                line = []
            if text.strip():
                line.append(Part(part.kind, text))
    if line:
        yield line


def _fold(article: Article, count: int) -> None:
    if count:
        words = f"{NUMBERS[count] if count < len(NUMBERS) else count} paragraph{'s' * (count != 1)} unchanged"
        rule = article.look.sign("rule") * 3
        article.rows += column([[(f"{rule} ", "rule"), (words, "muted"), (f" {rule}", "rule")]], article.indent)
        article.blank()


def _spans(parts: Sequence[Part], *, ascii: bool) -> Spans:
    spans: Spans = []
    for part in parts:
        before, after = _ASCII.get(part.kind, ("", "")) if ascii else ("", "")
        spans += [(f"{before}{part.text.strip()}{after}", _INKS[part.kind]), (" ", "text")]
    return spans[:-1]
