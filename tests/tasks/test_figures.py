"""The dashboard's past: noted minute by minute, counted once a minute is over."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.lag import LagMeter
from models import figures, ledger
from models.figures import OVER, Noted
from models.ledger import Wanted
from rules.figures import STEPS
from tasks import figures as ticking
from tasks import runtime
from tasks.figures import note_figures
from tests.clearing import clear

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
QUIET = Noted(None, 100, None, None, None, 0, 0, None, None, {})


@pytest.fixture(autouse=True)
def empty(engine: Engine) -> None:
    """Nothing is noted."""
    with engine.begin() as connection:
        clear(connection, "figures, carried")


def minutes(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT * FROM figures ORDER BY minute")).all())


def test_a_minute_keeps_the_most_of_what_was_noted_in_it(engine: Engine) -> None:
    with engine.begin() as connection:
        figures.note(connection, NOON, QUIET._replace(players_online=7, lag_ms=900, redemptions={"held": 2}))
        figures.note(connection, NOON + timedelta(seconds=50), QUIET._replace(players_online=5, lag_ms=20, events=130))
    (row,) = minutes(engine)
    assert (row.minute, row.players_online, row.lag_ms, row.events, row.redemptions) == (NOON, 7, 900, 130, {})


def test_minutes_that_nobody_looked_at_are_counted_all_the_same(engine: Engine, owner_engine: Engine) -> None:
    player = uuid7()
    with engine.begin() as connection:
        figures.note(connection, NOON, QUIET)
        for number, (kind, amount) in enumerate((("credit", 50), ("credit", 7), ("debit", 20), ("hold", 5))):
            ledger.post(connection, [Wanted("grant", f"{player}{number}", player, kind, amount, "test")])  # type: ignore[arg-type]
    with owner_engine.begin() as connection:
        connection.execute(text("ALTER TABLE transfers DISABLE TRIGGER USER"))
        moment = {"at": NOON + timedelta(minutes=2, seconds=59), "player": player}
        connection.execute(text("UPDATE transfers SET at = :at WHERE player_id = :player"), moment)
        connection.execute(text("ALTER TABLE transfers ENABLE TRIGGER USER"))
    with engine.begin() as connection:
        figures.note(connection, NOON + timedelta(minutes=5), QUIET)
        assert figures.count(connection, NOON + timedelta(minutes=3)) == 2, "a transaction may still be under way"
        assert figures.count(connection, NOON + timedelta(minutes=5)) == 2
        assert figures.count(connection, NOON + timedelta(minutes=5)) == 0
    counted = {row.minute - NOON: (row.tokens_in, row.tokens_out) for row in minutes(engine)}
    assert [counted[timedelta(minutes=n)] for n in range(6)] == [
        (0, 0),
        (0, 0),
        (57, 20),
        (0, 0),
        (None,) * 2,
        (None,) * 2,
    ]
    assert timedelta(minutes=1) < OVER


def test_the_past_is_told_in_steps_with_gaps_and_what_grew(engine: Engine) -> None:
    now = NOON + timedelta(hours=1)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO figures (minute, players_online, events, tokens_in, redemptions) SELECT "
                "CAST(:noon AS timestamptz) + n * interval '1 minute', n, 60 * n, 10, jsonb_build_object('held', n) "
                "FROM generate_series(-30, 30) n WHERE n NOT BETWEEN 11 AND 14"
            ),
            {"noon": NOON},
        )
        hour, day = (figures.past(connection, now, STEPS[span]) for span in ("1h", "24h"))
    assert hour[0]["at"] == NOON + timedelta(minutes=1)
    assert len(hour) == 26
    assert {row["events_per_s"] for row in hour} == {1.0}
    assert [(row["at"] - NOON, row["players_online"], row["tokens_in"], row["redemptions"]) for row in day][2:4] == [
        (timedelta(0), 10, 110, {"held": 10}),
        (timedelta(minutes=15), 29, 150, {"held": 29}),
    ]


def test_a_tick_notes_what_is_there_and_what_is_away_is_null(
    engine: Engine, boards_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lag = LagMeter(engine.connect, "127.0.0.1:9")
    monkeypatch.setattr(ticking, "meter", lambda: lag)
    redis = Redis.from_url(boards_url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO carried (topic_id, partition, topic, first, applied, applied_n, refused) "
                "VALUES ('t', 0, 'quiz.submissions', 0, 12, 10, 2)"
            )
        )
    for there in (Redis(port=9, retry=Retry(NoBackoff(), 0)), redis):
        monkeypatch.setattr(runtime, "boards", lambda there=there: there)
        note_figures()
        note_figures()
    rows = minutes(engine)
    assert (rows[-1].events, rows[-1].players_online, rows[-1].lag_events) == (12, 0, None)
    assert rows[-1].outbox_events is not None
    lag.close()
    redis.close()
