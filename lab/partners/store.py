"""What was ordered and what was issued, in an SQLite file of the simulator's own: the witness of both."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from threading import RLock
from typing import Any, Literal, NamedTuple

from rules.partnering import PartnerName

Status = Literal["late", "processing", "successful", "failed", "refunded"]
"""`late`: not there yet for anybody who asks. `refunded`: it was successful, and is taken back."""
Account = Literal["reloadly", "tremendous"]
_OPENING = Decimal(1_000_000)
_FIRST = 100_000

_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS orders (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    partner TEXT NOT NULL,
    reference TEXT NOT NULL COLLATE NOCASE,
    payload TEXT NOT NULL,
    product TEXT NOT NULL,
    recipient TEXT NOT NULL,
    country TEXT NOT NULL,
    value TEXT NOT NULL,
    currency TEXT NOT NULL,
    cost TEXT NOT NULL,
    shown_cost TEXT NOT NULL,
    fault TEXT,
    status TEXT NOT NULL,
    outcome TEXT,
    made_at REAL NOT NULL,
    due_at REAL,
    issued_at REAL,
    taken_back_at REAL
) STRICT;
CREATE INDEX IF NOT EXISTS orders_reference ON orders (partner, reference);
CREATE INDEX IF NOT EXISTS orders_due ON orders (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS movements (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    order_number INTEGER REFERENCES orders,
    action TEXT NOT NULL,
    amount TEXT NOT NULL,
    balance TEXT NOT NULL,
    at REAL NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS movements_account ON movements (account, number);
CREATE INDEX IF NOT EXISTS movements_order ON movements (order_number);
INSERT OR IGNORE INTO sqlite_sequence SELECT 'orders', {_FIRST} WHERE NOT EXISTS (SELECT 1 FROM orders)
"""


class Wish(NamedTuple):
    """An order as it is asked for, found to be in order. All partners take US dollars of us."""

    partner: PartnerName
    account: Account
    reference: str
    payload: str
    """What tells it from another under the same reference."""
    product: str
    recipient: str
    country: str
    value: Decimal
    currency: str
    cost: Decimal
    at_once: bool = True
    """Over when it is answered, if nothing goes wrong."""


class Course(NamedTuple):
    """What becomes of an order: its status now, and which it has next, when (None: once somebody says so)."""

    status: Status
    outcome: Status | None = None
    due_at: float | None = None


@dataclass(frozen=True)
class Order:
    """A row of `orders`."""

    number: int
    partner: PartnerName
    reference: str
    payload: str
    product: str
    recipient: str
    country: str
    value: Decimal
    currency: str
    cost: Decimal
    shown_cost: Decimal
    fault: str | None
    status: Status
    outcome: Status | None
    made_at: float
    due_at: float | None
    issued_at: float | None
    taken_back_at: float | None


class Span(NamedTuple):
    """A time, [since, until), in seconds since 1970."""

    since: float = 0.0
    until: float = 1e12


class Movement(NamedTuple):
    """One change of our balance at a partner."""

    number: int
    order: Order | None
    action: str
    amount: Decimal
    balance: Decimal
    at: float


_DECIMALS = ("value", "cost", "shown_cost")
_COLUMNS = ", ".join(field.name for field in fields(Order))


