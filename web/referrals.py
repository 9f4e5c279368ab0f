"""Referrals: a player's code and link, whom they brought and how far that has come; and claiming another's code."""

from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any
from uuid import UUID

import marshmallow as ma
import msgspec
from flask import Response
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from events.catalog import ReferralClaimed
from events.codec import encode
from events.identity import claim_event_id
from models import grants, players, referral_codes, referrals, thresholds
from models.players import Player
from models.referral_codes import Owned
from models.referrals import Row
from rules.codes import clean, is_inviting, show, spell_inviting
from rules.referral_states import STATES, WHYS, late, why
from rules.thresholds import Thresholds
from web import accepting, attempts
from web.accepting import Admitted
from web.answers import LOCATION, AcceptedSchema, accept
from web.attempts import Limit
from web.auth import living, player_id, player_required
from web.bodies import Blueprint, read
from web.contract import documented
from web.errors import Problem, document_problems
from web.events import EventSchema
from web.pages import PageSchema, paged, read_cursor
from web.preferences import PARAMETER
from web.wires import wires

blueprint = Blueprint("referrals", __name__, url_prefix="/v1/referrals", description="Friends who bring friends.")

CLAIMS = Limit("referral", 10, 200, 3600)
"""Whoever guesses codes: so many an hour, of one player and from one address; claims that count do not."""
_STATE = {
    "description": "joined: they play · qualified: it is being checked · held: it will be paid · paid · ineligible, "
    "clawed_back: it is not, or no more; `why` says it in general terms (proof: I have to prove an address or a phone)"
}


class ReferralSchema(ma.Schema):
    """Somebody who was brought; who that is, is not told."""

    id = ma.fields.UUID(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES), metadata=_STATE)
    why = ma.fields.String(required=True, validate=ma.validate.OneOf(WHYS))
    version = ma.fields.Integer(required=True, metadata={"description": "grows with each change", "example": 2})
    tokens = ma.fields.Integer(required=True, metadata={"description": "that are mine once it is paid", "example": 200})
    claimed_at = ma.fields.AwareDateTime(required=True)
    due_at = ma.fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "of one that is held: when it is paid"}
    )


class TermsOfReferralSchema(ma.Schema):
    """What has to be done for it."""

    games = ma.fields.Integer(required=True, metadata={"description": "ranked ones", "example": 5})
    days = ma.fields.Integer(required=True, metadata={"description": "on which they are played", "example": 3})
    within_days = ma.fields.Integer(required=True, metadata={"example": 30})
    hold_days = ma.fields.Integer(required=True, metadata={"example": 14})
    day_seconds = ma.fields.Integer(
        required=True, metadata={"description": "of one of these days; in a demo less", "example": 86_400}
    )
    referrer_tokens = ma.fields.Integer(required=True, metadata={"example": 200})
    referee_tokens = ma.fields.Integer(required=True, metadata={"example": 100})


