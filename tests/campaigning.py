"""Campaigns that are under way, taken to their end."""

from sqlalchemy import Engine, text

from tasks import campaigns as work


def run_out(engine: Engine) -> None:
    """All that is due, to its end: as if the time between its slices had passed."""
    hurry = text("UPDATE campaigns SET due_at = now() WHERE state IN ('planning', 'sending')")
    while True:
        with engine.begin() as connection:
            connection.execute(hurry)
            if not work.step(connection):
                return
