"""A quiz that staff change, or take away, while somebody waits for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import gevent
import msgspec
import pytest

from models.quizzes import QuizRow
from rules.live import Timetable
from web.realtime import quizfeed
from web.realtime.connection import Connection
from web.realtime.quizfeed import QuizFeed
from web.realtime.script import Script
from web.realtime.stage import Stage


def script(title: str, minutes: int) -> Script:
    """A quiz that opens in so many minutes."""
    opens_at = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=minutes)
    timetable = Timetable(int(opens_at.timestamp() * 1000), 60_000, 10_000, 5_000, 1)
    settings = {"timetable": msgspec.to_builtins(timetable)}
    quiz = QuizRow(uuid4(), "", "live", title, 1, "maths", ["en"], opens_at, opens_at, 10_000, [], [], b"", settings)
    return Script(quiz, [], cast(Any, None))


class Client:
    """A connection that keeps what it is told."""

    def __init__(self, frames: list[dict[str, Any]]) -> None:
        self._frames = frames

    def put(self, frame: bytes) -> None:
        """As web.realtime.connection."""
        self._frames.append(msgspec.json.decode(frame[frame.index(b"{") :]))


def test_a_quiz_that_was_changed_is_told_anew_and_one_that_is_no_more_has_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quizfeed, "_LOOK_MS", 20)
    before, frames = script("Before", 60), list[dict[str, Any]]()
    kept: list[Script | None] = [before]
    stage = SimpleNamespace(script=lambda _id: kept[0], players=lambda _script: 3)
    feed = QuizFeed(before, cast(Stage, stage))
    connection = cast(Connection, Client(frames))
    feed.join(connection, str(uuid4()))

    def told(condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        with gevent.Timeout(10):
            while not (frames and condition(frames[-1])):
                gevent.sleep(0.01)
        return frames[-1]

    assert told(lambda frame: frame["title"] == "Before")["players"] == 3
    after = script("After", 120)
    kept[0] = Script(replace(after.quiz, id=before.quiz.id), [], cast(Any, None))
    anew = told(lambda frame: frame.get("title") == "After")
    assert datetime.fromisoformat(anew["starts_at"]) == after.starts_at
    kept[0] = None
    assert told(lambda frame: frame["type"] == "quiz.ended")["players"] == 0
    # Nor is it told when its time comes.
    opens_ms = after.timetable.opens_at_ms(0)
    monkeypatch.setattr(quizfeed, "now_ms", lambda: opens_ms + 1)
    late = cast(Connection, Client(frames))
    del frames[:]
    feed.join(late, str(uuid4()))
    told(lambda frame: frame["type"] == "quiz.ended")
    assert len(frames) == 1
    feed.leave(connection)
    feed.leave(late)
