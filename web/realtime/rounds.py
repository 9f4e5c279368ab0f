"""What one question of a live quiz came to, for everyone who entered: pure, from rows read at once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from models.live import Entrant
from rules.live import alive, survived
from rules.scoring import fold
from web.realtime.messages import OwnResult

_LATEST = datetime.max.replace(tzinfo=UTC)
_COUNTED = ("single_choice", "multiple_choice", "true_false")


@dataclass(frozen=True)
class Standing:
    """A line of the board after a question."""

    rank: int
    player: UUID
    points: int


@dataclass(frozen=True)
class Round:
    """A question's figures. `alive` is who may answer the next one in a quiz with elimination."""

    no: int
    complete: bool
    players: int
    answered: int
    right: int
    distribution: dict[str, int]
    top: list[Standing]
    own: dict[UUID, OwnResult]
    langs: dict[UUID, str]
    alive: frozenset[UUID]


def figure(
    entrants: Sequence[Entrant],
    no: int,
    kind: str,
    starts_at: datetime,
    most: int,
    complete: bool,
    elimination: bool = False,
) -> Round:
    """Question `no`, and the points up to it; what may be applied of later ones is left out.

    Standings are those of models.quiz_boards: with elimination, who came through more questions; then points, then who
    reached them first, then the id.
    """
    folded = {entrant.player: fold(entrant.base_points[: no + 1]) for entrant in entrants}
    came = {one.player: survived(one.base_points[: no + 1]) if elimination else 0 for one in entrants}
    ranks = _rank(entrants, {player: sum(points) for player, points in folded.items()}, came)
    own = {}
    for entrant in entrants:
        points, base = folded[entrant.player], entrant.base_points[no]
        place = ranks.get(entrant.player)
        correct = None if base is None else base > 0
        own[entrant.player] = OwnResult(
            entrant.response, correct, points[no], sum(points), place.rank if place else None
        )
    return Round(
        no,
        complete,
        len(entrants),
        sum(each.correct is not None for each in own.values()),
        sum(each.correct is True for each in own.values()),
        _count(entrants, kind),
        list(ranks.values())[:most],
        own,
        {entrant.player: entrant.lang for entrant in entrants},
        _alive(entrants, no, starts_at, complete),
    )


def _rank(entrants: Sequence[Entrant], totals: dict[UUID, int], came: dict[UUID, int]) -> dict[UUID, Standing]:
    """Standings by player, the first one first; who has no points, or is hidden, has none."""
    ordered = sorted(
        (entrant for entrant in entrants if totals[entrant.player] > 0 and entrant.visible),
        key=lambda one: (-came[one.player], -totals[one.player], one.reached_at or _LATEST, -one.player.int),
    )
    return {
        entrant.player: Standing(rank, entrant.player, totals[entrant.player])
        for rank, entrant in enumerate(ordered, start=1)
    }


def _count(entrants: Sequence[Entrant], kind: str) -> dict[str, int]:
    """Answers by option; of a multiple choice each option that was named."""
    if kind not in _COUNTED:
        return {}
    return dict(Counter(id_ for entrant in entrants if entrant.response for id_ in entrant.response.split(",")))


def _alive(entrants: Sequence[Entrant], no: int, starts_at: datetime, complete: bool) -> frozenset[UUID]:
    """Nobody is out for an answer to this question that may only not be applied yet."""
    players = {entrant.player: entrant.base_points for entrant in entrants if entrant.started_at <= starts_at}
    results = [
        {
            player: base[each] != 0
            for player, base in players.items()
            if base[each] is not None or (each == no and not complete)
        }
        for each in range(no + 1)
    ]
    return alive(players, results)
