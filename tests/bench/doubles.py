"""Finding what several sources tell, against reading their links and headlines alone; and one post more."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta

from feeds import Doubles, Entry, Post
from feeds.doubles.headlines import headline_of
from feeds.doubles.link_keys import link_key

POSTS, SOURCES, LATER = 20_000, 10, 1000
WORDS = (
    "harbour storm gate ferry tug crew pier lamp tide wall mayor school bridge train council budget vote strike fire rescue pilot cargo crane bank river canal lock "
    "engine signal beacon island lighthouse coast guard swimmer regatta market museum library court judge trial verdict appeal union wage rent price energy solar"
)


def doubles() -> None:
    """A month of posts, a third of them told by several sources within some minutes."""
    posts = _posts()
    begun = time.process_time()
    for post in posts:
        link_key(post.entry.link)
        headline_of(post.entry.headline, f"{post.entry.link} {post.source}")
    bare = time.process_time() - begun
    found = Doubles(lambda source: int(source.removeprefix("https://s").partition(".")[0]))
    begun = time.process_time()
    found.update(posts[:-LATER])
    taken = time.process_time() - begun
    times = []
    for post in posts[-LATER:]:
        begun = time.perf_counter()
        found.update([post])
        times.append(time.perf_counter() - begun)
    times.sort()
    print(
        f"doubles: {POSTS:,} posts of {SOURCES} sources: {taken:.2f} s of CPU, links and headlines alone {bare:.2f} s, ratio {taken / bare:.1f}; {len(found.groups):,} groups; "
        f"one more: p50 {times[LATER // 2] * 1000:.2f} ms, p99 {times[LATER * 99 // 100] * 1000:.2f} ms"
    )


def _posts() -> list[Post]:
    chance = random.Random(7)
    words, begin = WORDS.split(), datetime(2025, 10, 1, tzinfo=UTC)
    posts: list[Post] = []
    while len(posts) < POSTS:
        headline = " ".join(chance.choices(words, k=8)).capitalize()
        moment = begin + timedelta(seconds=chance.random() * 86400 * 30)
        for source in chance.sample(range(SOURCES), chance.choice((1, 1, 2))):
            told = moment + timedelta(seconds=chance.random() * 900)
            link = f"https://www.s{source}.example/news/{len(posts)}?utm_source=rss"
            posts.append(
                Post(link, f"https://s{source}.example/feed", Entry(id=link, headline=headline, link=link, published=told), told.timestamp(), own=link)
            )
    return posts
