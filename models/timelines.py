"""What happened with a player, of every kind together, latest first."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import Connection

from models.base import least_id, sql

Play = Literal["session", "battle", "tokens", "redemption", "message", "referral"]
Word = Literal["support", "letter", "campaign"]
Case = Literal["report", "accused", "appeal", "sanction", "lift", "note", "login", "network"]
Kind = Play | Word | Case
KINDS: tuple[Kind, ...] = (*get_args(Play), *get_args(Word), *get_args(Case))
After = tuple[datetime, str, UUID]
"""The time, kind and id of what was seen last."""


@dataclass(frozen=True)
class Moment:
    """One thing that happened: `report` is by the player, `accused` about them.

    `message` is whatever came into the inbox. `support` is a word in a thread, `letter` what a member wrote to them,
    `campaign` one that told them something: those two have their message's id, and stay when that is gone.
    `words` are a session's or battle's mode, what tokens were for, what was redeemed, a message's or letter's title,
    what was written, a campaign's name, a sanction's kind, a note's text, a login's client, or a network. Tokens have
    the transfer's number as their id.
    """

    at: datetime
    kind: str
    id: UUID
    words: str
    reason: str | None
    who: str | None
    """Of the staff."""
    until: datetime | None
    amount: int | None
    """Of tokens: what changed hands or was held, below 0 what was taken; what a redemption cost."""


@dataclass(frozen=True)
class Given:
    """An answer as it was applied."""

    no: int
    response: str
    right: bool
    base_points: int
    elapsed_ms: int
    received_at: datetime


def _by_id(table: str, where: str = "player_id = :player") -> str:
    """SQL of a table whose ids (UUIDv7) are in the order of time: no more rows are read than can be on the page."""
    return f"(SELECT * FROM {table} WHERE {where} AND id < :%_end ORDER BY id DESC LIMIT :limit)"


def _by_time(table: str, at: str, end: str) -> str:
    """SQL of a table that has an index of player, time and id, likewise."""
    return (
        f"(SELECT * FROM {table} WHERE player_id = :player AND ({at}, id) < (:%_at, {end}) "
        f"ORDER BY {at} DESC, id DESC LIMIT :limit)"
    )


_SIDE = "CASE WHEN x.referee_id = :player THEN {0} ELSE {1} END"
_SIDE_NAME = _SIDE.format("'referee'", "'referrer'")
_SECOND = "second_id = :player AND kind <> 'ghost'"
_PARTS: Mapping[Kind, str] = {
    "session": "uuid_extract_timestamp(x.id) AS at, x.id, x.mode AS words, NULL AS reason, NULL AS who, "
    f"x.ended_at AS until, NULL AS amount FROM {_by_id('sessions')} x",
    "battle": "uuid_extract_timestamp(x.id), x.id, x.mode, x.state, NULL, x.ended_at, NULL "
    f"FROM ({_by_id('battles', 'first_id = :player')} UNION ALL "
    f"{_by_id('battles', _SECOND)}) x",
    "tokens": "x.at, lpad(to_hex(x.id), 32, '0')::uuid, x.source, x.kind, NULL, NULL, x.amount "
    f"FROM {_by_time('transfers', 'at', ':tokens_no')} x",
    "redemption": "uuid_extract_timestamp(x.id), x.id, x.name, x.state, NULL, NULL, x.tokens "
    f"FROM {_by_id('redemptions')} x",
    "message": "x.created_at, x.id, x.title, x.category, NULL, x.read_at, NULL "
    f"FROM {_by_time('notifications', 'created_at', ':message_id')} x",
    "referral": f"x.claimed_at, x.id, {_SIDE_NAME}, x.state, NULL, x.paid_at, "
    f"{_SIDE.format('x.referee_tokens', 'x.referrer_tokens')} FROM ((SELECT * FROM referrals "
    "WHERE referee_id = :player) UNION ALL (SELECT * FROM referrals WHERE referrer_id = :player "
    "AND (claimed_at, id) < (:%_at, :%_id) ORDER BY claimed_at DESC, id DESC LIMIT :limit)) x",
    "support": "uuid_extract_timestamp(x.id), x.id, x.text, t.subject, s.name, NULL, NULL "
    f"FROM {_by_id('thread_messages')} x JOIN threads t ON t.id = x.thread_id LEFT JOIN staff s ON s.id = x.staff_id",
    "letter": "uuid_extract_timestamp(x.id), x.id, x.title, NULL, s.name, n.read_at, NULL "
    f"FROM {_by_id('player_messages')} x LEFT JOIN staff s ON s.id = x.staff_id "
    "LEFT JOIN notifications n ON n.id = x.id",
    "campaign": "COALESCE(n.created_at, c.begun_at), x.notification_id, c.name, c.category, s.name, n.read_at, NULL "
    "FROM campaign_recipients x JOIN campaigns c ON c.id = x.campaign_id AND x.player_id <= c.sent_to "
    "LEFT JOIN notifications n ON n.id = x.notification_id LEFT JOIN staff s ON s.id = c.created_by "
    "WHERE x.player_id = :player",
    "report": "x.created_at, x.id, x.kind, x.ground, NULL, x.closed_at, NULL FROM player_reports x "
    "WHERE x.player_id = :player",
    "accused": "x.created_at, x.id, x.kind, x.ground, NULL, x.closed_at, NULL FROM player_reports x "
    "WHERE x.accused_id = :player",
    "appeal": "x.created_at, x.id, x.kind, x.outcome, NULL, x.decided_at, NULL FROM appeals x "
    "WHERE x.player_id = :player",
    "sanction": "x.since, x.id, x.kind, x.reason, s.name, x.until, NULL FROM sanctions x "
    "LEFT JOIN staff s ON s.id = x.imposed_by WHERE x.player_id = :player",
    "lift": "x.lifted_at, x.id, x.kind, x.lift_reason, s.name, NULL, NULL FROM sanctions x "
    "LEFT JOIN staff s ON s.id = x.lifted_by WHERE x.player_id = :player AND x.lifted_at IS NOT NULL",
    "note": "x.created_at, x.id, x.text, NULL, s.name, NULL, NULL FROM player_notes x "
    "LEFT JOIN staff s ON s.id = x.staff_id WHERE x.player_id = :player",
    "login": "x.created_at, x.id, x.agent, x.how, NULL, x.ended_at, NULL FROM devices x WHERE x.player_id = :player",
    "network": "x.first_at, x.id, text(x.network), NULL, NULL, x.last_at, NULL FROM player_networks x "
    "WHERE x.player_id = :player",
}
"""SQL by kind, which % stands for. Of campaigns, reports, appeals, sanctions, notes, logins and networks a player has
few: all are read."""
_COLUMNS = "at, id, words, reason, who, until, amount"
_TYPED = (
    "m.at, m.id, text(m.words) AS words, text(m.reason) AS reason, text(m.who) AS who, "
    "CAST(m.until AS timestamptz) AS until, CAST(m.amount AS bigint) AS amount"
)
_FIRST, _LAST = UUID(int=0), UUID(int=(1 << 128) - 1)
_EVER = datetime(9999, 1, 1, tzinfo=UTC)
_NUMBER_MOST = 2**63 - 1
_MS = timedelta(milliseconds=1)


def page(
    connection: Connection, player: UUID, after: After | None, limit: int, kinds: Collection[Kind] = KINDS
) -> list[Moment]:
    """What of these kinds happened with a player before a moment, latest first."""
    values: dict[str, Any] = {"player": player, "limit": limit}
    for kind in kinds:
        at, id_ = _before(kind, after)
        values |= {f"{kind}_at": at, f"{kind}_id": id_, f"{kind}_end": _least_after(kind, after)}
        values |= {f"{kind}_no": min(id_.int, _NUMBER_MOST)}
    parts = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, {_TYPED} FROM (SELECT {_PARTS[kind].replace('%', kind)}) m({_COLUMNS}) "
        f"WHERE (m.at, m.id) < (:{kind}_at, :{kind}_id)"
        for kind in kinds
    )
    statement = sql(
        f"SELECT at, kind, id, words, reason, who, until, amount FROM ({parts}) t "
        "ORDER BY at DESC, kind DESC, id DESC LIMIT :limit"
    )
    return [Moment(*row) for row in connection.execute(statement, values)]


def _before(kind: Kind, after: After | None) -> tuple[datetime, UUID]:
    """The time and id that all of a kind come before."""
    if after is None:
        return _EVER, _LAST
    at, other, id_ = after
    return at, id_ if kind == other else _LAST if kind < other else _FIRST


def _least_after(kind: Kind, after: After | None) -> UUID:
    """The same by ids alone, where they say when, to the millisecond."""
    at, id_ = _before(kind, after)
    if after is None or kind == after[1]:
        return id_
    whole = at.microsecond % 1000 == 0
    return least_id(at if whole and kind > after[1] else at + _MS)


def answers(connection: Connection, sessions: Collection[UUID]) -> dict[UUID, list[Given]]:
    """What was answered in sessions, by session and in the order of questions."""
    statement = sql(
        "SELECT session_id, question_no, response, base_points, elapsed_ms, received_at FROM answers "
        "WHERE session_id = ANY(:sessions) ORDER BY session_id, question_no"
    )
    found: defaultdict[UUID, list[Given]] = defaultdict(list)
    for session, no, response, points, elapsed_ms, at in connection.execute(statement, {"sessions": list(sessions)}):
        found[session].append(Given(no, response, points > 0, points, elapsed_ms, at))
    return found


def standings(connection: Connection, player: UUID) -> dict[str, Any] | None:
    """A player's running points over all categories on the last day they gained some; None: never."""
    statement = sql(
        "SELECT day, season_id, points, week_points, season_points, total_points FROM player_days "
        "WHERE player_id = :player AND category_id = 0 ORDER BY day DESC LIMIT 1"
    )
    row = connection.execute(statement, {"player": player}).first()
    return None if row is None else dict(row._mapping)
