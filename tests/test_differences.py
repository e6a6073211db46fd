"""What changed between two texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import Part, differences, words_changed

WORDS = st.lists(st.sampled_from(["tide", "gate", "the", "of", "at", "ferry", "\n", "harbour,", "noon."]), max_size=25).map(" ".join)


def told(before: str, after: str) -> str:
    signs = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return " ".join(signs[part.kind].format(part.text.strip(" ")) for part in differences(before, after)).replace("\n ", "\n").replace(" \n", "\n")


@pytest.mark.parametrize(
    ("before", "after", "story"),
    [
        ("The gate shuts at noon.", "The gate shuts at dusk.", "The gate shuts at [-noon.-] {+dusk.+}"),
        ("Two ferries turned back.", "Two ferries have turned back.", "Two ferries {+have+} turned back."),
        ("Two ferries have turned back.", "Two ferries turned back.", "Two ferries [-have-] turned back."),
        ("Same words.", "Same  words.", "Same words."),
        ("", "All new.", "{+All new.+}"),
        ("All gone.", "", "[-All gone.-]"),
        ("One.\nTwo.", "One.\nAnd a half.\nTwo.", "One.\n{+And a half.\n+} Two."),
        (
            "water stood at four feet on the quay",
            "mud lay to one foot in the yard",
            "[-water stood at four feet on the quay-] {+mud lay to one foot in the yard+}",
        ),
    ],
)
def test_story_of_an_edit(before: str, after: str, story: str) -> None:
    assert told(before, after) == story


def test_words_are_counted() -> None:
    assert words_changed(differences("Two ferries have turned back.", "Three ferries turned back at noon.")) == (4, 3)


@given(before=WORDS, after=WORDS)
def test_both_texts_are_in_the_parts(before: str, after: str) -> None:
    parts = differences(before, after)

    assert "".join(part.text for part in parts if part.kind != "added").split() == before.split()
    assert "".join(part.text for part in parts if part.kind != "removed").split() == after.split()


def test_long_texts_are_compared_line_by_line() -> None:
    lines = [f"line number {number} of a very long log with some words\n" for number in range(5000)]

    parts = differences("".join(lines), "".join([*lines[:2500], "a new line\n", *lines[2500:]]))

    assert [part for part in parts if part.kind != "same"] == [Part("added", "a new line\n")]
