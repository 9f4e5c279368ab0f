"""The socket application: one route, and its own health."""

import binascii
from base64 import b64decode
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, jsonify, request
from flask_sock import Sock
from redis import BlockingConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from bridges.denials import Denials
from bridges.media import open_store
from bridges.postgres import Postgres
from bridges.settled import Settled
from bridges.switches import Switches
from events.catalog import SUBMISSIONS
from models.base import REQUEST_LIMITS, open_engine
from web import errors, headers, logs
from web.battles.commissioning import spans
from web.battles.making import Pace
from web.errors import Problem, unavailable
from web.realtime.arena import open_arena
from web.realtime.connection import Bell, Reader
from web.realtime.hub import Hub
from web.realtime.limits import Limits
from web.realtime.stage import Stage
from web.scoreboard import Scoreboard
from web.tokens import Tokens

if TYPE_CHECKING:
    from settings import Settings

PATH = "/v1/realtime"
_REDIS_S = 1.5
_REDIS_CONNECTIONS = 20
_REDIS_WAIT_S = 5


def create_realtime(settings: "Settings", limits: Limits | None = None) -> Flask:
    """The app of one gevent worker. It connects to nothing before its first request, or `start` of its hub."""
    limits = limits or Limits()
    logs.configure()
    app = Flask("web.realtime", static_folder=None)
    app.config["SOCK_SERVER_OPTIONS"] = {
        "ping_interval": limits.ping_s,
        "thread_class": Reader,
        "event_class": Bell,
    }
    postgres, redis = _stores(settings)
    scoreboard, tokens = Scoreboard(postgres, redis), Tokens(settings.secret_keys)
    settled = Settled(postgres, settings.kafka_bootstrap_servers, SUBMISSIONS.name)
    media = open_store(settings.media_dir, settings.media_url)
    stage = Stage(postgres, settled, scoreboard, tokens, media.url)
    denials = Denials(postgres, redis)
    lasts = spans(settings.creative_writing_s, settings.creative_voting_s)
    servers = settings.kafka_bootstrap_servers
    pace, switches = Pace(*settings.battle_pace_ms), Switches(postgres)
    arena = open_arena(postgres, redis, servers, scoreboard, media.url, pace, lasts, denials, switches)
    hub = Hub(tokens, redis, scoreboard, stage, limits, denials, arena)
    app.extensions["wires"] = hub  # gunicorn.conf.py starts and drains it
    headers.init_app(app, settings.cors_origins)
    errors.init_app(app)
    _add_health(app, hub, scoreboard)
    _add_socket(app, hub, settings.socket_origins)
    return app


def _stores(settings: "Settings") -> tuple[Postgres, "Redis"]:
    # A greenlet that finds every connection in use waits for one: all clients of a process may leave at once.
    pool = BlockingConnectionPool.from_url(
        settings.boards_url,
        max_connections=_REDIS_CONNECTIONS,
        timeout=_REDIS_WAIT_S,
        socket_timeout=_REDIS_S,
        socket_connect_timeout=_REDIS_S,
        retry=Retry(NoBackoff(), 1),
    )
    redis = Redis(connection_pool=pool)
    postgres = Postgres(open_engine(settings.database_url, REQUEST_LIMITS, pool_size=4, pre_ping=False))
    return postgres, redis


def _add_socket(app: Flask, hub: Hub, origins: Collection[str]) -> None:
    @app.before_request
    def check() -> None:
        if request.path == PATH:
            _check_upgrade(hub, origins)

    # Sock's decorator is not typed.
    route: Any = Sock(app).route(PATH)
    route(hub.serve)


def _check_upgrade(hub: Hub, origins: Collection[str]) -> None:
    """Refuse what must not become a socket, while an HTTP answer can still say why."""
    if hub.draining:
        raise unavailable("This process ends; another one is there in a moment.", code="draining")
    origin = request.headers.get("Origin")
    if origin is not None and origin not in origins:
        raise Problem(403, "origin_forbidden", "Pages of this origin may not open sockets here.")
    upgrade = request.headers.get("Upgrade", "").lower()
    if upgrade != "websocket" or request.environ["SERVER_PROTOCOL"] == "HTTP/1.0":
        raise Problem(426, "upgrade_required", "This is a WebSocket, over HTTP/1.1.", headers={"Upgrade": "websocket"})
    if request.headers.get("Sec-WebSocket-Version") != "13":
        raise Problem(426, "upgrade_required", "Version 13 is spoken here.", headers={"Sec-WebSocket-Version": "13"})
    try:
        key = b64decode(request.headers.get("Sec-WebSocket-Key", ""), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != 16:
        raise Problem(400, "bad_request", "Sec-WebSocket-Key must be 16 bytes in base64.")
    # permessage-deflate costs three times the memory of a socket: it is not offered, so it is not agreed on.
    request.environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)


def _add_health(app: Flask, hub: Hub, scoreboard: Scoreboard) -> None:
    @app.get("/livez")
    def live() -> Response:
        return jsonify({"status": "ok"})

    @app.get("/readyz")
    def ready() -> tuple[Response, int]:
        parts = scoreboard.health()
        degraded = any(state != "ok" for state in parts.values())
        if hub.draining:
            return jsonify({"status": "unready", "parts": parts, "why": "draining"}), 503
        hub.denials.start()
        if not hub.denials.loaded:
            return jsonify({"status": "unready", "parts": parts, "why": "the deny-list was never loaded"}), 503
        if hub.arena.is_warming:
            return jsonify({"status": "unready", "parts": parts, "why": "its way to Kafka is being warmed"}), 503
        return jsonify({"status": "degraded" if degraded else "ok", "parts": parts}), 200
