"""Which questions are drawn."""

from random import Random

import pytest

from rules.drawing import draw

BANK = list(range(50))


@pytest.mark.parametrize(("avoid", "count"), [(set(), 10), ({1, 2, 3}, 10), (set(range(40)), 10), (set(range(45)), 10)])
def test_what_to_avoid_comes_only_when_the_rest_is_used_up(avoid: set[int], count: int) -> None:
    for seed in range(20):
        drawn = draw(BANK, avoid, count, Random(seed).sample)
        assert len(set(drawn)) == count
        assert len([item for item in drawn if item not in avoid]) == min(count, len(BANK) - len(avoid))


def test_a_small_bank_gives_all_it_has() -> None:
    assert sorted(draw([1, 2, 3], {2}, 10, Random(0).sample)) == [1, 2, 3]
    assert draw([], {2}, 10, Random(0).sample) == []


def test_a_large_bank_is_not_drawn_whole() -> None:
    asked = []

    def sample(bank: list[int], count: int) -> list[int]:
        asked.append(count)
        return bank[:count]

    draw(BANK, {48, 49}, 10, sample)  # type: ignore[arg-type]
    assert asked == [12]
