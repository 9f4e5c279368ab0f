"""Every queue there is. A new kind of review work is one more line here."""

from web.admin import appealing, complaints, integrity, moderation, referrals, rewarding, submissions
from web.admin.casework import Queue

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
