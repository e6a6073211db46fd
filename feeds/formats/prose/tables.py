"""The fixed wordings of live-text pages: what is furniture, what announces something. One row is one wording."""

from __future__ import annotations

import re

from ...wording import Wording

FURNITURE = frozenset(
    ("advertisement", "copy this link", "copy link", "copy link to post", "link copied", "link copied!", "share", "share this", "share this post",
     "share on facebook", "share on twitter", "share via email", "share this with email", "show key events only")
)  # fmt: skip
"""Whole lines, lower case, that are furniture wherever they stand."""

HEAD_FURNITURE = FURNITURE | {
    "auto updates",
    "get involved",
    "got a tv licence?",
    "live reporting",
    "skip to content",
    "skip to main content",
    "sort by",
    "хроника",
}
"""Whole lines, lower case, that are furniture over the posts."""

COUNTERS = Wording(r"\d+ posts?|page \d+ of \d+|showing \d+ to \d+(?: of \d+)?", re.IGNORECASE, begins=("page ", "showing ", *"0123456789"))
"""Whole lines that only count."""

INDEXES = frozenset(("key events", "key points", "key posts"))
"""Headings of lists that repeat posts."""

CREDIT = Wording(
    r"(?i:edited|written|compiled|produced|reporting|live reporting) by \S.{0,160}|By (?:(?:[A-Z\u00c0-\u024f][\w’'.-]*|and|&),? ?){1,9}|(?i:all times stated are uk|time_stated_uk)",
    begins=("edited by", "written by", "compiled by", "produced by", "reporting by", "live reporting by", "by ", "all times stated", "time_stated_uk"),
)
"""Whole lines that say who made the page, or whose clock it keeps."""
PAGE_TIME = Wording(r"(?:last )?(?:updated|published)(?: on| at)?:? +(?P<stamp>.+)", re.IGNORECASE, begins=("last ", "updated", "published"))

ZONE_REMARK = Wording(
    r"(?:all )?(?:times|updates)(?: are)?(?: stated| shown| given| listed)?(?: are)?(?: in)? (?P<zone>[a-z]{2,}(?: [a-z]+){0,3}?)(?: time)?(?: \(.{2,20}\))?\.?",
    re.IGNORECASE,
    begins=("all ", "times ", "updates "),
)
"""A whole line that names the zone of all times."""

EMBED_START = Wording(r"This (?P<network>[\w .+-]{1,30}?) (?:post|content|video|article) cannot be displayed in your browser", re.IGNORECASE, begins=("this ",))
EMBED_SKIP = Wording(r"Skip (?P<network>[\w .+-]{1,30}?) (?:post|content|video)(?: \d+)?(?: by (?P<author>.{1,80}?))?", re.IGNORECASE, begins=("skip ",))
EMBED_END = Wording(r"End of (?P<network>[\w .+-]{1,30}?) (?:post|content|video)(?: \d+)?(?: by (?P<author>.{1,80}))?", re.IGNORECASE, begins=("end of ",))
EMBED_LINES = Wording(
    r"This [\w .+-]{1,30} (?:post|content|video|article) cannot be displayed in your browser.*"
    r"|View original (?:content|post|tweet|video) on .{1,40}"
    r"|(?:Warning: )?(?:The )?BBC is not responsible for the content of external sites\.?.*"
    r"|Warning: Third[- ]party content may contain adverts.*"
    r"|Allow [\w .+-]{1,30} content\?"
    r"|(?:This article|This page) contains content provided by .*"
    r"|Accept and continue"
    r"|[\w .+-]{1,30} content is not available.*",
    re.IGNORECASE,
)
"""Whole lines inside an embed that say nothing of it."""
_NETWORKS = r"(?:twitter|x|youtube|facebook|instagram|tiktok|threads|bluesky|mastodon|telegram|vimeo|reddit|soundcloud|spotify|flourish|google youtube)"
EMBED_ALONE = Wording(
    rf"Allow {_NETWORKS} content\?|Skip {_NETWORKS} (?:post|content|video)(?: \d+)?(?: by .{{1,80}})?|End of {_NETWORKS} (?:post|content|video)(?: \d+)?(?: by .{{1,80}})?",
    re.IGNORECASE,
    begins=("allow ", "skip ", "end of "),
)
"""Lines of an embed whose start is missing: only with a network's name, for prose may begin like them."""

ENDS = frozenset(".!?:;…。！？।؟")
"""What closes a sentence."""

IMAGE_SOURCE = "Image source,"
IMAGE_CAPTION = Wording(r"Image caption[,:] ?(?P<caption>.*)", begins=("image caption",))
MEDIA_CAPTION = Wording(r"(?:Media|Video) caption[,:] ?(?P<caption>.*)", begins=("media caption", "video caption"))

