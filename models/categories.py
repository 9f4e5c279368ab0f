"""The tree of categories, by the names from the root down."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection

from models.base import sql
from rules.boards import ALL_CATEGORIES

Path = tuple[str, ...]


class Named(NamedTuple):
    """A category by its names."""

    id: int
    slug: str
    name: str


_SLUG_MOST = 40
_PATHS = sql(
    "WITH RECURSIVE tree AS (SELECT id, ARRAY[CAST(name AS text)] AS path FROM categories "
    "WHERE parent_id IS NULL AND id <> :all UNION ALL "
    "SELECT c.id, t.path || c.name FROM categories c JOIN tree t ON t.id = c.parent_id) SELECT id, path FROM tree"
)


def paths(connection: Connection) -> dict[Path, int]:
    """Every category by its path, as `("Science", "Physics")`."""
    return {tuple(row.path): row.id for row in connection.execute(_PATHS, {"all": ALL_CATEGORIES})}


def named(connection: Connection, ids: Collection[int]) -> dict[int, Named]:
    """Categories by their id."""
    statement = sql("SELECT id, slug, name FROM categories WHERE id = ANY(:ids)")
    return {row.id: Named(*row) for row in connection.execute(statement, {"ids": list(ids)})}


class Tree:
    """The categories as one transaction sees them, and makes what is missing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        connection.execute(sql("LOCK TABLE categories IN SHARE ROW EXCLUSIVE MODE"))
        self._paths = paths(connection)
        self._slugs = set(connection.execute(sql("SELECT slug FROM categories")).scalars())

    def find_or_make(self, path: Path) -> int:
        """The id of a category, made with those above it if need be."""
        if path in self._paths:
            return self._paths[path]
        parent = self.find_or_make(path[:-1]) if len(path) > 1 else None
        slug = slug_of(path, self._slugs)
        statement = sql(
            "INSERT INTO categories (id, slug, name, parent_id) "
            "SELECT max(id) + 1, :slug, :name, :parent FROM categories RETURNING id"
        )
        values = {"slug": slug, "name": path[-1], "parent": parent}
        made: int = self._connection.execute(statement, values).scalar_one()
        self._paths[path] = made
        self._slugs.add(slug)
        return made


def slug_of(path: Path, taken: Iterable[str]) -> str:
    """A slug for a path: its last name in ASCII, with a piece of its hash where that is taken or says nothing."""
    plain = unicodedata.normalize("NFKD", path[-1]).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: _SLUG_MOST - 9].strip("-")
    if slug and slug not in set(taken):
        return slug
    digest = sha256("/".join(path).encode()).hexdigest()[:8]
    return f"{slug}-{digest}" if slug else f"c-{digest}"
