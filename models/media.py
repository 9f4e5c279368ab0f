"""Which media there are. Their bytes are in the store (bridges.media), put there before their row commits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from models.base import encode_rows, sql
from rules.media import TYPES, Medium, MediumKind

_LOCK = 0x6D65646961
"""Held shared by transactions that put files, and alone by the one that removes strays: none removes what another is
about to name. Any number that no other advisory lock has."""


@dataclass(frozen=True)
class NewMedium:
    """A medium whose bytes are in the store."""

    medium: Medium
    mime: str
    sha256: bytes
    size: int
    description: str = ""
    lang: str = "en"


@dataclass(frozen=True)
class KnownMedium:
    """A medium, what it shows or says in one language, and how many questions have it now."""

    id: UUID
    mime: str
    size: int
    width: int | None
    height: int | None
    description: str
    lang: str
    created_at: datetime
    questions: int

    @property
    def medium(self) -> Medium:
        """As questions hold it."""
        return Medium(self.id, TYPES[self.mime], self.width, self.height)


def hold(connection: Connection) -> None:
    """From here to its end the transaction may put files that its rows will name."""
    connection.execute(sql("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": _LOCK})


def hold_alone(connection: Connection) -> bool:
    """Whether nobody else puts files until the transaction ends; False at once if somebody does."""
    return bool(connection.execute(sql("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK}).scalar())


def add(connection: Connection, media: Collection[NewMedium]) -> None:
    """Record media; one that is known stays as it is, but for a description that it lacked."""
    rows = [
        {
            "id": new.medium.id,
            "mime": new.mime,
            "sha256": new.sha256.hex(),
            "size": new.size,
            "width": new.medium.width,
            "height": new.medium.height,
            "description": new.description,
            "lang": new.lang,
        }
        for new in sorted(media, key=lambda new: new.medium.id)  # one order, so that no two wait for each other
    ]
    connection.execute(_ADD, {"rows": encode_rows(rows)})


_ADD = sql(
    "INSERT INTO media AS m (id, mime, sha256, size, width, height, description, lang) "
    "SELECT id, mime, decode(sha256, 'hex'), size, width, height, description, lang FROM json_to_recordset(:rows) "
    "AS r(id uuid, mime text, sha256 text, size integer, width integer, height integer, description text, lang text) "
    "ON CONFLICT (id) DO UPDATE SET description = EXCLUDED.description, lang = EXCLUDED.lang "
    "WHERE m.description = '' AND EXCLUDED.description <> ''"
)


def known(connection: Connection, id_: UUID) -> KnownMedium | None:
    """The medium of that id."""
    row = connection.execute(sql(f"{_KNOWN} WHERE m.id = :id"), {"id": id_}).first()
    return None if row is None else KnownMedium(*row)


def latest(connection: Connection, most: int) -> list[KnownMedium]:
    """Media, latest first."""
    rows = connection.execute(sql(f"{_KNOWN} ORDER BY m.created_at DESC, m.id LIMIT :most"), {"most": most})
    return [KnownMedium(*row) for row in rows]


def page(
    connection: Connection, kind: MediumKind | None, after: tuple[datetime, UUID] | None, most: int
) -> list[KnownMedium]:
    """Media of a kind (None: of all), latest first, from after a place on."""
    beyond = "AND (m.created_at, m.id) < (:at, :after)" if after else ""
    statement = sql(f"{_KNOWN} WHERE m.mime = ANY(:mimes) {beyond} ORDER BY m.created_at DESC, m.id DESC LIMIT :most")
    place = {"at": after[0], "after": after[1]} if after else {}
    mimes = [mime for mime, its_kind in TYPES.items() if kind in (None, its_kind)]
    rows = connection.execute(statement, {"mimes": mimes, "most": most, **place})
    return [KnownMedium(*row) for row in rows]


_KNOWN = (
    "SELECT m.id, m.mime, m.size, m.width, m.height, m.description, m.lang, m.created_at, "
    "(SELECT count(*) FROM questions q WHERE q.media_id = m.id) FROM media m"
)


def is_served(connection: Connection, id_: UUID) -> bool:
    """Whether a medium may be given to whoever asks.

    Of erased players' there is no row; of players' entries one at least must be seen by others, unless it is a
    question's.
    """
    return bool(connection.execute(_IS_SERVED, {"id": id_}).scalar())


_IS_SERVED = sql(
    "SELECT EXISTS (SELECT FROM media m WHERE m.id = :id AND (EXISTS (SELECT FROM questions q WHERE q.media_id = m.id) "
    "OR (SELECT COALESCE(bool_or(e.state = 'approved' AND NOT e.hidden), true) FROM uploads u "
    "JOIN entries e ON e.upload_id = u.id WHERE u.medium_id = m.id)))"
)


def strays(connection: Connection, ids: Sequence[UUID]) -> list[UUID]:
    """Those of the ids that no row names."""
    statement = sql("SELECT i FROM unnest(:ids ::uuid[]) AS i WHERE NOT EXISTS (SELECT FROM media m WHERE m.id = i)")
    return list(connection.execute(statement, {"ids": list(ids)}).scalars())
