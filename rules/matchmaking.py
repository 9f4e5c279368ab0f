"""Who plays whom: one pass over the tickets that wait. Times are Unix seconds of one clock; ratings are points."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from operator import attrgetter
from typing import Literal, NamedTuple

from rules.nearest import Nearest, Row

Mode = Literal["quiz", "creative"]
Restricted = Collection[frozenset[str]]
"""Pairs of players that never meet."""

GHOST_S = 8.0
"""From when on who waits for a quiz battle is offered a ghost."""
_EVERYBODY = ""
"""In place of a category: all tickets, whatever theirs."""


class Ticket(NamedTuple):
    """A place in a queue. `category` None is any; `langs` begin with the one that the player likes best."""

    id: str
    player: str
    mode: Mode
    category: str | None
    ranked: bool
    langs: tuple[str, ...]
    rating: float
    since: float
    last_opponent: str | None = None


class Pair(NamedTuple):
    """Two tickets that fit; the first has waited longer."""

    one: Ticket
    other: Ticket

    @property
    def category(self) -> str | None:
        """What they play; None: both said any."""
        return self.one.category or self.other.category

    @property
    def langs(self) -> tuple[str, ...]:
        """The languages they have in common, as the first likes them."""
        return tuple(lang for lang in self.one.langs if lang in self.other.langs)


class Constants(NamedTuple):
    """How far two ratings may be apart, in points: at once, and for each second of waiting."""

    at_once: float = 50.0
    a_second: float = 25.0


CHOSEN = Constants()
"""`python -m lab simulate matchmaking` compares them with others."""


def window(seconds: float, constants: Constants = CHOSEN) -> float:
    """Points by which the opponent of who has waited so long may differ."""
    return constants.at_once + constants.a_second * max(seconds, 0.0)


def wants_ghost(ticket: Ticket, now: float) -> bool:
    """Whether it is time to offer the player a recorded opponent."""
    return ticket.mode == "quiz" and now - ticket.since >= GHOST_S


def may_meet(one: Ticket, other: Ticket, restricted: Restricted = frozenset()) -> bool:
    """Whether they may play each other at all, however far apart their ratings are."""
    return (
        one.player != other.player
        and (one.mode, one.ranked) == (other.mode, other.ranked)
        and (one.category is None or other.category is None or one.category == other.category)
        and not set(one.langs).isdisjoint(other.langs)
        and frozenset((one.player, other.player)) not in restricted
    )


def fits(one: Ticket, other: Ticket, now: float, constants: Constants = CHOSEN) -> bool:
    """Whether their ratings are near enough for both: the window of who has waited less decides."""
    waited = now - max(one.since, other.since)
    return abs(one.rating - other.rating) <= window(waited, constants)


def met_last(one: Ticket, other: Ticket) -> bool:
    """Whether the last opponent of one was the other."""
    return one.last_opponent == other.player or other.last_opponent == one.player


def pair(
    tickets: Collection[Ticket], now: float, restricted: Restricted = frozenset(), constants: Constants = CHOSEN
) -> list[Pair]:
    """Opponents for as many as the rules allow: who waits longest chooses first, and gets the nearest rating.

    Who met last meet again only while nobody else is left whom either may meet. Nobody is in two pairs, and of the
    tickets that are left no two fit but for that rule. The same tickets make the same pairs, in whatever order they
    come. The work grows as n log n: a ticket looks for neighbours by rating among those that it may meet.
    """
    waiting = sorted(tickets, key=attrgetter("since", "id"))
    pairs, left = _first_meetings(waiting, now, restricted, constants)
    return pairs + _second_meetings(left, now, restricted, constants)


class _Seat(NamedTuple):
    """The rows that tickets with the same wishes stand in, and those in which they find whom they may meet."""

    stands: list[Row]
    looks: list[Row]


class _Hall:
    """All rows. A ticket stands in its category's (None: any) and in everybody's, for each of its languages."""

    def __init__(self, waiting: Sequence[Ticket]) -> None:
        self._rows: defaultdict[Hashable, Row] = defaultdict(Row)
        self._seats: dict[Hashable, _Seat] = {}
        for number in sorted(range(len(waiting)), key=[ticket.rating for ticket in waiting].__getitem__):
            ticket = waiting[number]
            for row in self.seat(ticket).stands:
                row.add(number, ticket.rating)
        for row in self._rows.values():
            row.close()

    def seat(self, ticket: Ticket) -> _Seat:
        """Where a ticket stands and looks."""
        wish = ticket[2:6]
        seat = self._seats.get(wish)
        if seat is None:
            seat = self._seats[wish] = self._make(ticket)
        return seat

    def _make(self, ticket: Ticket) -> _Seat:
        seat = _Seat([], [])
        for lang in ticket.langs:
            own, everybody, any_ = (
                self._rows[ticket.mode, ticket.ranked, lang, category]
                for category in (ticket.category, _EVERYBODY, None)
            )
            seat.stands.extend((own, everybody))
            seat.looks.extend((everybody,) if ticket.category is None else (own, any_))
        return seat


def _first_meetings(
    waiting: Sequence[Ticket], now: float, restricted: Restricted, constants: Constants
) -> tuple[list[Pair], list[Ticket]]:
    """Pairs of those who did not meet last, and who is left; `waiting` in the order in which they choose."""
    hall = _Hall(waiting)
    windows = [window(now - ticket.since, constants) for ticket in waiting]
    nearest = Nearest([ticket.rating for ticket in waiting], windows)
    apart = _apart(restricted)
    pairs, left = [], []
    for number, ticket in enumerate(waiting):
        if not nearest.taken[number]:
            other = nearest.take(number, hall.seat(ticket).looks, _judge(ticket, waiting, apart))
            if other is None:
                left.append(ticket)
            else:
                pairs.append(Pair(ticket, waiting[other]))
    return pairs, left


def _judge(ticket: Ticket, waiting: Sequence[Ticket], apart: Mapping[str, set[str]]) -> Callable[[int], bool]:
    """Whether a ticket of a row that is looked in, by its number, is somebody to meet before the last opponent."""
    player = ticket.player
    barred = {player, ticket.last_opponent, *apart.get(player, ())}

    def may(number: int) -> bool:
        other = waiting[number]
        return other.player not in barred and other.last_opponent != player

    return may


def _apart(restricted: Restricted) -> Mapping[str, set[str]]:
    """Whom each player must not meet."""
    apart: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in restricted:
        apart[one].add(other)
        apart[other].add(one)
    return apart


def _second_meetings(left: Sequence[Ticket], now: float, restricted: Restricted, constants: Constants) -> list[Pair]:
    """Pairs of those who met last, where nobody else is left for either."""
    places = {ticket.player: place for place, ticket in enumerate(left)}
    met = {(place, places[one.last_opponent]) for place, one in enumerate(left) if one.last_opponent in places}
    again = [Pair(left[place], left[other]) for place, other in sorted(map(_in_order, met))]
    again = [found for found in again if may_meet(*found, restricted) and fits(*found, now, constants)]
    hall = _Hall(left if again else ())
    pairs: list[Pair] = []
    paired: set[str] = set()
    for found in again:
        if paired.isdisjoint((found.one.id, found.other.id)) and not _others(found, left, hall, paired, restricted):
            pairs.append(found)
            paired |= {found.one.id, found.other.id}
    return pairs


def _in_order(places: tuple[int, int]) -> tuple[int, int]:
    return min(places), max(places)


def _others(found: Pair, left: Sequence[Ticket], hall: _Hall, paired: set[str], restricted: Restricted) -> bool:
    """Whether another is left whom one of the two may meet, be it only once they have waited longer."""
    return any(
        left[number].id not in paired
        and not met_last(ticket, left[number])
        and may_meet(ticket, left[number], restricted)
        for ticket in found
        for row in hall.seat(ticket).looks
        for number in row.numbers
    )
