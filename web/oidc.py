"""Coming in with an id token of Google, Apple, or another issuer that the settings declare.

A player is known by the issuer and its key for them (`sub`). An address leads to an account that is there only when the
issuer says that it was proved, and then only if it lies with the issuer itself, or the account's own player asks.
"""

from typing import Any, NamedTuple
from uuid import UUID

import marshmallow as ma
from flask import g
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from bridges.identities import Identity
from models import accounts, codes, devices, identities, phones, players
from models.accounts import Account
from models.players import Player
from rules.addresses import email_key
from rules.switches import SIGN_UPS
from web import logins, mails
from web.accounts import write_mail
from web.auth import access, credentials, living, must_be_fresh
from web.bodies import Blueprint
from web.contract import documented
from web.errors import Problem, document_problems, unavailable
from web.id_tokens import REFUSED, id_token_field, nonce_field, proved
from web.names import friendly_name
from web.naming import clean
from web.players import COUNTRY, NAME, WelcomeSchema
from web.screening import screen
from web.switched import OFF, must_be_on
from web.wires import wires

blueprint = Blueprint("oidc", __name__, url_prefix="/v1/auth", description="Coming in by Google, Apple and others.")


class IdTokenSchema(ma.Schema):
    """What an issuer says of somebody."""

    id_token = id_token_field(required=True)
    nonce = nonce_field(required=True)
    name = ma.fields.String(
        validate=NAME,
        metadata={"format": "player-name", "description": "of a new player; a guest's stays", "example": "Ada"},
    )
    country = ma.fields.String(validate=COUNTRY, metadata={"description": "of a new player", "example": "de"})


class Arrival(NamedTuple):
    """Who came in, and the logins that ended because of it."""

    player: UUID
    ended: list[UUID]


@blueprint.route("/oidc", methods=["POST"])
@documented(Blueprint.doc(security=[{}, {"player": []}]))
@blueprint.arguments(IdTokenSchema)
@blueprint.response(200, WelcomeSchema)
@document_problems(
    *(400, 401, 403, 409, 413, 415, 422, 429, 503),
    s401=f"{REFUSED}; `unauthenticated`: the access token beside it is not good",
    s403="`blocked`; `reauthentication_required`: to add an identity to an account, give its password first",
    s409=(
        "`account_exists`: the address has an account; log in, give the password again, and send this with that token; "
        "`identity_taken`: the identity is another player's"
    ),
    s503=OFF,
)
def come_in(given: dict[str, Any]) -> dict[str, Any]:
    """Log in with an id token, or become an account with it

    With a guest's access token and an identity that is new here, the guest becomes the account, with all they have.
    With an account's token of `POST /v1/auth/reauthenticate` the identity is added to the account. Whoever has a player
    by this identity comes in as that player. A token is good once.
    """
    if credentials()[1]:
        g.access = access()
    with proved(given["id_token"], given["nonce"]) as identity, wires().postgres.begin() as connection:
        # The identity first, as who comes without a token has it before its player.
        known = identities.owner(connection, identity.issuer, identity.subject)
        arrival = _arrive(connection, identity, known, _bearer(connection), given)
        logins.deny(connection, arrival.ended)
        player = players.lock(connection, arrival.player)
        if player is None or not identities.use(connection, identity.issuer, identity.subject, player.id):
            raise unavailable("The identity was taken from its player just now.")
        login = logins.open_another(connection, player.id, "oidc")
    logins.tell([*arrival.ended, *login.ended])
    return {"player": player, **login.tokens}


def _bearer(connection: Connection) -> Player | None:
    """The player of the access token beside it, locked: two tokens at once make no two accounts of one guest."""
    if "access" not in g:
        return None
    return living(players.lock(connection, g.access.player))


def _arrive(
    connection: Connection, identity: Identity, known: UUID | None, bearer: Player | None, wanted: dict[str, Any]
) -> Arrival:
    """Who it is, `known` being the identity's player."""
    if bearer is not None and bearer.registered:
        if known is None:
            _add(connection, identity, bearer.id)
        elif known != bearer.id:
            raise Problem(409, "identity_taken", "This identity is another player's; log in with it alone.")
        return Arrival(bearer.id, [])
    if known is not None:
        return Arrival(known, [])
    account = accounts.by_email(connection, email_key(identity.email)) if identity.email else None
    if account is None:
        return Arrival(_begin(connection, identity, bearer, wanted), [])
    if not identity.owned:
        detail = "The address has an account: log in to it, give its password again, then add this identity to it."
        raise Problem(409, "account_exists", detail)
    return Arrival(account.player_id, _take_over(connection, identity, account))


def _add(connection: Connection, identity: Identity, player: UUID) -> None:
    """One more way into an account, whose player has just shown that they are."""
    must_be_fresh()
    identities.link(connection, _row(identity, player))
    account = accounts.by_player(connection, player)
    if account is not None:
        write_mail(connection, account.email, *mails.linked(identity.issuer), player)


def _row(identity: Identity, player: UUID) -> identities.Identity:
    names = ("issuer", "subject", "email", "owned")
    return identities.Identity(player_id=player, **{name: getattr(identity, name) for name in names})


def _begin(connection: Connection, identity: Identity, guest: Player | None, wanted: dict[str, Any]) -> UUID:
    """The guest, or a new player, becomes an account. It has the address only if that lies with the issuer."""
    must_be_on(SIGN_UPS, connection)
    player = guest.id if guest else uuid7()
    if guest is None:
        name = clean(wanted.get("name") or friendly_name())
        players.insert_registered(connection, Player(id=player, name=name, country=wanted.get("country")))
        screen(connection, player, name)
    else:
        players.register(connection, player)
    identities.link(connection, _row(identity, player))
    if identity.email and identity.owned:
        email = identity.email
        account = Account(player_id=player, email=email, email_key=email_key(email), password_hash=None)
        if not accounts.insert(connection, account):
            raise unavailable("Somebody proved the same address just now.")  # all of this is undone
    return player


def _take_over(connection: Connection, identity: Identity, account: Account) -> list[UUID]:
    """The issuer's word for an address of its own does what a mailed code does; the logins that it ends.

    Whoever had the address before, and may still know the password, is not to share the account with who has it now.
    """
    player = account.player_id
    players.lock(connection, player)
    accounts.drop_password(connection, player)
    codes.void(connection, player, "reset")
    phones.forget(connection, player)
    identities.unlink_all(connection, player)
    identities.link(connection, _row(identity, player))
    write_mail(connection, account.email, *mails.taken_over(identity.issuer), player)
    return devices.end_all(connection, player, "linked")
