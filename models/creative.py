"""Creative battles: what is written, looked at, voted on; each a row beside the one in `battles`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, Index, Integer, String, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models import prompts
from models.base import Base, encode_json, encode_rows, sql
from models.marks import Marks
from models.prompts import Asked
from rules.creative import Phase, Result, Spans, Takes


class CreativeBattle(Base):
    """One battle. `votes` are what was applied, by side; nobody is told them before the voting is over."""

    __tablename__ = "creative_battles"
    __table_args__ = (
        CheckConstraint("phase IN ('writing', 'moderating', 'voting', 'closed')", "phase"),
        CheckConstraint("cardinality(player_ids) = 2", "players"),
        CheckConstraint("phase <> 'voting' OR voting_until IS NOT NULL", "voting"),
        CheckConstraint(
            "(phase = 'closed') = (closed_at IS NOT NULL) AND (phase = 'closed') = (result IS NOT NULL)", "closed"
        ),
        Index(
            "creative_battles_writing_ix",
            "writing_until",
            postgresql_where=text("phase IN ('writing', 'moderating')"),
        ),
        Index("creative_battles_voting_ix", "voting_until", postgresql_where=text("phase = 'voting'")),
        Index("creative_battles_prompt_ix", "prompt_id"),
        Index(
            "creative_battles_player_ids_ix",
            "player_ids",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
    )

    battle_id: Mapped[UUID] = mapped_column(primary_key=True)
    prompt_id: Mapped[UUID]
    prompt: Mapped[str] = mapped_column(String(300))
    """As it was asked, in `lang`: an editor may change it since."""
    takes: Mapped[str] = mapped_column(String(5))
    lang: Mapped[str] = mapped_column(String(35))
    player_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    ranked: Mapped[bool]
    """Whether it gives tokens."""
    phase: Mapped[str] = mapped_column(String(10), server_default=text("'writing'"))
    writing_until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    voting_s: Mapped[int]
    voting_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Of the latest voting, be it that it was stopped (`moderating`)."""
    votes: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default=text("'{0,0}'"))
    marks: Mapped[list[Any] | None] = mapped_column(JSONB)
    """How far the votes' log must be applied before it is closed; NULL until that was read."""
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """rules.creative.Result."""
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


@dataclass(frozen=True)
class Battle:
    """A creative battle."""

    id: UUID
    prompt_id: UUID
    prompt: str
    takes: Takes
    lang: str
    player_ids: Sequence[UUID]
    ranked: bool
    phase: Phase
    writing_until: datetime
    voting_s: int
    voting_until: datetime | None
    votes: Sequence[int]
    marks: Marks | None
    result: Mapping[str, Any] | None
    closed_at: datetime | None

    @property
    def open_until(self) -> datetime | None:
        """Until when it is voted on, or was; None: it is not yet, or not now."""
        return self.voting_until if self.phase in ("voting", "closed") else None

    def side(self, player: UUID) -> int | None:
        """Which side a player has; None: they are not in it."""
        return self.player_ids.index(player) if player in self.player_ids else None


class Wanted(NamedTuple):
    """A battle that is to begin. `players` are side 0 and side 1."""

    battle_id: UUID
    players: Sequence[UUID]
    lang: str
    ranked: bool = True


def begin(
    connection: Connection, wanted: Sequence[Wanted], category_id: int, now: datetime, spans: Spans
) -> list[Asked | None]:
    """Make what battles have beside their rows in `battles`; None: there is no published prompt for that one."""
    drawn = prompts.draw(connection, category_id, [(one.lang, one.players) for one in wanted])
    statement = sql(
        "INSERT INTO creative_battles (battle_id, prompt_id, prompt, takes, lang, player_ids, ranked, writing_until, "
        "voting_s) SELECT r.id, r.prompt_id, r.prompt, r.takes, r.lang, r.players, r.ranked, :until, :voting_s "
        "FROM json_to_recordset(:rows) AS r(id uuid, prompt_id uuid, prompt varchar, takes varchar, lang varchar, "
        "players uuid[], ranked boolean)"
    )
    rows = [
        {
            "id": one.battle_id,
            "prompt_id": asked.id,
            "prompt": asked.text,
            "takes": asked.takes,
            "lang": asked.lang,
            "players": list(one.players),
            "ranked": one.ranked,
        }
        for one, asked in zip(wanted, drawn, strict=True)
        if asked
    ]
    values = {"rows": encode_rows(rows), "until": now + spans.writing, "voting_s": round(spans.voting.total_seconds())}
    connection.execute(statement, values)
    return drawn


_SELECT = (
    "SELECT battle_id AS id, prompt_id, prompt, takes, lang, player_ids, ranked, phase, writing_until, voting_s, "
    "voting_until, votes, marks, result, closed_at FROM creative_battles WHERE battle_id"
)


def one(connection: Connection, battle_id: UUID) -> Battle | None:
    """A battle; None: there is none of that id, or it is no creative one."""
    return _one(connection, "", battle_id)


def hold(connection: Connection, battle_id: UUID) -> Battle | None:
    """The same, which stays in its phase until the transaction ends; others may hold it, too."""
    return _one(connection, "FOR SHARE", battle_id)


def lock(connection: Connection, battle_id: UUID) -> Battle | None:
    """The same, for nobody else to touch until the transaction ends."""
    return _one(connection, "FOR UPDATE", battle_id)


def take(connection: Connection, battle_id: UUID) -> Battle | None:
    """The same for a tick; None as well: another is at it."""
    return _one(connection, "FOR UPDATE SKIP LOCKED", battle_id)


