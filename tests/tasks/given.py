"""What players are given for their sessions."""

from typing import Any
from uuid import UUID

from events.catalog import NOTIFICATIONS, PlayerTold
from events.codec import decode
from rules.notices import Told, render
from tests.pipeline import NOON, Log, answer


def progress(log: Log, player: UUID) -> Any:
    return log.one(
        "SELECT xp, counters, categories, streak, practice_day, practice_xp FROM player_progress WHERE player_id = :p",
        p=player,
    )


def given_to(log: Log, player: UUID) -> list[list[tuple[Any, ...]]]:
    """Everything that a player was given, without ids."""
    queries = (
        "SELECT code, earned_at FROM player_achievements WHERE player_id = :p ORDER BY 1",
        "SELECT source, source_key, tokens, granted_at FROM grants WHERE player_id = :p ORDER BY 1, 2",
        "SELECT mode, ended_at, end_reason, xp, points FROM sessions WHERE player_id = :p ORDER BY id",
    )
    row = progress(log, player)
    return [[tuple(row)] if row else [], *(log.all(query, p=player) for query in queries)]


def notices(log: Log, player: UUID) -> list[PlayerTold]:
    rows = log.all(
        "SELECT value FROM outbox WHERE topic = :t AND key = :p ORDER BY id", t=NOTIFICATIONS.name, p=str(player)
    )
    found = [decode(bytes(row[0])) for row in rows]
    return [event for event in found if isinstance(event, PlayerTold)]


def in_english(event: PlayerTold) -> Told:
    """What a player who reads English is told."""
    return render(event.kind, event.values, "en")


def play(log: Log, player: UUID, count: int = 10, right: int = 10, **options: Any) -> UUID:
    """A session with all its answers in the log."""
    at = options.pop("at", NOON)
    session = log.session(player, count=count, **options)
    log.values += [answer(session, player, no, "a" if no < right else "b", at=at) for no in range(count)]
    return session
