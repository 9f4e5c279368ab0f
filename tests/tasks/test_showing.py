"""What grows with all battles is not gone through for one voter, or for one battle that is made."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, text
from uuid_utils.compat import uuid7

from models import prompts, votes
from rules.creative import choose
from tests.contests import clear

_BATTLES = """
INSERT INTO creative_battles (battle_id, prompt_id, prompt, takes, lang, player_ids, ranked, phase, writing_until,
                              voting_s, voting_until)
SELECT uuidv7(), uuidv7(), 'A prompt', 'text', :lang, ARRAY[uuidv7(), uuidv7()], true, 'voting', now(), 7200,
       now() + interval '2 hours'
FROM generate_series(1, :count)
"""
_ENTRIES = """
INSERT INTO entries (id, battle_id, side, player_id, kind, text, state)
SELECT uuidv7(), b.battle_id, s, b.player_ids[s + 1], 'text', 'An entry', 'approved'
FROM creative_battles b, generate_series(0, 1) s
"""


@pytest.fixture
def begin(engine: Engine) -> Callable[..., None]:
    """So many battles that are voted on, by language."""

    def make(**counts: int) -> None:
        clear(engine)
        with engine.begin() as connection:
            for lang, count in counts.items():
                connection.execute(text(_BATTLES), {"lang": lang, "count": count})
            connection.execute(text(_ENTRIES))
            connection.execute(
                text("INSERT INTO exposures (battle_id, lang) SELECT battle_id, lang FROM creative_battles")
            )

    return make


def player(engine: Engine, *languages: str) -> UUID:
    id_ = uuid7()
    with engine.begin() as connection:
        statement = text("INSERT INTO players (id, name, languages) VALUES (:id, 'Ada', :languages)")
        connection.execute(statement, {"id": id_, "languages": list(languages)})
    return id_


@contextmanager
def plans(engine: Engine, word: str) -> Iterator[list[str]]:
    """How Postgres does what is asked of it with that word meanwhile."""
    found: list[str] = []

    def explain(_: Any, cursor: Any, statement: str, parameters: Any, *__: Any) -> None:
        if word in statement:
            cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF) {statement}", parameters)
            found.append("\n".join(row[0] for row in cursor.fetchall()))

    event.listen(engine, "before_cursor_execute", explain)
    yield found
    event.remove(engine, "before_cursor_execute", explain)


@pytest.mark.parametrize(("language", "languages"), [("en", 1), ("de", 2)])
def test_a_voter_costs_as_much_however_many_battles_are_voted_on(
    engine: Engine, owner_engine: Engine, begin: Callable[..., None], language: str, languages: int
) -> None:
    begin(en=3_000, fr=1_000)
    with owner_engine.begin() as connection:
        connection.execute(text("ANALYZE creative_battles, entries, exposures, votes, vote_servings"))
    voter = player(engine, language)
    with plans(engine, "exposures") as found, engine.connect() as connection:
        assert len(votes.candidates(connection, voter, datetime.now(UTC), 16)) == 16
    plan, most = found[-1], votes.POOL
    index = rf"Scan using exposures_lang_servings_ix on exposures \(.*rows={most}\.00 loops={languages}\)"
    assert re.search(index, plan), plan
    assert re.search(rf"Scan using creative_battles_pkey .* loops={most * languages}\)", plan), plan
    assert not re.search("Seq Scan on (creative_battles|exposures|entries)", plan), plan


def test_of_more_battles_than_are_looked_at_each_is_shown_about_as_often(
    engine: Engine, begin: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(votes, "POOL", 20)
    begin(en=60)
    random, now = Random(4), datetime.now(UTC)
    for _ in range(50):
        with engine.begin() as connection:
            voter = player(engine, "en")
            for _look in range(12):
                seen = votes.candidates(connection, voter, now, 16)
                shown = seen[choose([one.servings for one in seen], random.random())]
                votes.serve(connection, voter, shown.battle_id, now)
    with engine.connect() as connection:
        counts = list(connection.execute(text("SELECT servings FROM exposures ORDER BY servings")).scalars())
    median = counts[30]
    assert sum(counts) == 600
    assert median / 2 <= counts[0] <= counts[-1] <= median * 2


def test_a_rare_language_is_found_among_many_others(engine: Engine, begin: Callable[..., None]) -> None:
    begin(en=3 * votes.POOL, es=1)
    with engine.begin() as connection:
        connection.execute(text("UPDATE exposures SET servings = 9 WHERE lang = 'es'"))
        (found,) = votes.candidates(connection, player(engine, "es"), datetime.now(UTC), 16)
    assert found.servings == 9


def test_what_two_players_were_asked_is_found_by_who_they_are(
    engine: Engine, owner_engine: Engine, begin: Callable[..., None]
) -> None:
    begin(en=5_000)
    with owner_engine.begin() as connection:
        connection.execute(text("ANALYZE creative_battles"))
    with engine.begin() as connection:
        prompts.add(connection, uuid7(), None, "any", {"en": "A monster"}, "published")
    with plans(engine, "player_ids &&") as found, engine.connect() as connection:
        assert prompts.draw(connection, 0, [("en", [uuid7(), uuid7()])] * 3)[2]
    (plan,) = found
    assert re.search(r"Bitmap Index Scan on creative_battles_player_ids_ix .*loops=3\b", plan), plan
    assert "Seq Scan on creative_battles" not in plan
