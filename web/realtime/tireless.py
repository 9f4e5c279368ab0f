"""Greenlets that go on whatever happens: one that ended silently would be missed only by the players."""

from collections.abc import Callable

import structlog
from gevent import sleep
from redis import RedisError

from bridges.breaker import Away
from bridges.postgres import means_held
from web.battles.referee import Unavailable

log = structlog.get_logger()

_REST_S = 0.5


def for_ever(work: Callable[[], None]) -> None:
    """Do it again and again. A store that is away, or a row that is held, is waited for; other errors are logged."""
    while True:
        try:
            work()
        except (Away, RedisError, OSError, Unavailable) as error:
            log.info("waiting", work=work.__name__, error=str(error))
            sleep(_REST_S)
        except Exception as error:
            if means_held(error):
                log.info("waiting", work=work.__name__, error="a row is held by another")
            else:
                log.exception("it failed", work=work.__name__)
            sleep(_REST_S)
