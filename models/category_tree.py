"""The tree of categories as staff work on it: made, renamed, moved, put in order, deleted while nobody played them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models import bank, question_lists
from models.base import encode_json, sql
from models.categories import paths, slug_of
from rules.boards import ALL_CATEGORIES

_AT_ONCE = 2_000
"""Questions that one statement puts into the pool anew."""


class Misplaced(Exception):
    """A category cannot be there; `pointer` says by which field, `code` which rule."""

    def __init__(self, code: str, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.pointer = pointer


@dataclass(frozen=True)
class Branch:
    """A category with its place; `name` is English, `names` has the other languages."""

    id: int
    slug: str
    name: str
    names: Mapping[str, str]
    parent_id: int | None
    position: int
    edition: int
    questions: int
    """Of its own, in whatever state."""
    is_open: bool
    """Whether it, or one below it, could be played once; then it is never deleted."""


_SELECT = (
    "SELECT c.id, c.slug, c.name, c.names, c.parent_id, c.position, c.edition, COALESCE(n.n, 0), "
    "c.opened_at IS NOT NULL FROM categories c LEFT JOIN (SELECT category_id, count(*) AS n FROM questions "
    "GROUP BY category_id) n ON n.category_id = c.id WHERE c.id <> :all "
)


def every(connection: Connection) -> list[Branch]:
    """All categories, each after the one it is below, in their order."""
    rows = connection.execute(sql(f"{_SELECT} ORDER BY c.position, c.name, c.id"), {"all": ALL_CATEGORIES})
    below: dict[int | None, list[Branch]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(Branch(*row))

    def walk(parent: int | None) -> list[Branch]:
        return [one for branch in below.get(parent, ()) for one in (branch, *walk(branch.id))]

    return walk(None)


def lock(connection: Connection) -> None:
    """Nobody else changes the tree until the transaction ends; an import that makes categories waits, too."""
    connection.execute(sql("LOCK TABLE categories IN SHARE ROW EXCLUSIVE MODE"))


def one(connection: Connection, id_: int) -> Branch | None:
    """The category of that id."""
    return next((branch for branch in every(connection) if branch.id == id_), None)


def make(connection: Connection, name: str, names: Mapping[str, str], parent: int | None, slug: str | None) -> int:
    """A new category, the last of its siblings; its id. Raises Misplaced."""
    tree = every(connection)
    _check_place(tree, None, name, parent)
    taken = {branch.slug for branch in tree} | {"all"}
    if slug in taken:
        raise Misplaced("slug_taken", "/slug", "Another category has that slug.")
    path = (*_path(connection, parent), name)
    statement = sql(
        "INSERT INTO categories (id, slug, name, names, parent_id, position) SELECT max(id) + 1, :slug, :name, "
        "CAST(:names AS jsonb), :parent, :position FROM categories RETURNING id"
    )
    values = {
        "slug": slug or slug_of(path, taken),
        "name": name,
        "names": encode_json(names),
        "parent": parent,
        "position": sum(branch.parent_id == parent for branch in tree),
    }
    return int(connection.execute(statement, values).scalar_one())


def change(connection: Connection, branch: Branch, wanted: Mapping[str, Any]) -> None:
    """Any of name, names, parent_id and position, which is a place among the siblings from 0. Raises Misplaced."""
    tree = every(connection)
    parent = wanted.get("parent_id", branch.parent_id)
    _check_place(tree, branch.id, wanted.get("name", branch.name), parent)
    values = {
        "id": branch.id,
        "name": wanted.get("name", branch.name),
        "names": encode_json(wanted.get("names", branch.names)),
        "parent": parent,
    }
    statement = sql(
        "UPDATE categories SET name = :name, names = CAST(:names AS jsonb), parent_id = :parent, "
        "edition = edition + 1 WHERE id = :id"
    )
    connection.execute(statement, values)
    if "position" in wanted or parent != branch.parent_id:
        _line_up(connection, branch.id, [one.id for one in tree if one.parent_id == parent], wanted.get("position"))
    if parent != branch.parent_id:
        _pool_anew(connection, branch.id)


def remove(connection: Connection, branch: Branch) -> bool:
    """Delete a category that is empty and was never open. False: something is in it, or refers to it."""
    statement = sql(
        "DELETE FROM categories c WHERE id = :id AND opened_at IS NULL "
        "AND NOT EXISTS (SELECT FROM questions WHERE category_id = c.id) "
        "AND NOT EXISTS (SELECT FROM categories b WHERE b.parent_id = c.id) "
        "AND NOT EXISTS (SELECT FROM quizzes WHERE category_id = c.id)"
    )
    return connection.execute(statement, {"id": branch.id}).rowcount == 1


def _path(connection: Connection, id_: int | None) -> tuple[str, ...]:
    return next((path for path, found in paths(connection).items() if found == id_), ())


def _check_place(tree: Sequence[Branch], id_: int | None, name: str, parent: int | None) -> None:
    parents = {branch.id: branch.parent_id for branch in tree}
    if parent is not None and parent not in parents:
        raise Misplaced("category_unknown", "/parent_id", "There is no such category.")
    above = parent
    while above is not None:
        if above == id_:
            raise Misplaced("category_below_itself", "/parent_id", "It cannot be below itself.")
        above = parents[above]
    if any(one.name == name and one.parent_id == parent and one.id != id_ for one in tree):
        raise Misplaced("category_exists", "/name", "There is one of that name in the same place.")


def _line_up(connection: Connection, id_: int, siblings: Sequence[int], position: int | None) -> None:
    """Number the siblings, with one at a position, or as the last."""
    others = [sibling for sibling in siblings if sibling != id_]
    at = len(others) if position is None else min(position, len(others))
    order = [*others[:at], id_, *others[at:]]
    statement = sql(
        "UPDATE categories c SET position = o.no - 1 FROM unnest(:ids ::smallint[]) WITH ORDINALITY AS o(id, no) "
        "WHERE c.id = o.id"
    )
    connection.execute(statement, {"ids": order})


def _pool_anew(connection: Connection, id_: int) -> None:
    """Have what is below a category be drawn under those that are above it now."""
    statement = sql("SELECT id FROM questions WHERE category_id = ANY(:ids) AND state = 'published' ORDER BY id")
    found: list[UUID] = list(connection.execute(statement, {"ids": question_lists.below(connection, id_)}).scalars())
    for start in range(0, len(found), _AT_ONCE):
        bank.pool(connection, found[start : start + _AT_ONCE])
