"""What our books have lost, and a partner's statement has: nothing is sent until that is known again."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import breaks, partner_state
from tests.tasks.stated import Stated, found, frozen, new, partner, state

__all__ = ["partner"]


def test_an_order_of_ours_that_we_do_not_know_freezes_the_partner(engine: Engine, partner: Stated) -> None:
    lost = uuid7()
    partner.line(lost)
    assert partner.matched()
    assert str(lost) in (frozen(engine) or "")
    with engine.begin() as connection:
        assert breaks.lost(connection, "tremendous") == 1
        partner_state.freeze(connection, "tremendous", None)
    assert partner.matched()
    assert frozen(engine) is None, "it is known by now"
    (one,) = found(engine)
    assert (one.kind, one.redemption_id, one.tokens) == ("missing_here", lost, None)


def may_submit(engine: Engine) -> bool:
    """Whether nothing keeps us from it, however many calls the statement's pages have left of this second's."""
    with engine.begin() as connection:
        return partner_state.room(connection, "tremendous", 5).why_not is None


def test_after_a_restore_nothing_is_sent_until_the_statement_of_what_was_lost_is_matched(
    engine: Engine, partner: Stated
) -> None:
    assert may_submit(engine)
    with engine.begin() as connection:
        moment = "matched_until = now() - interval '9 hours'"
        connection.execute(text(f"UPDATE partner_statements SET {moment}"))
        connection.execute(text("UPDATE partner_state SET timeline = timeline - 1"))
    assert not may_submit(engine), "before any tick"
    sent = new(engine, "held", 3)
    partner.line(sent, at=datetime.now(UTC) - timedelta(hours=3))
    assert partner.matched(), "the first six hours"
    assert (frozen(engine), may_submit(engine)) == (partner_state.RESTORED, False)
    assert partner.matched()
    assert frozen(engine) == partner_state.RESTORED, "what was under way then may still come up"
    with engine.begin() as connection:
        connection.execute(text("UPDATE partner_state SET frozen_at = frozen_at - interval '1 hour'"))
    assert partner.matched()
    assert (frozen(engine), may_submit(engine)) == (None, True)
    assert state(engine, sent) == "succeeded", "it was sent before, and what came of it is known again"


def test_what_was_lost_for_good_is_for_people_before_anything_is_sent(engine: Engine, partner: Stated) -> None:
    assert may_submit(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE partner_state SET timeline = timeline - 1"))
    assert not may_submit(engine)
    partner.line(uuid7())
    with engine.begin() as connection:
        connection.execute(text("UPDATE partner_state SET frozen_at = frozen_at - interval '1 hour'"))
    assert partner.matched()
    assert partner.matched()
    assert not may_submit(engine), "though all that was under way then has come up"
    (lost,) = found(engine)
    assert lost.kind == "missing_here"
    with engine.begin() as connection:
        breaks.resolve(connection, lost.id, "explained", "a test", uuid7())
    assert partner.matched()
    assert may_submit(engine)
