"""Battles that are over are settled: result, ratings, XP, counters, tokens, in the transaction that found them over."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import Connection

from bridges import scripts
from bridges.battle_fold import Folded, fold
from models import battle_moves, battle_results, erasure, players, progress, referrals
from models.battle_moves import Stored
from models.battle_results import Pair, Running
from models.grants import Due
from models.ratings import Change
from models.referral_plays import Game
from rules import battle_rewards
from rules.battle_rewards import Setting
from rules.battle_state import Refused, Result, State
from rules.progress import Reward
from rules.progress import settle as give
from rules.referral_states import is_human
from tasks import battle_ratings, referral_playing
from tasks.battle_ratings import Ended
from tasks.progress import Given, record

log = structlog.get_logger()

_MODE = "quiz"


@dataclass(frozen=True)
class Over:
    """A battle that is over: with which moves, which state, which result."""

    battle: Running
    folded: Folded
    result: Result

    @property
    def state(self) -> State:
        """As it ended."""
        return self.folded.state

    @property
    def last(self) -> Stored:
        """The move that ended it."""
        return self.folded.moves[-1].stored

    @property
    def day(self) -> date:
        """The UTC day on which it ended."""
        return self.last.at.astimezone(UTC).date()

    @property
    def pair(self) -> Pair:
        """Who fought, in the order of their ids."""
        first, second = sorted(self.battle.players)
        return first, second


def settle(connection: Connection, ids: Collection[UUID], place: Callable[[Over], Any] = lambda _: 0) -> list[UUID]:
    """Settle those of the battles that run and are over, in the order of `place`; which they were.

    A battle is over if the moves of its newest life, without a gap from the first one, fold to its end. Locks, in this
    order and by key: players (against being erased meanwhile), battles, seasons, ratings, progress.
    """
    if not ids:
        return []
    gone = erasure.erased(connection, battle_results.fighters(connection, ids))
    running = battle_results.lock(connection, ids)
    moves = _moves(connection, running)
    now = datetime.now(UTC)
    found = [over for battle in running if (over := _over(connection, battle, moves[battle.id], now))]
    found.sort(key=place)
    if found:
        _settle(connection, found, gone, now)
    return [over.battle.id for over in found]


def games(connection: Connection, players: Collection[UUID]) -> list[Game]:
    """All ranked battles that these players have ended so far, as games: folded again."""
    battles = battle_results.ended(connection, players)
    moves = _moves(connection, battles)
    found = [over for battle in battles if (over := _fold(battle, moves[battle.id]))]
    return [_game(over, side) for over in found for side in _ranked(over) if over.battle.players[side] in players]


def _moves(connection: Connection, battles: Sequence[Running]) -> Mapping[UUID, Sequence[Stored]]:
    found = defaultdict[UUID, list[Stored]](list)
    for stored in battle_moves.of(connection, [battle.id for battle in battles]):
        found[stored.battle_id].append(stored)
    return found


def _over(connection: Connection, battle: Running, moves: Sequence[Stored], now: datetime) -> Over | None:
    """The battle's end, if it is over. Moves that are no battle's would hold its players for ever: it is void."""
    try:
        return _fold(battle, moves)
    except (Refused, msgspec.MsgspecError, LookupError) as fault:
        log.error("battle made void: its moves do not fold", battle=str(battle.id), why=str(fault))
        battle_results.annul(connection, [battle.id], now)
        return None


def _fold(battle: Running, moves: Sequence[Stored]) -> Over | None:
    folded = fold(scripts.from_json(battle.script).plan, battle.started_at, moves, battle.life)
    if folded is None or folded.state.result is None:
        return None
    return Over(battle, folded, folded.state.result)


def _settle(connection: Connection, found: Sequence[Over], gone: Collection[UUID], now: datetime) -> None:
    rated = [
        Ended(over.battle.id, over.battle.players, score, over.last.at)
        for over in found
        if over.battle.ranked and (score := battle_rewards.score(over.result, 0)) is not None
    ]
    changes = battle_ratings.rate(connection, _MODE, rated, gone, now)
    rewards = _give(connection, found)
    battle_results.settle(
        connection,
        [
            {
                "id": over.battle.id,
                "over_seq": over.last.seq,
                "ended_at": over.last.at,
                "result": _result(over, changes, rewards),
            }
            for over in found
        ],
    )


_Side = tuple[UUID, UUID]
"""A battle and a player in it."""
_Rewards = Mapping[_Side, tuple[Reward, int]]
"""What progress gained, and tokens of the battle itself."""


def _give(connection: Connection, found: Sequence[Over]) -> _Rewards:
    """XP, counters, streaks, achievements and tokens, battle by battle."""
    fighting = {player for over in found for player in over.battle.fighting}
    zones, standing = players.zones(connection, fighting), progress.lock(connection, fighting)
    purse = _Purse(connection, found)
    rewards: dict[_Side, tuple[Reward, int]] = {}
    given, due = [], []
    for over in found:
        for side, player in enumerate(over.battle.fighting):
            played = battle_rewards.played(
                over.state, over.result, side, _setting(over, side, zones.get(player, "UTC"))
            )
            standing[player], reward = give(standing[player], played)
            tokens = purse.pay(over, side) if played.day else 0
            rewards[(over.battle.id, player)] = (reward, tokens)
            given.append(Given(player, over.last.at, reward))
            due += [Due(player, "battle", str(over.battle.id), tokens, over.last.at)] if tokens else []
        purse.met(over)
    record(connection, given, due)
    progress.save(connection, standing)
    referral_playing.note(connection, [_game(over, side) for over in found for side in _ranked(over)])
    return rewards


def _ranked(over: Over) -> Sequence[int]:
    """The sides to whom a battle is a ranked game."""
    return range(len(over.battle.fighting)) if over.battle.ranked and not over.battle.is_ghost else ()


def _game(over: Over, side: int) -> Game:
    right = [answer.elapsed_ms for answer in battle_rewards.answers_of(over.state, side) if answer.points]
    return Game(over.battle.players[side], over.battle.id, over.last.at, is_human(right))


def _setting(over: Over, side: int, zone: str) -> Setting:
    answered = [one.stored.at for one in over.folded.moves if one.move.kind == "answer" and one.move.side == side]
    questions = len(over.battle.script["questions"])
    return Setting(over.battle.category_id, over.battle.ranked, questions, max(answered, default=None), zone)


class _Purse:
    """Tokens for wins, within what a day allows; counted while the players' progress is locked.

    Who brought whom earns none of the other.
    """

    def __init__(self, connection: Connection, found: Sequence[Over]) -> None:
        ranked = [over for over in found if over.battle.ranked]
        days = {(player, over.day) for over in ranked for player in over.battle.players}
        self._wins = Counter(battle_results.paid_wins(connection, days) if days else {})
        pairs = {(over.pair, over.day) for over in ranked}
        self._met = Counter(battle_results.meetings(connection, pairs) if pairs else {})
        self._linked = referrals.linked(connection, {over.pair for over in ranked})

    def pay(self, over: Over, side: int) -> int:
        """Tokens for a side."""
        key = (over.battle.players[side], over.day)
        if frozenset(over.pair) in self._linked:
            return 0
        met = self._met[(over.pair, over.day)]
        tokens = battle_rewards.tokens(over.result, side, over.battle.ranked, self._wins[key], met)
        self._wins[key] += bool(tokens)
        return tokens

    def met(self, over: Over) -> None:
        """The two have met once more."""
        if not over.battle.is_ghost:
            self._met[(over.pair, over.day)] += 1


def _result(over: Over, changes: Mapping[_Side, Change], rewards: _Rewards) -> dict[str, Any]:
    """`battles.result`: what is told, and what the audit looks at. A ghost's side has no reward."""
    return {
        "winner": over.result.winner,
        "reason": over.result.reason,
        "points": [side.points for side in over.state.sides],
        "answered": [len(battle_rewards.answers_of(over.state, side)) for side in (0, 1)],
        "rewards": [
            _reward(changes.get((over.battle.id, player)), rewards.get((over.battle.id, player)))
            for player in over.battle.players
        ],
    }


def _reward(change: Change | None, reward: tuple[Reward, int] | None) -> dict[str, Any] | None:
    if reward is None:
        return None
    given, tokens = reward
    return {**battle_ratings.told(change), "xp": given.xp, "tokens": tokens}
