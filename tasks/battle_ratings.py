"""What a battle that ends makes of its players' ratings, applied once, each against the other as it was before."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from models import closings, ratings, seasons
from models.ratings import Change, Key, Standing
from rules.boards import over_season, season_on
from rules.rating import Rating, is_provisional, rate_both, rested

_DAY_S = 86_400


class Ended(NamedTuple):
    """A ranked battle that is over. `score` is side 0's: 1 won, 0.5 tied, 0 lost."""

    battle_id: UUID
    players: tuple[UUID, UUID]
    score: float
    ended_at: datetime


def rate(
    connection: Connection, mode: str, battles: Sequence[Ended], gone: Collection[UUID], now: datetime
) -> dict[tuple[UUID, UUID], Change]:
    """Rate battles in this order; what it did to each rating, by battle and player.

    All ratings are locked first, in the order of their keys. `gone` were erased and have none: who fought them is rated
    against what is assumed of a new player.
    """
    if not battles:
        return {}
    season_of = _seasons(connection, {battle.ended_at.date() for battle in battles}, now)
    keys = {
        Key(player, season_of[one.ended_at.date()]): one.ended_at for one in reversed(battles) for player in one.players
    }
    standing = _locked(connection, mode, {key: at for key, at in keys.items() if key.player_id not in gone})
    known = set(standing)
    standing |= {key: Standing(Rating(), 0, at) for key, at in keys.items() if key not in standing}
    changes = [
        change
        for battle in battles
        for change in _rate_one(mode, battle, season_of[battle.ended_at.date()], standing, now)
    ]
    ratings.record(connection, changes)
    ratings.save(connection, mode, {key: standing[key] for key in known})
    return {(change.battle_id, change.key.player_id): change for change in changes}


def told(change: Change | None) -> dict[str, Any]:
    """A change as `battles.result` has it; None: the battle was not rated."""
    return {
        "rating_before": round(change.before.rating) if change else None,
        "rating_after": round(change.after.rating) if change else None,
        "provisional": is_provisional(change.games) if change else False,
    }


def _seasons(connection: Connection, days: Collection[date], now: datetime) -> dict[date, int]:
    """The season of what ended on some days, none of which is sealed before this transaction ends.

    What comes after the seal counts to the season that is on now: nothing that was played is lost, and what was sealed
    does not move.
    """
    known, today = seasons.every(connection), now.astimezone(UTC).date()
    belongs = {day: season_on(known, day).id for day in days}
    over = {day: season.id for day in days if (season := over_season(known, day, today))}
    sealed = closings.hold(connection, set(over.values()))
    return {day: season_on(known, today).id if over.get(day) in sealed else belongs[day] for day in days}


def _locked(connection: Connection, mode: str, keys: dict[Key, datetime]) -> dict[Key, Standing]:
    """Ratings, locked; those of a new season begin with what is left of the last one's."""
    beginnings = {}
    for season in {key.season_id for key in keys}:
        players = [key.player_id for key in keys if key.season_id == season]
        known = ratings.of_many(connection, players, mode, season)
        for player in players:
            key = Key(player, season)
            beginnings[key] = Standing(known.get(player, ratings.NEW).rating, 0, keys[key])
    return ratings.lock(connection, mode, beginnings)


def _rate_one(
    mode: str, battle: Ended, season: int, standing: dict[Key, Standing], now: datetime
) -> tuple[Change, Change]:
    first, second = (Key(player, season) for player in battle.players)
    one, other = (_rested(standing[key], battle.ended_at) for key in (first, second))
    after = rate_both(one, other, battle.score)
    changes = []
    for key, rating in zip((first, second), after, strict=True):
        was = standing[key]
        standing[key] = Standing(rating, was.games + 1, max(was.rated_at, battle.ended_at))
        changes.append(Change(battle.battle_id, key, "result", mode, was.rating, rating, was.games + 1, now))
    return changes[0], changes[1]


def _rested(standing: Standing, at: datetime) -> Rating:
    """A rating when a battle ended: the longer nobody saw them play, the less is known."""
    days = (at - standing.rated_at).total_seconds() / _DAY_S
    return rested(standing.rating, max(0.0, days))
