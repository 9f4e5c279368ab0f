"""The campaign of a run is scheduled once, reaches everybody, and is under way until it has."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from lab.chaos import campaigns, news
from lab.chaos.evidence import Evidence
from lab.chaos.gathering import gather
from lab.chaos.judge import judge
from models.base import CARRIER_LIMITS, open_engine
from tasks.campaigns import step


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url, CARRIER_LIMITS)
    yield engine
    engine.dispose()


def test_a_campaign_is_scheduled_once_and_counts_once_it_is_sent(engine: Engine) -> None:
    player, id_ = uuid7(), uuid7()
    with engine.begin() as connection:
        values = {"p": player, "h": player.bytes}
        connection.execute(text("INSERT INTO players (id, name, device_key_hash) VALUES (:p, 'n', :h)"), values)
    assert news._schedule(engine, id_)
    assert news._schedule(engine, id_), "its commit may not have been confirmed"
    with engine.begin() as connection:
        assert news.running(connection) == [id_]
        while news.running(connection):
            step(connection)
        (players,) = connection.execute(text("SELECT count(*) FROM players")).one()
    evidence = Evidence()
    gather(engine, evidence)
    assert judge(evidence).judged["campaigned"] == players
    complained = [what for what, cases in campaigns.complaints(evidence) if cases]
    assert complained == ["campaigns ended and have not told all whom they mean"], "it is not in the inboxes yet"
