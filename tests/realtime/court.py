"""Two referees of battles on real services, and a journal after which a process may freeze or die."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import time
from urllib.parse import urlsplit
from uuid import UUID

from redis import Redis

from bridges.battles import Battles
from bridges.journal import Journal
from bridges.kafka import admin, create_topics, topic_ids
from bridges.postgres import Postgres
from bridges.producer import Producer
from bridges.spool import Spool
from events.catalog import BATTLES
from lab.stack import Stack
from models import carried
from models.base import REQUEST_LIMITS, open_engine
from rules.battle_state import Move
from tests.realtime.ring import Ring, fill
from web.battles.rebuilding import Rebuilder
from web.battles.referee import Referee
from web.battles.showing import Show


class Notes(Journal):
    """A journal that has something happen after it wrote, before the referee goes on: there a process may freeze."""

    def __init__(self, producer: Producer, spool: Spool) -> None:
        super().__init__(producer, spool)
        self.then: Callable[[], object] = lambda: None
        self.fails = False

    def write(self, events: Sequence[tuple[UUID, bytes]]) -> bool:
        """As told."""
        if self.fails:
            return False
        done = super().write(events)
        then, self.then = self.then, lambda: None
        then()
        return done


class Court:
    """Referees of two processes, on the same Redis, whose events go to Kafka."""

    def __init__(self, ring: Ring, kafka_servers: str) -> None:
        self.ring = ring
        postgres = Postgres(ring.engine)
        self._producer, self._spool = Producer(kafka_servers, BATTLES.name), Spool(postgres)
        assert self._producer.wait_until_warm()
        self.notes = Notes(self._producer, self._spool)
        show = Show(str)
        self.referee, self.other = (
            Referee(postgres, Battles(ring.redis), self.notes, show),
            Referee(postgres, Battles(ring.redis), Journal(self._producer, self._spool), show),
        )
        self.postgres, self.kafka_servers = postgres, kafka_servers
        self.rebuilder = Rebuilder(postgres, ring.redis, Journal(self._producer, self._spool), kafka_servers)

    def open(self) -> UUID:
        """A battle whose first round is open."""
        battle = self.ring.fight(self.ring.player("Ada"), self.ring.player("Bob"))
        due_at = self.ring.standing(battle).state.due_at
        assert due_at is not None
        self.play(self.referee, battle, Move("tick", due_at=due_at), due_at)
        return battle

    def play(self, referee: Referee, battle: UUID, move: Move, at_ms: int | None = None) -> None:
        """A move, at a time of the open round."""
        script = referee.script(battle)
        assert script is not None
        now = self.ring.standing(battle).state.opened_at + 500 if at_ms is None else at_ms
        referee.play(battle, script, move, now)

    def answer(self, referee: Referee, battle: UUID, side: int, move_id: str) -> None:
        """A right answer to the open round."""
        no = self.ring.standing(battle).state.round
        self.play(referee, battle, Move("answer", side, move_id, no, self.ring.key(battle, no)))

    def answer_blindly(self, battle: UUID) -> None:
        """A move of a battle that may be nowhere."""
        script = self.referee.script(battle)
        assert script is not None
        self.referee.play(battle, script, Move("surrender", 0, "blind"), int(time() * 1000))

    def rebuild(self, battle: UUID) -> int:
        """What a process does that finds the battle missing."""
        return self.rebuilder.rebuild([battle], lambda: int(time() * 1000))

    def close(self) -> None:
        """Leave Kafka alone."""
        self._producer.stop()
        self._spool.stop()


@contextmanager
def open_court(services: Stack, database_url: str, kafka_servers: str) -> Iterator[Court]:
    """A court with questions, nothing in Redis, and a topic whose standings are in Postgres."""
    engine = open_engine(database_url, REQUEST_LIMITS, pool_size=8)
    redis = Redis.from_url(urlsplit(services.urls["REDIS_URL"])._replace(path="/1").geturl())
    redis.flushdb()
    fill(engine)
    client = admin(kafka_servers)
    create_topics(client, [BATTLES], 2, 1)
    topic_id, count = topic_ids(client, [BATTLES.name])[BATTLES.name]
    with engine.begin() as connection:
        carried.setup(connection, BATTLES.name, topic_id, dict.fromkeys(range(count), 0))
    court = Court(Ring(engine, redis), kafka_servers)
    yield court
    court.close()
    redis.close()
    engine.dispose()
