"""A duel by link is accepted: who may, what becomes of it, and who is told."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

import msgspec
import structlog
from redis import RedisError
from sqlalchemy import Connection

from bridges.told import tell
from models import challenges, pairs, players, ratings
from models.battles import BattleMode, Outcome, Wish
from models.challenges import ChallengeRow
from models.players import Player
from web.auth import living
from web.battles.announcing import as_opponent
from web.battles.making import Begun
from web.errors import Problem
from web.realtime.battle_messages import ChallengeAccepted, Opponent
from web.wires import wires

log = structlog.get_logger()
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Accepted:
    """A challenge that a player has accepted. `tell` everybody after the commit."""

    challenge: ChallengeRow
    tell: Callable[[], None]


def accept(connection: Connection, code: str, me: UUID, now: datetime) -> Accepted:
    """Have a player accept a challenge, in a transaction. Raises Problem 404, 409.

    All of it on the one connection: were it to take another, those of a process that all wait for one would be stuck.
    """
    found = met(connection, challenges.lock(connection, code), me)
    mine = living(players.by_id(connection, me))
    if found.accepted_by == me:
        return Accepted(found, lambda: None)
    _check_open(found, me, now)
    battle, begun = _begin(connection, found, me)
    challenges.accept(connection, found.code, me, battle)
    frame = _encode(ChallengeAccepted(found.code, battle, _opponent(connection, mine, found.mode, now)))

    def tell_all() -> None:
        begun.tell()
        _announce(found.player_id, frame)

    return Accepted(replace(found, accepted_by=me, battle_id=battle), tell_all)


def _announce(challenger: UUID, frame: bytes) -> None:
    """Tell a challenger; a hint."""
    try:
        tell(wires().redis, [(challenger, frame)])
    except RedisError as error:
        log.info("a challenger was not told", error=str(error))


def met(connection: Connection, found: ChallengeRow | None, me: UUID) -> ChallengeRow:
    """A challenge that a player may know of: not of somebody who is never to meet them, or does not play now.

    Raises Problem 404.
    """
    if found is None or (found.player_id != me and _never_meet(connection, found.player_id, me)):
        raise Problem(404, "challenge_unknown", "There is no challenge with that code; ask for the link again.")
    return found


def _never_meet(connection: Connection, player: UUID, me: UUID) -> bool:
    denials = wires().denials
    denied = denials.denied(player) or denials.ranked(player)
    return denied is not None or bool(pairs.restricted(connection, [player, me]))


def _check_open(found: ChallengeRow, me: UUID, now: datetime) -> None:
    """Raises Problem 409."""
    if found.player_id == me:
        raise Problem(409, "challenge_own", "It is your own; give the link to somebody else.")
    if found.state(now) == "accepted":
        raise Problem(409, "challenge_taken", "Somebody else has accepted it.")
    if found.state(now) == "expired":
        raise Problem(409, "challenge_expired", f"It was open until {found.expires_at.astimezone(UTC).isoformat()}.")


def _begin(connection: Connection, found: ChallengeRow, me: UUID) -> tuple[UUID, Begun]:
    """The battle of a challenge whose row is locked. Raises Problem 409."""
    mode: BattleMode = "quiz" if found.mode == "quiz" else "creative"
    wish = Wish(
        mode,
        "duel",
        ranked=False,
        category=found.category or None,
        langs=(found.lang,),
        players=(found.player_id, me),
    )
    begun = wires().makers[mode].begin(connection, [wish])
    [outcome] = begun.outcomes
    if outcome.battle_id is None:
        raise _not_made(outcome, me)
    return outcome.battle_id, begun


def _not_made(outcome: Outcome, me: UUID) -> Problem:
    if outcome.why == "in_battle":
        mine = (outcome.busy or {}).get(me)
        detail = f"You are in battle {mine}; play it to its end." if mine else "They are in another battle just now."
        return Problem(409, "in_battle", detail, headers={} if mine else {"Retry-After": "30"})
    return Problem(409, "no_questions", "There are too few questions, or no prompts, for it now.")


def _opponent(connection: Connection, player: Player, mode: str, now: datetime) -> Opponent:
    rated = ratings.current(connection, [player.id], mode, now.date()).get(player.id)
    return as_opponent(player.id, player.name, rated)
