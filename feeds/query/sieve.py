"""Many posts asked at once: for words, which nearly every filter is made of, without a call for each post.

The words of a post are folded when they are first asked for, and kept with it until it says something else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

from ..order import Post
from ..text import fold
from .fields import BY_NAME
from .needles import Word
from .subject import Context, Subject
from .terms import All, Node, Not, Term

Sieve = Callable[[Sequence[Post]], list[Post]]
"""Those of some posts that a filter lets through, in their order. For threads: it reads the posts, and changes nothing but the words that they keep."""


class Words:
    """The words of posts as filters look for them. Several threads may ask."""

    def __init__(self) -> None:
        self.count = 0
        """Posts whose words were made."""
        self._making = Lock()

    def of(self, post: Post) -> str:
        """All that a reader can see of a post, without case and accents."""
        entry = post.entry
        if post.words_of is entry:
            return post.words
        words = Subject(entry, post.status, post.source).folded
        with self._making:
            if post.entry is entry:  # else it has got others meanwhile
                self.count += post.words_of is None
                post.words, post.words_of = words, entry
        return words


class PostSubject(Subject):
    """A post as filters see it, with the words that it keeps."""

    __slots__ = ("_post", "_words")

    def __init__(self, post: Post, words: Words) -> None:
        super().__init__(post.entry, post.status, post.source)
        self._post, self._words = post, words

    def _fold(self) -> str:
        return self._words.of(self._post)


def sieve_of(node: Node, context: Context, words: Words) -> Sieve:
    """A filter as a function of many posts: `Node.test` for each of them, but quicker."""
    if isinstance(node, All):
        return _one_after_the_other([sieve_of(each, context, words) for each in sorted(node.inner, key=_is_slow)])
    if (word := _word_of(node)) is not None:
        return _with(word, words)
    if isinstance(node, Not) and (word := _word_of(node.inner)) is not None:
        return _without(word, words)
    test = node.test(context)

    def asked(posts: Sequence[Post]) -> list[Post]:
        return [post for post in posts if test(PostSubject(post, words))]

    rough = _rough_word_of(node)
    return _one_after_the_other([_with(rough, words), asked]) if rough is not None else asked


def _with(word: str, words: Words) -> Sieve:
    made = words.of
    return lambda posts: [post for post in posts if word in (post.words if post.words_of is post.entry else made(post))]


def _without(word: str, words: Words) -> Sieve:
    made = words.of
    return lambda posts: [post for post in posts if word not in (post.words if post.words_of is post.entry else made(post))]


def _one_after_the_other(sieves: Sequence[Sieve]) -> Sieve:
    def asked(posts: Sequence[Post]) -> list[Post]:
        found = list(posts) if not sieves else posts
        for sieve in sieves:
            found = sieve(found)
        return found  # type: ignore[return-value]

    return asked


def _word_of(node: Node) -> str | None:
    """What a node looks for in the words of a post, when it asks for nothing else."""
    is_word = isinstance(node, Term) and node.field is None and not (node.exact or node.regex)
    return _rough_word_of(node) if is_word else None


def _rough_word_of(node: Node) -> str | None:
    """A word that a match certainly has among its words; None when there is none to be told."""
    if not isinstance(node, Term) or (node.field is not None and BY_NAME[node.field].apart):
        return None
    sought = node.needle
    return fold(sought.value) if isinstance(sought, Word) else None


def _is_slow(node: Node) -> bool:
    return _word_of(node.inner if isinstance(node, Not) else node) is None
