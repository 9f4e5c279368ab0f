"""What an import found in its file, row by row, to be read page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql


class ImportFinding(Base):
    """Something about a row of an import's file; `no` counts from 1 in the file's order."""

    __tablename__ = "import_findings"

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    no: Mapped[int] = mapped_column(Integer, primary_key=True)
    line: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(Text)
    fatal: Mapped[bool]


@dataclass(frozen=True)
class Found:
    """A finding; `fatal`: it keeps the row out."""

    line: int
    code: str
    detail: str
    fatal: bool
    no: int = 0


def replace(connection: Connection, job: UUID, found: Sequence[Found]) -> None:
    """These, in this order, are an import's findings; those of an earlier look go."""
    connection.execute(sql("DELETE FROM import_findings WHERE import_id = :job"), {"job": job})
    statement = sql(
        "INSERT INTO import_findings (import_id, no, line, code, detail, fatal) "
        "SELECT :job, r.no, r.line, r.code, r.detail, r.fatal FROM json_to_recordset(:rows) "
        "AS r(no integer, line integer, code varchar, detail text, fatal boolean)"
    )
    rows = [
        {"no": no, "line": one.line, "code": one.code, "detail": one.detail, "fatal": one.fatal}
        for no, one in enumerate(found, start=1)
    ]
    connection.execute(statement, {"job": job, "rows": encode_rows(rows)})


def after(connection: Connection, job: UUID, no: int, most: int) -> list[Found]:
    """An import's findings that come after one."""
    statement = sql(
        "SELECT line, code, detail, fatal, no FROM import_findings WHERE import_id = :job AND no > :no "
        "ORDER BY no LIMIT :most"
    )
    return [Found(*row) for row in connection.execute(statement, {"job": job, "no": no, "most": most})]
