"""Creative battles of one pass begin together."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.postgres import Postgres
from models import prompts
from models.base import REQUEST_LIMITS, open_engine
from models.battles import Outcome, Wish
from tests.contests import SPANS, clear
from tests.statements import statements
from web.battles.commissioning import Commission


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url, REQUEST_LIMITS)
    clear(engine)
    yield engine
    clear(engine)
    engine.dispose()


def wish(lang: str = "en", ranked: bool = True) -> Wish:
    return Wish("creative", "match", ranked, None, [lang], (uuid7(), uuid7()))


def publish(engine: Engine, **texts: str) -> None:
    with engine.begin() as connection:
        prompts.add(connection, uuid7(), None, "any", texts, "published")


def test_battles_begin_together_by_a_few_statements(engine: Engine) -> None:
    publish(engine, en="A haiku about rain", es="Un haiku sobre la lluvia")
    told: list[Any] = []
    commission = Commission(Postgres(engine), SPANS, told.extend)
    wishes = [wish("es"), wish(ranked=False), *(wish() for _ in range(18))]
    before = datetime.now(UTC)
    with statements(engine) as seen:
        outcomes = commission.make(wishes)
    assert len(seen) == 4
    assert [made.id for made in told] == [outcome.battle_id for outcome in outcomes]
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT c.lang, c.prompt, c.ranked, c.player_ids, b.first_id, b.second_id, b.lang AS other, "
                "b.started_at FROM creative_battles c JOIN battles b ON b.id = c.battle_id "
                "WHERE b.ranked = c.ranked ORDER BY b.id"
            )
        ).all()
    assert [(row.lang, row.ranked) for row in rows] == [("es", True), ("en", False), *[("en", True)] * 18]
    assert [tuple(row.player_ids) for row in rows] == [one.players for one in wishes]
    assert all((row.first_id, row.second_id) == tuple(row.player_ids) and row.other == row.lang for row in rows)
    assert rows[0].prompt == "Un haiku sobre la lluvia"
    assert all(row.started_at >= before for row in rows)


def test_without_a_prompt_there_is_none(engine: Engine) -> None:
    commission = Commission(Postgres(engine), SPANS, lambda _: None)
    assert commission.make([wish(), wish()]) == [Outcome(why="no_questions")] * 2
    assert commission.make([]) == []