ITEM = Wording(r"(?P<mark>[•\-*–▪◦]|(?P<number>\d{1,3})\.) +(?P<text>.+)", begins=tuple("•-*–▪◦0123456789"))


def is_closed(text: str) -> bool:
    """Whether a text ends as sentences do, quotation marks and brackets left aside."""
    return text.rstrip("\"'”’»)]")[-1:] in ENDS


ROLE = Wording(
    r"BBC\b.*|.*\b(?:reporter|correspondent|editor|commentator|analyst|presenter|producer|journalist|News|Sport|Live|Service|Special)\b[^\d]*", re.IGNORECASE
)
"""The second line of a byline where no blank lines set it apart."""

PLACE = Wording(
    r"(?P<role>.+?)(?:, +(?:in|at) +(?P<after_comma>[^\d,.]{2,40}(?:, [^\d,.]{2,30})?)"
    r"| +in +(?P<plain>(?:the +|(?:north|south|east|west|central|mid)\S* +)?[A-Z\u00c0-\u024f][\w’'.-]*(?:,? +(?:(?:de|la|el|of|the|al|upon|on) +)*[A-Z\u00c0-\u024f][\w’'.-]*){0,3}))"
)
REPORTING_FROM = Wording(r"(?P<role>(?:BBC \w+, )?(?:Reporting|Live|Writing)(?: live)?) from +(?P<place>.{2,60})", re.IGNORECASE)
NO_PLACE = Wording(r"(?:chief|charge|residence|training|waiting|exile)\b", re.IGNORECASE)
"""What may follow "in" in a role and is no place: "Editor in Chief"."""

EXTERNAL = Wording(r", external(?=$|[\s.,;:!?)\]”’\"'])")
"""What the page's copy adds behind a link's words."""

LAP = Wording(r"lap \d{1,3}/\d{1,3}", re.IGNORECASE, begins=("lap ",))
SCORE = Wording(r"\b\d{1,3} ?[-–:] ?\d{1,3}\b|\w v \w|\bFT\b|\bHT\b|\b\d+/\d+\b")
"""What a subtitle on a sport page has."""

_WORD = r"(?:[^\W\d_a-z][\w’'.-]*|(?:de|del|den|der|di|da|dos|du|la|le|van|von|bin|al|el|ten|ter)\b(?:-\w+)?)"
_NAME = rf"{_WORD}(?: {_WORD}){{1,4}}"
_NAMES = rf"{_NAME}(?:(?:,| and| &|, and) {_NAME}){{0,7}}"
NAME = Wording(_NAME)
"""A line that may be the name of a person: two to five words with capitals."""
NAMES = Wording(_NAMES)
"""A line of such names."""
SIGNATURE = Wording(rf"[—–-]+ ?(?P<names>{_NAMES})")
"""A line of names under a text."""
BY = Wording(rf"(?i:(?:posted |written |reported )?by) (?P<names>{_NAMES}|[^\W\d_a-z]\w+)", begins=("by ", "posted by ", "written by ", "reported by "))
EDITED_BY = Wording(r"(?:(?i:by) (?P<names>.{1,120}?) )?(?P<verb>(?i:edited by)) (?P<editors>.{1,120})", begins=("by ", "edited by "))
FROM = Wording(
    rf"(?i:from|analysis by|analysis from) (?:(?P<desk>[^\W\d_a-z][\w. ]{{1,30}})[’']s? )?(?P<names>{_NAMES})(?:,? (?:in|at) (?P<place>[^\W\d_a-z].{{1,60}}))?",
    begins=("from ", "analysis "),
)
"""A whole line that says which desk and who wrote a post."""

CREDITED = Wording(
    r"(?P<caption>|.{1,400}[.\w\"”’)\]] )\(?(?:Photograph|Photo|Photo credit|Picture|Pic|Image credit|Image|Credit)s?: ?(?P<credit>[^\s.!?:()][^.!?:()]{1,80})\)?"
)
"""A line that ends in whom a picture is by, behind its caption or alone."""
CAPTIONED = Wording(r"^(?:Image|Media|Video) caption[,:]|Image source,|\b(?:Photograph|Photo|Photo credit|Picture|Pic|Image credit|Credit)s?: ")
"""What only the lines of a picture have."""
AVATAR = Wording(rf"{_NAME} profile (?:image|picture|photo)")
"""A line that stands for the picture of the author whom the byline names."""
KINDS = frozenset(("analysis", "breaking", "breaking news", "exclusive", "key event", "key moment", "watch", "watch live"))
"""Lines, lower case, that are labels wherever they stand at a post's top."""
