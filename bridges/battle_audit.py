"""The audit of battles: what the tables must say, and that each result is the fold of its moves."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from bridges import scripts
from bridges.battle_fold import fold
from models import battle_moves
from models.audit import EXAMPLES, Finding, finding
from models.base import sql
from models.battle_audit import QUERIES, Outcome, outcomes
from models.battle_moves import Stored
from rules.battle_rewards import answers_of
from rules.battle_state import Refused


def audit(connection: Connection) -> list[Finding]:
    """Check everything about battles, in the caller's snapshot."""
    found = [finding(name, connection.execute(sql(query)).all()) for name, query in QUERIES.items()]
    return [*found, _results_are_folds(connection)]


def _results_are_folds(connection: Connection) -> Finding:
    broken = []
    for piece in outcomes(connection):
        moves = defaultdict[UUID, list[Stored]](list)
        for stored in battle_moves.of(connection, [one.id for one in piece]):
            moves[stored.battle_id].append(stored)
        broken += [str(one.id) for one in piece if not _is_fold(one, moves[one.id])]
    return Finding("results of battles are the fold of their moves", len(broken), broken[:EXAMPLES])


def _is_fold(one: Outcome, moves: Sequence[Stored]) -> bool:
    try:
        folded = fold(scripts.from_json(one.script).plan, one.started_at, moves, one.life)
    except (Refused, msgspec.MsgspecError, LookupError):
        return False
    if folded is None or folded.state.result is None:
        return False
    last = folded.moves[-1].stored
    due: dict[str, Any] = {
        "winner": folded.state.result.winner,
        "reason": folded.state.result.reason,
        "points": [side.points for side in folded.state.sides],
        "answered": [len(answers_of(folded.state, side)) for side in (0, 1)],
    }
    told = {name: one.result.get(name) for name in due}
    return (told, one.over_seq, one.ended_at) == (due, last.seq, last.at)
