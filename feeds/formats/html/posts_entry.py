"""A repeated element of a page as an entry: headline, byline and kind by what such elements are called; the rest is the body."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from ...dates import read_stamp
from ...identity import digest
from ...markup import Manner, read_content
from ...model import Author, Entry, Unread
from ...text import clean_line
from ...wording import Wording
from .posts_groups import UNTIMED, Group, id_holder
from .tree import Head, web_address

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

LONGEST_NAME = 80
"""Characters of a byline: what is longer is no name."""
LONGEST_LABEL = 32
LONGEST_TIME = 60
"""Characters of a time as a page shows it, with its updates."""

LONGEST_SIGN = 16
"""Characters beside the links of what shares a post ("Share:")."""

_HEADINGS = "h1, h2, h3, h4, h5, h6, [itemprop~=headline]"
_BYLINES = "[rel~=author], [itemprop~=author], [class*=byline], [class*=author], [class*=Byline], [class*=Author]"
_LABELS = "[class*=label], [class*=Label], [class*=kicker], [class*=badge]"
_TIMES = Wording(r"(?<![a-z])(?:time|timestamp|date|datetime|clock|ago)(?![a-z])", re.IGNORECASE)
_CLOCK = Wording(r"\d|\bnow\b|\bago\b", re.IGNORECASE)
_SHARING = Wording(
    r"(?<![a-z])(?:share|sharing|shares|social|permalink|copy-?link|toolbar|likes?)(?:-?(?:bar|box|button|icon|link|list|menu|panel|tool|utility|widget|wrapper)s?)?(?![a-z])",
    re.IGNORECASE,
)
_OFFER = Wording(
    r"(?:(?:share|copy|teilen|partager|compartir|condividi|delen)(?:[, ]+(?:this|the|full|link|to|post|update|article|entry|on|via|facebook|twitter|x|whatsapp|email|by)){0,5}"
    r"|link copied!?|copied!?|link kopieren|copier le lien|permalink|#|back to top|advertisement|advertising|sponsored|anzeige|werbung|publicité|publicidad|pubblicità|advertentie)",
    re.IGNORECASE,
)
_MINUTE = Wording(r"\d[:.h]\d\d")
_CHANGED = Wording(r"\(?(?:last )?(?:updated|edited|modified|aktualisiert|mis à jour|actualizado)\b", re.IGNORECASE)
_KEY = Wording(r"(?<![a-z])(?:is-)?key-?(?:event|moment|post)(?![a-z])", re.IGNORECASE)
_PINNED = Wording(r"(?<![a-z])(?:is-)?(?:pinned|sticky)(?![a-z])", re.IGNORECASE)
_NAMES = ("[rel~=author], [itemprop~=name], [class*=username]", "a[href], [class*=name]")
"""Where the names in a byline are marked; the first that finds any."""
_BEFORE = Wording(r"(?:(?:post(?:ed)?|written|reporting) by|from(?: [\w.&-]+){0,3}(?:['’]s?)?|[\w.&-]+['’]s)\s*$", re.IGNORECASE)
"""What stands before the names and tells nothing of them ("From the Post's")."""
_PLACE = Wording(r"(?:reporting )?(?:in|from|at) (\S.{1,59})$", re.IGNORECASE)
_BY = Wording(r"^(?:by|von|par|por|di|door|av|af)\s+", re.IGNORECASE)
_JOIN = Wording(r"^\W*(?:(?:and|und|et|y|e|en|og|och)\b\W*)*$", re.IGNORECASE)


def entry_of(node: LexborNode, group: Group, head: Head) -> Entry:
    """The entry that an element of the group is."""
    from selectolax.lexbor import LexborHTMLParser

    published, updated = group.times.get(node.mem_id, UNTIMED)
    given = id_holder(node).attributes.get(group.name) if group.name else None
    id = clean_line(given or "")
    copy = LexborHTMLParser(node.html or "").body
    headline, link, label, authors, raw = "", "", "", list[Author](), ""
    if copy is not None:
        dropped = _furniture(copy, published.when or updated.when)
        heading = copy.css_first(_HEADINGS)
        if heading is not None:
            headline = _words_of(heading, dropped)
            address = next((each.attributes.get("href") or "" for each in heading.css("a[href]")), "")
            link = web_address(address, head.base)
        label = _label(copy, headline, dropped)
        authors = _authors(copy, head.base, dropped)
        if heading is not None and headline:
            dropped.add(heading.mem_id)
        raw = _without(copy, dropped)
    when = published.when or updated.when
    signs = node.attributes.get("class") or ""
    if not link and head.link and group.name == "id" and id:
        link = f"{head.link.partition('#')[0]}#{id}"
    return Entry(
        id=id or digest(published.stamp or updated.stamp, headline, raw),
        id_inferred=not id,
        headline=headline or None,
        link=link or None,
        published=when,
        updated=updated.when if updated.when != when else None,
        date_inferred=when is not None and (published.inferred or published.when is None),
        stamp=published.stamp or updated.stamp,
        label=label or ("Key event" if _KEY.search(signs) else None),
        pinned=bool(_PINNED.search(signs)),
        body=Unread(read_content, raw, Manner(base=head.base, authors=tuple(authors))),
    )


def _furniture(copy: LexborNode, when: datetime | None) -> set[int]:
    """What stands around a post and is none of it: its time, which is told elsewhere, and what shares it."""
    dropped = {each.mem_id for each in copy.css("script, style, template, button, form, input, svg, [itemprop~=position]")}
    for each in copy.css("time"):
        above = each.parent
        if above is None or above.tag not in ("p", "li", "h1", "h2", "h3", "h4") or len(above.text()) <= len(each.text()) + LONGEST_TIME / 2:
            dropped.add(each.mem_id)
    for each in copy.css("a, div, span, p, li, small, em, i"):
        if each.mem_id not in dropped and len(written := each.text() or "") <= LONGEST_TIME and _says_no_more(clean_line(written), when):
            dropped.add(each.mem_id)
    for each in copy.css("[class]"):
        name = each.attributes.get("class") or ""
        times, shares = _TIMES.search(name), _SHARING.search(name) and "embed" not in name
        if not (times or shares) or each.parent is None or each.parent.tag == "body" or each.css_first(f"{_HEADINGS}, p, img, figure, iframe, blockquote"):
            continue
        words = clean_line(each.text())
        beside = len(words) - sum(len(clean_line(one.text())) for one in each.css("a, button")[:20])
        if (times and len(words) <= LONGEST_TIME and (not words or _CLOCK.search(words))) or (shares and beside <= LONGEST_SIGN):
            dropped.add(each.mem_id)
    return dropped


def _says_no_more(words: str, when: datetime | None) -> bool:
    """Whether an element only offers to share the post, announces an advertisement, or tells when the post was made or changed."""
    if _OFFER.fullmatch(words) or (_CHANGED.match(words) and _CLOCK.search(words)):
        return True
    stamp = read_stamp(words) if when is not None and _MINUTE.search(words) else None
    return stamp is not None and when is not None and stamp.hour is not None and stamp.minute == when.minute


def _words_of(node: LexborNode, dropped: set[int]) -> str:
    """The words of an element on one line, without those of what is dropped."""
    words: list[str] = []
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each.tag == "-text":
            words.append(each.text(deep=False) or "")
        elif each.mem_id not in dropped:
            waiting += reversed(list(each.iter(include_text=True)))
    return clean_line(" ".join(words))


def _without(copy: LexborNode, dropped: set[int]) -> str:
    """The HTML inside an element without some of the elements in it; those inside of others go first, for with an element all that is in it goes."""
    gone = [each for each in copy.traverse() if each.mem_id in dropped]
    for each in reversed(gone):
        each.decompose()
    post = next(copy.iter(), None)
    return ((post if post is not None and post.next is None else copy).inner_html or "").strip()


def _label(copy: LexborNode, headline: str, dropped: set[int]) -> str:
    """What kind of post it says that it is; that is no part of its body."""
    for each in copy.css(_LABELS)[:3]:
        words = clean_line(each.text())
        if 0 < len(words) <= LONGEST_LABEL and words != headline and each.mem_id not in dropped and each.css_first(_HEADINGS) is None:
            dropped.add(each.mem_id)
            return words
    return ""


def _authors(copy: LexborNode, base: str, dropped: set[int]) -> list[Author]:
    """Who wrote it: the names in a byline, or all of it where none is marked. A byline that says more than a name and a role stays in the body."""
    authors: dict[str, Author] = {}
    for each in copy.css(_BYLINES)[:12]:
        written = _words_of(each, dropped)
        if each.mem_id in dropped or each.css_first(f"{_HEADINGS}, img[alt]:not([alt=''])") is not None or len(written) > 2 * LONGEST_NAME:
            continue
        named: list[Author] = []
        for one in next(filter(None, ([one for one in each.css(names) if one.mem_id != each.mem_id] for names in _NAMES)), [each]):
            name = _BY.sub("", _words_of(one, dropped))
            target = next((link for link in (one, one.parent) if link is not None and link.tag == "a"), None) or one.css_first("a[href]")
            if name and name not in (other.name for other in named):
                named.append(Author(name, link=web_address((target.attributes.get("href") or "") if target else "", base) or None))
        rest = _BY.sub("", written)
        if named and (said := rest.partition(named[0].name)) and _BEFORE.match(said[0]):
            rest = said[1] + said[2]
        for author in named:
            rest = rest.replace(author.name, " ")
        rest = clean_line(_JOIN.sub("", rest).strip(" ,;:|·•–—-/&()»"))
        place = _PLACE.match(rest) if len(named) == 1 else None
        if place:
            rest = ""
        if not named or any(len(author.name) > LONGEST_NAME for author in named):
            continue
        if rest and (len(named) > 1 or ((known := authors.get(named[0].name)) is not None and known.role not in (None, rest))):
            continue
        for author in named:
            before = authors.get(author.name, author)
            where = before.location or (place[1] if place else None)
            authors[author.name] = Author(author.name, before.role or rest or None, where, link=before.link or author.link)
        dropped.add((_face(each) or each).mem_id)
    return list(authors.values())


def _face(byline: LexborNode) -> LexborNode | None:
    """What holds a byline and the picture of who wrote, and no other words."""
    above = byline.parent
    if above is None or above.tag in ("body", "article", "section") or above.css_first("img") is None or above.css_first("figure, figcaption") is not None:
        return None
    return above if clean_line(above.text()) == clean_line(byline.text()) else None
