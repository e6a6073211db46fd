"""Keys for several sources: their list, one of them or a group alone, one more, one less."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import ClassVar, Protocol, cast

from textual.binding import BindingType
from textual.widget import Widget

from feeds import FeedError, Follower, in_background

from ..chosen import Chosen, identity, is_address
from ..keys import Group, bind
from ..look import NARROW
from ..opening import Unopened
from ..places import settings_folder
from ..roster import ALL, Member, Place
from ..subscriptions import subscribe, unsubscribe
from .tending import FeedKeys, unopened

WIDE = 150
"""Columns from which the list of sources stands beside both panes."""


class Hosting(Protocol):
    """The application, which opens sources and follows them."""

    async def add_source(self, chosen: Chosen) -> str | None:
        """Follow one more source; or why it cannot be, in one line."""
        ...

    def remove_source(self, name: str) -> Member:
        """Follow a source no longer."""
        ...


class SourceKeys(FeedKeys):
    """The list of sources, walking it, and changing it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("sources", "S", "sources", "sources", "list of sources", Group.SOURCES),
        bind("sources.previous", "left_square_bracket", "walk(-1)", "", "the source or group before, alone", Group.SOURCES),
        bind("sources.next", "right_square_bracket", "walk(1)", "", "the next source or group, alone", Group.SOURCES),
        bind("sources.add", "plus", "add_source", "add", "add a source", Group.SOURCES),
    ]

    # --- the list -----------------------------------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        """What the timeline is narrowed to."""
        return self.sources.shown

    @property
    def has_one_source(self) -> bool:
        """There is nothing to choose from: every post is of one source."""
        return len(self.roster) < 2 and not self.roster.left

    def list_width(self, width: int) -> int:
        """Columns of the list on a screen of so many; 0 while it is not shown."""
        if not self.has_class("listing"):
            return 0
        return width if width < NARROW else min(48, max(40, round(width * 0.4)))

    async def action_sources(self) -> None:
        """To the list; from the list back."""
        if self.where == "sources":
            self.close_list()
        else:
            await self.have_list()
            self.sources.chosen = self.roster.places[-1] if self.has_one_source else self.place
            self.remove_class("zoom-timeline", "zoom-post", "reading")
            self.add_class("listing")
            self.divide(*self.size)
            self.set_focus(self.sources)

    def close_list(self) -> None:
        self.remove_class("listing")
        self.set_focus(self.timeline)
        self.divide(*self.size)

    def action_narrow_chosen(self) -> None:
        place = self.sources.chosen
        if self.has_class("narrow"):
            self.close_list()
        else:
            self.set_focus(self.timeline)
        if not self.has_one_source:
            self.narrow(place)

    def action_walk(self, way: int) -> None:
        if self.has_one_source:
            self.say(f"There is one source, {next(iter(self.session.called.values()), 'the sample page')}; + adds another")
            return
        self.narrow(self.roster.step(self.place, way))

    def narrow(self, place: Place) -> None:
        """Show the posts of a place alone."""
        place = place if place in self.roster.places else ALL
        self.sources.shown = self.sources.chosen = place
        names = self.roster.narrowed(place)
        for name, member in self.roster.members.items():  # what is shown alone is followed closely
            if name in self.by_name:
                self.by_name[name].live = member.chosen.live or (place != ALL and names is not None and name in names)
        self.search.narrow(names, called=None if place == ALL else self.roster.called(place, self.session.called))
        self.tell_points()
        self.configure()
        count, called = len(self.session.shown), self.roster.called(place, self.session.called)
        self.say(f"{called}; the filter stays" if self.session.query else f"{called}: {count:,} post{'s' if count != 1 else ''}")

    def action_back(self) -> None:
        if self.where == "sources":
            self.close_list()
        elif self.where == "timeline" and self.place != ALL and not self.bar.input.value:
            self.narrow(ALL)
        else:
            super().action_back()

    def action_open_post(self) -> None:
        if self.has_class("listing") and self.size.width < WIDE:
            self.close_list()
        super().action_open_post()

    def action_zoom(self) -> None:
        if self.has_class("listing"):
            self.close_list()
        super().action_zoom()

    def _followers_chosen(self) -> list[Follower]:
        return [self.by_name[name] for name in self.roster.inside(self.sources.chosen) if name in self.by_name]

    def action_poll_chosen(self) -> None:
        found = self._followers_chosen()
        refusals = [reason for follower in found if (reason := self.look_now(follower))]
        self.say(refusals[0] if refusals and len(refusals) == len(found) else f"Looking now at {self._named(self.sources.chosen)}")

    def action_pause_chosen(self) -> None:
        found = self._followers_chosen()
        paused = not all(follower.paused for follower in found)
        for follower in found:
            follower.pause(paused)
        self.draw_head()
        self.say(f"{self._named(self.sources.chosen)} {'is paused; p goes on' if paused else 'is followed on'}")

    def action_move_back(self) -> None:
        """Have a source asked where the reader said, though it says that it has moved for good."""
        refusal = next(filter(None, map(unopened, self._followers_chosen())), None)
        if refusal is not None:
            self.say(refusal)
            return
        found = [follower for follower in self._followers_chosen() if follower.move_back()]
        again = "again " if found else ""
        self.say(f"{self._named(self.sources.chosen)} is asked {again}at the address that you gave")

    def _named(self, place: Place) -> str:
        return self.roster.called(place, self.session.called)

    # --- one more, one less -------------------------------------------------------------------------------------------

    async def action_add_source(self) -> None:
        from ..adding import HINT

        before = self.focused
        await self.ask("Add", HINT, self._add, lambda: self.set_focus(before if _is_there(before) else self.timeline))

    async def _add(self, text: str) -> str | None:
        """Open what was typed and remember it; or why not."""
        from ..adding import scheme_of, wish

        try:
            wished = await in_background(lambda: wish(text))
        except FeedError as error:
            return str(error)
        known = self.roster.find(identity(wished.name))
        if known is not None and (known.chosen.origin != "named" or not is_address(wished)):
            return f"{self._named(Place('source', known.name))} is open already"
        if known is None and (wrong := await self._host.add_source(wished)) is not None:
            return wrong
        told = await self._remember(wished)
        scheme = scheme_of(text.strip())
        self.sources_changed()
        self.say(f"{told}; asked with {scheme}" if scheme and wished.name.startswith(scheme) else told)
        return None

    async def _remember(self, wished: Chosen) -> str:
        """Write an address down among the subscriptions; what was done, in one line."""
        from ..adding import subscriptions_of

        member = self.roster.find(identity(wished.name))
        if member is None:
            return "It has been taken out again"
        called = self._named(Place("source", member.name))
        if not is_address(wished):
            return f"{called} is followed until you quit; [[source]] in config.toml keeps a file"
        try:
            await in_background(lambda: subscribe(settings_folder(), subscriptions_of(wished)))
        except FeedError as error:
            return f"{called} is followed until you quit: {error}"
        self.roster.change(member.name, origin="subscriptions", groups=wished.groups or member.chosen.groups, title=wished.title or member.chosen.title)
        others = [name for name, other in self.roster.members.items() if other.chosen.origin == "named" and is_address(other.chosen)]
        left = self._named(Place("source", others[0])) if len(others) == 1 else f"{len(others)} others"
        told = f"{called} is {'followed' if not isinstance(member.source, Unopened) else 'not asked: --no-network'}, and remembered"
        return f"{told}; {left} until you quit: w in the list (S) remembers {'it' if len(others) == 1 else 'one'}" if others else told

    def action_remember_chosen(self) -> None:
        place = self.sources.chosen
        member = self.roster.members.get(place.name) if place.kind == "source" else None
        if member is None:
            self.say("w writes one source into your subscriptions; choose it first")
        elif member.chosen.origin != "named":
            self.say(f"{self._named(place)} is remembered already")
        else:
            self._change(lambda: self._remember_named(member.chosen))

    async def _remember_named(self, wished: Chosen) -> str:
        told = await self._remember(wished)
        self.sources_changed()
        return told

    def action_remove_source(self) -> None:
        place = self.sources.chosen
        if place.kind != "source":
            self.say("x takes one source out; choose it first")
        elif len(self.roster) == 1:
            self.say("This is the only source; q quits")
        else:
            called, index = self._named(place), self.sources.index
            self._taken_out = self._host.remove_source(place.name)
            self.sources_changed()
            self.sources.chosen = self.roster.places[min(index, len(self.roster.places) - 1)]
            self.sources.redraw()
            self._change(lambda: self._forget(self._taken_out, called))

    async def _forget(self, member: Member | None, called: str) -> str:
        """Take a source that is followed no longer out of the subscriptions; what was done, in one line."""
        if member is None or member.chosen.origin == "named":
            return f"{called} is followed no longer; U brings it back"
        key = identity(member.chosen.name)
        try:
            self._written = await in_background(lambda: unsubscribe(settings_folder(), lambda feed: identity(feed.link) == key))
        except FeedError as error:
            return f"{called} is followed no longer, but not taken out of your list: {error}"
        if member.chosen.origin == "settings":
            return f"{called} is out until you start again: config.toml has it"
        return f"{called} is out of your list; U brings it back"

    def action_restore_source(self) -> None:
        if self._taken_out is None:
            self.say("No source has been taken out")
            return
        member, self._taken_out = self._taken_out, None
        self._change(lambda: self._bring_back(member))

    async def _bring_back(self, member: Member) -> str:
        wrong = await self._host.add_source(member.chosen)
        if wrong is not None:
            return wrong
        written, self._written = self._written, ()
        if written:
            try:
                await in_background(lambda: subscribe(settings_folder(), written))
            except FeedError as error:
                return f"It is followed until you quit: {error}"
        await asyncio.sleep(0)  # what is shown of very many posts is made twice: keys come between
        self.sources_changed()
        self.sources.chosen = next(place for place in self.roster.places if place.kind == "source" and place.name == member.name)
        self.sources.redraw()
        return f"{self._named(Place('source', member.name))} is back"

    def _change(self, work: Callable[[], Awaitable[str]]) -> None:
        """Do something that waits for the disk, one after the other, and tell what was done."""

        async def done() -> None:
            async with self._changing:
                self.say(await work())

        self.run_worker(done())

    def sources_changed(self) -> None:
        """There are others than before: what is shown of them, and the list."""
        place, chosen = self.place if self.place in self.roster.places else ALL, self.sources.chosen
        if self.roster.narrowed(place) != self.session.narrowed or place != self.place:
            self.narrow(place)
        if chosen in self.roster.places:  # the bar stays where it is
            self.sources.chosen = chosen
        self.configure()
        self.sources.redraw()

    @property
    def _host(self) -> Hosting:
        return cast(Hosting, self.app)


def _is_there(widget: Widget | None) -> bool:
    return widget is not None and widget.display
