"""Other people's test feeds: none breaks the reader, and nearly every field is what their reader makes of it."""

from __future__ import annotations

import pytest

from feeds import FormatError, parse

from .feed_vectors import checks, documents

pytestmark = pytest.mark.skipif(not documents(), reason="the shared folder with the test vectors is not beside the project")


def test_every_document_is_read_or_refused() -> None:
    for path in documents():
        try:
            said = parse(path.read_bytes())
        except FormatError:
            continue
        for entry in said.entries:
            assert entry.text is not None


def test_fields_are_as_expected() -> None:
    every = [check for path in documents() for check in checks(path)]

    wrong = [check for check in every if not check.holds]

    assert len(every) > 400
    assert len(wrong) <= 0.03 * len(every), "\n".join(map(str, wrong))
