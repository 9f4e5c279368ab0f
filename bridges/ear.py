"""One ear for hints on a channel of Redis, in a thread of its own."""

from collections.abc import Callable
from threading import Event, Thread
from time import sleep

import structlog
from redis import Redis, RedisError
from redis.client import PubSub

log = structlog.get_logger()

_LISTEN_S = 1.0
_REST_S = 0.5


class Ear:
    """Calls `hear` with each message. While Redis is away nothing is heard, and nobody may rely on hearing."""

    def __init__(self, redis: "Redis", channel: str, hear: Callable[[bytes], None]) -> None:
        self._redis = redis
        self._channel = channel
        self._hear = hear
        self._running = False
        self.listening = Event()
        self.away = False

    def start(self) -> None:
        """Subscribe; safe to call again."""
        if not self._running:
            self._running = True
            Thread(target=self._listen, name=self._channel, daemon=True).start()

    def stop(self) -> None:
        """Listen no more, within a second or so."""
        self._running = False

    def _listen(self) -> None:
        """Subscribe, and again whenever Redis has been away."""
        while self._running:
            try:
                with self._redis.pubsub(ignore_subscribe_messages=True) as subscription:  # type: ignore[no-untyped-call]  # redis-py's is not
                    subscription.subscribe(self._channel)
                    self.listening.set()
                    self.away = False
                    self._follow(subscription)
            except (RedisError, OSError) as error:
                if not self.away:
                    log.warning("hints are away", error=str(error))
                self.away = True
                self.listening.clear()
                sleep(_REST_S)

    def _follow(self, subscription: "PubSub") -> None:
        while self._running:
            message = subscription.get_message(timeout=_LISTEN_S)
            if message:
                self._hear(message["data"])
