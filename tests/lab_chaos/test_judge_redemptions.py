"""The judge of redemptions holds what is sound, and names whatever is broken; the nemesis leaves nobody out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import msgspec
import pytest

from events.identity import caused_event_id
from lab.chaos.redeeming import nemesis
from lab.chaos.redeeming.judge import Evidence, Issued, Row, Seen, judge
from lab.partners.faults import Faults
from lab.players.redeeming import Told

NOW = datetime(2026, 11, 27, tzinfo=UTC)
ANN, BOB = UUID(int=1), UUID(int=2)
PAID, REFUSED, RETURNED = UUID(int=11), UUID(int=12), UUID(int=13)


def sound() -> Evidence:
    """One of Ann's was issued, one refused, and one of Bob's issued and taken back; Bob was turned away once.

    The first was held out for a day; people saw it, and the one that they refused.
    """
    ten = (100, Decimal("10.0000"), "USD", Decimal("9.7000"))
    return Evidence(
        told=[
            Told(ANN, "a", 202, "", PAID, NOW),
            Told(ANN, "b", 202, "", REFUSED, NOW),
            Told(BOB, "c", 202, "", RETURNED, NOW),
            Told(BOB, "d", 422, "tokens_insufficient", None, NOW),
        ],
        rows=[
            Row(PAID, ANN, "tremendous", "succeeded", *ten, "T1"),
            Row(REFUSED, ANN, "tremendous", "refunded", *ten[:3], None, None),
            Row(RETURNED, BOB, "reloadly-airtime", "reversed", *ten, "7", version=4),
        ],
        inboxes={(told(PAID), ANN), (told(REFUSED), ANN), (told(RETURNED, 4), BOB)},
        issued=[
            Issued("tremendous", str(PAID), "T1", Decimal("10.00"), "USD", Decimal("9.70"), True),
            Issued("reloadly-airtime", str(RETURNED), "7", Decimal("10.00"), "USD", Decimal("9.70"), False),
        ],
        began_with={ANN: 1_000, BOB: 1_000},
        wallets={ANN: (900, 0), BOB: (1_000, 0)},
        clearing={"tremendous": 100},
        held_out={PAID: "manual_review"},
        for_people={PAID, REFUSED},
        decided={REFUSED},
        seen=[seen(PAID), seen(REFUSED)],
    )


def told(redemption: UUID, version: int = 1) -> UUID:
    """The id of the message that says what one came to by that step."""
    return UUID(caused_event_id("redemption", redemption, version))


def seen(redemption: UUID) -> Seen:
    """It was sent once, asked about once, and is for people."""
    steps = ((None, "held"), ("held", "submitting"), ("submitting", "unknown"), ("unknown", "manual_review"))
    attempts = (("submit", "ambiguous"), ("look_up", "ambiguous"), ("look_up", None))
    return Seen(redemption, attempts, steps, "ambiguous", ("succeeded", "failed"))


def test_what_is_sound_holds() -> None:
    verdict = judge(sound())
    assert (verdict.verdict, verdict.why) == ("held", [])
    assert (verdict.asked, verdict.refused, verdict.issued, verdict.captured) == (4, 1, 1, 1)
    assert (verdict.people, verdict.decided) == (2, 1)
    assert verdict.line["states"] == {"refunded": 1, "reversed": 1, "succeeded": 1}


def test_who_cancels_it_themselves_need_not_be_told() -> None:
    found = sound()
    found.rows[1] = found.rows[1]._replace(state="cancelled", cause="player", version=9)
    assert judge(found).why == []
    found.rows[1] = found.rows[1]._replace(cause="staff")
    assert [why for why in judge(found).why if "inboxes" in why]


def state(number: int, after: str) -> Callable[[Evidence], None]:
    return lambda found: found.rows.__setitem__(number, found.rows[number]._replace(state=after))  # type: ignore[arg-type]  # one of them


def forget(found: Evidence) -> None:
    assert found.inboxes
    found.inboxes.remove((told(PAID), ANN))


def another(number: int, **changes: Any) -> Callable[[Evidence], None]:
    return lambda found: found.issued.append(found.issued[number]._replace(**changes))


def changed(number: int, **changes: Any) -> Callable[[Evidence], None]:
    return lambda found: found.issued.__setitem__(number, found.issued[number]._replace(**changes))


def shown(number: int, **changes: Any) -> Callable[[Evidence], None]:
    return lambda found: found.seen.__setitem__(number, found.seen[number]._replace(**changes))


@pytest.mark.parametrize(
    ("change", "why", "counts"),
    [
        (another(0, partner_id="T2"), "references were issued more than once", {"twice": 1}),
        (another(0, reference="x"), "were issued that nobody asked for", {}),
        (another(1, is_kept=True), "were issued and are not captured", {"made": 100}),
        (state(0, "refunded"), "were issued and are not captured", {"captured": 0}),
        (state(1, "succeeded"), "are captured and were not issued", {"captured": 2}),
        (state(2, "succeeded"), "were taken back and are not reversed", {}),
        (
            lambda found: found.rows.__setitem__(0, found.rows[0]._replace(owes_card=True)),
            "gift cards are paid for and have no code",
            {},
        ),
        (state(1, "unknown"), "have not come to an end", {"stuck": 1}),
        (state(1, "manual_review"), "have not come to an end", {"stuck": 1}),
        (lambda found: found.seen.pop(0), "did not come to people", {}),
        (shown(0, attempts=(("look_up", "ambiguous"),)), f"{PAID} without order", {}),
        (shown(0, attempts=(("submit", "ambiguous"), ("look_up", None))), f"{PAID} without look-up", {}),
        (shown(1, steps=((None, "held"), ("unknown", "manual_review"))), f"{REFUSED} without way", {}),
        (shown(1, steps=((None, "held"),)), f"{REFUSED} without way", {}),
        (shown(1, said=None, decisions=()), f"{REFUSED} without answer, decisions", {}),
        (forget, "inboxes lack how it ended", {}),
        (
            lambda found: found.rows.__setitem__(2, found.rows[2]._replace(version=5)),
            "inboxes lack how it ended",
            {},
        ),
        (lambda found: found.cases.append(REFUSED), "cases are open of what is over", {}),
        (changed(0, value=Decimal(11)), "have another value or cost", {}),
        (changed(0, cost=Decimal("9.71")), "have another value or cost", {}),
        (lambda found: found.wallets.update({ANN: (800, 0)}), "players have not what they must have", {"lost": 100}),
        (lambda found: found.wallets.update({BOB: (1_050, 0)}), "players have not what they must have", {"made": 50}),
        (lambda found: found.wallets.update({BOB: (1_000, 100)}), "players have tokens held", {}),
        (lambda found: found.clearing.update({"tremendous": 90}), "partners' accounts have not what was paid", {}),
        (lambda found: found.clearing.update({"reloadly-airtime": 1}), "partners' accounts have not", {}),
        (lambda found: found.rows.pop(1), "answers are not of a redemption", {}),
        (lambda found: found.told.append(replace(found.told[0], key="e")), "answers are not of a redemption", {}),
        (lambda found: found.told.pop(1), "redemptions were asked for by nobody", {}),
        (lambda found: found.broken.append("ledger: 1"), "invariants are broken", {}),
    ],
)
def test_whatever_is_broken_is_named(change: Callable[[Any], Any], why: str, counts: dict[str, int]) -> None:
    found = sound()
    change(found)
    verdict = judge(found)
    assert verdict.verdict == "broken"
    assert [one for one in verdict.why if why in one], verdict.why
    assert {name: verdict.line[name] for name in counts} == counts


def test_who_was_told_nothing_may_have_been_heard() -> None:
    found = sound()
    found.told[1] = replace(found.told[1], status=0, id=None)
    assert judge(found).verdict == "held"


def test_what_was_over_before_its_day_was_is_for_nobody() -> None:
    found = sound()
    found.held_out = {PAID: "succeeded"}
    found.seen.clear()
    assert judge(found).verdict == "held"


def test_fifty_faults_leave_nobody_out_and_a_seed_repeats_them() -> None:
    faults = nemesis.plan(Random(1), 50)
    assert faults == nemesis.plan(Random(1), 50)
    assert len(faults) == 50
    assert {fault.kind for fault in faults} == {"kill", "freeze", "stop", "immediate", "wipe"}
    killed = {fault.role for fault in faults if fault.kind in ("kill", "immediate", "wipe")}
    assert killed >= {"redemptions", "beat", "postgres", "valkey", "kafka", "partners"}
    assert any(fault.kind == "stop" and fault.seconds > 20 for fault in faults), "longer than any lease"


@pytest.mark.parametrize("share", [0.0, 0.2, 0.3, 1.0])
def test_so_many_orders_go_wrong_as_are_asked_for(share: float) -> None:
    faults = msgspec.convert(nemesis.partners(1, share), Faults)
    assert sum(faults.chances.values()) == pytest.approx(share)
    assert {"late_effect", "timeout_after", "late_reversal", "stuck", "mute", "unheard"} < faults.chances.keys()


def test_where_nobody_is_to_wait_all_that_goes_wrong_ends_by_itself() -> None:
    faults = msgspec.convert(nemesis.passing(1, 0.2), Faults)
    assert sum(faults.chances.values()) == pytest.approx(0.2)
    assert not faults.chances.keys() & {"late_reversal", "stuck", "mute", "unheard"}


def test_each_control_has_what_it_takes_to_be_noticed() -> None:
    faults = {control: msgspec.convert(nemesis.partners(1, 0.3, control), Faults) for control in nemesis.CONTROLS}
    assert list(faults["look-up"].chances) == ["late_effect"]
    assert faults["people"].chances["unheard"] > 0.05
