"""Referrals change: each step with who made it and why; claims that are applied, and those that staff have to see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from models import cases, pairs, referral_notices, referrals
from models.base import encode_json, sql
from models.referrals import Row
from rules.referral import Judgement
from rules.referral_states import State, may, told
from rules.thresholds import Thresholds

QUEUE = "referrals"
By = Literal["player", "rules", "time", "staff"]


@dataclass(frozen=True)
class Claim:
    """A code that a player claimed, on its way to be a referral."""

    id: UUID
    referee: UUID
    referrer: UUID
    event_id: str
    claimed_at: datetime


class Said(NamedTuple):
    """What a member of the staff says of a step: who, by their address, and why."""

    who: str
    words: str


@dataclass(frozen=True)
class Changed:
    """A referral that is in another state, for its two sides to be told."""

    id: UUID
    sides: tuple[UUID, UUID]
    state: State
    version: int


def hold(connection: Connection, ids: Collection[UUID]) -> None:
    """Lock referrals: after both players of each, as an erasure has its player first, and after their cases.

    Before anybody's tokens.
    """
    referrals.hold_sides(connection, ids)
    cases.lock_subjects(connection, QUEUE, ids)
    referrals.lock(connection, ids)


def insert(connection: Connection, claim: Claim, limits: Thresholds, within: timedelta) -> bool:
    """A player was brought by another; False: somebody has brought them before."""
    statement = sql(
        "INSERT INTO referrals (id, referee_id, referrer_id, event_id, state, referrer_tokens, referee_tokens, "
        "claimed_at, due_at) VALUES (:id, :referee, :referrer, :event_id, 'joined', :referrer_tokens, "
        ":referee_tokens, :claimed_at, :due_at) ON CONFLICT (referee_id) DO NOTHING"
    )
    tokens = {
        "referrer_tokens": limits.referral_referrer_tokens,
        "referee_tokens": limits.referral_referee_tokens,
        "due_at": claim.claimed_at + within,
    }
    if not connection.execute(statement, vars(claim) | tokens).rowcount:
        return False
    _write(connection, claim.id, 1, ("invited", "joined"), "player", [], None)
    return True


def take(
    connection: Connection,
    one: Row,
    after: State,
    by: By,
    *,
    reasons: Sequence[Sequence[Any]] = (),
    said: Said | None = None,
    due: datetime | None = None,
    anew: bool = False,
) -> Changed:
    """A locked referral is in another state. `due`: of one that is held; `anew`: it is paid once more than before.

    Raises ValueError where there is no such step.
    """
    if not may(one.state, after):
        raise ValueError(f"a referral does not go from {one.state} to {after}")
    statement = sql(
        "UPDATE referrals SET state = CAST(:after AS varchar), version = version + 1, changed_at = now(), "
        "due_at = :due, reasons = CAST(:reasons AS jsonb), round = round + CAST(:anew AS integer), "
        "paid_at = CASE WHEN :after = 'paid' THEN clock_timestamp() ELSE paid_at END WHERE id = :id RETURNING version"
    )
    values = {"id": one.id, "after": after, "due": due, "anew": anew, "reasons": encode_json(reasons)}
    version = connection.execute(statement, values).scalar_one()
    _write(connection, one.id, version, (one.state, after), by, reasons, said)
    referral_notices.changed(connection, one, after, version)
    if after not in ("qualified", "held"):
        cases.settle(connection, QUEUE, one.id, "dismiss", f"it is {after}")
    return Changed(one.id, one.sides, after, version)


def postpone(connection: Connection, referral: UUID, until: datetime) -> None:
    """One that is due before is looked at again then."""
    statement = sql("UPDATE referrals SET due_at = :until WHERE id = :id AND due_at < :until")
    connection.execute(statement, {"id": referral, "until": until})


def judge(connection: Connection, one: Row, judged: Judgement) -> None:
    """Keep what a referral was judged to be; who are taken for one are kept from meeting."""
    statement = sql("UPDATE referrals SET score = :score, reasons = CAST(:reasons AS jsonb) WHERE id = :id")
    values = {"id": one.id, "score": min(judged.score, 1_000), "reasons": encode_json(told(judged))}
    connection.execute(statement, values)
    if judged.links:
        pairs.part(connection, *one.sides)


def look(connection: Connection, one: Row, judged: Judgement) -> None:
    """Have somebody of the staff look at it."""
    cases.signal(connection, QUEUE, "score", {one.id: judged.score + 100 * len(judged.codes)}, anew=True)


def clear(connection: Connection, one: Row, codes: Collection[str]) -> None:
    """People have seen these codes and let them pass: they are no reason any more, and the two may meet."""
    statement = sql("UPDATE referrals SET cleared = CAST(:codes AS varchar[]) WHERE id = :id")
    connection.execute(statement, {"id": one.id, "codes": sorted({*one.cleared, *codes})})
    pairs.join(connection, *one.sides)


def _write(
    connection: Connection,
    referral: UUID,
    number: int,
    step: tuple[State, State],
    by: By,
    reasons: Sequence[Sequence[Any]],
    said: Said | None,
) -> None:
    statement = sql(
        "INSERT INTO referral_steps (referral_id, number, before, after, by, reasons, note) "
        "VALUES (:id, :number, :before, :after, :by, CAST(:reasons AS jsonb), :note)"
    )
    values = {"id": referral, "number": number, "before": step[0], "after": step[1], "by": by}
    values |= {"note": said.who if said else "", "reasons": encode_json(reasons)}
    connection.execute(statement, values)
    if said and said.words:
        beside = sql("INSERT INTO referral_words (referral_id, number, words) VALUES (:id, :number, :words)")
        connection.execute(beside, {"id": referral, "number": number, "words": said.words[:500]})


def steps(connection: Connection, referral: UUID) -> list[dict[str, Any]]:
    """What happened to a referral, in order."""
    statement = sql(
        "SELECT s.number, s.before, s.after, s.by, s.reasons, concat_ws(': ', s.note, w.words) AS note, s.at "
        "FROM referral_steps s LEFT JOIN referral_words w USING (referral_id, number) WHERE s.referral_id = :id "
        "ORDER BY s.number"
    )
    return [dict(row._mapping) for row in connection.execute(statement, {"id": referral})]
