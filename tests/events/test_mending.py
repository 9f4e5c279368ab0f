"""An event that is written anew by hand stays the event that its id names."""

from typing import Any

import msgspec
import pytest
from uuid_utils.compat import uuid7

from events.catalog import SUBMISSIONS, VOTES, PointsCorrected
from events.codec import decode, encode
from events.identity import caused_event_id
from events.mending import Unfit, mend
from tests.pipeline import NOON, answer

RAW = answer(uuid7(), uuid7(), 3, "a")
FIELDS: dict[str, Any] = msgspec.json.decode(RAW)
ID = FIELDS["event_id"]


def test_a_mended_event_is_read_whatever_the_order_of_its_fields() -> None:
    assert mend(SUBMISSIONS.name, ID, dict(reversed(FIELDS.items()))) == decode(RAW)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"received_at": "yesterday"}, "cannot be read"),
        ({"v": 99}, "cannot be read"),
        ({"more": 1}, "cannot be read"),
        ({"event_id": "another"}, "event_id must be"),
        ({"response": "b"}, "another event"),
        ({"question_no": 4}, "another event"),
        ({"session_id": str(uuid7())}, "another event"),
    ],
)
def test_what_the_id_names_stays(change: dict[str, Any], why: str) -> None:
    with pytest.raises(Unfit, match=why):
        mend(SUBMISSIONS.name, ID, {**FIELDS, **change})


def test_an_event_keeps_its_topic_and_one_without_an_id_cannot_be_made_up() -> None:
    with pytest.raises(Unfit, match="belongs to"):
        mend(VOTES.name, ID, FIELDS)
    with pytest.raises(Unfit, match="tells none"):
        mend(SUBMISSIONS.name, "", FIELDS)


def test_points_are_not_made_by_mending() -> None:
    event = PointsCorrected(
        event_id=caused_event_id("correction", 1),
        player_id=uuid7(),
        category_id=1,
        day=NOON.date(),
        points=1_000,
        reason="x",
    )
    fields = msgspec.json.decode(encode(event))
    with pytest.raises(Unfit, match="does not say what it is of"):
        mend(SUBMISSIONS.name, event.event_id, fields)
