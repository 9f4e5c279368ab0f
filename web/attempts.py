"""Limits of what may be guessed or mailed: by account first, then by address; without Redis nothing may (503)."""

from dataclasses import dataclass
from hashlib import sha256

from flask import request

from web.errors import Problem
from web.limits import Quota, address, too_many
from web.wires import wires


@dataclass(frozen=True)
class Limit:
    """So many in a window, for each account and for each address."""

    name: str
    an_account: int
    an_address: int
    window_s: int


LOGINS = Limit("login", 10, 200, 900)
"""Failed ones count."""
IDENTITIES = Limit("identity", 5, 200, 900)
"""Failed ones count; an account is an id token here, as who it is of is not known before."""
MAILS = Limit("mail", 5, 100, 3600)
SMS = Limit("sms", 5, 40, 3600)
"""An account is a player here, and a number."""


def take(limit: Limit, account: str) -> None:
    """Count an attempt. Raises Problem 429; RedisError, which the table answers with 503."""
    for name, most in ((_account(limit, account), limit.an_account), (_address(limit), limit.an_address)):
        wait_ms = wires().attempts.take(name, most, limit.window_s)
        if wait_ms:
            raise _too_many(limit, most, wait_ms)


def give_back(limit: Limit, account: str) -> None:
    """The attempt succeeded, and does not count."""
    wires().attempts.give_back(_account(limit, account))
    wires().attempts.give_back(_address(limit))


def _account(limit: Limit, account: str) -> str:
    """Redis sees no address of anybody's."""
    return f"{limit.name}:account:{sha256(account.encode()).hexdigest()}"


def _address(limit: Limit) -> str:
    return f"{limit.name}:address:{address(request.remote_addr).hex()}"


def _too_many(limit: Limit, most: int, wait_ms: int) -> Problem:
    seconds = -(-wait_ms // 1000)
    detail = f"Too many attempts; the next one may be made in {seconds} seconds."
    return too_many(Quota(limit.name, most, limit.window_s), seconds, detail)
