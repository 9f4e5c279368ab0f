"""What follows of a sanction, told after the commit: to every process what is denied, to sockets what is held."""

from contextlib import suppress
from uuid import UUID

from redis import Redis, RedisError

from bridges import denials, told
from bridges.breaker import Away
from bridges.postgres import Postgres
from models import sanction_effects


def tell_of(postgres: Postgres, redis: "Redis", player: UUID) -> None:
    """Tell what has changed with a player's sanctions. What is lost is known within a second, or when it is asked."""
    denials.tell_of(postgres, redis, player)
    with suppress(Away, RedisError):
        with postgres.connect() as connection:
            moved = sanction_effects.moved(connection, player)
        told.tell(redis, told.redemptions(moved))
