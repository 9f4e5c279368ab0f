"""Id tokens of issuers outside, verified: one way for all of them."""

import hmac
from collections.abc import Iterable, Mapping
from hashlib import sha256
from time import time
from typing import Any, NamedTuple

import jwt

from bridges.issuers import Keys
from rules.issuers import ALGORITHMS, Issuer

TOKEN_MOST = 8 * 1024
_LEEWAY_S = 30
_FORBIDDEN = {"jku", "jwk", "x5u", "x5c", "crit", "b64", "zip"}
"""Headers by which a token would say itself where its key is, or how it is to be read."""
_SUBJECT_MOST, _EMAIL_MOST = 255, 254


class IdentityRefused(Exception):
    """The token does not prove who its bearer is. The text says why, and nothing of the token."""


class Identity(NamedTuple):
    """Who somebody is, as an issuer says. `subject` is its key for them, and all that they are known by."""

    issuer: str
    subject: str
    email: str | None
    """As the issuer says that it was proved; None: it does not say so."""
    owned: bool
    """Whether the address lies with the issuer, whose word then stands in for a mailed code."""
    issued_at: int
    expires_at: int


class Identities:
    """Verifies id tokens of the issuers that the settings declare."""

    def __init__(self, issuers: Iterable[Issuer]) -> None:
        self._issuers: dict[str, tuple[Issuer, Keys]] = {}
        for issuer in issuers:
            self._issuers |= dict.fromkeys(issuer.issuers, (issuer, Keys(issuer)))

    @property
    def names(self) -> list[str]:
        """Of the issuers."""
        return sorted({issuer.name for issuer, _ in self._issuers.values()})

    def verify(self, token: str, nonce: str) -> Identity:
        """Who the bearer is. The token must hold the SHA-256 of `nonce`, in hexadecimal.

        So a token that somebody else has seen, in a log or an address, is of no use without the nonce. Raises
        IdentityRefused; Away when the issuer's keys are needed and cannot be had.
        """
        issuer, keys = self._issuer(token)
        claims = _verified(token, issuer, _key(token, keys))
        said = claims.get("nonce")
        if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce_claim(nonce).encode()):
            raise IdentityRefused("the nonce is not the one that the token was made for")
        return _identity(issuer, claims)

    def _issuer(self, token: str) -> tuple[Issuer, Keys]:
        """By what the token says itself, which the signature must bear out afterwards."""
        try:
            claims = jwt.decode(token, options={"verify_signature": False})
        except (jwt.InvalidTokenError, ValueError, RecursionError):
            raise IdentityRefused("it is no JWT") from None
        found = self._issuers.get(claims["iss"]) if isinstance(claims.get("iss"), str) else None
        if found is None:
            raise IdentityRefused("its issuer is none that is believed here")
        return found


def nonce_claim(nonce: str) -> str:
    """What to hand to the issuer as `nonce`."""
    return sha256(nonce.encode()).hexdigest()


def _key(token: str, keys: Keys) -> jwt.PyJWK:
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError):
        raise IdentityRefused("it is no JWT") from None
    if header.get("alg") not in ALGORITHMS:
        raise IdentityRefused("it is not signed by one of " + ", ".join(sorted(ALGORITHMS)))
    if _FORBIDDEN & set(header):
        raise IdentityRefused("its header says where its key is, which only we say")
    kid = header.get("kid")
    key = keys.find(kid) if isinstance(kid, str) else None
    if key is None:
        raise IdentityRefused("the issuer has no such key")
    return key


def _verified(token: str, issuer: Issuer, key: jwt.PyJWK) -> Mapping[str, Any]:
    """The claims, signed by that key with its own algorithm, of that issuer, for us, now."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key.key,
            algorithms=[key.algorithm_name],
            audience=list(issuer.audiences),
            issuer=list(issuer.issuers),
            leeway=_LEEWAY_S,
            options={"require": ["iss", "sub", "aud", "exp", "iat"], "enforce_minimum_key_length": True},
        )
    except jwt.ExpiredSignatureError:
        raise IdentityRefused("it has expired") from None
    except jwt.InvalidAudienceError:
        raise IdentityRefused("it was made for another audience") from None
    except (jwt.PyJWTError, ValueError, TypeError):
        raise IdentityRefused("its signature or one of its claims is wrong") from None
    audiences = claims["aud"]
    if isinstance(audiences, list) and len(audiences) > 1 and claims.get("azp") not in issuer.audiences:
        raise IdentityRefused("it was made for another party")
    return claims


def _identity(issuer: Issuer, claims: Mapping[str, Any]) -> Identity:
    subject, email = claims["sub"], claims.get("email")
    if not isinstance(subject, str) or not 0 < len(subject) <= _SUBJECT_MOST or "\0" in subject:
        raise IdentityRefused("its subject is none")
    proved = claims.get("email_verified") in (True, "true")  # Apple writes a string
    if not proved or not isinstance(email, str) or not _is_address(email):
        email = None
    owned = email is not None and issuer.owns(email, claims.get("hd"))
    return Identity(issuer.name, subject, email, owned, int(claims["iat"]), int(claims["exp"]) + _LEEWAY_S)


def _is_address(text: str) -> bool:
    name, _, domain = text.rpartition("@")
    return bool(name and "." in domain) and len(text) <= _EMAIL_MOST and text.isprintable() and " " not in text


def seconds_left(identity: Identity) -> int:
    """For how long its token could be sent again."""
    return max(1, identity.expires_at - int(time()) + 1)
