"""What the live quizzes of one process share: the stores they read, and the keys they sign with."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from time import time
from uuid import UUID

from gevent import sleep

from bridges.postgres import Postgres
from bridges.settled import Settled
from models import greeting, live, quizzes
from models.greeting import Running
from models.live import Entrant
from rules.places import TOP_10
from web.composing import questions_of
from web.depicting import MediaUrl
from web.realtime.messages import Entry
from web.realtime.rounds import Round, Standing, figure
from web.realtime.script import Script
from web.remembered import Remembered
from web.scoreboard import Scoreboard
from web.tokens import Tokens

_TOP = TOP_10.count
_REMEMBERED_S = 600.0
_POLL_S = 0.05


class Stage:
    """Raises Away while Postgres cannot be asked."""

    def __init__(
        self, postgres: Postgres, settled: Settled, scoreboard: Scoreboard, tokens: Tokens, media_url: MediaUrl
    ) -> None:
        self._postgres = postgres
        self._settled = settled
        self._scoreboard = scoreboard
        self.tokens = tokens
        self._media_url = media_url
        self._scripts: Remembered[UUID, Script | None] = Remembered(_REMEMBERED_S)

    def script(self, quiz_id: UUID) -> Script | None:
        """A live quiz; None if there is none of that id."""
        return self._scripts.get(quiz_id, lambda: self._read(quiz_id))

    def _read(self, quiz_id: UUID) -> Script | None:
        with self._postgres.connect() as connection:
            quiz = quizzes.by_id(connection, quiz_id)
            if quiz is None or quiz.mode != "live":
                return None
            return Script(quiz, questions_of(connection, quiz), self._media_url)

    def running(self, players: Collection[str]) -> Mapping[str, Running]:
        """What those of the players who are in a live quiz or a quiz battle are in."""
        with self._postgres.connect() as connection:
            found = greeting.running(connection, [UUID(player) for player in players], datetime.now(UTC))
        return {str(player): running for player, running in found.items()}

    def players(self, script: Script) -> int:
        """How many have entered."""
        with self._postgres.connect() as connection:
            return quizzes.participants(connection, script.quiz.id)

    def entrants(self, script: Script, no: int, players: Collection[str]) -> dict[str, Entrant]:
        """Those of some players who have entered, with their answer to question `no`."""
        with self._postgres.connect() as connection:
            found = live.entrants(connection, script.quiz.id, no, [UUID(player) for player in players])
        return {str(entrant.player): entrant for entrant in found}

    def round(self, script: Script, no: int, complete: bool) -> Round:
        """A question's figures as they are applied now. One query, whoever watches."""
        with self._postgres.connect() as connection:
            found = live.entrants(connection, script.quiz.id, no)
        quiz = script.quiz
        return figure(found, no, script.kind(no), script.starts_at, _TOP, complete, quiz.elimination)

    def name(self, standings: Collection[Standing]) -> list[Entry]:
        """Standings with names."""
        faces = self._scoreboard.faces(str(one.player) for one in standings)
        return [Entry(one.rank, str(one.player), faces[str(one.player)].name, one.points) for one in standings]

    def settle(self, until_ms: int) -> bool:
        """Wait until all that was accepted before this call is applied, or the time is over; whether it is applied."""
        ends = self._settled.ends()
        while ends is None or not self._settled.is_past(ends):
            if now_ms() >= until_ms:
                return False
            sleep(_POLL_S)
            ends = ends or self._settled.ends()
        return True


def now_ms() -> int:
    """The time by the clock that timetables are made for."""
    return int(time() * 1000)
