"""A partner's statement against our books: what agrees, what is known now, and what people have to look at.

Orders are matched by our reference, which is the redemption's id, and by nothing else: a phone, an amount and a time
suggest, and prove nothing. What the statement says of a reference for good settles the redemption as a look-up would
(rules.redemption); whatever contradicts our books is a break.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple, get_args
from uuid import UUID

from rules.partnering import Answer, Line, Money
from rules.redemption import State

Kind = Literal["missing_there", "missing_here", "status", "amount", "issued_twice", "late_reversal", "balance_drift"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Age = Literal["1h", "24h", "3d", "older"]
AGES: tuple[Age, ...] = get_args(Age)
_AGES: tuple[tuple[Age, timedelta], ...] = (
    ("1h", timedelta(hours=1)),
    ("24h", timedelta(hours=24)),
    ("3d", timedelta(days=3)),
)

GRACE = timedelta(minutes=15)
"""What was sent, or changed, so lately may still be on its way into the statement, or into our books."""
COST_SLACK = Decimal("0.01")
VALUE_SLACK = Decimal("0.01")
"""Of values, as a share: recipients get amounts that operators round."""
DRIFT_SLACK = Decimal("0.05")

_TAKEN: frozenset[State] = frozenset({"succeeded", "in_progress"})
"""States in which the partner has said that it took the order."""
_OPEN: frozenset[State] = frozenset({"held", "in_review", "in_progress", "unknown", "manual_review"})
"""States that the partner's word ends. Not `submitting`: whoever sends it now hears it first."""
_UNSENT: frozenset[State] = frozenset({"held", "in_review", "unknown"})
"""Of those, what may be sent or cancelled: not if the partner has it."""
_SAME: Mapping[State, frozenset[str]] = {
    "succeeded": frozenset({"succeeded"}),
    "refunded": frozenset({"refused", "reversed"}),
    "failed": frozenset({"refused", "reversed"}),
    "cancelled": frozenset({"refused", "reversed"}),
    "reversed": frozenset({"reversed", "refused"}),
}
_RANK = ("succeeded", "in_progress", "reversed", "refused")


class Ours(NamedTuple):
    """A redemption, as far as it is matched."""

    state: State
    value: Money
    cost: Money | None
    tokens: int
    sent_at: datetime | None
    changed_at: datetime


class Span(NamedTuple):
    """The time that a statement is of, [start, end): all of it was read."""

    start: datetime
    end: datetime


class Break(NamedTuple):
    """Something that does not agree. `subject` names it: our reference, or their id where there is none of ours."""

    kind: Kind
    subject: str
    reference: str | None = None
    partner_id: str | None = None
    tokens: int | None = None
    """What it is about; None: nobody knows."""
    theirs: str = ""
    ours: str = ""


class Matched(NamedTuple):
    """What came of matching."""

    settle: Mapping[str, Answer]
    """What the statement says of redemptions for good, by reference."""
    breaks: tuple[Break, ...]
    agreed: frozenset[str]
    """References that were compared, and of which nothing is wrong."""


def match(ours: Mapping[str, Ours], lines: Iterable[Line], span: Span) -> Matched:
    """Compare. `ours`: all that were sent within the span, and all that the lines name; `span.end` is now or before."""
    named: defaultdict[str, list[Line]] = defaultdict(list)
    breaks: list[Break] = []
    for line in {one.partner_id: one for one in lines}.values():  # pages move while they are read
        if line.reference is not None and line.reference in ours:
            named[line.reference].append(line)
        else:
            subject = line.reference or line.partner_id
            breaks.append(Break("missing_here", subject, line.reference, line.partner_id, theirs=_said(line)))
    settle: dict[str, Answer] = {}
    agreed: set[str] = set()
    for reference, own in ours.items():
        found = sorted(named.get(reference, ()), key=lambda one: (_RANK.index(one.verdict), one.partner_id))
        wrong, answer = _compare(reference, own, found, span)
        breaks += wrong
        if answer is not None:
            settle[reference] = answer
        if not wrong and found:
            agreed.add(reference)
    return Matched(settle, tuple(breaks), frozenset(agreed))


def _compare(reference: str, own: Ours, found: list[Line], span: Span) -> tuple[list[Break], Answer | None]:
    if not found:
        return _absent(reference, own, span), None
    line = found[0]
    wrong: list[Break] = []
    issued = [one for one in found if one.verdict == "succeeded"]
    if len(issued) > 1:
        ids = ", ".join(one.partner_id for one in issued)
        wrong.append(_break("issued_twice", reference, own, line, theirs=ids))
    answer = Answer(line.verdict, "statement", line.partner_id, line.cost)
    if own.state in _OPEN:
        is_news = line.verdict != "in_progress" or own.state in _UNSENT
        return wrong, answer if is_news else None
    if (own.state, line.verdict) == ("succeeded", "reversed"):
        return [*wrong, _break("late_reversal", reference, own, line)], answer
    wrong += _status(reference, own, line, span) or _amounts(reference, own, line)
    return wrong, None


