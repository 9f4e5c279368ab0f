"""Inboxes and the mails of them: one that is missing, doubled, of nothing, or sent nowhere is named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from events.identity import caused_event_id
from lab.chaos import inboxes
from lab.chaos.evidence import Evidence, InboxRow, MailRow
from lab.chaos.judge import judge
from tests.lab_chaos.breaking import Change, altered, plus, without
from tests.lab_chaos.sound import ANN, BOB, NOON, after

BATTLE = UUID(int=31)
OTHERS = UUID(int=32)


def cause(*parts: object) -> UUID:
    return UUID(caused_event_id(*parts))


FIRST, LEVEL = cause("achievement", ANN, "first_answer"), cause("level", ANN, 2)


def mail(notice: UUID, player: UUID = ANN, sent: bool = True) -> MailRow:
    return MailRow(cause("mail", notice), player, sent)


def told() -> Evidence:
    """Ann has an achievement, a level, and mail of both; she has battled with Bob, and was told of a friend."""
    rows = [
        InboxRow(FIRST, ANN, "progress", NOON),
        InboxRow(LEVEL, ANN, "progress", NOON),
        *(InboxRow(cause("creative", BATTLE, player), player, "battles", NOON) for player in (ANN, BOB)),
        InboxRow(OTHERS, BOB, "account", NOON),
    ]
    return Evidence(
        inboxes=rows,
        earned=[(ANN, "first_answer")],
        reached={ANN: 150, BOB: 0},
        creative_ends=[(BATTLE, ANN), (BATTLE, BOB)],
        mails=[mail(FIRST), mail(LEVEL)],
        wanting={ANN: NOON - timedelta(minutes=1)},
        sunk={cause("mail", FIRST), cause("mail", LEVEL)},
    )


def complaints(evidence: Evidence) -> list[str]:
    return [what for what, cases in inboxes.complaints(evidence) if cases]


def unwanted(evidence: Evidence) -> None:
    without("mails", 0)(evidence)
    evidence.wanting = {ANN: after(-1_000)}


def later(evidence: Evidence) -> None:
    evidence.mails = [replace(one, sent=False) for one in evidence.mails]
    evidence.sunk = set()


@pytest.mark.parametrize("change", [lambda _: None, unwanted, later])
def test_what_is_once_a_cause_holds(change: Callable[[Evidence], None]) -> None:
    evidence = told()
    change(evidence)
    assert complaints(evidence) == []


@pytest.mark.parametrize(
    ("complaint", "change"),
    [
        ("inboxes lack", without("inboxes", 0)),
        ("inboxes lack", without("inboxes", 2)),
        ("inboxes lack", altered("inboxes", 3, player_id=ANN)),
        ("or twice of what was", plus("inboxes", InboxRow(FIRST, ANN, "progress", NOON))),
        ("or twice of what was", plus("inboxes", InboxRow(UUID(int=9), ANN, "progress", NOON))),
        ("or twice of what was", plus("inboxes", InboxRow(cause("level", ANN, 3), ANN, "progress", NOON))),
        ("or twice of what was", without("creative_ends", 1)),
        ("of no message", plus("mails", mail(UUID(int=9), sent=False))),
        ("of no message", plus("mails", mail(FIRST))),
        ("of no message", altered("mails", 0, player_id=BOB)),
        ("were not recorded", without("mails", 1)),
        ("never came out", lambda evidence: setattr(evidence, "sunk", {cause("mail", FIRST)})),
    ],
)
def test_what_is_not_is_named(complaint: str, change: Change) -> None:
    evidence = told()
    change(evidence)
    assert any(complaint in what for what in complaints(evidence)), complaints(evidence)


def test_the_verdict_counts_them() -> None:
    evidence = told()
    without("inboxes", 0)(evidence)
    verdict = judge(evidence)
    assert any("inboxes lack" in why for why in verdict.why)
    assert (verdict.judged["notices"], verdict.judged["mails"]) == (4, 2)
