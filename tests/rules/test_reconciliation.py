"""Matching: every difference is a break of one kind, only exact references settle, and nothing is settled twice."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import redemption
from rules.partnering import Line, Money
from rules.reconciliation import (
    AT_ONCE,
    DEEP,
    DEEP_EVERY,
    DEEP_STEP,
    GRACE,
    KINDS,
    RECENT,
    Ours,
    Span,
    age,
    drift,
    drifted,
    is_ours,
    match,
    paid_in,
    says_the_same,
    spans,
)
from rules.redemption import STATES, Standing, State

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
SPAN = Span(NOW - timedelta(hours=6), NOW)
OLD = NOW - timedelta(hours=2)
VALUE, COST = Money(Decimal(20), "USD"), Money(Decimal("19.40"), "USD")
REF = "0192f3a0-0000-7000-8000-000000000001"


def own(state: State = "succeeded", **changes: Any) -> Ours:
    return Ours(state, VALUE, COST, 500, OLD, OLD)._replace(**changes)


def line(verdict: Any = "succeeded", **changes: Any) -> Line:
    return Line("P1", REF, verdict, VALUE, COST, OLD)._replace(**changes)


def kinds(ours: Ours | None, *lines: Line) -> list[str]:
    return [one.kind for one in match({REF: ours} if ours else {}, lines, SPAN).breaks]


@pytest.mark.parametrize(
    ("ours", "lines", "expected"),
    [
        (own(), [line()], []),
        (own(), [], ["missing_there"]),
        (own("in_progress"), [], ["missing_there"]),
        (own(sent_at=NOW - timedelta(minutes=1)), [], []),
        (own(sent_at=NOW - timedelta(hours=7)), [], []),
        (own("unknown"), [], []),
        (own("held", sent_at=None), [], []),
        (None, [line()], ["missing_here"]),
        (None, [line(reference=None)], ["missing_here"]),
        (own("refunded"), [line()], ["status"]),
        (own("cancelled"), [line("in_progress")], ["status"]),
        (own("reversed"), [line()], ["status"]),
        (own(), [line("refused")], ["status"]),
        (own(changed_at=NOW - timedelta(minutes=1)), [line("in_progress")], []),
        (own("refunded"), [line("refused")], []),
        (own("refunded"), [line("reversed")], []),
        (own("reversed"), [line("reversed")], []),
        (own(), [line("reversed")], ["late_reversal"]),
        (own(), [line(), line(partner_id="P2")], ["issued_twice"]),
        (own(), [line(), line("refused", partner_id="P2")], []),
        (own(), [line(), line()], []),
        (own(), [line(cost=Money(Decimal("21.34"), "USD"))], ["amount"]),
        (own(), [line(cost=Money(Decimal("19.40"), "EUR"))], ["amount"]),
        (own(), [line(value=Money(Decimal(2), "USD"))], ["amount"]),
        (own(), [line(value=Money(Decimal("20.001"), "USD"))], []),
        (own(cost=None), [line()], []),
        (own("submitting"), [line("refused")], []),
    ],
)
def test_what_does_not_agree_is_a_break_of_its_kind(ours: Ours | None, lines: list[Line], expected: list[str]) -> None:
    assert kinds(ours, *lines) == expected


def test_a_break_says_what_both_say_and_what_it_is_about() -> None:
    (found,) = match({REF: own("refunded")}, [line()], SPAN).breaks
    assert (found.subject, found.reference, found.partner_id, found.tokens) == (REF, REF, "P1", 500)
    assert (found.theirs, found.ours) == ("succeeded, value 20 USD, cost 19.4 USD", "refunded")
    (twice,) = match({REF: own()}, [line(), line(partner_id="P2")], SPAN).breaks
    assert twice.theirs == "P1, P2"


@pytest.mark.parametrize("state", ["held", "in_review", "in_progress", "unknown", "manual_review"])
@pytest.mark.parametrize("verdict", ["succeeded", "refused", "reversed"])
def test_what_the_partner_says_for_good_settles_what_is_open(state: State, verdict: Any) -> None:
    found = match({REF: own(state)}, [line(verdict)], SPAN)
    assert found.settle[REF][:4] == (verdict, "statement", "P1", COST)
    assert found.breaks == ()
    news = match({REF: own(state)}, [line("in_progress")], SPAN).settle
    assert bool(news) == (state in ("held", "in_review", "unknown")), "what the partner has is not sent, or cancelled"


def test_a_phone_an_amount_and_a_time_settle_nothing() -> None:
    found = match({REF: own("unknown")}, [line(reference=None), line(reference=REF.upper(), partner_id="P2")], SPAN)
    assert found.settle == {}
    assert [one.kind for one in found.breaks] == ["missing_here"] * 2


states = st.sampled_from(STATES)
verdicts = st.sampled_from(get_args(Line.__annotations__["verdict"]))
costs = st.sampled_from([None, COST, Money(Decimal(1), "USD")])
references = st.sampled_from([REF, REF[:-1] + "2", "else", None])
all_lines = st.lists(
    st.builds(Line, st.sampled_from("ABCD"), references, verdicts, costs, costs, st.just(OLD)),
    max_size=4,
    unique_by=lambda one: one.partner_id,
)
all_ours = st.dictionaries(
    references.filter(bool),
    st.builds(Ours, states, st.just(VALUE), costs, st.just(5), st.just(OLD), st.just(OLD)),
    max_size=3,
)


@settings(max_examples=60)
@given(all_ours, all_lines)
def test_whatever_a_statement_says_only_exact_references_settle_and_matching_again_changes_nothing(
    ours: dict[str, Ours], lines: list[Line]
) -> None:
    found = match(ours, lines, SPAN)
    assert all(one.kind in KINDS for one in found.breaks)
    for reference, answer in found.settle.items():
        said = [one for one in lines if one.reference == reference]
        assert (answer.verdict, answer.partner_id) in {(one.verdict, one.partner_id) for one in said}
        assert answer.verdict == "succeeded" or all(one.verdict != "succeeded" for one in said)
        standing = Standing(ours[reference].state, OLD)
        step = redemption.answered(standing, "statement", answer, NOW, NOW, 0.0, 0.5)
        assert not step.conflict
        assert step.after.state in ("succeeded", "refunded", "reversed", "in_progress")
        assert (step.after.state == "in_progress") == (answer.verdict == "in_progress")
        settled = match({**ours, reference: ours[reference]._replace(state=step.after.state)}, lines, SPAN)
        assert reference not in settled.settle
        assert not [one for one in settled.breaks if one.reference == reference and one.kind == "status"]
    assert match(ours, reversed(lines), SPAN).settle == found.settle
    assert found.agreed.isdisjoint({one.subject for one in found.breaks})
    known = {one.reference for one in found.breaks if one.kind != "missing_here"}
    assert known <= set(ours)


def test_breaks_age() -> None:
    assert age(NOW, NOW) == age(NOW - timedelta(minutes=59), NOW) == "1h"
    assert age(NOW - timedelta(hours=1), NOW) == age(NOW - timedelta(hours=23), NOW) == "24h"
    assert age(NOW - timedelta(days=1), NOW) == age(NOW - timedelta(days=2), NOW) == "3d"
    assert age(NOW - timedelta(days=3), NOW) == "older"


def test_a_balance_drifts_if_what_was_paid_in_is_another_sum_for_good() -> None:
    sums = [("succeeded", Decimal(30)), ("in_progress", Decimal(10)), ("reversed", Decimal(5)), ("refused", None)]
    assert paid_in(Decimal(60), sums) == Decimal(100)
    base, other = Decimal(100), Decimal(97)
    assert not drifted(base, None, other)
    assert not drifted(base, base, other), "an order may have come between two readings"
    assert drifted(base, other, other)
    assert not drifted(base, base, Decimal("100.01"))


def test_a_drift_says_the_same_while_its_sums_move_no_more_than_the_slack() -> None:
    asked = drift(Decimal("990.00001"), Decimal(1000), "USD")
    for now, same in ((Decimal("990.05"), True), (Decimal("990.06002"), False)):
        assert says_the_same("balance_drift", asked, drift(now, Decimal(1000), "USD")) is same
    assert not says_the_same("balance_drift", asked, drift(Decimal(990), Decimal(999), "USD"))
    assert not says_the_same("balance_drift", asked, drift(Decimal(990), Decimal(1000), "EUR"))
    assert not says_the_same("amount", ("990.00 USD", ""), ("990.01 USD", ""))


def test_all_of_a_statement_is_read_and_what_is_older_again() -> None:
    """From wherever it stands, and in whatever steps: new parts join, and thirty days are gone through."""
    since = NOW - timedelta(days=50)
    first, deep = spans(since, None, None, None, NOW)
    assert first == Span(since, since + AT_ONCE)
    assert deep == Span(NOW - DEEP, NOW - DEEP + DEEP_STEP)
    until, behind, steps = NOW - timedelta(days=3), NOW - DEEP + timedelta(hours=5), 0
    while until < NOW:
        (found,) = spans(since, until, behind, NOW, NOW)
        assert found.start == until - RECENT
        until, steps = found.end, steps + 1
    assert steps < 20
    seen = []
    for round_ in range(40):
        now = NOW + DEEP_EVERY * round_
        deep = spans(since, now, behind, now - DEEP_EVERY, now)[1]
        seen.append(deep)
        behind = deep.end
    assert any(one.start == before.end for before, one in pairwise(seen))
    assert min(one.start for one in seen) < NOW - DEEP + timedelta(days=1)
    assert max(one.end for one in seen) > NOW - RECENT


def test_what_was_ordered_before_we_were_there_is_not_read() -> None:
    since = NOW - timedelta(minutes=5)
    assert spans(since, NOW, None, None, NOW) == [Span(since, NOW)] * 2


def test_references_of_ours_are_known_when_they_are_seen() -> None:
    assert is_ours(REF)
    assert not is_ours(str(UUID(int=5)))
    assert not is_ours("by hand")
    assert not is_ours(None)


def test_nothing_is_missing_before_it_can_be_there() -> None:
    assert timedelta(minutes=5) <= GRACE < RECENT
