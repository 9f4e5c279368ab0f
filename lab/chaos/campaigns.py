"""What staff told many players: each of those whom a campaign means once, and nobody else.

Of a campaign under way nobody can say yet what is missing; one that has ended has reached all, but those it counts as
passed over. Who was passed over is not written down, so as many may be missing as were.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from uuid import UUID

from lab.chaos.evidence import Evidence

_CATEGORY = "news"


def complaints(evidence: Evidence) -> Iterator[tuple[str, Collection[object]]]:
    """What is wrong, with its cases."""
    told = Counter((row.id, row.player_id) for row in evidence.inboxes)
    meant = Counter((one.notification_id, one.player_id) for one in evidence.recipients)
    news = Counter((row.id, row.player_id) for row in evidence.inboxes if row.category == _CATEGORY)
    yield "news are in inboxes twice, or of nobody whom a campaign means", [*(news - meant)]
    each = Counter((one.campaign_id, one.player_id) for one in evidence.recipients)
    yield "campaigns mean a player twice", [who for who, times in each.items() if times > 1]
    ended = [one for one in evidence.campaigns if one.state == "sent"]
    yield (
        "campaigns ended and have not told all whom they mean",
        [one.id for one in ended if _missing(evidence, one.id, told) > one.skipped],
    )
    sizes = Counter(one.campaign_id for one in evidence.recipients)
    yield (
        "campaigns ended with counts that do not add up",
        [one.id for one in ended if not sizes[one.id] == one.planned == one.sent + one.skipped],
    )


def _missing(evidence: Evidence, campaign: UUID, told: Counter[tuple[UUID, UUID]]) -> int:
    mine = [one for one in evidence.recipients if one.campaign_id == campaign]
    return sum((one.notification_id, one.player_id) not in told for one in mine)
