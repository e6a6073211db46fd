"""What a Markdown document is made of: front matter, headings with what stands under them, and where a heading's time is written."""

from __future__ import annotations

import re
from collections.abc import Collection

from msgspec import Struct
from msgspec.structs import replace

from ...dates import Stamp, read_stamp
from ...text import clean_line
from ...wording import Wording

LONGEST_STAMP = 8
"""Words of the longest stamp at the start of a heading."""
LONGEST_TITLE = 1000
"""Characters of a heading in which marks are looked for."""
MOST_TIME = 60
"""Characters of the longest stamp."""
FRONT_LINES = 100
"""Lines within which front matter must end."""

_FENCE = Wording(r" {0,3}(`{3,}|~{3,})")
_ATX = Wording(r" {0,3}(#{1,6})(?:[ \t](.*))?")
_UNDERLINE = Wording(r" {0,3}(?:(=+)|-{3,})[ \t]*")
_PLAIN_LINE = Wording(r" {0,3}(?![#>|`~]|[-*+] |\d+[.)] )\S.*")
_FIELD = Wording(r"([A-Za-z][\w -]*):(?:\s+(.*))?|\s+.*|- .*|#.*|")
_DEFINITION = Wording(r"^ {0,3}\[([^\]\n]+)\]:[ \t]*(\S+).*$", re.MULTILINE)
_LINK = Wording(r"\[([^\[\]\n]*)\](?:\(([^()\s]*)[^()\n]*\)|\[[^\[\]\n]*\])")
_LINK_NAME = Wording(r"\]\[([^\[\]\n]+)\]")
_NAMED = Wording(r"\[([^\[\]\n]+)\](?!\()")
_MARKS = Wording(r"(\*\*|__|\*|_|`+)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_SEPARATOR = Wording(r"\s[-–—|·]\s+|,\s+|\s*[(\[]")
_STAMP_NAME = Wording(r"(?:published|posted|date|time|updated|on|at)\b:?\s+", re.IGNORECASE)
_CLEAR_CLOCK = Wording(r"\d:\d|[ap]\.?m\b", re.IGNORECASE)


class Section(Struct, frozen=True):
    """A heading and what stands under it, up to the next heading of any level."""

    level: int
    title: str
    """As written, with its marks."""
    text: str
    apart: bool = True
    """A blank line stands before the heading, as before no comment in a script; at the topmost level also behind it."""


class Outline(Struct, frozen=True):
    """A document, taken apart."""

    front: dict[str, str]
    """The fields of the front matter, names in lower case."""
    front_lines: tuple[str, ...]
    """Its lines."""
    preface: str
    """What stands before the first heading."""
    sections: tuple[Section, ...]
    definitions: dict[str, str]
    """The lines that say where a named link leads, by its name in lower case."""


def outline(text: str) -> Outline:
    """The parts of a Markdown text, in order. Nothing of it is in none of them."""
    front, text = _front_matter(text)
    definitions = {match[1].lower(): match[0] for match in _DEFINITION.finditer(text)}
    used = {match[1].lower() for match in _NAMED.finditer(_DEFINITION.sub("", text))} | {match[1].lower() for match in _LINK_NAME.finditer(text)}
    text = "\n".join(_shown(line, used) for line in text.split("\n"))  # what leads nowhere is text
    sections: list[Section] = []
    level, title, body, fence, apart = 0, "", list[str](), "", True
    for line in [*text.split("\n"), "# end"]:
        mark = _FENCE.match(line)
        heading = None if fence else _ATX.fullmatch(line)
        under = _UNDERLINE.fullmatch(line) if not fence and body and (len(body) < 2 or not body[-2].strip()) and _PLAIN_LINE.fullmatch(body[-1]) else None
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line.strip(" \t`~"):
            fence = ""
        if not (heading or under):
            body.append(line)
            continue
        name = body.pop().strip() if under else _without_close((heading[2] or "").strip()) if heading else ""
        free = apart and (level != 1 or not body or not body[0].strip())
        sections.append(Section(level, title, "\n".join(body), free))
        apart = under is not None or not body or not body[-1].strip()
        level, title, body = len(heading[1]) if heading else 1 if under and under[1] else 2, name, []
    if body:  # a fence that is never closed
        sections.append(Section(level, title, "\n".join(body[:-1]), apart))
    preface, *others = sections
    fields = {match[1].lower(): match[2].strip("'\" ") for line in front if (match := _FIELD.fullmatch(line)) and match[1] and match[2]}
    return Outline(fields, tuple(front), preface.text, tuple(others), definitions)


def _without_close(title: str) -> str:
    """A heading without the marks at its end, which need a blank before them."""
    bare = title.rstrip("#")
    return bare.rstrip() if not bare or bare[-1] in " \t" else title


def _shown(line: str, used: set[str]) -> str:
    match = _DEFINITION.match(line)
    return f"\\{line.lstrip()}" if match and match[1].lower() not in used else line


def _front_matter(text: str) -> tuple[list[str], str]:
    """The lines between two rules at the very start, and the rest."""
    first, _, rest = text.partition("\n")
    if first.rstrip() != "---":
        return [], text
    lines = rest.split("\n", FRONT_LINES)
    end = next((number for number, line in enumerate(lines[:FRONT_LINES]) if line.rstrip() in ("---", "...")), None)
    if not end or not all(_FIELD.fullmatch(line) for line in lines[:end]):
        return [], text
    return lines[:end], "\n".join(lines[end + 1 :])


def with_definitions(text: str, definitions: dict[str, str]) -> str:
    """A part of a document, with the definitions that it uses and another part has."""
    names = {name.lower() for match in _NAMED.finditer(text) for name in match.groups()} | {match[1].lower() for match in _LINK_NAME.finditer(text)}
    lines = [line for name, line in definitions.items() if name in names and line not in text]
    return "\n\n".join([text, "\n".join(lines)]) if lines else text


def without_definitions(text: str, links: Collection[str | None]) -> str:
    """A part of a document without the definitions of addresses that headings lead to: their entries have these."""
    return _DEFINITION.compiled.sub(lambda match: "" if match[2] in links else match[0], text)


def plain_title(title: str, definitions: dict[str, str]) -> tuple[str, str | None]:
    """A heading without its marks, and the link that it is; addresses of further links stay behind their words."""
    if len(title) > LONGEST_TITLE:
        return clean_line(title), None
    link: str | None = None
    if found := _LINK.search(title):
        link = found[2] or None
    words = _LINK.compiled.sub(r"\1", title, count=1)
    for other in list(_LINK.finditer(words)):
        words = words.replace(other[0], f"{other[1]} ({other[2]})" if other[2] else other[1])
    for match in list(_NAMED.finditer(words)):
        line = definitions.get(match[1].lower())
        if line and (where := _DEFINITION.match(line)):
            words, link = words.replace(match[0], match[1]), link or where[2]
    return clean_line(_MARKS.sub(r"\2", words)), link


class Timed(Struct, frozen=True):
    """A heading's words without its time, and the time."""

    words: str
    stamp: Stamp | None = None
    below: bool = False
    """The time is the first line under the heading."""


def timed(title: str, text: str) -> Timed:
    """Where the time of a section is: at the start of its heading, at the end behind a dash or in brackets, or alone on the line below."""
    words = title.split()
    for count in range(min(LONGEST_STAMP, len(words)), 0, -1):
        rest = " ".join(words[count:])
        if stamp := _stamp(" ".join(words[:count]), alone=not rest):
            return Timed(rest.lstrip("-–—|·:,] "), stamp)
    for match in _SEPARATOR.finditer(title, max(0, len(title) - MOST_TIME)):
        if stamp := _stamp(title[match.end() :], alone=False):
            return Timed(title[: match.start()].rstrip(), stamp)
    line = text.strip().partition("\n")[0].strip("*_` ")
    below = _stamp(_STAMP_NAME.sub("", line) if _STAMP_NAME.match(line) else line, alone=True)
    return Timed(title, below, below=below is not None)


def _stamp(words: str, *, alone: bool) -> Stamp | None:
    """The time that words are. Beside other words a clock needs its colon, else 3.11 were one, and a day its year."""
    if len(words) > MOST_TIME:
        return None
    stamp = read_stamp(words.strip("-–—|·:,()[] "))
    if stamp is None or (not alone and stamp.hour is None and stamp.year is None):
        return None
    if stamp.hour is not None and stamp.day is None and not _CLEAR_CLOCK.search(stamp.text):
        return None
    return stamp


def on_day(stamp: Stamp, day: Stamp | None) -> Stamp:
    """The stamp, with the date of the heading above it where it has none."""
    if day is None or stamp.day is not None:
        return stamp
    return replace(stamp, day=day.day, month=day.month, year=day.year)
