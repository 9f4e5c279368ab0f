"""Whom review work is about, so that nobody of the staff decides about themselves."""

from uuid import UUID

from sqlalchemy import Connection

from models.base import sql
from models.staff import Staff
from rules.addresses import email_key


def own(connection: Connection, member: Staff) -> UUID | None:
    """A member's own player, whose account has their address; None: there is none."""
    statement = sql("SELECT player_id FROM accounts WHERE email_key = :key AND lower(email) = :email")
    found: UUID | None = connection.execute(statement, {"key": email_key(member.email), "email": member.email}).scalar()
    return found


def own_subjects(connection: Connection, member: Staff) -> list[UUID]:
    """Subjects of cases that a member has nothing to do with, as their own player is judged there, or spoke up."""
    player = own(connection, member)
    if player is None:
        return []
    statement = sql(f"SELECT DISTINCT subject FROM ({_JUDGED} UNION ALL {_SPOKEN}) o WHERE player = :player")
    return list(connection.execute(statement, {"player": player}).scalars())


def judged(connection: Connection, subject: UUID) -> list[UUID]:
    """The players about whom a case's decision is; none: it is about no one."""
    statement = sql(f"SELECT DISTINCT player FROM ({_JUDGED}) o WHERE subject = :subject")
    return list(connection.execute(statement, {"subject": subject}).scalars())


def is_forgotten(connection: Connection, subject: UUID) -> bool:
    """Whether one of those players was erased since."""
    statement = sql(
        f"SELECT EXISTS (SELECT FROM ({_JUDGED}) o JOIN players p ON p.id = o.player AND p.erased_at IS NOT NULL "
        "WHERE o.subject = :subject)"
    )
    return bool(connection.execute(statement, {"subject": subject}).scalar_one())


_JUDGED = (
    "SELECT id AS subject, id AS player FROM players "
    "UNION ALL SELECT id, player_id FROM entries "
    "UNION ALL SELECT id, player_id FROM redemptions "
    "UNION ALL SELECT id, referrer_id FROM referrals "
    "UNION ALL SELECT id, referee_id FROM referrals "
    "UNION ALL SELECT id, player_id FROM appeals "
    "UNION ALL SELECT a.id, r.referrer_id FROM appeals a JOIN referrals r ON r.id = a.subject "
    "UNION ALL SELECT a.id, r.referee_id FROM appeals a JOIN referrals r ON r.id = a.subject"
)
# What was looked at already asks nobody anything any more.
_SPOKEN = (
    "SELECT accused_id AS subject, player_id AS player FROM player_reports WHERE closed_at IS NULL "
    "UNION ALL SELECT question_id, player_id FROM question_reports WHERE closed_at IS NULL"
)
