"""What sources are called, so that the reader can tell one from another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import takewhile

from feeds import clean_line


def apart(called: Mapping[str, str], titles: Mapping[str, str]) -> dict[str, str]:
    """Sources by name, as they are called; those that share that with others have behind it that part of their short titles in which they differ.

    Where these are the same too they are called by their whole names.
    """
    sharing = defaultdict[str, list[str]](list)
    for name, title in called.items():
        sharing[title].append(name)
    found = dict(called)
    for title, names in sharing.items():
        if len(names) > 1:
            places = [titles.get(name, "") for name in names]
            whole = title in places or len(set(places)) < len(places)
            for name, part in zip(names, _parts(places), strict=True):
                found[name] = clean_line(name) if whole else f"{title} ({part})"
    return found


def _parts(places: Sequence[str]) -> list[str]:
    """Of places (host and path, or the name of a file) the first segment in which they all differ, else all that they do not share."""
    segments = [place.split("/") for place in places]
    shared = len(list(takewhile(lambda level: len(set(level)) == 1, zip(*segments, strict=False))))
    rests = [each[shared:] for each in segments]
    firsts = {rest[0] for rest in rests if rest}
    return [rest[0] if len(firsts) == len(rests) else "/".join(rest) or place for rest, place in zip(rests, places, strict=True)]
