"""What webhooks bring about: a partner is asked, once for each, and is not believed before."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.catalog import REDEMPTIONS, PartnerHinted
from events.codec import encode
from events.identity import hint_event_id
from tasks import redemptions
from tests.pipeline import Log
from tests.tasks.stated import new, state


class HintLog(Log):
    """One partition of `rewards.redemptions`."""

    topic = REDEMPTIONS

    def applied(self, *values: bytes) -> None:
        """Apply these, which come next."""
        begin = len(self.values)
        self.values += values
        assert self.apply(begin, apply=redemptions.apply) == "applied"


@pytest.fixture
def hinted(engine: Engine) -> HintLog:
    """An empty partition."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM webhook_events"))
    return HintLog(engine)


def hint(redemption: UUID | None, number: int, **changes: Any) -> bytes:
    """An event of a webhook."""
    given: dict[str, Any] = {
        **{"event_id": hint_event_id("tremendous", str(number)), "partner": "tremendous", "partner_id": "X1"},
        **{"reference": str(redemption) if redemption else None, "says": None, "received_at": datetime.now(UTC)},
    }
    return encode(PartnerHinted(**given | changes))


def due(engine: Engine, redemption: UUID) -> bool:
    with engine.connect() as connection:
        statement = "SELECT next_attempt_at <= now() FROM redemptions WHERE id = :id"
        return bool(connection.execute(text(statement), {"id": redemption}).scalar())


def test_security_25_a_webhook_has_the_partner_asked_and_a_copy_of_it_does_nothing(
    engine: Engine, hinted: HintLog
) -> None:
    redemption, held = new(engine, "unknown"), new(engine, "held")
    hinted.applied(hint(redemption, 1), hint(held, 2), hint(uuid7(), 3), hint(None, 4), hint(redemption, 1))
    assert due(engine, redemption)
    assert not due(engine, held), "it is not theirs yet"
    assert state(engine, redemption) == "unknown", "nothing that a webhook says is believed"
    with engine.begin() as connection:
        connection.execute(text("UPDATE redemptions SET next_attempt_at = NULL"))
        kept = (
            connection.execute(text("SELECT redemption_id FROM webhook_events ORDER BY kafka_offset")).scalars().all()
        )
    assert kept == [redemption, held, None, None]
    hinted.applied(hint(redemption, 1))
    assert not due(engine, redemption)
    assert (hinted.row.applied_n, hinted.row.copies) == (4, 2)


def test_what_is_known_already_is_not_asked_again(engine: Engine, hinted: HintLog) -> None:
    redemption = new(engine, "succeeded")
    hinted.applied(hint(redemption, 11, says="succeeded"))
    assert not due(engine, redemption)
    hinted.applied(hint(redemption, 12, says="reversed"))
    assert due(engine, redemption)
