"""Keys: one Binding beside its action has id, keys, the footer's word and the help. Footer and help page are made of them."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType


class Group:
    """Under which heading the help page shows a key."""

    MOVE = Binding.Group("Move")
    READ = Binding.Group("Read")
    FEED = Binding.Group("Feed")
    SOURCES = Binding.Group("Sources")
    MARK = Binding.Group("Mark")
    FIND = Binding.Group("Find")
    TAKE = Binding.Group("Take")
    ALL = (MOVE, READ, FEED, SOURCES, MARK, FIND, TAKE)


_SHOWN = {
    "slash": "/",
    "question_mark": "?",
    "full_stop": ".",
    "escape": "esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "comma": ",",
    "plus": "+",
}


def bind(id: str, keys: str, action: str, word: str, help: str, group: Binding.Group, *, label: str | None = None, priority: bool = False) -> Binding:
    """A key: `word` stands in the footer (nothing: it is not shown there), `help` on the help page, `label` names the keys when shown.

    Keys that move the focus have `priority`: they act before the next key is given to whatever had it, so that typing ahead works.
    """
    return Binding(keys, action, description=word, tooltip=help, id=id, group=group, key_display=label, show=bool(word), priority=priority)


def written(binding: Binding, *, ascii: bool = False) -> str:
    """The binding's keys as the help page and README write them: "j ↓", or in ASCII "j down"; a label that names a row of keys, "1-9"."""
    if binding.key_display and "-" in binding.key_display:
        return binding.key_display
    shown = ((_SHOWN.get(key, key), key) for key in binding.key.split(","))
    return " ".join(key if ascii and not sign.isascii() else sign for sign, key in shown)


def short(binding: Binding) -> str:
    """The binding's first key, or its label, as the footer writes it."""
    return binding.key_display or _SHOWN.get(binding.key.split(",")[0], binding.key.split(",")[0])


def collect(*bindings: Iterable[BindingType]) -> dict[str, Binding]:
    """Bindings by id, in the order in which they are declared."""
    return {binding.id: binding for group in bindings for binding in group if isinstance(binding, Binding) and binding.id}


FOOTER = {
    "timeline": ("timeline.down", "timeline.open", "filter", "unseen.next", "follow", "star", "sources", "zoom", "poll", "quit"),
    "post": ("back", "post.down", "page-on", "star", "copy.citation", "zoom", "quit"),
    "filter": ("filter.keep", "back", "filter.complete"),
    "versions": ("version.older", "versions", "post.down", "copy.citation", "quit"),
    "sources": ("sources.narrow", "sources.down", "back", "sources.add", "sources.remove", "sources.poll", "sources.pause", "quit"),
    "empty": ("sources.add", "poll", "quit"),
}
"""The keys that the footer shows, by where the keys go, the most useful first."""

WORDS = {
    ("sources.add", "timeline"): "add a source",
    ("back", "filter"): "clear",
    ("version.older", "versions"): "older, newer",
    ("versions", "versions"): "back to the post",
}
"""What a key does in one place, where that is not what it is known for."""


def helpful(where: str, *, posts: bool, away: bool, failing: bool, alone: bool = False) -> list[str]:
    """The ids of the keys that help now: the way back to the newest end, or a look at what failed, come first. `alone`: there is one source, so
    that another may be wanted rather than a list."""
    if where in ("filter", "sources"):
        return list(FOOTER[where])
    if not posts:
        return sorted(FOOTER["empty"], key=lambda id: id != "poll") if failing else list(FOOTER["empty"])
    ids = ["sources.add" if id == "sources" and alone else id for id in FOOTER[where]]
    if away:
        ids.insert(0 if where == "timeline" else 1, "newest")
    if failing and where == "timeline":
        ids.remove("poll")
        ids.insert(0, "poll")
    return ids