def _one(connection: Connection, mode: str, battle_id: UUID) -> Battle | None:
    row = connection.execute(sql(f"{_SELECT} = :id {mode}"), {"id": battle_id}).first()
    return None if row is None else Battle(**row._mapping)


def players(connection: Connection, battle_id: UUID) -> Sequence[UUID]:
    """Who is in a battle: the same for ever."""
    statement = sql("SELECT player_ids FROM creative_battles WHERE battle_id = :id")
    return connection.execute(statement, {"id": battle_id}).scalar() or ()


def hold_all(connection: Connection, battles: Collection[UUID]) -> dict[UUID, Battle]:
    """Battles by id, for nobody else to count on or to close until the transaction ends.

    Their votes come through one partition, so nobody waits; if they come through two (it has others now), one after
    the other.
    """
    statement = sql(f"{_SELECT} = ANY(:ids) ORDER BY battle_id FOR NO KEY UPDATE")
    return {row.id: Battle(**row._mapping) for row in connection.execute(statement, {"ids": list(battles)})}


def written(connection: Connection, before: datetime, most: int) -> list[UUID]:
    """Battles whose writing was over by a time and whose voting has not begun, longest first."""
    statement = sql(
        "SELECT battle_id FROM creative_battles WHERE phase IN ('writing', 'moderating') AND writing_until < :before "
        "ORDER BY writing_until LIMIT :most"
    )
    return list(connection.execute(statement, {"before": before, "most": most}).scalars())


def voted(connection: Connection, before: datetime, most: int) -> list[UUID]:
    """Battles whose voting was over by a time and that are not closed, longest first."""
    statement = sql(
        "SELECT battle_id FROM creative_battles WHERE phase = 'voting' AND voting_until < :before "
        "ORDER BY voting_until LIMIT :most"
    )
    return list(connection.execute(statement, {"before": before, "most": most}).scalars())


def moderate(connection: Connection, battle_id: UUID) -> None:
    """A locked battle waits for somebody to look at its entries.

    If it was voted on, that begins anew later, and votes that were given stand, applied or not: `voting_until` stays.
    """
    statement = sql("UPDATE creative_battles SET phase = 'moderating', marks = NULL WHERE battle_id = :id")
    connection.execute(statement, {"id": battle_id})
    connection.execute(sql("DELETE FROM exposures WHERE battle_id = :id"), {"id": battle_id})


def open_voting(connection: Connection, battle: Battle, now: datetime) -> datetime:
    """A locked battle may be voted on from now; until when."""
    until = now + timedelta(seconds=battle.voting_s)
    statement = sql("UPDATE creative_battles SET phase = 'voting', voting_until = :until WHERE battle_id = :id")
    connection.execute(statement, {"id": battle.id, "until": until})
    expose = sql("INSERT INTO exposures (battle_id, lang) VALUES (:id, :lang) ON CONFLICT DO NOTHING")
    connection.execute(expose, {"id": battle.id, "lang": battle.lang})
    return until


def mark(connection: Connection, battle_id: UUID, marks: Marks) -> None:
    """Remember how far the votes must be applied before a battle is closed."""
    statement = sql("UPDATE creative_battles SET marks = CAST(:marks AS jsonb) WHERE battle_id = :id")
    connection.execute(statement, {"id": battle_id, "marks": encode_json(marks)})


def count(connection: Connection, votes: Mapping[UUID, Sequence[int]]) -> None:
    """Add applied votes by side to the tallies of battles that are held, each in one update."""
    statement = sql(
        "UPDATE creative_battles c SET votes = ARRAY[c.votes[1] + r.a, c.votes[2] + r.b] "
        "FROM json_to_recordset(:rows) AS r(i uuid, a integer, b integer) WHERE c.battle_id = r.i"
    )
    rows = [{"i": battle, "a": sides[0], "b": sides[1]} for battle, sides in votes.items()]
    connection.execute(statement, {"rows": encode_rows(rows)})


def close(
    connection: Connection, battle_id: UUID, result: Result, rewards: Sequence[Mapping[str, Any]], at: datetime
) -> None:
    """A locked battle is over, here and in `battles`; `rewards` are what it gives to both sides."""
    statement = sql(
        "UPDATE creative_battles SET phase = 'closed', result = CAST(:result AS jsonb), closed_at = :at "
        "WHERE battle_id = :id"
    )
    connection.execute(statement, {"id": battle_id, "result": encode_json(asdict(result)), "at": at})
    connection.execute(sql("DELETE FROM exposures WHERE battle_id = :id"), {"id": battle_id})
    settle = sql(
        "UPDATE battles SET state = :state, ended_at = :at, settled_at = :at, result = CAST(:result AS jsonb) "
        "WHERE id = :id AND state = 'running'"
    )
    told = {"winner": result.winner, "reason": result.how, "points": result.votes, "rewards": rewards}
    state = "void" if result.how == "void" else "settled"
    connection.execute(settle, {"id": battle_id, "state": state, "at": at, "result": encode_json(told)})


def annul(connection: Connection, battle_id: UUID, at: datetime) -> None:
    """Have a battle that is not closed end without a result, or more votes. Its row in `battles` is the caller's."""
    statement = sql(
        "UPDATE creative_battles SET phase = 'closed', closed_at = :at, "
        "result = jsonb_build_object('how', 'void', 'winner', NULL, 'votes', votes, 'shares', '[0, 0]'::jsonb) "
        "WHERE battle_id = :id AND phase <> 'closed'"
    )
    connection.execute(statement, {"id": battle_id, "at": at})
    connection.execute(sql("DELETE FROM exposures WHERE battle_id = :id"), {"id": battle_id})
