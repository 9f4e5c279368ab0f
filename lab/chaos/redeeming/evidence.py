"""What the system holds and what the witness says, once both are still."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, TextClause, text
from sqlalchemy.exc import SQLAlchemyError

from lab.chaos.redeeming.judge import Evidence, Issued, Row, untold
from lab.folder import LabError
from lab.players.redeeming import Told
from models import ledger_audit
from rules.redemption import ENDS, State

_AGAIN_S = 0.5
_STILL = 4
"""So many looks in a row must find everything over."""
_TIMEOUT_S = 10.0
_PATIENCE_S = 60.0

_OWES = (
    "(kind = 'gift_card' AND state = 'succeeded' AND "
    "NOT EXISTS (SELECT FROM gift_cards c WHERE c.redemption_id = redemptions.id))"
)
_OPEN = text(f"SELECT count(*) FROM redemptions WHERE NOT state = ANY(:states) OR {_OWES}")
_UNDER_WAY = text("SELECT count(*) FROM redemptions WHERE NOT state = ANY(:states)")
_ROWS = text(
    "SELECT id, player_id, partner, state, tokens, value_amount, value_currency, cost_amount, partner_id, "
    f"{_OWES}, version, (SELECT cause FROM redemption_transitions t WHERE t.redemption_id = redemptions.id "
    "AND t.version = redemptions.version) FROM redemptions ORDER BY id"
)
_INBOXES = text("SELECT id, player_id FROM notifications WHERE link LIKE '/redemptions/%'")
_FOR_PEOPLE = text("SELECT DISTINCT redemption_id FROM redemption_transitions WHERE after = 'manual_review'")
_DECIDED = text(
    "SELECT DISTINCT redemption_id FROM redemption_transitions WHERE before = 'manual_review' AND cause = 'staff'"
)
_REVERSED = text("SELECT count(*) FROM redemptions WHERE state = 'reversed'")
_WALLETS = text("SELECT player_id, posted, held FROM ledger_accounts WHERE kind = 'player'")
_CLEARING = text(
    "SELECT split_part(a.purpose, ':', 2), sum(e.amount) FROM ledger_accounts a "
    "JOIN ledger_entries e ON e.account_id = a.id WHERE a.purpose LIKE 'clearing:%' GROUP BY 1"
)


class Simulator:
    """The simulator as a run sees it; it may be away at any time."""

    def __init__(self, url: str) -> None:
        self._url = url

    def call(self, method: str, path: str, body: object = None, patience_s: float = _PATIENCE_S) -> Any:
        """What is answered, once it is. Raises LabError."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data, {"Content-Type": "application/json"}, method=method)
        deadline = monotonic() + patience_s
        while True:
            try:
                with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:
                    return json.load(answer)
            except (urllib.error.URLError, OSError, json.JSONDecodeError) as error:
                if monotonic() > deadline:
                    raise LabError(f"the simulator says nothing: {error}") from error
                sleep(_AGAIN_S)

    def taken_back(self) -> int | None:
        """How many orders it issued and took back; None: something is under way there."""
        found = self.call("GET", "/witness/summary")
        if any(one["count"] for one in found["orders"] if one["status"] in ("processing", "late")):
            return None
        return int(found["taken_back"])


def books(connection: Connection) -> Evidence:
    """Redemptions, and what their players were told of them."""
    return Evidence(
        rows=[Row(*row) for row in connection.execute(_ROWS)],
        inboxes={(row[0], row[1]) for row in connection.execute(_INBOXES)},
    )


def _is_over(engine: Engine, simulator: Simulator) -> bool:
    """Whether nothing is open, here or there, and players know; of what was taken back is heard last."""
    if still_open(engine) != 0:
        return False
    taken_back = simulator.taken_back()
    with engine.connect() as connection:
        if taken_back is None or taken_back != int(connection.execute(_REVERSED).scalar_one()):
            return False
        return not untold(books(connection))


def still_open(engine: Engine) -> int | None:
    """Redemptions that have not come to an end, or whose card is not here; None: Postgres is away."""
    return _count(engine, _OPEN, ENDS)


def under_way(engine: Engine) -> int | None:
    """Those that neither have come to an end nor wait for people; None: Postgres is away."""
    return _count(engine, _UNDER_WAY, ENDS | {"manual_review"})


def _count(engine: Engine, statement: TextClause, states: Collection[State]) -> int | None:
    try:
        with engine.connect() as connection:
            return int(connection.execute(statement, {"states": list(states)}).scalar_one())
    except SQLAlchemyError:
        return None


def drain(engine: Engine, simulator: Simulator, patience_s: float, work: Callable[[], None] | None = None) -> None:
    """Wait until everything is over; whether it was when patience was is for the judge to see. `work`: people's."""
    deadline, still = monotonic() + patience_s, 0
    while still < _STILL and monotonic() < deadline:
        if work:
            work()
        still = still + 1 if _is_over(engine, simulator) else 0
        sleep(_AGAIN_S)


def gather(engine: Engine, simulator: Simulator, told: Sequence[Told], began_with: Mapping[UUID, int]) -> Evidence:
    """All of it, ours in one snapshot."""
    found = Evidence(told=list(told), began_with=began_with)
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        ours = books(connection)
        found.rows, found.inboxes = ours.rows, ours.inboxes
        found.wallets = {row[0]: (row[1], row[2]) for row in connection.execute(_WALLETS)}
        found.clearing = {partner: int(tokens) for partner, tokens in connection.execute(_CLEARING)}
        found.for_people = set(connection.execute(_FOR_PEOPLE).scalars())
        found.decided = set(connection.execute(_DECIDED).scalars())
        findings = ledger_audit.audit(connection)
    # Tokens that the lab gave away at the start are for nothing that is known.
    found.broken = [f"{one.name}: {one.broken}" for one in findings if one.broken and "known" not in one.name]
    found.issued = [
        Issued(
            one["partner"],
            one["reference"],
            one["partner_id"],
            Decimal(one["value"]),
            one["currency"],
            Decimal(one["cost"]),
            one["taken_back_at"] is None,
        )
        for one in simulator.call("GET", "/witness/issued")["issued"]
    ]
    return found
