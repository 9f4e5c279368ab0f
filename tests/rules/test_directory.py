"""Names of boards, and the keys that stores hold."""

from datetime import date

import pytest

from rules.boards import Season, UnknownBoard
from rules.directory import Directory

TODAY = date(2026, 11, 23)
DIRECTORY = Directory(
    {"music": (1, "Music")},
    [Season(1, date(2026, 1, 1), date(2026, 5, 31)), Season(2, date(2026, 9, 1), date(2026, 12, 31))],
)


@pytest.mark.parametrize(
    ("name", "at", "key"),
    [
        ("global.day", None, "global.day@2026-11-23"),
        ("global.day", "2024-02-29", "global.day@2024-02-29"),
        ("category.music.week", None, "category.music.week@2026-W48"),
        ("category.music.week", "2020-W53", "category.music.week@2020-W53"),
        ("global.week", "0001-W01", "global.week@0001-W01"),
        ("country.de.season", None, "country.de.season@2"),
        ("country.de.season", "1", "country.de.season@1"),
        ("global.all", None, "global.all@ever"),
    ],
)
def test_names_and_keys(name: str, at: str | None, key: str) -> None:
    board = DIRECTORY.find(name, at, TODAY)
    assert (board.name, board.key) == (name, key)
    assert DIRECTORY.of_key(key, TODAY) == board


def test_a_day_without_a_season_counts_to_the_one_before_it() -> None:
    assert DIRECTORY.find("global.season", None, date(2026, 7, 1)).at == "1"
    assert DIRECTORY.find("global.season", None, date(2025, 7, 1)).at == "1"
    assert DIRECTORY.find("global.season", None, date(2027, 7, 1)).at == "2"


@pytest.mark.parametrize("key", ["", "@", "global.day", "global.day@", "global.day@x", "global.week@2026-W54"])
def test_no_key(key: str) -> None:
    with pytest.raises(UnknownBoard):
        DIRECTORY.of_key(key, TODAY)


def test_every_board_of_now() -> None:
    boards = list(DIRECTORY.current(TODAY, ["de", "zz"]))
    assert len({board.key for board in boards}) == len(boards) == 12
    assert all(board.first <= TODAY <= board.last for board in boards)


def test_a_country_that_there_is_not_has_no_boards() -> None:
    assert "country.de.day" in {named.name for named in DIRECTORY.names("de")}
    assert list(DIRECTORY.names("zz")) == list(DIRECTORY.names(None))
