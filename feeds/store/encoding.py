"""Values as they stand in the history: JSON text for what is read whole, microseconds for what is ordered by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ..hashing import blake2b
from ..model import Body, Entry, SourceRecord, Unread
from ..wording import Wording

Value = TypeVar("Value")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LONE = Wording("[\ud800-\udfff]")
_encode = msgspec.json.Encoder().encode


class Head(Struct, frozen=True, gc=False, omit_defaults=True):
    """An entry without its id and its body: what is read of every post that is loaded."""

    id_inferred: bool = False
    headline: str | None = None
    link: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    date_inferred: bool = False
    stamp: str | None = None
    label: str | None = None
    breaking: bool = False
    pinned: bool = False
    tags: tuple[str, ...] = ()


_head = msgspec.json.Decoder(Head)


@lru_cache(maxsize=1)
def _body() -> msgspec.json.Decoder[Body]:
    """Made when the first body is read: that takes longer than to import this module."""
    return msgspec.json.Decoder(Body)


def json_text(value: object) -> str:
    """A value as JSON. Lone surrogates, which UTF-8 cannot say, become U+FFFD."""
    try:
        return _encode(value).decode()
    except UnicodeEncodeError:
        return _encode(_mended(msgspec.to_builtins(value, builtin_types=(datetime,)))).decode()


def plain_text(text: str) -> str:
    """A text without lone surrogates."""
    return text if text.isascii() else _LONE.sub("\ufffd", text)


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, dict):
        return {key: _mended(each) for key, each in value.items()}
    return [_mended(each) for each in value] if isinstance(value, (list, tuple)) else value


def name_text(text: str) -> str:
    """A key or an id as the history can hold it: different ones stay different. Bytes of a file's name that are no text become their escapes."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def head_text(entry: Entry) -> str:
    """The head of an entry."""
    return json_text(
        Head(
            id_inferred=entry.id_inferred,
            headline=entry.headline,
            link=entry.link,
            published=_plain(entry.published),
            updated=_plain(entry.updated),
            date_inferred=entry.date_inferred,
            stamp=entry.stamp,
            label=entry.label,
            breaking=entry.breaking,
            pinned=entry.pinned,
            tags=entry.tags,
        )
    )


def body_text(entry: Entry) -> str:
    """The body of an entry, as blocks: what it says stays readable when the reading of its format has changed."""
    if isinstance(entry.body, Unread) and entry.body.read is stored_body:
        return entry.body.raw
    return json_text(entry.content)


def stored_body(raw: str, _: object = 0) -> Body:
    """The body that a text of the history tells; where that is damaged, its words as they stand there."""
    try:
        return _body().decode(raw)
    except msgspec.DecodeError:
        return forgiving(raw, Body, Body())


def is_whole(head: object, body: object) -> bool:
    """Whether both texts of an entry can be read."""
    try:
        return isinstance(head, str) and isinstance(body, str) and bool(_head.decode(head) and _body().decode(body))
    except msgspec.DecodeError:
        return False


def entry_of(own: str, head: str, body: str) -> Entry:
    """An entry of the history; its body is read when it is shown."""
    try:
        said = _head.decode(head)
    except msgspec.DecodeError:
        said = forgiving(head, Head, Head())
    return Entry(
        id=own,
        id_inferred=said.id_inferred,
        headline=said.headline,
        link=said.link,
        published=said.published,
        updated=said.updated,
        date_inferred=said.date_inferred,
        stamp=said.stamp,
        label=said.label,
        breaking=said.breaking,
        pinned=said.pinned,
        tags=said.tags,
        body=Unread(stored_body, body),
    )


def record_text(record: SourceRecord) -> str:
    """What is remembered of a source."""
    feed = record.feed
    times = {name: _plain(getattr(feed, name)) for name in ("updated", "coverage_start", "coverage_end")}
    return json_text(replace(record, feed=replace(feed, **times), retrieved=_plain(record.retrieved)))


def record_of(raw: str, key: str) -> SourceRecord:
    """What was remembered of a source. What cannot be understood of it, because another version wrote it, is as if it had not been known."""
    try:
        return msgspec.json.decode(raw, type=SourceRecord)
    except msgspec.DecodeError:
        return forgiving(raw, SourceRecord, SourceRecord(source=key, key=key))


def forgiving(raw: str, kind: type[Value], otherwise: Value) -> Value:
    """A value of a kind with as many fields as can be understood; the others are those of `otherwise`."""
    try:
        told = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        return otherwise
    found = {}
    for field in msgspec.structs.fields(kind):  # type: ignore[arg-type]
        if isinstance(told, dict) and field.encode_name in told:
            try:
                found[field.name] = msgspec.convert(told[field.encode_name], field.type, strict=False)
            except msgspec.ValidationError:
                continue
    return replace(otherwise, **found)  # type: ignore[type-var]


def _plain(moment: datetime | None) -> datetime | None:
    """The same moment with an offset of whole minutes, as ISO 8601 can say it."""
    offset = moment.utcoffset() if moment is not None else None
    if moment is None or offset is None or not offset % timedelta(minutes=1):
        return moment
    try:
        return moment.astimezone(timezone(timedelta(minutes=int(offset / timedelta(minutes=1)))))
    except OverflowError:  # at the ends of the calendar
        return moment


def digest(entry: Entry) -> int:
    """A number for what an entry says, whatever its times and flags are: 63 bits."""
    body = entry.content
    words = [entry.headline or "", entry.label or "", entry.link or "", *entry.tags, *(author.name for author in body.authors), body.summary or "", body.text]
    said = "\0".join(" ".join(word.split()) for word in words)
    return int.from_bytes(blake2b(said.encode("utf-8", "replace"), digest_size=8).digest()) >> 1


def micros(moment: datetime | None) -> int | None:
    """Microseconds since 1970."""
    return None if moment is None else (moment - EPOCH) // _MICROSECOND


@lru_cache(maxsize=256)
def moment(since: int | None) -> datetime | None:
    """The moment so many microseconds after 1970, in UTC; None for a number that is damaged. Many posts share one: that of a look."""
    try:
        return None if since is None else EPOCH + timedelta(microseconds=since)
    except (OverflowError, TypeError):
        return None
