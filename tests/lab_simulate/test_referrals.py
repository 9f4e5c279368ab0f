"""The rules on referrals over a labelled crowd."""

import json
from typing import Any

import pytest

from lab.simulate import main
from lab.simulate.referrals import simulating
from lab.simulate.referrals.simulating import BEATEN, DEFAULTS, simulate


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return simulate(11, 1_500, 200)


def test_nobody_honest_is_rejected_by_their_network_alone(found: dict[str, Any]) -> None:
    assert found["honest_rejected_by_network_alone"] == 0
    rows = {row["kind"]: row for row in found["kinds"]}
    for kind in ("carrier", "friends", "school"):
        assert rows[kind]["reject"] + rows[kind]["clawed_back"] <= 0.01 * rows[kind]["invitations"], kind


def test_farms_are_not_paid_but_for_those_that_were_made_to_beat_the_rules(found: dict[str, Any]) -> None:
    assert found["farmed_not_paid_share"] >= 0.95
    farmed = {row["kind"]: row for row in found["kinds"] if row["label"] == "farmed"}
    assert len(farmed) >= 8
    assert all(row["not_paid_share"] >= 0.95 for kind, row in farmed.items() if kind not in BEATEN)
    assert all(farmed[kind]["not_paid_share"] < 0.5 for kind in BEATEN)


def test_with_families_looked_at_fewer_honest_ones_are_refused_and_no_more_farmed_ones_paid(
    found: dict[str, Any],
) -> None:
    other = simulate(11, 1_500, 200, DEFAULTS._replace(referral_device_from=3))
    precision, before = ({row["verdict"]: row["precision"] for row in one["quality"]} for one in (other, found))
    assert precision["reject"] > before["reject"] + 0.1
    assert other["farmed_not_paid_share"] >= found["farmed_not_paid_share"]


@pytest.mark.parametrize("given", ["referral_device_from", "unheard=3", "referral_device_from=1", "referral_games=x"])
def test_a_threshold_that_cannot_be_meant_is_said(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["referrals", "--set", given])
    assert repr(given) in capsys.readouterr().err


def test_one_line_of_json(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulating.simulate, "__defaults__", (100, 50, DEFAULTS))
    assert main(["referrals", "--seed", "3", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    document = json.loads(line)
    assert (document["name"], document["seed"]) == ("referrals", 3)
    assert document | {"name": "", "seed": 0} == {"name": "", "seed": 0, **simulate(3)}
