"""Every queue there is. A new kind of review work is one more line here."""

from collections.abc import Mapping

from rules.permissions import Permission, allows
from web.admin import appealing, complaints, integrity, moderation, referrals, rewarding, submissions
from web.admin.casework import Queue
from web.admin.guard import staff

QUEUES: dict[str, Queue] = {
    queue.name: queue
    for queue in (
        integrity.QUEUE,
        complaints.QUEUE,
        submissions.QUEUE,
        rewarding.QUEUE,
        referrals.QUEUE,
        moderation.QUEUE,
        appealing.QUEUE,
    )
}

WORK: Mapping[str, Permission] = {
    **{queue.name: queue.permission for queue in QUEUES.values()},
    "threads": "players.message",
    "breaks": "finance.write",
}
"""What the inbox has: the queues of cases, and what waits in another way; each with what it takes to work on it."""


def own_work() -> list[str]:
    """What of it whoever is asking may work on."""
    return [name for name, permission in WORK.items() if allows(staff().roles, permission)]
