"""Which language a tag means."""

import pytest

from rules.languages import lookup


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("es", ["es"]),
        ("es-MX", ["es"]),
        ("AR", ["ar"]),
        ("pt-br", ["pt-BR", "pt"]),
        ("pt", ["pt"]),
        ("zh-Hant-x-old", ["zh-Hant"]),
        ("zh-Hant-CN-x-private1-private2", ["zh-Hant"]),
        ("de", []),
        ("e", []),
    ],
)
def test_the_nearest_comes_first(wanted: str, found: list[str]) -> None:
    assert lookup(wanted, ["en", "es", "ar", "pt", "pt-BR", "zh-Hant"]) == found
