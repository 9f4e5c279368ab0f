"""Progress, its caps, achievements and tokens: what sessions give, they give once, however their events are cut."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.catalog import NOTIFICATIONS
from events.codec import encode
from models.audit import audit
from rules.levels import AWARDS, xp_of
from tasks import inbox
from tasks.slices import Slice, run
from tests.pipeline import NOON, Log, answer, ended
from tests.tasks.given import given_to, in_english, notices, play, progress
from tests.tasks.test_zombies import as_zombies_do

COUNT = 16
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)

pieces = st.lists(st.tuples(st.integers(0, COUNT), st.integers(1, COUNT), st.booleans()), max_size=30)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def fill(log: Log, player: UUID, order: Sequence[int]) -> None:
    """Three sessions on both sides of midnight, two of them practice, with their ends, shuffled."""
    kinds = [("practice", 5), ("practice", 4), ("daily", 4)]
    values = []
    for number, (mode, count) in enumerate(kinds):
        session = log.session(player, category=number + 1, count=count, mode=mode)
        at = MIDNIGHT + timedelta(minutes=number - 1)
        values += [answer(session, player, no, at=at - timedelta(seconds=no % 2)) for no in range(count)]
        values.append(ended(session, player, at=at))
    log.values = [values[index] for index in order]


@few
@given(order=st.permutations(range(COUNT)), attempts=pieces)
def test_progress_is_that_of_single_events_however_they_are_cut(
    engine: Engine, order: list[int], attempts: list[tuple[int, int, bool]]
) -> None:
    straight, haunted = Log(engine), Log(engine)
    first, second = uuid7(), uuid7()
    fill(straight, first, order)
    fill(haunted, second, order)
    for offset in range(COUNT):
        straight.apply(offset, offset + 1)
    as_zombies_do(haunted, attempts)
    assert given_to(haunted, second) == given_to(straight, first)
    told = [
        [(one.kind, one.values, one.created_at) for one in notices(log, player)]
        for log, player in ((straight, first), (haunted, second))
    ]
    assert told[0] == told[1]
    counts = [(log.row.applied_n, log.row.copies, log.row.refused) for log in (straight, haunted)]
    assert counts[0] == counts[1]
    assert sum(counts[0]) == COUNT


def test_practice_is_capped_a_day_of_the_players_zone(log: Log, engine: Engine) -> None:
    player = uuid7()
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO players (id, name, device_key_hash, zone) VALUES (:p, 'n', :h, 'Asia/Tokyo')"),
            {"p": player, "h": player.bytes},
        )
    most = AWARDS["practice"].most_a_day
    for _ in range(6):
        play(log, player, mode="practice", at=MIDNIGHT - timedelta(hours=10))  # 23:00 in Tokyo
    log.apply()
    assert progress(log, player).xp == most
    begin = len(log.values)
    play(log, player, mode="practice", at=MIDNIGHT - timedelta(hours=8))  # the next day there
    log.apply(begin)
    assert progress(log, player).xp == (most or 0) + xp_of("practice", 10, 10, 10)
    assert progress(log, player).counters["best_streak_days"] == 2


def test_a_change_of_zone_counts_no_day(log: Log, engine: Engine) -> None:
    player = uuid7()
    with engine.begin() as connection:
        values = {"p": player, "h": player.bytes}
        connection.execute(text("INSERT INTO players (id, name, device_key_hash) VALUES (:p, 'n', :h)"), values)
    found = []
    for zone, hours in (
        ("UTC", 0),
        ("Europe/Athens", 11),  # an hour into the next day there
        ("Pacific/Kiritimati", 11),
        ("Pacific/Pago_Pago", 11),
        ("Europe/Athens", 21),  # that day still
        ("Europe/Athens", 35),
    ):
        with engine.begin() as connection:
            connection.execute(text("UPDATE players SET zone = :z WHERE id = :p"), {"z": zone, "p": player})
        begin = len(log.values)
        play(log, player, count=5, at=NOON + timedelta(hours=hours))
        log.apply(begin)
        found.append(progress(log, player).counters["best_streak_days"])
    assert found == [1, 1, 1, 1, 2, 3]


@pytest.mark.parametrize("cuts", [1, 2])
@pytest.mark.parametrize("first", [0, 1])
def test_what_is_left_of_a_cap_goes_to_who_ends_first_in_the_log(log: Log, cuts: int, first: int) -> None:
    player = uuid7()
    for _ in range(4):
        play(log, player, mode="practice")
    log.apply()
    begin = len(log.values)
    both = [log.session(player, mode="practice", count=5) for _ in range(2)]
    log.values += [answer(session, player, no) for no in range(4) for session in both]
    log.values += [answer(both[first], player, 4), answer(both[1 - first], player, 4)]
    for _ in range(cuts):
        log.apply(log.row.applied, begin + 10 if cuts == 1 or log.row.applied > begin else begin + 9)
    found = [log.one("SELECT xp FROM sessions WHERE id = :s", s=session)[0] for session in both]
    left = 150 - 4 * xp_of("practice", 10, 10, 10)
    assert 0 < left <= xp_of("practice", 5, 5, 5)
    assert (found[first], found[1 - first]) == (left, 0)


def test_an_achievement_its_grant_and_its_notice_are_there_once(log: Log, engine: Engine) -> None:
    player = uuid7()
    for _ in range(2):
        play(log, player)
    log.apply()
    log.apply()
    codes = [row[0] for row in given_to(log, player)[1]]
    assert codes == ["first_answer", "perfect_1"]
    assert [row[:2] for row in given_to(log, player)[2]] == [("achievement", code) for code in codes]
    told = notices(log, player)
    assert [in_english(one).title for one in told] == ["Here We Go", "Flawless", "Level 2"]

    values = [encode(one) for one in told] * 2
    topic_id = str(uuid7())
    with engine.begin() as connection:
        statement = "INSERT INTO carried (topic, topic_id, partition, first, applied) VALUES (:t, :i, 0, 0, 0)"
        connection.execute(text(statement), {"t": NOTIFICATIONS.name, "i": topic_id})
    written: inbox.Written = {}
    for lo, hi in ((0, 3), (0, 3), (3, 6)):  # again; and all of them sent once more
        run(Slice(NOTIFICATIONS.name, topic_id, 0, lo, hi, 0, values[lo:hi]), partial(inbox.apply, written))
    inside = log.all("SELECT id, title FROM notifications WHERE player_id = :p", p=player)
    assert sorted(inside) == sorted((UUID(one.event_id), in_english(one).title) for one in told)
    assert [one["unread"] for one in written.values()] == [3, 3, 3]
    row = log.one("SELECT applied_n, copies FROM carried WHERE topic_id = :i", i=topic_id)
    assert tuple(row) == (3, 3)


def test_tokens_are_for_what_was_not_practised(log: Log, engine: Engine) -> None:
    player = uuid7()
    for mode, right in (("practice", 10), ("practice", 10), ("ranked", 9), ("practice", 10)):
        play(log, player, right=right, mode=mode)
    log.apply()
    assert [row[0] for row in given_to(log, player)[1]] == ["first_answer", "perfect_1"]
    assert [row[1] for row in given_to(log, player)[2]] == ["first_answer"]
    begin = len(log.values)
    play(log, player)
    log.apply(begin)
    assert [row[1] for row in given_to(log, player)[2]] == ["first_answer", "perfect_1"]
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        found = {finding.name: finding.examples for finding in audit(connection)}
    assert not [one for one in found["achievements were granted as practice does not count"] if str(player) in one]


def test_the_audit_sees_xp_that_is_not_the_sessions(log: Log, engine: Engine) -> None:
    names = {
        "players have the XP of their sessions and battles",
        "sessions gave the XP of their answers",
        "achievements are what the counters earn",
        "achievements were granted as practice does not count",
    }

    def broken() -> set[str]:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            return {finding.name for finding in audit(connection) if finding.broken} & names

    player = uuid7()
    session = play(log, player)
    log.apply()
    assert broken() == set()
    with engine.begin() as connection:
        connection.execute(text("UPDATE sessions SET xp = xp + 1 WHERE id = :s"), {"s": session})
        connection.execute(text("DELETE FROM player_achievements WHERE player_id = :p"), {"p": player})
        connection.execute(text("DELETE FROM grants WHERE player_id = :p"), {"p": player})
    assert broken() == names
