"""The settings file: what may stand in it, what is told, and what stops the program before any screen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.__main__ import main
from tui.colours import COLOURS
from tui.commands import config
from tui.settings import HistorySettings, Settings, SourceSettings, WrongSettings, default_settings, parse_settings, read_settings

DIGITS = "0123456789abcdef" * 4
WHOLE = f"""
[[source]]
address = "https://wire.example/feed.xml"
name = "Harbour\\u001b Wire"
group = ["ports", "news / local"]
interval = "2m"
colour = "teal"
certificate = "{":".join(DIGITS[at : at + 2].upper() for at in range(0, 64, 2))}"

[[source]]
path = "~/notes/live.txt"
group = "@notes"
interval = 90

[history]
days = 90
size = "200 MB"
keep = false
"""


def refused(text: str | bytes) -> str:
    """The one line that a settings file is refused with."""
    with pytest.raises(WrongSettings) as caught:
        parse_settings(text.encode() if isinstance(text, str) else text)
    line = str(caught.value)
    assert line.isprintable()
    assert line.startswith("config.toml")
    return line.removeprefix("config.toml").lstrip(",: ")


def source(line: str) -> str:
    return f'[[source]]\naddress = "https://a.example/"\n{line}\n'


def test_everything_that_can_be_set() -> None:
    assert parse_settings(WHOLE.encode()) == Settings(
        sources=(
            SourceSettings(
                name="https://wire.example/feed.xml",
                title="Harbour␛ Wire",
                groups=("ports", "news/local"),
                interval=120,
                colour="teal",
                certificate=DIGITS,
            ),
            SourceSettings(name=os.path.expanduser("~/notes/live.txt"), groups=("notes",), interval=90),
        ),
        history=HistorySettings(days=90, size=200_000_000, keep=False),
    )


def test_nothing_set_is_the_default(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == read_settings(tmp_path / "none") == parse_settings(b"") == Settings()
    assert parse_settings(b"\xef\xbb\xbf[history]\r\ndays = 3\r\n").history.days == 3


def test_default_text_sets_nothing_and_without_its_signs_everything() -> None:
    text = default_settings()
    lines = [line.removeprefix("# ") for line in text.splitlines()[2:] if " = " in line or line.startswith("# [")]

    assert parse_settings(text.encode()) == Settings()
    made = parse_settings("\n".join(lines).replace("ab12…", DIGITS).encode())
    assert made.remarks == ()
    assert made.sources[0] == SourceSettings(
        name="https://example.org/feed.xml", title="Harbour Wire", groups=("ports",), interval=120, colour="blue", certificate=DIGITS
    )
    assert made.history == HistorySettings(days=90, size=200_000_000, keep=False)
    assert all(colour in text for colour in COLOURS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (source('interval = "fast"'), "source 1 (https://a.example/), interval: “fast” is no interval; write seconds, or 2m or 1h"),
        (source("interval = -3"), "source 1 (https://a.example/), interval: “-3” is no interval; write seconds, or 2m or 1h"),
        (source("interval = nan"), "source 1 (https://a.example/), interval: “nan” is no interval; write seconds, or 2m or 1h"),
        (source("interval = true"), "source 1 (https://a.example/), interval: write 90s, 2m or 1h, in quotes"),
        (source("interval = 99999999999999999999999999"), "source 1 (https://a.example/), interval: “99999999999999999999999999” is no interval"),
        (source('name = "Wire"\ncolour = "red"'), "source 1 (Wire), colour: “red” is no colour of a mark; there are blue, green, violet, teal, pink, olive"),
        (source("colour = ['blue']"), "source 1 (https://a.example/), colour: “['blue']” is no colour of a mark"),
        (source('certificate = "ab12"'), "source 1 (https://a.example/), certificate: write the SHA-256 of the certificate, 64 hexadecimal digits"),
        (source("name = 3"), "source 1, name: write some text, in quotes"),
        (source('name = "\\u200b"'), "source 1, name: write some text, in quotes"),
        (source('group = ""'), "source 1 (https://a.example/), group: write a name"),
        (source("group = ['a', 3]"), "source 1 (https://a.example/), group: write a name"),
        (source('path = "/tmp/a.txt"'), "source 1 (https://a.example/): there are address and path; leave one of them"),
        ('[[source]]\naddress = "notes.txt"', "source 1 (notes.txt), address: write an address such as"),
        ('[[source]]\npath = "notes.txt"', "source 1 (notes.txt), path: write the whole path of a file"),
        ('[[source]]\npath = "/a\\u0000b"', "source 1 (/a␀b), path: write the whole path of a file"),
        ('[[source]]\nname = "Wire"', "source 1 (Wire): address is missing; write address ="),
        (
            source("") + '[[source]]\naddress = "https://b.example/?token=hush"\ninterval = ""',
            "source 2 (https://b.example/?token=…), interval: “” is no interval",
        ),
        ('[source]\naddress = "https://a.example/"', "source is a list of tables; write [[source]], with two brackets, before each"),
        ("source = 3", "source is a list of tables"),
        ("source = [3]", "source is a list of tables"),
        ("history = 3", "history is a table; write [history] on a line of its own"),
        ("[history]\ndays = '90'", "history, days: write a number of days, such as 90"),
        ("[history]\ndays = 0", "history, days: write a number of days"),
        ("[history]\ndays = true", "history, days: write a number of days"),
        ("[history]\nsize = '200 bananas'", "history, size: “200 bananas” is no size; write 200 MB or 1 GB"),
        ("[history]\nsize = 0", "history, size: “0” is no size"),
        ("[history]\nsize = 1.5", 'history, size: write a size, such as "200 MB"'),
        ("[history]\nkeep = 'no'", "history, keep: write true or false, without quotes"),
        ("days = = 3", "this is no TOML: Invalid value (at line 1, column 8)"),
        ("[history]\ndays = 3\ndays = 4", "this is no TOML: Cannot overwrite a value"),
        ("# one\n" + "a." * 300 + "b = 1", "line 2: no key is that long"),
        (b"# one\n[history]\n# \xff\n", "line 3: this is not UTF-8; save the file as UTF-8"),
    ],
)
def test_wrong_value_is_named_with_its_place_and_what_is_right(text: str | bytes, said: str) -> None:
    assert refused(text).startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "9" * 5000,
        f"{'a.' * 20_000}b = 1",
        source(f'colour = "{"x" * 10_000}\\u001b[2J"'),
        source(f'"{"k" * 9000}\\u0007" = 1'),
        "\x00",
        "a = \x1b",
    ],
    ids=["nested", "long number", "dotted", "long value", "long key", "NUL", "escape"],
)
def test_hostile_file_is_read_or_refused_in_one_short_line(text: str) -> None:
    try:
        lines = parse_settings(text.encode()).remarks
    except WrongSettings as error:
        lines = (str(error),)

    assert all(line.isprintable() and len(line) < 300 for line in lines)


@given(st.text(alphabet="[]{}=\"'\\#,.\nab12 -:T", max_size=60) | st.binary(max_size=40))
def test_any_file_gives_settings_or_is_refused(text: str | bytes) -> None:
    try:
        made = parse_settings(text.encode() if isinstance(text, str) else text)
    except WrongSettings:
        return
    assert all(line.isprintable() for line in made.remarks)


def test_key_without_a_meaning_is_told_and_stops_nothing() -> None:
    made = parse_settings((source('color = "blue"') + "[history]\nyears = 2\n[colours]\n").encode())

    assert made.sources == (SourceSettings(name="https://a.example/"),)
    assert made.remarks == (
        "config.toml: “colours” is no setting; there are [[source]] and [history]",
        "config.toml, source 1 (https://a.example/): “color” is no setting; there are address, path, name, group, interval, colour, certificate",
        "config.toml, history: “years” is no setting; there are days, size, keep",
    )


def test_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "config.toml")
    with pytest.raises(WrongSettings, match="it is no plain file"):
        read_settings(tmp_path)

    (tmp_path / "config.toml").unlink()
    (tmp_path / "elsewhere.toml").write_bytes(b"#" * ((1 << 18) + 1))
    (tmp_path / "config.toml").symlink_to("elsewhere.toml")
    with pytest.raises(WrongSettings, match="it is larger than 262,144 bytes"):
        read_settings(tmp_path)

    (tmp_path / "elsewhere.toml").write_text("[history]\ndays = 4\n")
    assert read_settings(tmp_path).history.days == 4


def test_config_writes_a_first_file_once_and_says_whether_it_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(config, "settings_folder", lambda: tmp_path / "new" / "feedreader")
    path = tmp_path / "new" / "feedreader" / "config.toml"

    assert (main(["config"]), capsys.readouterr()) == (0, (f"{path}: there is none yet; feedreader config --init writes one\n", ""))
    assert (main(["config", "--init"]), capsys.readouterr()) == (0, (f"{path}\n", ""))
    assert path.read_text(encoding="utf-8") == default_settings() and path.stat().st_mode & 0o777 == 0o600
    assert (main(["config"]), capsys.readouterr()) == (0, (f"{path}\n", "feedreader: the settings are right and name no sources\n"))
    path.write_text("[history]\ndays = -1\n", encoding="utf-8")
    assert main(["config", "--init"]) == 1
    assert capsys.readouterr().err == f"feedreader: {path} is there already\n"
    assert path.read_text(encoding="utf-8") == "[history]\ndays = -1\n"
    assert main(["config"]) == 2
    assert str(path) in capsys.readouterr().err
