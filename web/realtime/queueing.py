"""Players join queues and leave them, by their frames; those who join at once are looked up and noted together."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import structlog
from gevent import spawn
from gevent.event import Event
from redis import RedisError
from sqlalchemy.exc import OperationalError
from uuid_utils.compat import uuid7

from bridges.breaker import Away
from bridges.denials import Denials
from bridges.postgres import Postgres
from bridges.switches import Switches
from bridges.ticket_scripts import JOINS, JOINS_S
from bridges.tickets import Joining, Tickets
from models import entering
from models.entering import Entrance
from rules.languages import lookup
from rules.matchmaking import Mode, Ticket
from rules.sanctions import told
from rules.switches import RANKED
from web.bank import Bank
from web.battles.booking import Booking, End
from web.realtime.answering import Handlers, confirm
from web.realtime.connection import Connection
from web.realtime.messages import Error
from web.realtime.queue_messages import QueueAcceptGhost, QueueClient, QueueJoin, QueueLeave
from web.realtime.tireless import for_ever
from web.realtime.waiting import Waiting

log = structlog.get_logger()

_AT_ONCE = 500
_SOON_MS = 1_000
_OFF_MS = 60_000
_MATCHED = b'{"type":"queue.matched"'


@dataclass(eq=False)
class _Entry:
    """Who wants to join, and what is known of them."""

    connection: Connection
    player: str
    frame: QueueJoin
    langs: Sequence[str]
    """In which they want to play; empty: the player's own."""
    gone: bool = False
    """The socket has closed since."""

    def refuse(self, code: str, title: str, detail: str, retry_ms: int | None = None) -> None:
        """Tell why there is no ticket."""
        self.connection.tell(Error(code, title, detail, self.frame.id, retry_ms))


