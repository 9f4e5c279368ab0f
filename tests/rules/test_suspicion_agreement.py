"""Two who give the same wrong answers, and those who agree by chance."""

from math import comb

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.suspicion import Question, agreement
from tests.rules.test_suspicion import strength

EVEN = Question(0, (100, 99, 99, 99))
"""Every wrong option is chosen alike: two who are wrong agree by chance in a third."""
RARE = Question(0, (100, 281, 12, 4))


def test_a_copied_session() -> None:
    vector: list[int | None] = [1, 2, 3, 1, 2, 3, 1, 2, 3, 0]
    signal = agreement(vector, vector, [EVEN] * 10, 1)
    assert signal
    assert signal.evidence["chance"] == pytest.approx(3**-9)
    assert (signal.evidence["both_wrong"], signal.evidence["same"]) == (9, 9)


def test_the_rarer_the_same_mistake_the_stronger() -> None:
    def of(option: int) -> float:
        return strength(agreement([option] * 4, [option] * 4, [RARE] * 4, 1))

    assert of(1) == 0
    assert 0 < of(2) < of(3) == 1


def test_the_chance_is_the_larger_of_both_views() -> None:
    """Seen from the one who once chose what everybody chooses, that they agree is the less surprising."""
    rare, usual = 13 / 300, 282 / 300
    signal = agreement([2] * 5, [2] * 4 + [1], [RARE] * 5, 1)
    assert signal
    assert signal.evidence["chance"] == pytest.approx(rare**4 + 4 * rare**3 * (1 - rare) * usual)


def test_good_players_agree_and_that_is_nothing() -> None:
    assert agreement([0] * 50, [0] * 50, [EVEN] * 50, 1) is None
    assert agreement([0] * 49 + [1], [0] * 49 + [1], [EVEN] * 50, 1) is None


def test_missing_answers_do_not_agree() -> None:
    assert agreement([None] * 20, [None] * 20, [EVEN] * 20, 1) is None
    assert agreement([], [], [], 1) is None


def test_answers_must_be_of_the_same_questions() -> None:
    with pytest.raises(ValueError, match="shorter"):
        agreement([1, 2], [1], [EVEN] * 2, 1)


def test_the_more_pairs_the_less_surprising() -> None:
    vector: list[int | None] = [1] * 9
    strengths = [strength(agreement(vector, vector, [EVEN] * 9, pairs)) for pairs in (1, 10, 100, 1_000_000)]
    assert strengths == sorted(strengths, reverse=True)
    assert strengths[0] > 0.6
    assert strengths[-1] == 0


vectors = st.lists(st.tuples(*[st.none() | st.integers(0, 3)] * 2), max_size=14)
counts = st.lists(st.integers(0, 200), min_size=4, max_size=4)


@given(vectors, st.data())
def test_agreement_is_mutual_and_a_match_more_is_never_weaker(
    both: list[tuple[int | None, int | None]], data: st.DataObject
) -> None:
    questions = [Question(0, data.draw(counts)) for _ in both]
    mine, other = [one for one, _ in both], [two for _, two in both]
    found = agreement(mine, other, questions, 1)
    assert found == agreement(other, mine, questions, 1)
    more = Question(0, data.draw(counts))
    assert strength(agreement([*mine, 3], [*other, 3], [*questions, more], 1)) >= strength(found)


@given(st.integers(0, 12), st.integers(0, 12))
def test_the_chance_is_the_binomial_tail_when_all_questions_are_alike(count: int, same: int) -> None:
    assume(same <= count)
    mine: list[int | None] = [1] * count
    other: list[int | None] = [1 if no < same else 2 for no in range(count)]
    exact = sum(comb(count, k) * (1 / 3) ** k * (2 / 3) ** (count - k) for k in range(same, count + 1))
    found = agreement(mine, other, [EVEN] * count, 1)
    if found:
        assert found.evidence["chance"] == pytest.approx(exact)
    assert (found is not None) is (exact < 0.01)