class Store:
    """The file. Safe from many threads; each method is one durable transaction."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = RLock()
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._file.row_factory = sqlite3.Row
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=FULL")
        self._file.executescript(_SCHEMA)

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._file.close()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield self._file
            except BaseException:
                self._file.execute("ROLLBACK")
                raise
            self._file.execute("COMMIT")

    def _read(self, sql: str, *values: object) -> list[Any]:
        with self._lock:
            return self._file.execute(sql, values).fetchall()

    def place(self, wish: Wish, course: Course, now: float, fault: str | None, shown_cost: Decimal) -> Order | None:
        """Take an order and its cost, and issue it if it is successful at once. None: the balance is too low."""
        issued_at = now if course.status == "successful" else None
        with self._change() as file:
            if self.balance(wish.account) < wish.cost:
                return None
            row = (
                *(wish.partner, wish.reference, wish.payload, wish.product, wish.recipient, wish.country),
                *(str(wish.value), wish.currency, str(wish.cost), str(shown_cost), fault),
                *(course.status, course.outcome, now, course.due_at, issued_at),
            )
            names = _COLUMNS.removeprefix("number, ").removesuffix(", taken_back_at")
            done = file.execute(f"INSERT INTO orders ({names}) VALUES ({', '.join('?' * len(row))})", row)
            number = done.lastrowid or 0
            self._move(wish.account, -wish.cost, "Send", number, now)
        return self.find(number)

    def _move(self, account: Account, amount: Decimal, action: str, order: int | None, now: float) -> None:
        balance = self.balance(account) + amount
        self._file.execute(
            "INSERT INTO movements (account, order_number, action, amount, balance, at) VALUES (?, ?, ?, ?, ?, ?)",
            (account, order, action, str(amount), str(balance), now),
        )

    def set_balance(self, account: Account, balance: Decimal, now: float) -> None:
        """As if it had been paid in or out."""
        with self._change():
            self._move(account, balance - self.balance(account), "Adjustment", None, now)

    def balance(self, account: Account) -> Decimal:
        """What we have there."""
        rows = self._read("SELECT balance FROM movements WHERE account = ? ORDER BY number DESC LIMIT 1", account)
        return Decimal(rows[0][0]) if rows else _OPENING

    def settle(self, now: float) -> list[Order]:
        """Let be over what is due. Which orders changed."""
        due = self._read(f"SELECT {_COLUMNS} FROM orders WHERE due_at <= ? ORDER BY due_at LIMIT 200", now)
        if not due:
            return []
        with self._change() as file:
            for order in map(_order, due):
                issued_at = order.issued_at or (now if order.outcome == "successful" else None)
                back_at = now if order.outcome == "refunded" else None
                file.execute(
                    "UPDATE orders SET status = outcome, outcome = NULL, due_at = NULL, issued_at = ?,"
                    " taken_back_at = ? WHERE number = ?",
                    (issued_at, back_at, order.number),
                )
                if order.outcome in ("failed", "refunded"):
                    account: Account = "tremendous" if order.partner == "tremendous" else "reloadly"
                    self._move(account, order.cost, "Refund", order.number, now)
        return [found for row in due if (found := self.find(row["number"]))]

    def hasten(self, *, stuck: bool) -> None:
        """Make due what is under way; with `stuck` also what would wait for ever, which counts as without fault."""
        with self._change() as file:
            file.execute("UPDATE orders SET due_at = 0 WHERE due_at IS NOT NULL")
            if stuck:
                file.execute("UPDATE orders SET due_at = 0 WHERE outcome IS NOT NULL AND due_at IS NULL")
                file.execute("UPDATE orders SET fault = NULL WHERE fault IN ('mute', 'stuck')")

    def withheld(self) -> list[str]:
        """References of orders that would wait for ever: `stuck` and `mute` ones."""
        sql = "SELECT reference FROM orders WHERE fault IN ('mute', 'stuck') ORDER BY number"
        return [row["reference"] for row in self._read(sql)]

    def find(self, number: int) -> Order | None:
        """By its number."""
        rows = self._read(f"SELECT {_COLUMNS} FROM orders WHERE number = ?", number)
        return _order(rows[0]) if rows else None

    def named(self, partner: PartnerName, reference: str, *, late: bool = False) -> list[Order]:
        """All under a reference; `late`: those too that nobody sees yet."""
        where = "partner = ? AND reference = ? AND (status <> 'late' OR ?) ORDER BY number"
        return list(map(_order, self._read(f"SELECT {_COLUMNS} FROM orders WHERE {where}", partner, reference, late)))

    def made(self, partner: PartnerName, span: Span, offset: int, limit: int) -> tuple[list[Order], int]:
        """Those made in a span, the latest first; and how many there are in all."""
        where = "partner = ? AND made_at >= ? AND made_at < ? AND status <> 'late'"
        values = (partner, *span)
        page = f"SELECT {_COLUMNS} FROM orders WHERE {where} ORDER BY number DESC LIMIT ? OFFSET ?"
        count = self._read(f"SELECT count(*) FROM orders WHERE {where}", *values)[0][0]
        return list(map(_order, self._read(page, *values, limit, offset))), count

    def movements(self, account: Account, span: Span, offset: int, limit: int) -> list[Movement]:
        """Those in a span, the latest first."""
        where = "account = ? AND at >= ? AND at < ? ORDER BY number DESC LIMIT ? OFFSET ?"
        rows = self._read(f"SELECT * FROM movements WHERE {where}", account, *span, limit, offset)
        return [
            Movement(
                row["number"],
                self.find(row["order_number"]) if row["order_number"] else None,
                row["action"],
                Decimal(row["amount"]),
                Decimal(row["balance"]),
                row["at"],
            )
            for row in rows
        ]

    def balance_before(self, order: Order) -> Decimal:
        """What we had when it was made."""
        sql = "SELECT balance FROM movements WHERE order_number = ? ORDER BY number LIMIT 1"
        return Decimal(self._read(sql, order.number)[0][0]) + order.cost

    def issued(self, reference: str | None = None) -> list[Order]:
        """All that was issued, what was taken back later too."""
        where, values = ("AND reference = ?", [reference]) if reference is not None else ("", [])
        sql = f"SELECT {_COLUMNS} FROM orders WHERE issued_at IS NOT NULL {where} ORDER BY number"
        return list(map(_order, self._read(sql, *values)))

    def counts(self) -> Sequence[tuple[PartnerName, Status, int]]:
        """How many orders, by partner and status."""
        sql = "SELECT partner, status, count(*) AS n FROM orders GROUP BY 1, 2 ORDER BY 1, 2"
        return [(row["partner"], row["status"], row["n"]) for row in self._read(sql)]


def _order(row: sqlite3.Row) -> Order:
    values: dict[str, Any] = {name: Decimal(row[name]) if name in _DECIMALS else row[name] for name in row.keys()}  # noqa: SIM118 - a row iterates over its values
    return Order(**values)
