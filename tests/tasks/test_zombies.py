"""However slices are repeated, split, cut anew and reordered: each answer counts once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from models.base import encode_rows
from rules.scoring import FULL_POINTS, base_points, fold
from tests.pipeline import Log, answer, standings

MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)  # a Tuesday: day and running totals differ on its two sides
COUNT = 24

pieces = st.lists(st.tuples(st.integers(0, COUNT), st.integers(1, COUNT), st.booleans()), max_size=40)
responses = st.lists(st.sampled_from("aaab"), min_size=COUNT, max_size=COUNT)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def fill(log: Log, players: Sequence[UUID], said: Sequence[str], questions: int = 4) -> None:
    """COUNT answers of sessions of four questions, in turn, on both sides of midnight."""
    sessions = [
        (player, log.session(player, category=1 + number % 2, count=questions))
        for number, player in enumerate(list(players) * 2)
    ]
    for index, response in enumerate(said):
        player, session = sessions[index % len(sessions)]
        at = MIDNIGHT + timedelta(seconds=index - len(said) // 2)
        log.values.append(answer(session, player, (index // len(sessions)) % questions, response, at=at))


def as_zombies_do(log: Log, attempts: Sequence[tuple[int, int, bool]]) -> None:
    """Slices from anywhere, of any length, some of them called a resend; then what is left."""
    for lo, length, resent in attempts:
        log.apply(lo, min(lo + length, len(log.values)), attempt=int(resent))
        if not resent:  # now and then one that does begin where the partition stands
            log.apply(log.row.applied, min(log.row.applied + length, len(log.values)))
    log.apply(log.row.applied, len(log.values))
    assert log.row.applied == len(log.values)


def without_names(rows: Sequence[tuple[Any, ...]], players: Sequence[UUID]) -> list[tuple[Any, ...]]:
    return sorted((players.index(row[0]), *row[1:]) for row in rows)


@few
@given(said=responses, attempts=pieces)
def test_totals_are_those_of_one_slice(engine: Engine, said: list[str], attempts: list[tuple[int, int, bool]]) -> None:
    straight, haunted = Log(engine), Log(engine)
    first, second = [uuid7() for _ in range(3)], [uuid7() for _ in range(3)]
    fill(straight, first, said)
    fill(haunted, second, said)
    straight.apply()
    as_zombies_do(haunted, attempts)
    assert without_names(standings(haunted, second), second) == without_names(standings(straight, first), first)
    assert haunted.row.applied_n == COUNT
    assert haunted.row.refused == haunted.row.dead == 0


@few
@given(said=responses, again=responses, attempts=pieces)
def test_one_of_conflicting_answers_wins_and_totals_are_the_fold_of_winners(
    engine: Engine, said: list[str], again: list[str], attempts: list[tuple[int, int, bool]]
) -> None:
    log, player = Log(engine), uuid7()
    session = log.session(player, count=COUNT)
    everything = [(number, response) for number, response in enumerate(said)]
    everything += [(number, response) for number, response in enumerate(again)]
    everything.sort(key=lambda item: (item[0] * 7) % 5)
    log.values = [answer(session, player, number, response) for number, response in everything]
    as_zombies_do(log, attempts)

    winners = dict(reversed(everything))
    stored = dict(log.all("SELECT question_no, response FROM answers WHERE session_id = :s", s=session))
    assert stored == winners
    expected = fold(base_points(3_000, 15_000) if winners[number] == "a" else 0 for number in range(COUNT))
    assert log.one("SELECT points FROM sessions WHERE id = :s", s=session)[0] == sum(expected)
    assert {row[6] for row in standings(log, [player])} == {sum(expected)}
    differ = sum(said[number] != again[number] for number in range(COUNT))
    assert (log.row.applied_n, log.row.copies, log.row.refused) == (COUNT, COUNT - differ, differ)
    assert sum(expected) <= COUNT * (FULL_POINTS + 500)


def test_one_event_a_slice_leaves_word_for_the_boards(engine: Engine) -> None:
    log, player = Log(engine), uuid7()
    session = log.session(player)
    log.values = [answer(session, player, 0), answer(session, player, 1, "b")]
    log.apply(0, 1)
    log.apply(0, 1)
    log.apply(1, 2)  # a wrong answer changes no total
    values = log.all("SELECT value FROM outbox WHERE convert_from(value, 'UTF8') LIKE '%' || :p || '%'", p=str(player))
    assert len(values) == 1
    assert encode_rows([player])[1:-1].encode() in bytes(values[0][0])
