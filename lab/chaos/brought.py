"""Referrals: each that was acknowledged is there, and is paid once or never, both its sides or none, and what is taken
back is taken from both.

Judged from transfers, which are never changed: whatever the referral's row says has to agree with them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from uuid import UUID

from lab.chaos.books import Complaint
from lab.chaos.evidence import Evidence, ReferralRow
from lab.players.journal import Claimed

PAID, TAKEN = "grant", "clawback"


def complaints(evidence: Evidence) -> Iterator[Complaint]:
    """Every kind of thing that may be wrong, with its cases."""
    rows = {row.id: row for row in evidence.referrals}
    counts = {scope: _counts(evidence, scope) for scope in (PAID, TAKEN)}
    known = {row.id for row in evidence.referrals}
    there = {(row.referee_id, row.referrer_id) for row in evidence.referrals}
    claims = (line for line in evidence.journal if isinstance(line, Claimed))
    yield (
        "acknowledged claims are no referrals",
        [one for one in claims if (one.referee_id, one.referrer_id) not in there],
    )
    yield "referrals that were played for are neither paid nor refused", list(evidence.owing)
    yield "referrals were paid that nobody claimed", [id_ for id_ in counts[PAID] if id_ not in known]
    yield "sides of referrals were paid that are no sides of them", [*_strangers(rows, counts[PAID])]
    yield "referrals were paid to one side and not to the other", [*_halves(rows, counts[PAID])]
    yield (
        "referrals were paid twice",
        [id_ for id_, row in rows.items() if max(counts[PAID][id_].values(), default=0) > row.round],
    )
    yield (
        "referrals that are paid were not",
        [row.id for row in rows.values() if row.state in ("paid", "clawed_back") and not counts[PAID][row.id]],
    )
    yield (
        "referrals that are not paid were",
        [
            row.id
            for row in rows.values()
            if row.state not in ("paid", "clawed_back") and _balance(counts, row, row.referee_id)
        ],
    )
    yield "referrals were taken back from one side and not from the other", [*_halves(rows, counts[TAKEN])]


def _counts(evidence: Evidence, scope: str) -> defaultdict[UUID, Counter[UUID]]:
    """How often each player was paid, or had to give back, for each referral."""
    found: defaultdict[UUID, Counter[UUID]] = defaultdict(Counter)
    for one in evidence.brought:
        if one.scope == scope:
            found[one.referral][one.player] += 1
    return found


def _halves(rows: dict[UUID, ReferralRow], counts: dict[UUID, Counter[UUID]]) -> Iterator[UUID]:
    for id_, row in rows.items():
        paid = counts.get(id_, Counter())
        if paid[row.referrer_id] != paid[row.referee_id]:
            yield id_


def _strangers(rows: dict[UUID, ReferralRow], counts: dict[UUID, Counter[UUID]]) -> Iterator[UUID]:
    for id_, row in rows.items():
        if not counts.get(id_, Counter()).keys() <= {row.referrer_id, row.referee_id}:
            yield id_


def _balance(counts: dict[str, defaultdict[UUID, Counter[UUID]]], row: ReferralRow, player: UUID) -> int:
    return counts[PAID][row.id][player] - counts[TAKEN][row.id][player]
