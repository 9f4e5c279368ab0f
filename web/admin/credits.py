"""A player's tokens, for staff: how they stand, and giving or taking some."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import approvals, audit_log, credited, grants, ledger, players, thresholds
from models.credited import Credit
from models.ledger import Posted
from rules.approvals import exceeds
from rules.credits import KINDS, MOST
from rules.ledger import InsufficientTokens, Standing
from web.admin.acting import Act, acting
from web.admin.approvals import ApprovalSchema, asked_for
from web.admin.fields import ReasonSchema, Said
from web.admin.guard import staff, staff_required
from web.admin.impartial import OUTRANKED, must_be_impartial
from web.admin.pairs import ask, takes_two
from web.admin.repeats import REUSED, once
from web.admin.sanctioning import NO_PLAYER, check_known, unknown_player
from web.bodies import Blueprint
from web.cursors import KeyPageSchema
from web.errors import Problem, document_problems
from web.fields import Whole
from web.wallet import EntriesSchema, WalletSchema, entries, tell, wallet

blueprint = Blueprint("admin_credits", __name__, url_prefix="/v1/admin/players", description="Staff: tokens.")

ACTION = "players.credit"
_MESSAGE_MOST = 400


class NewCreditSchema(ReasonSchema):
    """Tokens to give or take."""

    kind = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(KINDS),
        metadata={
            "description": "credit: given · debit: taken, as far as they are free · claw_back: taken, and owed where "
            "they are not there"
        },
    )
    amount = Whole(required=True, validate=ma.validate.Range(1, MOST), metadata={"example": 50})
    message = Said(
        _MESSAGE_MOST,
        load_default=None,
        allow_none=True,
        metadata={"description": "what the player reads of it; general words without", "example": "Sorry for Monday."},
    )


class CreditSchema(ma.Schema):
    """Tokens that were given or taken, and how the player stands now."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    amount = ma.fields.Integer(required=True)
    posted = ma.fields.Integer(required=True)
    held = ma.fields.Integer(required=True)
    free = ma.fields.Integer(required=True)
    owed = ma.fields.Integer(required=True)


class AccountsSchema(WalletSchema, EntriesSchema):
    """What a player has, with a page of what was done with it, latest first."""


@blueprint.route("/<uuid:player_id>/wallet")
@staff_required("players.read", sensitive=True)
@blueprint.arguments(KeyPageSchema, location="query")
@blueprint.response(200, AccountsSchema)
@document_problems(404, 422, 503, s404=NO_PLAYER)
def show_players_wallet(page: dict[str, Any], player_id: UUID) -> dict[str, Any]:
    """A player's tokens, as they see them"""
    with acting("players.wallet", "player", player_id) as act:
        check_known(act.connection, player_id)
        return wallet(act.connection, player_id) | entries(act.connection, player_id, page)


@blueprint.route("/<uuid:player_id>/credits", methods=["POST"])
@staff_required("players.credit", step_up=True)
@blueprint.arguments(NewCreditSchema)
@blueprint.response(201, CreditSchema)
@blueprint.alt_response(202, schema=ApprovalSchema, success=True, description="Another member has to approve it.")
@document_problems(
    *(400, 403, 404, 409, 413, 415, 422, 503),
    s400="`malformed_json`; `idempotency_key_missing`",
    s403=OUTRANKED,
    s404=NO_PLAYER,
    s409="`contact_unproved`: the player has proved no address and no phone; `approval_open`: somebody has asked for "
    "tokens of this player already",
    s422=f"`tokens_insufficient`: fewer are free than a debit would take; `invalid`: `errors` name the fields{REUSED}",
)
@once(lambda connection, id_: _again(connection, UUID(id_)), required=True)
def credit_player(given: dict[str, Any], player_id: UUID) -> tuple[Any, int]:
    """Give a player tokens, or take some

    Above a threshold, to which all counts that one gave and took by themselves within 24 hours, another member has to
    approve it. The player is told.
    """
    credit = Credit(uuid7(), given["kind"], given["amount"], given["message"])
    try:
        with acting(ACTION, "player", player_id, given["reason"]) as act:
            if _takes_two(act.connection, player_id, credit):
                raise _TakesTwoError
            posted = _post(act, player_id, credit)
            act.made = str(credit.id)
    except _TakesTwoError:
        payload = {"kind": credit.kind, "amount": credit.amount, "message": credit.message}
        return asked_for(ask(ACTION, "player", player_id, given["reason"], payload))
    tell([posted])
    return _shown(credit, posted.standing), 201


@takes_two(ACTION, "players.credit")
def credit_as_agreed(act: Act, payload: Mapping[str, Any]) -> Callable[[], None]:
    """What two agreed on."""
    credit = Credit(uuid7(), payload["kind"], payload["amount"], payload["message"])
    player = UUID(act.subject_id)
    _check(act.connection, player, credit)
    return partial(tell, [_post(act, player, credit)])


class _TakesTwoError(Exception):
    pass


def _takes_two(connection: Connection, player: UUID, credit: Credit) -> bool:
    _check(connection, player, credit)
    threshold = thresholds.read(connection).credit_second_person_above
    return exceeds(credit.amount, audit_log.of_day(connection, staff().id, [ACTION], "amount"), threshold)


def _check(connection: Connection, player: UUID, credit: Credit) -> None:
    """Raises Problem 403, 404, 409."""
    if players.lock(connection, player) is None:
        raise unknown_player()
    must_be_impartial(connection, player)
    if credit.kind == "credit" and not grants.is_known(connection, player):
        raise Problem(409, "contact_unproved", "Tokens are for players who have proved an address or a phone.")


def _post(act: Act, player: UUID, credit: Credit) -> Posted:
    try:
        posted = credited.post(act.connection, player, credit)
    except InsufficientTokens as error:
        detail = f"The player has {error.free} tokens that are free; `claw_back` would have the rest owed."
        raise Problem(422, "tokens_insufficient", detail, free=error.free) from None
    act.after = {"credit": str(credit.id), "kind": credit.kind, "amount": credit.amount, "message": credit.message}
    return posted


def _again(connection: Connection, id_: UUID) -> tuple[Any, int]:
    asked = approvals.by_id(connection, id_)
    if asked is not None:
        return asked_for(asked)
    found = credited.by_id(connection, id_)
    assert found is not None, "transfers are never deleted"
    return _shown(found[1], ledger.standing(connection, found[0])), 201


def _shown(credit: Credit, standing: Standing) -> dict[str, Any]:
    return {**vars(credit), **standing._asdict(), "free": standing.free}
