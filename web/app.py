"""The REST application: extensions, blueprints, errors."""

from importlib import import_module
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from bridges.media import open_arrivals, open_store
from bridges.partners.registry import open_partners
from models.base import REQUEST_LIMITS, engine_options
from rules.partner_accounts import brief
from web import errors, headers, health, logs
from web.admin import guard
from web.auth import SCHEMES
from web.battles.commissioning import spans
from web.battles.making import Pace
from web.bodies import BODY_MOST
from web.commands import COMMANDS
from web.contract import Documents
from web.extensions import api, db, migrate
from web.wires import connect

if TYPE_CHECKING:
    from settings import Settings

_DOCUMENTED = [
    "accounts",
    "admin.achievements",
    "admin.activity",
    "admin.approvals",
    "admin.audit",
    "admin.cases",
    "admin.battles",
    "admin.catalogue",
    "admin.budgets",
    "admin.breaks",
    "admin.campaign_states",
    "admin.campaigns",
    "admin.categories",
    "admin.correcting",
    "admin.credits",
    "admin.daily",
    "admin.dashboard",
    "admin.dead_letters",
    "admin.events",
    "admin.erasing",
    "admin.exports",
    "admin.finance",
    "admin.finding",
    "admin.imports",
    "admin.inbox",
    "admin.invitations",
    "admin.ledger",
    "admin.logins",
    "admin.media",
    "admin.messages",
    "admin.notes",
    "admin.player_exports",
    "admin.playerlogins",
    "admin.partners",
    "admin.pipeline",
    "admin.players",
    "admin.prompts",
    "admin.question_bulk",
    "admin.question_revisions",
    "admin.question_states",
    "admin.questions",
    "admin.queues",
    "admin.quizzes",
    "admin.redemptions",
    "admin.referrals",
    "admin.sanctions",
    "admin.search",
    "admin.seasons",
    "admin.settings",
    "admin.standings",
    "admin.segments",
    "admin.session",
    "admin.staff",
    "admin.submissions",
    "admin.tag_bulk",
    "admin.tags",
    "admin.templates",
    "admin.threads",
    "admin.timelines",
    "admin.token_rates",
    "admin.viewing",
    "admin.views",
    "answers",
    "appeals",
    "asyncapi",
    "asking",
    "battles.challenges",
    "battles.records",
    "battles.retold",
    "blocks",
    "boards",
    "catalogue",
    "categories",
    "config",
    "devices",
    "entries",
    "events",
    "exports",
    "finishing",
    "friends",
    "logins",
    "media",
    "notification_preferences",
    "notifications",
    "oidc",
    "people",
    "phones",
    "player_reports",
    "players",
    "profile",
    "progress",
    "purchases",
    "quizzes",
    "realtime_tokens",
    "recharges",
    "redemptions",
    "reauthentication",
    "referrals",
    "reports",
    "revealing",
    "reviews",
    "seasons",
    "sessions",
    "threads",
    "unsubscribes",
    "uploads",
    "votes",
    "wallet",
    "webhooks",
]
_POOL = {"pool_timeout": 2, "pool_pre_ping": False}
"""bridges.postgres sees itself whether a connection has ended."""
_EXPOSED = {"docs": "docs", "metrics": "exposition"}
"""Blueprints that are served only where the settings say so."""


def create_app(settings: "Settings") -> Flask:
    """The app of one process. It connects to nothing before its first request, or `start` of its wires."""
    logs.configure()
    app = Flask("web", static_folder=None)
    app.config.from_mapping(_config(settings))
    _add_extensions(app, settings)
    for name in _DOCUMENTED:
        api.register_blueprint(import_module(f"web.{name}").blueprint)
    for name in ["health", *(_EXPOSED[name] for name in sorted(settings.exposed))]:
        app.register_blueprint(import_module(f"web.{name}").blueprint)
    errors.init_app(app)
    for command in COMMANDS:
        app.cli.add_command(command)
    return app


def _config(settings: "Settings") -> dict[str, object]:
    return {
        "SETTINGS": settings,
        "MAX_CONTENT_LENGTH": BODY_MOST,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "OWNER_DATABASE_URI": settings.owner_database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {**engine_options(REQUEST_LIMITS, pool_size=10), **_POOL},
        "API_TITLE": "Buzzline",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/v1",
        "API_SPEC_OPTIONS": {
            "info": {"description": _ABOUT},
            "servers": [{"url": settings.api_url}],
            "components": {"securitySchemes": {**SCHEMES, "staff": guard.SCHEME}},
        },
    }


def _add_extensions(app: Flask, settings: "Settings") -> None:
    db.init_app(app)
    migrate.init_app(app, db)
    api.init_app(app, spec_kwargs={"marshmallow_plugin": Documents()})
    headers.init_app(app, settings.cors_origins)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0)  # type: ignore[method-assign]  # Flask's way
    health.init_app(app)
    with app.app_context():
        app.extensions["wires"] = connect(
            db.engine,
            settings.boards_url,
            settings.kafka_bootstrap_servers,
            settings.secret_keys,
            settings.accepts_in_flight,
            open_store(settings.media_dir, settings.media_url),
            open_arrivals(settings.media_dir, settings.api_url, settings.secret_keys),
            settings.guests_a_minute,
            spans(settings.creative_writing_s, settings.creative_voting_s),
            Pace(*settings.battle_pace_ms),
            settings.oidc_issuers,
            open_partners({name: brief(account) for name, account in settings.partners.items()}),
            settings.gift_code_keys,
        )


_ABOUT = """Quizzes in real time.

Become a guest with `POST /v1/players`, start a session, ask for `next`, answer. An answer is *accepted* (202) and a
moment later *applied*, exactly once; `Prefer: wait=2` gives the outcome in one go, `GET /v1/events/{event_id}` later.
Access tokens last 15 minutes: `POST /v1/auth/refresh` gives the next.

Errors are problems (RFC 9457) with a stable `code`. Lists are `{items, next}`. Times are RFC 3339, UTC. Unknown request
fields are refused; ignore unknown response fields. No string of a request holds U+0000.
"""
