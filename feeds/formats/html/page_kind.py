"""What a page without posts is, as a sentence for a person: drawn by script, in a frame, a wall before the page, an article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ...addresses import masked
from ...text import clean_line
from ...wording import Wording
from ..base import Page
from .scripts import scripts_of
from .tree import head_of, tree_of, web_address

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

HARDLY = 400
"""Characters of text below which a page with scripts has hardly any."""
WALL = 1500
"""Characters of text that a login, a consent or a check has at most: a page that is longer says something of its own."""
CALLED_LIVE = 4
"""Elements that are called parts of a live blog: an article has one or two, that lead to one."""
MOST_LOOKED_AT = 5000
MOST_CALLED = 30
LONGEST_LABEL = 30
"""Characters beside the links of what only leads to a live blog."""
LONGEST_TITLE = 100
NO_SCRIPTS = "this program cannot run scripts"

_LIVE = Wording(
    r"live-?(?:blog|ticker|feed|stream|center|centre|event|update|text)|ticker|minute-?by|(?:^|[/._-])live(?:$|[/._?-])|scribble|tickaroo|arena\.im|norkon|sourcefabric",
    re.IGNORECASE,
)
_PLATFORM = Wording(r"24liveblog|arena\.im|arenalib|scribblelive|tickaroo|norkon|liveblog\.pro|sourcefabric|storyly|liveblogs?-?embed", re.IGNORECASE)
_LIVE_BLOG = Wording(r"(?<![a-z])live-?_?(?:blog|ticker|stream)(?![a-z]*(?:teaser|nav|link|promo|card))|LB24|arena-live", re.IGNORECASE)
_PLAYER = Wording(r"youtube|vimeo|dailymotion|player|video|audio|googletag|doubleclick|adservice|recaptcha|facebook\.com/plugins|consent", re.IGNORECASE)
_CHECK = Wording(
    r"checking (?:if the site connection is secure|your browser)|just a moment\b|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|you are not a robot|enable javascript and cookies to continue"
    r"|unusual traffic|attention required|pardon our interruption|ddos protection|access (?:to this page has been )?denied|complete the (?:captcha|security check)",
    re.IGNORECASE,
)
_CONSENT = Wording(
    r"before you continue|we value your privacy|your privacy (?:choices|matters)|(?:manage|accept|reject) (?:all )?cookies|cookie consent|consent to (?:the use of )?cookies|accept all"
    r"|zustimm\w+|einwilligung|tout accepter|accepter et (?:continuer|fermer)|aceptar (?:todo|y continuar)|accetta|akkoord",
    re.IGNORECASE,
)
_NEEDS_SCRIPT = Wording(
    r"\b(?:enable|activate|turn on|requires?|needs?)\b.{0,40}javascript|javascript.{0,60}\b(?:enable|activate|required|disabled|aktivier|activ)", re.IGNORECASE
)
_POSTING = Wording(r'"LiveBlogPosting"|schema\.org/LiveBlogPosting')
_HOLDERS = frozenset(("div", "section", "article", "main", "ol", "ul", "li"))
_UNSHOWN = frozenset(("script", "style", "template", "noscript", "title", "iframe", "svg"))


def kind_of(page: Page) -> str:
    """What the page is, as the beginning of a sentence."""
    tree, head = tree_of(page), head_of(page)
    title = clean_line(head.title or "")
    named = f"“{title[:LONGEST_TITLE]}{'…' if len(title) > LONGEST_TITLE else ''}”" if title else "the page"
    words = _shown_words(tree)
    frame = _frame_of(tree, head.base, hardly=len(words) < HARDLY)
    if frame:
        return f"the posts of {named} are in a frame from {frame}; {NO_SCRIPTS}, but that address may be opened"
    if _says_live(tree) and page.remember_of(scripts_of).problems:
        return f"{named} is a live page, but the data that has its posts is broken"
    if _says_live(tree):
        return f"{named} is a live page whose posts are drawn by script; {NO_SCRIPTS}"
    beginning = f"{title} {words}"
    if len(words) < WALL and _CHECK.search(beginning):
        return f"the site checks for a browser first ({named}), and lets no program through"
    if len(words) < WALL and tree.css_first("input[type=password]") is not None:
        return f"the site asks for a login first ({named})"
    if len(words) < WALL and _CONSENT.search(beginning) and tree.css_first("article, main p + p") is None:
        return f"the site asks for consent to cookies first ({named}); open the page in a browser and save it"
    if _is_shell(tree, words):
        return f"what {named} shows is drawn by script; {NO_SCRIPTS}"
    if _looks_live(tree):
        return f"{named} seems to be a live page, but its posts are not there, or written in a way that this program does not know"
    if _is_article(tree):
        return f"{named} is an article, no live page"
    return f"no posts were found in {named}"


def _shown_words(tree: LexborHTMLParser) -> str:
    """The text of the page without scripts, up to what is looked at."""
    words: list[str] = []
    length = 0
    for node in tree.root.traverse(include_text=True) if tree.root is not None else ():
        if node.tag == "-text" and node.parent is not None and node.parent.tag not in _UNSHOWN:
            written = " ".join((node.text(deep=False) or "").split())
            if written:
                words.append(written)
                length += len(written) + 1
                if length > WALL:
                    break
    return clean_line(" ".join(words))


def _frame_of(tree: LexborHTMLParser, base: str, *, hardly: bool) -> str | None:
    """The address of the frame that the posts are in: one that is named so, or the only one of a page with nothing else on it."""
    frames: list[str] = []
    for node in tree.css("iframe, frame")[:100]:
        attributes = node.attributes
        address = next((address for name in ("src", "data-src", "data-lazy-src") if (address := web_address(attributes.get(name) or "", base))), "")
        signs = " ".join(filter(None, (address, *(attributes.get(name) for name in ("title", "id", "class", "name")))))
        if not address or _PLAYER.search(signs):
            continue
        if _LIVE.search(signs):
            return clean_line(masked(address))
        frames.append(address)
    whole = hardly and frames and (tree.css_first("frameset") is not None or (len(frames) == 1 and tree.css_first("script") is None))
    return clean_line(masked(frames[-1])) if whole else None


def _says_live(tree: LexborHTMLParser) -> bool:
    """Whether the page's data call it a live page: then its posts should be there, and they are not."""
    data = (script.text() for script in tree.css("script[type]")[:50] if "ld+json" in (script.attributes.get("type") or "").lower())
    return any(_POSTING.search(each) for each in data) or tree.css_first("[itemtype$=LiveBlogPosting]") is not None


