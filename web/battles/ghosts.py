"""Ghosts: somebody's run of a battle that was settled, to play against while nobody else is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from msgspec import structs
from sqlalchemy import Connection

from bridges import scripts
from bridges.battle_fold import fold
from bridges.scripts import GhostRun, Script
from models import battle_moves, ghosts
from models.battles import Wish
from models.ghosts import Offer
from rules.battle_state import Answers


@dataclass(frozen=True)
class Ghost:
    """One side of a settled battle."""

    battle: UUID
    category_id: int
    category: str
    side: int
    asked: Script
    past: Sequence[Answers]

    def script(self, player: UUID, seed: str, pace: Mapping[str, int]) -> Script:
        """A battle of a player against it: the same questions, in orders of their own."""
        runs = [self._run(no) for no in range(len(self.asked.questions))]
        players = (player, self.asked.players[self.side])
        return structs.replace(self.asked, players=players, seed=seed, ghost=runs, **pace)

    def _run(self, no: int) -> GhostRun:
        answer = self.past[no][self.side] if no < len(self.past) else None
        return GhostRun(answer.response, answer.elapsed_ms) if answer else GhostRun(None, 0)


class Ghosts:
    """Reads them."""

    @staticmethod
    def find(connection: Connection, wish: Wish) -> Ghost | None:
        """The run that a wish names, by the second of its players; None: it cannot be played against (any more)."""
        player, owner = wish.players
        if wish.ghost_of is None:
            return None
        run = ghosts.run(connection, player, Offer(wish.ghost_of, owner))
        if run is None:
            return None
        script = scripts.from_json(run.script)
        folded = fold(script.plan, run.started_at, battle_moves.of(connection, [run.battle_id]), run.life)
        if folded is None:
            return None
        side = script.players.index(owner)
        return Ghost(run.battle_id, run.category_id, run.category, side, script, folded.state.past)
