"""Logins: what a player is given when they come in, how it is renewed, and how it ends."""

from collections.abc import Iterable
from datetime import UTC, datetime
from secrets import token_bytes
from typing import Any, NamedTuple
from uuid import UUID

import marshmallow as ma
from flask import request
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from bridges.denials import Hint, publish
from models import denials, devices, networks
from models.devices import Device, How
from rules import logins
from rules.addresses import network_of
from web.auth import device_id, must_be_served, player_id, player_required
from web.bodies import Blueprint
from web.clients import agent
from web.errors import Problem, document_problems
from web.refresh_tokens import LENGTH, SEED_BYTES, RefreshToken
from web.tokens import ACCESS_S, InvalidToken
from web.wires import wires

blueprint = Blueprint("logins", __name__, url_prefix="/v1/auth", description="Coming in, staying in, going out.")

_LEEWAY_S = 5


class LoginSchema(ma.Schema):
    """What says who a client is, for a quarter of an hour, and what renews it."""

    access_token = ma.fields.String(required=True, metadata={"description": "send as `Authorization: Bearer`"})
    expires_in = ma.fields.Integer(required=True, metadata={"description": "seconds", "example": ACCESS_S})
    refresh_token = ma.fields.String(
        required=True,
        metadata={
            "description": "good once, for `POST /v1/auth/refresh`; keep it where only your client can read it",
            "example": "AZrEv0UpdHyj9mJ1yS1yQAAAAAAm0yI3TVmB0Wq3wD8hJ2Vtq4d3xqvO0c1m2n3o4p5q6g",
        },
    )


class RefreshSchema(ma.Schema):
    """The refresh token that was given last."""

    refresh_token = ma.fields.String(
        required=True,
        validate=ma.validate.Length(1, 2 * LENGTH),
        metadata={"example": "AZrEv0UpdHyj9mJ1yS1yQAAAAAAm0yI3TVmB0Wq3wD8hJ2Vtq4d3xqvO0c1m2n3o4p5q6g"},
    )


class Opened(NamedTuple):
    """A login that was opened."""

    tokens: dict[str, Any]
    """As LoginSchema shows it."""
    ended: list[UUID]
    """Logins that it was one too many for: `tell` them once that is committed."""


def open_guest(connection: Connection, player: UUID) -> dict[str, Any]:
    """A login by a device key of a player who is held, as LoginSchema shows it. Raises Problem 403: they are blocked.

    What is done beside it must be undone then. The problem has an `appeal_token`, for what is open to them.
    """
    device = _new(player, "guest")
    _note_network(connection, player)
    return _tokens(player, devices.open_guest(connection, device), 0, device.seed)


def open_another(connection: Connection, player: UUID, how: How) -> Opened:
    """One more login of a player's who is locked, likewise."""
    device = _new(player, how)
    crowded = devices.open_another(connection, device)
    _note_network(connection, player)
    deny(connection, crowded)
    return Opened(_tokens(player, device.id, 0, device.seed), crowded)


def _new(player: UUID, how: How) -> Device:
    now, seed = datetime.now(UTC), token_bytes(SEED_BYTES)
    return Device(id=uuid7(), player_id=player, how=how, agent=agent(), seed=seed, created_at=now)


def _note_network(connection: Connection, player: UUID) -> None:
    """Of the address that a player comes from no more than its network is kept."""
    network = network_of(request.remote_addr or "")
    if network is not None:
        networks.note(connection, player, network)


def _tokens(player: UUID, device: UUID, generation: int, seed: bytes) -> dict[str, Any]:
    try:
        must_be_served(player)
    except Problem as problem:
        problem.members |= {"appeal_token": wires().tokens.sign_appeal(player)}
        raise
    return {
        "access_token": wires().tokens.sign_access(player, device),
        "expires_in": ACCESS_S,
        "refresh_token": wires().refresh_tokens.sign(device, generation, seed),
    }


@blueprint.route("/refresh", methods=["POST"])
@blueprint.arguments(RefreshSchema)
@blueprint.response(200, LoginSchema)
@document_problems(
    *(400, 401, 403, 413, 415, 422, 503),
    s401="`refresh_token_invalid`: not ours, replaced, unused for 60 days, or its login has ended; log in again",
)
def refresh(given: dict[str, str]) -> dict[str, Any]:
    """Get the next access token, and the next refresh token with it

    A refresh token is good once. If no answer came, send the same one again within 30 seconds: the answer holds the
    same successor. Later than that a token that was replaced means that somebody else has it, and ends the login for
    both.
    """
    try:
        token = wires().refresh_tokens.read(given["refresh_token"])
    except InvalidToken:
        raise _invalid() from None
    with wires().postgres.begin() as connection:
        renewed = _renew(connection, token, datetime.now(UTC))
    if renewed is None:  # raised here: what the transaction did must stay done
        raise _invalid()
    return renewed


def _renew(connection: Connection, token: RefreshToken, now: datetime) -> dict[str, Any] | None:
    """The login that goes on; None: it does not, and may have been ended just now."""
    device = devices.lock(connection, token.device)
    if device is None or not wires().refresh_tokens.is_ours(token, device.seed):
        return None
    match logins.judge(device.generation, device.rotated_at, token.generation, now):
        case "rotate":
            devices.rotate(connection, device.id, now)
            _note_network(connection, device.player_id)
        case "repeat":
            pass
        case "reused":
            devices.end(connection, device.player_id, device.id, "reused")
            deny(connection, [device.id])
            tell([device.id])
            return None
        case _:
            return None
    return _tokens(device.player_id, device.id, token.generation + 1, device.seed)


def _invalid() -> Problem:
    return Problem(401, "refresh_token_invalid", "The refresh token is not good (any more); log in again.")


@blueprint.route("/logout", methods=["POST"])
@player_required
@blueprint.arguments(ma.Schema, required=False)
@blueprint.response(204)
@document_problems(400, 413, 415, 422, 503)
def log_out(_: dict[str, Any]) -> None:
    """End the login of this access token"""
    device = device_id()
    if device is not None:
        with wires().postgres.begin() as connection:
            devices.end(connection, player_id(), device, "logout")
            deny(connection, [device])
        tell([device])


def deny(connection: Connection, ended: Iterable[UUID]) -> None:
    """Access tokens of these logins are refused from now on: `tell` it once that is committed."""
    for device in ended:
        denials.end_login(connection, device, ACCESS_S + _LEEWAY_S)


def tell(ended: Iterable[UUID]) -> None:
    """Let every process know at once."""
    publish(wires().redis, *(Hint(device, "login") for device in ended))
