"""Referrals: a slice of `referral.events` is followed, and ticks do what its time has come for."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy import Connection

from bridges.postgres import means_away, means_held
from events.catalog import REFERRALS, RefereePlayed, RefereeRedeemed, ReferralClaimed
from models import (
    erasure,
    players,
    referral_facts,
    referral_notices,
    referral_plays,
    referral_steps,
    referrals,
    thresholds,
)
from models.carried import Tally
from models.referral_steps import Claim
from rules import referral_states
from rules.referral_states import day, late
from rules.thresholds import Thresholds
from tasks import app, battle_settling, hints, referral_deciding, referral_playing, runtime
from tasks.referral_deciding import Told
from tasks.refusing import refuse
from tasks.slices import Batch, Slice, SliceTask, run

log = structlog.get_logger()

_AT_ONCE = 100


@app.task(name=REFERRALS.task, base=SliceTask)
def follow_referrals(topic: str, topic_id: str, partition: int, lo: int, hi: int, attempt: int, parcel: str) -> None:
    """Follow the events of one slice."""
    piece, told = Slice.of(topic, topic_id, partition, lo, hi, attempt, parcel), Told()
    if run(piece, lambda connection, batch: apply(connection, batch, told)) == "applied":
        hints.applied(piece)
        hints.referred(told.changed)
        hints.paid(told.posted)


@app.task
def move_referrals() -> None:
    """Games that ended while their claim was on its way; who can be judged by now; whose time is over, or is paid."""
    now = datetime.now(UTC)
    _look_back(now)
    with runtime.engine().connect() as connection:
        known = referral_plays.known(connection, _AT_ONCE)
        due = referrals.due(connection, now, _AT_ONCE)
    faults = [_take(referral, partial(referral_deciding.qualify, referral, now)) for referral in known]
    for one in due:
        act = referral_deciding.expire if one.state == "joined" else referral_deciding.settle
        faults.append(_take(one.id, partial(act, one, now)))
    for fault in filter(None, faults):
        raise fault


def _take(referral: UUID, act: Callable[[Connection, Thresholds], Told]) -> Exception | None:
    """One referral in a transaction of its own: what is wrong with it is wrong with no other, and put off.

    Whose rows somebody holds for longer than one waits for them, as a worker that froze, is as due at the next tick.
    Raises what says that Postgres is away.
    """
    try:
        with runtime.engine().begin() as connection:
            told = act(connection, thresholds.read(connection))
    except Exception as error:
        if means_away(error):
            raise
        if means_held(error):
            log.info("a referral is held by another, and left to the next tick")
            return None
        log.exception("a referral failed, and is put off", referral=str(referral))
        _put_off(referral)
        return error
    hints.referred(told.changed)
    hints.paid(told.posted)
    return None


def _put_off(referral: UUID) -> None:
    """The others that are due come first for some time."""
    with runtime.engine().begin() as connection:
        until = datetime.now(UTC) + referral_deciding.again(thresholds.read(connection))
        referral_steps.postpone(connection, referral, until)


def _look_back(now: datetime) -> None:
    with runtime.engine().begin() as connection:
        fresh = referral_plays.unseen(connection, now, _AT_ONCE)
        if fresh:
            referees = [one.referee for one in fresh]
            missed = referral_plays.missed(connection, referees) + battle_settling.games(connection, referees)
            referral_playing.note(connection, missed)


def apply(connection: Connection, batch: Batch, told: Told) -> Tally:
    """Apply a batch of claims, of players who have played enough, or of those who redeem."""
    limits = thresholds.read(connection)
    match batch.events[0]:
        case ReferralClaimed():
            return _claim(connection, batch, limits, told)
        case RefereePlayed():
            return _each(connection, batch, limits, told, referral_deciding.qualify)
        case RefereeRedeemed():
            return _each(connection, batch, limits, told, referral_deciding.doubt)
        case _:
            raise TypeError(f"{type(batch.events[0]).__name__} is no event of {REFERRALS.name}")


def _claim(connection: Connection, batch: Batch, limits: Thresholds, told: Told) -> Tally:
    """Claims in their order: who brought whom is written once, and judged by what is known of the two at once."""
    sides = {player for event in batch.events for player in (event.referee_id, event.referrer_id)}
    gone = erasure.erased(connection, sides)
    referral_facts.lock_graph(connection)
    applied = refused = 0
    for index, event in enumerate(batch.events):
        code = _unfit(connection, event, gone, limits)
        claim = Claim(event.referral_id, event.referee_id, event.referrer_id, event.event_id, event.received_at)
        within = day(limits, limits.referral_within_days)
        if code is None and not referral_steps.insert(connection, claim, limits, within):
            standing = referrals.of_referee(connection, event.referee_id)
            code = "already_claimed" if standing and standing.event_id != event.event_id else "copy"
        if code is None:
            applied += 1
            _greet(connection, event.referral_id, limits, told)
        elif code != "copy":
            refused += refuse(connection, batch, code, [index])
    return Tally(applied, len(batch.events) - applied - refused, refused)


def _unfit(connection: Connection, event: ReferralClaimed, gone: set[UUID], limits: Thresholds) -> str | None:
    """Why a claim does not count."""
    if gone & {event.referee_id, event.referrer_id}:
        return "code_unknown"
    player = players.by_id(connection, event.referee_id)
    if player is None or event.referee_id == event.referrer_id:
        return "code_unknown"
    if late(player.created_at, event.received_at, limits):
        return "claim_late"
    return "already_played" if referrals.has_played(connection, player.id, event.received_at) else None


def _greet(connection: Connection, referral: UUID, limits: Thresholds, told: Told) -> None:
    """What settles it at once ends it at once; the rest is judged by how they play."""
    one = referrals.by_id(connection, referral)
    assert one is not None
    verdict = referral_deciding.judged(connection, one, limits)
    if verdict.verdict == "reject":
        reasons = referral_states.told(verdict)
        told.changed.append(referral_steps.take(connection, one, "ineligible", "rules", reasons=reasons))
    else:
        referral_notices.joined(connection, one)
        told.changed.append(referral_steps.Changed(one.id, one.sides, one.state, one.version))


Act = Callable[[UUID, datetime, Connection, Thresholds], Told]


def _each(connection: Connection, batch: Batch, limits: Thresholds, told: Told, act: Act) -> Tally:
    """Events one by one, all players and referrals held first; those that change nothing any more are copies."""
    referral_steps.hold(connection, {event.referral_id for event in batch.events})
    now, applied = datetime.now(UTC), 0
    for event in batch.events:
        done = act(event.referral_id, now, connection, limits)
        applied += bool(done.changed)
        told.changed += done.changed
        told.posted += done.posted
    return Tally(applied=applied, copies=len(batch.events) - applied)
