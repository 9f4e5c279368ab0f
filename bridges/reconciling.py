"""Reconciliation: a partner's statement is read and matched with our books, by one process at a time."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from time import monotonic, sleep
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Connection, Engine

from bridges.calls import within
from bridges.partners.port import Partner, Unavailable
from models import breaks, leases, partner_lines, partner_state, redemption_hints, redemption_steps
from models.partner_lines import Mark
from models.partner_state import RESTORED
from models.redemption_steps import Changed
from rules import reconciliation
from rules.partnering import Line, PartnerName
from rules.reconciliation import Break, Matched, Ours, Span
from rules.redemption import LEASE_SLACK_S

log = structlog.get_logger()

_LEASE_S = 55.0
"""No longer than the time limit of a task."""
_READING_S = 20.0
_SENT_MOST = 3_000
"""Orders of a span: some thirty pages, where a partner's are smallest and its rate is lowest."""
_CHUNK = 500


Tell = Callable[[Sequence[Changed]], None]
"""Tells players of what has changed, after the commit."""


def match(engine: Engine, name: PartnerName, partner: Partner, tell: Tell) -> bool:
    """Match one partner's statement, unless somebody is at it; whether it was done."""
    lease = f"statement:{name}"
    with engine.begin() as connection:
        token = leases.take(connection, lease, f"reconciling-{uuid4()}", _LEASE_S)
        mark = partner_lines.begin(connection, name)
    if token is None:
        return False
    try:
        return _match_all(engine, name, partner, mark, token, tell)
    except Unavailable as error:
        log.warning("statement not read", partner=name, why=str(error))
        with engine.begin() as connection:
            partner_lines.failed(connection, name, str(error))
        return False
    finally:
        with engine.begin() as connection:
            leases.give_up(connection, lease, token)


def _match_all(engine: Engine, name: PartnerName, partner: Partner, mark: Mark, token: int, tell: Tell) -> bool:
    """What is read at once; whether the lease held. Raises Unavailable."""
    spans = _spans(engine, name, mark)
    read = [(span, _read(engine, name, partner, span)) for span in spans]
    for span, lines in read:
        changed = _match(engine, name, span, lines, token)
        if changed is None:
            return False
        tell(changed)
    with engine.begin() as connection:
        if not leases.holds(connection, f"statement:{name}", token):
            return False
        is_whole = partner_lines.matched(connection, name, spans, datetime.now(UTC))
        settled = settle_s(partner)
        is_since = is_whole and partner_lines.is_matched_since_frozen(connection, name, settled)
        if is_since and not breaks.lost(connection, name) and partner_state.thaw(connection, name, RESTORED):
            log.info("partner thawed", partner=name)
    return True


def _spans(engine: Engine, name: PartnerName, mark: Mark) -> list[Span]:
    """As much of what is to be read as can be in its time; of what was matched a while ago more than that again."""
    wanted = reconciliation.spans(*mark, datetime.now(UTC))
    begins = [max(wanted[0].start, mark.matched_until or wanted[0].start), *(one.start for one in wanted[1:])]
    with engine.connect() as connection:
        return [
            partner_lines.cut(connection, name, one, begin, _SENT_MOST)
            for one, begin in zip(wanted, begins, strict=True)
        ]


def settle_s(partner: Partner) -> float:
    """How long after a freeze what was claimed before it may be sent and come up: a lease, and the longest hold."""
    return partner.call_most_s + LEASE_SLACK_S + partner.hold_most_s


def _read(engine: Engine, name: PartnerName, partner: Partner, span: Span) -> list[Line]:
    """All of it, before anything is compared: what is on its way into our books now is then newer than it.

    Each page is a call like any other, and waits until the partner's rate has room for it.
    """
    deadline, lines = monotonic() + _READING_S, list[Line]()
    with within(_READING_S):
        pages = partner.statement(*span)
        while True:
            with engine.begin() as connection:
                wait_s = partner_state.reserve(connection, name)
            if monotonic() + wait_s > deadline:
                raise Unavailable("it took too long")
            sleep(wait_s)
            page = next(pages, None)
            if page is None:
                return lines
            lines += page


def _match(engine: Engine, name: PartnerName, span: Span, lines: list[Line], token: int) -> list[Changed] | None:
    """One part of it; what it changed, None if the lease did not hold."""
    with engine.begin() as connection:
        if not leases.holds(connection, f"statement:{name}", token):
            return None
        for begin in range(0, len(lines), _CHUNK):
            partner_lines.save(connection, name, lines[begin : begin + _CHUNK])
        ours = partner_lines.ours(connection, name, span, lines)
    found = reconciliation.match(ours, lines, span)
    changed = _settle(engine, ours, found)
    with engine.begin() as connection:
        _keep(connection, name, found)
    return changed


def _settle(engine: Engine, ours: Mapping[str, Ours], found: Matched) -> list[Changed]:
    """What the statement says for good is so, if nothing has changed since; each in a transaction of its own."""
    changed = []
    for reference, answer in found.settle.items():
        with engine.begin() as connection:
            one = redemption_steps.lock(connection, UUID(reference))
            if one is not None and one.state == ours[reference].state:
                changed.append(redemption_hints.state(connection, one.id, answer))
    return list(filter(None, changed))


def _keep(connection: Connection, name: PartnerName, found: Matched) -> None:
    by_itself = [one for one in found.breaks if one.kind == "late_reversal"]
    lost = [one for one in found.breaks if one.kind == "missing_here" and reconciliation.is_ours(one.reference)]
    others = [one for one in found.breaks if one not in by_itself and one not in lost]
    opened = breaks.note(connection, name, others)
    opened_lost = breaks.note(connection, name, lost)
    breaks.note(connection, name, by_itself, settled=True)
    breaks.agree(connection, name, found.agreed)
    if opened or opened_lost:
        log.warning("breaks found", partner=name, count=opened + opened_lost)
    if opened_lost:
        reason = f"its statement has orders of ours that we do not know ({opened_lost}), such as {lost[0].reference}"
        if partner_state.freeze_once(connection, name, reason):
            log.error("partner frozen", partner=name, why=reason)


def weigh(engine: Engine, wallet: str, names: Sequence[PartnerName], partner: Partner) -> None:
    """Compare what is left with what orders took: the sum is what we paid in, and changes when we pay."""
    try:
        money = partner.balance()
    except Unavailable as error:
        log.warning("balance not read", wallet=wallet, why=str(error))
        return
    with engine.begin() as connection:
        for name in names:
            partner_state.save_balance(connection, name, money)
        sum_now = reconciliation.paid_in(money.amount, partner_lines.costs(connection, names, money.currency))
        base, before = partner_lines.float_of(connection, wallet, sum_now, money.currency)
        if reconciliation.drifted(base, before, sum_now):
            theirs, ours = reconciliation.drift(sum_now, base, money.currency)
            breaks.note(connection, names[0], [Break("balance_drift", wallet, theirs=theirs, ours=ours)])
