"""Ids of events follow from what they say."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from events.identity import (
    answer_event_id,
    answers_begin,
    caused_event_id,
    move_event_id,
    read_answer_event_id,
    read_ended_event_id,
    read_move_event_id,
)


@given(st.uuids(), st.integers(0, 255), st.text(max_size=64))
def test_an_answers_id_can_be_read_and_checked(session: UUID, number: int, response: str) -> None:
    event_id = answer_event_id(session, number, response)
    assert event_id == answer_event_id(session, number, response)
    assert len(event_id) == 32
    parts = read_answer_event_id(event_id)
    assert parts is not None
    assert (parts.session_id, parts.question_no) == (session, number)
    assert parts.is_of(response)
    assert not parts.is_of(response + "x")
    assert event_id.startswith(answers_begin(session))


@given(st.text(max_size=40))
def test_other_texts_are_no_answers_id(text: str) -> None:
    parts = read_answer_event_id(text)
    assert parts is None or len(text) == 32


def test_a_cause_met_twice_makes_one_event() -> None:
    assert caused_event_id("a", 1) == caused_event_id("a", 1) != caused_event_id("a", 2)


@given(st.uuids(), st.integers(0, 65_535), st.integers(0, 65_535))
def test_a_moves_id_can_be_read(battle: UUID, life: int, seq: int) -> None:
    event_id = move_event_id(battle, life, seq)
    assert read_move_event_id(event_id) == (battle, life, seq)
    assert read_answer_event_id(event_id) is None
    assert read_ended_event_id(event_id) is None


@given(st.text(max_size=30) | st.binary(min_size=21, max_size=21).map(lambda raw: urlsafe_b64encode(raw).decode()))
def test_other_texts_are_no_moves_id(text: str) -> None:
    assert read_move_event_id(text) is None or urlsafe_b64decode(text).endswith(b"m")
