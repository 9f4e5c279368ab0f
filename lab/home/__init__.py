"""The home page's server: the files of lab/play, and the figures that Watch shows.

It listens on this machine only. What it knows it reads from Postgres, Kafka, the supervisor and the players, each
on a thread of its own, so that any of them may be away without the page noticing more than that.
"""

from lab.home.site import main

__all__ = ["main"]
