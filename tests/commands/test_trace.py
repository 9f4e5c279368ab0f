"""`flask events trace`: what became of events that are no answers, and of ids that only look like another's."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.catalog import BATTLES, NOTIFICATIONS, REDEMPTIONS, SUBMISSIONS
from events.identity import answer_event_id, caused_event_id, ended_event_id, move_event_id, settled_event_id
from models import deadletters, notifications, outbox, redemption_claims
from tasks import runtime
from tests.clearing import clear
from tests.fighting import Fight, Moves
from tests.pipeline import NOON, Log, answer, ended
from tests.redeeming import redeemed, sell

Trace = Callable[[str], Any]


@pytest.fixture
def log(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Log:
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    with engine.begin() as connection:
        clear(connection, "carried, refused, dead_letters, outbox, sessions, attempts, notifications")
    return Log(engine)


@pytest.fixture
def trace(run: Callable[..., Result], log: Log) -> Trace:  # noqa: ARG001 - nothing is there before it
    def tell(event_id: str) -> Any:
        result = run("events", "trace", event_id, "--json")
        assert result.exit_code == 0, (result.output, result.exception)
        return json.loads(result.output)

    return tell


def test_an_end_tells_how_its_session_ended_and_what_it_gave(trace: Trace, log: Log) -> None:
    player = uuid7()
    session, running = log.session(player), log.session(player)
    log.values = [answer(session, player, 0), ended(session, player)]
    log.apply()
    told = trace(ended_event_id(session))
    (record,) = told["records"]
    assert (record["outcome"], record["end_reason"], record["player_id"]) == ("applied", "finished", str(player))
    assert record["xp"] is not None
    assert told["names"] == {"session_id": str(session)}
    with pytest.raises(AssertionError, match="never accepted"):
        trace(ended_event_id(running))


@pytest.mark.parametrize("event_id", ["AAAA", caused_event_id("nothing")])
def test_of_an_id_that_says_nothing_only_that_is_told(run: Callable[..., Result], event_id: str) -> None:
    result = run("events", "trace", event_id)
    assert result.exit_code == 1
    assert result.output == f"Error: {event_id} is no event id of ours, or nothing is known of it\n"


def test_a_settlement_is_found_by_its_attempt(trace: Trace, log: Log, engine: Engine) -> None:
    player, quiz = uuid7(), uuid7()
    sessions = [log.session(player) for _ in range(3)]
    with engine.begin() as connection:
        for number, session in enumerate(sessions):
            values = {"quiz": quiz, "player": uuid7(), "session": session, "xp": number or None}
            connection.execute(text("INSERT INTO attempts VALUES (:quiz, :player, :session)"), values)
            connection.execute(
                text("UPDATE sessions SET quiz_id = :quiz, xp = :xp, ended_at = now() WHERE id = :session"), values
            )
    (record,) = trace(settled_event_id(sessions[2]))["records"]
    assert (record["outcome"], record["session_id"], record["xp"]) == ("applied", str(sessions[2]), 2)
    with pytest.raises(AssertionError, match="nothing is known of it"):
        trace(settled_event_id(sessions[0]))


def test_a_move_tells_its_battle_and_where_it_stands(trace: Trace, engine: Engine) -> None:
    fight, moves = Fight(engine).play(), Moves(engine)
    moves.values = fight.events
    moves.apply(0, 5)
    told = trace(move_event_id(fight.id, 1, 3))
    (record,) = told["records"]
    assert (record["outcome"], record["battle_id"], record["seq"]) == ("applied", str(fight.id), 3)
    assert (record["offset"], record["battle_state"], record["battle_life"]) == (2, "running", 1)
    assert told["names"] == {"battle_id": str(fight.id), "life": 1, "seq": 3}
    assert [place["topic"] for place in told["log"]] == [BATTLES.name]
    with pytest.raises(AssertionError, match="never accepted"):
        trace(move_event_id(fight.id, 1, 6))


def test_a_notification_is_found_in_its_inbox(trace: Trace, engine: Engine) -> None:
    player, id_ = uuid7(), caused_event_id("level", "a player", 2)
    row = {"id": id_, "player_id": player, "category": "progress", "title": "Level 2", "body": "You have reached it."}
    with engine.begin() as connection:
        notifications.insert(connection, [row | {"lang": "en", "created_at": NOON, "expires_at": NOON}])
    (record,) = trace(id_)["records"]
    assert (record["outcome"], record["player_id"], record["title"]) == ("applied", str(player), "Level 2")


def test_a_request_is_found_by_its_redemption_once_it_is_applied(trace: Trace, engine: Engine) -> None:
    id_ = redeemed(engine, sell(engine))
    with pytest.raises(AssertionError):
        trace(str(id_))
    with engine.begin() as connection:
        redemption_claims.wake(connection, [id_])
    (record,) = trace(str(id_))["records"]
    assert (record["outcome"], record["topic"], record["state"]) == ("applied", REDEMPTIONS.name, "held")


def test_the_outbox_is_looked_through_whatever_it_holds(trace: Trace, log: Log, engine: Engine) -> None:
    player, session = uuid7(), uuid7()
    log.values = [b"\xff\xfe is no UTF-8"]
    assert log.apply() == "applied"
    event_id = answer_event_id(session, 0, "a")
    with engine.begin() as connection:
        letter = connection.execute(text("SELECT id FROM dead_letters")).scalar_one()
        assert deadletters.replay(connection, letter)
        outbox.put(connection, SUBMISSIONS.name, str(player), answer(session, player, 0))
    (record,) = trace(event_id)["records"]
    assert (record["outcome"], record["key"]) == ("in the outbox", str(player))


def test_no_character_of_an_id_stands_for_another(trace: Trace, engine: Engine) -> None:
    with engine.begin() as connection:
        outbox.put(connection, SUBMISSIONS.name, "a key", b'{"event_id":"abc"}')
    assert [record["outcome"] for record in trace("abc")["records"]] == ["in the outbox"]
    for pattern in ("a_c", "a%"):
        with pytest.raises(AssertionError, match="nothing is known of it"):
            trace(pattern)


def test_a_record_is_looked_up_in_the_log_of_its_own_topic(trace: Trace, log: Log, engine: Engine) -> None:
    letter = {"e": "an id", "t": NOTIFICATIONS.name, "i": log.topic_id}
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO dead_letters (event_id, topic, topic_id, kafka_partition, kafka_offset, code, detail, "
                "value) VALUES (:e, :t, :i, 0, 7, 'malformed', '', '')"
            ),
            letter,
        )
        connection.execute(text("UPDATE carried SET topic = :t WHERE topic_id = :i"), letter)
    told = trace("an id")
    assert [(place["topic"], place["offset"]) for place in told["log"]] == [(NOTIFICATIONS.name, 7)]
    assert [place["topic"] for place in told["partitions"]] == [NOTIFICATIONS.name]
