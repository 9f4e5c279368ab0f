"""Whether a topic's log is still the one that `carried` counts."""

import pytest

from bridges.topics import Sight

SIGHT = Sight({"quiz.submissions": "id-1"}, {("quiz.submissions", 0): (10, 20)})


@pytest.mark.parametrize("applied", [10, 15, 20])
def test_a_log_that_holds_what_is_applied_is_no_reason_to_stop(applied: int) -> None:
    assert SIGHT.complaint("quiz.submissions", 0, "id-1", applied) is None


@pytest.mark.parametrize(
    ("topic_id", "applied", "why"),
    [("id-2", 15, "made anew"), ("id-1", 9, "begins at 10"), ("id-1", 21, "ends at 20")],
)
def test_another_log_is_one(topic_id: str, applied: int, why: str) -> None:
    assert why in (SIGHT.complaint("quiz.submissions", 0, topic_id, applied) or "")


def test_a_topic_that_was_not_seen_is_waited_for() -> None:
    assert Sight({}, {}).complaint("quiz.submissions", 0, "id-1", 15) is None
