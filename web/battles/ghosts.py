"""Ghosts: somebody's run of a battle that was settled, to play against while nobody else is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import SystemRandom
from uuid import UUID

from msgspec import structs
from sqlalchemy import Connection

from bridges import scripts
from bridges.battle_fold import fold
from bridges.scripts import GhostRun, Script
from models import battle_moves, ghosts
from models.battles import Wish
from rules.battle_state import Answers

_LOOKED_AT = 20
_random = SystemRandom()


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
    """Finds one that fits."""

    @staticmethod
    def find(connection: Connection, wish: Wish) -> Ghost | None:
        """A run by somebody else, in the category and a language of the wish; the one that it names, if it can be."""
        player, owner = wish.players
        found = ghosts.latest(connection, player, wish.category, wish.langs, _LOOKED_AT)
        found = [run for run in found if run.battle_id == wish.ghost_of] or found
        if not found:
            return None
        run = _random.choice(found)
        script = scripts.from_json(run.script)
        side = script.players.index(owner) if owner in script.players else _random.randrange(2)
        folded = fold(script.plan, run.started_at, battle_moves.of(connection, [run.battle_id]), run.life)
        past = folded.state.past if folded else ()
        return Ghost(run.battle_id, run.category_id, run.category, side, script, past)
