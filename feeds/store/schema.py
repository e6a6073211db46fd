"""The tables of the history, and how an older history becomes one of today."""

from __future__ import annotations

APPLICATION = 0x66656564
"""What a file of this program says it is (PRAGMA application_id): "feed" in ASCII."""
VERSION = 1
"""The shape of the tables (PRAGMA user_version)."""

TABLES = (
    """CREATE TABLE state (
        name TEXT PRIMARY KEY, value INTEGER NOT NULL)""",
    "INSERT INTO state (name, value) VALUES ('revision', 0), ('lineage', random()), ('tended', 0), ('copied', 0)",
    """CREATE TABLE sources (
        id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
        oldest REAL, record TEXT NOT NULL)""",
    """CREATE TABLE posts (
        id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        own TEXT NOT NULL, at REAL NOT NULL, kept INTEGER NOT NULL,
        first_seen INTEGER, withdrawn INTEGER NOT NULL, withdrawn_at INTEGER, restored_at INTEGER, missed INTEGER NOT NULL,
        aliases TEXT, writer INTEGER NOT NULL, revision INTEGER NOT NULL, head TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (source, own))""",
    "CREATE INDEX posts_by_time ON posts (source, at)",
    """CREATE TABLE marks (
        post INTEGER PRIMARY KEY REFERENCES posts(id) ON DELETE CASCADE,
        flags INTEGER NOT NULL, writer INTEGER NOT NULL, revision INTEGER NOT NULL)""",
    "CREATE INDEX marks_by_revision ON marks (revision)",
    """CREATE TABLE versions (
        id INTEGER PRIMARY KEY AUTOINCREMENT, post INTEGER NOT NULL REFERENCES posts(id) ON DELETE CASCADE,
        digest INTEGER NOT NULL, nth INTEGER NOT NULL, replaced INTEGER, head TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (post, digest, nth))""",
    """CREATE TABLE points (
        id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        at INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, before TEXT)""",
    "CREATE INDEX points_of_source ON points (source)",
    """CREATE TABLE dropped (
        id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        own TEXT NOT NULL, at INTEGER NOT NULL, UNIQUE (source, own))""",
    """CREATE TABLE sittings (
        id INTEGER PRIMARY KEY AUTOINCREMENT, keys TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, sitting TEXT NOT NULL)""",
    "CREATE INDEX sittings_by_time ON sittings (at)",
)
"""The statements that make a new history."""

MIGRATIONS: dict[int, tuple[str, ...]] = {}
"""The statements that bring a history of one version to the next."""
