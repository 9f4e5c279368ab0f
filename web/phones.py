"""A player's phone: proved by six digits that were sent to it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import marshmallow as ma
from uuid_utils.compat import uuid7

from models import codes, messages, phones, players
from rules.codes import LIFE_S
from web import attempts
from web.accounts import CODE_REFUSED, ProofSchema, TicketSchema, no_code, proved
from web.attempts import SMS
from web.auth import living, player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.recharges import read
from web.wires import wires

blueprint = Blueprint("phones", __name__, url_prefix="/v1/me/phone", description="A player's phone.")


class NewPhoneSchema(ma.Schema):
    """A phone number."""

    phone = ma.fields.String(
        required=True,
        validate=ma.validate.Length(3, 40),
        metadata={
            "format": "phone",
            "description": "international: a plus, the country's code, the number",
            "example": "+49 1511 2345678",
        },
    )


class PhoneSchema(ma.Schema):
    """A number that was proved."""

    phone = ma.fields.String(required=True, metadata={"description": "E.164", "example": "+4915112345678"})


@blueprint.route("", methods=["POST"])
@player_required
@blueprint.arguments(NewPhoneSchema)
@blueprint.response(202, TicketSchema, description="An SMS was sent.")
@document_problems(400, 413, 415, 422, 429, 503)
def begin_phone(wanted: dict[str, str]) -> dict[str, Any]:
    """Have six digits sent to my phone; `POST /v1/me/phone/verify` takes them"""
    phone, player = read(wanted["phone"]).e164, player_id()
    for account in (str(player), phone):
        attempts.take(SMS, account)
    ticket, end = uuid4(), datetime.now(UTC) + timedelta(seconds=LIFE_S)
    text = f"{wires().codes.make(ticket, 'phone')} is your Buzzline code, for {LIFE_S // 60} minutes."
    with wires().postgres.begin() as connection:
        living(players.hold(connection, player))
        codes.void(connection, player, "phone")
        codes.insert(connection, ticket, "phone", end, player, {"phone": phone})
        messages.write(connection, uuid7(), "sms", phone, "", text, end, player)
    return {"ticket": ticket, "expires_in": LIFE_S}


@blueprint.route("/verify", methods=["POST"])
@player_required
@blueprint.arguments(ProofSchema)
@blueprint.response(200, PhoneSchema)
@document_problems(*(400, 409, 413, 415, 422, 503), s409="`phone_taken`: it is another account's", s422=CODE_REFUSED)
def verify_phone(proof: dict[str, Any]) -> dict[str, str]:
    """Prove that the phone is mine"""
    code, player = proved(proof, "phone"), player_id()
    with wires().postgres.begin() as connection:
        living(players.lock(connection, player))
        if code.player_id != player or not codes.use(connection, code.id):
            raise no_code()
        phone: str = code.details["phone"]
        if not phones.prove(connection, player, phone):
            raise Problem(409, "phone_taken", "The number belongs to another account.")
        players.change(connection, player)
    return {"phone": phone}
