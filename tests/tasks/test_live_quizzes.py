"""A live quiz has one winner, and a board of those who may stand on it."""

from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text
from uuid_utils.compat import uuid7

import models.live
import models.quizzes
from models import quiz_boards, sanctions
from models.sanctions import Wish
from rules.places import Window
from rules.scoring import fold
from tasks import quizzes
from tests.pipeline import answer
from tests.tasks.quizzing import Quiz, quiz

__all__ = ["quiz"]


def be_live(quiz: Quiz) -> None:
    """It, and the attempts that there are, is live."""
    with quiz.log.engine.begin() as connection:
        connection.execute(text("UPDATE quizzes SET mode = 'live' WHERE id = :q"), {"q": quiz.id})
        connection.execute(text("UPDATE sessions SET mode = 'live' WHERE quiz_id = :q"), {"q": quiz.id})


def wins(quiz: Quiz, *players: UUID) -> list[int]:
    query = "SELECT counters -> 'live_wins' FROM player_progress WHERE player_id = :p"
    return [quiz.log.one(query, p=player)[0] for player in players]


def test_a_live_quiz_has_one_winner(quiz: Quiz) -> None:
    first, second = quiz.play("a", "a"), quiz.play("a", "b")
    be_live(quiz)
    quiz.log.apply()
    quiz.settle()
    assert wins(quiz, first, second) == [1, 0]


def test_with_elimination_who_is_left_wins_over_who_had_more_points(quiz: Quiz, engine: Engine) -> None:
    out, left = quiz.play("a", "a", "b"), uuid7()
    quiz.play(player=left)
    quiz.log.values += [answer(quiz.sessions[left], left, no, took_ms=14_000) for no in range(3)]
    be_live(quiz)
    quiz.log.apply()
    with engine.begin() as connection:
        _be_players(connection, out, left)
        assert _board(connection, quiz.id) == [(1, str(out)), (2, str(left))]
        connection.execute(
            text("UPDATE quizzes SET settings = CAST(:settings AS jsonb) WHERE id = :id"),
            {"id": quiz.id, "settings": '{"elimination": true}'},
        )
        assert _board(connection, quiz.id) == [(1, str(left)), (2, str(out))]
        connection.execute(text("DELETE FROM players"))
    quiz.settle()
    assert wins(quiz, out, left) == [0, 1]


def test_a_live_quiz_of_one_player_is_no_contest(quiz: Quiz) -> None:
    player, idle = quiz.play("a", "a"), quiz.play("b")
    be_live(quiz)
    quiz.log.apply()
    quiz.settle()
    assert wins(quiz, player, idle) == [0, 0]


def test_an_answer_between_two_pieces_of_a_settling_makes_no_second_winner(
    quiz: Quiz, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quizzes, "AT_ONCE", 1)
    first, second = quiz.play("a", "a"), quiz.play("a")
    be_live(quiz)
    quiz.log.apply()
    assert [quiz.step(), quiz.step()] == ["marked", "settling"]
    quiz.log.values += [answer(quiz.sessions[second], second, no) for no in (1, 2)]
    quiz.log.apply(3)
    quiz.relay()
    assert [quiz.step(), quiz.step()] == ["settling", "settled"]
    quiz.relay()
    assert quiz.log.one("SELECT points FROM attempts WHERE player_id = :p", p=second)[0] == sum(fold([900] * 3))
    assert wins(quiz, first, second) == [1, 0]


def test_who_is_banned_is_on_no_board_of_a_quiz_and_does_not_win_it(quiz: Quiz, engine: Engine) -> None:
    """They keep what they played for, and are on its board again when the ban is lifted."""
    best, second, third = quiz.play("a", "a", "a"), quiz.play("a", "a"), quiz.play("a")
    quiz.log.apply()
    with engine.begin() as connection:
        _be_players(connection, best, second, third)
        ban = sanctions.impose(connection, best, Wish("ban", "a test"))
    quiz.settle()
    assert quiz.log.one("SELECT winner_id FROM quizzes WHERE id = :id", id=quiz.id).winner_id == second
    assert quiz.log.one("SELECT xp FROM sessions WHERE player_id = :p", p=best).xp > 0
    with engine.begin() as connection:
        assert _board(connection, quiz.id) == [(1, str(second)), (2, str(third))]
        shown = {one.player: one.visible for one in models.live.entrants(connection, quiz.id, 0)}
        assert shown == {best: False, second: True, third: True}
        sanctions.lift(connection, best, ban, None, "a test")
        assert _board(connection, quiz.id) == [(1, str(best)), (2, str(second)), (3, str(third))]
        connection.execute(text("DELETE FROM players"))


def _be_players(connection: Connection, *players: UUID) -> None:
    statement = text("INSERT INTO players (id, name, device_key_hash) VALUES (:id, 'Ada', :key)")
    connection.execute(statement, [{"id": player, "key": player.bytes} for player in players])


def _board(connection: Connection, quiz_id: UUID) -> list[tuple[int, str]]:
    found = models.quizzes.by_id(connection, quiz_id)
    assert found is not None
    return [(place.rank, place.player) for place in quiz_boards.view(connection, found, Window(10)).places]
