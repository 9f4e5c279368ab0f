"""What follows from the end of a session or a battle, in the transaction that ends it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from events.identity import caused_event_id
from models import answers, grants, notices, players, progress, sessions
from models.grants import Due
from models.progress import Earned
from models.referral_plays import Game
from models.sessions import End, Ended
from rules.achievements import is_fast
from rules.levels import counted
from rules.notices import Notice
from rules.progress import Played, Reward, settle
from rules.referral_states import is_human
from rules.streaks import Moment, local_day
from rules.totals import Mark
from tasks import referral_playing


class Late(NamedTuple):
    """An answer to a session that had ended when it was applied, and not yet when it was received."""

    session_id: UUID
    mark: Mark


def end(connection: Connection, steps: Sequence[End | Late]) -> int:
    """End the sessions that have not ended yet, and give their players what they give; how many there were.

    The sessions are locked by the caller, in the log's order: caps and levels then do not depend on how it was cut.
    What a quiz gives waits until it is settled: XP and achievements would tell verdicts while others still play.
    """
    ends, late = [one for one in steps if isinstance(one, End)], [one for one in steps if isinstance(one, Late)]
    ended = {session.id: session for session in sessions.end(connection, ends)} if ends else {}
    count, more = len(ended), _more(connection, late)
    due: list[tuple[Ended, Ended | None]] = []
    for step in steps:
        if isinstance(step, Late):
            due.append(next(more))
        elif (session := ended.pop(step.session_id, None)) and session.quiz_id is None:
            due.append((session, None))
    give(connection, due)
    return count


def _more(connection: Connection, late: Sequence[Late]) -> Iterator[tuple[Ended, Ended]]:
    """Sessions as each late answer makes them, and as they were before it."""
    ids = {one.session_id for one in late}
    if not ids:
        return
    ended = {session.id: session for session in sessions.ended(connection, ids)}
    places = {(one.session_id, one.mark.question_no) for one in late}
    marks = {
        id_: [mark for mark in found if (id_, mark.question_no) not in places]
        for id_, found in answers.marks(connection, list(ids)).items()
    }
    for id_, mark in late:
        before = _with(ended[id_], marks[id_])
        marks[id_].append(mark)
        yield _with(ended[id_], marks[id_]), before


def _with(session: Ended, marks: Sequence[Mark]) -> Ended:
    """A session as it would be with these answers."""
    base: list[int | None] = [None] * len(session.base_points)
    for mark in marks:
        base[mark.question_no] = mark.base_points
    return replace(
        session,
        base_points=base,
        right_ms=[mark.elapsed_ms for mark in marks if mark.base_points],
        answered_at=max((mark.received_at for mark in marks), default=None),
    )


def give(connection: Connection, ended: Sequence[tuple[Ended, Ended | None]]) -> None:
    """Give players what their sessions give that are over, in that order; beside each what it gave for before."""
    if not ended:
        return
    zones = players.zones(connection, {session.player_id for session, _ in ended})
    standing = progress.lock(connection, {session.player_id for session, _ in ended})
    rewards = []
    for session, before in ended:
        zone = zones.get(session.player_id, "UTC")
        played, known = _played(session, zone), _played(before, zone) if before else None
        standing[session.player_id], reward = settle(standing[session.player_id], played, known)
        rewards.append((session, reward))
    _record(connection, rewards)
    progress.save(connection, standing)
    referral_playing.note(connection, [_game(session) for session, _ in ended if session.on_boards])


def _game(session: Ended) -> Game:
    return Game(session.player_id, session.id, session.ended_at, is_human(session.right_ms))


class Given(NamedTuple):
    """What a player was given, and when that was due."""

    player_id: UUID
    at: datetime
    reward: Reward


def _played(session: Ended, zone: str) -> Played:
    return Played(
        category_id=session.category_id,
        mode=session.mode,
        on_boards=session.on_boards,
        challenge=session.challenge,
        questions=len(session.base_points),
        answered=sum(points is not None for points in session.base_points),
        right=sum(bool(points) for points in session.base_points),
        fast_right=sum(map(is_fast, session.right_ms)),
        day=local_day(session.answered_at, zone) if session.answered_at else None,
        won=session.won,
        moment=Moment(session.answered_at, zone) if session.answered_at else None,
        counted=counted(session.base_points, session.worth),
        quiz=None if session.challenge else session.quiz_id,
    )


def _record(connection: Connection, rewards: Sequence[tuple[Ended, Reward]]) -> None:
    given: Counter[UUID] = Counter()
    for session, reward in rewards:
        given[session.id] += reward.xp
    sessions.give_xp(connection, given)
    record(connection, [Given(session.player_id, session.ended_at, reward) for session, reward in rewards])


def record(connection: Connection, rewards: Sequence[Given], due: Sequence[Due] = ()) -> None:
    """Give achievements, grants (those that are due as well) and notices to players whose progress is locked."""
    earned, granted, told = [], list(due), []
    for player, at, reward in rewards:
        earned += [Earned(player, achievement.code, at) for achievement in reward.achievements]
        granted += [Due(player, grant.source, grant.key, grant.tokens, at) for grant in reward.grants]
        told += _notices(player, at, reward)
    progress.earn(connection, earned)
    grants.add(connection, granted)
    notices.tell(connection, told)


def _notices(player: UUID, at: datetime, reward: Reward) -> list[Notice]:
    told: list[tuple[str, str | int]] = [("achievement", one.code) for one in reward.achievements]
    if reward.level:
        told.append(("level", reward.level))
    return [Notice(UUID(caused_event_id(kind, player, what)), player, kind, {kind: what}, at) for kind, what in told]
