"""Invented feeds of the sizes and shapes that are met: blogs with whole articles, news with pictures, bare headlines, podcasts, posts without headlines, RDF, Atom with HTML and with XHTML, releases, videos."""

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


def headlines(posts: int = 40) -> str:
    """RSS 2.0 of a broadcaster: a headline, a sentence and a small picture each."""
    items = "".join(
        f"""
        <item>
            <title><![CDATA[Harbour wall number {number} gives way]]></title>
            <description><![CDATA[{_WORDS[number % 4]}]]></description>
            <link>https://news.example/articles/c{number}?at_medium=RSS&amp;at_campaign=rss</link>
            <guid isPermaLink="false">https://news.example/articles/c{number}#0</guid>
            <pubDate>{format_datetime(_time(number), usegmt=True)}</pubDate>
            <media:thumbnail width="240" height="135" url="https://pictures.example/240/{number}.jpg"/>
        </item>"""
        for number in range(posts)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" version="2.0" xmlns:media="http://search.yahoo.com/mrss/">
    <channel>
        <title><![CDATA[Quay headlines]]></title>
        <description><![CDATA[Quay headlines]]></description>
        <link>https://news.example/</link>
        <image><url>https://news.example/sign.gif</url><title>Quay headlines</title><link>https://news.example/</link></image>
        <lastBuildDate>{format_datetime(BEGIN, usegmt=True)}</lastBuildDate>
        <atom:link href="https://news.example/rss.xml" rel="self" type="application/rss+xml"/>
        <language><![CDATA[en-gb]]></language>
        <ttl>15</ttl>{items}
    </channel>
</rss>"""


def toots(posts: int = 20) -> str:
    """RSS 2.0 of somebody in a social network: posts without headlines."""
    items = "".join(
        f"""    <item>
      <guid isPermaLink="true">https://social.example/@nora/{10**17 + number}</guid>
      <link>https://social.example/@nora/{10**17 + number}</link>
      <pubDate>{format_datetime(_time(number))}</pubDate>
      <description>{_escaped(f"<p>{_WORDS[number % 4]} <a href='https://social.example/tags/sea' class='mention hashtag' rel='tag'>#<span>sea</span></a></p>")}</description>
      <media:content url="https://files.example/{number}/original.jpg" type="image/jpeg" fileSize="{40_000 + number}" medium="image">
        <media:rating scheme="urn:simple">nonadult</media:rating>
        <media:description type="plain">The wall, day {number}</media:description>
      </media:content>
      <category>sea</category>
    </item>
"""
        for number in range(posts)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:webfeeds="http://webfeeds.org/rss/1.0" xmlns:media="http://search.yahoo.com/mrss/">
  <channel>
    <title>Nora Castell</title>
    <description>Public posts from @nora@social.example</description>
    <link>https://social.example/@nora</link>
    <image><url>https://files.example/nora.png</url><title>Nora Castell</title><link>https://social.example/@nora</link></image>
    <lastBuildDate>{format_datetime(BEGIN)}</lastBuildDate>
    <webfeeds:icon>https://files.example/nora.png</webfeeds:icon>
{items}  </channel>
</rss>
"""


def releases(posts: int = 10) -> str:
    """Atom 1.0 of a program's releases: their notes as HTML."""
    entries = "".join(
        f"""  <entry>
    <id>tag:code.example,2008:Repository/7140/v1.{number}.0</id>
    <updated>{_time(number):%Y-%m-%dT%H:%M:%SZ}</updated>
    <link rel="alternate" type="text/html" href="https://code.example/quay/lamps/releases/tag/v1.{number}.0"/>
    <title>Lamps 1.{number}</title>
    <content type="html">{_escaped("<h2>Changes</h2><ul>" + "".join(f"<li>{_WORDS[(number + at) % 4]} <code>lamp {at}</code></li>" for at in range(12)) + "</ul>")}</content>
    <author>
      <name>nora</name>
    </author>
    <media:thumbnail height="30" width="30" url="https://pictures.example/u/{number}?s=60&amp;v=4"/>
  </entry>
"""
        for number in range(posts)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en-US">
  <id>tag:code.example,2008:https://code.example/quay/lamps/releases</id>
  <link type="text/html" rel="alternate" href="https://code.example/quay/lamps/releases"/>
  <link type="application/atom+xml" rel="self" href="https://code.example/quay/lamps/releases.atom"/>
  <title>Release notes from lamps</title>
  <updated>{BEGIN:%Y-%m-%dT%H:%M:%SZ}</updated>
{entries}</feed>
"""


def videos(posts: int = 15) -> str:
    """Atom 1.0 of a channel of videos: what there is to say is in Media RSS."""
    entries = "".join(
        f""" <entry>
  <id>vid:video:q{number}</id>
  <vid:videoId>q{number}</vid:videoId>
  <vid:channelId>UCquay</vid:channelId>
  <title>The lamps, part {number}</title>
  <link rel="alternate" href="https://video.example/watch?v=q{number}"/>
  <author>
   <name>Quay Pictures</name>
   <uri>https://video.example/channel/UCquay</uri>
  </author>
  <published>{_time(number).isoformat()}</published>
  <updated>{_time(number).isoformat()}</updated>
  <media:group>
   <media:title>The lamps, part {number}</media:title>
   <media:content url="https://video.example/v/q{number}?version=3" type="application/x-shockwave-flash" width="640" height="390"/>
   <media:thumbnail url="https://pictures.example/vi/q{number}/hq.jpg" width="480" height="360"/>
   <media:description>{" ".join(_WORDS)}</media:description>
   <media:community>
    <media:starRating count="{number}" average="5.00" min="1" max="5"/>
    <media:statistics views="{number * 1000}"/>
   </media:community>
  </media:group>
 </entry>
"""
        for number in range(posts)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:vid="http://video.example/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">
 <link rel="self" href="https://video.example/feeds/videos.xml?channel_id=UCquay"/>
 <id>vid:channel:UCquay</id>
 <title>Quay Pictures</title>
 <link rel="alternate" href="https://video.example/channel/UCquay"/>
 <author>
  <name>Quay Pictures</name>
  <uri>https://video.example/channel/UCquay</uri>
 </author>
 <published>{BEGIN.isoformat()}</published>
{entries}</feed>
"""


FEEDS: dict[str, Callable[[], str]] = {
    "blog": blog,
    "news": news,
    "podcast": podcast,
    "rdf": rdf,
    "atom": atom,
    "atom xhtml": lambda: atom(xhtml=True),
    "headlines": headlines,
    "long blog": lambda: blog(30, 24),
    "toots": toots,
    "releases": releases,
    "videos": videos,
    "20,000 items": lambda: news(20_000),
}
