"""A creative battle goes from writing to its end by ticks: once, when everything received in time is counted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, text

from events.catalog import VOTES
from models import creative, outbox, voiding
from models.marks import Ends
from rules.creative import ENTRY_TOKENS, WIN_TOKENS
from tasks import creative as ticks
from tasks import votes
from tasks.closing import LATE
from tests.contests import PROMPT, contest
from tests.pipeline import Log
from tests.processes import dies, kill_me, until
from tests.tasks.creative import NOW, OVER, close, ends, grants, heard, log, notices, redis, standing, step, voted
from tests.tasks.given import in_english
from web.realtime.creative_messages import CreativeClosed

__all__ = ["log", "redis"]


def test_it_waits_until_everything_received_before_its_end_is_counted(log: Log, engine: Engine) -> None:
    battle = contest(engine).open(OVER)
    voted(log, battle, [0, 1, 1])
    log.apply(0, 1, apply=votes.apply)
    assert [step(log, battle) for _ in range(3)] == ["marked", "waiting", "waiting"]
    assert (grants(engine), notices(engine), battle.row.phase) == ({}, {}, "voting")
    log.apply(1, apply=votes.apply)
    assert step(log, battle) == "closed"
    assert battle.row.result == {"how": "votes", "winner": 1, "votes": [1, 2], "shares": [0.3333, 0.6667]}


def test_with_the_waiting_switched_off_a_vote_would_be_lost(
    log: Log, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the test above guards: without it the second voter has voted for nothing."""
    monkeypatch.setattr(ticks, "hold_up", lambda *_: None)
    battle = contest(engine).open(OVER)
    voted(log, battle, [0, 1])
    log.apply(0, 1, apply=votes.apply)
    assert step(log, battle) == "closed"
    log.apply(1, apply=votes.apply)
    assert log.all("SELECT code FROM refused") == [("voting_closed",)]


def test_it_is_not_marked_while_the_outbox_holds_votes(log: Log, engine: Engine) -> None:
    battle = contest(engine).open(OVER)
    voted(log, battle, [1])
    waiting = log.values.pop()
    with engine.begin() as connection:
        outbox.put(connection, VOTES.name, str(battle.id), waiting)
        connection.execute(text("UPDATE outbox SET created_at = :at"), {"at": NOW - timedelta(seconds=1)})
    assert step(log, battle) == "waiting"
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox"))
    log.values.append(waiting)
    assert [step(log, battle) for _ in range(2)] == ["marked", "waiting"]
    log.apply(apply=votes.apply)
    assert step(log, battle) == "closed"
    assert battle.row.votes == [0, 1]


def test_answers_that_wait_do_not_hold_it_up(log: Log, engine: Engine) -> None:
    battle = contest(engine).open(OVER)
    with engine.begin() as connection:
        outbox.put(connection, "quiz.submissions", "x", b"{}")
        connection.execute(text("UPDATE outbox SET created_at = :at"), {"at": NOW - timedelta(seconds=1)})
    close(log, battle)


def test_nothing_is_closed_while_an_apply_holds_it(log: Log, engine: Engine) -> None:
    battle = contest(engine).open(OVER)
    step(log, battle)
    with engine.begin() as connection:
        assert set(creative.hold_all(connection, [battle.id])) == {battle.id}
        assert step(log, battle) == "elsewhere"
    assert step(log, battle) == "closed"


def test_what_ended_otherwise_meanwhile_is_not_settled(log: Log, engine: Engine) -> None:
    battle = contest(engine).open(OVER)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE battles SET state = 'void', ended_at = :at WHERE id = :id"), {"at": OVER, "id": battle.id}
        )
    close(log, battle)
    row = standing(engine, battle)
    assert (row.state, row.ended_at, row.settled_at, row.result) == ("void", OVER, None, None)


def test_it_is_left_alone_before_its_end(log: Log, engine: Engine) -> None:
    for until_ in (NOW, NOW - LATE + timedelta(seconds=1)):
        assert step(log, contest(engine).open(until_)) == "elsewhere"


def test_a_tick_that_comes_twice_gives_nothing_twice(log: Log, engine: Engine) -> None:
    battle = contest(engine).open(OVER)
    voted(log, battle, [0])
    log.apply(apply=votes.apply)
    close(log, battle)
    first = (grants(engine), set(notices(engine)), battle.row)
    assert step(log, battle) == "elsewhere"
    assert ticks.move(battle.id, NOW) == "elsewhere"
    assert (grants(engine), set(notices(engine)), battle.row) == first


