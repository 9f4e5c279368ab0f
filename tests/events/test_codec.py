"""Events keep their meaning for ever: golden bytes of every version decode, and encode to themselves."""

from pathlib import Path

import pytest

from events.catalog import EVENTS, Event
from events.codec import MalformedEvent, UnknownEvent, decode, encode, event_id_of

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(("event", "version"), EVENTS)
def test_golden_bytes_decode(event: str, version: int) -> None:
    raw = (GOLDEN / f"{event}.{version}.json").read_bytes().strip()
    decoded = decode(raw)
    assert type(decoded) is EVENTS[(event, version)]
    assert encode(decoded) == raw


def test_every_golden_file_is_of_an_event() -> None:
    names = {path.name for path in GOLDEN.iterdir()}
    assert names == {f"{event}.{version}.json" for event, version in EVENTS}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"nonsense",
        b"[]",
        b"\xff\xfe",
        b'{"type":"AnswerSubmitted","v":1}',
        b'{"type":"AnswerSubmitted","v":1,"event_id":"x"}',
        b'{"event_id":"x","type":"AnswerSubmitted","v":1}',
        b'{"type":"PointsCorrected","v":1,"event_id":"x","player_id":"not-a-uuid"}',
    ],
)
def test_bytes_at_fault_are_malformed(raw: bytes) -> None:
    with pytest.raises(MalformedEvent):
        decode(raw)


def test_an_unknown_field_is_malformed_and_still_tells_its_id() -> None:
    raw = (GOLDEN / "PointsCorrected.1.json").read_bytes().strip()[:-1] + b',"extra":1}'
    with pytest.raises(MalformedEvent):
        decode(raw)
    assert event_id_of(raw) == "0192f3a0-0000-5000-8000-000000000001"


@pytest.mark.parametrize(
    "raw", [b'{"type":"Unheard","v":1,"event_id":"x"}', b'{"type":"AnswerSubmitted","v":99,"event_id":"x"}']
)
def test_a_type_or_version_from_the_future_is_not_the_events_fault(raw: bytes) -> None:
    with pytest.raises(UnknownEvent):
        decode(raw)


def test_every_event_says_where_it_goes() -> None:
    for event in EVENTS.values():
        assert issubclass(event, Event)
        assert event.topic.task.startswith("tasks.")
        assert event.__doc__
