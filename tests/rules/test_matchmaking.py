"""A pass over the tickets: who may be paired, who must be, and who chooses first."""

from itertools import combinations, count
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules.matchmaking import (
    Constants,
    Pair,
    Ticket,
    fits,
    may_meet,
    met_last,
    pair,
    wants_ghost,
    window,
)

NOW = 1_000.0
PLAYERS = [f"player {number}" for number in range(24)]
_numbers = count()


def ticket(player: str, waited: float = 1, rating: float = 1_500, **changed: Any) -> Ticket:
    values: dict[str, Any] = {"mode": "quiz", "category": None, "ranked": True, "langs": ("en",), "last_opponent": None}
    return Ticket(f"ticket of {player}", player, rating=rating, since=NOW - waited, **values | changed)


def players(pairs: list[Pair]) -> list[tuple[str, str]]:
    return [(found.one.player, found.other.player) for found in pairs]


@st.composite
def crowds(draw: st.DrawFn) -> list[Ticket]:
    """Up to 24 tickets that are near to one another in every respect, so that most rules bite."""
    crowd = draw(st.lists(st.sampled_from(PLAYERS), unique=True, max_size=24))
    others = st.none() | st.sampled_from(PLAYERS)
    return [
        ticket(
            player,
            draw(st.sampled_from([0.0, 0.5, 2.0, 8.0, 30.0])),
            1_500 + draw(st.integers(-250, 250)),
            mode=draw(st.sampled_from(["quiz", "quiz", "creative"])),
            category=draw(st.sampled_from([None, "music", "history"])),
            ranked=draw(st.booleans()),
            langs=draw(st.sampled_from([("en",), ("es",), ("en", "es"), ("ar", "en")])),
            last_opponent=draw(others),
        )
        for player in crowd
    ]


apart = st.frozensets(
    st.lists(st.sampled_from(PLAYERS), min_size=2, max_size=2, unique=True).map(frozenset), max_size=20
)


@given(crowds(), apart)
@settings(max_examples=400)
def test_every_pair_keeps_every_rule(crowd: list[Ticket], restricted: frozenset[frozenset[str]]) -> None:
    pairs = pair(crowd, NOW, restricted)
    ids = [one.id for found in pairs for one in found]
    assert len(ids) == len(set(ids))
    for one, other in pairs:
        assert {one, other} <= set(crowd)
        assert one.mode == other.mode
        assert one.ranked == other.ranked
        assert None in (one.category, other.category) or one.category == other.category
        assert set(one.langs) & set(other.langs)
        assert frozenset((one.player, other.player)) not in restricted
        for each in (one, other):
            assert abs(one.rating - other.rating) <= 50 + 25 * (NOW - each.since)
        assert one.since <= other.since


@given(crowds(), apart)
@settings(max_examples=400)
def test_nobody_is_left_who_could_be_paired(crowd: list[Ticket], restricted: frozenset[frozenset[str]]) -> None:
    """But for who met last, while another is left for either."""
    paired = {one.id for found in pair(crowd, NOW, restricted) for one in found}
    left = [one for one in crowd if one.id not in paired]
    for one, other in combinations(left, 2):
        if may_meet(one, other, restricted) and fits(one, other, NOW):
            assert met_last(one, other)
            assert any(
                may_meet(each, third, restricted) and not met_last(each, third)
                for each in (one, other)
                for third in left
                if third not in (one, other)
            )


@given(crowds(), apart)
@settings(max_examples=400)
def test_who_met_last_meet_again_only_alone(crowd: list[Ticket], restricted: frozenset[frozenset[str]]) -> None:
    pairs = pair(crowd, NOW, restricted)
    paired = {one.id for found in pairs for one in found}
    left = [one for one in crowd if one.id not in paired]
    for found in pairs:
        if met_last(*found):
            for each in found:
                assert not any(may_meet(each, third, restricted) and not met_last(each, third) for third in left)


@given(crowds(), apart, st.randoms(use_true_random=False))
def test_the_order_of_the_tickets_does_not_matter(
    crowd: list[Ticket], restricted: frozenset[frozenset[str]], random: Random
) -> None:
    mixed = crowd.copy()
    random.shuffle(mixed)
    assert pair(mixed, NOW, restricted) == pair(crowd, NOW, restricted)


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(1_300, 1_700)), max_size=40))
@example([(0.0, 1_500), (0.0, 1_500), (0.0, 1_550), (0.0, 1_551)])
def test_who_waits_longest_gets_the_nearest_whom_both_windows_allow(crowd: list[tuple[float, int]]) -> None:
    """The pass as one would write it without minding time: among tickets that differ in nothing else."""
    tickets = [ticket(f"{number:02}", waited, rating) for number, (waited, rating) in enumerate(crowd)]
    waiting = sorted(tickets, key=lambda one: (one.since, one.id))
    distances = []
    while waiting:
        one = waiting.pop(0)
        able = [other for other in waiting if fits(one, other, NOW)]
        if able:
            nearest = min(able, key=lambda other: abs(other.rating - one.rating))
            distances.append((one, abs(nearest.rating - one.rating)))
            found = next(found for found in pair(tickets, NOW) if found.one == one)
            # Of two who are equally near either will do, but which was taken decides about the rest.
            assert abs(found.other.rating - one.rating) == distances[-1][1]
            waiting.remove(found.other)
    assert len(distances) == len(pair(tickets, NOW))


