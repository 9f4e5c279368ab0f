"""What a client must know before anything else."""

from datetime import UTC, datetime
from typing import Any

import marshmallow as ma

from rules.scoring import GRACE_MS
from web.accepting import BATCH_MOST
from web.bodies import Blueprint
from web.pages import LIMIT_MOST
from web.preferences import WAIT_MOST_S
from web.sessions import COUNT_MOST
from web.wires import wires

blueprint = Blueprint("config", __name__, url_prefix="/v1", description="What a client must know first.")

TERMS_VERSION = "2026-11"
OLDEST_CLIENT = 1


class LimitsSchema(ma.Schema):
    """Limits that a client can keep to."""

    session_questions = ma.fields.Integer(required=True)
    batch_answers = ma.fields.Integer(required=True)
    page_items = ma.fields.Integer(required=True)
    wait_s = ma.fields.Integer(required=True)
    grace_ms = ma.fields.Integer(required=True, metadata={"description": "answers are taken so long after a deadline"})


class ConfigSchema(ma.Schema):
    """What a client must know."""

    server_time = ma.fields.AwareDateTime(required=True)
    languages = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={"description": "that questions are in, the most frequent first", "example": ["en", "es"]},
    )
    limits = ma.fields.Nested(LimitsSchema, required=True)
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
    """Server time, languages, limits, versions"""
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
        "terms_version": TERMS_VERSION,
        "identity_issuers": wires().identities.names,
        "oldest_client": OLDEST_CLIENT,
    }
