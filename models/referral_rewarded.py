"""What somebody had who was rewarded for being brought: nobody has it again, under another account, and is rewarded.

It outlives the account, so it names no player, and its day is all that is kept of when: who was erased is not found
by it, but by whoever has the same device, mailbox, phone or place of payout again.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, LargeBinary, String, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql
from rules.referral import Side, mailbox
from rules.referral_marks import Marks

Kind = Literal["device", "mailbox", "phone", "payout"]


class ReferralRewarded(Base):
    """One of them: devices and payouts by the hashes they have anyway, the others by rules.referral_marks."""

    __tablename__ = "referral_rewarded"
    __table_args__ = (CheckConstraint("kind IN ('device', 'mailbox', 'phone', 'payout')", "kind"),)

    kind: Mapped[str] = mapped_column(String(7), primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    rewarded_on: Mapped[date] = mapped_column(server_default=func.current_date())


def keep(connection: Connection, referee: UUID, marks: Marks) -> None:
    """A referee is paid: their device, mailbox and phone have been rewarded."""
    _add(connection, _DEVICES, referee)
    found = connection.execute(_REACHED, {"player": referee}).all()
    texts = [(kind, mailbox(text) if kind == "mailbox" else text) for kind, text in found]
    rows = [{"k": kind, "h": marks.of(text)[0].hex()} for kind, text in texts if text]
    connection.execute(_MARKED, {"rows": encode_rows(rows)})


def leave(connection: Connection, player: UUID) -> None:
    """A referee who was paid is about to be erased: what they came with since then, and where it was sent, stays."""
    _add(connection, _DEVICES, player)
    _add(connection, _PAYOUTS, player)


def _add(connection: Connection, what: str, player: UUID) -> None:
    connection.execute(sql(f"INSERT INTO referral_rewarded (kind, hash) {what} ON CONFLICT DO NOTHING"), {"p": player})


def known(connection: Connection, referee: Side, marks: Marks | None, *, is_paid: bool) -> set[Kind]:
    """What of a referee's was rewarded before, of those kinds that their own payment did not write down.

    Without `marks` mailboxes and phones are not looked for.
    """
    wanted: dict[Kind, Sequence[object]] = {"payout": list(referee.payouts)}
    if not is_paid:
        wanted["device"] = list(referee.devices)
    if not is_paid and marks is not None:
        box = mailbox(referee.email)
        wanted["mailbox"] = marks.of(box) if box else []
        wanted["phone"] = [mark for phone in referee.phones for mark in marks.of(phone)]
    rows = [
        {"k": kind, "h": found.hex()} for kind, hashes in wanted.items() for found in hashes if isinstance(found, bytes)
    ]
    return set(connection.execute(_KNOWN, {"rows": encode_rows(rows)}).scalars())


_DEVICES = (
    "SELECT 'device', key_hash FROM device_keys WHERE player_id = :p UNION "
    "SELECT 'device', device_key_hash FROM players WHERE id = :p AND device_key_hash IS NOT NULL"
)
_PAYOUTS = (
    "SELECT DISTINCT 'payout', recipient_hash FROM redemptions WHERE player_id = :p AND recipient_hash IS NOT NULL"
)
_REACHED = sql(
    "SELECT 'mailbox' AS kind, email AS text FROM accounts WHERE player_id = :player UNION ALL "
    "SELECT 'phone', phone FROM phones WHERE player_id = :player"
)
_ROWS = "json_to_recordset(:rows) AS r(k varchar, h varchar)"
_MARKED = sql(
    f"INSERT INTO referral_rewarded (kind, hash) SELECT k, decode(h, 'hex') FROM {_ROWS} ON CONFLICT DO NOTHING"
)
_KNOWN = sql(
    f"SELECT DISTINCT w.kind FROM {_ROWS} JOIN referral_rewarded w ON w.kind = r.k AND w.hash = decode(r.h, 'hex')"
)
