"""The judge of referrals sees each way in which one may be paid wrongly."""

from uuid import UUID

import pytest

from lab.chaos.brought import complaints
from lab.chaos.evidence import BroughtRow, Evidence, ReferralRow
from lab.players.journal import Claimed

ANN, BOB, CY = (UUID(int=number) for number in (1, 2, 3))
PAID, BACK, OPEN = (UUID(int=number) for number in (11, 12, 13))


def sound() -> Evidence:
    """One that was paid, one that was taken back, one that is held."""
    evidence = Evidence()
    evidence.referrals = [
        ReferralRow(PAID, ANN, BOB, "paid", 1),
        ReferralRow(BACK, ANN, CY, "clawed_back", 1),
        ReferralRow(OPEN, BOB, CY, "held", 1),
    ]
    evidence.brought = [
        *(BroughtRow("grant", PAID, player) for player in (ANN, BOB)),
        *(BroughtRow(scope, BACK, player) for scope in ("grant", "clawback") for player in (ANN, CY)),
    ]
    evidence.journal = [Claimed(BOB, ANN), Claimed(CY, BOB)]
    return evidence


def complained(evidence: Evidence) -> set[str]:
    return {what for what, cases in complaints(evidence) if cases}


def test_what_is_right_is_not_complained_of() -> None:
    assert complained(sound()) == set()


@pytest.mark.parametrize(
    ("more", "less", "what"),
    [
        ([], [BroughtRow("grant", PAID, BOB)], "referrals were paid to one side and not to the other"),
        ([BroughtRow("grant", PAID, player) for player in (ANN, BOB)], [], "referrals were paid twice"),
        ([BroughtRow("grant", OPEN, player) for player in (BOB, CY)], [], "referrals that are not paid were"),
        ([], [BroughtRow("grant", PAID, player) for player in (ANN, BOB)], "referrals that are paid were not"),
        ([BroughtRow("grant", PAID, CY)], [], "sides of referrals were paid that are no sides of them"),
        ([BroughtRow("grant", UUID(int=99), ANN)], [], "referrals were paid that nobody claimed"),
        (
            [],
            [BroughtRow("clawback", BACK, CY)],
            "referrals were taken back from one side and not from the other",
        ),
    ],
)
def test_what_is_wrong_is_seen(more: list[BroughtRow], less: list[BroughtRow], what: str) -> None:
    evidence = sound()
    evidence.brought = [row for row in [*evidence.brought, *more] if row not in less]
    assert what in complained(evidence)


def test_an_acknowledged_claim_that_is_no_referral_is_seen() -> None:
    evidence = sound()
    evidence.journal = [*evidence.journal, Claimed(ANN, CY)]
    assert complained(evidence) == {"acknowledged claims are no referrals"}


def test_one_that_was_played_for_and_is_forgotten_is_seen() -> None:
    evidence = sound()
    evidence.owing = [OPEN]
    assert complained(evidence) == {"referrals that were played for are neither paid nor refused"}
