"""Accounts: sign-up, the proof of an address, login, another password.

Nothing here tells whether an address has an account: answers, what is done for them and how long it takes are the same.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import marshmallow as ma
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import accounts, codes, devices, identities, messages, players
from models.accounts import Account
from models.codes import Code, Purpose
from models.players import Player
from rules.addresses import email_key
from rules.codes import LIFE_S
from rules.switches import SIGN_UPS
from web import attempts, logins, mails, passwords
from web.attempts import LOGINS, MAILS
from web.auth import access, credentials, living
from web.bodies import Blueprint
from web.contract import documented
from web.errors import Problem, document_problems
from web.names import friendly_name
from web.naming import clean
from web.players import COUNTRY, NAME, WelcomeSchema
from web.screening import screen
from web.switched import OFF, must_be_on
from web.wires import wires

blueprint = Blueprint("accounts", __name__, url_prefix="/v1/auth", description="Accounts: email and password.")

EMAIL_MOST = 254
CODE_REFUSED = (
    "`code_invalid`: not the ticket's code, used, expired, or tried five times; `invalid`: `errors` name the fields"
)


def _email() -> ma.fields.Email:
    return ma.fields.Email(
        required=True, validate=ma.validate.Length(max=EMAIL_MOST), metadata={"example": "ada@example.com"}
    )


def password_field(new: bool, required: bool = True) -> ma.fields.String:
    """A password: one that is to be, which must be good, or one that is."""
    rule = passwords.check_new if new else ma.validate.Length(1, passwords.MOST)
    words = (
        {"description": f"{passwords.LEAST} to {passwords.MOST} characters; no common one or mere word"} if new else {}
    )
    sizes = {"minLength": passwords.LEAST if new else 1, "maxLength": passwords.MOST}
    return ma.fields.String(
        required=required,
        validate=rule,
        metadata={**sizes, **words, "format": "password", "example": "four blue otters"},
    )


class SignUpSchema(ma.Schema):
    """A new account."""

    email = _email()
    password = password_field(new=True)
    name = ma.fields.String(
        validate=NAME,
        metadata={"format": "player-name", "description": "of a new player; a guest's stays", "example": "Ada"},
    )
    country = ma.fields.String(validate=COUNTRY, metadata={"description": "of a new player", "example": "de"})

    @ma.validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """What two fields together must not be."""
        passwords.check_not_address(data["password"], data["email"])


class TicketSchema(ma.Schema):
    """What goes with the code that was mailed. It is the same whether or not the address has an account."""

    ticket = ma.fields.UUID(required=True, metadata={"description": "keep it; it is good with the mailed code alone"})
    expires_in = ma.fields.Integer(required=True, metadata={"description": "seconds", "example": LIFE_S})


class ProofSchema(ma.Schema):
    """That an address is one's own."""

    ticket = ma.fields.UUID(required=True)
    code = ma.fields.String(
        required=True,
        validate=ma.validate.Length(1, 40),
        metadata={"description": "as mailed; capitals, spaces and hyphens do not matter", "example": "k7mp-2qxd"},
    )


class ResetSchema(ProofSchema):
    """Another password."""

    password = password_field(new=True)


class ForgottenSchema(ma.Schema):
    """An address."""

    email = _email()


class CredentialsSchema(ma.Schema):
    """An address and its password."""

    email = _email()
    password = password_field(new=False)


@blueprint.route("/sign-up", methods=["POST"])
@documented(Blueprint.doc(security=[{}, {"player": []}]))
@blueprint.arguments(SignUpSchema)
@blueprint.response(202, TicketSchema, description="A mail was sent.")
@document_problems(
    *(400, 401, 409, 413, 415, 422, 429, 503),
    s409="`registered_already`: the player of the token is an account",
    s503=OFF,
)
def sign_up(wanted: dict[str, Any]) -> dict[str, Any]:
    """Ask for an account; a code is mailed, `POST /v1/auth/email/verify` takes it

    With a guest's access token the guest becomes the account, with all they have. An address that has an account gets a
    mail that says so, and the answer is the same.
    """
    must_be_on(SIGN_UPS)
    guest = access().player if credentials()[1] else None
    attempts.take(MAILS, email_key(wanted["email"]))
    hashed = passwords.hash_password(wanted.pop("password"))
    with wires().postgres.begin() as connection:
        if guest is not None and living(players.hold(connection, guest)).registered:
            raise Problem(409, "registered_already", "The player is an account already.")
        known = accounts.by_email(connection, email_key(wanted["email"]))
        ticket = _make_code(connection, "sign_up", guest, wanted | {"password_hash": hashed})
        subject, text = mails.known_already() if known else mails.sign_up(wires().codes.make(ticket, "sign_up"))
        write_mail(connection, wanted["email"], subject, text, known.player_id if known else guest)
    return {"ticket": ticket, "expires_in": LIFE_S}


def _make_code(connection: Connection, purpose: Purpose, player: UUID | None, details: dict[str, Any]) -> UUID:
    ticket = uuid4()  # a secret: no part of it is a time
    codes.insert(connection, ticket, purpose, _end(), player, details)
    return ticket


def _end() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=LIFE_S)


def write_mail(
    connection: Connection, email: str, subject: str, text: str, player: UUID | None, send: bool = True
) -> None:
    """Record a mail; one that is not to be sent is recorded as expired, so that both take as long."""
    expires_at = _end() if send else datetime.now(UTC)
    messages.write(connection, uuid7(), "mail", email, subject, text, expires_at, player)


