"""The lab's owner of the CMS: a set-up link while there is none, and the codes of their second factor."""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import psycopg
import pyotp

from lab import state
from lab.folder import LAB, LabError, write
from settings import Settings

EMAIL = "owner@buzzline.test"
_STEP_S = 30


class Factor(NamedTuple):
    """A member's second factor as Postgres has it."""

    secret: bytes | None
    pending: bytes | None
    last_step: int


def main(argv: list[str]) -> int:
    """A step of the start: leave a set-up link in the folder while nobody owns the CMS."""
    parser = argparse.ArgumentParser("python -m lab owner", description=main.__doc__)
    parser.add_argument("--home", type=Path, default=LAB)
    file, settings = _file(parser.parse_args(argv).home), Settings.from_environ()
    with psycopg.connect(settings.database_url.replace("+psycopg", "")) as connection:
        if _is_owned(connection):
            file.unlink(missing_ok=True)
            return 0
        if file.exists() and _is_good(connection, file.read_text(), settings.admin_url):
            return 0  # an earlier start's: to make another takes seconds
    command = (sys.executable, "-m", "flask", "staff", "create-owner", EMAIL, "--json")
    made = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    write(file, json.loads(made.stdout)["link"])
    return 0


def set_up_link(home: Path, urls: Mapping[str, str]) -> str | None:
    """Where the first owner sets themselves up; None: they have."""
    if not _file(home).exists():
        return None
    with psycopg.connect(urls["DATABASE_URL"]) as connection:
        return None if _is_owned(connection) else _file(home).read_text()


def _file(home: Path) -> Path:
    return home / "owner_link"


def _is_owned(connection: psycopg.Connection) -> bool:
    query = "SELECT 1 FROM staff WHERE 'owner' = ANY(roles) AND disabled_at IS NULL LIMIT 1"
    return connection.execute(query).fetchone() is not None


def _is_good(connection: psycopg.Connection, link: str, admin_url: str) -> bool:
    """Whether a link leads here, and will for a day."""
    place, _, invitation = link.partition("#/set-up/")
    query = (
        "SELECT 1 FROM staff_invitations WHERE id = %s AND accepted_at IS NULL AND revoked_at IS NULL "
        "AND expires_at > now() + interval '1 day'"
    )
    known = connection.execute(query, (invitation.partition("/")[0],)).fetchone()
    return place == admin_url and known is not None


def totp(argv: list[str]) -> int:
    """Print a code of the owner's second factor that was not used yet; it may take half a minute until there is one."""
    parser = argparse.ArgumentParser("python -m lab totp", description=totp.__doc__)
    parser.add_argument("--email", default=EMAIL, help="of another member (default: %(default)s)")
    parser.add_argument("--pending", action="store_true", help="of the factor that is to replace the one they have")
    options = parser.parse_args(argv)
    from web.admin.factors import unseal  # here alone: the rest is loaded by every start, and needs no web

    factor = _factor(_database_url(), options.email)
    sealed = factor.pending if options.pending or factor.secret is None else factor.secret
    if sealed is None:
        raise LabError(f"{options.email} has no second factor yet: the CMS offers it after the password")
    keys = [key.strip().encode() for key in (LAB / "secret_keys").read_text().split(",")]
    print(_code(unseal(sealed, keys), factor.last_step))
    return 0


def _code(secret: str, last_step: int) -> str:
    """The code of now, or the next one if that was used; the API takes it half a minute early."""
    while (step := max(int(time.time()) // _STEP_S, last_step + 1)) > int(time.time()) // _STEP_S + 1:
        time.sleep(0.2)
    return pyotp.TOTP(secret).generate_otp(step)


def _factor(database_url: str, email: str) -> Factor:
    query = (
        "SELECT totp_secret, totp_pending, totp_step FROM staff_credentials c JOIN staff s ON s.id = c.staff_id "
        "WHERE s.email = lower(%s)"
    )
    with psycopg.connect(database_url) as connection:
        row = connection.execute(query, (email,)).fetchone()
    if row is None:
        raise LabError(f"{email} is no member yet; the set-up link that `python -m lab up` prints makes them one")
    return Factor(*row)


def _database_url() -> str:
    for who in reversed(state.SUPERVISORS):
        if found := state.running(LAB, who):
            return found.urls["DATABASE_URL"]
    raise LabError("nothing runs; `python -m lab up` starts it")
