"""Text that means harm, on every screen of the installed program: nothing of it is obeyed, all of it can be read."""

from __future__ import annotations

import html
import json
import re
import sys
import time
from pathlib import Path

import pytest

from .pages import page, post
from .pseudo import Terminal
from .support import Stage, settle

FEEDREADER = Path(sys.executable).with_name("feedreader")
installed = pytest.mark.skipif(not FEEDREADER.exists(), reason="the program is not installed beside this Python")

ALLOWED = re.compile(
    rb"\x1b\[[\d;]*m|\x1b\[\d*;?\d*H|\x1b\[\?[\d;]+[hl]|\x1b\[\?\d+\$p|\x1b\[[<>=][\d;]*u|\x1b\]22;[a-z-]*(?:\x07|\x1b\\)|\x1b\[\d* ?q|\x1b\[\d+[ABCDGJK]|\x1b\[[JK]"
)
"""What Textual itself writes: colours, places, modes, the keyboard, the pointer's shape."""
COPIED = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")

ESCAPES = "A\x1b]52;c;aGVsbG8=\x07B \x1b]0;pwn\x07 \x1b[2J \x9b31m \x9d0;t\x9c \x1bP+q544e\x1b\\ \x1b[6n \x1b[?1049l \x1bc \x08\x08 \x07\x7f \x1b]"
MARKUP = "[@click=app.exit]go[/] [/] x [/ y [link=file:///etc/passwd]x[/link] [b \\[ [on red]"
BIDI = "\u202egpj.exe\u2066\u2069\u061c\u200f\ufeff\U000e0041\u180e\ufff9"
EVIL = f"{ESCAPES} {MARKUP} {BIDI}"


def evil_page(extra: str = "") -> str:
    """Every part of a page that has words has these."""
    body = [
        f"    Mallory {EVIL[:60]}\n    editor {MARKUP[:40]}",
        f"    {EVIL} alt textImage source, {EVIL}\n    Image caption,\n\n    {EVIL}",
        f"    {EVIL} says the paragraph.{extra}",
        f"    • {EVIL}\n    • {EVIL}",
    ]
    headline, _ = post(2, headline=EVIL)
    text = page([("@", ""), post(0)], points=(EVIL, f"{EVIL} again"))
    return text.replace("  1. @\n\n", f"  1. {MARKUP[:38]}\n\n    {headline}\n    Breaking\n\n" + "\n\n".join(body) + "\n\n")


def evil_feed(extra: str = "") -> str:
    """RSS: text as XML can hold it, so without most controls; references bring some of them back."""
    controls = "&#27;]0;pwn&#7;&#x9b;31m&#8;"
    words = html.escape(EVIL.translate(dict.fromkeys([*range(9), *range(11, 32)]))) + controls
    items = "".join(
        f"<item><title>{words}{number}</title><guid>{words}{number}</guid><link>https://evil.example/{words}</link><author>{words}</author><category>{words}</category>"
        f"<pubDate>Sat, 04 Oct 2025 1{number}:00:00 {words if number else 'GMT'}</pubDate><comments>https://evil.example/{words}</comments>"
        f'<enclosure url="https://evil.example/{words}.mp3" type="audio/mpeg" length="12"/>'
        f"<description>{words} &lt;b&gt;{html.escape(words)}&lt;/b&gt; &lt;a href='{words}'&gt;{words}&lt;/a&gt; {extra}</description></item>"
        for number in range(2)
    )
    return f"<rss version='2.0'><channel><title>{words}</title><description>{words}</description><copyright>{words}</copyright>{items}</channel></rss>"


