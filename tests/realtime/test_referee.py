"""What the referee promises while processes freeze and stores are away: a confirmed move counts, others never do."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import text

from bridges import kafka
from bridges.battles import Battles, Gone
from bridges.journal import Journal
from bridges.postgres import Postgres
from bridges.producer import Producer
from bridges.spool import Spool
from events.catalog import BATTLES, BattleMoved
from events.codec import decode
from lab.stack import Stack
from models import battle_moves, carried, outbox
from rules.battle_state import Move, Refused
from tests.realtime.court import Court, open_court
from tests.realtime.ring import Ring
from web.battles.rebuilding import Moves, Rebuilder
from web.battles.referee import Referee, Unavailable
from web.battles.showing import Show

_NOWHERE = "127.0.0.1:1"


@pytest.fixture(scope="module")
def court(services: Stack, database_url: str, kafka_servers: str) -> Iterator[Court]:
    """Two referees."""
    with open_court(services, database_url, kafka_servers) as court:
        yield court


@pytest.fixture(scope="module")
def ring(court: Court) -> Ring:
    """Where their battles are made."""
    return court.ring


def test_what_another_process_did_meanwhile_is_seen_before_a_move_is_judged(court: Court) -> None:
    """The referee's memory of the battle is older than the other's answer."""
    battle = court.open()
    court.answer(court.other, battle, 1, "b")
    court.answer(court.referee, battle, 0, "a")
    state = court.ring.standing(battle).state
    assert state.phase == "reveal"
    assert [answer is not None for answer in state.past[0]] == [True, True]


def test_a_move_that_others_made_legal_meanwhile_counts(court: Court) -> None:
    """The referee remembers the round before as open; ticks that another process made have opened the next."""
    battle = court.open()
    court.answer(court.referee, battle, 0, "a")
    court.answer(court.other, battle, 1, "b")
    due_at = court.ring.standing(battle).state.due_at
    assert due_at is not None
    court.play(court.other, battle, Move("tick", due_at=due_at), due_at)
    court.answer(court.referee, battle, 0, "a1")
    assert court.ring.standing(battle).state.answers[0] is not None


def test_a_move_that_is_not_safe_is_not_confirmed_and_the_next_to_touch_the_battle_saves_it(court: Court) -> None:
    battle = court.open()
    court.notes.fails = True
    with pytest.raises(Unavailable):
        court.answer(court.referee, battle, 0, "a")
    court.notes.fails = False
    pending = court.ring.standing(battle).pending
    assert len(pending) == 1
    court.answer(court.other, battle, 1, "b")
    assert court.ring.standing(battle).pending == []
    court.answer(court.referee, battle, 0, "a")  # sent again: it counts once


def test_a_move_sent_again_is_confirmed_only_once_it_is_safe(court: Court) -> None:
    battle = court.open()
    court.notes.fails = True
    for _ in range(2):
        with pytest.raises(Unavailable):
            court.answer(court.referee, battle, 0, "a")
    court.notes.fails = False
    court.answer(court.referee, battle, 0, "a")
    assert court.ring.standing(battle).pending == []


def test_who_was_frozen_across_a_wipe_confirms_nothing_of_the_life_before(court: Court) -> None:
    """Its event reached Kafka, Redis was emptied, the battle rebuilt: only who knows the new life confirms."""
    battle = court.open()

    def wipe_and_rebuild() -> None:
        court.ring.redis.flushdb()
        assert court.rebuild(battle) == 1

    court.notes.then = wipe_and_rebuild
    with pytest.raises(Gone):
        court.answer(court.referee, battle, 0, "a")
    standing = court.ring.standing(battle)
    assert standing.life == 2
    court.answer(court.referee, battle, 0, "a")  # the same move once more: it was found in Kafka, and counts once
    answer = court.ring.standing(battle).state.answers[0]
    assert answer is not None


def test_what_a_frozen_process_writes_after_the_rebuild_does_not_count(court: Court) -> None:
    """It had changed the state of the life before, and nobody was told; in the new life another answer stands."""
    battle = court.open()
    court.notes.fails = True
    with pytest.raises(Unavailable):
        court.answer(court.referee, battle, 0, "late")
    (written_late,) = court.ring.standing(battle).pending
    court.notes.fails = False
    court.ring.redis.flushdb()
    assert court.rebuild(battle) == 1
    court.answer(court.other, battle, 1, "b")
    assert court.notes.write([(battle, written_late)])
    court.ring.redis.flushdb()
    assert court.rebuild(battle) == 1
    first, second = court.ring.standing(battle).state.answers
    assert first is None
    assert second is not None


def test_a_rebuild_that_froze_puts_nothing_over_a_newer_one(court: Court) -> None:
    battle = court.open()
    standing, script = court.ring.standing(battle), court.referee.script(battle)
    assert script is not None
    court.ring.redis.flushdb()
    assert court.ring.battles.claim({battle: 2}) == [battle]
    assert court.ring.battles.claim({battle: 3}) == [battle]
    assert not court.ring.battles.put(battle, script, standing._replace(life=2, pending=[b"{}"]))
    assert court.ring.battles.put(battle, script, standing._replace(life=3, pending=[b"{}"]))
    assert court.ring.battles.claim({battle: 3}) == []


def test_while_a_battle_is_being_rebuilt_nothing_of_it_is_changed_or_confirmed(court: Court) -> None:
    battle = court.open()
    standing = court.ring.standing(battle)
    assert court.ring.battles.claim({battle: 2}) == [battle]
    with pytest.raises(Gone):
        court.referee.look(battle)
    with pytest.raises(Gone):
        court.ring.battles.swap(battle, standing, standing.state, b"{}")
    assert not court.ring.battles.confirm(battle, 1, [], b"")


def test_a_battle_that_was_lost_before_it_was_started_is_not_started_by_who_was_frozen(court: Court) -> None:
    battle = court.ring.fight(court.ring.player(), court.ring.player())
    before, script = court.ring.standing(battle), court.ring.battles.script(battle)
    assert script is not None
    court.ring.redis.flushdb()
    court.ring.battles.start([(battle, script, before.state)])
    assert court.ring.battles.missing({battle: 0}) == [battle]
    assert court.rebuild(battle) == 1
    court.ring.battles.start([(battle, script, replace(before.state, due_at=1))])
    assert court.ring.standing(battle).life == 2
    assert court.ring.redis.zscore("battles:due", str(battle)) == court.ring.standing(battle).state.due_at


def test_what_another_run_of_redis_was_told_counts_for_nothing(court: Court) -> None:
    """Restarted from its log, or a replica that took over: it may lack the last moves."""
    battle = court.open()
    court.ring.redis.hset(f"battle:{battle}", "run", "another")
    with pytest.raises(Gone):
        court.referee.look(battle)
    assert court.ring.battles.missing({battle: 0}) == [battle]


def test_a_rebuild_finds_moves_in_tables_outbox_and_log_alike(court: Court, ring: Ring) -> None:
    battle = court.open()
    _apply(court, battle)
    court.answer(court.referee, battle, 0, "a")
    assert _events(ring, battle) == [], "the answer is in Kafka alone"
    court.notes.fails = True
    with pytest.raises(Unavailable):
        court.answer(court.referee, battle, 1, "b")
    court.notes.fails = False
    with ring.engine.begin() as connection:
        outbox.put_all(connection, [(BATTLES.name, str(battle), raw) for raw in ring.standing(battle).pending])
    ring.redis.flushdb()
    assert court.rebuild(battle) == 1
    standing = ring.standing(battle)
    assert (standing.state.phase, len(standing.state.past), standing.seq) == ("reveal", 1, 4)


def test_nothing_is_confirmed_once_a_rebuild_reads_what_was(court: Court) -> None:
    """It would be read by nobody."""
    battle = court.open()
    script = court.referee.script(battle)
    assert script is not None
    now = court.ring.standing(battle).state.opened_at + 500
    answer = partial(court.referee.play, battle, script, Move("answer", 0, "a", 0, court.ring.key(battle, 0)), now)

    class Slow(Rebuilder):
        def _moves(self, battles: Collection[UUID]) -> Mapping[UUID, Moves]:
            found = super()._moves(battles)
            with pytest.raises(Gone):
                answer()
            return found

    rebuilder = Slow(court.postgres, court.ring.redis, court.notes, court.kafka_servers)
    assert rebuilder.rebuild([battle], lambda: now) == 1
    assert court.ring.standing(battle).life == 2


def test_only_battles_that_run_are_rebuilt(court: Court, ring: Ring) -> None:
    battle = court.open()
    with ring.engine.begin() as connection:
        connection.execute(text("UPDATE battles SET state = 'void' WHERE id = :id"), {"id": battle})
    ring.redis.flushdb()
    assert court.rebuild(battle) == 0
    assert ring.battles.missing({battle: 0}) == [battle]


def test_a_deadline_is_met_by_one_process_and_by_another_if_that_dies(ring: Ring) -> None:
    battle = ring.fight(ring.player(), ring.player())
    due_at = ring.standing(battle).state.due_at
    assert due_at is not None
    assert battle in ring.battles.lease_due(due_at, 1_000)
    assert battle not in ring.battles.lease_due(due_at + 1, 1_000)
    assert battle in ring.battles.lease_due(due_at + 2_001, 1_000)


def test_without_kafka_moves_go_to_the_outbox_and_without_both_none_counts(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    battle = ring.fight(ring.player(), ring.player())
    due_at = ring.standing(battle).state.due_at
    assert due_at is not None
    postgres, producer = Postgres(ring.engine), Producer(_NOWHERE, BATTLES.name)
    assert not producer.wait_until_warm(6)
    spool = Spool(postgres)
    referee = Referee(postgres, Battles(ring.redis), Journal(producer, spool), Show(str))
    script = referee.script(battle)
    assert script is not None
    referee.play(battle, script, Move("tick", due_at=due_at), due_at)
    assert len(_events(ring, battle)) == 1
    monkeypatch.setattr(spool, "put", lambda _: False)
    with pytest.raises(Unavailable):
        referee.play(battle, script, Move("answer", 0, "m", 0, ring.key(battle, 0)), due_at + 500)
    producer.stop()
    spool.stop()


def test_a_tick_that_another_process_made_is_refused(court: Court) -> None:
    battle = court.ring.fight(court.ring.player(), court.ring.player())
    due_at = court.ring.standing(battle).state.due_at
    assert due_at is not None
    court.play(court.referee, battle, Move("tick", due_at=due_at), due_at)
    with pytest.raises(Refused):
        court.play(court.other, battle, Move("tick", due_at=due_at), due_at)


def _events(ring: Ring, battle: UUID) -> list[object]:
    """What waits in the outbox."""
    statement = text("SELECT value FROM outbox WHERE key = :key ORDER BY id")
    with ring.engine.connect() as connection:
        return [decode(bytes(row[0])) for row in connection.execute(statement, {"key": str(battle)})]


def _apply(court: Court, battle: UUID) -> None:
    """What the log has of a battle comes into its table, and is not read from the log again."""
    with court.ring.engine.begin() as connection:
        rows = [row for row in carried.standings(connection) if row.topic == BATTLES.name]
        log = kafka.tail(court.kafka_servers, {(row.topic, row.partition): row.applied for row in rows})
        moves = [event for message in log if isinstance(event := decode(message.value() or b""), BattleMoved)]
        names = ("battle_id", "life", "seq", "move", "at", "over")
        own = [{name: getattr(move, name) for name in names} for move in moves if move.battle_id == battle]
        assert own
        battle_moves.insert(connection, [{**row, "kafka_partition": 0, "kafka_offset": 0} for row in own])
        for message in log:
            connection.execute(
                text("UPDATE carried SET applied = GREATEST(applied, :end) WHERE topic = :topic AND partition = :no"),
                {"end": (message.offset() or 0) + 1, "topic": message.topic(), "no": message.partition()},
            )
