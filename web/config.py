"""What a client must know before anything else."""

from datetime import UTC, datetime
from typing import Any

import marshmallow as ma
from flask import current_app

from rules import switches
from rules.earning import RULES
from rules.scoring import GRACE_MS
from rules.shop import PRICES
from web.accepting import BATCH_MOST
from web.bodies import Blueprint
from web.pages import LIMIT_MOST
from web.preferences import WAIT_MOST_S
from web.sessions import COUNT_MOST
from web.wires import wires

blueprint = Blueprint("config", __name__, url_prefix="/v1", description="What a client must know first.")

OLDEST_CLIENT = 1
TERMS = {"format": "terms-version", "example": "2026-11"}
"""What documents say of a version of the terms."""


def terms_version() -> str:
    """Of the terms that hold here."""
    found: str = current_app.config["SETTINGS"].terms_version
    return found


def accepts_terms(version: str) -> None:
    """A validator: whoever accepts terms accepts those that hold. Raises ValidationError."""
    if version != terms_version():
        raise ma.ValidationError(f"Must be the `terms_version` of /v1/config: {terms_version()}.")


class LimitsSchema(ma.Schema):
    """Limits that a client can keep to."""

    session_questions = ma.fields.Integer(required=True)
    batch_answers = ma.fields.Integer(required=True)
    page_items = ma.fields.Integer(required=True)
    wait_s = ma.fields.Integer(required=True)
    grace_ms = ma.fields.Integer(required=True, metadata={"description": "answers are taken so long after a deadline"})


def _on(what: str) -> ma.fields.Boolean:
    return ma.fields.Boolean(required=True, metadata={"description": what})


class SwitchesSchema(ma.Schema):
    """What is on now. What is off is refused with `switched_off`; where it was begun it goes on."""

    redemptions = _on("redemptions; of single products, the catalogue says")
    sessions = _on("new sessions")
    ranked = _on("ranked battles")
    sign_ups = _on("new guests and accounts")
    uploads = _on("new files of players")
    earning = ma.fields.Dict(
        ma.fields.String(),
        ma.fields.Boolean(),
        required=True,
        metadata={"description": "whether tokens of a source are paid, or stay due", "example": {"battle": True}},
    )


class ConfigSchema(ma.Schema):
    """What a client must know."""

    server_time = ma.fields.AwareDateTime(required=True)
    languages = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={"description": "that questions are in, the most frequent first", "example": ["en", "es"]},
    )
    limits = ma.fields.Nested(LimitsSchema, required=True)
    switches = ma.fields.Nested(SwitchesSchema, required=True)
    prices = ma.fields.Dict(
        ma.fields.String(),
        ma.fields.Integer(),
        required=True,
        metadata={"description": "in tokens, of what `POST /v1/purchases` sells", "example": dict(PRICES)},
    )
    terms_version = ma.fields.String(required=True)
    identity_issuers = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={"description": "whose id tokens `POST /v1/auth/oidc` takes", "example": ["apple", "google"]},
    )
    oldest_client = ma.fields.Integer(required=True, metadata={"description": "the least protocol that is served"})


@blueprint.route("/config")
@blueprint.response(200, ConfigSchema)
def show_config() -> dict[str, Any]:
    """Server time, languages, limits, switches, versions"""
    return {
        "server_time": datetime.now(UTC),
        "languages": wires().bank.langs(),
        "limits": {
            "session_questions": COUNT_MOST,
            "batch_answers": BATCH_MOST,
            "page_items": LIMIT_MOST,
            "wait_s": WAIT_MOST_S,
            "grace_ms": GRACE_MS,
        },
        "switches": _switches(),
        "prices": dict(PRICES),
        "terms_version": terms_version(),
        "identity_issuers": wires().identities.names,
        "oldest_client": OLDEST_CLIENT,
    }


def _switches() -> dict[str, Any]:
    off = wires().switches.off()
    plain = (switches.REDEMPTIONS, switches.SESSIONS, switches.RANKED, switches.SIGN_UPS, switches.UPLOADS)
    earning = {source: switches.of_source(source) not in off for source in sorted(RULES)}
    return {name: name not in off for name in plain} | {"earning": earning}
