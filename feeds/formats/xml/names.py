"""The names of elements in feeds: namespaces by their short prefix, however sloppily a feed spells them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Generic, TypeVar

from ...wording import Wording

Handler = TypeVar("Handler")

_PLAIN = (
    "purl.org/rss/1.0", "purl.org/net/rss1.1", "my.netscape.com/rdf/simple/0.9", "channel.netscape.com/rdf/simple/0.9", "my.netscape.com/publish/formats/rss-0.91.dtd",
    "backend.userland.com/rss", "backend.userland.com/rss2", "backend.userland.com/rss091", "backend.userland.com/rss092", "backend.userland.com/blogchannelmodule",
    "blogs.law.harvard.edu/tech/rss", "cyber.law.harvard.edu/rss", "cyber.law.harvard.edu/rss/rss.html", "purl.org/rss/2.0", "www.rssboard.org/rss-specification",
)  # fmt: skip
"""Namespaces of RSS itself, whose elements mostly have none."""

SPACES: dict[str, str] = {
    **dict.fromkeys(_PLAIN, ""),
    "www.w3.org/1999/02/22-rdf-syntax-ns": "rdf",
    "www.w3.org/2005/atom": "atom",
    "purl.org/atom/ns": "atom",
    "purl.org/atom/ns#draft-ietf-atompub-format-08": "atom",
    "www.w3.org/1999/xhtml": "xhtml",
    "www.w3.org/xml/1998/namespace": "xml",
    "purl.org/rss/1.0/modules/content": "content",
    "purl.org/dc/elements/1.1": "dc",
    "purl.org/dc/elements/1.0": "dc",
    "purl.org/dc/dcmitype": "dc",
    "purl.org/dc/terms": "dcterms",
    "purl.org/rss/1.0/modules/dcterms": "dcterms",
    "search.yahoo.com/mrss": "media",
    "search.yahoo.com/mrss/rss": "media",
    "video.search.yahoo.com/mrss": "media",
    "www.rssboard.org/media-rss": "media",
    "www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "www.itunes.com/dtds/podcast": "itunes",
    "example.com/dtds/podcast-1.0.dtd": "itunes",
    "purl.org/rss/1.0/modules/slash": "slash",
    "purl.org/syndication/thread/1.0": "thr",
    "purl.org/rss/1.0/modules/syndication": "sy",
    "purl.org/rss/1.0/modules/wiki": "wiki",
    "purl.org/rss/1.0/modules/threading": "threading",
    "purl.org/rss/1.0/modules/annotate": "annotate",
    "www.georss.org/georss": "georss",
    "www.opengis.net/gml": "gml",
    "www.w3.org/2003/01/geo/wgs84_pos": "geo",
    "purl.org/syndication/history/1.0": "fh",
    "purl.org/atompub/tombstones/1.0": "at",
    "wellformedweb.org/commentapi": "wfw",
    "rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "backend.userland.com/creativecommonsrssmodule": "creativecommons",
    "cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "creativecommons",
    "web.resource.org/cc": "cc",
    "creativecommons.org/ns": "cc",
    "webns.net/mvcb": "admin",
    "podcastindex.org/namespace/1.0": "podcast",
    "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
    "www.google.com/schemas/play-podcasts/1.0": "googleplay",
    "podlove.org/simple-chapters": "psc",
    "www.w3.org/2000/svg": "svg",
    "www.w3.org/1998/math/mathml": "math",
}
"""Short prefixes by namespace, this written as `_key` gives it."""

PREFIXES: dict[str, str] = {prefix: prefix for prefix in SPACES.values() if prefix} | {
    "a10": "atom", "atom10": "atom", "atom03": "atom", "body": "xhtml", "html": "xhtml", "dct": "dcterms", "dcterm": "dcterms", "mrss": "media", "rss": "", "rss1": "", "rdf10": "",
}  # fmt: skip
"""What a prefix means that is bound to a namespace that nobody knows, or to none."""

_HUMP = Wording(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_STRUCTURE = frozenset(("rss", "channel", "item", "feed", "entry"))


def _key(uri: str) -> str:
    """A namespace without scheme, case, white space, and the sign at its end."""
    return uri.strip().lower().removeprefix("https://").removeprefix("http://").rstrip("/# ")


@lru_cache(maxsize=1024)
def words_of(tag: str) -> str:
    """The name of an element as words: "episode type" for `episodeType`, "first name" for `x:first_name`."""
    local = tag.rpartition("}")[2].rpartition(":")[2]
    return " ".join(_HUMP.sub(" ", local).replace("_", " ").replace("-", " ").lower().split())


class Names(dict[Any, str]):
    """The short name of each tag in documents that declare these namespaces, made at first need: "title", "dc:creator", "other:thing". Comments and other nodes without a tag have none."""

    def __init__(self, spaces: Mapping[str | None, str]) -> None:
        super().__init__()
        self._spaces: dict[str, str] = {}
        for prefix, uri in spaces.items():
            known = SPACES.get(_key(uri))
            if known is None:
                known = "" if prefix is None else PREFIXES.get(prefix.lower(), "other")
            self._spaces[uri] = known

    def __missing__(self, tag: Any) -> str:
        name = self[tag] = self._short(tag) if isinstance(tag, str) else ""
        return name

    def _short(self, tag: str) -> str:
        if tag[0] == "{":
            uri, _, local = tag[1:].rpartition("}")
            space = self._spaces.get(uri)
            if space is None:
                space = self._spaces[uri] = SPACES.get(_key(uri), "other")
        else:
            prefix, colon, local = tag.rpartition(":")
            space = PREFIXES.get(prefix.lower(), "other") if colon else ""
        local = local.lower()
        if space == "other" and local in _STRUCTURE and tag[0] == "{":
            space = self._spaces[uri] = ""  # a feed of its own invention: what stands in it is meant likewise
        return f"{space}:{local}" if space else local


class Table(dict[Any, Handler], Generic[Handler]):
    """What to do with each tag."""

    def __init__(self, names: Names, handlers: Mapping[str, Handler], other: Handler) -> None:
        super().__init__()
        self._names = names
        self._handlers = handlers
        self._other = other

    def __missing__(self, tag: Any) -> Handler:
        handler = self[tag] = self._handlers.get(self._names[tag], self._other)
        return handler
