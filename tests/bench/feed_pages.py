"""Invented feeds of the sizes and shapes that are met: blogs with whole articles, news with pictures, podcasts, RDF, Atom with HTML and with XHTML."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

BEGIN = datetime(2025, 3, 1, 8, 30, tzinfo=UTC)
_WORDS = (
    "The ferry stayed in port for a third day while the harbour office measured the swell at the outer wall.",
    "Nobody on the quay had seen the lamps burn in daylight before, and some took pictures of it.",
    "Bread came by road from Hull, the post did not come at all, and the school kept its doors shut.",
    "“We wait,” said the pilot, “and we count the stones that the sea gives back.”",
)


def article(number: int, paragraphs: int) -> str:
    """The HTML of a text of its own."""
    parts = []
    for at in range(paragraphs):
        words = " ".join(_WORDS[(number + at + step) % len(_WORDS)] for step in range(3))
        parts.append(f'<p>{words} <a href="https://quay.example/log/{number}/{at}">The log of day {number}</a> has <em>more</em> of it.</p>')
        if at % 4 == 2:
            parts.append(f'<figure><img src="https://quay.example/pictures/{number}-{at}.jpg" alt="The wall" width="800" height="533" /></figure>')
    return "\n".join(parts)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(number: int) -> datetime:
    return BEGIN - timedelta(hours=5 * number)


def blog(posts: int = 10, paragraphs: int = 14) -> str:
    """RSS 2.0 as a common blog program writes it."""
    items = "".join(
        f"""	<item>
		<title>Day {number}: what the sea &#038; the wind left</title>
		<link>https://quay.example/day-{number}/</link>
		<comments>https://quay.example/day-{number}/#comments</comments>
		<dc:creator><![CDATA[Nora Castell]]></dc:creator>
		<pubDate>{format_datetime(_time(number))}</pubDate>
		<category><![CDATA[Harbour]]></category>
		<category><![CDATA[Weather]]></category>
		<guid isPermaLink="false">https://quay.example/?p={number}</guid>
		<description><![CDATA[<p>{_WORDS[number % 4]} [&#8230;]</p>]]></description>
		<content:encoded><![CDATA[{article(number, paragraphs)}]]></content:encoded>
		<wfw:commentRss>https://quay.example/day-{number}/feed/</wfw:commentRss>
		<slash:comments>{number % 7}</slash:comments>
	</item>
"""
        for number in range(posts)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel>
	<title>The quay log</title>
	<atom:link href="https://quay.example/feed/" rel="self" type="application/rss+xml" />
	<link>https://quay.example</link>
	<description>Every day on the quay</description>
	<lastBuildDate>{format_datetime(BEGIN)}</lastBuildDate>
	<language>en-GB</language>
	<sy:updatePeriod>hourly</sy:updatePeriod>
{items}</channel>
</rss>
"""


def news(posts: int = 40) -> str:
    """RSS 2.0 of a newsroom: short texts, pictures in two sizes."""
    items = "".join(
        f"""<item><title>Quay {number} is closed after the swell</title><link>https://news.example/{number}?from=rss&amp;at=top</link><description>{_escaped("<p>" + " ".join(_WORDS[:3]) + "</p><a href='https://news.example/'>Read on</a>")}</description><category domain="https://news.example/weather">Weather</category><category domain="https://news.example/sea">Sea</category><pubDate>{format_datetime(_time(number))}</pubDate><guid>https://news.example/{number}</guid><media:content width="140" url="https://pictures.example/{number}.jpg?width=140"><media:credit scheme="urn:ebu">Picture: Ann Example/Quay Pictures</media:credit></media:content><media:content width="460" url="https://pictures.example/{number}.jpg?width=460"><media:credit scheme="urn:ebu">Picture: Ann Example/Quay Pictures</media:credit></media:content><dc:creator>Ann Example</dc:creator><dc:date>{_time(number).isoformat()}</dc:date></item>"""
        for number in range(posts)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel><title>Quay news</title><link>https://news.example/</link><description>News</description>{items}</channel></rss>"""


def podcast(posts: int = 60, paragraphs: int = 3) -> str:
    """RSS 2.0 with episodes."""
    items = "".join(
        f"""    <item>
      <title>Episode {number}: the lamps</title>
      <itunes:title>The lamps</itunes:title>
      <description><![CDATA[{article(number, paragraphs)}]]></description>
      <itunes:summary><![CDATA[{article(number, paragraphs)}]]></itunes:summary>
      <content:encoded><![CDATA[{article(number, paragraphs)}]]></content:encoded>
      <guid isPermaLink="false">episode-{number}</guid>
      <pubDate>{format_datetime(_time(number))}</pubDate>
      <enclosure url="https://sound.example/{number}.mp3" length="31415926" type="audio/mpeg" />
      <itunes:duration>00:31:{number % 60:02}</itunes:duration>
      <itunes:episode>{number}</itunes:episode>
      <itunes:explicit>false</itunes:explicit>
      <itunes:image href="https://sound.example/{number}.jpg" />
      <link>https://sound.example/episodes/{number}</link>
    </item>
"""
        for number in range(posts)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Lamps</title><link>https://sound.example/</link><itunes:author>Nora Castell</itunes:author>
{items}</channel></rss>"""


def rdf(posts: int = 30) -> str:
    """RSS 1.0."""
    listed = "".join(f'<rdf:li rdf:resource="https://old.example/{number}" />' for number in range(posts))
    items = "".join(
        f"""<item rdf:about="https://old.example/{number}"><title>Stone {number} &amp; others</title><link>https://old.example/{number}</link><description>{_escaped(article(number, 2))}</description><dc:creator>Ann Example</dc:creator><dc:date>{_time(number).isoformat()}</dc:date><dc:subject>walls</dc:subject></item>
"""
        for number in range(posts)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://old.example/"><title>Stones</title><link>https://old.example/</link><description>Walls</description><items><rdf:Seq>{listed}</rdf:Seq></items></channel>
{items}</rdf:RDF>"""


def atom(posts: int = 20, paragraphs: int = 8, *, xhtml: bool = False) -> str:
    """Atom 1.0, its texts as HTML or as XHTML."""

    def content(number: int) -> str:
        text = article(number, paragraphs)
        return f'type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{text}</div>' if xhtml else f'type="html">{_escaped(text)}'

    entries = "".join(
        f"""  <entry>
    <id>tag:tide.example,2025:{number}</id>
    <title type="html">Tide {number} &amp;amp; wind</title>
    <link rel="alternate" type="text/html" href="https://tide.example/{number}"/>
    <published>{_time(number).isoformat()}</published>
    <updated>{_time(number).isoformat()}</updated>
    <author><name>Nora Castell</name><uri>https://tide.example/nora</uri></author>
    <category term="tides"/><category term="wind"/>
    <summary type="html">{_escaped(f"<p>{_WORDS[number % 4]}</p>")}</summary>
    <content {content(number)}</content>
  </entry>
"""
        for number in range(posts)
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>tag:tide.example,2025:feed</id><title>Tides</title><link href="https://tide.example/"/><link rel="self" href="https://tide.example/atom.xml"/><updated>{BEGIN.isoformat()}</updated>
{entries}</feed>"""


FEEDS: dict[str, Callable[[], str]] = {
    "blog": blog,
    "news": news,
    "podcast": podcast,
    "rdf": rdf,
    "atom": atom,
    "atom xhtml": lambda: atom(xhtml=True),
    "20,000 items": lambda: news(20_000),
}
