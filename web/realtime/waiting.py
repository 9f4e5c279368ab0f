"""Tickets that sockets of this process hold: renewed, told how they stand, offered a ghost, ended with the socket."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal, cast
from uuid import UUID

import msgspec
import structlog
from gevent import sleep, spawn
from redis import RedisError

from bridges.breaker import Away
from bridges.denials import Denials
from bridges.postgres import Postgres
from bridges.switches import Switches
from bridges.tickets import Tickets
from models import battles
from rules.matchmaking import Ticket, wants_ghost, window
from rules.switches import RANKED
from web.battles.booking import Booking, End
from web.battles.ghost_offers import GhostOffer, GhostOffers
from web.realtime.connection import Connection
from web.realtime.frames import encode
from web.realtime.framing import ServerFrame
from web.realtime.queue_messages import EndReason, QueueEnded, QueueGhostOffer, QueueWaiting

log = structlog.get_logger()

_TICK_S = 1.0
_RENEW_S = 3.0
_AT_ONCE = 200
"""Tickets between which other greenlets have their turn."""
_GHOSTS_AT_ONCE = 10
"""Offers a tick: in a queue where nothing moves, not all of them look at once."""
_GHOST_AGAIN_S = 10.0
_OURS = b'{"type":"queue.'


class _Heard(msgspec.Struct):
    """What matters here of `queue.matched` and `queue.ended`."""

    type: str
    ticket_id: str | None = None
    mode: str | None = None


_read = msgspec.json.Decoder(_Heard).decode


@dataclass
class Held:
    """A ticket, with our clock's time at which it began to wait; `offer` is the ghost that was offered."""

    ticket: Ticket
    began: float
    sockets: set[Connection] = field(default_factory=set)
    renewed_at: float = 0.0
    ghost_at: float = 0.0
    """From when on a ghost may be looked for."""
    offer: GhostOffer | None = None

    def tell(self, message: ServerFrame) -> None:
        """Send a message to all sockets that hold it."""
        frame = encode(message)
        for connection in list(self.sockets):
            connection.put(frame)


