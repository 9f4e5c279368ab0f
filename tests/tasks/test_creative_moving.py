"""A creative battle from its writing to its voting: the players are told, and what is not fit is looked at first."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, text

from models import cases, entries
from tasks import creative as ticks
from tests.contests import SPANS, contest
from tests.processes import until
from tests.tasks.creative import NOW, grants, heard, log, notices, redis, standing
from web.realtime.creative_messages import CreativeEntries

__all__ = ["log", "redis"]


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("sides", [[0], [1], []])
def test_who_alone_has_written_wins_and_without_both_it_is_void(engine: Engine, sides: list[int]) -> None:
    battle = contest(engine, now=NOW - SPANS.writing - timedelta(seconds=5))
    for side in sides:
        battle.write(side)
    assert ticks.move(battle.id, NOW) == "closed"
    found = battle.row.result
    assert found is not None
    assert (found["how"], found["winner"]) == (("default", sides[0]) if sides else ("void", None))
    assert standing(engine, battle).state == ("settled" if sides else "void")
    assert grants(engine) == {}
    assert set(notices(engine)) == set(battle.players)


@pytest.mark.usefixtures("log")
def test_nothing_moves_while_it_is_being_written(engine: Engine) -> None:
    battle = contest(engine)
    battle.write(0)
    ticks.move_battles()
    assert battle.row.phase == "writing"


@pytest.mark.usefixtures("log")
def test_an_entry_that_was_taken_in_time_may_still_be_committed(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert timedelta(seconds=1) < ticks._GRACE, "it waits for a lock no longer"
    monkeypatch.setattr(ticks, "_GRACE", timedelta(hours=1))
    just, longer = contest(engine), contest(engine)
    just.change("writing_until = now() - interval '30 minutes'")
    longer.change("writing_until = now() - interval '2 hours'")
    ticks.move_battles()
    assert (just.row.phase, longer.row.phase) == ("writing", "closed")


@pytest.mark.usefixtures("log")
def test_when_both_have_written_others_vote_and_the_players_are_told(engine: Engine, redis: Any) -> None:
    battle = contest(engine, now=NOW - SPANS.writing - timedelta(seconds=5))
    for side in (0, 1):
        battle.write(side)
    with heard(redis) as frames:
        ticks.move_battles()
        assert ticks.move(battle.id, NOW) == "elsewhere", "a second tick"
        row = battle.row
        assert row.phase == "voting"
        assert row.voting_until is not None
        until(lambda: len(frames()) == 2, what="two frames")
    assert {player for player, _ in frames()} == set(map(str, battle.players))
    told_ = [msgspec.json.decode(raw, type=CreativeEntries) for _, raw in frames()]
    assert told_ == [CreativeEntries(battle.id, row.voting_until)] * 2


@pytest.mark.usefixtures("log")
def test_what_a_machine_did_not_let_pass_is_looked_at_first(engine: Engine) -> None:
    battle = contest(engine, now=NOW - SPANS.writing - timedelta(seconds=5))
    battle.write(0)
    doubted = battle.write(1, faults=["word"])
    assert [ticks.move(battle.id, NOW) for _ in range(2)] == ["moderating", "waiting"]
    with engine.connect() as connection:
        open_ = connection.execute(text("SELECT queue, subject, opened_by FROM cases WHERE decided_at IS NULL")).all()
    assert [tuple(row) for row in open_] == [("entries", doubted, "flag")]
    with engine.begin() as connection:
        entries.decide(connection, doubted, "approved")
    assert ticks.move(battle.id, NOW) == "voting"


@pytest.mark.usefixtures("log")
def test_who_was_refused_loses_once_nobody_can_think_better_of_it(engine: Engine) -> None:
    battle = contest(engine, now=NOW - SPANS.writing - timedelta(seconds=5))
    battle.write(0)
    doubted = battle.write(1, faults=["word"])
    ticks.move(battle.id, NOW)
    with engine.begin() as connection:
        entries.decide(connection, doubted, "rejected")
    now = datetime.now(UTC)
    assert ticks.move(battle.id, now) == "waiting"
    assert ticks.move(battle.id, now + cases.UNDO) == "closed"
    found = battle.row.result
    assert found is not None
    assert (found["how"], found["winner"]) == ("default", 0)
