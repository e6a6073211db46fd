"""What pages show of other places: the network's name by its address, and the posts that stand in a quote with a mark."""

from __future__ import annotations

import re

NETWORKS = {
    "x.com": "X",
    "twitter.com": "Twitter",
    "bsky.app": "Bluesky",
    "threads.net": "Threads",
    "threads.com": "Threads",
    "instagram.com": "Instagram",
    "facebook.com": "Facebook",
    "fb.watch": "Facebook",
    "tiktok.com": "TikTok",
    "truthsocial.com": "Truth Social",
    "t.me": "Telegram",
    "reddit.com": "Reddit",
    "redditmedia.com": "Reddit",
    "linkedin.com": "LinkedIn",
    "pinterest.com": "Pinterest",
    "tumblr.com": "Tumblr",
    "youtube.com": "YouTube",
    "youtube-nocookie.com": "YouTube",
    "youtu.be": "YouTube",
    "vimeo.com": "Vimeo",
    "dailymotion.com": "Dailymotion",
    "twitch.tv": "Twitch",
    "rumble.com": "Rumble",
    "spotify.com": "Spotify",
    "soundcloud.com": "SoundCloud",
    "podcasts.apple.com": "Apple Podcasts",
    "music.apple.com": "Apple Music",
    "bandcamp.com": "Bandcamp",
    "acast.com": "Acast",
    "imgur.com": "Imgur",
    "flickr.com": "Flickr",
    "codepen.io": "CodePen",
    "gist.github.com": "GitHub",
    "datawrapper.dwcdn.net": "Datawrapper",
    "flo.uri.sh": "Flourish",
    "infogram.com": "Infogram",
    "scribd.com": "Scribd",
    "documentcloud.org": "DocumentCloud",
    "slideshare.net": "SlideShare",
    "google.com": "Google",
    "openstreetmap.org": "OpenStreetMap",
}
"""Networks by host, without `www.`; hosts below one of these are of it too."""

_MARKS = {
    "twitter-tweet": "Twitter",
    "twitter-video": "Twitter",
    "bluesky-embed": "Bluesky",
    "mastodon-embed": "Mastodon",
    "instagram-media": "Instagram",
    "tiktok-embed": "TikTok",
    "text-post-media": "Threads",
    "fb-post": "Facebook",
    "fb-video": "Facebook",
    "reddit-card": "Reddit",
    "reddit-embed-bq": "Reddit",
    "imgur-embed-pub": "Imgur",
    "telegram-post": "Telegram",
}
_MARK = re.compile(r"(?:^|\s)(" + "|".join(_MARKS) + r")(?:\s|$)")
ADDRESSES = ("cite", "data-instgrm-permalink", "data-text-post-permalink", "data-href", "data-permalink")
"""Attributes in which a quoted post has its address."""


def marked_network(name: str | None) -> str | None:
    """The network whose post an element with this class shows."""
    found = _MARK.search(name) if name else None
    return _MARKS[found[1]] if found else None


def network_of(link: str) -> str | None:
    """The network that an address is of."""
    host = host_of(link)
    while host:
        if name := NETWORKS.get(host):
            return name
        host = host.partition(".")[2]
    return None


def host_of(link: str) -> str:
    """The host of an absolute address, without `www.`."""
    return re.split(r"[/?#]", link.partition("://")[2], maxsplit=1)[0].rpartition("@")[2].partition(":")[0].lower().removeprefix("www.").removeprefix("m.")
