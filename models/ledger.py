"""Transfers are written: each once, by what it is for, with its entries and the balances they leave."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row

from models.base import encode_rows, sql
from models.ledger_sql import BALANCES, DEBTS, ENTRIES, FIND, HELD, INSERT, OPEN, OPEN_DEBT, OWN
from rules import ledger
from rules.ledger import House, Move, Standing

Kind = Literal["credit", "debit", "claw_back", "hold", "capture", "release"]
_Key = tuple[str, str]
_Payload = tuple[Any, ...]
_FREE_OF_HOUSES = ("hold", "release")


class KeyConflict(Exception):
    """The key is another transfer's: that one was for something else."""


class UnknownHold(Exception):
    """Nothing is held under that id for that player, or it was taken or let go before."""


class Wanted(NamedTuple):
    """A transfer that is wanted. (scope, key) names what it is for, once for ever."""

    scope: str
    key: str
    player: UUID
    kind: Kind
    amount: int
    source: str
    house: House = "minted"
    cause: Mapping[str, Any] = {}
    pending: int | None = None
    """Of a capture or release: the id of the hold, whose amount it has."""


@dataclass(frozen=True)
class Posted:
    """A transfer as it is in the books, and where it left its player. `is_new`: it was not there before."""

    id: int
    player: UUID
    standing: Standing
    is_new: bool


@dataclass
class _Balance:
    """An account as it stands in this transaction."""

    id: int
    posted: int
    held: int
    number: int
    entries: list[dict[str, int]] = field(default_factory=list)

    def post(self, transfer: int, amount: int) -> None:
        self.posted += amount
        self.number += 1
        self.entries.append({"t": transfer, "a": self.id, "m": amount, "n": self.number, "b": self.posted})


def post(connection: Connection, wanted: Sequence[Wanted]) -> list[Posted]:
    """Write transfers in their order, in the caller's transaction; what is there already is not written again.

    Locks the players' accounts by player. Raises InsufficientTokens, KeyConflict, UnknownHold: the transaction has to
    be rolled back then.
    """
    if not wanted:
        return []
    books = _Books(connection, {one.player for one in wanted})
    new = _insert(connection, wanted)
    found = _present(connection, [one for one in wanted if (one.scope, one.key) not in new])
    done: list[Posted] = []
    for one in wanted:
        key = (one.scope, one.key)
        id_ = new.pop(key, None)
        if id_ is not None:
            books.write(id_, one)
            found[key] = (id_, _payload(one))
        elif key not in found:
            raise UnknownHold(f"{one.scope} {one.key}: what was held is taken or let go already")
        elif found[key][1] != _payload(one):
            raise KeyConflict(f"{one.scope} {one.key} is another transfer's")
        done.append(Posted(found[key][0], one.player, books.standing(one.player), id_ is not None))
    books.save()
    return done


def standing(connection: Connection, player: UUID, *, lock: bool = False) -> Standing:
    """A player's tokens; `lock`: they stay so until the transaction ends."""
    statement = sql(
        "SELECT kind, posted, held FROM ledger_accounts WHERE player_id = :player"
        + (" ORDER BY kind DESC FOR NO KEY UPDATE" if lock else "")
    )
    rows = {row.kind: row for row in connection.execute(statement, {"player": player})}
    own, debt = rows.get("player"), rows.get("debt")
    return Standing(own.posted if own else 0, own.held if own else 0, -debt.posted if debt else 0)


