"""What a worker process holds open: one engine and one Redis client, made at first use, after the fork."""

import gc
from collections.abc import Mapping
from functools import cache
from uuid import UUID

from celery.signals import worker_process_init
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import Engine

from bridges.gift_codes import GiftCodes
from bridges.mail import open_mail
from bridges.media import Arrivals, Store, open_arrivals, open_store
from bridges.outbound import Port
from bridges.partners.port import Partner
from bridges.partners.registry import open_partners
from bridges.push import open_push
from bridges.sms import open_sms
from models.base import CARRIER_LIMITS, open_engine
from rules import notice_mails
from rules.notice_forms import Category
from rules.partnering import PartnerName
from rules.referral_marks import Marks
from rules.unsubscribing import Links
from tasks import app

_CONNECTIONS = 8
"""Most of them for threads that call partners (tasks.flights)."""


@cache
def engine() -> Engine:
    """Postgres, with the limits that free what a frozen worker holds; a task alone never takes more than two."""
    return open_engine(app.conf.database_url, CARRIER_LIMITS, pool_size=_CONNECTIONS, pre_ping=False)


@cache
def boards() -> "Redis":
    """Redis with boards and channels: it connects within a second, answers within five, and is asked twice."""
    retry = Retry(NoBackoff(), 1)
    return Redis.from_url(app.conf.boards_url, socket_timeout=5, socket_connect_timeout=1, retry=retry)


@cache
def mail() -> Port | None:
    """The way out for mail; None: there is none, and mail waits."""
    return open_mail(app.conf.mail_url, app.conf.mail_from) if app.conf.mail_url else None


@cache
def sms() -> Port | None:
    """The way out for SMS; None: there is none, and SMS wait."""
    return open_sms(app.conf.sms_url) if app.conf.sms_url else None


@cache
def push() -> Port | None:
    """The way out for pushes; None: there is none, and they wait."""
    return open_push(app.conf.push_url, app.conf.push_account) if app.conf.push_url else None


def unsubscribe_url(player: UUID, category: Category) -> str:
    """Where mail of a category to a player is ended."""
    links: Links = app.conf.unsubscribe_links
    return links.to(player, category)


def marks() -> Marks:
    """What mailboxes and phones that were rewarded are known by."""
    found: Marks = app.conf.referral_marks
    return found


def way(link: str | None) -> str | None:
    """The address of a path in the app; None: mails have no such link."""
    return notice_mails.way(app.conf.app_url, link)


@cache
def partners() -> Mapping[PartnerName, Partner]:
    """Who issues rewards."""
    return open_partners(app.conf.partners)


@cache
def gift_codes() -> GiftCodes:
    """What seals gift cards."""
    return GiftCodes(app.conf.gift_code_keys)


@cache
def media() -> Store:
    """The files that go with questions."""
    return open_store(app.conf.media_dir, app.conf.media_url)


@cache
def arrivals() -> Arrivals:
    """The files that players sent; addresses for more of them are the web's to give."""
    return open_arrivals(app.conf.media_dir, "")


@worker_process_init.connect
def settle_garbage(**_: object) -> None:
    """Keep Celery's own objects out of the collector's sight: walking them cost a third of a slice's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
