"""Bots that play as people do: over the public API and the socket alone, with human timings, and keeping a journal.

What they journal is what chaos judges the system by, so nothing here looks into Kafka, Redis or Postgres.
May import events and rules (ids and points are computed anew, not believed), and lab's content; no server code.
"""

from lab.players.command import main

__all__ = ["main"]
