"""The shape of the house: what imports what, what is public, what README tells."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from textual.screen import Screen

import feeds
from feeds import FIELDS
from tui.app import ReaderApp
from tui.keys import FOOTER, collect, written
from tui.screens.reader import ReaderScreen
from tui.widgets.detail import DetailView
from tui.widgets.filterbar import FilterInput
from tui.widgets.prompt import PromptField
from tui.widgets.sources import SourceList
from tui.widgets.timeline import TimelineView

from .pages import live_page
from .support import ROOT, Stage

SOURCES = [*(ROOT / "feeds").rglob("*.py"), *(ROOT / "tui").rglob("*.py")]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BINDINGS = {**ReaderScreen.keys(), **collect(ReaderApp.BINDINGS)}


def loaded_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after some code."""
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(done.stderr.split())


UNSHOWN = {"hashlib", "secrets", "zoneinfo", "sysconfig", "importlib.metadata", "importlib.resources", "email", "zipfile", "shlex"}
"""Libraries that take as long to load as a page to read, and have no part in reading one."""


def test_feeds_knows_no_screen() -> None:
    assert not {"textual", "rich", "tui"} & loaded_after("import feeds; feeds.parse(b'text')")


def test_dump_needs_no_screen_and_no_event_loop() -> None:
    sample = ROOT / "feeds" / "samples" / "harbour.txt"

    modules = loaded_after(f"from tui.__main__ import main; main(['dump', {str(sample)!r}])")

    assert not {"textual", "rich", "asyncio", "socket", "httpx2", "webencodings", "watchfiles", "dateutil", *UNSHOWN} & modules


def test_start_of_the_screen_needs_no_heavy_library() -> None:
    page = live_page(20).encode()

    assert not {
        *UNSHOWN,
        "feeds.charset_mixed",
        "feeds.query.completion",
        "feeds.export",
        "feeds.formats.prose.clock_leaves",
        "feeds.formats.prose.clock_sheets",
        "feeds.formats.html.tree",
        "feeds.formats.markdown.body",
        "feeds.formats.markdown.posts_page",
        "feeds.formats.markdown.sections",
        "feeds.merging.addition",
        "feeds.sources.fifo",
        "feeds.sources.stdin",
        "feeds.spelling",
        "tui.adding",
        "tui.browser",
        "tui.tables",
        "tui.versions",
        "tui.widgets.prompt",
        "watchfiles",
        "dateutil",
        "rapidfuzz",
        "httpx2",
        "webencodings",
        "re2",
        "sqlite3",
        "tomllib",
        "lxml",
        "feeds.opml",
    } & loaded_after(
        f"import tui.app, tui.commands.read, feeds; from tui.commands.arguments import parser; parser(['x']).parse_args(['x']); feeds.parse({page!r})"
    )


def test_groups_of_keys_cost_no_widget_class() -> None:
    """Textual works as long on each class of a widget as a small module takes to load."""
    assert [kind.__name__ for kind in ReaderScreen.__mro__ if issubclass(kind, Screen)] == ["ReaderScreen", "Desk", "Screen"]


async def test_what_is_hidden_at_first_is_mounted_when_it_is_wanted() -> None:
    stage = Stage(live_page(5))
    reader = stage.reader
    async with stage.app.run_test(size=(110, 32)) as pilot:
        await pilot.pause()
        assert not reader.prompt.is_attached and not reader.sources.is_attached

        await pilot.press("T")
        assert reader.prompt.field.has_focus

        await pilot.press("escape", "S")
        assert reader.sources.has_focus and reader.sources.region.width


@pytest.mark.parametrize("size", [(160, 50), (90, 24), (40, 10)])
async def test_styles_are_taken_once(size: tuple[int, int]) -> None:
    """At the first layout Textual would find the styles of every widget a second time; here they are right when the widgets are mounted."""
    stage = Stage(live_page(20))
    async with stage.app.run_test(size=size) as pilot:
        await pilot.pause()
        widgets = list(stage.reader.walk_children())
        taken = [widget.styles.base.get_rules() for widget in widgets]

        stage.app.stylesheet.update(stage.reader)

        assert len(widgets) > 10 and [widget.styles.base.get_rules() for widget in widgets] == taken


