"""Being forgotten: of all that may be kept about a player, nothing personal is left."""

from uuid import UUID

from sqlalchemy import Connection, Engine, text

from models import cases, players, sanctions
from models.erasure import NOBODY, PAIRS, PERSONAL
from models.sanctions import Wish
from tests.filling import fill
from tests.web.conftest import Guest


def _pair(connection: Connection, one: UUID, other: UUID) -> None:
    """A row about both in each table of pairs."""
    values = {"low": min(one, other), "high": max(one, other), "one": one}
    for table, column in (("friendships", "asked_by"), ("pair_restrictions", "by_player")):
        kind, block = (", kind", ", 'block'") if table == "pair_restrictions" else ("", "")
        statement = f"INSERT INTO {table} (low_id, high_id, {column}{kind}) VALUES (:low, :high, :one{block})"
        connection.execute(text(statement), values)


def test_nothing_of_a_pair_is_left_whichever_of_them_goes(guest: Guest, engine: Engine) -> None:
    others = [UUID(int=0), UUID(int=(1 << 128) - 1)]
    with engine.begin() as connection:
        for other in others:
            _pair(connection, guest.id, other)
        _pair(connection, *others)
    assert guest._send("DELETE", "/v1/me", {}).status_code == 204
    with engine.connect() as connection:
        for table in PAIRS:
            assert connection.execute(text(f"SELECT low_id, high_id FROM {table}")).all() == [tuple(others)]


def test_nothing_personal_is_left_in_any_table(guest: Guest, engine: Engine) -> None:
    told = {"name": "Ada", "country": "de", "birth_year": 1990, "languages": ["de"], "zone": "Europe/Berlin"}
    with engine.begin() as connection:
        for table in PERSONAL:
            fill(connection, table, player_id=guest.id)
        players.change(connection, guest.id, **told, terms_version="2026-01")
        wish = Wish("ban_ranked", "Ada is known", "cheating", message="Dear Ada")
        sanctions.lift(connection, guest.id, sanctions.impose(connection, guest.id, wish), None, "Ada has asked")
        cases.signal(connection, "integrity", "score", {guest.id: 80})
        assert len(cases.of_subject(connection, guest.id)) == 1
        assert [table for table in PERSONAL if not _count(connection, table, guest.id)] == []
    assert guest._send("DELETE", "/v1/me", {}).status_code == 204
    with engine.connect() as connection:
        assert [table for table in PERSONAL if _count(connection, table, guest.id)] == []
        assert cases.of_subject(connection, guest.id) == []
        words = text("SELECT reason, message, lift_reason, ground FROM sanctions WHERE player_id = :id")
        assert connection.execute(words, {"id": guest.id}).all() == [("", None, None, "rules")]
        rest = text(
            "SELECT name, country, device_key_hash, languages, zone, birth_year, terms_version FROM players "
            "WHERE id = :id AND erased_at IS NOT NULL"
        )
        found = connection.execute(rest, {"id": guest.id}).one()
        assert tuple(found) == (NOBODY, "de", None, ["en"], "UTC", None, None)


def _count(connection: Connection, table: str, player: UUID) -> int:
    statement = text(f"SELECT count(*) FROM {table} WHERE player_id = :player")
    return int(connection.execute(statement, {"player": player}).scalar_one())
