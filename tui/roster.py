"""The sources of a sitting in their groups, and the list of places that the reader walks: all of them, each group, each source. Knows no widget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from feeds import Source

from . import colours
from .chosen import Chosen, identity


class Place(Struct, frozen=True):
    """What the timeline may be narrowed to."""

    kind: Literal["all", "group", "source"] = "all"
    name: str = ""
    """The group, or the name of the source."""
    group: str = ""
    """The group under which a source stands here: one that is in two groups stands in two places."""


ALL = Place()


class Member(Struct):
    """A source of this sitting."""

    source: Source
    chosen: Chosen
    ink: str = ""
    """That of its mark, which it keeps whatever comes and goes."""

    @property
    def name(self) -> str:
        return self.source.name


class Roster:
    """The members, in the order in which they were opened."""

    def __init__(self, members: Iterable[tuple[Source, Chosen]] = ()) -> None:
        self.members: dict[str, Member] = {source.name: Member(source, chosen) for source, chosen in members}
        self.left = False
        """Whether a source was taken out, whose posts may still be there."""
        self._places: list[Place] = []
        self._inside: dict[str, list[str]] = {}
        self._arrange()

    def __len__(self) -> int:
        return len(self.members)

    @property
    def places(self) -> list[Place]:
        """All; the sources in no group; then each group and its sources, in the order in which they first appear."""
        return self._places

    def add(self, source: Source, chosen: Chosen) -> None:
        """Another source, or one that comes back."""
        self.members[source.name] = Member(source, chosen)
        self._arrange()

    def change(self, name: str, **wishes: object) -> None:
        """What is wished of a source is another."""
        member = self.members[name]
        member.chosen = replace(member.chosen, **wishes)
        self._arrange()

    def remove(self, name: str) -> Member:
        """A source is followed no longer."""
        member = self.members.pop(name)
        self.left = True
        self._arrange()
        return member

    def inside(self, place: Place) -> list[str]:
        """The names of the sources of a place."""
        if place.kind == "source":
            return [place.name] if place.name in self.members else []
        return list(self.members) if place.kind == "all" else self._inside.get(place.name, [])

    def narrowed(self, place: Place) -> frozenset[str] | None:
        """The sources whose posts are shown at a place; None for every post that there is."""
        return None if place.kind == "all" and not self.left else frozenset(self.inside(place))

    def called(self, place: Place, titles: Mapping[str, str]) -> str:
        """What a place is called on the screen; `titles` are those of the sources."""
        return titles.get(place.name, place.name) if place.kind == "source" else place.name or "All sources"

    def find(self, key: str) -> Member | None:
        """The member that is one source with a name, by the identity of that."""
        return next((member for member in self.members.values() if identity(member.chosen.name) == key), None)

    def step(self, place: Place, way: int) -> Place:
        """The place after one (`way` 1) or before it (-1), going round at the end."""
        places = self._places
        index = places.index(place) if place in places else 0
        return places[(index + way) % len(places)]

    def inks(self) -> dict[str, str]:
        """The ink of each source's mark by its name; none where there is but one source."""
        return {name: member.ink for name, member in self.members.items()} if len(self.members) > 1 else {}

    def _arrange(self) -> None:
        members = list(self.members.values())
        wishes = [member.chosen.colour or colours.colour(member.ink) for member in members]
        for member, ink in zip(members, colours.inks(wishes), strict=True):
            member.ink = ink
        groups: dict[str, list[Place]] = {}
        loose: list[Place] = []
        for member in members:
            for group in member.chosen.groups:
                groups.setdefault(group, []).append(Place("source", member.name, group))
            if not member.chosen.groups:
                loose.append(Place("source", member.name))
        within = [(name, {f"{group}/" for group in member.chosen.groups}) for name, member in self.members.items()]
        self._inside = {group: [name for name, paths in within if any(path.startswith(f"{group}/") for path in paths)] for group in groups}
        self._places = [ALL, *loose]
        for group, inside in groups.items():
            self._places += [Place("group", group), *inside]
