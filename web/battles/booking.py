"""Tickets that are taken for a battle: it begins, or they wait again with their age, or end."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec
import structlog
from redis import Redis
from sqlalchemy.exc import OperationalError

from bridges import told
from bridges.breaker import Away
from bridges.tickets import Tickets
from models.battles import Outcome, Wish
from rules.matchmaking import Mode, Pair, Ticket
from web.battles.making import Fence, Fenced
from web.realtime.queue_messages import EndReason, QueueEnded

log = structlog.get_logger()

Make = Callable[[Sequence[Wish], Fence | None], list[Outcome]]
"""Makes battles of one mode, all in one transaction (web.battles.making)."""
_PASSING = (Away, Fenced, OperationalError)
"""What says nothing about a battle: it is tried again."""

_encode = msgspec.json.Encoder().encode


class _Booked(NamedTuple):
    """A battle to be, and whose tickets were taken for it."""

    wish: Wish
    tickets: Sequence[Ticket]


class End(NamedTuple):
    """That a ticket has ended and no battle came of it."""

    player: str
    ticket: str
    reason: EndReason
    battle: UUID | None = None


class Booking:
    """One a process; `makers` are by mode. Any call may raise RedisError."""

    def __init__(self, redis: "Redis", tickets: Tickets, makers: Mapping[Mode, Make]) -> None:
        self._redis = redis
        self._tickets = tickets
        self._makers = makers

    def begin(self, pairs: Sequence[Pair], fence: Fence | None = None) -> None:
        """Begin the battles of pairs, of those whose tickets both still wait.

        Raises Away, Fenced or OperationalError: then they wait again.
        """
        booked: defaultdict[Mode, list[_Booked]] = defaultdict(list)
        for pair in self._tickets.take(pairs):
            booked[pair.one.mode].append(_Booked(_wish(pair), pair))
        for mode, some in booked.items():
            self._make(mode, some, fence)

    def begin_ghost(self, ticket: Ticket, battle: UUID, owner: UUID) -> Outcome | None:
        """Have who waits play against a run of that battle; None: the ticket does not wait. Raises as `begin`."""
        if not self._tickets.take_one(ticket):
            return None
        players = (UUID(ticket.player), owner)
        wish = Wish(ticket.mode, "ghost", False, ticket.category, ticket.langs, players, battle)
        return self._make(ticket.mode, [_Booked(wish, [ticket])], None)[0]

    def tell(self, ends: Iterable[End]) -> None:
        """Tell players' sockets, wherever they are, of tickets that have ended."""
        frames = [(UUID(end.player), _encode(QueueEnded(end.ticket, end.reason, end.battle))) for end in ends]
        if frames:
            told.tell(self._redis, frames)

    def _make(self, mode: Mode, booked: Sequence[_Booked], fence: Fence | None) -> list[Outcome]:
        try:
            outcomes = self._makers[mode]([one.wish for one in booked], fence)
        except _PASSING:
            self._wait_again([ticket for one in booked for ticket in one.tickets])
            raise
        except Exception:
            log.exception("battles could not be made", battles=len(booked))
            if len(booked) > 1:  # the others must not suffer for one
                return [outcome for one in booked for outcome in self._make(mode, [one], fence)]
            outcomes = [Outcome(why="no_questions")]
        self._conclude(booked, outcomes)
        return outcomes

    def _conclude(self, booked: Sequence[_Booked], outcomes: Sequence[Outcome]) -> None:
        matched, ends, again = [], [], []
        for (_, tickets), outcome in zip(booked, outcomes, strict=True):
            busy = outcome.busy or {}
            for ticket in tickets:
                theirs = busy.get(UUID(ticket.player))
                if outcome.battle_id is not None:
                    matched.append(ticket)
                elif theirs is not None:
                    ends.append((ticket, End(ticket.player, ticket.id, "in_battle", theirs)))
                elif outcome.why == "no_questions":
                    ends.append((ticket, End(ticket.player, ticket.id, "no_questions")))
                else:
                    again.append(ticket)
        self._tickets.done([(ticket, "matched") for ticket in matched] + [(one, end.reason) for one, end in ends])
        self.tell(end for _, end in ends)
        self._wait_again(again)

    def _wait_again(self, tickets: Sequence[Ticket]) -> None:
        left = self._tickets.put_back(tickets)
        self.tell(End(ticket.player, ticket.id, "cancelled") for ticket in left)


def _wish(pair: Pair) -> Wish:
    one, other = pair
    return Wish(one.mode, "match", one.ranked, pair.category, pair.langs, (UUID(one.player), UUID(other.player)))
