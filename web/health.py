"""Health: whether the process lives, and whether it should be sent requests."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify
from redis import RedisError
from sqlalchemy import func, select

from bridges.breaker import Away
from web.wires import Wires, wires

blueprint = Blueprint("health", __name__)

CLOCK_MOST_MS = 200
_FRESH_S = 1.0


@dataclass
class Health:
    """What was found when it was last looked, at most a second ago."""

    parts: dict[str, str] = field(default_factory=dict)
    clock_off_ms: float = 0.0
    looked_at: float = float("-inf")

    def look(self, wires: Wires) -> None:
        """Ask every part, unless that was just done."""
        if self.parts and monotonic() - self.looked_at < _FRESH_S:
            return
        self.looked_at = monotonic()
        wires.denials.start()
        self.parts = {"postgres": self._postgres(wires), "redis": _redis(wires), "kafka": _kafka(wires)}

    def _postgres(self, wires: Wires) -> str:
        try:
            with wires.postgres.connect() as connection:
                before = datetime.now(UTC)
                theirs = connection.execute(select(func.clock_timestamp())).scalar_one()
                after = datetime.now(UTC)
        except Away:
            return "away"
        self.clock_off_ms = (theirs - (before + (after - before) / 2)).total_seconds() * 1000
        return "ok"


def init_app(app: Flask) -> None:
    """Every app remembers its own health."""
    app.extensions["health"] = Health()


@blueprint.get("/livez")
def live() -> Response:
    """200 while the process answers at all."""
    return jsonify({"status": "ok"})


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    """503 while draining or starting, when an answer could not be accepted, or when the clock is off; else 200.

    One part that is away is `degraded`: the others still serve.
    """
    health: Health = current_app.extensions["health"]
    health.look(wires())
    why = _why_not(health, wires())
    degraded = any(state != "ok" for state in health.parts.values())
    body: dict[str, Any] = {"status": "unready" if why else "degraded" if degraded else "ok", "parts": health.parts}
    return jsonify({**body, "why": why} if why else body), 503 if why else 200


def _why_not(health: Health, wires: Wires) -> str | None:
    if wires.draining:
        return "draining"
    if not wires.denials.loaded:
        return "the deny-list was never loaded"
    if health.parts["kafka"] == "warming":
        return "the Kafka producer is not warm yet"
    if health.parts["kafka"] != "ok" and health.parts["postgres"] != "ok":
        return "no answer could be accepted: Kafka and Postgres are both away"
    if abs(health.clock_off_ms) > CLOCK_MOST_MS:
        return f"the clock is {health.clock_off_ms:.0f} ms off Postgres'"
    return None


def _redis(wires: Wires) -> str:
    try:
        wires.redis.ping()
    except RedisError:
        return "away"
    return "ok"


def _kafka(wires: Wires) -> str:
    wires.producer.start()
    if wires.producer.is_warming:
        return "warming"
    return "away" if wires.producer.is_away else "ok"
