"""The labelled crowd of one seed."""

from random import Random

from lab.simulate.referrals import farms, honest
from lab.simulate.referrals.world import World

HONEST_MOST, FARMED_MOST = 10_000, 1_000


def crowd(seed: int, honest_ones: int = HONEST_MOST, farmed: int = FARMED_MOST) -> World:
    """So many invitations of each label, in the order of their claims."""
    world = World(Random(f"referrals/{seed}"))
    honest.populate(world, honest_ones)
    farms.populate(world, farmed)
    world.invitations.sort(key=lambda one: (one.at, one.referee))
    return world
