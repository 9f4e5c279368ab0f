"""Two players in a quiz battle, over real sockets of real processes."""

from collections import deque
from typing import Any
from uuid import UUID, uuid4

from redis import Redis
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.battles import Battles, Standing
from bridges.kafka import admin, create_topics, topic_ids
from bridges.postgres import Postgres
from events.catalog import BATTLES
from models import bank, carried
from models.bank import NewQuestion
from models.battles import Outcome, Wish
from rules.content import Content, Wording
from tests.realtime.client import Client
from web.bank import Bank
from web.battles.announcing import Announcer
from web.battles.drawing import Drawing
from web.battles.making import Maker, Pace
from web.scoreboard import Scoreboard

PACE = Pace(start_ms=1_000, round_ms=5_000, reveal_ms=200)


class Ring:
    """Makes battles on the services of a test."""

    def __init__(self, engine: Engine, redis: "Redis", pace: Pace = PACE) -> None:
        self.engine = engine
        self.redis = redis
        self.battles = Battles(redis)
        postgres = Postgres(engine)
        scoreboard = Scoreboard(postgres, redis)
        self.maker = Maker(
            postgres, redis, Drawing(Bank(postgres)), Announcer(postgres, redis, scoreboard).announce, pace
        )

    def player(self, name: str = "Ada") -> UUID:
        """A new player."""
        player = uuid7()
        with self.engine.begin() as connection:
            connection.execute(
                text("INSERT INTO players (id, name, device_key_hash) VALUES (:id, :name, :key)"),
                {"id": player, "name": name, "key": player.bytes},
            )
        return player

    def wish(self, *players: UUID, kind: Any = "match", ranked: bool = True) -> Wish:
        """A battle in `music`."""
        return Wish("quiz", kind, ranked, "music", ["en"], (players[0], players[1]))

    def fight(self, *players: UUID) -> UUID:
        """A battle of two players, made now."""
        outcome: Outcome = self.maker.make([self.wish(*players)])[0]
        assert outcome.battle_id is not None, outcome
        return outcome.battle_id

    def standing(self, battle: UUID) -> Standing:
        """How Redis has it."""
        return self.battles.load(battle)

    def row(self, battle: UUID) -> Any:
        """How Postgres has it."""
        with self.engine.connect() as connection:
            return connection.execute(text("SELECT * FROM battles WHERE id = :id"), {"id": battle}).one()

    def moves(self, battle: UUID) -> list[Any]:
        """What is applied of it."""
        statement = text("SELECT * FROM battle_moves WHERE battle_id = :id ORDER BY life, seq")
        with self.engine.connect() as connection:
            return list(connection.execute(statement, {"id": battle}))

    def key(self, battle: UUID, no: int) -> str:
        """The right option of a question."""
        script = self.battles.script(battle)
        assert script is not None
        return script.questions[no].key


def fill(engine: Engine, count: int = 40) -> None:
    """A category `music` with questions."""
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO categories VALUES (1, 'music', 'Music') ON CONFLICT DO NOTHING"))
        bank.add(connection, [_question(no) for no in range(count)])


def _question(no: int) -> NewQuestion:
    words = Wording("en", f"Which one is number {no}?", tuple(f"{no}{letter}" for letter in "abcd"))
    content = Content("single_choice", (words,), correct=(0,))
    return NewQuestion(uuid7(), 1, content, difficulty="easy", source="test", licence="CC0-1.0")


def carry_moves(engine: Engine, kafka_servers: str) -> None:
    """`battle.moves` is there, and nothing of it applied."""
    client = admin(kafka_servers)
    create_topics(client, [BATTLES], 2, 1)
    topic_id, count = topic_ids(client, [BATTLES.name])[BATTLES.name]
    with engine.begin() as connection:
        carried.setup(connection, BATTLES.name, topic_id, dict.fromkeys(range(count), 0))


class Fighter(Client):
    """A player's socket, subscribed to their battle."""

    def __init__(self, address: str, player: UUID, battle: UUID | None = None) -> None:
        super().__init__(address, player)
        self.address, self.player = address, player
        self.battle = battle
        self.seen: list[dict[str, Any]] = []
        self.state: dict[str, Any] = {}
        self._unread: deque[dict[str, Any]] = deque()
        """What came while an answer was waited for."""
        if battle is not None:
            self.follow(battle)

    def follow(self, battle: UUID) -> dict[str, Any]:
        """Subscribe; the snapshot."""
        self.battle = battle
        self.send(type="subscribe", id="s", topic=f"battle:{battle}")
        self.until("ok")
        self.state = self.until("battle.state")
        return self.state

    def asked(self, no: int) -> dict[str, Any]:
        """Wait until a round is open; its question."""
        if (self.state["phase"], self.state["round"]) == ("open", no):
            return dict(self.state["question"])
        return dict(self.until("battle.round", round=no)["question"])

    def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Read on to a frame of a type, with these fields."""
        while True:
            found = self._unread.popleft() if self._unread else self._read()
            if found["type"] == kind and all(found.get(name) == value for name, value in fields.items()):
                return found

    def say(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Send a frame of the battle; its `ok` or `error`."""
        id_ = uuid4().hex
        fields = {"battle_id": str(self.battle), "move_id": id_, **fields}
        self.send(type=kind, id=id_, **fields)
        while True:
            found = self._read()
            if found.get("id") == id_ and found["type"] in ("ok", "error"):
                return found
            self._unread.append(found)

    def _read(self) -> dict[str, Any]:
        found = self.receive()
        self.seen.append(found)
        return found

    def answer(self, no: int, response: str, **fields: Any) -> dict[str, Any]:
        """Answer a round; `ok` or `error`."""
        return self.say("battle.answer", round=no, response=response, **fields)
