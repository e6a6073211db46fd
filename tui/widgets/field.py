"""A line to type into, dressed like everything else. What is typed or pasted is cleaned like any text from outside."""

from __future__ import annotations

from typing import ClassVar

from rich.highlighter import Highlighter
from textual.widgets import Input

from feeds import clean_line

from ..keys import Group, bind

LEAVE = bind("prompt.leave", "escape", "leave", "", "leave the question", Group.FIND, priority=True)
"""The key of the line of a question: known to the help from the start, while the line is made when something is asked."""


class Field(Input, inherit_css=False):
    """One line of text on raised ground, without borders, whose cursor does not blink. None of Input's own style is left: all that it asks for is here."""

    COMPONENT_CLASSES: ClassVar[set[str]] = Input.COMPONENT_CLASSES
    DEFAULT_CSS = """
    Field {
        width: 1fr; height: 1; background: $raised; color: $bright; overflow: auto; scrollbar-size: 0 0; pointer: text;
        & > .input--cursor { background: $accent; color: $on_accent; text-style: none; }
        & > .input--placeholder, & > .input--suggestion { color: $muted; }
        & > .input--selection { background: $rule; color: $bright; }
    }
    """

    def __init__(self, placeholder: str = "", *, highlighter: Highlighter | None = None) -> None:
        super().__init__(placeholder=placeholder, select_on_focus=False, highlighter=highlighter, compact=True)
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        return value if value.isprintable() else clean_line(value)
