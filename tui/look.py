"""The look: colours by what they are for, signs, and the measures of the grid.

An ink is a few words, such as "bright b" or "on_accent b @accent": a token of the theme, then b, i, u, s (bold, italic, underline, strike),
then after @ the token of the ground when it is not that of the row.
"""

from __future__ import annotations

import locale
import os
from functools import lru_cache

from rich.style import Style

from .colours import COLOURS

GUTTER = 12
"""The column in which every text starts; marks, times and labels stand to the left of it."""
MARGIN = 2
"""Columns kept free at the right."""
MEASURE = 78
"""Columns of the longest line of running text."""
NARROW = 100
"""Columns under which there is one pane."""
LEAST = (48, 12)
"""Columns and lines of the smallest screen that is drawn."""
TALL = 30
"""Lines from which the activity strip has an axis."""
AIRY = 40
"""Lines from which there is air between posts."""

TOKENS = ("ground", "raised", "float", "rule", "graph", "muted", "text", "bright", "accent", "on_accent", "error", "added", "removed")
MARK_TOKENS = tuple(f"mark{number}" for number in range(1, len(COLOURS) + 1))
"""The marks of sources, each beside a name: the only other hues."""

THEMES: dict[str, dict[str, str]] = {
    name: dict(zip((*TOKENS, *MARK_TOKENS), colours.split(), strict=True))
    for name, colours in {
        "night": "#11151B #1D252F #2A3440 #37424E #667484 #93A0AF #C8D0D9 #F4F6F8 #F2B04B #11151B #FF8A80 #86D3A1 #F09A93"
        " #7FAEF2 #8FC97C #B7A0F0 #62C4BE #E79BC6 #C2BF6E",
        "paper": "#FBF9F4 #EFEADF #E3DBCB #CDC5B5 #8F8778 #645E52 #33312C #0E0D0B #94480A #FFFFFF #B0211B #17653A #A1281F"
        " #2C63B0 #3A7529 #6E4CB0 #14727A #AB3579 #736C10",
        "contrast": "#000000 #262626 #383838 #8A8A8A #A8A8A8 #D4D4D4 #FFFFFF #FFFFFF #FFD84D #000000 #FF9C94 #8CFFB0 #FFB3AD"
        " #8CC0FF #9BE38A #CBB5FF #6FE3DA #FFA9DB #DDDC80",
    }.items()
}
"""Per theme a colour for each token."""

SIGNS: dict[str, tuple[str, str]] = {
    "chosen": ("▌", "|"),
    "unseen": ("●", "*"),
    "edited": ("±", "~"),
    "withdrawn": ("×", "x"),
    "restored": ("°", "o"),
    "starred": ("★", "#"),
    "live": ("●", "*"),
    "waiting": ("○", "o"),
    "paused": ("║", "="),
    "ended": ("■", "."),
    "failed": ("×", "!"),
    "source": ("▬", "@"),
    "picture": ("▣", "p"),
    "video": ("►", "v"),
    "quote": ("“”", '""'),
    "list": ("≡", "="),
    "point": ("•", "*"),
    "came": ("+", "+"),
    "went": ("−", "-"),
    "up": ("▲", "^"),
    "down": ("▼", "v"),
    "rule": ("─", "-"),
    "heavy": ("━", "="),
    "divider": ("│", ":"),
    "thumb": ("┃", "|"),
    "said": ("┃", ">"),
    "back": ("‹", "<"),
    "dot": ("·", "-"),
    "cut": ("…", ".."),
    "open_quote": ("“", '"'),
    "close_quote": ("”", '"'),
}
"""Name of a sign: as drawn, and with ASCII alone."""

STEPS = (" ▁▂▃▄▅▆▇█", " .:|#")
"""The heights of a bar in a cell, from none to full; and with ASCII alone."""

_FLAGS = {"b": "bold", "i": "italic", "u": "underline", "s": "strike"}


class Look:
    """A theme, and whether signs are ASCII."""

    def __init__(self, theme: str = "night", *, ascii: bool = False) -> None:
        self.theme = theme
        self.ascii = ascii
        self.style = lru_cache(maxsize=512)(self._style)

    def sign(self, name: str) -> str:
        return SIGNS[name][self.ascii]

    @property
    def steps(self) -> str:
        """The heights of a bar in a cell."""
        return STEPS[self.ascii]

    def _style(self, ink: str, ground: str) -> Style:
        """The style of an ink on a row's ground. Both colours are always given, so that nothing shines through."""
        colours = THEMES[self.theme]
        colour, flags = "text", dict[str, bool]()
        for word in ink.split():
            if word[0] == "@":
                ground = word[1:]
            elif word in _FLAGS:
                flags[_FLAGS[word]] = True
            else:
                colour = word
        return Style(
            color=colours[colour],
            bgcolor=colours[ground],
            bold=flags.get("bold"),
            italic=flags.get("italic"),
            underline=flags.get("underline"),
            strike=flags.get("strike"),
        )


def needs_ascii(environment: os._Environ[str] | dict[str, str] = os.environ) -> bool:
    """Whether the terminal's encoding lacks the signs: anything but UTF-8."""
    if environment.get("TERM") == "linux":
        return True
    return locale.getpreferredencoding(False).lower().replace("-", "") not in ("utf8", "utf_8")
