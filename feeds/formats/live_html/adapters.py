"""How the publishers and platforms whose live pages are known write an entry: one row each, of CSS selectors.

A selector with nothing before the comma is looked up inside the entry; an empty one is the entry itself. Of several the first that is found counts.
"""

from __future__ import annotations

from typing import NamedTuple

Place = tuple[str, str]
"""A selector and the attribute that is read there."""


class Row(NamedTuple):
    """One way of writing a live page."""

    name: str
    sign: str
    """What stands in every page of the kind, to leave the others at once."""
    entry: str
    needs: str = ""
    """What an entry has inside it, where other pages have elements that its selector finds."""
    times: tuple[Place, ...] = ()
    """Where the time of publication stands: RFC 3339, or seconds or milliseconds since 1970."""
    label: str = ""
    """A heading that ends in "published at …", for people: read where no time is written for machines."""
    clock: str = ""
    """A time alone, for people: read where neither of the two is there."""
    updated: tuple[Place, ...] = ()
    title: tuple[str, ...] = ()
    body: tuple[str, ...] = ("",)
    author: tuple[str, ...] = ()
    role: str = ""
    id: tuple[Place, ...] = (("", "id"),)
    prefix: str = ""
    """What the id there stands behind, and is none of it."""
    key: tuple[Place, ...] = ()
    """Where a word stands that makes the entry a key event."""
    key_words: frozenset[str] = frozenset()
    keys: str = ""
    """Links outside the entries, each to one that is a key event."""
    pins: str = ""
    """The same, to one that is pinned."""
    breaking: str = ""
    summary: str = ""
    """An entry that sums up: the items of the newest are the page's key points."""
    points: str = ""
    """The items of the page's own summary, outside the entries."""
    furniture: str = ""
    """What stands inside a body and is none of it."""
    embeds: str = ""
    """What stands inside a body for a post of another network, until a script shows that."""


ROWS: tuple[Row, ...] = (
    Row(
        "Reach",
        sign="live-event-entry",
        entry=".live-event-entry",
        times=(("", "data-post-time"), ("[data-post-time]", "data-post-time"), ("time[datetime]", "datetime")),
        updated=(("", "data-last-modified-time"),),
        title=(".entry-content h3", ".entry-content h2", ".entry-title"),
        body=(".entry-content",),
        author=(".entry-info mark", ".entry-info .author"),
        key=(("", "data-type"), ("", "class")),
        key_words=frozenset(("key-event",)),
        furniture=".entry-info, .social-share, .entry-share",
    ),
    Row(
        "Express",
        sign="live-events__entry",
        entry=".live-events__entry",
        times=(("", "data-sort-time"), ("time[datetime]", "datetime")),
        updated=(("", "data-update-time"),),
        title=(".live-events__entry-head",),
        body=(".live-events__entry-text", ""),
        author=(".live-events__entry-author",),
        key=(("", "class"), ("", "data-type")),
        key_words=frozenset(("live-events__entry--key", "key-event", "live-events__entry--key-event")),
        furniture=".live-events__entry-time, .live-events__entry-author",
    ),
    Row(
        "Guardian",
        sign="block-",
        entry='article.block[id^="block-"]',
        needs="time[datetime]",
        times=(("header time[datetime]", "datetime"), ("time[datetime]", "datetime")),
        updated=(("footer time[datetime]", "datetime"),),
        title=("header h2",),
        author=("header > div > span", "header address a", "header a[rel=author]"),
        keys='[id*="key-events"] a[href*="#block-"], gu-island[name*="KeyEvents"] a[href*="#block-"]',
        pins='[data-component="pinned-post"] a[href*="#block-"], [id="pinned-post"] a[href*="#block-"]',
        furniture='article.block > header, article.block > footer, [data-spacefinder-type$="NewsletterSignupBlockElement"], .ad-slot-container, .ad-slot',
    ),
    Row(
        "Guardian, classic",
        sign="block-",
        entry='div.block[id^="block-"]',
        needs=".block-time, .block-elements",
        times=((".published-time time[datetime]", "datetime"), ("time[itemprop=datePublished]", "datetime"), ("", "data-sort-time")),
        updated=((".updated-time time[datetime]", "datetime"),),
        title=(".block-title",),
        body=(".block-elements", ""),
        author=(".block-byline [itemprop=name]", ".block-byline", ".byline-img__text"),
        key=(("", "class"),),
        key_words=frozenset(("is-key-event",)),
        summary=".is-summary",
        furniture=".block-time, .block-share, .block-byline, .ad-slot",
    ),
    Row(
        "BBC",
        sign="content-post",
        entry='article[data-testid="content-post"]',
        times=(("header time[datetime]", "datetime"), ("h3 time[datetime]", "datetime"), ("h2 time[datetime]", "datetime")),
        label="h2, h3",
        title=("h2, h3",),
        author=('[data-testid="contributor-name"]', '[class*="ContributorName"]', '[class*="contributor-name"]'),
        role='[data-testid="contributor-role"], [class*="ContributorRole"], [class*="contributor-role"]',
        id=(("", "id"), ('[id^="asset:"]', "id"), ('[id^="urn:"]', "id"), ("", "data-post-id"), ("", "data-urn")),
        breaking='[data-testid*="breaking"], [class*="BreakingLabel"], [class*="breaking-label"]',
        points='[data-testid*="summary"] li, [data-testid*="Summary"] li, [data-testid="key-points"] li',
        furniture='[data-testid*=contributor], [class*="-Contributor"], [data-testid*=breaking], [class*="-TextContributor"], article[data-testid="content-post"] > header, [data-testid*="media-player"] p',
        embeds='[data-testid*="social-embed"], [data-testid*="embed"][class*="Social"], [data-testid*="consent"], [class*="-SocialEmbed"]',
    ),
    Row(
        "BBC, older",
        sign="lx-stream-post",
        entry="article.lx-stream-post",
        clock=".qa-post-auto-meta",
        title=(".lx-stream-post__header-title", ".qa-post-title"),
        body=(".lx-stream-post-body", ".qa-post-body"),
        author=(".qa-contributor-name",),
        role=".qa-contributor-role",
        id=(('a[href*="pinned_post_locator=urn:asset:"]', "href"), ("", "data-post-id"), ("", "id")),
        prefix="pinned_post_locator=urn:asset:",
        breaking=".qa-breaking-label, .lx-stream-post__breaking, [class*=breaking]",
        points='[class*="summary-points"] li',
        furniture=".lx-share-tools, [class*=share-tools], .qa-contributor",
        embeds=".social-embed, [class*=social-embed]",
    ),
    Row(
        "WordPress Liveblog",
        sign="liveblog-entry",
        entry='.liveblog-entry[id^="liveblog-entry-"], .liveblog-entry[data-timestamp]',
        prefix="liveblog-entry-",
        times=(("", "data-timestamp"), ("time[datetime]", "datetime")),
        title=(".liveblog-entry-title",),
        body=(".liveblog-entry-text", ".liveblog-entry-content", ""),
        author=(".liveblog-author-name", ".liveblog-meta-author-name"),
        key=(("", "class"),),
        key_words=frozenset(("type-key", "is-key-event", "liveblog-key-event")),
        furniture=".liveblog-meta, .liveblog-entry-actions, .liveblog-entry-aside, .liveblog-meta-authors",
    ),
)
