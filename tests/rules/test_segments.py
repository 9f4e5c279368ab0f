"""Filters of players that cannot be meant, and those that just can."""

from uuid import UUID

import pytest

from rules.segments import Filter, faults


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Filter(level_least=3, level_most=2), "level_most"),
        (Filter(spent_least=3, spent_most=2), "spent_most"),
        (Filter(active_days=7, idle_days=7), "idle_days"),
        (Filter(active_days=7, idle_days=8), "idle_days"),
        (Filter(tags=("a",), without_tags=("a", "b")), "without_tags"),
        (Filter(season_id=1), "season_id"),
    ],
)
def test_what_nobody_can_fit_is_named(wanted: Filter, field: str) -> None:
    assert [fault.field for fault in faults(wanted)] == [field]


def test_what_somebody_may_fit_has_no_faults() -> None:
    assert faults(Filter(active_days=30, idle_days=7, tags=("a", "b"), without_tags=("a",), level_least=2)) == []


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(active_days=8, idle_days=7),
        Filter(level_least=2, level_most=2),
        Filter(spent_least=0, spent_most=0),
        Filter(season_id=1, season_rank=1),
    ],
)
def test_what_is_just_possible_has_no_faults(wanted: Filter) -> None:
    assert faults(wanted) == []


@pytest.mark.parametrize(
    ("wanted", "short"),
    [(Filter(players=(UUID(int=1),)), True), (Filter(season_rank=1), True), (Filter(tags=("a",)), False)],
)
def test_few_fit_a_list_or_places(wanted: Filter, short: bool) -> None:
    assert wanted.is_short == short
