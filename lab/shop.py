"""What makes rewards work here: rates of the partners' currencies, a demo player who can pay for one, short days."""

import sys
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from lab import demo
from lab.partners.goods import COUNTRIES
from models import accounts, audit_log, credited, ledger, players, thresholds, token_rates
from models.accounts import Account
from models.audit_log import Entry
from models.base import REQUEST_LIMITS, open_engine
from models.credited import Credit
from models.players import Player
from models.token_rates import NewRate
from rules.addresses import email_key
from rules.pricing import HOME
from settings import Settings
from web.admin.credits import ACTION
from web.passwords import hash_password

TOKENS = 12_000
"""What they have at each start: enough for a card of ten dollars."""
_MARGIN_BP = 500
_WHY = "for the lab"


def main(argv: list[str]) -> int:
    """`python -m lab shop`: a step of the start; a second time does nothing, unless the demo player has spent."""
    if argv:
        print("usage: python -m lab shop", file=sys.stderr)
        return 2
    with open_engine(Settings.from_environ().database_url, REQUEST_LIMITS).begin() as connection:
        made = set_rates(connection)
        shorten(connection)
        given = furnish(connection, player(connection, "Demo", demo.EMAIL, demo.PASSWORD))
    print(f"rewards: {made} rates set, {given} tokens for {demo.EMAIL}")
    return 0


def shorten(connection: Connection) -> None:
    """Have a referral's days be minutes (lab.demo), unless somebody has set them otherwise."""
    touched = thresholds.every(connection)
    for name, value in demo.PROFILE.items():
        if name not in touched:
            thresholds.put(connection, name, value, demo.REASON, None)


def set_rates(connection: Connection) -> int:
    """Have each currency of the partners' cost what its dollars do, and a margin; how many had no rate yet."""
    dollar, known = token_rates.home(connection), token_rates.current(connection)
    rates = {one.currency: one.rate for one in COUNTRIES.values() if one.currency not in known | {HOME: None}}
    for currency, rate in rates.items():
        per_unit = (dollar / rate).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        token_rates.put(connection, NewRate(currency, 1, per_unit, _MARGIN_BP, None, _WHY))
    return len(rates)


def player(connection: Connection, name: str, email: str, password: str) -> UUID:
    """A player who may redeem, made if need be: with a proved address, old enough, in the United States."""
    key = email_key(email)
    known = accounts.by_email(connection, key)
    if known is not None:
        return known.player_id
    made = Player(id=uuid7(), name=name, country="us")
    players.insert_registered(connection, made)
    players.change(connection, made.id, birth_year=1990, terms_version=Settings.terms_version)
    account = Account(player_id=made.id, email=email, email_key=key, password_hash=hash_password(password))
    assert accounts.insert(connection, account), "nobody else has the address"
    return made.id


def furnish(connection: Connection, whom: UUID) -> int:
    """Give them what they lack of TOKENS, as staff give tokens: how many that was."""
    lack = TOKENS - ledger.standing(connection, whom).free
    if lack <= 0:
        return 0
    credit = Credit(uuid7(), "credit", lack, _WHY.capitalize())
    credited.post(connection, whom, credit)
    done = {"credit": str(credit.id), "kind": credit.kind, "amount": credit.amount, "message": credit.message}
    entry = Entry(uuid7(), None, "lab", ACTION, "player", str(whom), after=done, reason=_WHY)
    audit_log.add(connection, entry)
    return lack
