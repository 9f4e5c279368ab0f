"""Battles that Redis lost, made again from their moves: those applied, those in the outbox, and the end of the log."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import structlog
from confluent_kafka import KafkaException
from redis import Redis, RedisError

from bridges import kafka, scripts
from bridges.battle_fold import beginnings, decode_move
from bridges.battles import Battles, Standing
from bridges.breaker import Away
from bridges.journal import Journal
from bridges.offload import offload
from bridges.postgres import Postgres
from bridges.scripts import Script
from events.catalog import BATTLES, BattleMoved
from events.codec import CodecError, decode
from models import battle_lists, battle_moves, battle_results, carried, outbox
from models import battles as stored
from models.battles import Begun
from rules.battle import fold, step
from rules.battle_state import Move, Refused, unix_ms
from rules.lives import START, Place, newest
from web.battles import annulling
from web.battles.referee import Unavailable, event_of
from web.battles.showing import Show

log = structlog.get_logger()

Moves = Mapping[Place, tuple[Move, int]]
"""Moves with their times in Unix ms, by place."""


class _Made(NamedTuple):
    battle: UUID
    place: Place
    move: Move
    at_ms: int


class _Life(NamedTuple):
    battle: UUID
    script: Script
    standing: Standing


class Rebuilder:
    """One a process."""

    def __init__(self, postgres: Postgres, redis: "Redis", journal: Journal, kafka_servers: str) -> None:
        self._postgres = postgres
        self._redis = redis
        self._battles = Battles(redis)
        self._journal = journal
        self._kafka_servers = kafka_servers

    def rebuild(self, wanted: Collection[UUID], now: Callable[[], int]) -> int:
        """Begin another life of those battles that still run, with all that was confirmed of them; how many began.

        First the life is claimed, so that nothing of an older one is confirmed any more; what was until then is safe
        and is read. One that somebody else rebuilds at the same time is left to them. Raises Unavailable.
        """
        try:
            with self._postgres.begin() as connection:
                begun = {one.id: one for one in stored.claim(connection, wanted)}
            self._drop(set(wanted) - begun.keys())
            ours = self._battles.claim({id_: one.life for id_, one in begun.items()})
            moves = self._moves(ours) if ours else {}
            lives = {id_: _live_on(begun[id_], moves.get(id_, {}), now()) for id_ in ours}
            self._annul([id_ for id_, life in lives.items() if life is None])
            return self._begin([life for life in lives.values() if life])
        except (Away, RedisError, KafkaException) as error:
            raise Unavailable from error

    def _drop(self, others: Collection[UUID]) -> None:
        """What does not run is not to be there. Of one that is void perhaps nobody was told, as Redis was away."""
        if not others:
            return
        with self._postgres.connect() as connection:
            void = {row.id: row for id_ in others if (row := battle_lists.one(connection, id_)) and row.state == "void"}
        for battle in others:
            if battle in void:
                annulling.end(self._redis, battle, annulling.fighting(void[battle]))
            else:
                self._battles.drop(battle)

    def _annul(self, broken: Collection[UUID]) -> None:
        """Moves that do not follow from one another make no battle: it is void, and its players are free, and told."""
        if not broken:
            return
        with self._postgres.begin() as connection:
            void = battle_results.lock(connection, broken)
            battle_results.annul(connection, [one.id for one in void], datetime.now(UTC))
        for one in void:
            annulling.end(self._redis, one.id, one.fighting)

    def _moves(self, battles: Collection[UUID]) -> Mapping[UUID, Moves]:
        """In this order nothing is missed that was safe before: what waits is relayed, what is in the log applied.

        With moves of others, as the log has them.
        """
        topic = BATTLES.name
        with self._postgres.connect() as connection:
            waiting = outbox.of_keys(connection, topic, [str(battle) for battle in battles])
            rows = [row for row in carried.standings(connection) if row.topic == topic]
            applied = battle_moves.of(connection, battles)
        starts = {(topic, row.partition): row.applied for row in sorted(rows, key=lambda row: row.moved_at)}
        logged = [message.value() or b"" for message in offload(kafka.tail, self._kafka_servers, starts)]
        found: defaultdict[UUID, dict[Place, tuple[Move, int]]] = defaultdict(dict)
        stored_moves = (
            _Made(one.battle_id, Place(one.life, one.seq), decode_move(one.move), unix_ms(one.at)) for one in applied
        )
        for made in (*stored_moves, *_decoded([*waiting, *logged])):
            found[made.battle].setdefault(made.place, (made.move, made.at_ms))
        return found

    def _begin(self, lives: Iterable[_Life]) -> int:
        """Put battles there, and tell of those whose beginning is safe."""
        put = [(one.battle, one.standing) for one in lives if self._battles.put(*one)]
        events = [(battle, event) for battle, life in put for event in life.pending]
        if not self._journal.write(events):
            raise Unavailable
        for battle, life in put:
            log.info("a battle was rebuilt", battle=str(battle), life=life.life, seq=life.seq, phase=life.state.phase)
            self._battles.confirm(battle, life.life, life.pending, Show.again(life.seq), again=True)
        return len(put)


def _live_on(begun: Begun, moves: Moves, now_ms: int) -> _Life | None:
    """A battle in its new life, as its moves make it; pending is the event that it began. None: they make none."""
    script = scripts.from_json(begun.script)
    counted = newest(beginnings({place: move for place, (move, _) in moves.items()}), moves)
    after = counted[-1] if counted else START
    try:
        before = fold(script.plan, unix_ms(begun.started_at), [moves[place] for place in counted])
    except Refused:
        log.exception("a battle is void: its moves do not follow from one another", battle=str(begun.id))
        return None
    move = Move("rebuilt", after=(after.life, after.seq))
    state, _ = step(script.plan, before, move, now_ms)
    seq = after.seq + 1
    event = event_of(begun.id, begun.life, seq, move, now_ms, state)
    return _Life(begun.id, script, Standing(begun.life, seq, state, [event]))


def _decoded(events: Iterable[bytes]) -> Iterable[_Made]:
    for raw in events:
        try:
            event = decode(raw)
        except CodecError:
            continue  # it will be a dead letter
        if isinstance(event, BattleMoved):
            yield _Made(event.battle_id, Place(event.life, event.seq), decode_move(event.move), unix_ms(event.at))
