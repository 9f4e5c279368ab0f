"""Signed tokens: access (who is it), appeal (who is blocked), realtime (who may open a socket), answer and vote (what
was put to whom)."""

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b, sha256
from time import time
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import jwt
import msgspec
from uuid_utils.compat import uuid7

from rules.content import Kind

T = TypeVar("T")

ACCESS_S = 15 * 60
REALTIME_S = 30
_AUDIENCE = "buzzline"
_CACHED = 16_384
_LEEWAY_S = 2


class InvalidToken(Exception):
    """The token is not ours, was changed, is of another kind, or has expired."""


class Access(NamedTuple):
    """Who an access token says its bearer is, and the login it was made for; None: none, as when the bench signs."""

    player: UUID
    device: UUID | None
    authenticated_at: int | None = None
    """Unix seconds, if the player has just given their password again."""


class RealtimeToken(NamedTuple):
    """What opens a socket, once: `id` must be remembered as used until `expires_at` (Unix seconds)."""

    player_id: UUID
    id: str
    expires_at: int
    device: UUID | None = None


class AnswerToken(msgspec.Struct, array_like=True, frozen=True):
    """What an answer needs to be taken without asking a store. Times are Unix milliseconds; never the right option."""

    session: bytes
    question_no: int
    player: bytes
    options: tuple[str, ...]
    delivered_ms: int
    deadline_ms: int
    kind: Kind = "single_choice"


class VoteToken(msgspec.Struct, array_like=True, frozen=True):
    """What a vote needs to be taken without asking a store. The time is Unix milliseconds."""

    battle: bytes
    voter: bytes
    entries: tuple[bytes, bytes]
    expires_ms: int


class Tokens:
    """Signs with the first key, verifies with all of them."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = {sha256(key).hexdigest()[:8]: key for key in keys}
        self._kid = next(iter(self._keys))
        self._answer_keys = [hmac.digest(key, b"buzzline answer token 2", "sha256") for key in keys]
        self._vote_keys = [hmac.digest(key, b"buzzline vote token 1", "sha256") for key in keys]
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode_answer = msgspec.msgpack.Decoder(AnswerToken).decode
        self._decode_vote = msgspec.msgpack.Decoder(VoteToken).decode
        self._access = lru_cache(_CACHED)(self._verify_access)

    def sign_access(self, player: UUID, device: UUID | None = None, authenticated: bool = False) -> str:
        """A token that says who its bearer is, and by which login, for ACCESS_S seconds."""
        claims: dict[str, Any] = {"sub": str(player), "typ": "access"}
        if device is not None:
            claims["sid"] = str(device)
        if authenticated:
            claims["auth_time"] = int(time())
        return self._sign(claims, ACCESS_S)

    def read_access(self, token: str) -> Access:
        """Whom an access token names. Raises InvalidToken."""
        access, expires_at = self._access(token)
        if expires_at <= time():
            raise InvalidToken("the access token has expired")
        return access

    def sign_appeal(self, player: UUID, authenticated: bool = False) -> str:
        """A token for who is blocked: it says who they are at what is open to them, for ACCESS_S seconds."""
        claims: dict[str, Any] = {"sub": str(player), "typ": "appeal"}
        return self._sign(claims | ({"auth_time": int(time())} if authenticated else {}), ACCESS_S)

    def read_appeal(self, token: str) -> Access:
        """Whom an appeal token names. Raises InvalidToken."""
        claims = self._verify(token, "appeal")
        return Access(UUID(claims["sub"]), None, claims.get("auth_time"))

    def sign_realtime(self, player: UUID, device: UUID | None = None) -> str:
        """A token that opens one socket within REALTIME_S seconds, for as long as the login goes on."""
        login = {} if device is None else {"sid": str(device)}
        return self._sign({"sub": str(player), "typ": "realtime", "jti": str(uuid7()), **login}, REALTIME_S)

    def read_realtime(self, token: str) -> RealtimeToken:
        """The parts of a realtime token; that it is used once is the caller's to see to. Raises InvalidToken."""
        claims = self._verify(token, "realtime")
        return RealtimeToken(UUID(claims["sub"]), str(claims["jti"]), claims["exp"], _login(claims))

    def sign_answer(self, token: AnswerToken) -> str:
        """base64url(payload).base64url(keyed BLAKE2b of it)."""
        return self._seal(token, self._answer_keys)

    def read_answer(self, token: str) -> AnswerToken:
        """The parts of an answer token whose signature is right; its times are not judged. Raises InvalidToken."""
        return _open(token, self._answer_keys, self._decode_answer, "answer")

    def sign_vote(self, token: VoteToken) -> str:
        """The same for a vote."""
        return self._seal(token, self._vote_keys)

    def read_vote(self, token: str) -> VoteToken:
        """The parts of a vote token whose signature is right; its time is not judged. Raises InvalidToken."""
        return _open(token, self._vote_keys, self._decode_vote, "vote")

    def _seal(self, token: msgspec.Struct, keys: Sequence[bytes]) -> str:
        payload = urlsafe_b64encode(self._encode(token)).rstrip(b"=")
        return (payload + b"." + _mac(keys[0], payload)).decode()

    def _sign(self, claims: dict[str, Any], seconds: int) -> str:
        now = datetime.now(UTC)
        claims = {**claims, "aud": _AUDIENCE, "iat": now, "exp": now + timedelta(seconds=seconds)}
        return jwt.encode(claims, self._keys[self._kid], algorithm="HS256", headers={"kid": self._kid})

    def _verify_access(self, token: str) -> tuple[Access, int]:
        claims = self._verify(token, "access")
        return Access(UUID(claims["sub"]), _login(claims), claims.get("auth_time")), claims["exp"]

    def _verify(self, token: str, kind: str) -> dict[str, Any]:
        try:
            key = self._keys[jwt.get_unverified_header(token)["kid"]]
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["HS256"],
                audience=_AUDIENCE,
                leeway=timedelta(seconds=_LEEWAY_S),
                options={"require": ["exp", "iat", "sub", "aud"]},
            )
            if claims.get("typ") == kind and UUID(claims["sub"]):
                return claims
        except jwt.ExpiredSignatureError:
            raise InvalidToken(f"the {kind} token has expired") from None
        except (jwt.InvalidTokenError, KeyError, ValueError, TypeError):
            pass
        raise InvalidToken(f"that is no {kind} token of ours")


def _login(claims: Mapping[str, Any]) -> UUID | None:
    device = claims.get("sid")
    return None if device is None else UUID(device)


def _open(token: str, keys: Sequence[bytes], decode: Callable[[bytes], T], kind: str) -> T:
    """The parts of a token that one of the keys has signed. Raises InvalidToken."""
    try:
        payload, _, given = token.encode("ascii").partition(b".")
        for key in keys:
            if hmac.compare_digest(_mac(key, payload), given):
                return decode(urlsafe_b64decode(payload + b"=="))
    except (UnicodeEncodeError, binascii.Error, msgspec.MsgspecError):
        pass
    raise InvalidToken(f"the {kind} token is not one of ours, or was changed")


def _mac(key: bytes, payload: bytes) -> bytes:
    """As it is written, so that what base64 would read over is no mac of ours. A quarter of OpenSSL's HMAC in time."""
    return urlsafe_b64encode(blake2b(payload, key=key, digest_size=32).digest()).rstrip(b"=")
