"""A redemption's steps: its row, its transitions, its tokens and the work of people, changed together or not at all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import cast
from uuid import UUID

from sqlalchemy import Connection

from models import cases, ledger, products, redemption_notices
from models.activity import MARK_REDEEMED
from models.base import encode_rows, sql
from models.forfeits import forfeit
from models.ledger import Posted, Wanted
from models.redemptions import Redemption
from rules.ledger import House
from rules.partnering import Answer
from rules.redemption import ENDS, Move, Standing, State, Step

SCOPE = "redemption"
"""Of its transfers, whose key is its id, with what is done after a colon."""
QUEUE = "redemptions"
"""Of the cases that people decide on."""
_FOR_PEOPLE: tuple[State, ...] = ("in_review", "manual_review")
_KEYS: dict[Move, tuple[ledger.Kind, str]] = {
    "capture": ("capture", "captured"),
    "release": ("release", "released"),
    "give_back": ("credit", "given_back"),
}


@dataclass
class Changed:
    """What a step changed, for whoever is told after the commit."""

    id: UUID
    player: UUID
    state: State
    version: int
    posted: list[Posted] = field(default_factory=list)
    is_new: bool = True
    """Whether it is in another state than before."""


def lock(connection: Connection, redemption: UUID) -> Redemption | None:
    """A redemption, and the case that people may have of it, for nobody else until the transaction ends."""
    cases.lock_subjects(connection, QUEUE, [redemption])
    statement = sql("SELECT * FROM redemptions WHERE id = :id FOR NO KEY UPDATE")
    row = connection.execute(statement, {"id": redemption}).first()
    return None if row is None else Redemption(**row._mapping)


def standing(one: Redemption) -> Standing:
    """What the next step depends on."""
    state = cast(State, one.state)
    return Standing(state, one.changed_at, one.tries, one.misses, one.doubts, one.sent_until)


def house(partner: str) -> House:
    """Where the tokens are that were redeemed with a partner."""
    return cast(House, f"clearing:{partner}")


def take(
    connection: Connection, one: Redemption, step: Step, cause: str, detail: str = "", answer: Answer | None = None
) -> Changed:
    """Have a locked redemption make a step. Whoever had a lease has none any more."""
    posted = [_move(connection, one, move) for move in step.moves]
    _write_down(connection, one, step, (cause, detail), posted)
    after, said = step.after, answer or Answer("ambiguous")
    values = {
        **{"id": one.id, "state": after.state, "since": after.since, "tries": after.tries, "misses": after.misses},
        **{"doubts": after.doubts, "sent_until": after.sent_until, "next_at": step.next_at, "steps": len(step.path)},
        **{"verdict": answer.verdict if answer else None, "code": said.code[:200] or None},
        **{"partner_id": said.partner_id, "cost": said.cost.amount if said.cost else None},
        **{"currency": said.cost.currency if said.cost else None, "is_new": "succeeded" in step.path},
        "unsent": cause == "submit" and said.verdict in ("not_sent", "throttled", "parked"),
    }
    version = connection.execute(_CHANGE, values).scalar_one()
    _for_people(connection, one, step, (cause, detail))
    if step.path:
        redemption_notices.changed(connection, one, after.state, version, cause)
    if step.path and after.state in ENDS:
        _end(connection, one, step)
    return Changed(one.id, one.player_id, after.state, version, posted, bool(step.path))


def _move(connection: Connection, one: Redemption, move: Move) -> Posted:
    kind, what = _KEYS[move]
    pending = one.hold_id if move in ("capture", "release") else None
    wanted = Wanted(
        SCOPE,
        f"{one.id}:{what}",
        one.player_id,
        kind,
        one.tokens,
        "redemption",
        house(one.partner),
        {"redemption": str(one.id)},
        pending,
    )
    [posted] = ledger.post(connection, [wanted])
    return posted


def begin(connection: Connection, one: Redemption, path: tuple[State, ...], cause: str, detail: str) -> None:
    """Write down the states that one began with; its row is new, and says the last of them."""
    rows = [
        {"v": number, "b": before, "a": after, "t": one.hold_id if number == 1 else None}
        for number, (before, after) in enumerate(zip((None, *path), path, strict=False), 1)
    ]
    values = {"id": one.id, "cause": cause, "detail": detail or None, "rows": encode_rows(rows)}
    connection.execute(_TRANSITIONS, values)
    redemption_notices.changed(connection, one, path[-1], len(path), cause)
    if path[-1] == "in_review":
        cases.signal(connection, QUEUE, "in_review", {one.id: _weight(one)})


def _write_down(
    connection: Connection, one: Redemption, step: Step, cause: tuple[str, str], posted: list[Posted]
) -> None:
    """A row for each state gone through; a transfer stands with the state that it belongs to."""
    with_transfer: dict[State, int] = {}
    for move, transfer in zip(step.moves, posted, strict=True):
        with_transfer[_STATE_OF[move] if step.path[-1] != "cancelled" else "cancelled"] = transfer.id
    path = (cast(State, one.state), *step.path)
    rows = [
        {"v": one.version + number, "b": before, "a": after, "t": with_transfer.get(after)}
        for number, (before, after) in enumerate(pairwise(path), 1)
    ]
    if rows:
        values = {"id": one.id, "cause": cause[0], "detail": cause[1][:500] or None, "rows": encode_rows(rows)}
        connection.execute(_TRANSITIONS, values)


_NOT_ISSUED: tuple[tuple[Move, ...], ...] = (("release",), ("capture", "give_back"))
_STATE_OF: dict[Move, State] = {"capture": "succeeded", "release": "refunded", "give_back": "reversed"}


def _for_people(connection: Connection, one: Redemption, step: Step, cause: tuple[str, str]) -> None:
    """Open the case of one that people have to look at; close that of one they need not look at any more."""
    if not step.path:
        return
    if step.after.state in _FOR_PEOPLE:
        cases.signal(connection, QUEUE, step.after.state, {one.id: _weight(one)}, anew=True)
    elif one.state in _FOR_PEOPLE:
        cases.settle(connection, QUEUE, one.id, step.after.state, ": ".join(filter(None, cause)))


def _weight(one: Redemption) -> int:
    return min(one.tokens, 2**31 - 1)


def _end(connection: Connection, one: Redemption, step: Step) -> None:
    """What was not issued is in stock again; of a player who was erased meanwhile nothing is kept."""
    if one.from_stock and step.moves in _NOT_ISSUED:
        products.give_back(connection, one.product_id)
    gone = sql("SELECT erased_at IS NOT NULL FROM players WHERE id = :player")
    if connection.execute(gone, {"player": one.player_id}).scalar():
        forget(connection, one.player_id)
        forfeit(connection, one.player_id, f"{one.player_id}:{one.id}")


def forget(connection: Connection, player: UUID) -> None:
    """Of what is over, nobody knows any more whose phone it was; the hash stays, lest many accounts recharge one."""
    statement = sql(
        "UPDATE redemptions SET recipient = NULL WHERE player_id = :player AND state = ANY(:ends) "
        "AND recipient IS NOT NULL"
    )
    connection.execute(statement, {"player": player, "ends": sorted(ENDS)})


def cancel_all(connection: Connection, player: UUID, step: Callable[[Standing, datetime], Step | None]) -> None:
    """Have all that can of a player's make a step, such as being cancelled."""
    statement = sql(
        "SELECT id, clock_timestamp() AS now FROM redemptions WHERE player_id = :player AND state = ANY(:states) "
        "ORDER BY id"
    )
    for row in connection.execute(statement, {"player": player, "states": ["held", "in_review"]}).all():
        one = lock(connection, row.id)
        made = one and step(standing(one), row.now)
        if one and made:
            take(connection, one, made, "erasure")


