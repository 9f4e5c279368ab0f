"""What others say of redemptions: a hint has the partner asked at once, a line of its statement is an answer."""

from uuid import UUID

from sqlalchemy import Connection

from models import redemption_steps
from models.base import sql
from models.redemption_steps import Changed
from rules import redemption
from rules.partnering import Answer


def hint(connection: Connection, id_: UUID) -> bool:
    """There is news of a redemption: its partner is asked now. False: that is of no use.

    One that is being sent just now is not disturbed: what came of it is known in a moment, or looked up.
    """
    one = redemption_steps.lock(connection, id_)
    if one is None:
        return False
    now = connection.execute(sql("SELECT clock_timestamp()")).scalar_one()
    step = redemption.hinted(redemption_steps.standing(one), now)
    if step is None:
        return False
    redemption_steps.take(connection, one, step, "hint")
    return True


def now(connection: Connection, id_: UUID) -> bool:
    """Somebody wants to know: its partner is asked now, or, if it is held, it is ordered now. False: it is neither."""
    statement = sql(
        "UPDATE redemptions SET next_attempt_at = clock_timestamp(), tries = 0 WHERE id = :id AND state = 'held'"
    )
    return hint(connection, id_) or connection.execute(statement, {"id": id_}).rowcount == 1


def state(connection: Connection, id_: UUID, answer: Answer) -> Changed | None:
    """Have a redemption make the step of a line of a statement. None: it is being worked on; come again."""
    one = redemption_steps.lock(connection, id_)
    if one is None or one.lease_until is not None:
        return None
    now = connection.execute(sql("SELECT clock_timestamp()")).scalar_one()
    step = redemption.answered(redemption_steps.standing(one), "statement", answer, now, now, 0.0, 0.5)
    return redemption_steps.take(connection, one, step, "statement", answer.code, answer)
