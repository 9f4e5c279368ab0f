"""Creative battles on a real Postgres, and their votes: for tests that bring them to where they begin."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.catalog import VOTES, VoteCast
from events.codec import encode
from events.identity import vote_event_id
from models import creative, entries, prompts
from models.battles import Wish, insert, row
from models.creative import Wanted
from models.entries import Draft
from rules.creative import Spans
from tasks import votes
from tests.pipeline import Log

SPANS = Spans(timedelta(hours=1), timedelta(hours=2))
PROMPT = "A monster that is afraid of children"
TEXTS = ("It sleeps with the light on.", "It counts humans to fall asleep.")


@dataclass
class Contest:
    """A creative battle of two players."""

    engine: Engine
    id: UUID
    players: tuple[UUID, UUID]
    entries: list[UUID] = field(default_factory=list)

    def write(self, side: int, faults: Sequence[str] = (), upload: UUID | None = None) -> UUID:
        """Submit a text, or a picture, for a side, past the API."""
        said = None if upload else TEXTS[side]
        draft = Draft(uuid7(), self.id, side, self.players[side], said, upload, faults)
        with self.engine.begin() as connection:
            entry = entries.put(connection, draft).id
        self.entries.append(entry)
        return entry

    def change(self, setting: str, **values: object) -> None:
        """Change its row."""
        with self.engine.begin() as connection:
            statement = text(f"UPDATE creative_battles SET {setting} WHERE battle_id = :id")
            connection.execute(statement, {"id": self.id, **values})

    def open(self, until: datetime | None = None) -> "Contest":
        """Both have written, and it is voted on."""
        for side in (0, 1):
            self.write(side)
        with self.engine.begin() as connection:
            creative.open_voting(connection, self.row, datetime.now(UTC))
        if until is not None:
            self.change("voting_until = :until", until=until)
        return self

    @property
    def row(self) -> creative.Battle:
        """As it is now."""
        with self.engine.connect() as connection:
            found = creative.one(connection, self.id)
        assert found is not None
        return found

    def vote(self, voter: UUID, side: int = 0, at: datetime | None = None, entry: UUID | None = None) -> bytes:
        """The bytes of an accepted vote."""
        entry = entry or self.entries[side]
        event = VoteCast(
            event_id=vote_event_id(self.id, voter, entry),
            battle_id=self.id,
            voter_id=voter,
            entry_id=entry,
            received_at=at or datetime.now(UTC),
        )
        return encode(event)


def contest(
    engine: Engine, players: Sequence[UUID] = (), lang: str = "en", ranked: bool = True, now: datetime | None = None
) -> Contest:
    """A creative battle that is being written."""
    id_, now = uuid7(), now or datetime.now(UTC)
    first, second = players or (uuid7(), uuid7())
    wish = Wish("creative", "match", ranked, None, [lang], (first, second))
    with engine.begin() as connection:
        prompts.add(connection, PROMPT_ID, None, "any", {"en": PROMPT}, "published")
        insert(connection, [row(id_, wish, lang, now)])
        creative.begin(connection, [Wanted(id_, (first, second), lang, ranked)], 0, now, SPANS)
    return Contest(engine, id_, (first, second))


PROMPT_ID = uuid7()


class VoteLog(Log):
    """One partition of `battle.votes`."""

    topic = VOTES
    apply_batch = staticmethod(votes.apply)


def clear(engine: Engine) -> None:
    """No battle is left, and nothing of one."""
    tables = "votes vote_servings exposures entries creative_battles battles prompts refused grants outbox carried"
    with engine.begin() as connection:
        for table in tables.split():
            connection.execute(text(f"DELETE FROM {table}"))
