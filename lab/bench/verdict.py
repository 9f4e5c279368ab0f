"""Whether a live quiz told its players the truth: judged from what they did and were told, and from nothing else."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Any

from rules.scoring import base_points, fold

_COUNTED = ("single_choice", "multiple_choice", "true_false")
_TOP = 10


@dataclass(frozen=True)
class Given:
    """An answer that was accepted, between these two Unix milliseconds of the player's clock."""

    response: str
    right: bool
    sent_ms: float
    acknowledged_ms: float


@dataclass
class Seen:
    """One player's quiz. Keys are numbers of questions; `reveals` are whole frames."""

    player: str
    came_ms: dict[int, float] = field(default_factory=dict)
    """When each question came."""
    given: dict[int, Given] = field(default_factory=dict)
    reveals: dict[int, dict[str, Any]] = field(default_factory=dict)
    revealed_ms: dict[int, float] = field(default_factory=dict)
    ended: dict[str, Any] | None = None


@dataclass(frozen=True)
class Course:
    """What was played: the kind of each question, when it opened, and the time it gave."""

    kinds: Sequence[str]
    opens_ms: Sequence[int]
    question_ms: int


def judge(course: Course, seen: Sequence[Seen]) -> Counter[str]:
    """What was told wrongly, by kind. Who was not told everything is not judged but by the others' figures."""
    wrong: Counter[str] = Counter()
    for no, kind in enumerate(course.kinds):
        told = [one for one in seen if no in one.reveals]
        given = [one.given[no] for one in seen if no in one.given]
        for one in told:
            wrong.update(_common(one.reveals[no], kind, given))
            wrong.update(_own(course, one, no))
        wrong.update(_order(told, no))
    for one in seen:
        if one.ended and len(one.reveals) == len(course.kinds):
            me, last = one.ended["me"], one.reveals[len(course.kinds) - 1]["me"]
            wrong["the end"] += (me["rank"], me["points"]) != (last["rank"], last["total"]) if me else last["total"] > 0
    return +wrong


def _common(reveal: dict[str, Any], kind: str, given: Sequence[Given]) -> Iterable[str]:
    if not reveal["complete"]:
        yield "not complete"
    if (reveal["answered"], reveal["right"]) != (len(given), sum(one.right for one in given)):
        yield "the numbers of answers"
    counted = Counter(id_ for one in given for id_ in one.response.split(",")) if kind in _COUNTED else {}
    if reveal["distribution"] != counted:
        yield "the distribution"


def _own(course: Course, one: Seen, no: int) -> Iterable[str]:
    me, given = one.reveals[no]["me"], one.given.get(no)
    if me is None or me["response"] != (given and given.response):
        yield "the own response"
        return
    if me["correct"] != (given and given.right):
        yield "the own verdict"
    least, most = (fold(_bases(course, one, no, latest))[no] for latest in (True, False))
    if not least <= me["points"] <= most:
        yield "the own points"
    if me["total"] != sum(one.reveals[each]["me"]["points"] for each in range(no + 1) if each in one.reveals):
        yield "the own total"


def _bases(course: Course, one: Seen, no: int, latest: bool) -> list[int | None]:
    """Points before streaks, had each answer been received as late, or as early, as it can have been."""
    bases: list[int | None] = []
    for each in range(no + 1):
        given = one.given.get(each)
        if given is None:
            bases.append(None)
            continue
        opens_ms = course.opens_ms[each]
        elapsed = ceil(given.acknowledged_ms - opens_ms) if latest else floor(given.sent_ms - opens_ms)
        bases.append(base_points(max(0, elapsed), course.question_ms) if given.right else 0)
    return bases


def _order(told: Sequence[Seen], no: int) -> Iterable[str]:
    """Places: more points stand higher; among equals any order will do, but each place is one player's."""
    own = {one.player: one.reveals[no]["me"] for one in told if one.reveals[no]["me"]}
    totals = sorted(-me["total"] for me in own.values())
    ranks = Counter(me["rank"] for me in own.values() if me["total"])
    yield from ("the own place" for count in ranks.values() if count > 1)
    for me in own.values():
        before, among = bisect_left(totals, -me["total"]), bisect_right(totals, -me["total"])
        if not before < me["rank"] <= among if me["total"] else me["rank"] is not None:
            yield "the own place"
    by_rank = sorted((me["rank"], player, me["total"]) for player, me in own.items() if me["total"])
    first = [(rank, player, total) for rank, player, total in by_rank if rank <= _TOP]
    for one in told:
        if [(line["rank"], line["player_id"], line["points"]) for line in one.reveals[no]["top"]] != first:
            yield "the first ten"
