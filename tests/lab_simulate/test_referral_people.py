"""The labelled crowd that the rules on referrals are measured by."""

from typing import get_args

from lab.simulate.referrals.figures import Verdict, figures, quality
from lab.simulate.referrals.people import crowd
from lab.simulate.referrals.world import HONEST, Kind


def test_there_are_as_many_of_each_label_as_were_asked_for_and_of_every_kind() -> None:
    world = crowd(3, 1_000, 200)
    kinds = [one.kind for one in world.invitations]
    assert sum(kind in HONEST for kind in kinds) == 1_000
    assert len(kinds) == 1_200
    assert set(kinds) == set(get_args(Kind))
    assert [one.at for one in world.invitations] == sorted(one.at for one in world.invitations)


def test_a_seed_is_one_crowd() -> None:
    one, same, other = (crowd(seed, 100, 50) for seed in (1, 1, 2))
    assert one.accounts == same.accounts != other.accounts
    assert one.invitations == same.invitations


def test_a_referee_claims_once_and_soon_after_they_signed_up() -> None:
    world = crowd(4, 500, 200)
    assert len({one.referee for one in world.invitations}) == len(world.invitations)
    assert all(0 < one.at - world.accounts[one.referee].made < 1 for one in world.invitations)


def test_precision_and_recall_are_of_those_that_came_to_a_verdict() -> None:
    outcomes: list[tuple[Kind, Verdict]] = [
        *(("friends", "pass"), ("friends", "pass"), ("friends", "unqualified"), ("school", "review")),
        *(("ring", "reject"), ("ring", "clawed_back"), ("ring", "review"), ("patient", "pass")),
    ]
    rows = figures(outcomes)
    assert [row["kind"] for row in rows] == ["friends", "school", "patient", "ring"]
    assert rows[3]["not_paid_share"] == 1
    assert quality(rows) == [
        {"verdict": "reject", "precision": 1, "recall": 0.5},
        {"verdict": "review", "precision": 0.5, "recall": 0.25},
        {"verdict": "reject_or_review", "precision": 0.75, "recall": 0.75},
        {"verdict": "pass", "precision": 0.6667, "recall": 0.6667},
    ]
