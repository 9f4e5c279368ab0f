"""Commands wait longer than requests do; and when what they need is away, they say so in a line, and exit with 3."""

from typing import Any

import click
from confluent_kafka import KafkaException
from flask.cli import AppGroup
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import TimeoutError as RedisSilent
from sqlalchemy.exc import InterfaceError, OperationalError

from bridges.breaker import Away
from bridges.postgres import patience

_PATIENCE_S = 60.0


class Unreachable(click.ClickException):
    """Nothing is known to be wrong but this: `flask audit` exits with 1 when an invariant is broken."""

    exit_code = 3


class _Mannered:
    """What any command of ours does around what it is for."""

    def invoke(self, ctx: click.Context) -> Any:
        """As click's. Raises Unreachable."""
        try:
            with patience(_PATIENCE_S):
                return super().invoke(ctx)  # type: ignore[misc]  # of the click class beside it
        except (Away, OperationalError, InterfaceError) as error:
            raise Unreachable(f"Postgres: {_first_line(getattr(error, 'orig', None) or error)}") from error
        except (KafkaException, TimeoutError) as error:
            raise Unreachable(f"Kafka: {_first_line(error)}") from error
        except (RedisAway, RedisSilent) as error:
            raise Unreachable(f"Redis: {_first_line(error)}") from error


class Command(_Mannered, click.Command):
    """One command by itself."""


class Group(_Mannered, AppGroup):
    """The commands of a noun."""


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0] or type(error).__name__
