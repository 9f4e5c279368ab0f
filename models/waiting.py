"""What waits for staff, and how much there is, for their home page."""

from collections.abc import Mapping

from sqlalchemy import Connection

from models.base import sql


def counts(connection: Connection) -> Mapping[str, int]:
    """Figures of content that somebody has to look at."""
    statement = sql(
        "SELECT (SELECT count(DISTINCT f.question_id) FROM question_flags f JOIN questions q ON q.id = f.question_id "
        "WHERE q.state <> 'retired') AS flags, "
        "(SELECT count(*) FROM question_reports WHERE closed_at IS NULL) AS reports, "
        "(SELECT count(*) FROM questions WHERE state = 'review') AS reviews, "
        "(SELECT count(*) FROM scheduled_transitions WHERE refused IS NOT NULL) AS schedules_refused, "
        "(SELECT count(*) FROM imports WHERE state = 'checked') AS imports"
    )
    return dict(connection.execute(statement).one()._mapping)


def states(connection: Connection) -> dict[str, int]:
    """How many questions are in each state; a state that none is in is missing."""
    rows = connection.execute(sql("SELECT state, count(*) FROM questions GROUP BY state"))
    return {row[0]: row[1] for row in rows}
