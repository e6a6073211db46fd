"""Whether a document is HTML: told by its first characters, before anything of it is read."""

from __future__ import annotations

import re

from ...wording import Wording

_BEFORE = r"(?:\s|<!--.*?-->|<\?xml[^>]*>)*"
_SIGNS = Wording(_BEFORE + r"<(?:!doctype\s+html|(?:html|head|body|meta|title|link|script)[\s>/])", re.DOTALL | re.IGNORECASE)
_PARTS = Wording(_BEFORE + r"<(?:main|article|section|div|header|nav|style|ol|ul)[\s>/]", re.DOTALL | re.IGNORECASE)


def looks_like_html(start: str) -> bool:
    """Whether the first characters of a document (`Page.start`) are those of an HTML page. An XHTML one may begin with an XML declaration."""
    return start.startswith("<") and _SIGNS.compiled.match(start) is not None


def may_be_html(start: str) -> bool:
    """The same, also for a piece of a page that somebody saved; Markdown may begin like one."""
    return looks_like_html(start) or (start.startswith("<") and _PARTS.compiled.match(start) is not None)
