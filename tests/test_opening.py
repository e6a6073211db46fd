"""Links lead out of the program only where the reader meant to go, and through no shell."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds import Author, Body, Document, Entry, Feed, Link, List, Paragraph, Snapshot, spelled
from tui import browser as browsers
from tui.links import links_of

from .support import NOON, Stage, settle

HARBOUR = "https://news.example/live#p1"
BODY = Body(
    (Author("Ann Example"),),
    (
        Paragraph("See the gauge.", (Link("gauge", "https://gauge.example/now?x=1", 8),)),
        List(("the map", "the plan"), links=(Link("plan", "http://аpple.example/", 12),)),
    ),
)
ENTRY = Entry(id="p1", headline="Gate shut", link=HARBOUR, published=NOON, body=BODY)


@pytest.mark.row("S4")
@pytest.mark.parametrize(
    ("address", "host", "written", "warns"),
    [
        ("https://news.example/a?b#c", "news.example", "news.example", []),
        ("https://News.Example:8443/", "news.example", "news.example", ["port 8443"]),
        ("https://аpple.com/", "xn--pple-43d.com", "xn--pple-43d.com", ["letters of several scripts in its name"]),
        ("https://xn--pple-43d.com/", "xn--pple-43d.com", "xn--pple-43d.com", ["letters of several scripts in its name"]),
        ("https://bücher.example/", "xn--bcher-kva.example", "bücher.example", ["its name is not written in plain Latin letters"]),
        ("https://日本のニュース.example/", "xn--u9j5h1btf1e4646ao4b.example", "日本のニュース.example", ["its name is not written in plain Latin letters"]),
        ("https://good.com@evil.com/", "evil.com", "evil.com", ["what stands before the @ is no host: this leads to evil.com"]),
        ("https://good.com.evil.io/", "good.com.evil.io", "good.com.evil.io", []),
    ],
)
def test_address_is_shown_in_parts_with_what_may_deceive(address: str, host: str, written: str, warns: list[str]) -> None:
    parts = spelled(address)

    assert (parts.host, parts.written, list(parts.warnings)) == (host, written, warns)


@pytest.mark.row("S4", "S6")
@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:1",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "smb://host/x",
        "ssh://-oProxyCommand=x/",
        "mailto:a@b.example",
        "feed:https://a.example",
        "//evil.example",
        "http:\\\\evil.example",
        "http://evil.example\\@good.example",
        "http://",
        "http://[::1",
        "https://a.example/" + "x" * 4000,
        "",
    ],
    ids=ascii,
)
def test_what_is_no_web_address_cannot_be_opened(address: str) -> None:
    with pytest.raises(ValueError):
        spelled(address)


@pytest.mark.row("S7")
@pytest.mark.parametrize(
    ("environment", "platform", "command"),
    [
        ({"BROWSER": "firefox"}, "linux", ["firefox"]),
        ({"BROWSER": "firefox --new-window %s"}, "linux", ["firefox", "--new-window"]),
        ({"BROWSER": "missing:firefox"}, "linux", ["firefox"]),
        ({"BROWSER": "'/opt/my browser/firefox'"}, "linux", ["/opt/my browser/firefox"]),
        ({"DISPLAY": ":0"}, "linux", ["xdg-open"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", ["xdg-open"]),
        ({}, "darwin", ["open"]),
    ],
)
def test_browser_is_the_one_that_the_environment_names(environment: dict[str, str], platform: str, command: list[str]) -> None:
    assert browsers.browser(environment, platform, lambda name: None if name == "missing" else name) == command


@pytest.mark.row("S7")
@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ({"BROWSER": 'sh -c "firefox %s"'}, "would run an address as a command"),
        ({"BROWSER": "/usr/bin/env firefox"}, "would run an address as a command"),
        ({"BROWSER": "firefox %u"}, "is not understood"),
        ({"BROWSER": 'firefox "'}, "is not understood"),
        ({"BROWSER": "lynx", "DISPLAY": ":0"}, "wants this terminal"),
        ({"BROWSER": "missing"}, "is not installed"),
        ({}, "there is no browser here"),
    ],
)
def test_browser_that_must_not_be_used_is_refused_with_the_reason(environment: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        browsers.browser(environment, "linux", lambda name: None if name == "missing" else name)


@pytest.mark.row("S7")
@pytest.mark.parametrize("tail", ["$(id)", "`id`", "';id;'", '"&calc', "%action--incognito"])
def test_address_is_one_word_to_the_browser_and_nothing_else(tmp_path: Path, tail: str) -> None:
    said = tmp_path / "said"
    script = f"import sys; open({str(said)!r}, 'w').write('\\n'.join(sys.argv[1:]))"
    browsers.open_address([sys.executable, "-c", script], f"https://x.example/{tail}").wait(60)

    assert said.read_text() == f"https://x.example/{tail}"


def test_links_are_numbered_as_they_are_shown() -> None:
    assert links_of(ENTRY) == [("Gate shut", HARBOUR), ("gauge", "https://gauge.example/now?x=1"), ("plan", "http://аpple.example/")]
    assert links_of(replace(ENTRY, link=None, body=Body())) == []


class Opened:
    """Stands for the browser."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, here: bool = True) -> None:
        self.addresses: list[str] = []

        def find(environment: object, platform: str) -> list[str]:
            if not here:
                raise ValueError("there is no browser here")
            return ["browser"]

        monkeypatch.setattr("tui.browser.browser", find)
        monkeypatch.setattr("tui.browser.open_address", lambda command, address: self.addresses.append(address))


