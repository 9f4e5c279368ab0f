"""Reconciliation: ticks match partners' statements with our books, each in its turn."""

from datetime import timedelta

from bridges import reconciling
from models import partner_lines
from rules.partner_accounts import wallets
from tasks import app, hints, runtime

_EVERY = timedelta(seconds=30)


@app.task
def match_statements() -> None:
    """Match what is new in the statement that was begun with longest ago, if any is due, and a part of what is older.

    Then look at what is left there.
    """
    partners = runtime.partners()
    with runtime.engine().connect() as connection:
        name = partner_lines.due(connection, partners.keys(), _EVERY)
    if name is None or not reconciling.match(runtime.engine(), name, partners[name], hints.redeemed):
        return
    for wallet, names in wallets(app.conf.partners).items():
        if names[0] == name:
            reconciling.weigh(runtime.engine(), wallet, names, partners[name])
