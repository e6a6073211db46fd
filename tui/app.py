"""The application: theme, screens, and the looks that come in from the sources."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.screen import Screen
from textual.theme import Theme
from textual.worker import Worker

from feeds import Document, FeedError, Follower, Hosts, Snapshot, Source, in_background
from feeds import Look as Visit

from .chosen import Chosen
from .keeping import Keeping
from .keys import Group, bind
from .look import THEMES, Look
from .opening import Opener, Unopened
from .places import settings_folder
from .roster import Member, Roster
from .screens.reader import ReaderScreen
from .session import Session
from .terminal import LOST, outlast_stops, watch_terminal
from .typing_ahead import TypingAhead

AT_A_TIME = 8
"""Sources that are begun in one step."""
HEAR = 3.0
"""Seconds between two questions to the history whether another program has marked something."""

Begun = tuple[Document, Snapshot]
"""A document that was read before the screen began."""


class ReaderApp(TypingAhead):
    """Shows a session and follows its sources until the reader leaves. Returns the exit code."""

    CSS_PATH = "styles.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("quit", "q", "leave(0)", "quit", "quit", Group.TAKE),
        bind("suspend", "ctrl+z", "suspend_process", "", "to the shell; fg comes back", Group.TAKE, priority=True),
        bind("interrupt", "ctrl+c", "leave(130)", "", "quit at once", Group.TAKE, priority=True),
    ]

    def __init__(
        self,
        session: Session,
        followers: Sequence[Follower],
        *,
        begun: Sequence[Begun | None] = (),
        look: Look | None = None,
        query: str = "",
        sample: bool = False,
        chosen: Sequence[Chosen] = (),
        opener: Opener | None = None,
        remarks: Sequence[str] = (),
        keeping: Keeping | None = None,
        hosts: Hosts | None = None,
    ) -> None:
        """`chosen` is what the reader wishes of the source of each follower, `opener` opens more of them, `remarks` are told once."""
        self.look = look or Look()
        super().__init__()
        self.animation_level = "none"
        self.session = session
        self.followers = list(followers)
        self._begun = [*begun, *[None] * (len(followers) - len(begun))]
        self.keeping = keeping or Keeping(session)
        self._opener, self._remarks, self._hosts = opener or Opener(), remarks, hosts
        self._following: dict[str, Worker[None]] = {}
        wishes = [*chosen, *(Chosen(name=follower.source.name) for follower in followers[len(chosen) :])]
        self.roster = Roster(zip((follower.source for follower in followers), wishes, strict=True))
        session.named.update({name: member.chosen.title for name, member in self.roster.members.items() if member.chosen.title})
        self.reader = ReaderScreen(session, self.followers, self.look, self.keeping, self.roster, query=query, sample=sample)
        for name, tokens in THEMES.items():
            self.register_theme(
                Theme(name=name, primary=tokens["accent"], background=tokens["ground"], surface=tokens["raised"], dark=name != "paper", variables=tokens)
            )
        self.set_reactive(ReaderApp.theme, self.look.theme)  # nothing has been painted: nothing need be painted anew

    def get_css_variables(self) -> dict[str, str]:
        """Our own tokens go before those that Textual has under the same names."""
        return {**super().get_css_variables(), **THEMES[self.look.theme]}

    def get_default_screen(self) -> Screen[None]:
        return self.reader

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.Key, events.MouseEvent)):
            self.session.touch()
            for follower in self.followers:
                follower.touch()
        await super().on_event(event)

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            try:
                loop.add_signal_handler(number, self.exit, 128 + number)
            except (NotImplementedError, RuntimeError, ValueError):  # not the main thread: whoever runs us handles signals
                break
        if not self.is_headless:
            watch_terminal(lambda: loop.call_soon_threadsafe(self.exit, LOST))
            outlast_stops(self._driver)
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(repaint=True, layout=True))
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """After the first paint: follow the sources, and take what has been loaded out of the collector's way."""
        gc.freeze()
        gc.set_threshold(20_000, 50, 1_000)
        gc.enable()
        self._keep_on()
        self.run_worker(self._follow_all())
        remarks = [*self._remarks, *([f"not saved: {self.keeping.trouble}"] if self.keeping.trouble else [])]
        if remarks:
            self.reader.say(remarks[0].replace(f"{settings_folder()}/", "") + (f"; {len(remarks) - 1} more when you quit" if len(remarks) > 1 else ""))

    async def _follow_all(self) -> None:
        """Begin to follow, a few sources at a time: each starts a thread."""
        for number, (follower, begun) in enumerate(zip(list(self.followers), self._begun, strict=False), 1):
            if follower in self.followers:  # else it was taken out in the meantime
                self._run(follower, begun)
            if number % AT_A_TIME == 0:
                await asyncio.sleep(0)

    def _run(self, follower: Follower, begun: Begun | None = None) -> None:
        self._following[follower.source.name] = self.run_worker(self._follow(follower, begun), exclusive=False, exit_on_error=True)

    # --- one source more, one less ------------------------------------------------------------------------------------

    async def add_source(self, chosen: Chosen) -> str | None:
        """Follow one more source; or why it cannot be, in one line. The caller has the screen show it."""
        taken = set(self.session.titles)
        try:
            source = await in_background(lambda: self._opened(chosen, taken))
        except FeedError as error:
            return str(error)
        async with self.reader.merging(source.name):  # it may have been taken out in the midst of its first document
            kept = await in_background(lambda: self.keeping.find(source))
            if isinstance(source, Unopened) and chosen.origin == "named" and (kept is None or not kept.posts):
                return f"{source.error}; nothing of it is kept"
            if source.name in self.roster.members:
                return f"{source.title} is open already"
            record = self.keeping.show(source, kept)
            self.add_follower(Follower(source, self.session.clock, record=record, hosts=self._hosts, live=chosen.live), chosen)
        self.reader.show_recalled()
        return None

    def _opened(self, chosen: Chosen, taken: set[str]) -> Source:
        gone = {name for name in taken if name not in self.roster.members}
        from .adding import check

        source = self._opener.open(chosen, taken=taken - gone)
        check(source)
        return source

    def add_follower(self, follower: Follower, chosen: Chosen) -> None:
        """Show one more source and follow it."""
        source = follower.source
        self.session.titles[source.name] = source.title
        if chosen.title:
            self.session.named[source.name] = chosen.title
        self.followers.append(follower)
        self.roster.add(source, chosen)
        self.reader.by_name[source.name] = follower
        self.reader.health.add(source)
        self._run(follower)

    def remove_source(self, name: str) -> Member:
        """Follow a source no longer. Its posts stay in the session, for it may come back."""
        if (worker := self._following.pop(name, None)) is not None:
            worker.cancel()
        self.followers[:] = [follower for follower in self.followers if follower.source.name != name]
        self.reader.by_name.pop(name, None)
        self.reader.health.drop(name)
        return self.roster.remove(name)

    def _keep_on(self) -> None:
        """Keep what the reader does, and hear what is done elsewhere."""
        keeper, loop = self.keeping.keeper, asyncio.get_running_loop()
        if keeper is None:
            return
        keeper.told = lambda: _call_soon(loop, self.reader.draw_head)
        self.set_interval(1.0, lambda: self.keeping.write(self.reader.timeline.cursor))
        self.set_interval(HEAR, lambda: self.run_worker(self._hear(), group="history", exclusive=True))

    async def _hear(self) -> None:
        if await self.keeping.hear():
            self.reader.show_marks()

    async def _follow(self, follower: Follower, begun: Begun | None) -> None:
        try:
            async with self.reader.merging(follower.source.name):
                await self.keeping.recall_rest(follower.source, self.reader.show_recalled)
            async for look in follower.looks(begun=begun):
                await self.reader.arrive(look)
        except Exception as error:
            if self.is_headless:
                raise
            self.tell_fault(follower, error)

    def tell_fault(self, follower: Follower, error: Exception) -> None:
        """Say that following a source ended by a fault of this program. The posts stay: no failure blanks the screen."""
        name = follower.source.name
        fault = FeedError(f"{name} is followed no longer: a fault in feedreader, {type(error).__name__}; please report it")
        self.reader.note(Visit(name, self.session.clock.now(), "failed", error=fault))

    def action_leave(self, code: int) -> None:
        self.exit(code)


def _call_soon(loop: asyncio.AbstractEventLoop, call: Callable[[], object]) -> None:
    try:
        loop.call_soon_threadsafe(call)
    except RuntimeError:  # the screen is gone
        return
