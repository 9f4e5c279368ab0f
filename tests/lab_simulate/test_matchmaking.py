"""The simulation that matchmaking's constants were chosen by."""

import json
from itertools import pairwise
from random import Random

import pytest

from lab.simulate import main
from lab.simulate.arrivals import arrivals
from lab.simulate.matchmaking import CONSTANTS, EVENINGS, simulate
from rules.matchmaking import CHOSEN


@pytest.fixture(scope="module")
def found() -> list[dict[str, float | int | str]]:
    return simulate(2_000, 7)


def test_everybody_is_accounted_for(found: list[dict[str, float | int | str]]) -> None:
    assert [one["evening"] for one in found] == [name for name in EVENINGS for _ in CONSTANTS]
    for one in found:
        share = EVENINGS[str(one["evening"])][1]
        assert one["joined"] == max(2, round(2_000 * share))


def test_wider_windows_wait_less_and_match_worse(found: list[dict[str, float | int | str]]) -> None:
    busy = [one for one in found if one["evening"] == "busy"]
    waits, gaps = ([float(one[name]) for one in busy] for name in ("wait_s_p95", "gap_p95"))
    assert waits == sorted(waits, reverse=True)
    assert gaps == sorted(gaps)
    assert CHOSEN in CONSTANTS[1:-1]


def test_the_same_seed_is_the_same_evening() -> None:
    one, same, other = (list(arrivals(50, 1, 0.2, Random(seed))) for seed in (1, 1, 2))
    assert one == same != other
    assert all(before.ticket.since < after.ticket.since for before, after in pairwise(one))


def test_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matchmaking", "--players", "200", "--seed", "3", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    document = json.loads(line)
    assert (document["name"], document["players"], document["seed"]) == ("matchmaking", 200, 3)
    assert document["evenings"] == simulate(200, 3)
