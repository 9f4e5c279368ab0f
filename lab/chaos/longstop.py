"""A season that ends while the bridges are stopped.

The system's clock is one, and cannot be moved for Postgres, Kafka and every process alike. So the season's days lie in
the past: its row is made while the bridges stand still, as an operator would make one, with days before all others.
Its answers are to questions that the API put to real players; but their times are set back into the season, and they
are put into the topic directly, in the bytes that the API would write. So the pipeline sees what it would see after
bridges had been stopped for days, from before the season's end until after it.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from time import monotonic, sleep
from typing import TypeVar

from confluent_kafka import KafkaError, Message, Producer
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from bridges.couriers import client as courier
from bridges.kafka import producer_config
from events.catalog import SUBMISSIONS, AnswerSubmitted
from events.codec import encode
from lab.chaos import evidence
from lab.folder import LabError
from lab.players.answering import Choice
from lab.players.client import Client
from lab.players.journal import Intent, Journal, Said, Told
from lab.players.knowledge import choose
from models import seasons
from settings import Settings

_PRIZES = [{"first": 1, "last": 1, "tokens": 500}, {"first": 2, "last": 4, "tokens": 100}]
_IN_TIME = (10, 8, 7, 6, 5, 4)
"""How many of the ten answers of each player come in time."""
_LATE = 2
"""How many of the others come after the seal."""
_DAYS = timedelta(days=7)
_APART = timedelta(seconds=5)
_TICK_S = 1.0
_STOPPED_S = 3.0
"""How long the bridges stay stopped after the closing has marked what it waits for."""
_PATIENCE_S = 60.0
_KAFKA_MS = 300_000
_T = TypeVar("_T")


class LongStop:
    """Puts answers in for a season, has it end, and puts more in once it is sealed. Used once."""

    def __init__(self, settings: Settings, engine: Engine, journal: Journal, seed: int) -> None:
        self._origin, self._engine, self._journal = settings.api_url, engine, journal
        self._random = Random(f"{seed}/closing")
        config = {**producer_config(settings.kafka_bootstrap_servers), "message.timeout.ms": _KAFKA_MS, "log_level": 0}
        self._producer = Producer(config)
        self._celery = courier(settings.broker_url)
        self._choices: list[tuple[Client, list[Choice]]] = []
        self.record: evidence.LongStop | None = None
        """What the judge has to know; None: no season was closed."""

    async def prepare(self) -> None:
        """Players, a session each, its questions, and what they will say to them."""
        for number, _ in enumerate(_IN_TIME):
            key = f"chaos-closer-{self._random.getrandbits(64):016x}"
            client = Client(self._origin, key, f"Closer {number}", "fr", self._random)
            await client.register()
            session = await client.start(self._random.choice(await client.categories()))
            choices: list[Choice] = []
            for no in range(session.count):
                question = await client.next(session, no - 1 if no else None)
                choices.append(Choice(session, question, choose(question, 1.0, self._random)))
            self._choices.append((client, choices))
            client.close()

    def close(self, stop: Callable[[], None], go_on: Callable[[], None]) -> str:
        """All of it; what came of it, in words. Blocks.

        `stop` stops every bridge that runs, `go_on` lets them go on; both are called again and again while it waits.
        """
        stop()
        try:
            season, in_time, marked = self._end(stop)
        finally:
            go_on()
        self.record = evidence.LongStop(season, in_time, ())
        if not self._await(season, "sealed_at IS NOT NULL", _PATIENCE_S, go_on):
            return f"season {season} is not sealed yet"
        late = self._put((slice(count, count + _LATE) for count in _IN_TIME), go_on)
        self.record = evidence.LongStop(season, in_time, late)
        return f"season {season}, {'' if marked else 'not '}marked meanwhile: {len(in_time)} in time, {len(late)} late"

    def _end(self, stop: Callable[[], None]) -> tuple[int, list[str], bool]:
        """Answers first; once all are in Kafka the season is over: the season, their ids, whether the closing began."""
        self._last = self._ask(_before_all) - timedelta(days=1)
        in_time = self._put((slice(count) for count in _IN_TIME), stop)
        season = self._ask(self._season)
        marked = self._await(season, "marks IS NOT NULL", _PATIENCE_S, stop)
        self._await(season, "false", _STOPPED_S, stop)
        return season, in_time, marked

    def _season(self, connection: Connection) -> int:
        """Made once, however often this is tried."""
        first = self._last - _DAYS + timedelta(days=1)
        known = [season.id for season in seasons.every(connection) if season.first == first]
        return known[0] if known else seasons.create(connection, "The long stop", first, self._last, _PRIZES)

    def _ask(self, what: Callable[[Connection], _T]) -> _T:
        """Ask Postgres until it answers."""
        deadline = monotonic() + _PATIENCE_S
        while True:
            try:
                with self._engine.begin() as connection:
                    return what(connection)
            except SQLAlchemyError as error:
                if monotonic() > deadline:
                    raise LabError(f"Postgres does not come back: {error}") from error
                sleep(_TICK_S / 4)

    def _await(self, season: int, condition: str, patience_s: float, meanwhile: Callable[[], None]) -> bool:
        """Whether the season's row comes to be so in time. The closing is woken beside beat: ticks may overlap."""
        statement = text(f"SELECT {condition} FROM seasons WHERE id = :id")
        deadline = monotonic() + patience_s
        while monotonic() < deadline:
            meanwhile()
            self._tick()
            if self._ask(lambda connection: connection.execute(statement, {"id": season}).scalar_one()):
                return True
            sleep(_TICK_S / 4)
        return False

    def _tick(self) -> None:
        try:
            self._celery.send_task("tasks.seasons.close_seasons", queue="upkeep", retry=False, expires=_TICK_S)
        except (OperationalError, RedisError, OSError):
            return

    def _put(self, pieces: Iterable[slice], meanwhile: Callable[[], None]) -> list[str]:
        """Put a piece of each player's answers into Kafka, and wait until they are there; their ids."""
        places = [
            (client, number, choice)
            for number, ((client, choices), piece) in enumerate(zip(self._choices, pieces, strict=True))
            for choice in choices[piece]
        ]
        for client, number, choice in places:
            self._produce(client, number, choice)
        deadline = monotonic() + _PATIENCE_S
        while self._producer.flush(_TICK_S / 4) and monotonic() < deadline:
            meanwhile()
        if len(self._producer):
            raise LabError("Kafka takes nothing any more")
        return [choice.event_id for _, _, choice in places]

    def _produce(self, client: Client, number: int, choice: Choice) -> None:
        event = self._answer(client, number, choice)
        self._journal.write(
            Intent(
                event.event_id,
                event.session_id,
                event.question_no,
                event.player_id,
                choice.session.category,
                event.response,
                event.delivered_at,
            )
        )

        def done(error: KafkaError | None, _: Message) -> None:
            said: Said = "silence" if error else "accepted"
            self._journal.write(Told(event.event_id, said, "", datetime.now(UTC)))

        self._producer.produce(SUBMISSIONS.name, key=event.key, value=encode(event), on_delivery=done)

    def _answer(self, client: Client, number: int, choice: Choice) -> AnswerSubmitted:
        """As the API makes it, but for its times: one after the other, on the season's last day."""
        noon = datetime.combine(self._last, time(12), UTC)
        delivered_at = noon + choice.question.no * _APART + timedelta(minutes=number)
        return AnswerSubmitted(
            event_id=choice.event_id,
            session_id=choice.session.id,
            question_no=choice.question.no,
            player_id=client.player_id,
            response=choice.response,
            delivered_at=delivered_at,
            received_at=delivered_at + timedelta(milliseconds=self._random.randint(200, 4_000)),
        )


def _before_all(connection: Connection) -> date:
    """The first day of all seasons."""
    return seasons.every(connection)[0].first
