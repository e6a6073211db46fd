"""What every kind of source keeps to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from feeds import HttpSource, MemorySource, Polled, Source, clean_line, open_source

from .misbehaving import answer, serving
from .pages import live_page

PAGE = live_page(2).encode()


@pytest.fixture(params=["file", "http", "memory", "stdin"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Source]:
    """A source of each kind, which has a page to give."""
    with ExitStack() as stack:
        makers: dict[str, Callable[[], Source]] = {
            "file": lambda: open_source(str(_saved(tmp_path))),
            "http": lambda: open_source(stack.enter_context(serving(answer(PAGE, 'ETag: "a"'), answer(b"", status="304 Not Modified", length=False))).url),
            "memory": lambda: MemorySource([PAGE]),
            "stdin": lambda: open_source("-", descriptor=_piped(stack)),
        }
        yield makers[request.param]()


def _saved(folder: Path) -> Path:
    path = folder / "page.txt"
    path.write_bytes(PAGE)
    os.utime(path, (1, 1))
    return path


def _piped(stack: ExitStack) -> int:
    reading, writing = os.pipe()
    stack.callback(os.close, reading)
    os.write(writing, PAGE)
    os.close(writing)
    return reading


async def test_gives_a_document_under_its_name_and_then_nothing_until_it_changes(made: Source) -> None:
    document = await made.fetch(None)

    assert document is not None
    assert (document.data, document.source) == (PAGE, made.name)
    assert await made.fetch(document) is None
    assert made.name == clean_line(made.name) != ""
    assert made.title == clean_line(made.title) != ""
    assert made.interval is None or made.interval > 0


async def test_can_be_watched_and_closed(made: Source) -> None:
    made.watch(lambda: None)
    made.close()
    made.close()


@pytest.mark.parametrize(
    ("name", "kind"), [("-", "StdinSource"), ("http://a.example/", "HttpSource"), ("HTTPS://a.example", "HttpSource"), ("page.txt", "FileSource")]
)
def test_first_kind_that_takes_a_name_has_it(name: str, kind: str) -> None:
    assert type(open_source(name)).__name__ == kind


def test_only_addresses_are_polled() -> None:
    assert [isinstance(open_source(name), Polled) for name in ("-", "page.txt", "http://a.example/")] == [False, False, True]
    assert not isinstance(MemorySource(), Polled)
    assert [HttpSource(name).spacing for name in ("http://127.0.0.1/", "http://a.example/")] == [0, 15]
