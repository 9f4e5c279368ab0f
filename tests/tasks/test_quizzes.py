"""What a quiz for many gives, it gives once, when all its answers are applied: nothing before that tells a verdict."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.codec import decode
from models import deadletters, outbox, seasons
from models.audit import audit
from models.marks import Ends
from models.quizzes import attempt
from rules.levels import xp_of
from rules.scoring import fold
from tasks import quizzes
from tasks.closing import fresh_marks
from tasks.quizzes import step
from tasks.seasons import step as close
from tests.pipeline import NOON, answer, ended, standings
from tests.processes import dies, kill_me
from tests.tasks.quizzing import AFTER, CLOSES, MODE, Quiz, quiz, seen

__all__ = ["quiz"]


def test_nothing_moves_while_others_may_still_play(quiz: Quiz) -> None:
    player = quiz.play("a", "b", "a")
    quiz.log.values.append(ended(quiz.sessions[player], player))
    quiz.log.apply()
    assert seen(quiz.log, player) == []
    assert quiz.log.one("SELECT points FROM attempts WHERE player_id = :p", p=player).points > 0
    assert quiz.log.one("SELECT ended_at, xp FROM sessions WHERE player_id = :p", p=player) == (NOON, None)


def test_it_is_settled_once_all_its_answers_are_applied(quiz: Quiz) -> None:
    whole, half, none = quiz.play("a", "b", "a"), quiz.play("a"), quiz.play()
    quiz.log.apply(0, 3)
    assert [quiz.step(), quiz.step()] == ["marked", "waiting"]
    assert seen(quiz.log, whole) == []
    quiz.log.apply(3)
    quiz.settle()
    for player, right, points in ((whole, 2, sum(fold([900, 0, 900]))), (half, 1, 900)):
        session = quiz.log.one("SELECT * FROM sessions WHERE player_id = :p", p=player)
        row = quiz.log.one("SELECT * FROM player_days WHERE player_id = :p AND category_id = 1", p=player)
        answered = 3 if player == whole else 1
        assert (row.points, row.answered, row.reached_at, row.day) == (points, answered, NOON, NOON.date())
        assert session.xp == xp_of("scheduled", 3, answered, right)
    query = "SELECT player_id, ended_at, end_reason, end_sent_at FROM sessions WHERE quiz_id = :q"
    closed = [(player, CLOSES, "closed", AFTER) for player in (half, none)]  # told of then: learning goes by that
    assert sorted(quiz.log.all(query, q=quiz.id)) == sorted([(whole, NOON, "answered", None), *closed])
    assert standings(quiz.log, [none]) == []


def test_what_the_relay_moves_while_a_closing_is_marked_lies_before_its_marks(quiz: Quiz, engine: Engine) -> None:
    player = quiz.play("a", "a")
    waits = quiz.log.values.pop()
    quiz.log.apply()
    with engine.begin() as connection:
        row = "INSERT INTO outbox (topic, key, value, created_at) VALUES ('quiz.submissions', 'k', :value, :at)"
        connection.execute(text(row), {"value": waits, "at": CLOSES})

    def ends() -> Ends:
        """Read, and at once the relay moves what waited."""
        found = quiz.ends()
        quiz.relay()
        return found

    quiz.ends = ends  # type: ignore[method-assign]  # for this test
    assert quiz.step() == "waiting"
    assert quiz.log.one("SELECT count(*) FROM outbox")[0] == 1
    del quiz.ends
    quiz.relay()
    quiz.settle()
    assert quiz.log.one("SELECT points FROM player_days WHERE player_id = :p", p=player).points == sum(fold([900, 900]))


def test_marks_of_a_topic_that_was_made_anew_are_read_anew(quiz: Quiz) -> None:
    quiz.play("a")
    quiz.log.apply()
    assert step(quiz.id, AFTER, [["a topic that was", 0, 9]]) == "marked"
    assert step(quiz.id, AFTER, None) == "waiting"
    assert [quiz.step(), quiz.step()] == ["marked", "settled"]


def test_an_attempt_under_way_holds_the_marks_up_and_none_begins_after_them(quiz: Quiz, engine: Engine) -> None:
    early, late = uuid7(), uuid7()
    quiz.log.session(early, count=3, mode=MODE, session_id=early)
    with engine.begin() as connection:
        assert attempt(connection, quiz.id, early, early) == early
        assert quiz.step() == "elsewhere"
    assert quiz.step() == "marked"
    with engine.begin() as connection:
        assert attempt(connection, quiz.id, late, late) is None
    quiz.settle()
    assert quiz.log.all("SELECT session_id FROM attempts WHERE quiz_id = :q", q=quiz.id) == [(early,)]
    assert quiz.log.one("SELECT end_reason, xp FROM sessions WHERE id = :s", s=early) == ("closed", 0)


def test_an_unranked_attempt_gives_experience_and_no_points(quiz: Quiz, engine: Engine) -> None:
    player = quiz.play("a")
    with engine.begin() as connection:
        connection.execute(text("UPDATE sessions SET on_boards = false WHERE player_id = :p"), {"p": player})
    quiz.log.apply()
    quiz.settle()
    assert standings(quiz.log, [player]) == []
    assert quiz.log.one("SELECT xp FROM player_progress WHERE player_id = :p", p=player).xp > 0


def test_settling_twice_gives_nothing_twice(quiz: Quiz) -> None:
    player = quiz.play("a", "a", "a")
    quiz.log.apply()
    quiz.settle()
    before, begin = seen(quiz.log, player), len(quiz.log.values)
    assert quiz.step() == "elsewhere"
    quiz.log.values.append(quiz.log.values[-1])
    quiz.log.apply(begin)
    assert seen(quiz.log, player) == before
    assert quiz.log.row.copies == 1


def test_a_settling_in_pieces_that_dies_between_them_reaches_everybody_once(
    quiz: Quiz, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quizzes, "AT_ONCE", 2)
    players = {quiz.play("a") for _ in range(5)}
    quiz.log.apply()
    assert [quiz.step(), quiz.step()] == ["marked", "settling"]
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "put_all", then_die(outbox.put_all))
        quiz.log.engine.dispose()
        assert dies(quiz.step)
    assert [quiz.step(), quiz.step(), quiz.step()] == ["settling", "settled", "elsewhere"]
    told = [decode(bytes(value)) for (value,) in quiz.log.all("SELECT value FROM outbox")]
    assert sorted(event.player_id for event in told) == sorted(players)  # type: ignore[attr-defined]  # settled ones


def then_die(do: Callable[..., None]) -> Callable[..., None]:
    def done_and_dead(*arguments: Any) -> None:
        do(*arguments)
        kill_me()

    return done_and_dead


def test_an_answer_that_comes_after_it_was_settled_is_refused(quiz: Quiz) -> None:
    player = quiz.play("a")
    quiz.log.apply()
    quiz.settle()
    before, begin = seen(quiz.log, player), len(quiz.log.values)
    quiz.log.values.append(answer(quiz.sessions[player], player, 1))
    quiz.log.apply(begin)
    assert quiz.log.row.refused == 1
    assert seen(quiz.log, player) == before


def bury(quiz: Quiz, place: int, value: bytes) -> UUID:
    """An answer that was accepted, and dead-lettered by a fault of ours; the letter."""
    letter = uuid7()
    statement = text(
        "INSERT INTO dead_letters (id, event_id, topic, topic_id, kafka_partition, kafka_offset, value, code, detail) "
        "VALUES (:id, :event, 'quiz.submissions', :topic, 1, :place, :value, 'kills_worker', 'x')"
    )
    values = {"id": letter, "event": decode(value).event_id, "topic": quiz.log.topic_id, "place": place}
    with quiz.log.engine.begin() as connection:
        connection.execute(statement, {**values, "value": value})
    return letter


def replay(quiz: Quiz, letter: UUID) -> None:
    """Send a dead letter on its way again, and have it applied."""
    with quiz.log.engine.begin() as connection:
        assert deadletters.replay(connection, letter)
    quiz.relay()


def test_a_dead_letter_that_is_replayed_counts_until_its_attempt_is_settled(quiz: Quiz) -> None:
    """The marks say how far the logs must be applied, not what may be: it was accepted in time."""
    early, late = quiz.play("a", "a"), quiz.play("a", "a")
    quiz.log.apply()
    letters = [bury(quiz, n, answer(quiz.sessions[player], player, 2)) for n, player in enumerate((early, late))]
    assert quiz.step() == "marked"
    replay(quiz, letters[0])
    quiz.settle()
    points = "SELECT points, answered FROM player_days WHERE player_id = :p AND category_id = 1"
    assert tuple(quiz.log.one(points, p=early)) == (sum(fold([900] * 3)), 3)
    before = seen(quiz.log, late)
    replay(quiz, letters[1])
    assert tuple(quiz.log.one(points, p=late)) == (sum(fold([900] * 2)), 2)
    assert seen(quiz.log, late) == before
    assert quiz.log.all("SELECT code FROM refused WHERE event_id = :e", e=decode(quiz.log.values[-1]).event_id) == [
        ("session_closed",)
    ]


def test_a_season_waits_for_the_quizzes_that_opened_in_it(quiz: Quiz, engine: Engine) -> None:
    with engine.begin() as connection:
        season = seasons.create(connection, "A day", NOON.date(), NOON.date(), [])
    try:
        player = quiz.play("a")
        with engine.begin() as connection:
            connection.execute(
                text("INSERT INTO players (id, name, device_key_hash) VALUES (:id, 'A player', :key)"),
                {"id": player, "key": player.bytes},
            )
        quiz.log.apply()
        later = datetime.now(UTC) + timedelta(minutes=1)
        assert close(season, later, fresh_marks(later, quiz.ends)) == "waiting"
        quiz.settle()
        soon = datetime.now(UTC) + timedelta(seconds=5)  # word of it may still be on its way into the outbox
        assert close(season, soon, fresh_marks(soon, quiz.ends)) == "waiting"
        assert [close(season, later, fresh_marks(later, quiz.ends)) for _ in range(2)] == ["marked", "sealed"]
        lines = quiz.log.all("SELECT player_id, points FROM season_standings WHERE season_id = :s", s=season)
        assert lines == [(player, 900)]
        copy = len(quiz.log.values)
        quiz.log.values += quiz.log.values[-1:]
        quiz.log.apply(copy)
        assert (quiz.log.row.copies, quiz.log.row.refused) == (1, 0)
    finally:
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM season_standings WHERE season_id = :s"), {"s": season})
            connection.execute(text("DELETE FROM seasons WHERE id = :s"), {"s": season})


def test_an_attempt_of_a_sealed_season_is_refused_though_its_quiz_closed_in_the_next(
    quiz: Quiz, engine: Engine
) -> None:
    """No tick seals it so early; should it be sealed by hand, what it paid stays what was right."""
    player = quiz.play("a")
    quiz.log.apply()
    with engine.begin() as connection:
        season = seasons.create(connection, "A day", NOON.date(), NOON.date(), [])
        connection.execute(text("UPDATE seasons SET sealed_at = now() WHERE id = :s"), {"s": season})
        next_day = {"q": quiz.id, "at": NOON + timedelta(days=1)}
        connection.execute(text("UPDATE quizzes SET closes_at = :at WHERE id = :q"), next_day)
    try:
        quiz.settle()
        assert quiz.log.row.refused == 1
        assert [code for (code,) in quiz.log.all("SELECT code FROM refused")].count("after_seal") == 1
        assert seen(quiz.log, player) == []
    finally:
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM seasons WHERE id = :s"), {"s": season})


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        (
            "UPDATE sessions SET xp = 5, ended_at = now() WHERE quiz_id = :q",
            "attempts at quizzes give nothing before all their answers are applied",
        ),
        (
            "UPDATE quizzes SET marks = '[]', settled_at = now() - interval '6 minutes' WHERE id = :q",
            "attempts of settled quizzes have given",
        ),
    ],
)
def test_the_audit_sees_what_was_given_too_early_or_never(
    quiz: Quiz, engine: Engine, damage: str, finding: str
) -> None:
    quiz.play("a")
    quiz.log.apply()
    assert finding not in broken(engine)
    with engine.begin() as connection:
        connection.execute(text(damage), {"q": quiz.id})
    assert finding in broken(engine)


def broken(engine: Engine) -> set[str]:
    """Invariants that do not hold."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        return {finding.name for finding in audit(connection) if finding.broken}


def test_a_days_challenges_give_tokens_and_count_once_and_only_if_answered_to_the_end(quiz: Quiz) -> None:
    with quiz.log.engine.begin() as connection:
        connection.execute(text("UPDATE quizzes SET mode = 'daily' WHERE id = :id"), {"id": quiz.id})
    whole, blind = quiz.play("b", "b", "b", mode="daily"), quiz.play("a", mode="daily")
    quiz.log.values += [ended(quiz.sessions[blind], blind)]
    quiz.log.apply()
    quiz.settle()
    query = "SELECT source_key, tokens FROM grants WHERE player_id = :p AND source = 'daily'"
    played = "SELECT (counters ->> 'daily_played')::integer FROM player_progress WHERE player_id = :p"
    assert quiz.log.all(query, p=whole) == [(str(NOON.date()), 10)]
    assert quiz.log.all(query, p=blind) == []
    assert [quiz.log.one(played, p=player)[0] for player in (whole, blind)] == [1, 0]
