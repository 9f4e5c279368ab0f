"""Campaigns: one that tells a player twice, or not at all, or somebody else, is named."""

from uuid import UUID

import pytest

from lab.chaos import campaigns
from lab.chaos.evidence import CampaignRow, Evidence, InboxRow, RecipientRow
from lab.chaos.judge import judge
from tests.lab_chaos.breaking import Change, altered, plus, without
from tests.lab_chaos.sound import ANN, BOB, NOON

ENDED, RUNS = UUID(int=41), UUID(int=42)
TO_ANN, TO_BOB, LATER = UUID(int=51), UUID(int=52), UUID(int=53)


def told() -> Evidence:
    """One campaign has reached Ann and Bob, another is on its way to Bob; Bob has a message of something else."""
    return Evidence(
        campaigns=[CampaignRow(ENDED, "sent", 2, 2, 0), CampaignRow(RUNS, "sending", 1, 0, 0)],
        recipients=[
            RecipientRow(ENDED, ANN, TO_ANN),
            RecipientRow(ENDED, BOB, TO_BOB),
            RecipientRow(RUNS, BOB, LATER),
        ],
        inboxes=[
            InboxRow(TO_ANN, ANN, "news", NOON),
            InboxRow(TO_BOB, BOB, "news", NOON),
            InboxRow(UUID(int=54), BOB, "account", NOON),
        ],
    )


def complaints(evidence: Evidence) -> list[str]:
    return [what for what, cases in campaigns.complaints(evidence) if cases]


def passed_over(evidence: Evidence) -> None:
    without("inboxes", 1)(evidence)
    altered("campaigns", 0, sent=1, skipped=1)(evidence)


@pytest.mark.parametrize("change", [lambda _: None, passed_over])
def test_each_player_once_holds(change: Change) -> None:
    evidence = told()
    change(evidence)
    assert complaints(evidence) == []


@pytest.mark.parametrize(
    ("complaint", "change"),
    [
        ("twice, or of nobody", plus("inboxes", InboxRow(TO_ANN, ANN, "news", NOON))),
        ("twice, or of nobody", plus("inboxes", InboxRow(UUID(int=55), ANN, "news", NOON))),
        ("mean a player twice", plus("recipients", RecipientRow(ENDED, ANN, UUID(int=56)))),
        ("not told all", without("inboxes", 0)),
        ("not told all", altered("inboxes", 0, player_id=BOB)),
        ("do not add up", altered("campaigns", 0, sent=1)),
        ("do not add up", without("recipients", 1)),
    ],
)
def test_what_is_doubled_or_missing_is_named(complaint: str, change: Change) -> None:
    evidence = told()
    change(evidence)
    assert any(complaint in what for what in complaints(evidence)), complaints(evidence)


def test_the_verdict_has_them() -> None:
    evidence = told()
    plus("inboxes", InboxRow(TO_ANN, ANN, "news", NOON))(evidence)
    assert any("twice, or of nobody" in why for why in judge(evidence).why)
