"""JSON from outside that was made to harm: nothing of it stops the program, gets to the terminal, or takes long."""

from __future__ import annotations

import json
import re
import time

import pytest

from feeds import Entry, FormatError, clean, clean_line, parse

from .hostile_json import DOCUMENTS
from .support import SHARED

LONGEST = 5.0
"""Seconds that a document may take."""
BLNS = SHARED / "vectors" / "blns" / "blns.json"
UTF8 = SHARED / "vectors" / "utf8" / "utf8tests.txt"


def words(entry: Entry) -> list[str | None]:
    people = [text for author in entry.authors for text in (author.name, author.link)]
    return [
        entry.id,
        entry.headline,
        entry.link,
        entry.stamp,
        entry.label,
        entry.text,
        entry.summary,
        *entry.tags,
        *people,
        *(fact.value for fact in entry.facts),
    ]


@pytest.mark.row("S10")
@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("media_type", ["application/json", None], ids=["said", "found"])
def test_hostile_json_is_read_or_refused_in_time(name: str, media_type: str | None) -> None:
    begun = time.process_time()
    try:
        snapshot = parse(DOCUMENTS[name], media_type=media_type)
    except FormatError as error:
        assert len(str(error)) < 400
    else:
        for entry in snapshot.entries[:2000]:
            for text in words(entry):
                assert text is None or clean(text) == text
        assert all(len(problem.message) < 400 for problem in snapshot.problems)
        assert len(snapshot.problems) < 1000

    assert time.process_time() - begun < LONGEST


@pytest.mark.skipif(not BLNS.is_file(), reason="the shared folder with strings that break software is not beside the project")
@pytest.mark.row("S1", "S2")
def test_strings_that_break_software_are_shown_literally_in_a_json_feed() -> None:
    strings = [string for string in json.loads(BLNS.read_text(encoding="utf-8")) if clean_line(string)]
    items = [
        {"id": f"n{n}", "title": s, "content_text": s, "summary": f"shortly {s}", "authors": [{"name": s}], "tags": [s], "_fact": s}
        for n, s in enumerate(strings)
    ]

    snapshot = parse(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": strings[0], "items": items}).encode())

    assert len(snapshot.entries) == len(strings)
    for entry, string in zip(snapshot.entries, strings, strict=True):
        line = clean_line(string)
        assert entry.headline == line
        assert entry.text.split() == clean(string).split()
        assert (entry.summary or "").split() == ["shortly", *clean(string).split()]
        assert (entry.tags, [author.name for author in entry.authors]) == (((line,), [line]) if line else ((), []))
        assert [fact.value for fact in entry.facts] == [clean(string)]


@pytest.mark.skipif(not BLNS.is_file(), reason="the shared folder with strings that break software is not beside the project")
@pytest.mark.row("S1", "S2")
def test_strings_that_break_software_are_shown_literally_in_json_lines() -> None:
    strings = [string for string in json.loads(BLNS.read_text(encoding="utf-8")) if clean_line(string)]
    lines = [json.dumps({"title": s, "text": s, "author": s, "tags": [s], "kind": s, "time": s, "wind": s}) for s in strings]

    snapshot = parse("\n".join(lines).encode())

    assert len(snapshot.entries) == len(strings)
    for entry, string in zip(snapshot.entries, strings, strict=True):
        line = clean_line(string)
        assert (entry.headline, entry.label, entry.stamp) == (line, line, line)
        assert entry.text.split() == clean(string).split()
        assert [author.name for author in entry.authors] == [line]
        assert [fact.value for fact in entry.facts if fact.name == "wind"] == [clean(string)]


def broken_sequences() -> list[tuple[str, bytes, str]]:
    """Names, bytes that are no UTF-8, and the text that stands for them."""
    if not UTF8.is_file():
        return []
    rows = [row.split(":") for row in UTF8.read_text(encoding="ascii").splitlines() if re.match(r"[\w.]+:invalid hex:", row)]
    return [(row[0], bytes.fromhex(row[2]), bytes.fromhex(row[4]).decode()) for row in rows]


@pytest.mark.skipif(not UTF8.is_file(), reason="the shared folder with broken UTF-8 is not beside the project")
@pytest.mark.row("H24")
def test_broken_utf_8_in_json_lines_becomes_the_replacement_sign() -> None:
    wrong = []
    for name, raw, text in broken_sequences():
        line = b'{"title": "a", "text": "x' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'y"}\n'
        snapshot = parse(b'{"title": "ahead"}\n' + line + b'{"title": "behind"}\n')
        if [entry.text for entry in snapshot.entries] != ["", clean(f"x{text}y"), ""] or len(snapshot.problems) != 1:
            wrong.append(name)

    assert broken_sequences()
    assert wrong == []
