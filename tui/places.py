"""Where the program keeps what is its own, as each system wants it."""

from __future__ import annotations

from pathlib import Path


def settings_folder() -> Path:
    """The folder of the reader's settings and subscriptions."""
    from platformdirs import user_config_path

    return user_config_path("feedreader", appauthor=False)


def history_file() -> Path:
    """The file of the history."""
    from platformdirs import user_state_path

    return user_state_path("feedreader", appauthor=False) / "history.db"
