"""Where a post leads: its links with the numbers that they are shown and opened by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from feeds import Block, Embed, Entry, Figure, Link

Lead = tuple[str, str]
"""What a link is called, and its address."""


def links_of(entry: Entry) -> list[Lead]:
    """The links of a post in the order of their numbers, the first is 1: its own, those of its blocks, those of its facts.

    Pictures are not among them: their addresses stand under them.
    """
    return [*own(entry), *(lead for block in entry.blocks for lead in leads(block, entry)), *((fact.value, fact.link) for fact in entry.facts if fact.link)]


def own(entry: Entry) -> list[Lead]:
    """The link of the post as a whole."""
    return [(entry.headline or "this post", entry.link)] if entry.link else []


def leads(block: Block, entry: Entry) -> list[Lead]:
    """The links of one block."""
    if isinstance(block, Embed):
        return [(embed_name(block), block.link)] if block.link else []
    if isinstance(block, Figure):
        media = entry.media[block.media]
        return [(media.caption or media.alt or media.kind, media.link)] if media.link and media.kind != "image" else []
    links: tuple[Link, ...] = getattr(block, "links", ())
    return [(link.text, link.link) for link in links]


def placed(texts: Iterable[str], links: Iterable[Link], first: int) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The texts that a block is made of, one sign apart, each with the ends of the links in it and their numbers; `first` is that of the first."""
    waiting = [(max(0, link.start + len(link.text)), number) for number, link in enumerate(links, first)]
    begin = at = 0
    for text in texts:
        end = begin + len(text)
        here: list[tuple[int, int]] = []
        while at < len(waiting) and waiting[at][0] <= end:
            here.append((max(0, waiting[at][0] - begin), waiting[at][1]))
            at += 1
        yield text, here
        begin = end + 1


_FILMS = frozenset(("YouTube", "Vimeo", "Dailymotion", "Twitch", "Rumble"))
_PLAYERS = frozenset(("Spotify", "SoundCloud", "Apple Podcasts", "Apple Music", "Bandcamp", "Acast"))
_PLACES = frozenset(
    ("Imgur", "Flickr", "CodePen", "GitHub", "Datawrapper", "Flourish", "Infogram", "Scribd", "DocumentCloud", "SlideShare", "Google", "OpenStreetMap")
)


def embed_name(embed: Embed) -> str:
    """What a person calls something that another place shows in a post."""
    network = embed.network
    if "." in network or network in _PLACES:
        name = f"shown from {network}"
    else:
        name = f"{network} {'video' if network in _FILMS else 'player' if network in _PLAYERS else 'post'}"
    return f"{name} by {embed.author}" if embed.author else name