class ReferralsSchema(ma.Schema):
    """My code, my own referral if somebody brought me, and those whom I brought, latest first."""

    code = ma.fields.String(required=True, metadata={"example": "kx7m-2qdc"})
    link = ma.fields.String(
        required=True, metadata={"description": "below the page of the game", "example": "/#invite=kx7m2qdc"}
    )
    terms = ma.fields.Nested(TermsOfReferralSchema, required=True)
    claimed = ma.fields.Nested(ReferralSchema, required=True, allow_none=True)
    claimable_until = ma.fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "while I may claim somebody's code"}
    )
    items = ma.fields.List(ma.fields.Nested(ReferralSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class ClaimSchema(ma.Schema):
    """Whose code I was given."""

    code = ma.fields.String(
        required=True,
        validate=ma.validate.Length(1, 40),
        metadata={"description": "in any case, with hyphens or without", "example": "kx7m-2qdc"},
    )


class Claim(msgspec.Struct, forbid_unknown_fields=True):
    """ClaimSchema, as it is read."""

    code: str


_read_claim = msgspec.json.Decoder(Claim).decode


@blueprint.route("")
@player_required
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, ReferralsSchema)
@document_problems(422, 503)
def list_referrals(page: dict[str, Any]) -> dict[str, Any]:
    """My code and link, and what came of those whom I brought

    Both sides get tokens once who was brought has proved an address or a phone and played enough ranked games; they are
    held for some time first. The socket's `referral.changed` says when there is news.
    """
    me = player_id()
    with wires().postgres.begin() as connection:
        player = living(players.hold(connection, me))
        limits = thresholds.read(connection)
        mine = referral_codes.of_player(connection, me) or _make(connection, me)
        claimed = referrals.of_referee(connection, me)
        rows = referrals.of_referrer(connection, me, read_cursor(page["cursor"]), page["limit"] + 1)
        until = None if claimed else _claimable(connection, player, limits)
        known = grants.is_known(connection, me)
    found = paged(rows, page["limit"])
    return {
        "code": show(mine.code),
        "link": f"/#invite={mine.code}",
        "terms": _terms(limits),
        "claimed": _shown(claimed, me, known) if claimed else None,
        "claimable_until": until,
        "items": [_shown(row, me, known) for row in found["items"]],
        "next": found["next"],
    }


@blueprint.route("/claims", methods=["POST"])
@documented(
    Blueprint.doc(security=[{"player": []}], parameters=[PARAMETER]),
    blueprint.arguments(ClaimSchema),
    blueprint.response(202, AcceptedSchema, description="Accepted.", headers=LOCATION),
    blueprint.alt_response(200, schema=EventSchema, success=True, description="With `Prefer: wait`: its outcome."),
    document_problems(
        *(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
        s404="`code_unknown`: nobody has that code",
        s409="`own_code`: it is my own; `already_claimed`: somebody brought me already; `claim_late`: I signed up too "
        "long ago; `already_played`: I have played other than for practice before",
    ),
)
def claim_referral() -> Response:
    """Say by whose code I came

    Once and for ever, soon after signing up and before the first game that is more than practice. The same claim sent
    again is the same event.
    """
    received_at = accepting.now()

    def admit(player: UUID) -> Admitted:
        code = clean(read(_read_claim).code)
        attempts.take(CLAIMS, str(player))
        with wires().postgres.connect() as connection:
            owner = _owner(connection, player, code, received_at)
        attempts.give_back(CLAIMS, str(player))
        event = ReferralClaimed(
            event_id=claim_event_id(player, code),
            referral_id=uuid7(),
            referee_id=player,
            referrer_id=owner.player,
            received_at=received_at,
        )
        return Admitted(event.event_id, event.key, encode(event), event.topic.name)

    return accept(admit)


def _make(connection: Connection, player: UUID) -> Owned:
    entropy = iter(lambda: token_bytes(32), b"")
    return referral_codes.make(connection, player, spell_inviting(entropy))


def _owner(connection: Connection, me: UUID, code: str, now: datetime) -> Owned:
    """Whose code I may claim. Raises Problem 401, 404, 409: the claim's task judges the same once more."""
    player = living(players.by_id(connection, me))
    owner = referral_codes.owner(connection, code) if is_inviting(code) else None
    if owner is None:
        raise Problem(404, "code_unknown", "Nobody has that code: look at it again, letter by letter.")
    if owner.player == me:
        raise Problem(409, "own_code", "That is your own code: it is for others.")
    claimed = referrals.of_referee(connection, me)
    if claimed is not None and claimed.event_id != claim_event_id(me, code):
        raise Problem(409, "already_claimed", "You have claimed a code before; that one counts for ever.")
    limits = thresholds.read(connection)
    if late(player.created_at, now, limits):
        detail = f"A code is claimed within {limits.referral_claim_hours} hours after signing up."
        raise Problem(409, "claim_late", detail)
    if claimed is None and referrals.has_played(connection, me, now):
        raise Problem(409, "already_played", "A code is claimed before the first game that is more than practice.")
    return owner


def _claimable(connection: Connection, player: Player, limits: Thresholds) -> datetime | None:
    until = player.created_at + timedelta(hours=limits.referral_claim_hours)
    now = accepting.now()
    return until if now < until and not referrals.has_played(connection, player.id, now) else None


def _terms(limits: Thresholds) -> dict[str, int]:
    return {
        "games": limits.referral_games,
        "days": limits.referral_play_days,
        "within_days": limits.referral_within_days,
        "hold_days": limits.referral_hold_days,
        "day_seconds": limits.referral_day_seconds,
        "referrer_tokens": limits.referral_referrer_tokens,
        "referee_tokens": limits.referral_referee_tokens,
    }


def _shown(row: Row, me: UUID, known: bool) -> dict[str, Any]:
    lacks = not known and (row.state == "held" or (me == row.referee_id and row.played_at is not None))
    return {
        **{name: getattr(row, name) for name in ("id", "state", "version", "claimed_at")},
        "why": why(row.state, row.codes, proof=lacks),
        "tokens": row.tokens_of(me),
        "due_at": row.due_at if row.state == "held" else None,
    }
