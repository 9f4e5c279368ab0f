"""The partners that the settings name, each by its adapter. Another one is a file, and a line here."""

from collections.abc import Mapping

from bridges.partners.port import Partner
from bridges.partners.reloadly_airtime import ReloadlyAirtime
from bridges.partners.reloadly_giftcards import ReloadlyGiftcards
from bridges.partners.tremendous import Tremendous
from rules.partner_accounts import Account, ReloadlyAccount, TremendousAccount
from rules.partnering import PartnerName


def open_partners(accounts: Mapping[PartnerName, Account]) -> dict[PartnerName, Partner]:
    """Those that the settings name; nothing is called yet. Raises ValueError for a URL that may not be."""
    return {name: _open(name, account) for name, account in accounts.items()}


def _open(name: PartnerName, account: Account) -> Partner:
    match name, account:
        case "reloadly-airtime", ReloadlyAccount():
            return ReloadlyAirtime(account)
        case "reloadly-giftcards", ReloadlyAccount():
            return ReloadlyGiftcards(account)
        case "tremendous", TremendousAccount():
            return Tremendous(account)
    raise ValueError(f"{name} has another kind of account")
