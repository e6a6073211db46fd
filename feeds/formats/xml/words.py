"""The words of feeds and of HTML by which a broken document is mended, and what is said of each repair."""

from __future__ import annotations

POSTS = frozenset(("item", "entry"))
ROOTS = frozenset(("rss", "rdf", "feed", "channel"))
LEAVES = frozenset(
    [
        "title",
        "link",
        "guid",
        "pubdate",
        "description",
        "category",
        "comments",
        "summary",
        "updated",
        "published",
        "id",
        "lastbuilddate",
        "language",
        "copyright",
        "generator",
        "docs",
        "ttl",
        "date",
        "creator",
        "encoded",
        "subject",
        "rights",
        "issued",
        "modified",
        "created",
        "managingeditor",
        "webmaster",
        "subtitle",
        "tagline",
        "name",
        "email",
        "uri",
        "url",
    ]
)
"""Fields that have text in them and no field."""
FIELDS = LEAVES | {"author", "contributor", "enclosure", "source", "content", "image", "textinput", "cloud", "thumbnail", "group", "skiphours", "skipdays"}
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "meta", "param", "track", "wbr"])
"""Elements of HTML that have no end (HTML Standard, 13.1.2)."""
CHAINED = frozenset(["dd", "dt", "li", "option", "p", "td", "th", "tr"])
"""Elements of HTML that the next of their name ends."""
HTML = (
    VOID
    | CHAINED
    | frozenset(
        [
            "a",
            "abbr",
            "b",
            "blockquote",
            "code",
            "div",
            "em",
            "figure",
            "figcaption",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "i",
            "iframe",
            "ol",
            "pre",
            "q",
            "s",
            "script",
            "small",
            "span",
            "strong",
            "style",
            "sub",
            "sup",
            "table",
            "tbody",
            "u",
            "ul",
            "video",
        ]
    )
)
KNOWN = FIELDS | POSTS | ROOTS | HTML
DEPTH = 200
"""Elements in each other; deeper ones give their text to those that they stand in."""

BEFORE = "something stands before the feed and is left out"
AFTER = "something stands after the end of the feed and is left out"
ALONE = "posts stand alone, in no feed"
LATE = "posts stand after the end of the feed"
ROOTED = "feeds are put together; their posts are read as those of one"
DECLARED = "the document type has declarations of its own, which are not read"
MIDDLE = "declarations that belong to the beginning stand elsewhere and are left out"
UNCLOSED = "elements are not closed"
UNCLOSED_POST = "posts are not closed"
STRAY = "end tags that end nothing are left out"
CASED = "start and end tags differ in case"
LESS = "signs < that begin no tag are read as such"
CUT_CDATA = "a CDATA section is not closed"
CUT_COMMENT = "a comment is not closed; what stands in it is read"
PREFIX = "prefixes of names are not declared"
DEEP = f"elements stand more than {DEPTH} deep in each other; their text is kept"
CUT = "the document ends before the end of the feed"
CUT_POST = "the document ends in the middle of a post, which is left out"
