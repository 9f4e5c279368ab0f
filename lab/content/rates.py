"""What the currencies of the simulated partners cost in tokens, so that the demo sells what they offer."""

from sqlalchemy import Connection

from lab.partners.goods import COUNTRIES
from models import token_rates
from models.token_rates import NewRate

_MARGIN_BP = 300


def load(connection: Connection) -> int:
    """Give those a rate that have none; how many had."""
    worth, known = token_rates.home(connection), token_rates.current(connection)
    rates = {country.currency: country.rate for country in COUNTRIES.values() if country.currency not in known}
    for currency, rate in rates.items():
        tokens = round(worth / rate, 4)
        token_rates.put(connection, NewRate(currency, 1, tokens, _MARGIN_BP, None, "Demo content"))
    return len(rates)
