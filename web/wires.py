"""What a web process is connected to. Nothing connects before its first use, so that it happens after the fork."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import Engine

from bridges.applied import Applied
from bridges.attempts import Attempts
from bridges.denials import Denials
from bridges.gift_codes import GiftCodes
from bridges.identities import Identities
from bridges.lag import LagMeter
from bridges.media import Arrivals, Store
from bridges.partners.port import Partner
from bridges.play import Play
from bridges.postgres import Postgres
from bridges.producer import Producer
from bridges.shown import Shown
from bridges.spool import Spool
from bridges.switches import Switches
from events.catalog import SUBMISSIONS
from models.battles import BattleMode
from rules.creative import Spans
from rules.issuers import Issuer
from rules.partnering import PartnerName
from web.app_keys import AppKeys
from web.bank import Bank
from web.battles.announcing import Announcer
from web.battles.commissioning import Commission
from web.battles.drawing import Drawing
from web.battles.making import Maker, Pace
from web.codes import Codes
from web.limits import Buckets, Gate
from web.recipients import Recipients
from web.refresh_tokens import RefreshTokens
from web.remembered import Remembered
from web.scoreboard import Scoreboard
from web.tokens import Tokens

PLAYER_RATE, PLAYER_BURST = 100, 1_000
APP_RATE, APP_BURST = 100_000, 100_000
"""Answers a second, and at once, that a process takes from one player or app."""
REPORT_RATE, REPORT_BURST = 0.1, 20
"""Reports of questions, likewise."""
FRIEND_RATE, FRIEND_BURST = 0.1, 20
"""Askings and blocks, likewise."""
DUEL_RATE, DUEL_BURST = 0.1, 20
"""Duels by link that are made or accepted, likewise."""
SEARCH_RATE, SEARCH_BURST = 1, 30
"""Searches for other players, likewise: nobody is to read all names."""
START_RATE, START_BURST = 0.2, 60
"""Sessions that are started, likewise: each is kept in both stores until it expires."""
CHECK_RATE, CHECK_BURST = 0.1, 20
"""Files that came and are checked, likewise: each costs a decoding."""
ENTRY_RATE, ENTRY_BURST = 0.2, 30
"""Entries to creative battles that are submitted or changed, likewise."""
SERVE_RATE, SERVE_BURST = 1, 120
"""Creative battles that a voter is shown, likewise."""
LOOK_S = 1.0
"""However many pages of staff ask how the game does, a process looks once in this time."""
_REDIS_S = 0.5


@dataclass
class Wires:
    """One a process: the stores, the producer with its fallback, and what is remembered of them."""

    tokens: Tokens
    refresh_tokens: RefreshTokens
    codes: Codes
    identities: Identities
    recipients: Recipients
    attempts: Attempts
    denials: Denials
    switches: Switches
    postgres: Postgres
    redis: "Redis"
    producer: Producer
    spool: Spool
    applied: Applied
    play: Play
    bank: Bank
    media: Store
    shown: Shown
    """Media that may be given out."""
    arrivals: Arrivals
    """What players send, before it may be served."""
    lag: LagMeter
    app_keys: AppKeys
    gate: Gate
    player_rates: Buckets
    app_rates: Buckets
    guest_rates: Buckets
    """By address."""
    report_rates: Buckets
    check_rates: Buckets
    start_rates: Buckets
    friend_rates: Buckets
    search_rates: Buckets
    entry_rates: Buckets
    serve_rates: Buckets
    duel_rates: Buckets
    makers: Mapping[BattleMode, Maker | Commission]
    """Of battles, by mode."""
    scoreboard: Scoreboard
    partners: Mapping[PartnerName, Partner] = field(default_factory=dict)
    """Who can be asked whose a phone is."""
    gift_codes: GiftCodes = field(default_factory=lambda: GiftCodes({}))
    looks: Remembered[str, dict[str, Any]] = field(default_factory=lambda: Remembered(LOOK_S))
    """What pages of staff show live."""
    draining: bool = False

    def start(self) -> None:
        """Warm what would be slow at first use, and return when it is warm, or known not to become so soon."""
        self.denials.start()
        self.applied.start()
        self.spool.start()
        self.producer.wait_until_warm()

    def stop(self) -> None:
        """Let what was accepted reach Kafka or the outbox."""
        self.draining = True
        self.denials.stop()
        self.applied.stop()
        self.producer.stop()
        self.spool.stop()
        self.lag.close()


def connect(
    engine: Engine,
    boards_url: str,
    kafka_bootstrap_servers: str,
    secret_keys: Sequence[bytes],
    accepts_in_flight: int,
    media: Store,
    arrivals: Arrivals,
    guests_a_minute: int,
    spans: Spans,
    pace: Pace,
    issuers: Sequence[Issuer] = (),
    partners: Mapping[PartnerName, Partner] | None = None,
    gift_code_keys: Mapping[str, bytes] | None = None,
) -> Wires:
    """The wires of one app; nothing is connected yet."""
    postgres = Postgres(engine)
    bank = Bank(postgres)
    redis = Redis.from_url(
        boards_url,
        socket_timeout=_REDIS_S,
        socket_connect_timeout=_REDIS_S,
        retry=Retry(NoBackoff(), 1),
        max_connections=200,
    )
    scoreboard = Scoreboard(postgres, redis)
    announce = Announcer(postgres, redis, scoreboard).announce
    return Wires(
        tokens=Tokens(secret_keys),
        refresh_tokens=RefreshTokens(secret_keys),
        codes=Codes(secret_keys),
        identities=Identities(issuers),
        recipients=Recipients(secret_keys),
        attempts=Attempts(redis),
        denials=Denials(postgres, redis),
        switches=Switches(postgres),
        postgres=postgres,
        redis=redis,
        producer=Producer(kafka_bootstrap_servers, SUBMISSIONS.name),
        spool=Spool(postgres),
        applied=Applied(redis),
        play=Play(postgres, redis),
        bank=bank,
        media=media,
        shown=Shown(postgres),
        arrivals=arrivals,
        lag=LagMeter(postgres.connect, kafka_bootstrap_servers),
        app_keys=AppKeys(postgres),
        gate=Gate(accepts_in_flight),
        player_rates=Buckets(PLAYER_RATE, PLAYER_BURST),
        app_rates=Buckets(APP_RATE, APP_BURST),
        guest_rates=Buckets(guests_a_minute / 60, guests_a_minute),
        report_rates=Buckets(REPORT_RATE, REPORT_BURST),
        check_rates=Buckets(CHECK_RATE, CHECK_BURST),
        start_rates=Buckets(START_RATE, START_BURST),
        friend_rates=Buckets(FRIEND_RATE, FRIEND_BURST),
        search_rates=Buckets(SEARCH_RATE, SEARCH_BURST),
        entry_rates=Buckets(ENTRY_RATE, ENTRY_BURST),
        serve_rates=Buckets(SERVE_RATE, SERVE_BURST),
        duel_rates=Buckets(DUEL_RATE, DUEL_BURST),
        makers={
            "quiz": Maker(postgres, redis, Drawing(bank), announce, pace),
            "creative": Commission(postgres, spans, announce),
        },
        scoreboard=scoreboard,
        partners=partners or {},
        gift_codes=GiftCodes(gift_code_keys or {}),
    )


def wires() -> Wires:
    """The wires of the current app."""
    found: Wires = current_app.extensions["wires"]
    return found
