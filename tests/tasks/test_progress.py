"""However a session ends, and however its events are cut and repeated: it ends once, and gives what it gives once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.catalog import NOTIFICATIONS, NotificationWritten, SessionEnded
from events.codec import decode, encode
from models.audit import audit
from rules.levels import AWARDS, Mode, xp_of
from tasks import inbox
from tasks.ending import end_expired_sessions
from tasks.slices import Slice, run
from tests.pipeline import NOON, Log, answer, ended
from tests.tasks.test_zombies import as_zombies_do

COUNT = 16
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)

pieces = st.lists(st.tuples(st.integers(0, COUNT), st.integers(1, COUNT), st.booleans()), max_size=30)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def progress(log: Log, player: UUID) -> Any:
    return log.one(
        "SELECT xp, counters, categories, streak, practice_day, practice_xp FROM player_progress WHERE player_id = :p",
        p=player,
    )


def given_to(log: Log, player: UUID) -> list[list[tuple[Any, ...]]]:
    """Everything that a player was given, without ids."""
    queries = (
        "SELECT code, earned_at FROM player_achievements WHERE player_id = :p ORDER BY 1",
        "SELECT source, source_key, tokens, granted_at FROM grants WHERE player_id = :p ORDER BY 1, 2",
        "SELECT mode, ended_at, end_reason, xp, points FROM sessions WHERE player_id = :p ORDER BY id",
    )
    row = progress(log, player)
    return [[tuple(row)] if row else [], *(log.all(query, p=player) for query in queries)]


def notices(log: Log, player: UUID) -> list[NotificationWritten]:
    rows = log.all(
        "SELECT value FROM outbox WHERE topic = :t AND key = :p ORDER BY id", t=NOTIFICATIONS.name, p=str(player)
    )
    found = [decode(bytes(row[0])) for row in rows]
    return [event for event in found if isinstance(event, NotificationWritten)]


def play(log: Log, player: UUID, count: int = 10, right: int = 10, **options: Any) -> UUID:
    """A session with all its answers in the log."""
    at = options.pop("at", NOON)
    session = log.session(player, count=count, **options)
    log.values += [answer(session, player, no, "a" if no < right else "b", at=at) for no in range(count)]
    return session


def test_the_last_open_question_ends_a_session(log: Log) -> None:
    player = uuid7()
    session = play(log, player, right=7)
    log.apply(0, 9)
    assert progress(log, player) is None
    log.apply(9)
    row = log.one("SELECT ended_at, end_reason, xp FROM sessions WHERE id = :s", s=session)
    assert tuple(row) == (NOON, "answered", xp_of("ranked", 10, 10, 7))
    found = progress(log, player)
    assert found.xp == row.xp
    counters = {
        "answered": 10,
        "right": 7,
        "sessions": 1,
        "perfect_sessions": 0,
        "daily_played": 0,
        "battles_won": 0,
        "fast_right": 7,
        "live_wins": 0,
    }
    assert found.counters == counters | {"best_streak_days": 1, "categories_played": 1, "level": 1}


def test_the_end_twice_is_one_end(log: Log) -> None:
    player = uuid7()
    session = log.session(player)
    end = ended(session, player)
    log.values = [answer(session, player, 0), end, ended(session, player, NOON + timedelta(hours=1), "expired"), end]
    log.apply(0, 2)
    before = given_to(log, player)
    log.apply(2, 4)
    assert given_to(log, player) == before
    assert before[0][0][0] == xp_of("ranked", 10, 1, 1)
    assert before[3][0][1:3] == (NOON, "finished")
    assert (log.row.applied_n, log.row.copies) == (2, 2)


def test_an_end_after_the_last_answer_is_a_copy(log: Log) -> None:
    player = uuid7()
    log.values = []
    session = play(log, player)
    log.values.append(ended(session, player))
    log.apply()
    assert (log.row.applied_n, log.row.copies) == (10, 1)
    assert log.one("SELECT end_reason FROM sessions WHERE id = :s", s=session)[0] == "answered"


@pytest.mark.parametrize("cut", range(1, 6))
def test_an_answer_after_the_end_is_refused_and_others_stay_what_they_are(log: Log, cut: int) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [
        answer(session, player, 0),
        ended(session, player),
        answer(session, player, 0),  # a copy
        answer(session, player, 0, "b"),  # superseded
        answer(session, player, 1),  # too late
        answer(session, player, 1),
        answer(session, player, 1, "b"),  # too late, whatever it says
    ]
    log.apply(0, cut)
    log.apply(cut)
    assert (log.row.applied_n, log.row.copies, log.row.refused) == (2, 2, 3)
    query = "SELECT code FROM refused WHERE kafka_partition = 0 AND event_id LIKE :id || '%' ORDER BY 1"
    found = log.all(query, id=log_prefix(log.values[0]))
    assert [row[0] for row in found] == ["session_closed", "session_closed", "superseded"]
    assert log.one("SELECT count(*) FROM answers WHERE session_id = :s", s=session)[0] == 1
    assert progress(log, player).counters["answered"] == 1


@pytest.mark.parametrize("mode", ["ranked", "practice"])
@pytest.mark.parametrize("cut", range(1, 6))
def test_an_answer_that_the_end_overtook_counts_as_if_it_had_not(log: Log, mode: Mode, cut: int) -> None:
    """Over the outbox, say. The third would be right too, and was received after the end."""
    seen = []
    for overtaken in (False, True):
        player, begin = uuid7(), len(log.values)
        session = log.session(player, count=4, mode=mode)
        early = [answer(session, player, no, at=NOON - timedelta(seconds=3 - no)) for no in range(3)]
        end = [ended(session, player), answer(session, player, 3, at=NOON + timedelta(seconds=1))]
        log.values += [early[0], *end, *early[1:]] if overtaken else [*early, *end]
        log.apply(begin, begin + cut)
        log.apply(begin + cut)
        seen.append(given_to(log, player))
    assert seen[0] == seen[1]
    assert (log.row.applied_n, log.row.refused) == (8, 2)
    assert seen[0][0][0][0] == xp_of(mode, 4, 3, 3)


def test_what_completes_a_session_that_has_ended_makes_it_whole_once(log: Log) -> None:
    player = uuid7()
    session = log.session(player, count=2)
    log.values = [ended(session, player), *(answer(session, player, no, at=NOON - timedelta(1)) for no in (0, 1))]
    for cut in range(3):
        log.apply(cut, cut + 1)
    found = log.one("SELECT xp, end_reason FROM sessions WHERE id = :s", s=session)
    assert tuple(found) == (xp_of("ranked", 2, 2, 2), "finished")
    assert progress(log, player).counters["sessions"] == 1


def test_what_was_learned_from_is_closed_for_good(log: Log, engine: Engine) -> None:
    """All that was received before its end was applied then: this is a dead letter that was replayed."""
    player = uuid7()
    session = log.session(player, count=2)
    log.values = [ended(session, player), answer(session, player, 0, at=NOON - timedelta(seconds=1))]
    log.apply(0, 1)
    with engine.begin() as connection:
        connection.execute(text("UPDATE sessions SET learned_at = now() WHERE id = :s"), {"s": session})
    log.apply(1)
    assert log.row.refused == 1


def log_prefix(value: bytes) -> str:
    """What event ids of one session's answers have in common."""
    return decode(value).event_id[:21]


