"""The page's words: the same keys in every language, and none that the page does not know."""

import re
from functools import cache

import pytest

from lab.home.site import PAGE

_EXTRA = ("achievement.", "metric.")
"""What the API tells in English itself."""


@cache
def words(language: str) -> dict[str, str]:
    """A table's entries by key, as they stand there."""
    text = (PAGE / f"{language}.js").read_text()
    return {
        match[1] or match[2]: match[3] for match in re.finditer(r'^  (?:"([\w.]+)"|(\w+)): (.*),$', text, re.MULTILINE)
    }


def places(entry: str) -> set[str]:
    """The values that an entry has a place for."""
    return set(re.findall(r"\{(\w+)\}", entry)) - {"n"}


@pytest.mark.parametrize("language", ["spanish", "arabic"])
def test_every_language_says_the_same(language: str) -> None:
    english, other = words("english"), words(language)
    assert english
    assert english.keys() <= other.keys()
    assert all(key.startswith(_EXTRA) for key in other.keys() - english.keys())
    assert {key for key in english if places(english[key]) != places(other[key])} == set()


def test_every_key_that_is_asked_for_is_there() -> None:
    code = "\n".join(
        path.read_text() for path in PAGE.glob("*.js") if path.stem not in ("english", "spanish", "arabic")
    )
    asked = set(re.findall(r'\b(?:t|parts|how)\("([\w.]+)"', code))
    begun = set(re.findall(r"\bt\(`([\w.]+)\$", code))
    assert asked - words("english").keys() == set()
    assert [start for start in begun if not any(key.startswith(start) for key in words("spanish"))] == []
