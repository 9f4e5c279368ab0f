"""What a test does behind the lab's back, in its database: ratings are given, battles and redemptions brought on."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Engine, text

from models import entries, ghosts, redemption_steps, seasons
from rules.boards import season_on
from rules.redemption import State, Step
from tests.contests import Contest

_NOBODY = UUID(int=0)


def rate(engine: Engine, player: str, rating: float) -> None:
    """Have a player be as good as that in quiz battles of this season, which no board shows yet."""
    statement = text(
        "INSERT INTO ratings (player_id, mode, season_id, rating, deviation, volatility, games, rated_at) "
        "VALUES (:player, 'quiz', :season, :rating, 80, 0.06, 0, now())"
    )
    with engine.begin() as connection:
        season = season_on(seasons.every(connection), datetime.now(UTC).date()).id
        connection.execute(statement, {"player": player, "season": season, "rating": rating})


def leave_to_people(engine: Engine, redemption: str) -> None:
    """One that waits for people was ordered, and after a day nobody has learnt what came of it."""
    path: tuple[State, ...] = ("held", "submitting", "unknown", "manual_review")
    with engine.begin() as connection:
        one = redemption_steps.lock(connection, UUID(redemption))
        assert one is not None, "it is there"
        after = redemption_steps.standing(one)._replace(state="manual_review", doubts=1)
        redemption_steps.take(connection, one, Step(after, None, path), "lapse")


def has_recorded(engine: Engine, category: str) -> bool:
    """Whether there is a run in English that a ghost may be made of."""
    with engine.connect() as connection:
        return ghosts.offer(connection, _NOBODY, category, ["en"], 1) is not None


class Battle(Contest):
    """A creative battle that players began."""

    def __init__(self, engine: Engine, id_: str) -> None:
        super().__init__(engine, UUID(id_), (_NOBODY, _NOBODY))

    def take_both(self) -> None:
        """Whatever its prompt asks for, texts and pictures are fine."""
        self.change("takes = 'any'")

    def end_writing(self) -> None:
        """The time is over, and somebody looks at an entry; no case is made of it, which others would be given."""
        self.change("phase = 'moderating', writing_until = now()")

    def end_voting(self) -> None:
        """It was over some time ago: whatever was cast has come."""
        self.change("voting_until = now() - interval '12 seconds'")

    @property
    def picture(self) -> str:
        """The upload that is an entry."""
        with self.engine.connect() as connection:
            [upload] = [one.upload_id for one in entries.of_battles(connection, [self.id])[self.id] if one.upload_id]
        return str(upload)

    def settle_pictures(self) -> None:
        """What was said of pictures counts for the entries."""
        with self.engine.begin() as connection:
            entries.settle_pictures(connection, self.id)
