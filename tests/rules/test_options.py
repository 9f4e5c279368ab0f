"""An order of the options for each player of a live quiz, and nothing to be seen of it by others."""

from collections import Counter
from itertools import permutations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from rules.options import option_ids, own_order

SEED = b"s" * 16
PLAYERS = [UUID(int=number).bytes for number in range(4_800)]


@given(st.integers(0, 255), st.binary(min_size=16, max_size=16), st.integers(0, 8))
def test_all_are_there_and_again_in_the_same_order(no: int, player: bytes, count: int) -> None:
    ids = option_ids(SEED, no, count)
    order = own_order(SEED, no, player, ids)
    assert sorted(order) == sorted(ids)
    assert own_order(SEED, no, player, ids) == order


def test_each_order_is_as_likely_as_another() -> None:
    """Two hundred players an order: six standard deviations are 85."""
    ids = option_ids(SEED, 0, 4)
    found = Counter(tuple(own_order(SEED, 0, player, ids)) for player in PLAYERS)
    assert found.keys() == set(permutations(ids))
    assert all(115 < count < 285 for count in found.values())


def test_the_next_question_has_another_order() -> None:
    """Who sits beside another does not have the same places again."""
    ids = option_ids(SEED, 0, 4)
    alike = sum(own_order(SEED, 0, player, ids) == own_order(SEED, 1, player, ids) for player in PLAYERS)
    assert 115 < alike < 285
