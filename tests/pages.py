"""Live pages made to order, with invented text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

BEGIN = datetime(2025, 10, 3, 6, 0)  # noqa: DTZ001  (a page writes clocks, not zones)
ZONE = "British Summer Time"


def stamp(number: int) -> str:
    """The stamp of the post that was the `number`th to be written, a minute after the one before."""
    moment = BEGIN + timedelta(minutes=number)
    return f"{moment:%H:%M} {ZONE} {moment.day} {moment:%B %Y}"


def post(number: int, *, headline: str | None = None, body: Sequence[str] | None = None) -> tuple[str, str]:
    """A headline with its stamp, and a body."""
    title = f"Headline {number} of the long night at the estuary" if headline is None else headline
    text = (
        body
        if body is not None
        else [
            f"Gauge {number % 17} stands at {number % 900} centimetres, the harbour office says, and the “outer gate” holds.",
            "Crews have walked the wall twice since midnight. They found two loose stones, a bicycle and a very calm heron.",
            "The next high water is expected a little after six; the wind should turn before that.",
        ]
    )
    return f"{title}published at {stamp(number)}", "".join(f"    {paragraph}\n\n" for paragraph in text)


def page(posts: Sequence[tuple[str, str]], *, points: Sequence[str] = ("The barrier is shut",)) -> str:
    """Posts, newest first, as a page with numbers."""
    head = "Summary\n\n" + "".join(f"  • {point}\n\n" for point in points)
    return head + "".join(f"  {number}. {title}\n\n{body}" for number, (title, body) in enumerate(posts, 1))


def live_page(count: int, *, points: Sequence[str] = ("The barrier is shut",)) -> str:
    """A page of `count` posts, the newest on top."""
    return page([post(number) for number in reversed(range(count))], points=points)


PLACES = ("before", "after", "behind", "inline")
"""Where the time of a post stands on a page of clock lines."""


def clock_post(number: int, stamp: str, *, place: str = "before") -> str:
    """A post with a headline and two paragraphs, but inline without a headline."""
    title = f"Headline {number} of the long night"
    body = f"Gauge {number % 17} stands at {number} centimetres, the harbour office says.\n\nCrews have walked the wall twice. They found a calm heron."
    match place:
        case "before":
            return f"{stamp}\n\n{title}\n\n{body}\n\n"
        case "after":
            return f"{title}\n\n{stamp}\n\n{body}\n\n"
        case "behind":
            return f"{title}\n\n{body}\n\nby Ann Example {stamp}\n\n"
        case _:
            return f"{stamp} - {body}\n\n"


def clock_time(number: int, form: str = "%H:%M") -> str:
    """The time of the post that was the `number`th to be written, seven minutes after the one before."""
    return f"{BEGIN + timedelta(minutes=7 * number):{form}}"


def clock_page(count: int, *, place: str = "before", form: str = "%H:%M", first: int = 0, upward: bool = True) -> str:
    """A page of clock lines, newest on top unless `upward` is False."""
    numbers = range(first, count)
    return "A long night at the estuary\n\n" + "".join(
        clock_post(number, clock_time(number, form), place=place) for number in (reversed(numbers) if upward else numbers)
    )