def stage_with(entry: Entry) -> Stage:
    stage = Stage("")
    stage.source.script = [Document(data=b"page", source="page.txt")]
    stage.session.titles = {"https://news.example/live": "news.example/live"}
    stage.session.take(Snapshot(source="https://news.example/live", format="live-html", entries=(entry,), retrieved=NOON))
    stage.source.script = []
    return stage


class TestKeys:
    async def test_o_opens_the_post_on_its_own_site_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        opened, stage = Opened(monkeypatch), stage_with(ENTRY)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            await pilot.press("o")
            await settle(pilot, 10)

            assert opened.addresses == [HARBOUR]
            assert f"Opened in the browser: {HARBOUR}" in stage.screen()

    @pytest.mark.row("S4")
    async def test_number_shows_where_the_link_leads_and_enter_opens_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        opened, stage = Opened(monkeypatch), stage_with(ENTRY)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            await pilot.press("2")
            await settle(pilot)
            assert "https://gauge.example" in stage.screen()
            assert "/now?x=1" in stage.screen()
            assert opened.addresses == []
            await pilot.press("enter")
            await settle(pilot, 10)

            assert opened.addresses == ["https://gauge.example/now?x=1"]

    async def test_post_without_a_link_offers_the_page_of_its_feed_as_that(self, monkeypatch: pytest.MonkeyPatch) -> None:
        opened = Opened(monkeypatch)
        stage = stage_with(replace(ENTRY, link=None))
        stage.session.feeds["https://news.example/live"] = Feed(link="https://news.example/live")
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            await pilot.press("o")
            await settle(pilot)

            assert opened.addresses == []
            assert "the page of the feed: this post has no link of its own" in stage.screen()

    async def test_escape_opens_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        opened, stage = Opened(monkeypatch), stage_with(ENTRY)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            await pilot.press("3")
            await settle(pilot)
            assert "xn--pple-43d.example" in stage.screen()
            assert "letters of several scripts" in stage.screen()
            await pilot.press("escape")
            await settle(pilot)

            assert opened.addresses == []
            assert "xn--pple" not in stage.screen()

    async def test_without_a_browser_the_address_is_copied(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Opened(monkeypatch, here=False)
        stage = stage_with(ENTRY)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            await pilot.press("o")
            await settle(pilot, 10)

            assert stage.app.clipboard == HARBOUR
            assert "Copied instead of opened (there is no browser here)" in stage.screen()

    @pytest.mark.row("S6")
    async def test_link_that_is_no_web_address_is_copied(self, monkeypatch: pytest.MonkeyPatch) -> None:
        opened, stage = Opened(monkeypatch), stage_with(replace(ENTRY, link="file:///etc/passwd"))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            await pilot.press("o")
            await settle(pilot)

            assert opened.addresses == []
            assert stage.app.clipboard == "file:///etc/passwd"

    async def test_number_without_a_link_says_how_many_there_are(self) -> None:
        stage = stage_with(ENTRY)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            await pilot.press("9")
            await settle(pilot)

            assert "This post has 3 links" in stage.screen()
