"""A broken XML document made well-formed: one pass over its text, which keeps what it says and notes each kind of repair.

It knows the words of feeds: a post never stands in a post, and a title ends where the next field begins.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ...wording import Wording
from .characters import allowed, referring
from .notes import Notes
from .tags import Tag, end_tag, namespaces, start_tag
from .words import (
    AFTER,
    ALONE,
    BEFORE,
    CASED,
    CHAINED,
    CUT,
    CUT_CDATA,
    CUT_COMMENT,
    CUT_POST,
    DECLARED,
    DEEP,
    DEPTH,
    FIELDS,
    KNOWN,
    LATE,
    LEAVES,
    LESS,
    MIDDLE,
    POSTS,
    PREFIX,
    ROOTED,
    ROOTS,
    STRAY,
    UNCLOSED,
    UNCLOSED_POST,
    VOID,
)

LONGEST_TYPE = 1 << 18
"""Characters of a document type that is left out as one."""
AHEAD = 1 << 16
"""Characters in which a feed may begin behind other markup."""

_FEED = Wording(r"<(?:[a-z][\w.-]*:)?(?:rss|rdf|feed|channel)(?=[\s>])", re.IGNORECASE)
_DOCTYPE = Wording(
    r"<!DOCTYPE(?:[^\[>\"']++|\"[^\"]*+\"|'[^']*+')*+(\[(?:[^\]\"'<]++|\"[^\"]*+\"|'[^']*+'|<!--(?:[^-]++|-(?!->))*+-->|<\?(?:[^?]++|\?(?!>))*+\?>|<(?!!--|\?))*+\]\s*+)?+>",
    re.IGNORECASE,
)
_RAW_END = {name: Wording(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style")}


class Repaired(NamedTuple):
    """A document that is well-formed now, and whether the end of its root was there."""

    text: str
    whole: bool


class _Open(NamedTuple):
    """An element that is not closed yet."""

    key: str
    """Its name in lower case."""
    name: str
    prefixes: tuple[str, ...]
    """Those that it declares."""
    begin: int
    """How many pieces had been written before it."""


def repaired(text: str, notes: Notes) -> Repaired:
    """The document without declaration and document type. Time and memory are in proportion to the text."""
    return _Repair(allowed(text, notes), notes).run()


class _Repair:
    def __init__(self, text: str, notes: Notes) -> None:
        self._text = text
        self._notes = notes
        self._out: list[str] = []
        self._open: list[_Open] = []
        self._count: dict[str, int] = {}
        self._deep: dict[str, int] = {}
        self._post = -1
        """Where the open post stands among the open elements; -1 when none is open."""
        self._root = ""
        self._declaring = 0
        """The piece that takes the declarations that the root lacks."""
        self._scope: dict[str, int] = {"xml": 1, "xmlns": 1}
        self._uris: dict[str, str] = {}
        self._missing: dict[str, None] = {}
        self._ended = False
        self._before = 0
        """Ends of lines before the root."""
        self._feed = False
        """Whether the root is that of a feed."""
        self._ahead: dict[str, int] = {}
        self._last = text.rfind("<")

    def run(self) -> Repaired:
        text, at = self._text, 0
        while (begin := text.find("<", at)) >= 0:
            if begin > at:
                self._words(at, begin)
            at = self._markup(begin)
        if at < len(text):
            self._words(at, len(text))
        whole = self._ended
        if self._root and not whole:
            self._cut()
        self._close(0, None)
        if self._missing:
            self._out[self._declaring] = "".join(f' xmlns:{prefix}="{self._uris.get(prefix, prefix)}"' for prefix in self._missing)
        return Repaired("".join(self._out), whole)

    def _cut(self) -> None:
        """The text has ended and the feed has not: a post that is not complete is not told."""
        if self._post > 0:
            self._notes.add(CUT_POST, len(self._text))
            del self._out[self._open[self._post].begin :]
            self._close(self._post, None, written=False)
        else:
            self._notes.add(CUT, len(self._text))

    def _find(self, needle: str, at: int) -> int:
        """Where a text stands next, -1 when nowhere; what lies between is looked through once, as `at` only grows."""
        found = self._ahead.get(needle, -2)
        if found == -1 or found >= at:
            return found
        found = self._ahead[needle] = self._text.find(needle, at)
        return found

    def _words(self, begin: int, end: int) -> None:
        text = self._text[begin:end]
        if not self._root or self._ended:
            if text.strip("\ufeff \t\r\n"):
                self._notes.add(AFTER if self._ended else BEFORE, begin)
            self._pass(begin, end)
            return
        text = referring(text, begin, self._notes)
        self._out.append(text.replace("]]>", "]]&gt;") if "]]>" in text else text)

    def _pass(self, begin: int, end: int) -> int:
        """Leave something out but its ends of lines, so that what follows stays in the line where it is; the offset behind it."""
        lines = self._text.count("\n", begin, end)
        if not self._root:
            self._before += lines
        elif lines and not self._ended:
            self._out.append("<!--" + "\n" * lines + "-->")
        return end

    def _markup(self, at: int) -> int:
        """What begins with a `<`; the offset behind it."""
        sign = self._text[at + 1 : at + 2]
        if sign == "/":
            end = end_tag(self._text, at)
            if end is not None:
                self._end(end[0], at)
                return end[1]
        elif sign in ("!", "?"):
            behind = self._declaration(at, sign)
            if behind:
                return behind
        elif sign:
            tag = start_tag(self._text, at, KNOWN, self._notes)
            if tag is not None:
                return self._start(tag, at)
        if at == self._last and not self._ended and self._text.find(">", at) < 0:
            return len(self._text)  # a tag that was being written
        if self._root and not self._ended:
            self._notes.add(LESS, at)
            self._out.append("&lt;")
        return at + 1

    def _declaration(self, at: int, sign: str) -> int:
        """Comments, CDATA sections, processing instructions, document types; 0 when it is none of them."""
        text = self._text
        if text.startswith("<![CDATA[", at):
            return self._cdata(at)
        if text.startswith("<!--", at):
            end = self._find("-->", at + 4)
            if end < 0:
                self._notes.add(CUT_COMMENT, at)
                return at + 4
            return self._pass(at, end + 3)
        if sign == "!" and text[at + 2 : at + 9].upper() == "DOCTYPE":
            found = _DOCTYPE.match(text, at, at + LONGEST_TYPE)
            if self._root:
                self._notes.add(MIDDLE, at)
            elif found is None or found[1]:
                self._notes.add(DECLARED, at)
            if found is not None:
                return self._pass(at, found.end())
        if sign == "?" and text[at : at + 6].lower() == "<?xml " and self._root and not self._ended:
            self._notes.add(MIDDLE, at)
        end = self._find("?>", at) if sign == "?" else -1
        if end >= 0:
            return self._pass(at, end + 2)
        end = self._find(">", at)
        return self._pass(at, end + 1) if end >= 0 and (sign == "?" or text[at + 2 : at + 3].isalpha() or text[at + 2 : at + 3] == "[") else 0

    def _cdata(self, at: int) -> int:
        begin = at + 9
        end = self._find("]]>", begin)
        inner = self._find("<![CDATA[", begin)
        behind = end + 3
        if end < 0 or 0 <= inner < end:
            stop = self._lost_end(begin, inner if inner >= 0 else len(self._text))
            if stop is not None:
                self._notes.add(CUT_CDATA, at)
                end = behind = stop
            elif end < 0:
                self._notes.add(CUT_CDATA, at)
                end = behind = len(self._text)
        if not self._root or self._ended:
            self._words(begin, end)
        else:
            self._out += ("<![CDATA[", self._text[begin:end], "]]>")
        return behind

    def _lost_end(self, begin: int, before: int) -> int | None:
        """Where a CDATA section ends whose own end is missing: at the end of its field, when the post ends behind it as well."""
        ends = [end for name in POSTS if 0 <= (end := self._find(f"</{name}", begin)) < before]
        if self._post < 0 or not ends:
            ends = [end for name in ("channel", "feed") if 0 <= (end := self._find(f"</{name}", begin)) < before]
        if not ends:
            return None
        top = self._open[-1] if self._open else None
        field = self._text.find(f"</{top.name}", begin, min(ends)) if top else -1
        return field if field >= 0 else min(ends)

    def _start(self, tag: Tag, at: int) -> int:
        prefix, _, local = tag.name.lower().rpartition(":")
        key = tag.name.lower()
        if not self._root and local not in ROOTS and local not in POSTS:
            found = _FEED.search(self._text, tag.end, tag.end + AHEAD)
            if found is not None:
                self._notes.add(BEFORE, at)
                return self._pass(at, found.start())
        if not self._root and local in POSTS:
            self._notes.add(ALONE, at)
            for name, attributes in (("rss", ""), ("channel", "")) if local == "item" else (("feed", ' xmlns="http://www.w3.org/2005/Atom"'),):
                self._write(Tag(name, attributes, (), False, at), name, name, False, at)
        if self._ended and not self._goes_on(local, at):
            return self._raw(tag, local) or tag.end
        if self._feed and (key == self._root or (local == "channel" and self._count.get("channel") and self._open[0].key != key)):
            self._notes.add(ROOTED, at)
            self._close(self._floor(), at)
            return tag.end
        self._make_room(key, local, prefix, at)
        if len(self._open) >= DEPTH:
            self._notes.add(DEEP, at)
            if not tag.empty and local not in VOID:
                self._deep[key] = self._deep.get(key, 0) + 1
            return tag.end
        empty = tag.empty
        if not empty and local in VOID and not prefix and self._root:
            empty = True
        self._write(tag, key, local, empty, at)
        if not empty:
            inside = self._raw(tag, local)
            if inside:
                self._out += ("<![CDATA[", self._text[tag.end : inside].replace("]]>", "]]]]><![CDATA[>"), "]]>")
                return inside
        return tag.end

    def _goes_on(self, local: str, at: int) -> bool:
        """Whether an element behind the end of the feed belongs to it."""
        if local in POSTS:
            self._notes.add(LATE, at)
        elif local not in ROOTS:
            self._notes.add(AFTER, at)
            return False
        self._ended = False
        return True

    def _raw(self, tag: Tag, local: str) -> int:
        """The end of what stands in a script or a style, which is no markup; 0 for other elements."""
        ends = _RAW_END.get(local)
        if ends is None or tag.empty or self._ahead.get(local) == -1:
            return 0
        found = ends.search(self._text, tag.end)
        if found is None:
            self._ahead[local] = -1
            return 0
        return found.start()

    def _make_room(self, key: str, local: str, prefix: str, at: int) -> None:
        """Close what cannot have the element in it."""
        if not self._open:
            return
        top = self._open[-1]
        if local in POSTS:
            if self._post >= 0 and self._open[self._post].key == key:
                self._notes.add(UNCLOSED_POST, at)
                self._close(self._post, None)
            elif self._post < 0:
                field = next((number for number, one in enumerate(self._open) if number and one.key.rpartition(":")[2] in LEAVES), None)
                if field is not None:
                    self._close(field, at)
        elif (
            len(self._open) > 1 and local in FIELDS and top.key.rpartition(":")[2] in LEAVES and (prefix or local != "summary" or top.key != "description")
        ) or (len(self._open) > 1 and local in CHAINED and top.key == key):
            self._close(len(self._open) - 1, at)

    def _write(self, tag: Tag, key: str, local: str, empty: bool, at: int) -> None:
        tag, spaces = namespaces(tag, at, self._notes)
        prefixes = tuple(prefix for prefix in spaces if prefix)
        for prefix in prefixes:
            self._scope[prefix] = self._scope.get(prefix, 0) + 1
            self._uris.setdefault(prefix, spaces[prefix])
        for name in (tag.name, *tag.names):
            if ":" in name:
                prefix = name.partition(":")[0]
                if not self._scope.get(prefix):
                    self._notes.add(PREFIX, at)
                    self._missing[prefix] = None
        if not self._root:
            self._out.append("\n" * self._before)
        begin = len(self._out)
        if not self._root:
            self._root, self._feed = key, local in ROOTS
            self._out += (f"<{tag.name}", "", f"{tag.attributes}>")
            self._declaring = begin + 1
            self._ended, empty = empty, False
        else:
            self._out.append(f"<{tag.name}{tag.attributes}{'/' if empty else ''}>")
        if empty:
            for prefix in prefixes:
                self._scope[prefix] -= 1
            return
        if local in POSTS and self._post < 0:
            self._post = len(self._open)
        self._open.append(_Open(key, tag.name, prefixes, begin))
        self._count[key] = self._count.get(key, 0) + 1

    def _floor(self) -> int:
        """How many of the open elements stay open until the text ends: the root, and in RSS its channel."""
        return 2 if len(self._open) > 1 and self._open[0].key == "rss" and self._open[1].key == "channel" else 1

    def _end(self, name: str, at: int) -> None:
        key = name.lower()
        if self._ended:
            return
        if not self._root:
            self._notes.add(BEFORE, at)
            return
        if key == self._root and (self._feed or self._count[key] == 1):
            self._close(self._floor(), at if len(self._open) > self._floor() else None)
            self._ended = True
            return
        if self._deep.get(key):
            self._deep[key] -= 1
            return
        if key == "channel" and self._floor() == 2:
            self._close(2, at)
            return
        place = self._place(key) if self._count.get(key) else -1
        if place < 0:
            self._notes.add(STRAY, at)
            return
        if len(self._open) > place + 1:
            self._close(place + 1, at)
        if self._open[place].name != name:
            self._notes.add(CASED, at)
        self._close(place, None)

    def _place(self, key: str) -> int:
        """Where the innermost open element of a name stands; in a post only those in it count, unless the name is that of a feed."""
        lowest = max(self._post, 0) if key.rpartition(":")[2] not in ROOTS else 0
        return next((number for number in range(len(self._open) - 1, lowest - 1, -1) if self._open[number].key == key), -1)

    def _close(self, depth: int, at: int | None, *, written: bool = True) -> None:
        """Close the elements from a depth on; noted as unclosed when `at` tells where."""
        while len(self._open) > depth:
            one = self._open.pop()
            self._count[one.key] -= 1
            for prefix in one.prefixes:
                self._scope[prefix] -= 1
            if len(self._open) == self._post:
                self._post = -1
            if written:
                self._out.append(f"</{one.name}>")
            if at is not None:
                self._notes.add(UNCLOSED, at)
        if len(self._open) < DEPTH - 1:
            self._deep.clear()
