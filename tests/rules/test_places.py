"""Which boards a total says something to."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rules.boards import EPOCH, Season, over_season, points_of, units_of
from rules.directory import Directory
from rules.places import Total, entries, periods_held

MONDAY = date(2026, 11, 23)
SEASONS = {1: Season(1, date(2026, 10, 1), date(2026, 11, 24)), 2: Season(2, date(2026, 11, 25), date(2027, 1, 1))}
SLUGS = {1: "music"}


def total(**changed: Any) -> Total:
    row = Total(
        0, MONDAY, 1, "p", None, True, 3, 1, 2, 3, 4, int(datetime(2026, 11, 23, tzinfo=UTC).timestamp()), None, None
    )
    return row._replace(**changed)


def told(*totals: Total) -> dict[str, int]:
    return {key: points_of(column.scores[0]) for key, column in entries(totals, SLUGS, SEASONS).items()}


def test_the_last_row_speaks_for_everything() -> None:
    assert told(total()) == {
        "global.day@2026-11-23": 1,
        "global.week@2026-W48": 2,
        "global.season@1": 3,
        "global.all@ever": 4,
    }


def test_a_country_has_its_boards_too() -> None:
    boards = told(total(country="de"))
    assert boards["country.de.week@2026-W48"] == boards["global.week@2026-W48"] == 2
    assert len(boards) == 8


def test_a_category_has_its_own_boards_only() -> None:
    assert told(total(category_id=1, country="de")) == {
        "category.music.day@2026-11-23": 1,
        "category.music.week@2026-W48": 2,
        "category.music.season@1": 3,
        "category.music.all@ever": 4,
    }


def test_a_row_speaks_for_the_periods_it_is_the_last_of() -> None:
    following = {
        (date(2026, 11, 24), 1): ["day"],
        (date(2026, 11, 25), 2): ["day", "season"],
        (date(2026, 11, 30), 1): ["day", "week"],
        (date(2026, 12, 1), 2): ["day", "week", "season"],
    }
    for (day, season), periods in following.items():
        assert list(periods_held(total(next_day=day, next_season_id=season), date(2026, 11, 30))) == periods


def test_weeks_of_two_years() -> None:
    """The last days of a year and the first of the next may be one week."""
    row = total(day=date(2026, 12, 31), next_day=date(2027, 1, 1), next_season_id=1)
    assert "week" not in periods_held(row, row.day)
    assert "week" in periods_held(row._replace(next_day=date(2027, 1, 4)), row.day)


def test_days_after_a_season_say_nothing_to_its_board() -> None:
    """No other has begun, and rows still name the one before; the last row inside it speaks for it."""
    after = total(day=date(2027, 1, 2), season_id=2)
    assert "global.season@2" not in told(after)
    assert told(after)["global.all@ever"] == 4
    inside = after._replace(day=date(2027, 1, 1), next_day=after.day, next_season_id=2)
    assert told(inside)["global.season@2"] == 3


def test_a_day_is_of_a_season_that_is_over_or_can_still_count() -> None:
    seasons = list(SEASONS.values())
    for day, season in ((date(2026, 1, 1), 1), (date(2026, 11, 24), 1), (date(2026, 11, 25), 2), (date(2027, 1, 1), 2)):
        over = over_season(seasons, day, date(2027, 1, 2))
        assert over is not None
        assert over.id == season
    assert over_season(seasons, date(2027, 1, 2), date(2027, 1, 3)) is None
    assert over_season(seasons, date(2026, 11, 25), date(2026, 11, 26)) is None


def test_who_may_not_be_shown_or_has_nothing_is_taken_off() -> None:
    hidden = entries([total(visible=False)], SLUGS, SEASONS)
    assert {tuple(column.scores) for column in hidden.values()} == {(0,)}
    assert {tuple(column.versions) for column in hidden.values()} == {(3,)}
    assert told(total(day_points=0, week_points=-5))["global.day@2026-11-23"] == 0
    assert told(total(day_points=0, week_points=-5))["global.week@2026-W48"] == 0


@given(
    st.integers(1, (1 << 29) - 1),
    st.datetimes(datetime(2020, 1, 1), datetime(2070, 1, 1)),  # noqa: DTZ001 - made aware below
    st.sampled_from(["day", "week", "season", "all"]),
)
def test_a_score_holds_points_and_time(points: int, at: datetime, period: str) -> None:
    at = at.replace(tzinfo=UTC)
    board = Directory({}, list(SEASONS.values())).find(f"global.{period}", None, MONDAY)
    score = board.score_or_none(points, int(at.timestamp()))
    assert score == board.score(points, at) == int(float(score))
    assert points_of(score) == points
    assert units_of(score) == board.units(at)


def test_earlier_is_higher_and_more_is_higher_still() -> None:
    board = Directory({}, list(SEASONS.values())).find("global.all", None, MONDAY)
    at = int(datetime(2036, 1, 1, tzinfo=UTC).timestamp())
    assert board.score_or_none(5, at) > board.score_or_none(5, at + 60) > board.score_or_none(4, 0)
    assert board.score_or_none(5, at) == board.score_or_none(5, at + 59)
    assert board.score_or_none(5, None) > board.score_or_none(
        5, int(datetime.combine(EPOCH, datetime.min.time(), UTC).timestamp()) + 60
    )
    assert board.score_or_none(0, at) == board.score_or_none(-3, at) == 0


def test_kept_two_days_after_its_end_or_after_now() -> None:
    find = Directory({}, list(SEASONS.values())).find
    now = datetime(2026, 11, 23, 15, tzinfo=UTC)
    assert find("global.day", None, MONDAY).kept_until(now) == datetime(2026, 11, 26, tzinfo=UTC)
    assert find("global.week", None, MONDAY).kept_until(now) == datetime(2026, 12, 2, tzinfo=UTC)
    assert find("global.all", None, MONDAY).kept_until(now) is None
    late = now + timedelta(days=400)
    assert find("global.season", "2", MONDAY).kept_until(late) == late + timedelta(days=2)
