"""A log: lines that begin with a machine's stamp, the newest at the end, as a program or a colleague's script appends them.

    2026-03-01 10:00:00 WARN the pump runs dry
    2026-03-01T10:00:02.5Z [ERROR] pump: stopped
      at Pump.run (pump.py:12)

A line without a stamp belongs to the record above it. What stands before the last record is final: the file is read on from there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from ..identity import digest, numbered
from ..model import Block, Body, Code, Document, Entry, Feed, Paragraph, Problem, Snapshot, Unread
from ..order import rise
from ..text import clean, clean_line
from ..wording import Wording
from .base import Page
from .log_stamps import ACCESS, EPOCH, ISO, MARK, SYSLOG, beginning, read_stamp

NAME = "log-lines"

LONGEST = 16 << 20
"""Characters of the longest record that is shown whole."""
SHOWN = 64 << 10
"""Characters that are shown of a longer one."""
SAMPLE = 1 << 18
"""Characters by which a log is recognised."""
MOST = 0.55
"""Part of the lines without indent that must begin with a stamp."""

_HINT = Wording(r"\n\W{0,4}(?:[12]\d{3}[-/]\d|[1-3]\d{9}|[A-Z][a-z]{2} [ \d]\d \d\d:)", re.ASCII)
_ACCESS_HINT = Wording(r"/[12]\d{3}:\d\d:\d\d:\d\d ", re.ASCII)
_DATED = Wording("^" + beginning(ISO, SYSLOG, ACCESS), re.ASCII | re.MULTILINE)
_COUNTED = Wording("^" + beginning(EPOCH), re.ASCII | re.MULTILINE)
_LEVELS = "TRACE|DEBUG|VERBOSE|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|SEVERE|FATAL|CRIT(?:ICAL)?|ALERT|EMERG(?:ENCY)?|PANIC"
_BETWEEN = r"[ \t]*(?:[\]:,|;]+[ \t]*|[-–—]+[ \t]+)?"
_LEAD = Wording(rf"{_BETWEEN}(?:(?:[\[(<]\s*((?i:{_LEVELS}))\s*[\])>]:?|((?i:{_LEVELS})):|({_LEVELS}))(?=\s|\Z){_BETWEEN})?")
"""What stands between a stamp and its text: punctuation, and a level."""


def recognises(page: Page) -> bool:
    """Two lines that begin with a stamp and a text, and hardly others that begin at the margin; or one such line alone."""
    sample = page.decoded[:SAMPLE]
    if not _hints(sample):
        return False
    return _is_log(_lines(sample, whole=page.document.settled and len(sample) == len(page.decoded)), alone=True)


def resumes(page: Page) -> bool:
    """A line that begins with a stamp and a text, and behind it hardly others that begin at the margin."""
    sample = page.decoded[:SAMPLE]
    text = _lines(sample, whole=False) if _hints(sample) else ""
    starts, _ = _records(text)
    return bool(starts) and _is_log(text[starts[0] :], alone=False)


def _hints(sample: str) -> bool:
    """Whether something in the text looks like a machine's stamp: a pattern that begins with a character is looked for much faster than one that begins a line."""
    return bool(_HINT.search(f"\n{sample}") or _ACCESS_HINT.search(sample))


def _is_log(text: str, *, alone: bool) -> bool:
    """`alone`: where only one line has a stamp, there is no other."""
    starts, epoch = _records(text)
    lines = [line for line in text.split("\n") if line.strip(f"{MARK} \t\0")]
    flush = sum(line[0] not in " \t" for line in lines)
    stamped = [read for start in starts if (read := read_stamp(text, start, None, None)) and text[read.end : _line_end(text, read.end)].strip()]
    if epoch and rise(read.moment for read in stamped) < 0:
        return False
    return len(stamped) >= MOST * flush if len(stamped) > 1 or not alone else len(stamped) == len(lines) == 1


