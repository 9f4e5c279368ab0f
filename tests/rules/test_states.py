"""Which state may follow which."""

from itertools import product

import pytest

from rules.states import NEXT, STATES, Forbidden, State, check


@pytest.mark.parametrize(("now", "wanted"), list(product(STATES, STATES)))
def test_only_the_next_ones_may_follow(now: State, wanted: State) -> None:
    if wanted in NEXT[now]:
        check(now, wanted)
        return
    with pytest.raises(Forbidden, match=f"in {now} can become .*not {wanted}"):
        check(now, wanted)


def test_nothing_is_published_that_was_not_reviewed_and_nothing_is_stuck() -> None:
    assert {state for state in STATES if "published" in NEXT[state]} == {"review"}
    assert all(NEXT[state] for state in STATES)
    assert NEXT["published"] == ("retired",)
