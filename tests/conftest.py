"""How the tests wait, and where the programs that they start keep what is theirs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import pytest
import textual._wait

textual._wait.SLEEP_GRANULARITY = 0.004
textual._wait.SLEEP_IDLE = 0.001
"""A pilot asks whether the program has come to rest every 20 milliseconds, several times a key; hundreds of tests need not wait so long."""


@pytest.fixture(autouse=True, scope="session")
def _own_folders() -> Iterator[None]:
    """No test reads or writes the settings and the history of whoever runs it."""
    with tempfile.TemporaryDirectory(prefix="feedreader-tests-") as folder:
        before = {name: os.environ.get(name) for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")}
        os.environ |= {"HOME": folder, "XDG_STATE_HOME": f"{folder}/state", "XDG_CONFIG_HOME": f"{folder}/config"}
        yield
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