class Waiting:
    """One a process."""

    def __init__(
        self,
        postgres: Postgres,
        tickets: Tickets,
        booking: Booking,
        offers: GhostOffers,
        denials: Denials,
        switches: Switches,
    ) -> None:
        self._postgres = postgres
        self._tickets = tickets
        self._booking = booking
        self._offers = offers
        self._denials = denials
        self._switches = switches
        self._held: dict[str, Held] = {}
        self._by_player: dict[str, str] = {}
        self._draining = False
        self._away = False
        """Whether a store could not be asked just now."""

    def start(self) -> None:
        """Look after the tickets, for ever."""
        spawn(self._look_after)

    def drain(self) -> None:
        """Sockets are closed by us now, and come back elsewhere: their tickets wait for them."""
        self._draining = True

    def add(self, ticket: Ticket, waited_s: float, connection: Connection) -> None:
        """A socket holds a ticket."""
        held = self._held.get(ticket.id)
        if held is None:
            self._drop(self._by_player.get(ticket.player, ""))
            held = self._held[ticket.id] = Held(ticket, monotonic() - waited_s, renewed_at=monotonic())
            self._by_player[ticket.player] = ticket.id
        held.sockets.add(connection)
        connection.tell(self._standing(held))

    def held(self, ticket: str, player: str) -> Held | None:
        """A ticket of a player's that is held here."""
        held = self._held.get(ticket)
        return held if held and held.ticket.player == player else None

    def release(self, connection: Connection) -> None:
        """A socket has closed: with the last one that holds it, wherever, a ticket ends."""
        held = self._held.get(self._by_player.get(connection.player or "", ""))
        if held is None or connection not in held.sockets:
            return
        held.sockets.discard(connection)
        if not held.sockets:
            self._drop(held.ticket.id)
        if not self._draining:
            try:
                self._tickets.release(held.ticket.player, held.ticket.id, connection.id)
            except RedisError as error:
                log.info("a ticket waits until its time is over", error=str(error))

    def hear(self, player: str, document: bytes) -> None:
        """A frame on its way to a player: of one that is matched, or whose ticket has ended, no ticket is held."""
        ticket = self._by_player.get(player)
        if ticket is None or not document.startswith(_OURS):
            return
        try:
            heard, held = _read(document), self._held[ticket]
        except msgspec.MsgspecError:
            log.warning("a frame that is none", frame=document[:200])
            return
        if heard.type == "queue.ended" and heard.ticket_id == ticket:
            self._drop(ticket)
        elif heard.type == "queue.matched" and heard.mode == held.ticket.mode:
            self._drop(ticket)
            spawn(self._forget, held.ticket)

    def _forget(self, ticket: Ticket) -> None:
        """A battle that came otherwise, as a duel, ends the ticket too."""
        try:
            self._tickets.done([(ticket, "matched")])
        except RedisError as error:
            log.info("a ticket of who is in a battle waits", error=str(error))

    def _drop(self, ticket: str) -> None:
        held = self._held.pop(ticket, None)
        if held is not None and self._by_player.get(held.ticket.player) == ticket:
            del self._by_player[held.ticket.player]

    def _look_after(self) -> None:
        while True:
            sleep(_TICK_S)
            self._away = not self._are_looked_after()
            for held in _in_turns(list(self._held.values())):
                held.tell(self._standing(held))

    def _are_looked_after(self) -> bool:
        """Do what is due; False: a store is away."""
        try:
            self._end_denied()
            self._end_ranked()
            self._renew()
            self._offer()
        except (Away, RedisError) as error:
            log.info("tickets are not looked after", error=str(error))
            return False
        except Exception:
            log.exception("tickets are not looked after")
        return True

    def _standing(self, held: Held) -> QueueWaiting:
        ticket, waited = held.ticket, monotonic() - held.began
        away = self._away or self._postgres.breaker.is_open
        note: Literal["unavailable"] | None = "unavailable" if away else None
        return QueueWaiting(
            ticket.id,
            ticket.mode,
            ticket.ranked,
            ticket.category,
            int(waited * 1000),
            int(window(waited)),
            note,
        )

    def _end_denied(self) -> None:
        """Who may only practise from now on waits no more. Who is banned loses the socket."""
        self._end_all([one for one in self._held.values() if self._denials.ranked(UUID(one.ticket.player))], "blocked")

    def _end_ranked(self) -> None:
        """Nobody waits for a ranked battle while there are none."""
        if not self._switches.is_on(RANKED):
            self._end_all([one for one in self._held.values() if one.ticket.ranked], "switched_off")

    def _end_all(self, held: Collection[Held], reason: EndReason) -> None:
        self._tickets.done([(one.ticket, reason) for one in held])
        self._booking.tell(End(one.ticket.player, one.ticket.id, reason) for one in held)

    def _renew(self) -> None:
        now = monotonic()
        due = [held for held in self._held.values() if now - held.renewed_at >= _RENEW_S]
        for start in range(0, len(due), _AT_ONCE):
            some = due[start : start + _AT_ONCE]
            states = self._tickets.renew([(one.ticket, [socket.id for socket in one.sockets]) for one in some])
            for held, state in zip(some, states, strict=True):
                held.renewed_at = now
                if state not in ("waiting", "taken"):
                    self._end(held, state)

    def _end(self, held: Held, state: str) -> None:
        """A ticket has ended and nobody here heard of it."""
        ticket = held.ticket
        if self._held.get(ticket.id) is not held:
            return
        self._drop(ticket.id)
        battle = None
        if state == "matched":
            player = UUID(ticket.player)
            with self._postgres.connect() as connection:
                battle = battles.busy(connection, [player]).get(player)
        reason = "in_battle" if state == "matched" else cast(EndReason, state)
        held.tell(QueueEnded(ticket.id, reason, battle))

    def _offer(self) -> None:
        now = monotonic()
        fit = [held for held in self._held.values() if not held.offer and now >= held.ghost_at]
        due = [held for held in fit if wants_ghost(held.ticket._replace(since=held.began), now)][:_GHOSTS_AT_ONCE]
        if not due:
            return
        for held, offer in zip(due, self._offers.find([held.ticket for held in due]), strict=True):
            held.offer, held.ghost_at = offer, now + _GHOST_AGAIN_S
            if offer:
                held.tell(QueueGhostOffer(held.ticket.id, offer.name, offer.rating))


def _in_turns(held: Collection[Held]) -> Iterator[Held]:
    for number, one in enumerate(held):
        if not number % _AT_ONCE:
            sleep(0)
        yield one