class _Books:
    """The accounts of some players, locked, and what is written to them."""

    def __init__(self, connection: Connection, players: Collection[UUID]) -> None:
        self._connection = connection
        self._own = _lock(connection, players)
        self._debts = _by_player(connection.execute(DEBTS, {"players": list(players)}))
        self._houses: list[dict[str, Any]] = []

    def standing(self, player: UUID) -> Standing:
        """As it is now."""
        own, debt = self._own[player], self._debts.get(player)
        return Standing(own.posted, own.held, -debt.posted if debt else 0)

    def write(self, transfer: int, wanted: Wanted) -> None:
        """Book a transfer. Raises InsufficientTokens."""
        after, legs = _move(self.standing(wanted.player), wanted)
        own = self._own[wanted.player]
        own.held = after.held
        for account, amount in legs:
            if account == "player":
                own.post(transfer, amount)
            elif account == "debt":
                self._debt(wanted.player).post(transfer, amount)
            else:
                self._houses.append({"t": transfer, "p": account, "m": amount})

    def save(self) -> None:
        """Entries first: what a balance must be is read from them."""
        balances = [*self._own.values(), *self._debts.values()]
        entries = [entry for balance in balances for entry in balance.entries]
        if entries:
            values = {"entries": encode_rows(entries), "houses": encode_rows(self._houses)}
            self._connection.execute(ENTRIES, values)
        rows = [{"i": one.id, "p": one.posted, "h": one.held, "n": one.number} for one in balances]
        self._connection.execute(BALANCES, {"rows": encode_rows(rows)})

    def _debt(self, player: UUID) -> _Balance:
        if player not in self._debts:
            id_ = self._connection.execute(OPEN_DEBT, {"player": player}).scalar_one()
            self._debts[player] = _Balance(id_, 0, 0, 0)
        return self._debts[player]


def _move(standing: Standing, one: Wanted) -> Move:
    match one.kind:
        case "credit":
            return ledger.credit(standing, one.amount, one.house)
        case "debit":
            return ledger.debit(standing, one.amount, one.house)
        case "claw_back":
            return ledger.claw_back(standing, one.amount, one.house)
        case "hold":
            return ledger.hold(standing, one.amount)
        case "capture":
            return ledger.capture(standing, one.amount, one.house)
        case "release":
            return ledger.release(standing, one.amount)


def _lock(connection: Connection, players: Collection[UUID]) -> dict[UUID, _Balance]:
    """The players' accounts, locked in the order of the players; those who have none get one."""
    values = {"players": sorted(players)}
    rows = connection.execute(OWN, values).all()
    if len(rows) < len(players):
        connection.execute(OPEN, values)
        rows = connection.execute(OWN, values).all()
    return _by_player(rows)


def _by_player(rows: Iterable[Row[Any]]) -> dict[UUID, _Balance]:
    return {row.player_id: _Balance(row.id, row.posted, row.held, row.number) for row in rows}


def _insert(connection: Connection, wanted: Sequence[Wanted]) -> dict[_Key, int]:
    """Those that were not there yet, by scope and key."""
    _must_be_held(connection, wanted)
    rows = [as_row(place, one) for place, one in enumerate(wanted)]
    return {(row.scope, row.key): row.id for row in connection.execute(INSERT, {"rows": encode_rows(rows)})}


def as_row(place: int, one: Wanted) -> dict[str, Any]:
    """A transfer as INSERT takes it; in a transaction they are written in the order of `place`."""
    return {
        "o": place,
        "s": one.scope,
        "k": one.key,
        "d": one.kind,
        "p": one.player,
        "m": one.amount,
        "u": one.source,
        "w": _house(one),
        "c": one.cause,
        "h": one.pending,
    }


def _must_be_held(connection: Connection, wanted: Sequence[Wanted]) -> None:
    """Raises UnknownHold if a capture or release is not of the player's own hold, as large as that."""
    asked = {(one.pending, one.player, one.amount) for one in wanted if one.kind in ("capture", "release")}
    if not asked:
        return
    rows = connection.execute(HELD, {"ids": [id_ for id_, _, _ in asked]})
    if asked - {(row.id, row.player_id, row.amount) for row in rows}:
        raise UnknownHold("a hold is taken or let go by its id, for its player, as a whole")


def _present(connection: Connection, wanted: Sequence[Wanted]) -> dict[_Key, tuple[int, _Payload]]:
    """Those that were there before, by scope and key: their id and payload."""
    if not wanted:
        return {}
    rows = connection.execute(FIND, {"rows": encode_rows([{"s": one.scope, "k": one.key} for one in wanted])})
    return {(scope, key): (id_, tuple(payload)) for id_, scope, key, *payload in rows}


def _payload(one: Wanted) -> _Payload:
    """What must be the same of two transfers with one key."""
    return (one.kind, one.player, one.amount, one.source, _house(one), dict(one.cause), one.pending)


def _house(one: Wanted) -> House | None:
    """Whose tokens they are afterwards, or were: none of ours while they are only held."""
    return None if one.kind in _FREE_OF_HOUSES else one.house
