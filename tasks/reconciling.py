"""Reconciliation: ticks match each partner's statement with our books."""

from bridges import reconciling
from rules.partner_accounts import wallets
from rules.partnering import PartnerName
from tasks import app, hints, runtime


@app.task
def match_statement(partner: PartnerName) -> None:
    """Match what is new in a partner's statement, and a part of what is older; then look at what is left there."""
    adapter = runtime.partners().get(partner)
    if adapter is None or not reconciling.match(runtime.engine(), partner, adapter, hints.redeemed):
        return
    for wallet, names in wallets(app.conf.partners).items():
        if names[0] == partner:
            reconciling.weigh(runtime.engine(), wallet, names, adapter)
