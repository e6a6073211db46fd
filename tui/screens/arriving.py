"""What comes in from the sources, and from the history: it is shown, and nothing moves that the reader looks at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager

from msgspec.structs import replace

from feeds import Changes, Follower, Look, Polled, Post, Snapshot, in_background, joined

from .. import times
from ..keeping import Keeping
from ..look import Look as Dress
from ..returning import Return
from ..roster import Roster
from ..session import Session
from .doubling import DoubleKeys
from .sourcing import SourceKeys

SOON = 15.0
"""Seconds within which a source is looked at for what it brought to count as what came while the reader was away."""
AGAIN = 1.0
"""Seconds after which a document is merged once more that could not be."""
TOGETHER = 25
"""Looks that come together after which what they brought is drawn."""


class Arriving(SourceKeys, DoubleKeys):
    """Looks at sources, older posts of an earlier sitting, marks that were made elsewhere."""

    def __init__(self, session: Session, followers: Sequence[Follower], look: Dress, keeping: Keeping, roster: Roster, *, sample: bool = False) -> None:
        super().__init__(session, followers, look, keeping, roster, sample=sample)
        last = keeping.last()
        now = session.clock.monotonic() + SOON
        awaited = [each.source.name for each in followers if not isinstance(each.source, Polled) or (each.due is not None and each.due <= now)]
        self.back = Return(last, awaited, keeping.source_of(last.key) if last is not None else None, others=len(awaited) < len(followers))
        self._owed = self._drawing = False
        """What was taken in has not been drawn yet; it is going to be."""
        self._refused: dict[str, Snapshot] = {}
        """Documents of other feeds that stand where a source was, and wait for a word of the reader."""
        self._merging: dict[str, asyncio.Lock] = {}
        """Held by source while a document of it is merged."""
        self._taking, self._waiting, self._taken = asyncio.Lock(), 0, 0
        """Held while a slice is taken in; how many wait for that, and have waited."""
        self._arriving: set[asyncio.Task[None]] = set()

    # --- from the sources ---------------------------------------------------------------------------------------------

    async def arrive(self, look: Look) -> None:
        """A look at a source: merge what it brought, and show it. What is begun is taken in to its end, though nobody waits for it any more."""
        taking = asyncio.create_task(self._arrive(look))
        self._arriving.add(taking)
        taking.add_done_callback(self._arriving.discard)
        await asyncio.shield(taking)

    async def _arrive(self, look: Look, *, sure: bool = False) -> None:
        session, snapshot, older = self.session, look.snapshot, look.kind == "older"
        async with self.merging(look.source):
            if snapshot is None or (look.kind == "same" and not session.timeline.waiting(snapshot.source)):
                async with self._next_turn() as more:
                    self.note(look, more=more)
                return
            try:
                await self._merge(look, snapshot, sure=sure, older=older)
            except Exception:  # as when there is no memory for a moment: what was read on from does not come again
                await asyncio.sleep(AGAIN)
                await self._merge(look, snapshot, sure=sure, older=older)

    def merging(self, source: str) -> asyncio.Lock:
        """Held while a document of a source is merged: what was kept of it is not shown again in the midst of that."""
        return self._merging.setdefault(source, asyncio.Lock())

    @asynccontextmanager
    async def _next_turn(self) -> AsyncIterator[bool]:
        """One slice of one source at a time, and keys come between them; whether another waits that has not been drawn for."""
        self._waiting += 1
        async with self._taking:
            self._waiting -= 1
            self._taken += 1
            await asyncio.sleep(0)
            yield self._waiting > 0 and self._taken % TOGETHER > 0

    def note(self, look: Look, *, more: bool = False) -> None:
        """A look that brought no document, or the same. `more`: another look follows at once."""
        session = self.session
        if look.kind == "older":
            self.say(f"No older posts of {self.called(look.source)}: {look.error}")
            return
        self.health.note(look)
        if look.snapshot is not None:
            self._is_itself(look.source)
        changes = session.confirm(look.source, look.at) if look.kind == "same" and session.timeline.waiting(look.source) else Changes()
        self.keeping.take(look, changes)
        self._count(look.source, changes, failed=look.kind == "failed")
        if changes:
            self._show(changes, before=None, slides=False)
        elif not len(session.timeline):
            self.fill_empty()
            self.timeline.redraw()
        self._draw_for(more=more)

    async def _merge(self, look: Look, snapshot: Snapshot, *, sure: bool, older: bool) -> None:
        """Merge a document slice by slice. What it brought is kept and told as one when all of it is there."""
        session = self.session
        compared = await in_background(lambda: session.compare(snapshot, older=older)) if not session.is_quick_to_merge(snapshot) else None
        news = not older and session.knows(snapshot.source)
        parts: list[Changes] = []
        slices = session.taking(snapshot, sure=sure, older=older, compared=compared)
        while not parts or parts[-1].more:
            async with self._next_turn() as more:
                if not self.is_running:
                    return
                first = not len(session.timeline)
                slides = not older and self.following and self.timeline.at_newest and self.where != "post"
                before = session.shown[-1] if session.shown else None
                if not parts and not older:
                    self.health.note(look)
                    self._is_itself(look.source)
                parts.append(changes := next(slices))
                if len(parts) == 1 and not changes.more:
                    self._taken_in(look, snapshot, changes, self._told(changes) if news else Changes())
                if first or changes:
                    self._show(changes, before=before, slides=slides, first=first, news=news)
                self._draw_for(more=more)
        if len(parts) > 1:
            whole, told = await in_background(lambda: self._joined(look.source, parts, news=news))
            async with self._next_turn() as more:
                self._taken_in(look, snapshot, whole, told)
                self._draw_for(more=more)

    def _joined(self, source: str, parts: Sequence[Changes], *, news: bool) -> tuple[Changes, Changes]:
        """All that a document has changed, and what of it is news. For threads."""
        whole = self.keeping.newest(source, joined(parts))
        return whole, self._told(whole) if news else Changes()

    def _taken_in(self, look: Look, snapshot: Snapshot, changes: Changes, told: Changes) -> None:
        """A document has been merged. Of its changes those are `told` that are news."""
        self.keeping.take(look, changes)
        if look.kind == "older":
            count, title = len(changes.new), self.called(look.source)
            self.say(
                f"{count:,} older post{'s' if count != 1 else ''} of {title}; L goes further back"
                if count
                else f"Nothing in it of {title} that was not there; L goes further back"
            )
            return
        self._count(look.source, told)
        if changes.refused:
            self._refused[look.source] = snapshot
            self._tell_refused()
            self.say(f"{self.called(look.source)} is another feed now; r takes it in")
        if told:
            self.health.changed(look.source, told)

    def _told(self, changes: Changes) -> Changes:
        """Changes whose new posts are news: others have only come to light, as those of a long log that were not kept."""
        timeline = self.session.timeline
        return replace(changes, new=tuple(id for id in changes.new if id in timeline and timeline.status(id).new))

    def action_poll(self) -> None:
        """Look now; or take in what was refused, for the reader wants it. What could not be saved is tried again as well."""
        self.keeping.try_now()
        if not self._take_in(self.session.narrowed or self.roster.members):
            super().action_poll()

    def action_poll_chosen(self) -> None:
        if not self._take_in(self.roster.inside(self.sources.chosen)):
            super().action_poll_chosen()

    def _take_in(self, names: Collection[str]) -> bool:
        """Take in what was refused of some sources; whether there was any."""
        found = {name: self._refused.pop(name) for name in names if name in self._refused}
        if found:
            self._tell_refused()
            self.run_worker(self._take_refused(found), exclusive=False)
        return bool(found)

    async def _take_refused(self, refused: Mapping[str, Snapshot]) -> None:
        for source, snapshot in refused.items():
            record = self.by_name[source].record if source in self.by_name else None
            await self._arrive(Look(source, self.session.clock.now(), "changed", snapshot, record=record), sure=True)
        self.draw_head()
        self.say(f"Taken in: {', '.join(self.called(name) for name in refused)}")

    def _is_itself(self, source: str) -> None:
        """A source says something that is its own: nobody else stands there any more."""
        if self._refused.pop(source, None) is not None:
            self._tell_refused()

    def _tell_refused(self) -> None:
        self.health.strangers = {name: snapshot.feed.title or "" for name, snapshot in self._refused.items()}

    def _show(self, changes: Changes, *, before: Post | None, slides: bool, first: bool = False, news: bool = True) -> None:
        """Other posts are there, or the same with another story. `before` was the newest shown; the view `slides` with what comes."""
        session, view = self.session, self.timeline
        self._owed = True
        if news and changes.new and session.left_at and (slides or not view.line_shown):
            view.looked = session.left_at
        if news:
            session.leave_pending(id for id in self._told(changes).new if not slides or not session.shows(id))
        held = view.cursor
        if first or (held is not None and held.id not in session.timeline):
            self.show_found(done=True)
        elif slides and session.shown and session.shown[-1] is not before:
            view.posts = session.shown
            view.go(session.shown[-1], by_reader=False)
        else:
            view.posts = session.shown
            view.take()
        self.fold_rest()
        self._tell_open(changes)

    def _draw_for(self, *, more: bool) -> None:
        """Draw what a look brought: once for all that come together, and for all that come before the frame that is on its way has been painted."""
        if not (more or self._drawing):
            self._drawing = True
            self.call_after_refresh(self._draw_owed)

    def _draw_owed(self) -> None:
        owed, self._owed, self._drawing = self._owed, False, False
        if owed:
            self.timeline.redraw()
            self.detail.show(self.detail.post, self.session.clock.now())
            self.tell_points()
        if self.session.called != self.timeline.setting.titles:  # sources have told what they are called
            self.configure()
        elif owed:
            self.draw_lines()
        else:
            self.draw_head()
            self.footer.tell()

    def _tell_open(self, changes: Changes) -> None:
        """Say what happened to the post that the reader has open."""
        post = self.detail.post
        if post is None:
            return
        for ids, what in (
            (changes.edited, "says again what it said before" if post.id in changes.reverted else "was edited just now"),
            (changes.withdrawn, "was withdrawn by the page; it is kept here"),
            (changes.restored, "is back on the page"),
        ):
            if post.id in ids:
                self.say(f"This post {what}")

    # --- from an earlier sitting, and from elsewhere ------------------------------------------------------------------

    def come_back(self) -> None:
        """Show where the reader left, and when; and what came before the screen was there."""
        self.timeline.looked = self.back.at
        self._go_back()
        for source, changes in self.keeping.begun.items():
            self.health.begin(source)
            self._count(source, changes)

    def _go_back(self) -> None:
        """To the post that the reader left, unless they have gone elsewhere since."""
        post = self.back.post(self.session.timeline) if self.back.waits else None
        if post is not None and self.session.shows(post.id):
            self.timeline.go(post, by_reader=False)

    def _count(self, source: str, changes: Changes, *, failed: bool = False) -> None:
        """Once every source has been looked at after a sitting, tell what came since."""
        told = self.back.note(source, changes, failed=failed)
        if told is not None and self.back.at is not None:
            self.say(f"{told} since {times.clock(self.back.at, self.session.zone)}")

    def show_recalled(self) -> None:
        """Older posts of an earlier sitting are there: nothing moves for it."""
        self.timeline.posts = self.session.shown
        self.timeline.update()
        self.fold_rest()
        self._go_back()
        self.draw_lines()

    def show_marks(self) -> None:
        """Posts were marked in another program."""
        self.timeline.redraw()
        self.draw_lines()