def test_windows_of_both() -> None:
    """The one who has waited long does not drag in who has just come."""
    assert [window(seconds) for seconds in (-1, 0, 1, 8)] == [50, 50, 75, 250]
    assert window(2, Constants(10, 5)) == 20
    old, new = ticket("old", 60), ticket("new", 2, 1_601)
    assert pair([old, new], NOW) == []
    assert players(pair([old, new], NOW + 0.05)) == [("old", "new")]


def test_the_bound_of_a_window_is_in_it() -> None:
    assert players(pair([ticket("a", 0), ticket("b", 0, 1_550)], NOW)) == [("a", "b")]
    assert pair([ticket("a", 0), ticket("b", 0, 1_550.01)], NOW) == []


def test_the_longest_waiting_chooses_first() -> None:
    crowd = [ticket("first", 9), ticket("second", 5, 1_520), ticket("new", 1, 1_515)]
    assert players(pair(crowd, NOW)) == [("first", "new")]


def test_who_just_came_is_passed_over_for_who_is_further_off_and_ready() -> None:
    crowd = [ticket("old", 20), ticket("new", 0, 1_560), ticket("ready", 3, 1_420)]
    assert players(pair(crowd, NOW)) == [("old", "ready")]


def test_any_category_and_a_common_language_are_told() -> None:
    (found,) = pair([ticket("a", 2, langs=("ar", "es", "en")), ticket("b", category="music", langs=("en", "es"))], NOW)
    assert (found.category, found.langs) == ("music", ("es", "en"))
    (found,) = pair([ticket("a"), ticket("b")], NOW)
    assert found.category is None


@pytest.mark.parametrize("both", [True, False])
def test_the_last_opponent_is_for_when_nobody_else_waits(both: bool) -> None:
    a, b = ticket("a", 9, last_opponent="b"), ticket("b", 8, last_opponent="a" if both else "d")
    assert players(pair([a, b], NOW)) == [("a", "b")]
    assert players(pair([a, b, ticket("c", 1, 1_570)], NOW)) == [("a", "c")]
    assert players(
        pair([a._replace(last_opponent=None), b._replace(last_opponent="a"), ticket("c", 1, 1_570)], NOW)
    ) == [("a", "c")]
    far = ticket("far", 1, 3_000)
    assert pair([a, b, far], NOW) == []  # they wait for who is coming nearer
    assert players(pair([a, b, far._replace(ranked=False)], NOW)) == [("a", "b")]
    nobody = frozenset({frozenset(("a", "far")), frozenset(("b", "far"))})
    assert players(pair([a, b, far], NOW, nobody)) == [("a", "b")]


def test_restricted_pairs_do_not_meet_though_they_are_alone() -> None:
    assert pair([ticket("a", 99), ticket("b", 99)], NOW, {frozenset(("b", "a"))}) == []


def test_ghosts_are_for_who_waits_for_a_quiz() -> None:
    assert not wants_ghost(ticket("a", 7.9), NOW)
    assert wants_ghost(ticket("a", 8), NOW)
    assert not wants_ghost(ticket("a", 60, mode="creative"), NOW)


@pytest.mark.parametrize("kind", ["alike", "old and new", "last opponents", "nobody fits", "restricted"])
def test_the_work_grows_as_the_tickets_do(kind: str) -> None:
    """Twice as many tickets, about twice as many looks at somebody's rating: counted, as times vary."""
    looks = [_looks(kind, size) for size in (1_000, 2_000)]
    assert looks[1] < 2.6 * looks[0] + 100
    assert looks[1] < 40 * 2_000


def _looks(kind: str, size: int) -> int:
    random = Random(size)
    seen = 0

    class Counted(float):
        """A rating that counts how often another is taken from it: once for each look at a candidate."""

        def __sub__(self, other: float) -> float:
            nonlocal seen
            seen += 1
            return super().__sub__(other)

    def made(number: int) -> Ticket:
        if kind == "nobody fits":
            return ticket(f"{number}", 0, Counted(number * 51))
        if kind == "old and new":  # who waits, in twenty categories, looks past all who have just come
            old = number < 20
            rating = 1_500.0 if old else 1_560 + random.random()
            return ticket(f"{number}", 60 if old else 0, Counted(rating), category=f"{number}" if old else None)
        last = f"{number ^ 1}" if kind == "last opponents" else None
        return ticket(f"{number}", random.uniform(0, 30), Counted(random.gauss(1_500, 200)), last_opponent=last)

    crowd = [made(number) for number in range(size)]
    restricted = (
        {frozenset((f"{number}", f"{number + 1}")) for number in range(size)} if kind == "restricted" else set()
    )
    pair(crowd, NOW, restricted)
    return seen
