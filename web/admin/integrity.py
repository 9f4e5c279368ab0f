"""The queue `integrity`: players with signs of help, from the score on that asks for a look."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models import players, suspicion
from rules.sanctions import Kind
from rules.suspicion import verdict
from web.admin import sanctioning
from web.admin.casework import Decision, Effect, Queue, Stale


def suspected(connection: Connection, player: UUID) -> dict[str, Any]:
    """A player's score and their signs with the reasons, strongest first."""
    score = suspicion.score_of(connection, player)
    signals = [
        {
            "code": signal.code,
            "points": round(signal.points),
            "strength": signal.strength,
            "subject": subject,
            "evidence": signal.evidence,
            "found_at": found_at,
        }
        for subject, found_at, signal in suspicion.signals(connection, player)
    ]
    return {"score": score, "verdict": verdict(score), "signals": signals}


def _show(connection: Connection, player: UUID) -> dict[str, Any] | None:
    found = players.by_id(connection, player)
    if found is None:
        return None
    names = ("id", "name", "country", "registered", "created_at")
    return {**{name: getattr(found, name) for name in names}, "suspicion": suspected(connection, player)}


def _nothing(_connection: Connection, _player: UUID, _given: Mapping[str, Any]) -> Effect:
    return {}


def _keep(_connection: Connection, _player: UUID, _effect: Effect) -> None:
    """Nothing was done."""


def _sanction(kind: Kind) -> Callable[[Connection, UUID, Mapping[str, Any]], Effect]:
    def do(connection: Connection, player: UUID, given: Mapping[str, Any]) -> Effect:
        return {"sanction": sanctioning.by_case(connection, player, kind, {"ground": "cheating", **given})}

    return do


def _lift(connection: Connection, player: UUID, effect: Effect) -> None:
    if not sanctioning.lift_by_case(connection, player, UUID(effect["sanction"]), "the decision was undone"):
        raise Stale("The ban does not hold any more.")


_TERMS = frozenset({"ground", "until"})

QUEUE = Queue(
    name="integrity",
    permission="cases.integrity",
    subject="player",
    decisions=(
        Decision("dismiss", _nothing, _keep),
        Decision("warn", _sanction("warn"), None, frozenset({"ground", "message"})),
        Decision("ban_ranked", _sanction("ban_ranked"), _lift, _TERMS),
        Decision("ban", _sanction("ban"), _lift, _TERMS),
    ),
    show=_show,
    player=lambda _connection, player: player,
)