def _looks_live(tree: LexborHTMLParser) -> bool:
    """Whether a platform's script or an empty place for posts says that they are to be drawn, or several elements are called posts of a live blog."""
    if any(_PLATFORM.search(node.attributes.get("src") or "") for node in tree.css("script[src]")[:200]):
        return True
    looked_at = {node.mem_id: node for node in tree.css("[id], [class]")[:MOST_LOOKED_AT]}
    called = [node for node in looked_at.values() if node.tag in _HOLDERS and _is_called_live(node.attributes)][:MOST_CALLED]
    if any(node.attributes.get("id") and not (node.text() or "").strip() for node in called):
        return True
    return sum(len(node.text() or "") > sum(len(link.text() or "") for link in node.css("a")[:MOST_CALLED]) + LONGEST_LABEL for node in called) >= CALLED_LIVE


def _is_called_live(attributes: Mapping[str, str | None]) -> bool:
    return any(_LIVE_BLOG.search(attributes.get(name) or "") for name in ("id", "class"))


def _is_shell(tree: LexborHTMLParser, words: str) -> bool:
    """Whether there is hardly any text, but scripts that would make it, or a word to those who run none."""
    plea = any(_NEEDS_SCRIPT.search(node.text()) for node in tree.css("noscript")[:10])
    scripts = tree.css_first("script") is not None
    root = next((node for node in tree.css("#root, #app, #__next, #__nuxt, #___gatsby, #main-app, app-root, [data-reactroot], [ng-app]")[:5]), None)
    empty = root is not None and not root.text().strip()
    return (len(words) < HARDLY and scripts and (plea or empty or tree.css_first("p") is None)) or (empty and len(words) < WALL) or (not words and scripts)


def _is_article(tree: LexborHTMLParser) -> bool:
    kind = tree.css_first("meta[property='og:type'][content]")
    said = (kind.attributes.get("content") or "").lower() if kind is not None else ""
    return said == "article" or (said != "website" and len(tree.css("article")) == 1)
