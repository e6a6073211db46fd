"""Whether two headlines say the same, for headlines of two sources within the same half hour.

To keep apart what is different matters more than to find every pair: the same words in the same order, but for articles, endings and one
word more. Numbers must be equal; "not" is never the one word more. Headlines that any day could have ("Live updates") say nothing.
"""

from __future__ import annotations

import re
from sys import intern

from msgspec import Struct

from ..text import fold
from ..wording import Wording
from .headline_words import ENDINGS, IDLE, LINKING, NUMBERS, SAME, TURNING, WEAK

LONGEST = 400
"""Characters of a headline that are looked at."""
LEAST = 4.0
"""Words that a headline must have."""
LEAST_STRONG = 3.0
"""Words that it must have beside those that every headline could have."""
LIKE = 80.0
"""Per cent of likeness (Indel ratio of the letters) under which nothing else is looked at."""
LONG = 7
"""Words from which one side may have one more."""
TAIL = 5
"""Words of the longest name of a paper behind a headline."""

_LEAD = Wording(
    r"\W*\b(?:(?-i:BREAKING(?: NEWS)?)\s+(?!-)|(?:breaking(?: news)?|just in|urgent|news ?flash|flash|(?:news )?alert|updated?(?: \d+)?|developing|exclusive|new)(?:\s*[\])]\s*[:|–—-]*|\s*[:|!–—]+|\s+-+|-(?=\w)))\s*",
    re.IGNORECASE,
)
_END = re.compile(r"\s*[(\[](?:updated?|breaking|exclusive)[)\]]\s*$", re.IGNORECASE)
_TAIL = re.compile(r"\s+[-–—|·•»]+\s+(?=[^-–—|·•»]*$)")
_ASIDE = re.compile(r"['’‘`´ʼ]")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Scripts whose words are not divided by spaces: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""
_WORDS = re.compile(rf"\d+(?:[.:]\d+)*|[{_UNSPACED}]|[^\W\d_{_UNSPACED}]+|[%$£€¥]")


class Headline(Struct, frozen=True, gc=False):
    """What a headline says, ready to be compared."""

    words: str
    """Its words, folded, without those that may be left out, one space between them."""
    bare: str
    """The same without what may be a paper's name behind them."""
    numbers: str
    """The numbers in it, in order."""
    stems: tuple[str, ...]
    """How its words begin, the longest words first."""

    @property
    def signs(self) -> tuple[str, ...]:
        """Two stems: a headline that says the same has one of them at least."""
        return self.stems[:2]


def headline_of(text: str | None, hosts: str = "") -> Headline | None:
    """What a headline says; None when it is so short or so common that equal words mean nothing.

    `hosts` are the addresses of the post and its source: a name behind the headline that stands in them is the paper's.
    """
    if not text:
        return None
    text, name = _parted(text[:LONGEST], hosts)
    text = _END.sub("", text)
    while (lead := _LEAD.compiled.match(text)) and lead.end() < len(text):
        text = text[lead.end() :]
    every = _words_of(text)
    words = [word for word in every if word not in IDLE]
    if sum(map(_weight, every)) < LEAST or sum(_weight(word) for word in words if word not in WEAK and not word[0].isdigit()) < LEAST_STRONG:
        return None
    behind = [word for word in _words_of(name) if word not in IDLE] if name else []
    stems = tuple(dict.fromkeys([*_stems(words), *_stems(behind)]))
    numbers = " ".join(word for word in words if word[0].isdigit())
    return Headline(" ".join([*words, *behind]), " ".join(words), numbers, stems) if stems else None


def _words_of(text: str) -> list[str]:
    folded = _DOTTED.sub(lambda found: found[0].replace(".", ""), _ASIDE.sub("", fold(text))).replace("per cent", "percent")
    return [SAME.get(word, NUMBERS.get(word, word)) for word in _WORDS.findall(_THOUSANDS.sub("", folded))]


def _stems(words: list[str]) -> list[str]:
    strong = sorted({word for word in words if word not in WEAK and (len(word) > 2 or _is_unspaced(word))}, key=lambda word: (-len(word), word))
    return [intern(word[:3]) for word in strong]


def likeness(one: Headline, other: Headline) -> float:
    """How alike two headlines are that say the same, up to 100; 0 for those that do not."""
    if one.words == other.words:
        return 100.0
    if one.numbers != other.numbers:
        return 0.0
    if one.words[0] == other.words[0] and one.words.replace(" ", "") == other.words.replace(" ", ""):
        return 99.0
    if one.bare == other.words or one.words == other.bare:
        return 98.0
    from rapidfuzz import fuzz

    score = fuzz.ratio(one.words, other.words, score_cutoff=LIKE)
    return float(score) if score and _aligned(one.words.split(), other.words.split()) else 0.0


def _aligned(mine: list[str], theirs: list[str]) -> bool:
    """Whether the words are the same one by one, but for their endings and one word more on one side of long headlines."""
    if len(mine) > len(theirs):
        mine, theirs = theirs, mine
    missing = len(theirs) - len(mine)
    if missing > (len(mine) >= LONG):
        return False
    at = next((index for index, pair in enumerate(zip(mine, theirs, strict=False)) if not _alike(*pair)), len(mine))
    if not missing:
        return at == len(mine)
    return theirs[at] not in TURNING and not theirs[at].isdigit() and all(map(_alike, mine[at:], theirs[at + 1 :]))


def _alike(one: str, other: str) -> bool:
    """Whether two words are one, in another form or spelling, or link in the same way."""
    if one == other or (one in LINKING and other in LINKING):
        return True
    same = next((at for at, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs), min(len(one), len(other)))
    if same < 3:
        return False
    if min(len(one), len(other)) > 5 and _british(one) == _british(other):
        return True
    return any(frozenset((one[at:], other[at:])) in ENDINGS for at in range(max(3, same - 2), same + 1))


def _british(word: str) -> str:
    return word.replace("z", "s").replace("our", "or")


def _weight(word: str) -> float:
    return 0.5 if _is_unspaced(word) else 0.0 if word in "%$£€¥" else 1.0


def _is_unspaced(word: str) -> bool:
    return len(word) == 1 and word >= "\u0e00"


def _parted(text: str, hosts: str) -> tuple[str, str]:
    """The headline without the paper's name behind it; and what may be such a name, but the addresses do not say so."""
    found = _TAIL.search(text)
    if found is None:
        return text, ""
    name = re.findall(r"[^\W_]+", text[found.end() :])
    if not 0 < len(name) <= TAIL or any(word[0].islower() or word.isdigit() for word in name):
        return text, ""
    bare, folded, known = text[: found.start()], [fold(word) for word in name], re.sub(r"\W", "", fold(hosts))
    if "".join(folded) in known or any(len(word) > 2 and word not in WEAK and word in known for word in folded):
        return bare, ""
    is_sentence = any(word[0].islower() and word not in WEAK for word in re.findall(r"[^\W_]+", bare))
    return (bare, text[found.end() :]) if is_sentence and any(word not in WEAK for word in folded) else (text, "")
