"""Id tokens of issuers outside, as requests carry them: verified, each good for one thing, once."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256

import marshmallow as ma
from redis import RedisError

from bridges.identities import TOKEN_MOST, Identity, IdentityRefused, seconds_left
from web import attempts
from web.attempts import IDENTITIES
from web.errors import Problem
from web.fields import Matches
from web.wires import wires

REFUSED = "`identity_refused`: the id token is not good here, or was used; `detail` says why"


def id_token_field(required: bool) -> ma.fields.String:
    """The token of an issuer."""
    return ma.fields.String(
        required=required,
        validate=[
            ma.validate.Length(max=TOKEN_MOST),
            Matches(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*", error="Not a JWT."),
        ],
        metadata={
            "description": "that the issuer gave",
            "example": "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIxIn0.c2ln",
        },
    )


def nonce_field(required: bool) -> ma.fields.String:
    """What the token was made for."""
    return ma.fields.String(
        required=required,
        validate=[ma.validate.Length(16, 200), Matches(r"[\x21-\x7e]+", error="Must be visible ASCII characters.")],
        metadata={
            "description": "random, made by the client, which gave the issuer its SHA-256, in hexadecimal, as `nonce`",
            "example": "q7P0hJzv1mXr5T2c9KfB",
        },
    )


@contextmanager
def proved(id_token: str, nonce: str) -> Iterator[Identity]:
    """Whose token that is. What is done with it uses it up, unless that fails. Raises Problem 401, 429; Away."""
    attempts.take(IDENTITIES, id_token)
    try:
        identity = wires().identities.verify(id_token, nonce)
    except IdentityRefused as why:
        raise refused(str(why)) from None
    name = f"id-token:{sha256(id_token.rpartition('.')[0].encode()).hexdigest()}"  # some signatures have two spellings
    if wires().attempts.take(name, 1, seconds_left(identity)):
        raise refused("it was used already")
    try:
        yield identity
    except BaseException:
        with suppress(RedisError):
            wires().attempts.give_back(name)
        raise
    attempts.give_back(IDENTITIES, id_token)


def refused(why: str) -> Problem:
    """401, with the reason, which tells of the token alone and of no account."""
    return Problem(401, "identity_refused", f"The id token is refused: {why}.")