_CHANGE = sql(
    "UPDATE redemptions SET state = CAST(:state AS varchar), changed_at = :since, tries = :tries, misses = :misses, "
    "doubts = :doubts, sent_until = :sent_until, next_attempt_at = :next_at, version = version + :steps, "
    "fence = fence + 1, lease_until = NULL, last_verdict = COALESCE(CAST(:verdict AS varchar), last_verdict), "
    "last_code = CASE WHEN CAST(:verdict AS varchar) IS NULL THEN last_code ELSE :code END, "
    "partner_id = COALESCE(:partner_id, partner_id), cost_amount = COALESCE(:cost, cost_amount), "
    "cost_currency = COALESCE(:currency, cost_currency), sent_at = CASE WHEN :unsent THEN NULL ELSE sent_at END, "
    "deliver_at = CASE WHEN CAST(:state AS varchar) = 'reversed' THEN NULL "
    "WHEN :is_new AND kind = 'gift_card' THEN now() ELSE deliver_at END WHERE id = :id RETURNING version"
)
_TRANSITIONS = sql(
    "WITH moved AS (INSERT INTO redemption_transitions "
    "(redemption_id, version, before, after, cause, detail, transfer_id) "
    "SELECT :id, v, b, a, :cause, :detail, t "
    "FROM json_to_recordset(:rows) AS r(v integer, b text, a text, t bigint) ORDER BY v "
    f"RETURNING redemption_id, after, at) {MARK_REDEEMED}"
)
