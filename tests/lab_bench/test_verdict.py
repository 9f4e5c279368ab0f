"""The judge of a live quiz: content with the truth, and with nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from lab.bench.verdict import Course, Given, Seen, judge
from rules.scoring import base_points

OPENS_MS = (1_000_000, 1_020_000)
COURSE = Course(("single_choice", "short_text"), OPENS_MS, 10_000)
SLOW_MS, QUICK_MS = 4_000, 2_000


def given(no: int, response: str, right: bool, after_ms: int) -> Given:
    at = OPENS_MS[no] + after_ms
    return Given(response, right, at - 3, at + 5)


def played() -> list[Seen]:
    """Ada is right twice, Ben right and then silent, Cem wrong twice; everybody was told the truth."""
    ada, ben, cem = (Seen(name) for name in ("ada", "ben", "cem"))
    ada.given = {0: given(0, "a", True, SLOW_MS), 1: given(1, "pi", True, SLOW_MS)}
    ben.given = {0: given(0, "a", True, QUICK_MS)}
    cem.given = {0: given(0, "b", False, QUICK_MS), 1: given(1, "tau", False, QUICK_MS)}
    slow, quick = base_points(SLOW_MS, 10_000), base_points(QUICK_MS, 10_000)
    tell(ada, [("a", True, slow, slow, 2), ("pi", True, slow + 100, 2 * slow + 100, 1)])
    tell(ben, [("a", True, quick, quick, 1), (None, None, 0, quick, 2)])
    tell(cem, [("b", False, 0, 0, None), ("tau", False, 0, 0, None)])
    tops = [[(1, "ben", quick), (2, "ada", slow)], [(1, "ada", 2 * slow + 100), (2, "ben", quick)]]
    counts: list[tuple[int, int, dict[str, int]]] = [(3, 2, {"a": 2, "b": 1}), (2, 1, {})]
    for one in (ada, ben, cem):
        for no, (top, (answered, right, distribution)) in enumerate(zip(tops, counts, strict=True)):
            lines = [{"rank": rank, "player_id": player, "points": points} for rank, player, points in top]
            common = {"answered": answered, "right": right, "distribution": distribution, "complete": True}
            one.reveals[no] |= {"top": lines, **common}
        me = one.reveals[1]["me"]
        one.ended = {"me": {"rank": me["rank"], "points": me["total"]} if me["total"] else None}
    return [ada, ben, cem]


def tell(one: Seen, own: list[tuple[str | None, bool | None, int, int, int | None]]) -> None:
    names = ("response", "correct", "points", "total", "rank")
    one.reveals = {no: {"me": dict(zip(names, me, strict=True))} for no, me in enumerate(own)}


def test_the_truth_is_not_complained_of() -> None:
    assert not judge(COURSE, played())


def change(no: int, **changes: Any) -> Callable[[list[Seen]], None]:
    return lambda seen: seen[0].reveals[no].update(changes)


def own(no: int, **changes: Any) -> Callable[[list[Seen]], None]:
    return lambda seen: seen[0].reveals[no]["me"].update(changes)


def swap_places(seen: list[Seen]) -> None:
    for one, rank in zip(seen[:2], (1, 2), strict=True):
        one.reveals[0]["me"]["rank"] = rank


def take_an_answer_away(seen: list[Seen]) -> None:
    del seen[2].given[0]


def end_elsewhere(seen: list[Seen]) -> None:
    seen[1].ended = {"me": {"rank": 1, "points": 1}}


@pytest.mark.parametrize(
    ("lie", "complaint"),
    [
        (change(0, complete=False), "not complete"),
        (change(0, answered=2), "the numbers of answers"),
        (change(1, right=2), "the numbers of answers"),
        (change(0, distribution={"a": 3}), "the distribution"),
        (change(0, top=[]), "the first ten"),
        (own(0, response="b"), "the own response"),
        (own(0, response=None), "the own response"),
        (own(1, correct=False), "the own verdict"),
        (own(0, points=base_points(SLOW_MS, 10_000) + 2), "the own points"),
        (own(1, points=base_points(SLOW_MS, 10_000)), "the own points"),
        (own(1, total=base_points(SLOW_MS, 10_000)), "the own total"),
        (own(0, rank=1), "the own place"),
        (swap_places, "the own place"),
        (take_an_answer_away, "the own response"),
        (end_elsewhere, "the end"),
    ],
)
def test_every_lie_is(lie: Callable[[list[Seen]], None], complaint: str) -> None:
    seen = played()
    lie(seen)
    assert complaint in judge(COURSE, seen)


def test_who_was_told_nothing_is_judged_by_the_others_figures() -> None:
    seen = played()
    seen[2].reveals.clear()
    assert not judge(COURSE, seen)
