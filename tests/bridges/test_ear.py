"""An ear hears what is said on its channel, also after Redis has been away."""

from redis import Redis

from bridges.ear import Ear
from lab.stack import Stack
from tests.processes import until


def test_it_hears_and_hears_again_when_redis_has_been_away(services: Stack, broker_url: str) -> None:
    heard: list[bytes] = []
    ear = Ear(Redis.from_url(broker_url, socket_timeout=5), "a channel", heard.append)
    ear.start()
    ear.start()
    said = Redis.from_url(broker_url)
    try:
        until(lambda: said.publish("a channel", "before") == 1, what="there is one listener")
        until(lambda: b"before" in heard, what="it hears")
        services.valkey.restart()
        until(lambda: ear.listening.is_set() and said.publish("a channel", "after") == 1, what="it listens again")
        until(lambda: b"after" in heard, what="it hears again")
    finally:
        ear.stop()
