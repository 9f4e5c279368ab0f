"""What follows from the end of a session, in the transaction that ends it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from events.catalog import NotificationWritten
from events.codec import encode
from events.identity import caused_event_id
from models import grants, outbox, players, progress, sessions
from models.grants import Due
from models.progress import Earned
from models.sessions import End, Ended
from rules.achievements import is_fast
from rules.levels import counted
from rules.progress import Played, Reward, settle
from rules.streaks import Moment, local_day


def end(connection: Connection, ends: Sequence[End]) -> int:
    """End the sessions that have not ended yet, and give their players what they give; how many there were.

    The sessions are locked by the caller, in the log's order: caps and levels then do not depend on how it was cut.
    What a quiz gives waits until it is settled: XP and achievements would tell verdicts while others still play.
    """
    ended = sessions.end(connection, ends) if ends else []
    give(connection, [session for session in ended if session.quiz_id is None])
    return len(ended)


def give(connection: Connection, ended: Sequence[Ended]) -> None:
    """Give players what their sessions give that are over, in the order of the sessions."""
    if not ended:
        return
    zones = players.zones(connection, {session.player_id for session in ended})
    standing = progress.lock(connection, {session.player_id for session in ended})
    rewards = []
    for session in ended:
        played = _played(session, zones.get(session.player_id, "UTC"))
        standing[session.player_id], reward = settle(standing[session.player_id], played)
        rewards.append((session, reward))
    _record(connection, rewards)
    progress.save(connection, standing)


def _played(session: Ended, zone: str) -> Played:
    return Played(
        category_id=session.category_id,
        mode=session.mode,
        on_boards=session.on_boards,
        quiz_id=session.quiz_id,
        questions=len(session.base_points),
        answered=sum(points is not None for points in session.base_points),
        right=sum(bool(points) for points in session.base_points),
        fast_right=sum(map(is_fast, session.right_ms)),
        day=local_day(session.answered_at, zone) if session.answered_at else None,
        won=session.won,
        moment=Moment(session.answered_at, zone) if session.answered_at else None,
        counted=counted(session.base_points, session.worth),
    )


def _record(connection: Connection, rewards: Sequence[tuple[Ended, Reward]]) -> None:
    sessions.give_xp(connection, {session.id: reward.xp for session, reward in rewards})
    earned, granted, notices = [], [], []
    for session, reward in rewards:
        player, at = session.player_id, session.ended_at
        earned += [Earned(player, achievement.code, at) for achievement in reward.achievements]
        granted += [Due(player, grant.source, grant.key, grant.tokens, at) for grant in reward.grants]
        notices += _notices(player, at, reward)
    progress.earn(connection, earned)
    grants.add(connection, granted)
    if notices:
        outbox.put_all(connection, [(notice.topic.name, notice.key, encode(notice)) for notice in notices])


def _notices(player: UUID, at: datetime, reward: Reward) -> list[NotificationWritten]:
    told = [("achievement", one.code, one.name, one.description) for one in reward.achievements]
    if reward.level:
        told.append(("level", str(reward.level), f"Level {reward.level}", f"You have reached level {reward.level}."))
    return [
        NotificationWritten(
            event_id=caused_event_id(category, player, what),
            player_id=player,
            category=category,
            title=title,
            body=body,
            link="/progress",
            created_at=at,
        )
        for category, what, title, body in told
    ]
