"""Where the program keeps what is its own, as each system wants it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from feeds import StoreError


def settings_folder() -> Path:
    """The folder of the reader's settings and subscriptions. Without a home directory one where nothing is and nothing can be made."""
    from platformdirs import user_config_path

    return _home(user_config_path) or Path(os.devnull, "no-home-directory", "feedreader")


def history_file() -> Path:
    """The file of the history. Raises StoreError without a home directory, as some containers have none."""
    from platformdirs import user_state_path

    folder = _home(user_state_path)
    if folder is None:
        raise StoreError("no history is kept: there is no home directory; HOME or XDG_STATE_HOME can name one")
    return folder / "history.db"


def _home(place: Callable[..., Path]) -> Path | None:
    """A folder of ours; None where the system knows no home directory: then older platformdirs give "~", which would be made where the reader is."""
    try:
        found = place("feedreader", appauthor=False)
    except RuntimeError:
        return None
    return found if found.is_absolute() else None
