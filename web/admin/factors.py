"""Second factors: TOTP (RFC 6238) by pyotp, and recovery codes. Each code is good once."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from secrets import token_bytes
from uuid import UUID

import pyotp
from cryptography.fernet import Fernet, MultiFernet
from flask import current_app
from sqlalchemy import Connection

from models import staff_credentials, staff_recovery_codes
from models.staff_credentials import Credentials
from rules import codes

RECOVERY_CODES = 10
_STEP_S = 30


def new_secret() -> str:
    """A secret for an authenticator, 160 random bits in base 32."""
    return pyotp.random_base32()


def uri(secret: str, email: str) -> str:
    """What the QR code says to an authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Buzzline")


def seal(secret: str) -> bytes:
    """The secret as Postgres keeps it: encrypted with the first of our keys."""
    return _sealer(_keys()).encrypt(secret.encode())


def unseal(sealed: bytes, keys: Sequence[bytes]) -> str:
    """The secret again, by whichever of the keys it was encrypted with. Raises InvalidToken for a key that is gone."""
    return _sealer(tuple(keys)).decrypt(sealed).decode()


def _keys() -> tuple[bytes, ...]:
    keys: tuple[bytes, ...] = current_app.config["SETTINGS"].secret_keys
    return keys


@cache
def _sealer(keys: tuple[bytes, ...]) -> MultiFernet:
    derived = (hmac.digest(key, b"buzzline staff totp 1", "sha256") for key in keys)
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in derived])


def accept(connection: Connection, credentials: Credentials, said: str) -> bool:
    """Whether that is a code of the member's factor, or one of their recovery codes; it is used up then.

    The credentials are locked. The secret is sealed anew, so that after a while no old key is needed any more.
    """
    code = codes.clean(said)
    if len(code) == codes.LONG_LENGTH:
        return staff_recovery_codes.use(connection, credentials.staff_id, _hash(credentials.staff_id, code))
    secret = credentials.totp_secret
    return secret is not None and _take(connection, credentials.staff_id, secret, code, credentials.totp_step)


def enrol(connection: Connection, credentials: Credentials, said: str) -> list[str] | None:
    """Make the pending secret theirs if that is a code of it: their new recovery codes; None: it is not."""
    pending = credentials.totp_pending
    if pending is None or not _take(connection, credentials.staff_id, pending, codes.clean(said), after=0):
        return None
    staff_credentials.enrol(connection, credentials.staff_id)
    fresh = [codes.spell_long(token_bytes(32)) for _ in range(RECOVERY_CODES)]
    hashes = [_hash(credentials.staff_id, code) for code in fresh]
    staff_recovery_codes.replace(connection, credentials.staff_id, hashes)
    return [codes.show(code) for code in fresh]


def _take(connection: Connection, member: UUID, sealed: bytes, code: str, after: int) -> bool:
    secret = unseal(sealed, _keys())
    step = step_of(secret, code, datetime.now(UTC), after)
    if step is None:
        return False
    staff_credentials.take_code(connection, member, seal(secret), step)
    return True


def step_of(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The time step, after that one, whose code this is: of now, the one before or the next; None: of none."""
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // _STEP_S
    fits = [
        step
        for step in (current - 1, current, current + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()) and step > after
    ]
    return fits[0] if fits else None


def _hash(staff: UUID, code: str) -> bytes:
    return sha256(staff.bytes + code.encode()).digest()
