"""Campaigns that cannot go on: staff see why, and no other waits for them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from models import segments, thresholds
from models.segments import SeasonUnknown
from rules.segments import Filter
from tasks import campaigns as work
from tests.campaigning import EVERYBODY, campaign, due_now, empty, players, run_out, scheduled, told


@pytest.fixture(autouse=True)
def _empty(engine: Engine) -> None:
    empty(engine)


@pytest.fixture
def two_decide(engine: Engine) -> Iterator[None]:
    """Above two recipients."""

    def put(above: int) -> None:
        with engine.begin() as connection:
            thresholds.put(connection, "campaign_second_person_above", above, "a test", None)

    put(2)
    yield
    put(10_000)


@pytest.mark.parametrize("broken", ["content", "audience"])
def test_one_that_fails_is_put_off_and_keeps_no_other_from_going_on(engine: Engine, broken: str) -> None:
    everybody = players(engine, 3)
    first, second = scheduled(engine), scheduled(engine)
    with engine.begin() as connection:
        statement = f'UPDATE campaigns SET {broken} = \'{{"texts": 5, "countries": 5}}\' WHERE id = :id'
        connection.execute(text(statement), {"id": first})
    due_now(engine, first)
    with pytest.raises(work.FailedError, match=str(first)):
        work.work_on_campaigns()
    assert [event.player_id for event in told(engine)] == everybody
    assert campaign(engine, second).sent == 3
    with engine.connect() as connection:
        waits = text("SELECT due_at - now() FROM campaigns WHERE id = :id")
        assert connection.execute(waits, {"id": first}).scalar_one() > timedelta(seconds=30)


def test_one_whose_season_is_gone_is_paused_and_says_so(engine: Engine) -> None:
    players(engine, 2)
    id_, other = scheduled(engine, Filter(season_rank=3, season_id=999)), scheduled(engine)
    run_out(engine)
    found = campaign(engine, id_)
    assert (found.state, found.halted, found.edition) == ("paused", "season_unknown", 3)
    assert campaign(engine, other).state == "sent"


def test_the_season_that_runs_is_named_for_good_and_where_none_runs_there_is_none(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("DELETE FROM seasons"))
        with pytest.raises(SeasonUnknown):
            segments.settled(connection, Filter(season_rank=3))
        assert segments.settled(connection, EVERYBODY) == EVERYBODY
        season = "INSERT INTO seasons (id, name, first, last) VALUES (7, 's', CURRENT_DATE - 9, CURRENT_DATE + 9)"
        connection.execute(text(season))
        assert segments.settled(connection, Filter(season_rank=3)) == Filter(season_rank=3, season_id=7)


@pytest.mark.usefixtures("two_decide")
@pytest.mark.parametrize(
    ("count", "approved", "state"),
    [(2, None, "sent"), (3, None, "paused"), (3, 2, "paused"), (3, 3, "sent"), (11, 10, "sent"), (12, 10, "paused")],
)
def test_more_than_were_agreed_on_are_not_told(engine: Engine, count: int, approved: int | None, state: str) -> None:
    """Who fits is found when it begins, and may be more than fitted when it was scheduled."""
    players(engine, count)
    id_ = scheduled(engine, approved=approved)
    run_out(engine)
    found = campaign(engine, id_)
    assert (found.state, found.planned, found.sent) == (state, count, count if state == "sent" else 0)
    assert found.halted == (None if state == "sent" else "recipients_many")
