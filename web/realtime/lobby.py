"""Matchmaking in one socket process: who joins, whose tickets are held here, and who is paired."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from redis import Redis

from bridges.denials import Denials
from bridges.postgres import Postgres
from bridges.switches import Switches
from bridges.tickets import Tickets
from models.pairs import restricted
from rules.matchmaking import Mode
from web.bank import Bank
from web.battles.booking import Booking, Make
from web.battles.ghost_offers import GhostOffers
from web.realtime.answering import Handlers
from web.realtime.connection import Connection
from web.realtime.matchmaker import Matchmaker
from web.realtime.queueing import Queueing
from web.realtime.waiting import Waiting
from web.scoreboard import Scoreboard


@dataclass(frozen=True)
class Lobby:
    """One a process. It connects to nothing before `start`."""

    queueing: Queueing
    waiting: Waiting
    matchmaker: Matchmaker

    @property
    def handlers(self) -> Handlers:
        """What answers the frames of queues."""
        return self.queueing.handlers

    def start(self) -> None:
        """Let players in, look after their tickets, and pair them if no other process does."""
        self.queueing.start()
        self.waiting.start()
        self.matchmaker.start()

    def drain(self) -> None:
        """Everyone is sent away now: their tickets wait for them, and another process pairs them."""
        self.waiting.drain()
        self.matchmaker.drain()

    def release(self, connection: Connection) -> None:
        """A socket has closed."""
        self.queueing.release(connection)

    def hear(self, player: str, document: bytes) -> None:
        """A frame is on its way to a player."""
        self.queueing.hear(player, document)
        self.waiting.hear(player, document)


def open_lobby(
    postgres: Postgres,
    redis: "Redis",
    scoreboard: Scoreboard,
    bank: Bank,
    denials: Denials,
    switches: Switches,
    makers: Mapping[Mode, Make],
) -> Lobby:
    """The lobby of one process; there are queues for the modes that `makers` can make battles of."""
    tickets = Tickets(redis)
    booking = Booking(redis, tickets, makers)
    waiting = Waiting(postgres, tickets, booking, GhostOffers(postgres, scoreboard), denials, switches)
    queueing = Queueing(postgres, tickets, booking, waiting, bank, denials, switches, makers.keys())
    matchmaker = Matchmaker(uuid4().hex, postgres, Tickets(redis), booking, restricted, switches)
    return Lobby(queueing, waiting, matchmaker)
