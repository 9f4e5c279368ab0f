"""Our accounts with partners, as a setting declares them: where they are called, and with what credentials."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from rules.issuers import is_safe
from rules.partnering import PartnerName

_MOST_S = 3600.0


@dataclass(frozen=True, kw_only=True)
class _Account:
    """Secrets are not shown where the settings are: `celery inspect conf` prints what it can take apart."""

    url: str
    """Its API's base; with `auth_url` the only hosts that are called."""
    loopback: bool = False
    """Whether they may be plain HTTP of this machine, as in the lab."""
    read_s: float = 20.0
    """How long an answer is waited for."""
    hold_s: float = 300.0
    """After a call has ended, what it ordered appears in look-ups within so long."""


@dataclass(frozen=True, kw_only=True)
class ReloadlyAccount(_Account):
    """One product of Reloadly's: each has an audience, and so a token, of its own."""

    auth_url: str
    client_id: str
    client_secret: str = field(repr=False)
    webhook_secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class TremendousAccount(_Account):
    """An organisation at Tremendous; `funding_source_id` is what orders are paid from."""

    api_key: str = field(repr=False)
    funding_source_id: str
    webhook_key: str = field(repr=False)


Account = ReloadlyAccount | TremendousAccount

_KINDS: Mapping[PartnerName, type[ReloadlyAccount] | type[TremendousAccount]] = {
    "reloadly-airtime": ReloadlyAccount,
    "reloadly-giftcards": ReloadlyAccount,
    "tremendous": TremendousAccount,
}


def parse(text: str) -> Mapping[PartnerName, Account]:
    """Accounts from JSON such as `{"tremendous": {"url": "https://...", ...}}`. Raises ValueError without secrets."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        raise ValueError("it is no JSON") from None
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        raise ValueError("it must be an object of objects, one a partner")
    if set(found) - set(_KINDS):
        raise ValueError(f"it names {', '.join(sorted(set(found) - set(_KINDS)))}; there are {', '.join(_KINDS)}")
    return {name: _account(name, kind, found[name]) for name, kind in _KINDS.items() if name in found}


_BRIEF_S = 4.0


def brief(account: Account) -> Account:
    """The same account for who has a player waiting, and asks only what can be asked again."""
    return replace(account, read_s=min(account.read_s, _BRIEF_S))


def _account(name: str, kind: type[ReloadlyAccount] | type[TremendousAccount], given: Mapping[str, Any]) -> Account:
    known = {one.name: one.type for one in fields(kind)}
    if set(given) - set(known):
        raise ValueError(f"{name} has {', '.join(sorted(set(given) - set(known)))}; there are {', '.join(known)}")
    said: dict[str, Any] = {"loopback": given.get("loopback", False) is True}
    for key in sorted(set(known) - {"loopback"}):
        if key in ("read_s", "hold_s"):
            if key in given:
                said[key] = _seconds(name, key, given[key])
        else:
            said[key] = _text(name, key, given.get(key))
    account = kind(**said)
    for key in ("url", "auth_url"):
        if key in said and not is_safe(said[key], account.loopback):
            raise ValueError(f"{key} of {name} must be https://; http:// of this machine with `loopback` alone")
    return account


def _text(name: str, key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable() or not value.isascii():
        raise ValueError(f"{key} of {name} must be a text of printable ASCII")
    return value.strip()


def _seconds(name: str, key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _MOST_S:
        raise ValueError(f"{key} of {name} must be seconds, above 0 and at most {_MOST_S:.0f}")
    return float(value)


def wallets(accounts: Mapping[PartnerName, Account]) -> Mapping[str, list[PartnerName]]:
    """What is paid from one balance: by a name, the partners. Products of Reloadly's with one client share theirs."""
    found: dict[str, list[PartnerName]] = {}
    for name, account in accounts.items():
        others = [one for one in found if one.startswith("reloadly") and isinstance(account, ReloadlyAccount)]
        shared = next((one for one in others if _client(accounts[found[one][0]]) == _client(account)), name)
        found.setdefault(shared, []).append(name)
    return found


def _client(account: Account) -> tuple[str, ...]:
    return (account.auth_url, account.client_id) if isinstance(account, ReloadlyAccount) else ()