def parse(page: Page) -> Snapshot:
    document = page.document
    text = _lines(page.decoded, whole=document.settled)
    starts, epoch = _records(text)
    problems: list[Problem] = []
    entries = [_entry(document, text, start, end, problems) for start, end in pairwise((*starts, len(text)))]
    rises = document.continues is not None or rise(entry.published for entry in entries) >= 0
    entries = numbered(entries, newest_first=not rises)
    enough = document.continues is not None or document.settled or len(entries) > 1
    open_at = _last_record(document, epoch=epoch) if entries and rises and enough else None
    head = text[: starts[0]] if starts else text
    return Snapshot(
        source=document.source,
        format=NAME,
        feed=Feed(preamble=tuple(line for each in head.split("\n") if (line := clean_line(each)))),
        entries=tuple(entries),
        problems=tuple(problems),
        oldest_first=rises,
        complete=document.settled or open_at is not None,
        open_at=open_at,
        continues=document.continues is not None,
        retrieved=document.retrieved,
    )


def read_body(raw: str, manner: int) -> Body:
    """The text behind the stamp; the lines below it, as code when some of them are indented."""
    first, *others = raw.split("\n")
    others = [line.rstrip() for line in others if line.strip()]
    if not any(line.startswith(" ") for line in others):
        said = "\n".join(line for line in (first.strip(), *others) if line)
        return Body(blocks=(Paragraph(said),) if said else ())
    margin = min(len(line) - len(line.lstrip()) for line in others)
    blocks: list[Block] = [Paragraph(first.strip())] if first.strip() else []
    return Body(blocks=(*blocks, Code("\n".join(line[margin:] for line in others))))


def _lines(text: str, *, whole: bool) -> str:
    """The text with one kind of line end; when it is not `whole`, without the line at its end that is still being written."""
    if not whole:
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _records(text: str) -> tuple[list[int], bool]:
    """The offsets of the lines that begin a record, and whether these count the seconds since 1970: in such a log no other stamp begins one."""
    dated, counted = _DATED.search(text), _COUNTED.search(text)
    epoch = counted is not None and (dated is None or counted.start() < dated.start())
    return [match.start() for match in (_COUNTED if epoch else _DATED).finditer(text)], epoch


def _entry(document: Document, text: str, start: int, end: int, problems: list[Problem]) -> Entry:
    read = read_stamp(text, start, document.date, document.zone)
    assert read is not None, "a record begins with a stamp"
    line_end = _line_end(text, read.end)
    lead = _LEAD.compiled.match(text, read.end, line_end)
    at = lead.end() if lead else read.end
    raw = read.before + (text[at:end].rstrip() if end - at <= LONGEST else text[at : at + SHOWN] + " …")
    if end - at > LONGEST:
        place = f"byte {document.offset:,} or later" if document.offset else f"line {text.count(chr(10), 0, start) + 1}"
        problems.append(Problem(document.source, place, f"a record of {end - start:,} characters is too long; only its beginning is shown"))
    return Entry(
        id=digest(text[start : min(line_end, start + SHOWN)].strip()),
        id_inferred=True,
        published=read.moment,
        date_inferred=read.inferred,
        stamp=read.stamp,
        label=(lead[1] or lead[2] or lead[3]) if lead else None,
        body=Unread(read_body, clean(raw)),
    )


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def _last_record(document: Document, *, epoch: bool) -> int | None:
    """The offset in the document's bytes at which its last record begins. None in an encoding whose line ends are not single bytes."""
    data, begins = document.data, _in_bytes(epoch)
    end = len(data) if document.settled else max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
    while end > 0:
        line = data.rfind(b"\n", 0, end - 1) + 1
        line = data.rfind(b"\r", line, end - 1) + 1 or line
        if begins.match(data, line):
            return line
        end = line
    return None


@lru_cache(maxsize=2)
def _in_bytes(epoch: bool) -> re.Pattern[bytes]:
    return re.compile(beginning(*((EPOCH,) if epoch else (ISO, SYSLOG, ACCESS))).encode())
