"""Opening the history: its file is checked, made or brought up to date."""

from __future__ import annotations

from pathlib import Path

from .connection import Database
from .places import prepare
from .schema import APPLICATION, TABLES, VERSION


def opened(path: Path, patience: float) -> Database:
    """The database in a file, with its tables. Raises StoreError."""
    prepare(path)
    database = Database(path, patience=patience)
    try:
        _make(database)
    except BaseException:
        database.close()
        raise
    return database


def _make(database: Database) -> None:
    if (found := database.one("PRAGMA user_version")) and found[0]:
        return
    with database.writing():
        if (found := database.one("PRAGMA user_version")) and found[0]:  # another program was faster
            return
        for statement in TABLES:
            database.run(statement)
        database.run(f"PRAGMA application_id={APPLICATION}")
        database.run(f"PRAGMA user_version={VERSION}")
