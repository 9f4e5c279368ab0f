"""Quiz battles for tests of what is told of them: really made, their moves stored as the pipeline would."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Engine, text

from bridges import scripts
from models import battle_lists
from models.battles import BattleKind, Wish
from rules.battle import fold, step
from rules.battle_state import Emote, Move, begin, unix_ms
from web.wires import Wires

REWARDS = ({"rating_before": 1500.2, "rating_after": 1521.6, "provisional": True, "xp": 70, "tokens": 5}, None)


def make(wires: Wires, first: UUID, second: UUID, kind: BattleKind = "match", ghost_of: UUID | None = None) -> UUID:
    """A battle that runs; ranked, but for one against a run of the second player's."""
    ranked = ghost_of is None
    wish = Wish("quiz", kind, ranked, category="maths", langs=("en",), players=(first, second), ghost_of=ghost_of)
    [outcome] = wires.makers["quiz"].make([wish])
    assert outcome.battle_id is not None, outcome
    return outcome.battle_id


class Table:
    """A battle as it is played: every move is judged by the rules, and kept."""

    def __init__(self, engine: Engine, battle: UUID) -> None:
        self.engine, self.battle = engine, battle
        with engine.connect() as connection:
            row = battle_lists.one(connection, battle)
        assert row is not None
        assert row.script is not None
        self.script = scripts.from_json(row.script)
        self.began = self.now = unix_ms(row.started_at)
        self.state = begin(self.script.plan, self.began)
        self.moves: list[tuple[int, int, Move, int]] = []
        self.life = 1

    def do(self, move: Move, after_ms: int = 0) -> None:
        """A move, so long after the last one."""
        self.now += after_ms
        self.state, _ = step(self.script.plan, self.state, move, self.now)
        self.moves.append((self.life, len(self.moves) + 1, move, self.now))

    def tick(self) -> None:
        """The next deadline."""
        assert self.state.due_at is not None
        self.do(Move("tick", due_at=self.state.due_at), self.state.due_at - self.now)

    def answer(self, side: int, right: bool = True, after_ms: int = 0) -> None:
        """An answer to the open round."""
        asked = self.script.questions[self.state.round]
        said = asked.key if right else next(option.id for option in asked.options if option.id != asked.key)
        self.do(Move("answer", side, f"{side}-{self.state.round}", self.state.round, said), after_ms)

    def emote(self, side: int, emote: Emote) -> None:
        """Something to show."""
        self.do(Move("emote", side, f"{side}-{emote}", emote=emote))

    def surrender(self, side: int) -> None:
        """The end."""
        self.do(Move("surrender", side, f"{side}-surrender"))

    def play(self, rights: Sequence[tuple[bool, bool]]) -> "Table":
        """Rounds, both answering after 1 and 2 seconds."""
        for first, second in rights:
            self.tick()
            self.answer(0, first, 1_000)
            self.answer(1, second, 1_000)
        return self

    def store(self, lost: Sequence[tuple[int, int, Move, int]] = ()) -> "Table":
        """Apply the moves; `lost`: those of lives that were given up."""
        statement = text(
            "INSERT INTO battle_moves VALUES (:battle, :life, :seq, :move, :at, false, 3, 100 + :seq) "
            "ON CONFLICT DO NOTHING"
        )
        rows = [
            {
                "battle": self.battle,
                "life": life,
                "seq": seq,
                "move": msgspec.json.encode(move).decode(),
                "at": datetime.fromtimestamp(at / 1000, UTC),
            }
            for life, seq, move, at in [*self.moves, *lost]
        ]
        with self.engine.begin() as connection:
            connection.execute(statement, rows)
        return self

    def settle(self, rewards: Sequence[Any] = REWARDS) -> dict[str, Any]:
        """Store the moves and settle the battle; the result."""
        self.store()
        state = fold(self.script.plan, self.began, [(move, at) for _, _, move, at in self.moves])
        assert state.result is not None
        points = [side.points for side in state.sides]
        result = {"winner": state.result.winner, "reason": state.result.reason, "points": points, "rewards": rewards}
        with self.engine.begin() as connection:
            connection.execute(
                text(
                    "UPDATE battles SET state = 'settled', ended_at = now(), settled_at = now(), "
                    "result = CAST(:result AS jsonb) WHERE id = :id"
                ),
                {"id": self.battle, "result": msgspec.json.encode(result).decode()},
            )
            connection.execute(text("DELETE FROM in_battle WHERE battle_id = :id"), {"id": self.battle})
        return result


def settled(wires: Wires, engine: Engine, first: UUID, second: UUID, winner: int | None = 0) -> UUID:
    """A battle that is over: won by that side, or tied."""
    battle = make(wires, first, second)
    table = Table(engine, battle).play([(winner == 0, winner == 1)] * 7)
    table.tick()
    table.settle()
    return battle
