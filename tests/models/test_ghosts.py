"""Whose runs are offered to whom, and played; and that few battles are read for it, however many there are."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from models import ghosts, pairs
from models.erasure import erase
from models.ghosts import Offer
from models.sanctions import Wish, impose
from tests.models.test_entering import connection, engine, fight, player
from tests.statements import read_of, rows_of

__all__ = ["connection", "engine"]

Do = Callable[[Connection, UUID, UUID], object]


def played(connection: Connection, first: UUID, second: UUID, reason: str = "points") -> UUID:
    """A battle that is settled."""
    battle = fight(connection, first, second)
    statement = text(
        "UPDATE battles SET state = 'settled', result = jsonb_build_object('reason', CAST(:why AS text)) WHERE id = :id"
    )
    connection.execute(statement, {"id": battle, "why": reason})
    return battle


def offered(connection: Connection, me: UUID, category: str | None = "music", lang: str = "en") -> set[Offer]:
    """What comes up, of what is by chance."""
    found = (ghosts.offer(connection, me, category, ["de", lang], 20) for _ in range(60))
    return {offer for offer in found if offer}


def test_runs_of_both_sides_are_offered_and_played(connection: Connection) -> None:
    me, cat, dan = (player(connection) for _ in range(3))
    battle = played(connection, cat, dan)
    for category in ("music", None):
        assert offered(connection, me, category) == {Offer(battle, cat), Offer(battle, dan)}
    for owner in (cat, dan):
        run = ghosts.run(connection, me, Offer(battle, owner))
        assert run is not None
        assert run.battle_id == battle
    assert offered(connection, me, "maths") == offered(connection, me, lang="es") == set()


def test_of_ones_own_battles_there_is_none_nor_of_what_was_not_played_to_its_end(connection: Connection) -> None:
    me, cat, dan, eve = (player(connection) for _ in range(4))
    mine, left, runs = (
        played(connection, me, cat),
        played(connection, cat, dan, "surrender"),
        fight(connection, cat, dan),
    )
    assert offered(connection, me) == set()
    for battle in (mine, left, runs):
        assert ghosts.run(connection, me, Offer(battle, cat)) is None
    assert ghosts.run(connection, me, Offer(played(connection, cat, dan), eve)) is None, "who was not in it"


@pytest.mark.parametrize(
    "do",
    [
        lambda connection, me, other: pairs.block(connection, me, other),
        lambda connection, me, other: pairs.block(connection, other, me),
        lambda connection, _, other: impose(connection, other, Wish("ban", "a test")),
        lambda connection, _, other: impose(connection, other, Wish("ban_ranked", "a test")),
        lambda connection, _, other: erase(connection, other),
    ],
    ids=["blocked", "blocks", "banned", "practises", "erased"],
)
def test_whom_one_does_not_meet_has_no_ghost(connection: Connection, do: Do) -> None:
    """Neither offered, nor played when it was offered before."""
    me, cat, dan = (player(connection) for _ in range(3))
    battle = played(connection, cat, dan)
    do(connection, me, cat)
    assert offered(connection, me) == {Offer(battle, dan)}
    assert ghosts.run(connection, me, Offer(battle, cat)) is None
    assert ghosts.run(connection, me, Offer(battle, dan)) is not None


def test_what_was_offered_is_played_however_many_battles_came_since(connection: Connection) -> None:
    me, cat, dan = (player(connection) for _ in range(3))
    battle = played(connection, cat, dan)
    for _ in range(25):
        played(connection, cat, dan)
    run = ghosts.run(connection, me, Offer(battle, cat))
    assert run is not None
    assert run.battle_id == battle


@pytest.mark.parametrize("category", [None, "none of them"])
def test_few_battles_are_read_however_many_there_are(owner_engine: Engine, category: str | None) -> None:
    """Also where none fits, which read them all."""
    statement = text(
        "INSERT INTO battles (id, mode, kind, ranked, category_id, category, lang, first_id, second_id, state, "
        "started_at, result) SELECT gen_random_uuid(), 'quiz', 'match', true, 1, 'music', 'en', gen_random_uuid(), "
        "gen_random_uuid(), 'settled', now(), jsonb_build_object('reason', 'points') FROM generate_series(1, 20000)"
    )
    with owner_engine.connect() as connection:
        connection.execute(statement)
        connection.execute(text("ANALYZE battles"))
        with read_of(connection, "battles") as found:
            assert ghosts.offer(connection, uuid4(), category, ["en" if category else "tlh", "eo"], 20) is None
    assert [node["Index Name"] for node in found] == ["battles_category_runs_ix" if category else "battles_runs_ix"]
    assert rows_of(found) == 0
