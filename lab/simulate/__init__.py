"""Rules played through in simulated time, without servers: how constants were chosen."""

from lab.simulate.command import main

__all__ = ["main"]