def test_public_names_are_those_that_can_be_imported() -> None:
    public = (
        {name for name in vars(feeds) if not name.startswith("_")}
        - {path.stem for path in (ROOT / "feeds").iterdir()}
        - {"annotations", "datetime", "import_module", "tzinfo", "TYPE_CHECKING"}
    )

    assert public | set(feeds.__all__) == set(feeds.__all__)
    assert all(hasattr(feeds, name) for name in feeds.__all__)
    assert feeds.__all__ == sorted(feeds.__all__, key=lambda name: (not name.isupper(), name[0].islower(), name))


@pytest.mark.row("S2")
def test_no_text_is_read_as_markup() -> None:
    suspects = [
        f"{path.name}: {line.strip()}"
        for path in SOURCES
        for line in path.read_text(encoding="utf-8").split("\n")
        if re.search(r"from_markup|markup=True|notify\(|\bStatic\(|\bLabel\(", line)
    ]

    assert suspects == []


def test_only_the_rim_reads_the_clock() -> None:
    inner = [path for path in (ROOT / "feeds").rglob("*.py") if "sources" not in path.parts]

    assert [path.name for path in inner if re.search(r"datetime\.now|time\.time|time\.monotonic|date\.today", path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_is_small_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.startswith('"""')
    assert text.count("\n") <= 460


def test_bindings_have_ids_and_help_and_clash_nowhere() -> None:
    inner = [collect(owner.BINDINGS) for owner in (TimelineView, DetailView, SourceList, FilterInput, PromptField)]
    screen = {id: binding for id, binding in BINDINGS.items() if not any(id in own for own in inner)}
    for own in (screen, *inner):
        keys = [key for binding in own.values() for key in binding.key.split(",")]
        assert len(keys) == len(set(keys))
    assert [id for id, binding in BINDINGS.items() if not binding.tooltip or not binding.group] == []
    assert {id for ids in FOOTER.values() for id in ids} <= set(BINDINGS)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_readme_has_every_filter_field(field: feeds.Field) -> None:
    assert f"`{field.example}`" in README
    assert all(f"`{value}`" in README for value in field.values)


@pytest.mark.parametrize("id", BINDINGS)
def test_readme_has_every_key(id: str) -> None:
    binding = BINDINGS[id]

    assert all(f"`{key}`" in README for key in written(binding).split()), written(binding)


def test_requirement_ids_are_carried_by_tests() -> None:
    """Not H28, by which nothing is built: HTTP/2 is off. T1, T5 and T7 say how the others are tested.

    A number alone is a row of the torture table that needs more than one poll; the others are in test_torture.
    """
    carried = set()
    for path in (ROOT / "tests").glob("test_*.py"):
        for marks in re.findall(r"mark\.row\(([^)]*)\)", path.read_text(encoding="utf-8")):
            carried |= set(re.findall(r'"([A-Z]?\d+)"', marks))
    wanted = {f"F{number}" for number in range(1, 51)} | {f"H{number}" for number in (*range(1, 28), *range(29, 34))} | {f"D{number}" for number in range(1, 8)}
    wanted |= {"S1", "S2", "S3", "S8", "S11", "S12", "S13", "S14", "S17", "T2", "T3", "T4", "T6"}
    wanted |= {"58", "62", "64", "65", "66", "67", "68", "70"}

    assert sorted(wanted - carried) == []


def test_wheel_holds_the_two_packages_and_their_data_and_nothing_else(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=ROOT, check=True, capture_output=True)

    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())

    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"feeds", "tui"}
    assert {"feeds/samples/harbour.txt", "tui/styles.tcss"} <= names


def test_keys_are_written_without_signs_where_only_ascii_is_drawn() -> None:
    assert all(written(binding, ascii=True).isascii() for binding in BINDINGS.values())
    assert written(BINDINGS["timeline.down"]) == "j ↓" and written(BINDINGS["timeline.down"], ascii=True) == "j down"
