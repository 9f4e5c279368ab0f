"""What happened in battles, made safe: in Kafka, or else in the outbox, before anybody is told of it."""

from collections.abc import Sequence
from uuid import UUID

from bridges.producer import Producer
from bridges.spool import Spool
from events.catalog import BATTLES


class Journal:
    """One a process."""

    def __init__(self, producer: Producer, spool: Spool) -> None:
        self._producer = producer
        self._spool = spool

    def write(self, events: Sequence[tuple[UUID, bytes]]) -> bool:
        """Have events of battles (battle, bytes) be safe, in their order; False: neither store takes them all.

        What is written once more is the same event, so that who is not sure writes again.
        """
        pending = self._producer.submit_all(BATTLES.name, [(str(battle), event) for battle, event in events])
        places = pending.wait() if pending else [None] * len(events)
        rows = zip(events, places, strict=True)
        rest = [(BATTLES.name, str(battle), event) for (battle, event), place in rows if place is None]
        return not rest or self._spool.put(rest)
