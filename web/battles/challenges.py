"""Duels by link: whoever has the link may accept, once."""

from datetime import UTC, datetime, timedelta
from secrets import token_bytes
from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from models import challenges, players
from models.challenges import ChallengeRow
from models.players import Player
from rules.battle_state import ROUNDS
from rules.boards import ALL_CATEGORIES
from rules.codes import clean, is_code, spell
from rules.languages import lookup
from web.auth import RANKED_BLOCKED, living, must_play_ranked, player_required
from web.auth import player_id as asking
from web.bank import choose_lang
from web.battles.duelling import accept, met
from web.battles.schemas import MODES
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import LANG_TAG, Matches
from web.wires import wires

blueprint = Blueprint("challenges", __name__, url_prefix="/v1/challenges", description="Duels by link.")

LASTS = timedelta(hours=1)
OPEN_MOST = 5
_SHOWN_MOST = 100
UNKNOWN = "`challenge_unknown`: there is none with that code"


class NewChallengeSchema(ma.Schema):
    """What the duel is to be about."""

    mode = ma.fields.String(required=True, validate=ma.validate.OneOf(MODES))
    category = ma.fields.String(
        load_default=None,
        allow_none=True,
        validate=Matches(r"[a-z0-9-]{1,40}", error="Must be a slug of `GET /v1/categories`."),
        metadata={"description": "any without it", "example": "programming"},
    )
    lang = ma.fields.String(
        load_default=None,
        allow_none=True,
        validate=LANG_TAG,
        metadata={"description": "language, if there are questions in it; your own ones without it", "example": "es"},
    )


class ChallengeSchema(ma.Schema):
    """A duel by link."""

    code = ma.fields.String(
        required=True, metadata={"description": "in any case, with hyphens or without", "example": "k7mp2qxd"}
    )
    link = ma.fields.String(
        required=True, metadata={"description": "below the page of the game", "example": "/#duel=k7mp2qxd"}
    )
    player_id = ma.fields.UUID(required=True, metadata={"description": "who challenges"})
    name = ma.fields.String(required=True, metadata={"example": "Brisk Otter 42"})
    mode = ma.fields.String(required=True, validate=ma.validate.OneOf(MODES))
    category = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "null: any", "example": "programming"}
    )
    lang = ma.fields.String(required=True, metadata={"example": "en"})
    created_at = ma.fields.AwareDateTime(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(["open", "accepted", "expired"]))
    battle_id = ma.fields.UUID(
        required=True, allow_none=True, metadata={"description": "once accepted; told to the two alone"}
    )


class ChallengesSchema(ma.Schema):
    """Challenges of the last day, latest first."""

    items = ma.fields.List(ma.fields.Nested(ChallengeSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True, dump_default=None)


@blueprint.route("", methods=["POST"])
@player_required
@blueprint.arguments(NewChallengeSchema)
@blueprint.response(201, ChallengeSchema, headers={"Location": {"schema": {"type": "string"}}})
@document_problems(
    *(400, 403, 409, 413, 415, 422, 429, 503),
    s403=RANKED_BLOCKED,
    s409=f"`challenges_full`: {OPEN_MOST} of yours are open",
    s422="`category_unknown`; `invalid`: `errors` name the fields, unknown ones too",
)
def challenge(wanted: dict[str, Any]) -> tuple[Any, int, dict[str, str]]:
    """Challenge whoever you give the link to

    It is open for an hour, to the first who accepts. The duel is unranked.
    """
    me, now = asking(), datetime.now(UTC)
    wires().duel_rates.take(me.bytes)
    must_play_ranked(me)
    with wires().postgres.begin() as connection:
        player = living(players.lock(connection, me))
        if challenges.open_of(connection, me, now) >= OPEN_MOST:
            raise Problem(409, "challenges_full", f"{OPEN_MOST} of your challenges are open; they last an hour.")
        made, category_id = _new(connection, player, wanted, now)
        challenges.insert(connection, made, category_id)
    return _shown(made, now, me), 201, {"Location": f"/v1/challenges/{made.code}"}


@blueprint.route("")
@player_required
@blueprint.response(200, ChallengesSchema)
@document_problems(503)
def list_challenges() -> dict[str, Any]:
    """My challenges of the last day, latest first"""
    me, now = asking(), datetime.now(UTC)
    with wires().postgres.connect() as connection:
        return {"items": [_shown(one, now, me) for one in challenges.of_player(connection, me, _SHOWN_MOST)]}


@blueprint.route("/<code>")
@player_required
@blueprint.response(200, ChallengeSchema)
@document_problems(404, 503, s404=UNKNOWN)
def show_challenge(code: str) -> dict[str, Any]:
    """A challenge: who made it, and whether it can be accepted"""
    with wires().postgres.connect() as connection:
        found = met(connection, challenges.by_code(connection, _code(code)), asking())
    return _shown(found, datetime.now(UTC), asking())


@blueprint.route("/<code>/accept", methods=["POST"])
@player_required
@blueprint.response(200, ChallengeSchema)
@document_problems(
    *(403, 404, 409, 429, 503),
    s403=RANKED_BLOCKED,
    s404=UNKNOWN,
    s409="`challenge_own`, `challenge_taken`, `challenge_expired`; `in_battle`: one of you is; `no_questions`: too few",
)
def accept_challenge(code: str) -> dict[str, Any]:
    """Accept a challenge: the duel begins at once

    Of several who accept it, the first has it. Both are told on their sockets, `queue.matched`.
    """
    me, now = asking(), datetime.now(UTC)
    wires().duel_rates.take(me.bytes)
    must_play_ranked(me)
    with wires().postgres.begin() as connection:
        accepted = accept(connection, _code(code), me, now)
    accepted.tell()
    return _shown(accepted.challenge, now, me)


def _code(said: str) -> str:
    """As it is stored; what cannot be one is nobody's."""
    return clean(said) if is_code(clean(said)) else ""


def _new(connection: Connection, player: Player, wanted: dict[str, Any], now: datetime) -> tuple[ChallengeRow, int]:
    """A challenge and its category's id. Raises Problem 422."""
    category = wires().bank.category(wanted["category"], connection) if wanted["category"] else None
    if wanted["category"] and (category is None or not category.questions):
        detail = f"There are no questions in a category {wanted['category']!r}; GET /v1/categories lists them."
        raise Problem(422, "category_unknown", detail, errors=[{"pointer": "/category", "detail": detail}])
    langs = [*([wanted["lang"]] if wanted["lang"] else []), *player.languages]
    if category:
        lang = choose_lang(category, langs, ROUNDS)
    else:
        there = wires().bank.langs(connection)
        lang = next((one for tag in langs for one in lookup(tag, there)), next(iter(there), "en"))
    code, slug = spell(token_bytes(32)), category.slug if category else ""
    made = ChallengeRow(
        code, player.id, player.name, wanted["mode"], slug, lang, now, now + LASTS, accepted_by=None, battle_id=None
    )
    return made, category.id if category else ALL_CATEGORIES


def _shown(one: ChallengeRow, now: datetime, me: UUID) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in ("code", "player_id", "name", "mode", "lang")},
        "link": f"/#duel={one.code}",
        "category": one.category or None,
        "created_at": one.created_at,
        "expires_at": one.expires_at,
        "state": one.state(now),
        "battle_id": one.battle_id if me in (one.player_id, one.accepted_by) else None,
    }