def test_ends_of_nobodys_and_of_others_sessions_are_buried(log: Log) -> None:
    player = uuid7()
    session, others = log.session(player), log.session(uuid7())
    log.values = [ended(uuid7(), player), ended(others, player), ended(session, player)]
    log.apply()
    assert (log.row.applied_n, log.row.dead) == (1, 2)
    assert log.one("SELECT ended_at FROM sessions WHERE id = :s", s=others)[0] is None


def test_a_session_without_an_answer_gives_nothing_and_has_ended(log: Log) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [ended(session, player)]
    log.apply()
    assert tuple(log.one("SELECT ended_at, xp FROM sessions WHERE id = :s", s=session)) == (NOON, 0)
    assert progress(log, player).xp == 0
    assert notices(log, player) == []


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
        [(one.category, one.title, one.created_at) for one in notices(log, player)]
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
    assert [one.title for one in told] == ["Here We Go", "Flawless", "Level 2"]

    values = [encode(one) for one in told] * 2
    topic_id = str(uuid7())
    with engine.begin() as connection:
        statement = "INSERT INTO carried (topic, topic_id, partition, first, applied) VALUES (:t, :i, 0, 0, 0)"
        connection.execute(text(statement), {"t": NOTIFICATIONS.name, "i": topic_id})
    written: inbox.Written = {}
    for lo, hi in ((0, 3), (0, 3), (3, 6)):  # again; and all of them sent once more
        run(Slice(NOTIFICATIONS.name, topic_id, 0, lo, hi, 0, values[lo:hi]), partial(inbox.apply, written))
    inside = log.all("SELECT id, title FROM notifications WHERE player_id = :p", p=player)
    assert sorted(inside) == sorted((UUID(one.event_id), one.title) for one in told)
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


def expire(engine: Engine, session: UUID, ago: str) -> None:
    with engine.begin() as connection:
        statement = "UPDATE sessions SET expires_at = now() - CAST(:ago AS interval) WHERE id = :s"
        connection.execute(text(statement), {"s": session, "ago": ago})


def sent(log: Log, player: UUID) -> list[bytes]:
    rows = log.all("SELECT value FROM outbox WHERE topic = 'quiz.submissions' AND key = :p", p=str(player))
    return [bytes(row[0]) for row in rows]


def test_the_tick_ends_what_expired_once(log: Log, engine: Engine) -> None:
    player = uuid7()
    due, running, answerable = log.session(player), log.session(player), log.session(player)
    expire(engine, due, "46 seconds")
    expire(engine, answerable, "40 seconds")  # a question of 15 s may just have been answered
    end_expired_sessions()
    end_expired_sessions()
    (value,) = sent(log, player)
    event = decode(value)
    assert isinstance(event, SessionEnded)
    assert (event.session_id, event.reason) == (due, "expired")
    log.values = [answer(due, player, 0), value, value]
    log.apply()
    end_expired_sessions()
    assert len(sent(log, player)) == 1
    assert given_to(log, player)[3][0][2] == "expired"
    assert log.all("SELECT id FROM sessions WHERE player_id = :p AND ended_at IS NULL ORDER BY id", p=player) == [
        (running,),
        (answerable,),
    ]


def test_the_tick_leaves_no_note_without_its_event(log: Log, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    player = uuid7()
    session = log.session(player)
    expire(engine, session, "1 hour")

    def dies(*_: Any) -> None:
        raise ConnectionError("the worker died between the note and the event")

    with monkeypatch.context() as broken:
        broken.setattr("models.outbox.put_all", dies)
        with pytest.raises(ConnectionError):
            end_expired_sessions()
    assert sent(log, player) == []
    end_expired_sessions()
    assert len(sent(log, player)) == 1


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
