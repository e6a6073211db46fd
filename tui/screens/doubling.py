"""The key for posts that several sources tell, and finding them beside the event loop."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from feeds import in_background

from ..keys import Group, bind
from .desk import Keys


class DoubleKeys(Keys):
    """Fold doubles, or show each; in a post, its next telling."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("doubles", "d", "doubles", "next telling", "doubles: fold, or show each; in a post, its next telling", Group.FEED),
    ]

    def action_doubles(self) -> None:
        if self.where == "post":
            self._show_telling()
        else:
            self._turn()

    def _turn(self) -> None:
        session = self.session
        session.fold(not session.folding)
        self.show_folded()
        if len(session.sources) < 2:
            self.say("With one source nothing is told twice")
        elif session.folding:
            self.say("What several sources tell is shown once, as the first told it")
        else:
            self.say("Every telling is shown; d folds them again")

    def _show_telling(self) -> None:
        """The cursor goes to the next telling: it is shown in the timeline as long as the cursor is there."""
        session, post = self.session, self.timeline.cursor
        other = session.next_telling(post) if post is not None else None
        if post is None or other is None:
            self.say_of(post, "No other source tells this")
            return
        session.hold(other)
        if not session.has(other):
            session.hold(post)
            self.say("The filter hides its other tellings")
            return
        self.timeline.posts = session.shown
        self.timeline.go(other)

    def show_folded(self) -> None:
        """Other posts are folded than before; what the reader looks at stays on its row."""
        self.timeline.posts = self.session.shown
        self.timeline.update()
        self.detail.redraw()
        self.draw_lines()

    def fold_rest(self) -> None:
        """Find doubles among posts of which too many came to be compared at once; not while others are recalled, who would wait for it at every row."""
        if self.session.uncompared and not self.keeping.recalling:
            self.run_worker(self._compare(), exclusive=False)

    async def _compare(self) -> None:
        session = self.session
        while (work := session.compare_some()) is not None:
            folds = session.folds
            session.take_doubles(await in_background(work))
            if session.folds != folds:
                self._show_found()

    def _show_found(self) -> None:
        """Doubles were found. As long as nobody has touched anything the newest post is the newest that is no double, else the cursor's post stays."""
        session, view = self.session, self.timeline
        if not session.attended and view.at_newest:
            if session.hold(None):
                view.posts = session.shown
                view.go(session.shown[-1], by_reader=False)
            else:
                session.hold(view.cursor)
        self.show_folded()
