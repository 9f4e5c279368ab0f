"""Sessions played over the API, and quizzes to play."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from tests.web.conftest import Guest

Apply = Callable[[int], Any]
Become = Callable[..., Guest]


def play(guest: Guest, session: str, apply_answers: Apply, right: bool = True) -> list[str]:
    """Answer every question of a session, and have the answers applied; their events."""
    put, events = guest.next(session), []
    for no in range(put["of"]):
        events.append(guest.answer(put, right).json["event_id"])
        if no + 1 < put["of"]:
            put = guest.next(session, after=no)
    apply_answers(put["of"])
    return events


def total(engine: Engine, guest: Guest) -> int:
    """A player's points on the boards."""
    query = text("SELECT COALESCE(max(total_points), 0) FROM player_days WHERE player_id = :id AND category_id = 0")
    with engine.connect() as connection:
        return int(connection.execute(query, {"id": guest.id}).scalar_one())


def questions(player: Guest, session: str, count: int) -> set[str]:
    """The ids of a session's questions."""
    return {player.next(session, **({"after": no - 1} if no else {}))["id"] for no in range(count)}


@pytest.fixture
def scheduled(engine: Engine) -> Callable[[int, int], UUID]:
    """Makes scheduled quizzes that open and close so many seconds from now."""

    def make(opens_s: int, closes_s: int) -> UUID:
        query = text(
            "INSERT INTO quizzes (id, key, mode, title, category_id, langs, opens_at, closes_at, time_limit_ms, "
            "question_ids, revisions, seed) SELECT gen_random_uuid(), gen_random_uuid()::text, 'scheduled', 'A quiz', "
            "1, '{en}', now() + :opens * interval '1 second', now() + :closes * interval '1 second', 10000, "
            "array_agg(id), array_agg(revision), 'sixteen bytes ok' FROM (SELECT id, revision FROM questions "
            "WHERE category_id = 1 LIMIT 5) q RETURNING id"
        )
        with engine.begin() as connection:
            found: UUID = connection.execute(query, {"opens": opens_s, "closes": closes_s}).scalar_one()
            return found

    return make
