"""Codes of gift cards: shown to who has just shown again who they are, each look written down."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response, jsonify
from uuid_utils.compat import uuid7

from bridges.gift_codes import Broken, Sealed
from models import gift_cards
from models.gift_cards import GiftCard, GiftCardView
from web.auth import device_id, must_be_fresh, player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.headers import request_id
from web.redemptions import UNKNOWN, show
from web.wires import wires

blueprint = Blueprint("revealing", __name__, url_prefix="/v1/redemptions", description="Codes of gift cards.")


class GiftCardSchema(ma.Schema):
    """What a card is redeemed with; any of them may be all there is."""

    code = ma.fields.String(required=True, allow_none=True)
    pin = ma.fields.String(required=True, allow_none=True)
    url = ma.fields.String(required=True, allow_none=True)


class GiftCardsSchema(ma.Schema):
    """The cards of a redemption."""

    items = ma.fields.List(ma.fields.Nested(GiftCardSchema), required=True)


@blueprint.route("/<uuid:redemption_id>/reveal", methods=["POST"])
@player_required
@blueprint.response(
    200,
    GiftCardsSchema,
    headers={"Cache-Control": {"description": "`no-store`: keep it nowhere", "schema": {"type": "string"}}},
)
@document_problems(
    *(403, 404, 409, 503),
    s403="`reauthentication_required`: with a token of five minutes, `POST /v1/auth/reauthenticate`; `blocked`",
    s404=UNKNOWN,
    s409="`not_revealable`: there is no code, or it is not here yet",
)
def reveal(redemption_id: UUID) -> Response:
    """Show me the code

    Each look is written down.
    """
    must_be_fresh()
    with wires().postgres.begin() as connection:
        if not show(connection, redemption_id)["revealable"]:
            raise Problem(409, "not_revealable", "There is no code of that, or it is not here yet.")
        cards = [_opened(card) for card in gift_cards.of_redemption(connection, redemption_id)]
        view = GiftCardView(
            id=uuid7(),
            redemption_id=redemption_id,
            player_id=player_id(),
            device_id=device_id(),
            request_id=request_id(),
        )
        gift_cards.view(connection, view)
    answer = jsonify({"items": cards})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _opened(one: GiftCard) -> dict[str, Any]:
    sealed = Sealed(one.key_id, one.wrapped, one.sealed, one.fingerprint, one.fingerprint_key)
    try:
        return wires().gift_codes.open(one.redemption_id, one.number, sealed)._asdict()
    except Broken as reason:
        raise Problem(409, "not_revealable", "It cannot be shown now. Our staff can help.") from reason
