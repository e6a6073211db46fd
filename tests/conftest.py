"""How the tests wait, and where the programs that they start keep what is theirs."""

from __future__ import annotations

import gc
import itertools
import tempfile
from collections.abc import Iterator

import pytest
import textual.app
import textual.pilot
from hypothesis import HealthCheck, settings

from .sound import sound
from .support import at_rest, begin_counting_threads, our_threads
from .waiting import join

for module in (textual.app, textual.pilot):
    assert hasattr(module, "wait_for_idle")
    module.wait_for_idle = at_rest  # type: ignore[attr-defined]

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
"""A law is not broken because the machine is busy."""

_SESSION = tempfile.TemporaryDirectory(prefix="feedreader-tests-", ignore_cleanup_errors=True)
_numbers = itertools.count()


def pytest_collection_finish() -> None:
    """What was loaded for the tests stays: the collector need not go through it in the midst of what a test measures."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    _SESSION.cleanup()


@pytest.fixture(autouse=True)
def _own_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings and the history of whoever runs it, nor those of another test."""
    folder = f"{_SESSION.name}/{next(_numbers)}"
    for name, value in {"HOME": folder, "XDG_STATE_HOME": f"{folder}/state", "XDG_CONFIG_HOME": f"{folder}/config"}.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(autouse=True)
def _own_threads() -> Iterator[None]:
    """No thread of the program outlives its test: it would read, write, wake and count in the next one."""
    begin_counting_threads()
    yield
    for thread in our_threads():
        join(thread)


@pytest.fixture(autouse=True)
def _sound(request: pytest.FixtureRequest, _own_threads: None) -> Iterator[None]:
    """A row of the torture table, named by its number: what must hold for all of them."""
    rows = {name for mark in request.node.iter_markers("row") for name in mark.args if name.isdigit()}
    if not rows and request.node.module.__name__ != "tests.test_torture":
        yield
        return
    with sound():
        yield
