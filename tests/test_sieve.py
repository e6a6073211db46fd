"""Many posts asked at once: the same posts as when each is asked by itself, whatever has become of them since."""

from __future__ import annotations

import threading

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds import Author, Body, Context, Entry, Paragraph, Post, Query, Status, Subject, Words

from .support import NOON

CONTEXT = Context(now=NOON, titles={"night": "The long night"})
FILTERS = (
    "", "ferry", "FÉRRY", "-ferry", "ferry tide", "ferry -tide", "ferry OR tide", "-(ferry OR tide)", "=Ferry", "-=Ferry", "/fer+y$/", "=/Fer/", "title:ferry", "title:=Ferry",
    "-title:ferry", "text:/t.de/", "source:night", "-source:long", "author:nora", "is:seen", "ferry is:seen", "has:byline -ferry", "(ferry tide) OR is:seen", '"ferry tide"',
)  # fmt: skip

words = st.sampled_from(("Ferry", "ferry", "tide", "Férry", "stone", ""))
entries = st.builds(
    lambda headline, text, author: Entry(id="1", headline=headline or None, body=Body((Author(author),) if author else (), (Paragraph(text),))),
    st.lists(words, max_size=2).map(" ".join),
    st.lists(words, max_size=3).map(" ".join),
    st.sampled_from(("", "Nóra")),
)
posts = st.builds(lambda entry, seen, source: Post("1", source, entry, 0.0, Status(seen=seen)), entries, st.booleans(), st.sampled_from(("night", "day")))


def one_by_one(query: Query, among: list[Post]) -> list[Post]:
    test = query.test(CONTEXT)
    return [post for post in among if test(Subject(post.entry, post.status, post.source))]


@settings(max_examples=80)
@given(st.lists(posts, max_size=8), st.lists(entries, max_size=8), st.sampled_from(FILTERS), st.sampled_from(FILTERS))
def test_posts_are_found_as_when_each_is_asked(among: list[Post], later: list[Entry], first: str, then: str) -> None:
    kept = Words()
    for text in (first, then):
        assert Query.parse(text).sieve(CONTEXT, kept)(among) == one_by_one(Query.parse(text), among)
    for post, entry in zip(among, later, strict=False):  # they were edited, and seen
        post.entry, post.status = entry, replace(post.status, seen=True)
    for text in (first, then):
        assert Query.parse(text).sieve(CONTEXT, kept)(among) == one_by_one(Query.parse(text), among)

    assert kept.count <= len(among)


def test_words_that_were_made_of_an_earlier_version_are_not_kept() -> None:
    """Another thread edits the post while they are made."""
    post, kept = Post("1", "night", Entry(id="1", headline="Ferry late"), 0.0), Words()

    subject = Subject.__init__

    def edited(self: Subject, entry: Entry, status: Status, source: str = "") -> None:
        subject(self, entry, status, source)
        if threading.current_thread() is not threading.main_thread():
            return
        editing = threading.Thread(target=edit)
        editing.start()
        editing.join()

    def edit() -> None:
        post.entry = Entry(id="1", headline="Ferry sails")
        kept.of(post)

    Subject.__init__ = edited  # type: ignore[method-assign]
    try:
        kept.of(post)
    finally:
        Subject.__init__ = subject  # type: ignore[method-assign]

    assert (kept.of(post), kept.count) == ("ferry sails", 1)
