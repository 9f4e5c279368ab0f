"""Bots are human in their timings and their mistakes."""

from datetime import UTC, datetime
from random import Random
from statistics import median

from lab.players.client import Option, Question
from lab.players.knowledge import choose
from lab.players.pace import LEAST_S, MOST_S, Manner


def test_thinking_stays_within_what_people_take() -> None:
    random = Random(1)
    manner = Manner.draw(random)
    times = [manner.thinking_s(random) for _ in range(2_000)]
    assert min(times) >= LEAST_S
    assert max(times) <= MOST_S
    assert abs(median(times) - manner.median_s) < 0.3
    assert len({round(time, 3) for time in times}) > 1_000


def test_the_same_seed_is_the_same_player() -> None:
    assert Manner.draw(Random("1/7")) == Manner.draw(Random("1/7"))
    assert len({Manner.draw(Random(f"1/{number}")).name for number in range(50)}) > 40


def test_a_player_of_skill_is_right_as_often_as_that() -> None:
    question = Question(
        0,
        10,
        "In Python, which keyword begins the definition of a named function?",
        [Option("A", "fn"), Option("B", "func"), Option("C", "def"), Option("D", "function")],
        datetime(2026, 11, 23, tzinfo=UTC),
        datetime(2026, 11, 23, tzinfo=UTC),
        "token",
    )
    random = Random(2)
    chosen = [choose(question, 0.7, random) for _ in range(2_000)]
    assert 0.66 < chosen.count("C") / len(chosen) < 0.74
    assert {"A", "B", "D"} <= set(chosen)


def test_an_unknown_question_is_guessed() -> None:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    question = Question(0, 10, "Nobody knows this", [Option("A", "a"), Option("B", "b")], moment, moment, "token")
    assert {choose(question, 1.0, Random(seed)) for seed in range(20)} == {"A", "B"}
