"""The environment, read once into a frozen object by the entry points: wsgi, celeryconfig, bridges, lab."""

import os
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from rules import issuers, partner_accounts, push_accounts
from rules.issuers import Issuer
from rules.partner_accounts import Account
from rules.partnering import PartnerName
from rules.push_accounts import PushAccount

EXPOSABLE = frozenset({"docs", "metrics"})
"""`docs`: /docs; `metrics`: /metrics."""


_TERMS_MOST = 10


class SettingsError(Exception):
    """The environment lacks something, or holds something that cannot be meant."""


@dataclass(frozen=True)
class Settings:
    """What differs between one installation and the next. Secrets and addresses have no default."""

    database_url: str
    """The app's role: it reads and writes rows (models/privileges.py)."""
    broker_url: str
    """Redis that carries Celery's queues."""
    boards_url: str
    """Redis that holds boards, running sessions and the channels of the sockets."""
    kafka_bootstrap_servers: str
    secret_keys: tuple[bytes, ...]
    """Signing keys: the first signs, all verify."""
    api_url: str
    realtime_url: str
    cors_origins: frozenset[str] = frozenset()
    socket_origins: frozenset[str] = frozenset()
    admin_origins: frozenset[str] = frozenset()
    """Where the CMS is served: requests of staff that change something come from there."""
    owner_database_url: str = ""
    """The owner's role, for migrations alone; without it the app's role must be the owner."""
    admin_url: str = ""
    """The page of the CMS, which links for staff lead to."""
    app_url: str = ""
    """The players' app, without a slash at its end: links in mails are this and a path. Without it mails have none."""
    topic_partitions: int = 4
    topic_replicas: int = 1
    mail_url: str = ""
    """Where mail goes out (bridges/mail.py); without it, mail waits in Postgres and expires there."""
    mail_from: str = ""
    sms_url: str = ""
    """The same for SMS (bridges/sms.py)."""
    push_url: str = ""
    """The same for pushes (bridges/push.py),"""
    push_account: PushAccount | None = field(default=None, repr=False)
    """and with whose account they are sent (rules/push_accounts.py)."""
    oidc_issuers: tuple[Issuer, ...] = ()
    """Whose id tokens log players in (rules/issuers.py); without any, nobody's do."""
    partners: Mapping[PartnerName, Account] = field(default_factory=dict)
    """Our accounts with partners that issue rewards (rules/partner_accounts.py)."""
    gift_code_keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """What seals gift cards, by id: the first wraps, all unwrap; without any, cards stay with the partner."""
    accepts_in_flight: int = 512
    """Answers a web process may be waiting on at once before it sheds load."""
    media_dir: str = "/var/lib/buzzline/media"
    """What keeps media: a folder that web and workers of all machines share, or `s3://bucket/prefix`."""
    media_url: str = ""
    """Where clients get media, if not from the API: a CDN that asks its `/v1/media`, which knows what was hidden."""
    exposed: frozenset[str] = frozenset()
    """Which of EXPOSABLE are served on the API's port; they are for operators and developers."""
    proxies: int = 0
    """Proxies of ours before the API: so many entries of X-Forwarded-For, from its end, are believed."""
    battle_pace_ms: tuple[int, int, int] = (3_000, 10_000, 3_000)
    """Of a quiz battle: until its first round, how long a round is open, how long what was right is shown."""
    creative_writing_s: int = 86_400
    """How long both may write in a creative battle,"""
    creative_voting_s: int = 86_400
    """and how long others may vote on it then."""
    terms_version: str = "2026-11"
    """Of the terms that players accept; a new one has whoever redeems accept them anew."""
    guests_a_minute: int = 600
    """Guests that a web process takes from one address, and as many at once: a school may be behind one."""

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Parse the environment. Raises SettingsError that names the variable and what it should be."""
        redis_url = environ.get("REDIS_URL", "")
        api_url = _need(environ, "API_URL").rstrip("/")
        return cls(
            database_url=_sqlalchemy_url("DATABASE_URL", _need(environ, "DATABASE_URL")),
            broker_url=environ.get("BROKER_URL") or redis_url or _need(environ, "BROKER_URL"),
            boards_url=environ.get("BOARDS_URL") or redis_url or _need(environ, "BOARDS_URL"),
            kafka_bootstrap_servers=_need(environ, "KAFKA_BOOTSTRAP_SERVERS"),
            secret_keys=_keys(_need(environ, "SECRET_KEYS")),
            api_url=api_url,
            realtime_url=_need(environ, "REALTIME_URL"),
            cors_origins=_set(environ.get("CORS_ORIGINS", "")),
            socket_origins=_set(environ.get("SOCKET_ORIGINS", "")),
            admin_origins=_set(environ.get("ADMIN_ORIGINS", "")),
            owner_database_url=_sqlalchemy_url("OWNER_DATABASE_URL", environ.get("OWNER_DATABASE_URL", "")),
            admin_url=environ.get("ADMIN_URL", ""),
            app_url=_app_url(environ),
            topic_partitions=_count(environ, "TOPIC_PARTITIONS", cls.topic_partitions),
            topic_replicas=_count(environ, "TOPIC_REPLICAS", cls.topic_replicas),
            mail_url=environ.get("MAIL_URL", ""),
            mail_from=_sender(environ),
            sms_url=environ.get("SMS_URL", ""),
            push_url=environ.get("PUSH_URL", ""),
            push_account=_push_account(environ),
            oidc_issuers=_issuers(environ.get("OIDC_ISSUERS", "")),
            partners=_partners(environ.get("PARTNERS", "")),
            gift_code_keys=_card_keys(environ.get("GIFT_CODE_KEYS", "")),
            accepts_in_flight=_count(environ, "ACCEPTS_IN_FLIGHT", cls.accepts_in_flight),
            media_dir=environ.get("MEDIA_DIR") or cls.media_dir,
            media_url=(environ.get("MEDIA_URL") or f"{api_url}/v1/media").rstrip("/"),
            exposed=_exposed(environ.get("EXPOSE", "")),
            proxies=_count(environ, "PROXIES", cls.proxies, least=0),
            battle_pace_ms=_pace(environ, cls.battle_pace_ms),
            creative_writing_s=_count(environ, "CREATIVE_WRITING_S", cls.creative_writing_s),
            creative_voting_s=_count(environ, "CREATIVE_VOTING_S", cls.creative_voting_s),
            terms_version=_terms(environ, cls.terms_version),
            guests_a_minute=_count(environ, "GUESTS_A_MINUTE", cls.guests_a_minute),
        )


def _need(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set; `. .lab/env` sets it for the lab, see README.md")
    return value


def _app_url(environ: Mapping[str, str]) -> str:
    """A fragment may be where the app has its paths; who is asked for, and what, comes after it."""
    url = environ.get("APP_URL", "").strip().rstrip("/")
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or "@" in parts.netloc or "?" in url:
        raise SettingsError(f"APP_URL is {url!r}; it must be the https:// address of the players' app, without a query")
    return url


def _pace(environ: Mapping[str, str], default: tuple[int, int, int]) -> tuple[int, int, int]:
    text = environ.get("BATTLE_PACE_MS", "")
    parts = text.split(",")
    if not text:
        return default
    if len(parts) != 3 or not all(part.strip().isdecimal() and int(part) > 0 for part in parts):
        raise SettingsError(f"BATTLE_PACE_MS is {text!r}; it must be three numbers of ms: start, round, reveal")
    start, round_, reveal = map(int, parts)
    return start, round_, reveal


def _terms(environ: Mapping[str, str], default: str) -> str:
    version = environ.get("TERMS_VERSION", "").strip() or default
    if len(version) > _TERMS_MOST:
        raise SettingsError(
            f"TERMS_VERSION is {version!r}; it must have {_TERMS_MOST} characters at most, like {default}"
        )
    return version


def _sender(environ: Mapping[str, str]) -> str:
    sender = environ.get("MAIL_FROM", "").strip()
    if environ.get("MAIL_URL") and "@" not in sender:
        raise SettingsError("MAIL_FROM must be the address that mails come from, as MAIL_URL is set")
    return sender


def _push_account(environ: Mapping[str, str]) -> PushAccount | None:
    try:
        return push_accounts.parse(environ.get("PUSH_ACCOUNT", ""))
    except ValueError as error:
        raise SettingsError(f"PUSH_ACCOUNT: {error}") from None


def _issuers(text: str) -> tuple[Issuer, ...]:
    try:
        return issuers.parse(text)
    except ValueError as error:
        raise SettingsError(f"OIDC_ISSUERS: {error}") from None


def _partners(text: str) -> Mapping[PartnerName, Account]:
    try:
        return partner_accounts.parse(text)
    except ValueError as error:
        raise SettingsError(f"PARTNERS: {error}") from None


def _sqlalchemy_url(name: str, url: str) -> str:
    """`postgresql://` and `postgres://` both mean psycopg 3 here; one that is not told is none."""
    if not url:
        return ""
    scheme, _, rest = url.partition("://")
    if scheme not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise SettingsError(f"{name} begins with {scheme}://; it must be postgresql://")
    return f"postgresql+psycopg://{rest}"


def _keys(text: str) -> tuple[bytes, ...]:
    keys = tuple(part.strip().encode() for part in text.split(",") if part.strip())
    if not keys or any(len(key) < 32 for key in keys):
        raise SettingsError("SECRET_KEYS must be keys of at least 32 characters, separated by commas")
    return keys


def _card_keys(text: str) -> Mapping[str, bytes]:
    """`id:base64`, separated by commas, each of 32 bytes."""
    found: dict[str, bytes] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        id_, _, said = part.partition(":")
        try:
            key = b64decode(said, validate=True)
        except ValueError:
            key = b""
        if not id_ or len(id_) > 40 or not id_.isascii() or len(key) != 32 or id_ in found:
            raise SettingsError("GIFT_CODE_KEYS must be id:base64 of 32 bytes, each id once, separated by commas")
        found[id_] = key
    return found


def _set(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(",") if part.strip())


def _exposed(text: str) -> frozenset[str]:
    names = _set(text)
    if names - EXPOSABLE:
        raise SettingsError(f"EXPOSE names {', '.join(sorted(names - EXPOSABLE))}; there are docs and metrics")
    return names


def _count(environ: Mapping[str, str], name: str, default: int, least: int = 1) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or int(text) < least:
        raise SettingsError(f"{name} is {text!r}; it must be a whole number, at least {least}")
    return int(text)
