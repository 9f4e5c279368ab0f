"""Who plays is counted once, whoever counts and however often; the audit sees what is off."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import activity, activity_audit, activity_figures, battles, plans, players
from models.base import least_id
from models.players import Player
from models.sessions import QuizSession
from tasks import activity as ticks
from tests.redeeming import redeemed, sell
from tests.tasks.redeeming import alone, work

TABLES = ("marks", "players", "weeks", "days", "cohorts", "retention")
NOW = datetime.now(UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def nobody(engine: Engine) -> None:
    with engine.begin() as connection:
        sources = ("sessions", "session_plans", "battles", "players")
        for table in (*(f"activity_{name}" for name in TABLES), *sources):
            connection.execute(text(f"DELETE FROM {table}"))


def join(engine: Engine, at: datetime = NOW) -> UUID:
    """A player who came at a time."""
    player = uuid7()
    with engine.begin() as connection:
        players.insert_registered(connection, Player(id=player, name="Ada", country=None))
        values = {"id": player, "at": at, "day": at.date()}
        connection.execute(text("UPDATE players SET created_at = :at WHERE id = :id"), values)
        connection.execute(text("UPDATE activity_marks SET day = :day WHERE player_id = :id"), values)
    return player


def play(engine: Engine, player: UUID, at: datetime = NOW) -> None:
    """A session that they begin at a time."""
    asked = QuizSession(
        **{"id": UUID(int=least_id(at).int | 7 << 76 | uuid7().int & (1 << 60) - 1 | 2 << 62), "player_id": player},
        **{"category_id": 1, "mode": "practice", "started_at": at, "expires_at": at, "time_limit_ms": 1000},
        **{"question_ids": [uuid7()], "correct": ["a"], "lang": "en", "revisions": [1], "seed": b"s", "worth": None},
        **{"on_boards": True, "quiz_id": None, "reveals_at": None},
    )
    with engine.begin() as connection:
        plans.begin(connection, asked, {})


def fight(engine: Engine, one: UUID, other: UUID, kind: battles.BattleKind = "match") -> None:
    """A battle that they begin now."""
    wish = battles.Wish("creative", kind, False, None, ["en"], (one, other))
    with engine.begin() as connection:
        battles.insert(connection, [battles.row(uuid7(), wish, "en", NOW)])


def today(engine: Engine) -> tuple[int, int, int]:
    """Who joined, was active and redeemed, as it is counted."""
    with engine.connect() as connection:
        [day] = activity_figures.days(connection, TODAY, 1)
    return day.joined, day.active, day.redeemed


def wrong(engine: Engine, day: date = TODAY) -> list[str]:
    with engine.connect() as connection:
        return [one.name for one in activity_audit.figures(connection, day) if one.counted != one.found]


def test_a_player_counts_once_a_day_however_often_they_play_and_however_often_it_is_counted(engine: Engine) -> None:
    one, other, ghost = join(engine), join(engine), join(engine)
    for _ in range(3):
        play(engine, one)
    fight(engine, one, other)
    fight(engine, one, ghost, "ghost")
    assert today(engine) == (0, 0, 0), "nothing before the tick"
    for _ in range(2):
        ticks.count_activity()
        assert today(engine) == (3, 2, 0)
    play(engine, other)
    ticks.count_activity()
    assert (today(engine), wrong(engine)) == ((3, 2, 0), [])


def test_what_is_marked_goes_with_its_transaction(engine: Engine) -> None:
    with engine.connect() as connection:
        players.insert_registered(connection, Player(id=uuid7(), name="Ada", country=None))
        connection.rollback()
    ticks.count_activity()
    assert today(engine) == (0, 0, 0)


def test_of_many_who_count_at_once_each_mark_is_counted_by_one(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticks, "_AT_ONCE", 7)
    for _ in range(20):
        play(engine, join(engine))
    with ThreadPoolExecutor(4) as pool:
        for counting in [pool.submit(ticks.count_activity) for _ in range(4)]:
            counting.result()
    ticks.count_activity()
    assert (today(engine), wrong(engine)) == ((20, 20, 0), [])


def test_weeks_and_who_comes_back(engine: Engine) -> None:
    weeks_ago = [NOW - timedelta(weeks=number) for number in range(3)]
    first, second = join(engine, weeks_ago[2]), join(engine, weeks_ago[2])
    for player, at in ((first, weeks_ago[2]), (first, weeks_ago[0]), (second, weeks_ago[2]), (second, weeks_ago[1])):
        play(engine, player, at)
        play(engine, player, at)
    join(engine, weeks_ago[1])
    ticks.count_activity()
    with engine.connect() as connection:
        assert [week.active for week in activity_figures.weeks(connection, TODAY, 3)] == [2, 1, 1]
        cohorts = activity_figures.cohorts(connection, TODAY, 3)
    assert [(one.joined, one.played, one.active) for one in cohorts] == [(2, 2, [2, 1, 1]), (1, 0, [0, 0]), (0, 0, [0])]
    assert [wrong(engine, at.date()) for at in weeks_ago] == [[], [], []]


def test_the_audit_sees_what_is_off_and_a_rebuild_mends_it(engine: Engine) -> None:
    one, other = join(engine), join(engine)
    play(engine, one)
    fight(engine, one, other)
    ticks.count_activity()
    with engine.begin() as connection:
        connection.execute(text("UPDATE activity_days SET active = active + 1"))
        connection.execute(text("UPDATE activity_retention SET players = players + 1"))
        connection.execute(text("UPDATE activity_cohorts SET played = played - 1"))
    assert wrong(engine) == ["active", "active_in_week", "cohort_played"]
    with engine.begin() as connection:
        activity.remove_all(connection)
        activity_audit.mark_all(connection)
    ticks.count_activity()
    assert (today(engine), wrong(engine)) == ((2, 2, 0), [])


def test_a_redemption_counts_when_it_has_succeeded(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    card = sell(engine)
    with alone(engine, monkeypatch) as partner:
        partner.script.extend(["refused", "succeeded"])
        for _ in range(2):
            redeemed(engine, card)
        ticks.count_activity()
        assert today(engine) == (0, 0, 0)
        work()
    ticks.count_activity()
    assert today(engine) == (0, 0, 1)
    with engine.connect() as connection:
        [cohort] = activity_figures.cohorts(connection, TODAY, 1)
    assert (cohort.played, cohort.redeemed) == (0, 1)
