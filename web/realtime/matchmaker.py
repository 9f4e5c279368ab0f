"""The matchmaker: a pass over all tickets, five times a second, in one of the socket processes.

Which one is a lease in Postgres, and its token is looked at in the transaction that makes the battles. Two that both
believe they lead do no harm: a ticket is taken once, and a player is in one battle.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from time import monotonic
from uuid import UUID

import structlog
from gevent import sleep, spawn
from redis import RedisError
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bridges.breaker import Away
from bridges.offload import offload
from bridges.postgres import Postgres
from bridges.switches import Switches
from bridges.tickets import Crowd, Tickets
from models import leases
from rules.matchmaking import Pair, pair
from rules.switches import RANKED
from web.battles.booking import Booking, End
from web.battles.making import Fenced

log = structlog.get_logger()

LEASE = "matchmaker"
PASS_S = 0.2
_LEASE_S = 3.0
_RENEW_S = 1.0
_AT_ONCE = 200
"""Battles in one transaction: the first are told while the others are being made."""
_LARGE = 1_000
"""Tickets from which on a pass would hold up this process' sockets."""

Restricted = Callable[[Connection, Collection[UUID]], set[frozenset[UUID]]]


class Matchmaker:
    """One a process."""

    def __init__(
        self,
        name: str,
        postgres: Postgres,
        tickets: Tickets,
        booking: Booking,
        restricted: Restricted,
        switches: Switches,
    ) -> None:
        self._name = name
        self._postgres = postgres
        self._tickets = tickets
        self._booking = booking
        self._restricted = restricted
        self._switches = switches
        self._apart: set[frozenset[str]] = set()
        """Of those who wait, the pairs that are known to be restricted."""
        self._token: int | None = None
        self._ask_at = 0.0
        self._draining = False

    def start(self) -> None:
        """Work whenever the lease is free, until drained."""
        spawn(self._work)

    def drain(self) -> None:
        """Let another process lead at once."""
        self._draining = True

    def _work(self) -> None:
        while not self._draining:
            began = monotonic()
            try:
                if self._leads():
                    self.run_pass()
            except Fenced:
                self._token, self._ask_at = None, 0.0
            except (Away, RedisError, OperationalError) as error:
                log.info("nobody is matched", error=str(error))
            except Exception:
                log.exception("a pass failed")
            sleep(max(0.01, began + PASS_S - monotonic()))
        self._hand_over()

    def _leads(self) -> bool:
        """Whether this process leads; asks when it is time to renew, or to look whether the lease is free."""
        if monotonic() >= self._ask_at:
            self._token = None
            with self._postgres.connect() as connection:  # one that is frozen in between holds no row
                token = leases.take(connection, LEASE, self._name, _LEASE_S)
            self._token, self._ask_at = token, monotonic() + _RENEW_S
        return self._token is not None

    def _hand_over(self) -> None:
        if self._token is not None:
            try:
                with self._postgres.connect() as connection:
                    leases.give_up(connection, LEASE, self._token)
            except (Away, OperationalError) as error:
                log.info("the lease runs out by itself", error=str(error))

    def run_pass(self) -> None:
        """Pair those who wait, and begin their battles. Raises Away, Fenced, OperationalError, RedisError."""
        crowd = self._tickets.read()
        self._booking.tell(End(player, ticket, "expired") for ticket, player in crowd.expired.items())
        if not self._switches.is_on(RANKED):
            crowd = replace(crowd, tickets=[ticket for ticket in crowd.tickets if not ticket.ranked])
        pairs = self._pair(crowd)
        for start in range(0, len(pairs), _AT_ONCE):
            self._booking.begin(pairs[start : start + _AT_ONCE], self._may_make)

    def _may_make(self, connection: Connection) -> bool:
        return self._token is not None and leases.holds(connection, LEASE, self._token)

    def _pair(self, crowd: Crowd) -> Sequence[Pair]:
        """Pairs of which none is restricted: those who would be paired are looked up, not all who wait."""
        waiting = {ticket.player for ticket in crowd.tickets}
        self._apart = {pair for pair in self._apart if pair <= waiting}
        while True:
            pairs = _pairs_of(crowd, frozenset(self._apart))
            found = self._look_up(pairs) - self._apart
            if not found:
                return pairs
            self._apart |= found

    def _look_up(self, pairs: Sequence[Pair]) -> set[frozenset[str]]:
        if not pairs:
            return set()
        with self._postgres.connect() as connection:
            found = self._restricted(connection, [UUID(ticket.player) for pair in pairs for ticket in pair])
        return {frozenset(map(str, players)) for players in found}


def _pairs_of(crowd: Crowd, restricted: frozenset[frozenset[str]]) -> Sequence[Pair]:
    if len(crowd.tickets) < _LARGE:
        return pair(crowd.tickets, crowd.now, restricted)
    return offload(pair, crowd.tickets, crowd.now, restricted)