def evil_json(extra: str = "") -> str:
    """JSON Feed: every control, behind its escape."""
    items = [
        {
            "id": EVIL + str(number),
            "title": EVIL,
            "url": f"https://evil.example/{EVIL}",
            "content_html": f"{html.escape(EVIL)}<ul><li>{EVIL}</ul><a href='https://evil.example/{number}'>{EVIL}</a><pre>{EVIL}</pre>{extra}",
            "summary": EVIL,
            "date_published": f"2025-10-04T1{number}:00:00Z",
            "authors": [{"name": EVIL, "url": EVIL}],
            "tags": [EVIL, MARKUP],
            "attachments": [{"url": f"https://evil.example/{EVIL}", "mime_type": "audio/mpeg", "title": EVIL}],
            "_evil": {EVIL: EVIL},
        }
        for number in range(2)
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": EVIL, "description": EVIL, "home_page_url": EVIL, "items": items})


def evil_live(extra: str = "") -> str:
    """A live page of the web, as it stands in its HTML and, of the same posts, in its JSON-LD."""
    words = html.escape(EVIL)
    updates = [
        {
            "@type": "BlogPosting",
            "@id": f"https://evil.example/#p{number}",
            "headline": f"{EVIL}{number}",
            "datePublished": f"2025-10-04T1{number}:00:00Z",
            "articleBody": f"{EVIL} {extra}",
            "author": {"@type": "Person", "name": EVIL},
        }
        for number in range(2)
    ]
    told = json.dumps({"@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": EVIL, "liveBlogUpdate": updates}).replace("<", "\\u003c")
    posts = "".join(
        f"<article id='p{number}'><h2>{words}{number}</h2><time datetime='2025-10-04T1{number}:00:00Z'>{words}</time><p>{words}</p></article>"
        for number in range(2)
    )
    return f"<!doctype html><title>{words}</title><script type='application/ld+json'>{told}</script><h1>{words}</h1>{posts}"


def step(terminal: Terminal, keys: str, pause: float = 0.05) -> None:
    """Press keys, and let the program paint what they do."""
    terminal.press(keys)
    terminal.quiet(pause)


def screens(terminal: Terminal) -> None:
    """Go through all of them."""
    for keys in (
        "K",
        "enter",
        "j",
        "v",
        "[",
        "esc",
        "esc",
        "?",
        "j",
        "esc",
        "\x10",
        "star",
        "esc",
        "T",
        "nonsense [b]",
        "enter",
        "esc",
        "/",
        "[/] click",
        "esc",
    ):
        step(terminal, keys)
    for keys in ("Y", "t", "t", "O", "z", "z", "s", "A", "U", "tab", "esc", "/", "author:", "esc", "esc", "left", "K"):
        step(terminal, keys)


def left_over(terminal: Terminal) -> None:
    """Nothing was written but what is allowed."""
    left = COPIED.sub(b"", ALLOWED.sub(b"", bytes(terminal.raw)))
    assert b"aGVsbG8=" not in COPIED.findall(bytes(terminal.raw))
    assert [left[max(0, at - 20) : at + 20] for at in (match.start() for match in re.finditer(rb"[\x00-\x07\x0b\x0c\x0e-\x1f\x7f]", left))] == []
    assert not re.search("[\u0080-\u009f\u202a-\u202e\u2066-\u2069\u061c\u200e\u200f\ufeff\u180e\ufff9\U000e0000-\U000e007f]", left.decode("utf-8", "replace"))


@installed
@pytest.mark.row("S1", "S2", "S3", "F43")
@pytest.mark.parametrize("size", [(110, 32), (60, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_screen_writes_what_the_terminal_obeys(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "evil\x1b[2J[b].txt"
    path.write_text(evil_page(), encoding="utf-8")
    with Terminal([str(FEEDREADER), str(path)], size=size) as terminal:
        terminal.until("2 posts")
        path.write_text(evil_page(" \x1b[5n"), encoding="utf-8")
        terminal.until("±")
        screens(terminal)
        terminal.press("q")
        assert terminal.wait() == 0

        left_over(terminal)


@installed
@pytest.mark.row("S1", "S2", "S3")
def test_no_feed_writes_what_the_terminal_obeys(tmp_path: Path) -> None:
    made = {tmp_path / "evil.xml": evil_feed, tmp_path / "evil.json": evil_json, tmp_path / "evil.html": evil_live}
    for path, maker in made.items():
        path.write_text(maker(), encoding="utf-8")
    with Terminal([str(FEEDREADER), *map(str, made)], size=(110, 32)) as terminal:
        terminal.until("6 posts")
        for path, maker in made.items():
            path.write_text(maker("once more"), encoding="utf-8")
        terminal.until("±")
        for key in ("K", *"jjjjj", "enter", "G", "v", "esc", "esc", "o", "esc", "2", "esc", "Y", "/", "tag:", "esc", "esc"):
            step(terminal, key, 0.03)
        terminal.press("q")
        assert terminal.wait() == 0

        left_over(terminal)
        assert "␛]0;pwn␇".encode() in terminal.raw


@pytest.mark.row("S2")
async def test_markup_is_shown_as_it_is_written() -> None:
    stage = Stage(evil_page())
    async with stage.app.run_test(size=(160, 50)) as pilot:
        await pilot.press("K", "enter")
        await settle(pilot)
        flat = " ".join(stage.screen().split())

        assert "[@click=app.exit]go[/]" in flat
        assert "[link=file:///etc/passwd]x[/link]" in flat
        assert "\\[ [on red]" in flat
        assert "␛]52;c;aGVsbG8=␇B" in flat


@pytest.mark.row("S18")
@pytest.mark.parametrize(
    "body",
    ["\n" * 100_000 + "    The end.", "    " + "x" * 1_000_000, "    e" + "\u0301" * 1_000_000, "    • item\n" * 50_000, "    word\n\n" * 20_000],
    ids=["newlines", "one long line", "combining marks", "a list without end", "paragraphs without end"],
)
async def test_monstrous_post_neither_stalls_nor_smears(body: str) -> None:
    stage = Stage(page([(post(2)[0], body + "\n\n"), post(1), post(0)]))
    async with stage.app.run_test(size=(110, 32)) as pilot:
        await settle(pilot)
        begun = time.process_time()
        await pilot.press("enter", "pagedown", "G", "g", "escape", "j", "k")
        await settle(pilot)

        assert time.process_time() - begun < 5
        assert all(len(line) < 300 for line in stage.screen().split("\n"))
        assert "Headline 1" in stage.screen()
