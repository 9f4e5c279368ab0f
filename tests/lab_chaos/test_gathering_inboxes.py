"""What is read of inboxes and mails is what the tasks wrote: the judge has nothing to say of it, and of less it has."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.outbound import Outbound
from events.identity import caused_event_id
from lab.chaos import inboxes, known
from lab.chaos.evidence import Evidence
from lab.chaos.gathering import gather
from models import progress
from models.base import CARRIER_LIMITS, open_engine
from models.progress import Earned
from rules.notices import Notice
from rules.unsubscribing import Links
from tasks import runtime
from tasks.messages import send_one
from tests.pipeline import NOON
from tests.tasks.test_inbox import deliver, told


@pytest.fixture
def engine(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The engine that tasks use."""
    engine = open_engine(database_url, CARRIER_LIMITS, pool_size=5)
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    monkeypatch.setattr(runtime, "unsubscribe_url", Links("https://api.test", [b"k" * 32]).to)
    yield engine
    engine.dispose()


class Sink:
    """A way out that remembers ids."""

    def __init__(self) -> None:
        self.ids = set[UUID]()

    def send(self, message: Outbound) -> None:
        """Take it."""
        self.ids.add(message.id)


def test_what_was_told_and_mailed_is_judged_by_what_is_there(engine: Engine) -> None:
    player, sink = UUID(int=uuid7().int & ~1), Sink()
    with engine.begin() as connection:
        values = {"p": player, "h": player.bytes}
        connection.execute(text("INSERT INTO players (id, name, device_key_hash) VALUES (:p, 'n', :h)"), values)
        progress.earn(connection, [Earned(player, "first_answer", NOON)])
    known._prove(engine)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE notification_preferences SET changed_at = :at"), {"at": NOON.replace(year=2020)}
        )
    id_ = UUID(caused_event_id("achievement", player, "first_answer"))
    notice = Notice(id_, player, "achievement", {"achievement": "first_answer"})
    deliver(engine, told(engine, notice))

    def complaints() -> list[str]:
        evidence = Evidence(sunk=sink.ids)
        gather(engine, evidence)
        assert (len(evidence.inboxes), len(evidence.wanting)) == (1, 1)
        return [what for what, cases in inboxes.complaints(evidence) if cases]

    assert complaints() == [], "the mail may still be sent"
    assert send_one("mail", sink, told=True)
    assert complaints() == []
    sink.ids.clear()
    assert complaints() == ["mails count as sent and never came out"]
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM messages"))
    assert complaints() == ["mails that were wanted were not recorded"]
