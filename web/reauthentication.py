"""Showing once more that one is who the token says, for what asks for it."""

from time import time
from typing import Any

import marshmallow as ma

from models import accounts, identities
from web import attempts, passwords
from web.accounts import password_field
from web.attempts import LOGINS
from web.auth import FRESH_S, appellant_required, device_id, player_id, serves
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.id_tokens import id_token_field, nonce_field, proved, refused
from web.tokens import ACCESS_S
from web.wires import wires

blueprint = Blueprint("reauthentication", __name__, url_prefix="/v1/auth", description="Showing once more who one is.")


class ReauthenticationSchema(ma.Schema):
    """The password of who is asking, or an id token that an issuer gave just now."""

    password = password_field(new=False, required=False)
    id_token = id_token_field(required=False)
    nonce = nonce_field(required=False)

    @ma.validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """One of the two."""
        if set(data) not in ({"password"}, {"id_token", "nonce"}):
            raise ma.ValidationError("Send `password`, or `id_token` and `nonce`.")

    def together(self, found: dict[str, Any]) -> dict[str, Any]:
        """The same in JSON Schema."""
        parts = (("password",), ("id_token", "nonce"))
        fields = found.pop("properties")
        variants = [
            {
                "type": "object",
                "properties": {name: fields[name] for name in names},
                "required": list(names),
                "additionalProperties": False,
            }
            for names in parts
        ]
        return {"oneOf": variants}


class FreshSchema(ma.Schema):
    """An access token that says that its bearer has just shown who they are."""

    access_token = ma.fields.String(required=True)
    expires_in = ma.fields.Integer(required=True, metadata={"description": "seconds", "example": ACCESS_S})


@blueprint.route("/reauthenticate", methods=["POST"])
@appellant_required
@blueprint.arguments(ReauthenticationSchema)
@blueprint.response(200, FreshSchema)
@document_problems(
    *(400, 401, 403, 413, 415, 422, 429, 503),
    s401="`unauthenticated`; `identity_refused`: the id token is not good, or was not made in the last five minutes",
    s403="`password_wrong`: it is not, or there is none; `identity_other`: it is not this player's",
)
def reauthenticate(given: dict[str, str]) -> dict[str, Any]:
    """Show again who I am, for what asks for a token of the last five minutes

    Who is blocked is given one that opens what is open to them alone: appeals, exports, and to be erased.
    """
    if "password" in given:
        _check_password(given["password"])
    else:
        _check_identity(given["id_token"], given["nonce"])
    tokens, player = wires().tokens, player_id()
    if device_id() is None or not serves(player):
        token = tokens.sign_appeal(player, authenticated=True)
    else:
        token = tokens.sign_access(player, device_id(), authenticated=True)
    return {"access_token": token, "expires_in": ACCESS_S}


def _check_password(password: str) -> None:
    with wires().postgres.connect() as connection:
        account = accounts.by_player(connection, player_id())
    key = account.email_key if account else str(player_id())
    attempts.take(LOGINS, key)
    if not passwords.verify(account.password_hash if account else None, password):
        raise Problem(403, "password_wrong", "That is not your password.")
    attempts.give_back(LOGINS, key)


def _check_identity(id_token: str, nonce: str) -> None:
    with proved(id_token, nonce) as identity, wires().postgres.begin() as connection:
        if time() - identity.issued_at > FRESH_S:
            raise refused("it was made more than five minutes ago")
        if not identities.use(connection, identity.issuer, identity.subject, player_id()):
            raise Problem(403, "identity_other", "That identity is not one of yours.")
