"""Decisions about a player that they may appeal against, each kind found in its own tables."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from models import appeals, referral_appeals
from models.base import sql
from rules.reporting import APPEAL_WITHIN, AppealKind
from rules.sanctions import APPEALABLE, told

_MOST = 50
NOT_PAID = "A referral gives no tokens, as our rules have it. You may appeal if you think that is wrong."
REFUSED = "An entry of yours was refused: it does not keep to our rules. You may appeal if you think that is wrong."


@dataclass(frozen=True)
class Appealable:
    """A decision about a player."""

    kind: AppealKind
    id: UUID
    what: str
    """The sanction's kind, `entry_refused` or `referral_refused`."""
    text: str
    """What, until when, and why in general, for the player."""
    at: datetime
    until: datetime | None
    by: UUID | None
    """Who of the staff decided."""
    holds: bool
    """Whether there is still something to appeal against."""
    entry_id: UUID | None = None


def of_player(connection: Connection, player: UUID, now: datetime) -> list[Appealable]:
    """What was decided about a player of late, latest first; what holds but is older, too."""
    found = [one for source in _SOURCES for one in source(connection, player, now)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _sanctions(connection: Connection, player: UUID, now: datetime) -> list[Appealable]:
    values = {"player": player, "kinds": list(APPEALABLE), "most": _MOST}
    return [
        Appealable(
            "sanction",
            row.id,
            row.kind,
            told(row.kind, row.ground, row.until),
            row.since,
            row.until,
            row.imposed_by,
            row.lifted_at is None and (row.until is None or row.until > now) and row.since > now - APPEAL_WITHIN,
            row.entry_id,
        )
        for row in connection.execute(_IMPOSED, values)
    ]


def _entries(connection: Connection, player: UUID, now: datetime) -> list[Appealable]:
    refused = appeals.refused_entries(connection, player, now - APPEAL_WITHIN)
    return [
        Appealable("entry", one["id"], "entry_refused", REFUSED, one["at"], None, one["by"], True, one["id"])
        for one in refused
    ]


def _referrals(connection: Connection, player: UUID, now: datetime) -> list[Appealable]:
    values = {"player": player, "since": now - APPEAL_WITHIN, "most": _MOST}
    return [
        Appealable("referral", row.id, "referral_refused", NOT_PAID, row.changed_at, None, row.by, True)
        for row in connection.execute(_UNPAID, values)
        if referral_appeals.appealable(connection, player, row.id)
    ]


_SOURCES: tuple[Callable[[Connection, UUID, datetime], list[Appealable]], ...] = (_sanctions, _entries, _referrals)
# Who of the staff decided stands in the note of their step, by their address.
_UNPAID = sql(
    "SELECT r.id, r.changed_at, (SELECT s.id FROM referral_steps t JOIN staff s ON s.email = split_part(t.note, ': ', "
    "1) WHERE t.referral_id = r.id AND t.by = 'staff' ORDER BY t.number DESC LIMIT 1) AS by FROM referrals r "
    "WHERE :player IN (r.referrer_id, r.referee_id) AND r.state IN ('ineligible', 'clawed_back') "
    "AND r.changed_at >= :since ORDER BY r.changed_at DESC LIMIT :most"
)
_IMPOSED = sql(
    "SELECT id, kind, ground, since, until, lifted_at, imposed_by, entry_id FROM sanctions "
    "WHERE player_id = :player AND kind = ANY(:kinds) ORDER BY since DESC LIMIT :most"
)
