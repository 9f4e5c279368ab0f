"""What players do in battles, by their frames."""

from collections.abc import Callable
from uuid import UUID

from redis import RedisError
from sqlalchemy.exc import OperationalError

from bridges.battles import Gone
from bridges.breaker import Away
from rules.battle_state import Move, Refused
from web.battles.referee import Referee, Unavailable
from web.battles.rematches import NeverMeet, NoRematch, Rematches
from web.realtime.answering import Handlers, confirm
from web.realtime.battle_messages import BattleAnswer, BattleClient, BattleEmote, BattleRematch, BattleSurrender
from web.realtime.clockwork import Clockwork, now_ms
from web.realtime.connection import Connection
from web.realtime.messages import Error

_SOON_MS = 500


class Battling:
    """One a process."""

    def __init__(self, referee: Referee, clockwork: Clockwork, rematches: Rematches) -> None:
        self._referee = referee
        self._clockwork = clockwork
        self._rematches = rematches

    @property
    def handlers(self) -> Handlers:
        """What answers the frames of battles."""
        return {
            BattleAnswer: self._answer,
            BattleSurrender: self._surrender,
            BattleEmote: self._emote,
            BattleRematch: self._rematch,
        }

    def _answer(self, connection: Connection, player: str, frame: BattleAnswer) -> None:
        def move(side: int) -> Move:
            return Move("answer", side, frame.move_id, round=frame.round, response=frame.response)

        self._play(connection, player, frame, move)

    def _surrender(self, connection: Connection, player: str, frame: BattleSurrender) -> None:
        self._play(connection, player, frame, lambda side: Move("surrender", side, frame.move_id))

    def _emote(self, connection: Connection, player: str, frame: BattleEmote) -> None:
        self._play(connection, player, frame, lambda side: Move("emote", side, frame.move_id, emote=frame.emote))

    def _play(self, connection: Connection, player: str, frame: BattleClient, move: Callable[[int], Move]) -> None:
        """Make a move, and confirm it once it counts whatever dies."""
        received_ms = now_ms()
        try:
            script = self._referee.script(frame.battle_id)
            side = script.side_of(UUID(player)) if script else None
            if script is None or side is None:
                return _unknown(connection, frame)
            self._referee.play(frame.battle_id, script, move(side), received_ms)
        except Refused as refused:
            return connection.tell(Error(refused.code, "The move does not count", str(refused), frame.id))
        except Gone:
            self._clockwork.want(frame.battle_id)
            return _unavailable(connection, frame)
        except Unavailable:
            return _unavailable(connection, frame)
        return confirm(connection, frame)

    def _rematch(self, connection: Connection, player: str, frame: BattleRematch) -> None:
        try:
            script = self._referee.script(frame.battle_id)
            side = script.side_of(UUID(player)) if script else None
            if script is None or side is None or script.ghost:
                return _unknown(connection, frame)
            self._rematches.ask(frame.battle_id, script, side)
        except NeverMeet:
            return _unknown(connection, frame)
        except NoRematch as error:
            return connection.tell(Error(error.code, "No rematch", str(error), frame.id))
        except (Away, Gone, OperationalError, RedisError, Unavailable):
            return _unavailable(connection, frame)
        return confirm(connection, frame)


def _unknown(connection: Connection, frame: BattleClient) -> None:
    detail = "There is no such battle of yours that runs; GET /v1/battles lists them."
    connection.tell(Error("battle_unknown", "No such battle", detail, frame.id))


def _unavailable(connection: Connection, frame: BattleClient) -> None:
    detail = "It may count or not: send it again with the same `move_id`."
    connection.tell(Error("unavailable", "Not available", detail, frame.id, _SOON_MS))