@blueprint.route("/email/verify", methods=["POST"])
@blueprint.arguments(ProofSchema)
@blueprint.response(200, WelcomeSchema)
@document_problems(400, 403, 413, 415, 422, 503, s422=CODE_REFUSED)
def verify_email(proof: dict[str, Any]) -> dict[str, Any]:
    """Prove the address of a new account, and be logged in"""
    code = proved(proof, "sign_up")
    with wires().postgres.begin() as connection:
        if code.player_id is not None:
            players.lock(connection, code.player_id)  # before the code, as an erasure does
        if not codes.use(connection, code.id):
            raise no_code()
        player = players.by_id(connection, _player_of(connection, code))
        login = logins.open_another(connection, living(player).id, "password")
    logins.tell(login.ended)
    return {"player": player, **login.tokens}


def proved(proof: dict[str, Any], purpose: Purpose) -> Code:
    """The code's row. The attempt stays counted. Raises Problem 422."""
    with wires().postgres.begin() as connection:
        code = codes.attempt(connection, proof["ticket"], purpose)
    fits = wires().codes.fits(proof["ticket"], purpose, proof["code"])
    if code is None or not fits:
        raise no_code()
    return code


def no_code() -> Problem:
    fault = {"pointer": "/code", "detail": "Not the code of this ticket (any more)."}
    return Problem(422, "code_invalid", "Look at the code again, or ask for another one.", errors=[fault])


def _player_of(connection: Connection, code: Code) -> UUID:
    """The player whose account this is from now on: the guest, or a new one."""
    wanted = code.details
    player = code.player_id or uuid7()
    if code.player_id is None:
        name = clean(wanted.get("name") or friendly_name())
        players.insert_registered(connection, Player(id=player, name=name, country=wanted.get("country")))
        screen(connection, player, name)
    elif not players.register(connection, player):
        raise no_code()
    email = wanted["email"]
    account = Account(player_id=player, email=email, email_key=email_key(email), password_hash=wanted["password_hash"])
    if not accounts.insert(connection, account):
        raise no_code()  # another proved the same address meanwhile; all of this is undone
    return player


@blueprint.route("/login", methods=["POST"])
@blueprint.arguments(CredentialsSchema)
@blueprint.response(200, WelcomeSchema)
@document_problems(
    *(400, 401, 403, 413, 415, 422, 429, 503),
    s401="`login_refused`: there is no account with that address and password",
)
def log_in(given: dict[str, str]) -> dict[str, Any]:
    """Log in with email and password"""
    key = email_key(given["email"])
    attempts.take(LOGINS, key)
    with wires().postgres.connect() as connection:
        account = accounts.by_email(connection, key)
    verified = account.password_hash if account else None
    if not passwords.verify(verified, given["password"]) or account is None or verified is None:
        raise _no_account()
    attempts.give_back(LOGINS, key)
    hashed = passwords.hash_password(given["password"]) if passwords.must_rehash(verified) else None
    with wires().postgres.begin() as connection:
        player = players.lock(connection, account.player_id)
        if player is None or not accounts.holds(connection, player.id, verified):
            raise _no_account()  # another password was set, or the player erased, while this one was looked at
        if hashed:
            accounts.rehash(connection, player.id, hashed)
        login = logins.open_another(connection, player.id, "password")
    logins.tell(login.ended)
    return {"player": player, **login.tokens}


def _no_account() -> Problem:
    return Problem(401, "login_refused", "There is no account with that address and password.")


@blueprint.route("/password/forgot", methods=["POST"])
@blueprint.arguments(ForgottenSchema)
@blueprint.response(202, TicketSchema, description="If the address has an account, a mail was sent.")
@document_problems(400, 413, 415, 422, 429, 503)
def forget_password(given: dict[str, str]) -> dict[str, Any]:
    """Ask for another password; a code is mailed, `POST /v1/auth/password/reset` takes it"""
    key = email_key(given["email"])
    attempts.take(MAILS, key)
    with wires().postgres.begin() as connection:
        account = accounts.by_email(connection, key)
        player = account.player_id if account else None
        ticket = _make_code(connection, "reset", player, {})
        subject, text = mails.reset(wires().codes.make(ticket, "reset"))
        write_mail(
            connection, account.email if account else given["email"], subject, text, player, send=account is not None
        )
    return {"ticket": ticket, "expires_in": LIFE_S}


@blueprint.route("/password/reset", methods=["POST"])
@blueprint.arguments(ResetSchema)
@blueprint.response(200, WelcomeSchema)
@document_problems(400, 403, 413, 415, 422, 503, s422=CODE_REFUSED)
def reset_password(wanted: dict[str, Any]) -> dict[str, Any]:
    """Set another password with the mailed code, and be logged in; every other login ends

    Identities of issuers are taken from the account, as whoever got into it may have added theirs; those whose address
    is the account's stay.
    """
    code = proved(wanted, "reset")
    if code.player_id is None:
        raise no_code()
    hashed = passwords.hash_password(wanted["password"])
    with wires().postgres.begin() as connection:
        player = players.lock(connection, code.player_id)  # before the code, as an erasure does
        if not codes.use(connection, code.id):
            raise no_code()
        account = accounts.by_player(connection, code.player_id)
        passwords.must_not_be_address(wanted["password"], account.email if account else "")
        accounts.set_password(connection, code.player_id, hashed)
        codes.void(connection, code.player_id, "reset")
        identities.unlink_others(connection, code.player_id, account.email_key if account else "")
        ended = devices.end_all(connection, code.player_id, "reset")
        logins.deny(connection, ended)
        login = logins.open_another(connection, code.player_id, "password")
    logins.tell([*ended, *login.ended])
    return {"player": player, **login.tokens}
