"""How often two have met on a day, however much they have played before."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, text

from models.base import least_id
from models.battle_results import meetings
from tests.statements import read_of, rows_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def settled(connection: Connection, no: int, first: UUID, second: UUID, at: datetime) -> None:
    """A battle that began and ended then."""
    statement = text(
        "INSERT INTO battles (id, mode, kind, ranked, category_id, category, lang, first_id, second_id, state, "
        "started_at, ended_at, settled_at) VALUES (:id, 'quiz', 'match', true, 1, 'music', 'en', :first, :second, "
        "'settled', :at, :at, :at)"
    )
    id_ = UUID(int=least_id(at).int + no)
    connection.execute(statement, {"id": id_, "first": first, "second": second, "at": at})


def test_of_a_long_past_little_is_read(owner_engine: Engine) -> None:
    one, other = sorted((uuid4(), uuid4()))
    with owner_engine.connect() as connection:
        for no in range(500):
            settled(connection, no, *((one, other) if no % 2 else (other, one)), NOON - timedelta(days=60))
        connection.execute(text("ANALYZE battles"))
        settled(connection, 1, one, other, NOON - timedelta(hours=13))
        settled(connection, 2, other, one, NOON - timedelta(hours=11))
        settled(connection, 3, one, other, NOON)
        key = ((one, other), NOON.date())
        with read_of(connection, "battles") as found:
            assert meetings(connection, [key]) == {key: 2}
    assert found
    assert rows_of(found) < 20
