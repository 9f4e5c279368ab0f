"""Which ghost is offered to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from bridges.postgres import Postgres
from models import ghosts, ratings
from rules.matchmaking import Ticket
from rules.rating import is_provisional
from web.scoreboard import Scoreboard

_LOOKED_AT = 20


@dataclass(frozen=True)
class GhostOffer:
    """A run of somebody's, and how its owner is shown; `rating` None: it is not known well yet."""

    battle: UUID
    owner: UUID
    name: str
    rating: int | None


class GhostOffers:
    """One a process."""

    def __init__(self, postgres: Postgres, scoreboard: Scoreboard) -> None:
        self._postgres = postgres
        self._scoreboard = scoreboard

    def find(self, tickets: Sequence[Ticket]) -> list[GhostOffer | None]:
        """A ghost for each of some who wait; None: there is none that fits. Raises Away."""
        with self._postgres.connect() as connection:
            found = [ghosts.offer(connection, UUID(one.player), one.category, one.langs, _LOOKED_AT) for one in tickets]
            owners = {offer.owner for offer in found if offer}
            rated = ratings.current(connection, owners, "quiz", datetime.now(UTC).date())
        faces = self._scoreboard.faces(map(str, owners))
        return [
            GhostOffer(*offer, faces[str(offer.owner)].name, _shown(rated.get(offer.owner))) if offer else None
            for offer in found
        ]


def _shown(rated: ratings.Rated | None) -> int | None:
    return None if rated is None or is_provisional(rated.games) else round(rated.rating.rating)