def test_a_worker_that_dies_in_the_middle_leaves_all_or_nothing(
    log: Log, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    battle = contest(engine).open(OVER)
    voted(log, battle, [0])
    log.apply(apply=votes.apply)
    assert step(log, battle) == "marked"
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "put_all", lambda *_: kill_me())
        engine.dispose()
        assert dies(lambda: step(log, battle))
    until(lambda: step(log, battle) == "closed", what="the closing")
    assert grants(engine) == {battle.players[0]: WIN_TOKENS + ENTRY_TOKENS, battle.players[1]: ENTRY_TOKENS}


def test_both_are_given_and_told_what_it_came_to(log: Log, engine: Engine) -> None:
    battle = contest(engine).open(OVER)
    voted(log, battle, [0, 0, 1])
    log.apply(apply=votes.apply)
    close(log, battle)
    winner, loser = battle.players
    assert grants(engine) == {winner: WIN_TOKENS + ENTRY_TOKENS, loser: ENTRY_TOKENS}
    found = notices(engine)
    assert (in_english(found[winner]).title, in_english(found[loser]).title) == (
        "You have won a creative battle",
        "Your opponent has won a creative battle",
    )
    assert in_english(found[winner]).body == f"{PROMPT} – 2 of 3 votes were for your entry. You get 25 tokens."
    assert in_english(found[loser]).link == f"/battles/{battle.id}"
    row = standing(engine, battle)
    assert (row.state, row.result["winner"], row.result["points"]) == ("settled", 0, [2, 1])
    assert [one["tokens"] for one in row.result["rewards"]] == [25, 5]


def test_a_tie_is_split_and_what_is_unranked_gives_nothing(log: Log, engine: Engine) -> None:
    tie, casual = contest(engine).open(OVER), contest(engine, ranked=False).open(OVER)
    voted(log, tie, [0, 1])
    voted(log, casual, [0])
    log.apply(apply=votes.apply)
    close(log, tie)
    close(log, casual)
    half = ENTRY_TOKENS + WIN_TOKENS // 2
    assert grants(engine) == dict.fromkeys(tie.players, half)
    assert {in_english(notices(engine)[player]).title for player in tie.players} == {"Your creative battle is a tie"}
    assert in_english(notices(engine)[casual.players[0]]).title == "You have won a creative battle"


def test_its_end_is_told_to_both_players(log: Log, engine: Engine, redis: Any) -> None:
    battle = contest(engine).open(OVER)
    voted(log, battle, [1])
    log.apply(apply=votes.apply)
    with heard(redis) as frames:
        close(log, battle)
        until(lambda: len(frames()) == 2, what="two frames")
    closed = msgspec.json.decode(frames()[0][1], type=CreativeClosed)
    assert (closed.battle_id, closed.result.winner, closed.result.votes) == (battle.id, 1, [0, 1])


def test_kafka_is_asked_for_the_ends_of_the_votes_log(
    log: Log, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def note(topic: str) -> Ends:
        asked.append(topic)
        return ends(log)

    monkeypatch.setattr(ticks, "log_ends", note)
    battle = contest(engine).open(datetime.now(UTC) - LATE - timedelta(seconds=1))
    ticks.close_battles()
    ticks.close_battles()
    assert (battle.row.phase, set(asked)) == ("closed", {VOTES.name})


@pytest.mark.parametrize("closed", [False, True])
def test_made_void_it_gives_nothing_and_takes_no_votes(log: Log, engine: Engine, closed: bool) -> None:
    battle = contest(engine).open(OVER)
    voted(log, battle, [0, 1, 1])
    log.apply(0, 2, apply=votes.apply)
    if closed:
        log.apply(2, apply=votes.apply)
        close(log, battle)
        assert grants(engine)
    with engine.begin() as connection:
        assert voiding.void(connection, battle.id, NOW) is not None
    assert step(log, battle) == "elsewhere"
    if not closed:
        log.apply(2, apply=votes.apply)
        assert log.all("SELECT code FROM refused") == [("voting_closed",)]
    assert (standing(engine, battle).state, battle.row.phase, grants(engine)) == ("void", "closed", {})
