"""However its moves arrive, a battle is settled once, as the fold of those that count."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec
import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from uuid_utils.compat import uuid7

from bridges.parcel import pack
from bridges.scripts import GhostRun
from bridges.told import CHANNEL, read
from events.catalog import BattleMoved
from events.codec import decode, encode
from models import battles as table
from models.carried import Tally
from rules.battle_state import ROUNDS, Move
from tasks import runtime
from tasks.battles import apply, fold_moves
from tasks.slices import Batch
from tests.fighting import RIGHT, WRONG, Fight, Moves, broken, log
from tests.processes import dies, kill_me
from tests.tasks.test_zombies import as_zombies_do
from web.realtime.battle_messages import BattleSettled

__all__ = ["log"]

few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def row(log: Moves, fight: Fight) -> Any:
    return log.one("SELECT * FROM battles WHERE id = :b", b=fight.id)


def stored(log: Moves, fight: Fight) -> list[tuple[int, int]]:
    rows = log.all("SELECT life, seq FROM battle_moves WHERE battle_id = :b ORDER BY 1, 2", b=fight.id)
    return [(life, seq) for life, seq in rows]


def within(log: Moves, fight: Fight) -> int:
    return int(log.one("SELECT count(*) FROM in_battle WHERE battle_id = :b", b=fight.id)[0])


def test_a_battle_is_settled_when_its_last_move_is_applied(log: Moves, engine: Engine) -> None:
    fight = Fight(engine).play(first=7, second=3)
    log.values = fight.events
    log.apply(0, len(log.values) - 1)
    assert (row(log, fight).state, row(log, fight).result, within(log, fight)) == ("running", None, 2)
    log.apply(len(log.values) - 1)
    found = row(log, fight)
    assert (found.state, found.over_seq, found.ended_at.timestamp() * 1000) == ("settled", fight.seq, fight.now)
    assert found.result["points"] == [side.points for side in fight.state.sides] == [152, 54]
    assert (found.result["winner"], found.result["reason"], found.result["answered"]) == (0, "points", [7, 7])
    assert within(log, fight) == 0
    assert log.row.applied_n == len(log.values)
    assert broken(engine) == []


@few
@given(attempts=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40), st.booleans()), max_size=30))
def test_slices_cut_anywhere_and_repeated_settle_it_once(engine: Engine, attempts: list[tuple[int, int, bool]]) -> None:
    log, first, second = Moves(engine), Fight(engine).play(second=2), Fight(engine).play(5, 5)
    log.values = [event for pair in zip(first.events, second.events, strict=True) for event in pair]
    as_zombies_do(log, attempts)
    for fight in (first, second):
        assert row(log, fight).state == "settled"
        assert len(stored(log, fight)) == len(fight.events)
        assert log.one("SELECT count(*) FROM rating_changes WHERE battle_id = :b", b=fight.id)[0] == 2
    assert log.row.applied_n == len(log.values)


@few
@given(order=st.data())
def test_moves_that_overtake_each_other_settle_it_when_the_last_hole_is_filled(
    engine: Engine, order: st.DataObject
) -> None:
    log, fight = Moves(engine), Fight(engine).play()
    log.values = order.draw(st.permutations(fight.events))
    for end in range(1, len(log.values) + 1):
        assert row(log, fight).state == "running"
        log.apply(end - 1, end)
    assert row(log, fight).state == "settled"
    assert row(log, fight).result["points"] == [152, 0]


def test_the_same_move_again_is_a_copy_also_when_all_is_over(log: Moves, engine: Engine) -> None:
    fight = Fight(engine).play()
    log.values = [*fight.events[:5], *fight.events[:5], *fight.events[5:], *fight.events]
    log.apply(0, 8)
    log.apply(8)
    assert (log.row.applied_n, log.row.copies, log.row.refused) == (len(fight.events), 5 + len(fight.events), 0)


def test_another_move_of_a_battle_that_is_over_is_refused_once(log: Moves, engine: Engine) -> None:
    fight = Fight(engine).play()
    late = fight.event(Move("emote", 0, "late", emote="wow"), seq=fight.seq + 1)
    log.values = [*fight.events, late, late]
    log.apply(0, len(fight.events))
    before = row(log, fight)
    log.apply(len(fight.events), len(fight.events) + 1)
    log.apply(len(fight.events) + 1)
    assert (log.row.refused, log.row.copies) == (1, 1)
    (code,) = log.one("SELECT code FROM refused WHERE event_id = :e", e=decode(late).event_id)
    assert code == "battle_over"
    assert row(log, fight) == before


def test_what_belongs_to_no_battle_or_cannot_be_read_becomes_a_dead_letter(log: Moves, engine: Engine) -> None:
    fight = Fight(engine)
    fight.tick()
    event = decode(fight.events[0])
    assert isinstance(event, BattleMoved)
    strange = msgspec.structs.replace(event, battle_id=uuid7(), event_id="strange")
    unread = msgspec.structs.replace(event, seq=2, move='{"kind":"dance"}', event_id="unread")
    log.values = [encode(strange), *fight.events, encode(unread)]
    log.apply()
    assert (log.row.applied_n, log.row.dead) == (1, 2)
    codes = dict(log.all("SELECT event_id, code FROM dead_letters WHERE topic_id = :t", t=log.topic_id))
    assert codes == {"strange": "unknown_battle", "unread": "malformed_move"}


def test_what_a_life_made_that_was_given_up_counts_for_nothing(log: Moves, engine: Engine) -> None:
    fight = Fight(engine)
    fight.round(RIGHT, WRONG)
    zombie = fight.event(Move("surrender", 0, "z"), seq=fight.seq + 1, over=True)
    fight.rebuild(engine)
    log.values = [*fight.events, zombie]
    log.apply()
    assert row(log, fight).state == "running"
    for _ in range(ROUNDS - 1):
        fight.round(RIGHT, WRONG)
    fight.tick()
    log.values += fight.events[len(log.values) - 1 :]
    log.apply(log.row.applied)
    assert (row(log, fight).state, row(log, fight).result["winner"]) == ("settled", 0)
    assert len(stored(log, fight)) == len(fight.events) + 1
    assert broken(engine) == []


def test_an_end_of_an_older_life_settles_nothing_before_the_newer_one_says_so(log: Moves, engine: Engine) -> None:
    fight = Fight(engine).play()
    over = list(fight.events)
    with engine.begin() as connection:
        connection.execute(text("UPDATE battles SET life = 2 WHERE id = :b"), {"b": fight.id})
    log.values = over
    log.apply()
    assert row(log, fight).state == "running", "the life that was begun knows where it goes on from"
    log.values = [*over, fight.event(Move("rebuilt", after=(1, fight.seq)), life=2, seq=fight.seq + 1)]
    log.apply(len(over))
    assert (row(log, fight).state, row(log, fight).over_seq) == ("settled", fight.seq)


def test_a_battle_that_is_over_begins_no_other_life(log: Moves, engine: Engine) -> None:
    fight = Fight(engine).play()
    log.values = fight.events
    log.apply()
    with engine.begin() as connection:
        assert table.claim(connection, [fight.id]) == []


def test_moves_that_are_no_battles_make_it_void(log: Moves, engine: Engine) -> None:
    fight = Fight(engine)
    fight.seq = 1
    log.values = [fight.event(Move("answer", 0, "m", 0, RIGHT), over=True)]
    log.apply()
    assert (row(log, fight).state, within(log, fight)) == ("void", 0)


def test_a_ghost_gets_nothing_and_is_in_no_battle(log: Moves, engine: Engine) -> None:
    fight = Fight(engine, ranked=False, ghost=[GhostRun(WRONG, 500)] * ROUNDS)
    for _ in range(ROUNDS):
        fight.round(RIGHT)
    fight.tick()
    log.values = fight.events
    log.apply()
    found = row(log, fight)
    assert (found.result["winner"], found.result["rewards"][1]) == (0, None)
    assert found.result["rewards"][0]["rating_after"] is None
    counted = log.all("SELECT player_id FROM player_progress WHERE player_id = ANY(:p)", p=list(fight.players))
    assert counted == [(fight.players[0],)]
    assert broken(engine) == []


@pytest.fixture
def ear(boards_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """What players are told."""
    with redis.Redis.from_url(boards_url) as client, client.pubsub(ignore_subscribe_messages=True) as ear:
        monkeypatch.setattr(runtime, "boards", lambda: client)
        ear.subscribe(CHANNEL)
        ear.get_message(timeout=5)
        yield ear


def test_each_player_is_told_their_own(log: Moves, engine: Engine, ear: Any) -> None:
    fight = Fight(engine).play()
    log.values = fight.events
    piece = log.slice(0, len(log.values))
    fold_moves(piece.topic, piece.topic_id, piece.partition, piece.lo, piece.hi, 0, pack(piece.values))
    told = {}
    for _ in fight.players:
        message = ear.get_message(timeout=5)
        assert message is not None
        player, frame = read(message["data"])
        told[UUID(player)] = msgspec.json.decode(frame, type=BattleSettled)
    first, second = (told[player] for player in fight.players)
    assert (first.battle_id, first.result.winner, first.totals) == (fight.id, 0, [152, 0])
    assert first.reward.rating_before == second.reward.rating_before == 1500
    assert first.reward.rating_after is not None
    assert first.reward.rating_after > 1500
    assert (first.reward.xp, first.reward.tokens, second.reward.xp) == (152 + 140, 5, 40)
    assert first.reward.provisional


def test_a_worker_killed_before_its_commit_leaves_nothing_behind(log: Moves, engine: Engine) -> None:
    fight = Fight(engine).play()
    log.values = fight.events

    def die(connection: Connection, batch: Batch) -> Tally:
        tally = apply([], connection, batch)
        kill_me()
        return tally

    engine.dispose()
    dies(lambda: log.apply(apply=die))
    engine.dispose()
    assert (row(log, fight).state, stored(log, fight), log.row.applied) == ("running", [], 0)
    log.apply(attempt=1)
    assert row(log, fight).state == "settled"
