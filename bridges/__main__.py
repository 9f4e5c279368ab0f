"""`python -m bridges carry` and `python -m bridges relay`: the two wires that run as processes."""

import argparse
import logging
import signal
import sys
from collections.abc import Callable

import structlog
from confluent_kafka import Consumer, Producer
from redis import Redis

from bridges.applied import CHANNEL
from bridges.carry import Carrier, Wires
from bridges.couriers import client
from bridges.ear import Ear
from bridges.kafka import admin, consumer_config, producer_config
from bridges.relay import Relay
from bridges.topics import TopicWatch
from events.catalog import TOPICS
from models.base import CARRIER_LIMITS, open_engine
from settings import Settings


def main(argv: list[str]) -> int:
    """Run one wire until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m bridges", description=__doc__)
    wires = parser.add_subparsers(dest="wire", required=True)
    carry = wires.add_parser("carry", help="Kafka to Celery")
    carry.add_argument("--member", default="bridge-1", help="this bridge's name in the group; one process a name")
    wires.add_parser("relay", help="outbox to Kafka")
    options = parser.parse_args(argv)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    settings = Settings.from_environ()
    worker = _carrier(settings, options.member) if options.wire == "carry" else _relay(settings)
    _until_signalled(worker.stop)
    worker.run()
    return 0


def _carrier(settings: Settings, member: str) -> Carrier:
    kafka = settings.kafka_bootstrap_servers
    return Carrier(
        Wires(
            consumer=Consumer(consumer_config(kafka, member)),
            engine=open_engine(settings.database_url, CARRIER_LIMITS, pre_ping=False),
            celery=client(settings.broker_url),
            queues=Redis.from_url(settings.broker_url, socket_timeout=2, socket_connect_timeout=2),
            watch=TopicWatch(admin(kafka), TOPICS),
        )
    )


def _relay(settings: Settings) -> Relay:
    relay = Relay(
        open_engine(settings.database_url, CARRIER_LIMITS, pre_ping=False),
        Producer(producer_config(settings.kafka_bootstrap_servers)),
    )
    hints = Redis.from_url(settings.boards_url, socket_timeout=5, socket_connect_timeout=1)
    Ear(hints, CHANNEL, lambda _: relay.wake()).start()
    return relay


def _until_signalled(stop: Callable[[], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
