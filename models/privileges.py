"""What the app's role may do: read and write rows, but never rewrite a table that is append-only, nor make or drop one.

The owner's role runs migrations, and grants this after each of them. A table says `info={"append_only": True}`, or
`{"never_changed": True}` where rows are removed, too.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, text

from models.base import Base

SCHEMA = "public"
READ_AND_WRITE = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
APPEND = frozenset({"SELECT", "INSERT"})
ADD_AND_REMOVE = frozenset({"SELECT", "INSERT", "DELETE"})
_FUNCTIONS = ("make_answers_partition(date)",)


class NoRole(Exception):
    """The app's role is not there; the text says what to do."""


def of(table: str) -> frozenset[str]:
    """What the app's role may do with a table."""
    info = Base.metadata.tables[table].info
    if info.get("append_only"):
        return APPEND
    return ADD_AND_REMOVE if info.get("never_changed") else READ_AND_WRITE


def grant(connection: Connection, role: str) -> None:
    """Give the app's role exactly its rights, on tables that are there and on those that the owner will make."""
    name = connection.dialect.identifier_preparer.quote(role)
    if connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).first() is None:
        raise NoRole(f"there is no role {role}, which DATABASE_URL names: CREATE ROLE {name} LOGIN PASSWORD '...'")
    for statement in _statements(connection, name):
        connection.execute(text(statement))


def _statements(connection: Connection, role: str) -> Iterator[str]:
    """In this order: all, then what is less."""
    rights = ", ".join(sorted(READ_AND_WRITE))
    kept = [table for table in Base.metadata.tables if of(table) != READ_AND_WRITE]
    yield f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM {role}"
    yield f"GRANT {rights} ON ALL TABLES IN SCHEMA {SCHEMA} TO {role}"
    yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA {SCHEMA} GRANT {rights} ON TABLES TO {role}"
    for table in _there(connection, "regclass", [*kept, "alembic_version"]):
        yield f"REVOKE ALL ON {table} FROM {role}"
    for table in _there(connection, "regclass", kept):
        yield f"GRANT {', '.join(sorted(of(table)))} ON {table} TO {role}"
    for function in _there(connection, "regprocedure", _FUNCTIONS):
        yield f"GRANT EXECUTE ON FUNCTION {function} TO {role}"


def _there(connection: Connection, kind: str, names: Sequence[str]) -> list[str]:
    """Those that are there: an older state of the database has fewer."""
    statement = text(f"SELECT name FROM unnest(CAST(:names AS text[])) name WHERE to_{kind}(name) IS NOT NULL")
    return list(connection.execute(statement, {"names": list(names)}).scalars())
