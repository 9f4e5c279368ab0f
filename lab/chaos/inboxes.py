"""What players were told: in their inboxes once a cause, and of that, what they wanted by mail, once, and sent.

A mail is due for sure only if its player had wanted such mail for a while when it came about: what was said just then
may have been said too late. One that has not been sent yet may still be; one that counts as sent must have come out.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import timedelta
from uuid import UUID

from events.identity import caused_event_id
from lab.chaos.evidence import Evidence
from rules.levels import level_of

_JUDGED = ("progress", "battles")
"""Categories whose causes are all known here."""
_SETTLED = timedelta(seconds=30)


def complaints(evidence: Evidence) -> Iterator[tuple[str, Collection[object]]]:
    """What is wrong, with its cases."""
    told = Counter((row.id, row.player_id) for row in evidence.inboxes)
    due = {*_achievements(evidence), *_battles(evidence)}
    yield "inboxes lack what their players were to be told", list(due - told.keys())
    judged = Counter((row.id, row.player_id) for row in evidence.inboxes if row.category in _JUDGED)
    yield "inboxes tell of what was not so, or twice of what was", [*(judged - Counter({*due, *_levels(evidence)}))]
    mailed = Counter((mail.id, mail.player_id) for mail in evidence.mails)
    mailable = Counter({(_mail(id_), player) for id_, player in told})
    yield "mails are of no message in an inbox, or of one twice", [*(mailed - mailable)]
    yield (
        "mails that were wanted were not recorded",
        [
            (row.id, row.player_id)
            for row in evidence.inboxes
            if row.category == "progress"
            and (since := evidence.wanting.get(row.player_id))
            and row.created_at > since + _SETTLED
            and (_mail(row.id), row.player_id) not in mailed
        ],
    )
    unsent = [mail.id for mail in evidence.mails if mail.sent and mail.id not in evidence.sunk]
    yield "mails count as sent and never came out", unsent


def _mail(notice: UUID) -> UUID:
    return UUID(caused_event_id("mail", notice))


def _achievements(evidence: Evidence) -> Iterator[tuple[UUID, UUID]]:
    for player, code in evidence.earned:
        yield UUID(caused_event_id("achievement", player, code)), player


def _battles(evidence: Evidence) -> Iterator[tuple[UUID, UUID]]:
    for battle, player in evidence.creative_ends:
        yield UUID(caused_event_id("creative", battle, player)), player


def _levels(evidence: Evidence) -> Iterator[tuple[UUID, UUID]]:
    """Which levels a player was told of depends on the order: at most each up to the one they have."""
    for player, xp in evidence.reached.items():
        for level in range(2, level_of(xp).number + 1):
            yield UUID(caused_event_id("level", player, level)), player
