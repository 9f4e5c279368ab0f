"""Pages of what is read from a partner: one that cannot be told is asked for again, in its turn."""

from collections.abc import Iterator

import pytest

from bridges.partners.http import Stopped, numbered
from rules.partnering import Answer, Verdict

PAGES: list[tuple[list[str], bool]] = [(["a"], False), (["b"], True)]


def read(answers: list[tuple[list[str], bool] | Verdict]) -> Iterator[list[str]]:
    """What is read from whoever answers so, in this order."""
    told = iter(answers)

    def page(_: int) -> tuple[list[str], bool]:
        answer = next(told)
        if isinstance(answer, str):
            raise Stopped(Answer(answer, "http_500"))
        return answer

    return numbered(page)


def test_a_page_that_cannot_be_told_is_asked_for_again_after_a_turn() -> None:
    first, second = PAGES
    assert list(read([first, "ambiguous", "ambiguous", second])) == [["a"], [], [], ["b"]]
    assert list(read(["ambiguous", first, "ambiguous", second])) == [[], ["a"], [], ["b"]], "each page by itself"


@pytest.mark.parametrize("answers", [["ambiguous"] * 3, ["parked"], ["throttled"], ["not_sent"]])
def test_what_goes_on_failing_or_is_refused_is_not(answers: list[Verdict]) -> None:
    with pytest.raises(Stopped):
        list(read([*answers, *PAGES]))
