"""A post in one line, to be quoted elsewhere."""

from __future__ import annotations

from feeds import Post, clean_line, in_zone

from . import times
from .render import first_words
from .session import Session

LONGEST_HEADLINE = 200


def citation(post: Post, session: Session) -> str:
    """“Headline”, author, source, time with its zone, link: one line without control characters."""
    entry = post.entry
    parts = [f"“{(entry.headline or first_words(entry))[:LONGEST_HEADLINE]}”"]
    parts += [author.name for author in entry.authors]
    parts.append(session.called.get(post.source, post.source))
    if entry.published:
        local = in_zone(entry.published, session.zone)
        parts.append(f"{local.day} {times.MONTHS[local.month - 1]} {local.year}, {local:%H:%M} {times.zone_name(local, session.zone)}")
    elif entry.stamp:
        parts.append(entry.stamp)
    parts += [entry.link] if entry.link else []
    return clean_line(", ".join(parts))
