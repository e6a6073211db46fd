"""Laws of the history: what is kept is read back, and the reader's marks survive whatever a feed does, in one program or two."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds import (
    Author,
    Block,
    Body,
    Code,
    Embed,
    Entry,
    Fact,
    Feed,
    Figure,
    Heading,
    KeyPoint,
    Link,
    List,
    Mark,
    Media,
    Pace,
    Paragraph,
    Post,
    Quote,
    SourceRecord,
    Status,
    Table,
)
from feeds.model import Move, Validators
from feeds.store.encoding import Head, entry_of, head_text, record_of, record_text
from feeds.store.history import KeptHistory

from .kept import KEY, RECORD, batch, entry, history_at, post, told, whole
from .support import NOON

texts = st.text(st.characters(codec="utf-8"), max_size=20)
maybe = st.none() | texts
zones = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=zones | st.just(UTC))  # noqa: DTZ001
looks = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
links = st.lists(st.builds(Link, texts, texts, st.integers(0, 99)), max_size=2).map(tuple)


def some(each: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(each, max_size=3).map(tuple)


blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, texts, links),
    st.builds(Heading, texts, st.integers(1, 6), links),
    st.builds(Quote, texts, maybe, links),
    st.builds(List, some(texts), st.booleans(), st.integers(-5, 5), links),
    st.builds(Table, some(some(texts)), links),
    st.builds(Code, texts),
    st.builds(Figure, st.just(0)),
    st.builds(Embed, texts, maybe, maybe),
)
media = st.builds(Media, st.sampled_from(["image", "video", "audio"]), maybe, maybe, maybe, maybe, maybe, st.none() | st.integers(0, 1 << 70))
bodies = st.builds(
    Body, some(st.builds(Author, texts, maybe, maybe, maybe, maybe)), some(blocks), some(media), maybe, some(st.builds(Fact, texts, texts, maybe))
)
entries = st.builds(
    Entry,
    id=texts,
    id_inferred=st.booleans(),
    headline=maybe,
    link=maybe,
    published=st.none() | moments,
    updated=st.none() | moments,
    date_inferred=st.booleans(),
    stamp=maybe,
    label=maybe,
    breaking=st.booleans(),
    pinned=st.booleans(),
    tags=some(texts),
    body=bodies,
)


@st.composite
def posts(draw: st.DrawFn) -> Post:
    own = draw(texts.filter(bool))
    older = [replace(each, id=own) for each in draw(st.lists(entries, max_size=3))]
    seen = sorted(draw(st.lists(looks, min_size=len(older), max_size=len(older))))
    status = Status(
        draw(st.none() | looks), tuple(seen), draw(st.none() | looks), draw(st.booleans()), draw(st.none() | looks), *(draw(st.booleans()) for _ in range(4))
    )
    when = draw(st.floats(allow_nan=False))
    return Post(own, "example.org", replace(draw(entries), id=own), when, status, tuple(older), draw(st.integers(0, 9)), own, draw(some(texts)))  # type: ignore[arg-type]


@contextmanager
def new_history() -> Iterator[KeptHistory]:
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        history = history_at(Path(folder) / "history.db")
        yield history
        history.close()


def test_the_head_has_each_field_of_an_entry() -> None:
    assert [*Head.__struct_fields__, "body", "id"] == sorted(Entry.__struct_fields__, key=lambda name: (name in ("id", "body"), name == "id"))


@settings(max_examples=12, deadline=None)
@given(st.lists(posts(), max_size=4, unique_by=lambda each: each.own))
def test_what_is_kept_is_read_back(made: list[Post]) -> None:
    with new_history() as history:
        history.keep(batch(*made))

        assert {each[0]: each for each in told(history)} == {each.own: whole(each) for each in made}


@settings(max_examples=100)
@given(entries)
def test_an_entry_keeps_its_zone(made: Entry) -> None:
    back = entry_of(made.id, head_text(made), "{}")

    assert back.published == made.published
    assert (back.published and back.published.utcoffset()) == (made.published and made.published.utcoffset())


@settings(max_examples=100)
@given(
    st.builds(
        SourceRecord,
        source=texts,
        key=texts,
        title=maybe,
        validators=st.builds(Validators, maybe, maybe, some(st.integers(0, 1 << 64)), st.binary()),
        pace=st.builds(Pace, checked=st.none() | st.floats(0, 1e12), stopped=st.booleans(), failures=st.integers(0, 99)),
        feed=st.builds(Feed, title=maybe, summary=some(st.builds(KeyPoint, texts, maybe)), updated=st.none() | moments, media=some(media)),
        retrieved=st.none() | looks,
        moving=st.none() | st.builds(Move, texts, looks, st.integers(1, 9)),
    )
)
def test_a_record_is_read_back(record: SourceRecord) -> None:
    assert record_of(record_text(record), "") == record


def test_a_record_of_another_version_is_read_as_far_as_it_goes() -> None:
    text = record_text(RECORD).replace('"pace":{', '"pace":{"checked":"soon","mood":4,').replace('"format":null', '"format":7,"weather":"rain"')

    back = record_of(text, KEY)

    assert (back.key, back.title, back.retrieved) == (KEY, "Harbour news", NOON)


# --- marks ------------------------------------------------------------------------------------------------------------

flags = st.tuples(*[st.booleans()] * 4)
steps = st.one_of(
    st.tuples(st.just("edit"), st.integers(0, 3)),
    st.tuples(st.just("withdraw"), st.integers(0, 3)),
    st.tuples(st.just("restore"), st.integers(0, 3)),
    st.tuples(st.just("move"), st.integers(0, 3)),
    st.tuples(st.just("miss"), st.integers(0, 3)),
    st.tuples(st.just("address"), st.integers(0, 3)),
    st.tuples(st.just("again"), st.integers(0, 3)),
)


@pytest.mark.row("D7")
@settings(max_examples=40, deadline=None)
@given(st.lists(flags, min_size=4, max_size=4), st.lists(steps, max_size=12))
def test_marks_survive_what_a_feed_does(made: list[tuple[bool, ...]], story: list[tuple[str, int]]) -> None:
    with new_history() as history:
        here = [post(str(number), at=float(number)) for number in range(4)]
        history.keep(batch(*here))
        history.mark(KEY, [Mark(str(number), *each) for number, each in enumerate(made)])
        record, edited = RECORD, set()
        for step, (what, number) in enumerate(story):
            each = here[number]
            match what:
                case "edit":
                    each.older = (*each.older, each.entry)
                    each.entry = entry(f"Boats, {step}", id=each.own)
                    each.status = replace(each.status, edited=(*each.status.edited, NOON + timedelta(seconds=step)), changed=True)
                    edited.add(number)
                case "withdraw":
                    each.status = replace(each.status, withdrawn=True, withdrawn_at=NOON)
                case "restore":
                    each.status = replace(each.status, withdrawn=False, withdrawn_at=None, restored_at=NOON)
                case "move":
                    each.when = 10.0 + step
                case "miss":
                    each.missed += 1
                case "address":
                    record = replace(record, address=f"https://example.net/{step}", url="https://example.net/")
                case _:
                    each.missed = 0
            history.keep(batch(each, record=record))
        for back in history.posts(KEY):
            number = int(back.own)
            status, marked = back.status, made[number]
            assert (status.seen, status.starred, status.new) == marked[:3]
            assert status.changed == (marked[3] or number in edited)


@pytest.mark.row("F44")
@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.sampled_from(["seen", "starred", "changed", "hear", "keep"])), max_size=16))
def test_two_programs_change_only_what_their_reader_changed(story: list[tuple[int, int, str]]) -> None:
    with new_history() as first:
        first.keep(batch(post("0"), post("1")))
        second = history_at(first.path)
        programs = (first, second)
        minds: list[dict[str, Mark]] = [{each.own: _mark(each) for each in program.posts(KEY)} for program in programs]
        truth = dict(minds[0])
        for who, number, what in story:
            own = str(number)
            if what == "hear":
                minds[who] |= _heard(programs[who])
            elif what == "keep":
                mind = minds[who][own]
                programs[who].keep(batch(post(own, missed=1, status=Status(NOON, new=mind.new, seen=mind.seen, starred=mind.starred, changed=mind.changed))))
            else:
                turned = not getattr(minds[who][own], what)
                minds[who][own] = replace(minds[who][own], **{what: turned})
                truth[own] = replace(truth[own], **{what: turned})
                programs[who].mark(KEY, [minds[who][own]])
        for who, program in enumerate(programs):
            minds[who] |= _heard(program)
        second.close()

        assert minds[0] == minds[1] == truth == {each.own: _mark(each) for each in first.posts(KEY)}


def _heard(program: KeptHistory) -> dict[str, Mark]:
    return {mark.own: mark for mark in program.marks_elsewhere([KEY]).get(KEY, [])}


def _mark(post: Post) -> Mark:
    return Mark(post.own, post.status.seen, post.status.starred, post.status.new, post.status.changed)


@pytest.mark.parametrize("seconds", [3661, -7, 86399, -86399])
@pytest.mark.parametrize("day", ["0001-01-01T00:00:00", "1890-04-01T12:00:00", "9999-12-31T23:59:59"])
def test_moment_whose_offset_has_seconds_is_the_same_moment_when_it_comes_back(tmp_path: Path, day: str, seconds: int) -> None:
    """Zones before there were any are local times, whose offset ISO 8601 cannot say. At the ends of the calendar no other can be given."""
    published = datetime.fromisoformat(day).replace(tzinfo=timezone(timedelta(seconds=seconds)))
    history = history_at(tmp_path / "history.db")
    history.keep(batch(replace(post("odd"), entry=entry(id="odd", published=published))))

    (back,) = history.posts(KEY)

    assert back.entry.headline == "Boats"
    assert back.entry.published == published or published.year in (1, 9999)
    history.close()
