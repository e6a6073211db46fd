"""Addresses as they are shown: without secrets, and short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import HttpSource, masked
from feeds.addresses import filed, is_loopback, is_private, is_public, short


@pytest.mark.row("H33", "S13")
@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://news.example/feed", "https://news.example/feed"),
        ("https://ann:hush@news.example/", "https://ann:…@news.example/"),
        ("https://ann:hu:s@h@news.example/a@b", "https://ann:…@news.example/a@b"),
        ("https://hush@news.example/", "https://…@news.example/"),
        ("https://:hush@news.example/", "https://:…@news.example/"),
        ("https://a.example/?token=hush", "https://a.example/?token=…"),
        ("https://a.example/?part=2&api_key=hush&x=1", "https://a.example/?part=2&api_key=…&x=1"),
        ("https://a.example/?X-Amz-Signature=hush#token=hush", "https://a.example/?X-Amz-Signature=…#token=…"),
        ("https://a.example/?sig=hush;auth=hush", "https://a.example/?sig=…;auth=…"),
        ("https://a.example/?accessToken=hush&APIKEY=hush&password=hush", "https://a.example/?accessToken=…&APIKEY=…&password=…"),
        ("https://a.example/?%74oken=hush", "https://a.example/?%74oken=…"),
        ("https://a.example/?key", "https://a.example/?key"),
        ("https://a.example/?author=castell&keyword=storm&design=new", "https://a.example/?author=castell&keyword=storm&design=new"),
        ("socks5://ann:hush@proxy.example:1080", "socks5://ann:…@proxy.example:1080"),
        (
            "cannot reach https://ann:hush@a.example/?key=hush: why (https://b:hush@c.example)",
            "cannot reach https://ann:…@a.example/?key=…: why (https://b:…@c.example)",
        ),
        ("a text with a@b and c=d", "a text with a@b and c=d"),
    ],
)
def test_secrets_are_out_of_sight(address: str, shown: str) -> None:
    assert masked(address) == shown
    assert "hush" not in masked(address)


@given(st.text())
def test_masking_twice_is_masking_once(text: str) -> None:
    assert masked(masked(text)) == masked(text)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://www.news.example/live/storm/", "news.example/live/storm"),
        ("http://ann:hush@a.example:8080/feed.xml?token=hush#x", "a.example:8080/feed.xml"),
        ("http://[::1]:8000/", "[::1]:8000"),
        ("https://a.example", "a.example"),
        ("https://a.example:8x/?key=hush", "https://a.example:8x/?key=…"),
        ("https://[::1/", "https://[::1/"),
    ],
)
def test_title_is_host_and_path(address: str, shown: str) -> None:
    assert short(address) == shown


@pytest.mark.row("S12")
@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "::1",
        "::ffff:127.0.0.1",
        "fe80::1%eth0",
        "fd00::1",
        "::",
        "224.0.0.1",
        "100.64.0.1",
        "news.example",
    ],
)
def test_addresses_off_the_open_network(ip: str) -> None:
    assert not is_public(ip)


def test_hosts_on_and_off_the_open_network() -> None:
    assert all(map(is_public, ["93.184.215.14", "2606:4700::1", "::ffff:93.184.215.14"]))
    assert all(map(is_loopback, ["localhost", "LOCALHOST.", "page.localhost", "127.9.9.9", "::1", "[::1]", "::ffff:127.0.0.1"]))
    assert not any(map(is_loopback, ["localhost.example", "10.0.0.1", "news.example", ""]))
    assert all(map(is_private, ["localhost", "10.0.0.1", "[fe80::1]", "169.254.169.254"]))
    assert not any(map(is_private, ["news.example", "93.184.215.14"]))


@pytest.mark.row("S12")
def test_address_is_what_it_leads_to_however_it_is_spelt() -> None:
    assert all(map(is_loopback, ["127.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.0.0.1.", "[64:ff9b::7f00:1]", "2002:7f00:1::"]))
    assert all(map(is_private, ["0", "10.1", "3232235777", "[64:ff9b::c0a8:101]", "[2002:a00:1::]"]))
    assert not any(map(is_private, ["64:ff9b::808:808", "2002:808:808::", "134744072", "256.1.1.1", "1.2.3.4.5", "0x", "0xg.1", "99999999999", "1..1"]))


@given(st.text())
def test_any_text_has_a_short_form(text: str) -> None:
    assert isinstance(short(text), str)
    assert isinstance(short(f"https://{text}"), str)


@pytest.mark.row("H33")
def test_what_differs_in_a_token_is_filed_apart_and_what_differs_in_a_password_is_not() -> None:
    first, second = (filed(f"https://a.example/feed?token={token}&part=2") for token in ("hush-1", "hush-2"))

    assert first != second
    assert first == filed("https://a.example/feed?token=hush-1&part=2")
    assert "hush" not in first + second
    assert masked(first) == filed(first) == first
    assert filed("https://ann:one@a.example/?pass=1") == filed("https://ann:two@a.example/?pass=2") == "https://ann:…@a.example/?pass=…"
    assert filed("https://ghp123@a.example/") != filed("https://ghp124@a.example/")
    assert filed("https://a.example/feed?part=2") == "https://a.example/feed?part=2"


@pytest.mark.row("H33")
def test_key_of_an_address_has_one_spelling_and_no_secret() -> None:
    def key(address: str) -> str:
        return HttpSource(address).key

    assert key("HTTP://News.example:80#top") == key("http://news.example/") == "http://news.example/"
    assert key("https://news.example:8443/a") == "https://news.example:8443/a"
    assert key("https://ann:one@news.example/") == key("https://ann:two@news.example/") != key("https://bob:one@news.example/")
    assert key("https://news.example/?key=hush-1") != key("https://news.example/?key=hush-2")
    assert "hush" not in key("https://ann:hush@news.example/?key=hush-1")


@pytest.mark.row("S13")
def test_secret_of_what_is_no_whole_address_is_out_of_sight_too() -> None:
    assert filed("feed.xml?a=1") == "feed.xml?a=1"
    assert filed("feed.xml?token=hush").startswith("feed.xml?token=…")
    assert "hush" not in filed("feed.xml?token=hush")