def _absent(reference: str, own: Ours, span: Span) -> list[Break]:
    """The partner said that it took it, and its statement of that time does not have it."""
    if own.state not in _TAKEN or own.sent_at is None or not span.start <= own.sent_at < span.end - GRACE:
        return []
    return [Break("missing_there", reference, reference, tokens=own.tokens, ours=own.state)]


def _status(reference: str, own: Ours, line: Line, span: Span) -> list[Break]:
    agrees = _SAME.get(own.state)
    if agrees is None or line.verdict in agrees or own.changed_at > span.end - GRACE:
        return []
    return [_break("status", reference, own, line)]


def _amounts(reference: str, own: Ours, line: Line) -> list[Break]:
    """What was issued has its value, and costs what we were told."""
    if line.verdict != "succeeded":
        return []
    slack = abs(own.value.amount) * VALUE_SLACK
    if _differ(own.value, line.value, slack) or _differ(own.cost, line.cost, COST_SLACK):
        said = (_money(line.value), _money(line.cost)), (_money(own.value), _money(own.cost))
        theirs, mine = (f"value {value}, cost {cost}" for value, cost in said)
        return [_break("amount", reference, own, line, theirs=theirs, ours=mine)]
    return []


def _differ(own: Money | None, theirs: Money | None, slack: Decimal) -> bool:
    """Of what one side does not say, nothing is known."""
    if own is None or theirs is None:
        return False
    return own.currency != theirs.currency or abs(own.amount - theirs.amount) > slack


def _break(kind: Kind, reference: str, own: Ours, line: Line, theirs: str = "", ours: str = "") -> Break:
    said = theirs or _said(line), ours or own.state
    return Break(kind, reference, reference, line.partner_id, own.tokens, *said)


def _said(line: Line) -> str:
    return f"{line.verdict}, value {_money(line.value)}, cost {_money(line.cost)}"


def _money(money: Money | None) -> str:
    return f"{money.amount.normalize():f} {money.currency}" if money else "unknown"


def paid_in(balance: Decimal, lines: Iterable[tuple[str, Decimal | None]]) -> Decimal:
    """What we must have paid in all in all: what is left, and what orders took (their verdicts and costs)."""
    return balance + sum(
        (cost or Decimal(0) for verdict, cost in lines if verdict in ("succeeded", "in_progress")), Decimal(0)
    )


def drifted(base: Decimal, before: Decimal | None, now: Decimal) -> bool:
    """Whether what was paid in is another sum than it was. Twice the same, as orders come between two readings."""
    if before is None or abs(now - before) > DRIFT_SLACK:
        return False
    return abs(now - base) > DRIFT_SLACK


def drift(now: Decimal, base: Decimal, currency: str) -> tuple[str, str]:
    """What a break says of a drift, of both sides."""
    theirs, ours = (f"{amount:f} {currency} paid in" for amount in (now, base))
    return theirs, ours


def says_the_same(kind: Kind, before: tuple[str, str], now: tuple[str, str]) -> bool:
    """Whether a break says what it said, on both sides: of a drift, whose sums follow each order, nearly."""
    return before == now or (kind == "balance_drift" and all(map(_nearly, before, now)))


def _nearly(before: str, now: str) -> bool:
    (first, unit), (second, other) = (said.split(" ", 1) for said in (before, now))
    return unit == other and abs(Decimal(first) - Decimal(second)) <= DRIFT_SLACK


def age(since: datetime, now: datetime) -> Age:
    """How long a break has been open, in words."""
    return next((name for name, most in _AGES if now - since < most), "older")


RECENT = timedelta(hours=1)
"""So much of what was matched is read again each time."""
AT_ONCE = timedelta(hours=6)
"""A statement that is far behind is read in parts."""
DEEP = timedelta(days=30)
DEEP_STEP = timedelta(days=1)
DEEP_EVERY = timedelta(minutes=10)
"""And now and then a day of the last thirty: orders may be paid back late."""


def spans(
    since: datetime,
    matched_until: datetime | None,
    deep_until: datetime | None,
    deep_at: datetime | None,
    now: datetime,
) -> list[Span]:
    """What is read now, of what was made since then: what is new and what came right before it, and a day of what is
    older if it is time."""
    start = max(since, matched_until - RECENT) if matched_until else since
    found = [Span(start, min(now, start + AT_ONCE))]
    if deep_at is None or now - deep_at >= DEEP_EVERY:
        first = max(since, now - DEEP)
        begin = deep_until if deep_until is not None and first <= deep_until < now - RECENT else first
        found.append(Span(begin, min(begin + DEEP_STEP, now)))
    return found


def is_ours(reference: str | None) -> bool:
    """Whether that is a reference as we make them: an order under one that we do not know is a part of our books lost.

    An account with a partner is one installation's.
    """
    try:
        return reference is not None and UUID(reference).version == 7
    except ValueError:
        return False