class Queueing:
    """One a process. `modes` are those in which battles can be made."""

    def __init__(
        self,
        postgres: Postgres,
        tickets: Tickets,
        booking: Booking,
        waiting: Waiting,
        bank: Bank,
        denials: Denials,
        switches: Switches,
        modes: Collection[Mode],
    ) -> None:
        self._postgres = postgres
        self._tickets = tickets
        self._booking = booking
        self._waiting = waiting
        self._bank = bank
        self._denials = denials
        self._switches = switches
        self._modes = modes
        self._pending: list[_Entry] = []
        self._joining: dict[str, Event] = {}
        """By player, whose joining is not answered yet: set when it is."""
        self._wake = Event()
        self._met: set[str] = set()
        """Who was matched while their joining was not answered yet."""

    @property
    def handlers(self) -> Handlers:
        """What answers the frames of queues."""
        return {QueueJoin: self._join, QueueLeave: self._leave, QueueAcceptGhost: self._accept_ghost}

    def start(self) -> None:
        """Begin to let players in."""
        spawn(for_ever, self._let_in)

    def release(self, connection: Connection) -> None:
        """A socket has closed."""
        for entry in self._pending:
            entry.gone = entry.gone or entry.connection is connection
        self._waiting.release(connection)

    def hear(self, player: str, document: bytes) -> None:
        """A frame is on its way to a player."""
        if player in self._joining and document.startswith(_MATCHED):
            self._met.add(player)

    def _join(self, connection: Connection, player: str, frame: QueueJoin) -> None:
        self._wait_for_turn(player)
        entry = _Entry(connection, player, frame, ())
        if self._is_fit(entry):
            self._wait_for_turn(player)  # another socket of theirs may have come first meanwhile
            self._joining[player] = Event()
            self._pending.append(entry)
            self._wake.set()

    def _is_fit(self, entry: _Entry) -> bool:
        """Whether the wish can be granted at all; else it is refused."""
        frame = entry.frame
        denied = self._denials.ranked(UUID(entry.player))
        if denied is not None:
            entry.refuse("ranked_blocked", "Not allowed", told("ban_ranked", denied.ground, denied.until))
            return False
        if frame.ranked and not self._switches.is_on(RANKED):
            detail = "No ranked battles for now: the others go on."
            entry.refuse("switched_off", "Not for now", detail, _OFF_MS)
            return False
        if frame.mode not in self._modes:
            entry.refuse("mode_unavailable", "No such battles", f"There are {', '.join(sorted(self._modes))} battles.")
            return False
        try:
            known = self._bank.langs()
            if frame.category is not None and (frame.mode != "quiz" or self._bank.category(frame.category) is None):
                detail = "GET /v1/categories lists them; creative battles have none."
                entry.refuse("category_unknown", "No such category", detail)
                return False
        except Away:
            _unavailable(entry.connection, frame)
            return False
        if frame.lang is not None:
            entry.langs = lookup(frame.lang, known)[:1]
            if not entry.langs:
                entry.refuse("lang_unknown", "No such language", f"There are questions in {', '.join(known)}.")
                return False
        return True

    def _let_in(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            while self._pending:
                entries = self._pending[:_AT_ONCE]
                try:
                    self._note(entries)
                except (Away, RedisError, OperationalError) as error:
                    log.info("nobody can join", error=str(error))
                    self._refuse_all(entries)
                except Exception:
                    log.exception("nobody can join")
                    self._refuse_all(entries)
                del self._pending[: len(entries)]
                for entry in entries:
                    self._met.discard(entry.player)
                    self._joining.pop(entry.player).set()

    @staticmethod
    def _refuse_all(entries: Sequence[_Entry]) -> None:
        for entry in entries:
            _unavailable(entry.connection, entry.frame)

    def _note(self, entries: Sequence[_Entry]) -> None:
        """Give them tickets, or say why not."""
        known, langs = self._look_up(entries), self._bank.langs()
        wanted = []
        for entry in entries:
            there = known.get((entry.frame.mode, entry.player))
            if there is None:
                entry.refuse("unauthenticated", "Not allowed", "The player of this socket is no more.")
            elif there.battle_id is not None and entry.frame.mode == "quiz":
                detail = f"Your battle {there.battle_id} runs: subscribe to `battle:{there.battle_id}`."
                entry.refuse("in_battle", "In a battle already", detail)
            else:
                wanted.append((entry, _ticket(entry, there, langs)))
        joined = self._tickets.join([(ticket, one.connection.id, one.frame.replace) for one, ticket in wanted])
        for (entry, ticket), became in zip(wanted, joined, strict=True):
            self._answer(entry, ticket, became)

    def _look_up(self, entries: Sequence[_Entry]) -> Mapping[tuple[Mode, str], Entrance]:
        players: defaultdict[Mode, list[UUID]] = defaultdict(list)
        for entry in entries:
            players[entry.frame.mode].append(UUID(entry.player))
        today = datetime.now(UTC).date()
        with self._postgres.connect() as connection:
            found = {mode: entering.look(connection, some, mode, today) for mode, some in players.items()}
        return {(mode, str(player)): one for mode, some in found.items() for player, one in some.items()}

    def _answer(self, entry: _Entry, ticket: Ticket, became: Joining) -> None:
        if became.what in ("new", "shared") and became.ticket is not None:
            if became.replaced is not None:
                self._booking.tell([End(entry.player, became.replaced, "replaced")])
            if entry.gone:
                self._tickets.release(entry.player, became.ticket, entry.connection.id)
                return
            confirm(entry.connection, entry.frame)
            if entry.player in self._met:
                return
            held = ticket._replace(id=became.ticket, since=became.since_ms / 1000)
            self._waiting.add(held, (became.now_ms - became.since_ms) / 1000, entry.connection)
        elif became.what == "other":
            detail = f"Ticket {became.ticket} is for another wish: leave it, or join with `replace`."
            entry.refuse("in_queue", "In a queue already", detail)
        elif became.what == "taken":
            _too_late(entry.connection, entry.frame)
        else:
            detail = f"At most {JOINS} times in {JOINS_S} seconds."
            entry.refuse("too_many_requests", "Too often", detail, JOINS_S * 1000)

    def _leave(self, connection: Connection, player: str, frame: QueueLeave) -> None:
        self._wait_for_turn(player)
        try:
            left, ticket = self._tickets.leave(player, frame.ticket_id)
            if left == "left":
                confirm(connection, frame)
                self._booking.tell([End(player, ticket, "cancelled")])
                return None
        except RedisError:
            return _unavailable(connection, frame)
        if left == "matched":
            return _too_late(connection, frame)
        return _no_ticket(connection, frame)

    def _accept_ghost(self, connection: Connection, player: str, frame: QueueAcceptGhost) -> None:
        held = self._waiting.held(frame.ticket_id, player)
        if held is None:
            return _no_ticket(connection, frame)
        if held.offer is None:
            return connection.tell(Error("no_ghost", "No ghost", "No ghost was offered for this ticket.", frame.id))
        try:
            outcome = self._booking.begin_ghost(held.ticket, held.offer.battle, held.offer.owner)
        except (Away, RedisError, OperationalError):
            return _unavailable(connection, frame)
        if outcome is None:
            return _too_late(connection, frame)
        if outcome.battle_id is None:
            held.offer = None
            code = outcome.why or "no_ghost"
            return connection.tell(Error(code, "No battle", "There is no such ghost any more, or you play.", frame.id))
        return confirm(connection, frame)

    def _wait_for_turn(self, player: str) -> None:
        """What a player sent before is answered first."""
        while player in self._joining:
            self._joining[player].wait()


def _ticket(entry: _Entry, there: Entrance, known: Sequence[str]) -> Ticket:
    own = [tag for wanted in there.languages for tag in lookup(wanted, known)[:1]]
    langs = entry.langs or list(dict.fromkeys(own)) or known[:1] or ["en"]
    last = None if there.last_opponent is None else str(there.last_opponent)
    frame = entry.frame
    return Ticket(
        str(uuid7()), entry.player, frame.mode, frame.category, frame.ranked, tuple(langs), there.rating, 0.0, last
    )


def _unavailable(connection: Connection, frame: QueueClient) -> None:
    detail = "Nothing was done, or it counts: send it again in a moment."
    connection.tell(Error("unavailable", "Not available", detail, frame.id, _SOON_MS))


def _too_late(connection: Connection, frame: QueueClient) -> None:
    detail = "A battle begins, or has begun: `queue.matched` tells which. If not, who asked to leave waits no more."
    connection.tell(Error("already_matched", "Too late", detail, frame.id))


def _no_ticket(connection: Connection, frame: QueueClient) -> None:
    connection.tell(Error("not_in_queue", "Not in a queue", "There is no such ticket of yours.", frame.id))
