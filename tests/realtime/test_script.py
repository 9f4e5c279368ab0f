"""The frames of a live quiz that are made once for all."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from models.bank import Asked
from models.quizzes import QuizRow
from rules.content import Content, Wording
from rules.live import Timetable
from rules.media import Medium
from rules.options import own_order
from web.realtime.script import Script
from web.tokens import Tokens

AT = datetime(2026, 11, 25, 18, tzinfo=UTC)
TIMETABLE = Timetable(int(AT.timestamp() * 1000), 60_000, 10_000, 5_000, 2)
SHOWN = Medium(UUID(int=7), "image", 60, 40)


def asked(number: int, medium: Medium | None) -> Asked:
    words = tuple(Wording(lang, "Which?", ("right", "x"), description=f"seen {lang}") for lang in ("en", "ar"))
    return Asked(UUID(int=number), 1, Content("single_choice", words, (0,), medium=medium), 10_000)


@pytest.fixture
def script() -> Script:
    """A question with a picture, then one without."""
    questions = [asked(1, SHOWN), asked(2, None)]
    settings = {"timetable": asdict(TIMETABLE)}
    ids, ends = [question.id for question in questions], AT + timedelta(minutes=1)
    row = QuizRow(
        UUID(int=3), "k", "live", "t", 1, "c", ["en", "ar"], AT, ends, 10_000, ids, [1, 1], b"s" * 16, settings
    )
    return Script(row, questions, lambda id_: f"http://cdn.test/{id_}")


def said(frame: bytes) -> dict[str, Any]:
    """A frame's JSON, behind the length that the socket wants."""
    document: dict[str, Any] = msgspec.json.decode(frame[frame.index(b"{") :])
    return document


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_question_shows_its_medium_in_each_language(script: Script, lang: str) -> None:
    shown = said(script.question(0, lang))
    assert shown["media"] == {
        "kind": "image",
        "url": f"http://cdn.test/{SHOWN.id}",
        "width": 60,
        "height": 40,
        "alt": f"seen {lang}",
        "transcript": None,
    }
    assert said(script.question(1, lang))["media"] is None


def test_a_token_tells_its_player_in_which_order_the_options_are_shown(script: Script) -> None:
    """The same from every process, and in every language; not the same for everybody."""
    tokens, players = Tokens([b"k" * 32]), [UUID(int=number) for number in range(20)]
    ids = [option["id"] for option in said(script.question(0, "ar"))["options"]]
    orders = [said(script.token(tokens, 0, b"s" * 16, player.bytes, None))["order"] for player in players]
    assert orders == [own_order(b"s" * 16, 0, player.bytes, ids) for player in players]
    assert {tuple(order) for order in orders} == {tuple(ids), tuple(reversed(ids))}
