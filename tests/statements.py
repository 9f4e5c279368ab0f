"""What a thread asks of a database; what others do meanwhile, such as the reading of the deny-list, does not count."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import get_ident
from typing import Any

from sqlalchemy import Connection, Engine, event


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements that this thread executes on an engine meanwhile."""
    found: list[str] = []
    thread = get_ident()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if get_ident() == thread:
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


@contextmanager
def read_of(connection: Connection, table: str) -> Iterator[list[Any]]:
    """The nodes of plans by which a table, or an index of it, is read meanwhile."""
    found: list[Any] = []

    def explain(_: Any, cursor: Any, statement: str, parameters: Any, *__: Any) -> None:
        if statement.startswith("SELECT") and f"FROM {table}" in statement:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
            nodes = _nodes(cursor.fetchone()[0][0]["Plan"])
            found.extend(one for one in nodes if str(one.get("Index Name", one.get("Relation Name"))).startswith(table))

    event.listen(connection, "before_cursor_execute", explain)
    yield found
    event.remove(connection, "before_cursor_execute", explain)


def rows_of(nodes: Iterable[Any]) -> int:
    """How many rows such nodes had in their hands, be it to leave them out."""
    names = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return int(sum(node.get(name, 0) * node["Actual Loops"] for node in nodes for name in names))


def _nodes(plan: Any) -> list[Any]:
    return [plan, *(node for inner in plan.get("Plans", []) for node in _nodes(inner))]
