"""Issuers of identities: whose id tokens are believed, for which audiences, and where their keys are."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

ALGORITHMS = frozenset({"RS256", "ES256"})
"""Signatures whose keys are public: nothing that could be made with a key that the world knows."""
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_NAME_MOST = 40


@dataclass(frozen=True)
class Issuer:
    """One issuer. `name` is ours, and stands in the database; `issuers` are what it calls itself in `iss`."""

    name: str
    issuers: frozenset[str]
    audiences: frozenset[str]
    """Our client ids there."""
    jwks_url: str
    domains: frozenset[str] = field(default_factory=frozenset)
    """Of addresses that are the issuer's own, so that its word on them is as good as a mailed code."""
    loopback: bool = False
    """Whether its keys may come over plain HTTP from this machine, as in the lab."""

    def owns(self, email: str, hosted: object) -> bool:
        """Whether an address lies with the issuer: by its domain, or as `hd`, the domain that it hosts, says."""
        domain = email.rpartition("@")[2].casefold()
        return domain in self.domains or (isinstance(hosted, str) and hosted.casefold() == domain)


KNOWN: Mapping[str, Mapping[str, Any]] = {
    "google": {
        "issuers": ["https://accounts.google.com", "accounts.google.com"],
        "jwks_url": "https://www.googleapis.com/oauth2/v3/certs",
        "domains": ["gmail.com", "googlemail.com"],
    },
    "apple": {
        "issuers": ["https://appleid.apple.com"],
        "jwks_url": "https://appleid.apple.com/auth/keys",
        "domains": ["icloud.com", "me.com", "mac.com", "privaterelay.appleid.com"],
    },
}
"""What everybody knows of these; a setting adds the audiences."""

_FIELDS = {"issuers", "audiences", "jwks_url", "domains", "loopback"}


def parse(text: str) -> tuple[Issuer, ...]:
    """Issuers from JSON such as `{"google": {"audiences": ["..."]}}`. Raises ValueError that says what is wrong."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        raise ValueError("it is no JSON") from None
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        raise ValueError('it must be an object of objects, like {"google": {"audiences": ["..."]}}')
    issuers = tuple(_issuer(name, {**KNOWN.get(name, {}), **given}) for name, given in found.items())
    said = [name for issuer in issuers for name in issuer.issuers]
    if len(set(said)) < len(said):
        raise ValueError("two of them have one `issuers` entry")
    return issuers


def _issuer(name: str, given: Mapping[str, Any]) -> Issuer:
    if set(given) - _FIELDS:
        raise ValueError(
            f"{name} has {', '.join(sorted(set(given) - _FIELDS))}; there are {', '.join(sorted(_FIELDS))}"
        )
    issuers, audiences = _texts(name, given, "issuers"), _texts(name, given, "audiences")
    if not issuers or not audiences or not 0 < len(name) <= _NAME_MOST:
        raise ValueError(f"{name} must have `issuers` and `audiences`")
    loopback = given.get("loopback", False) is True
    url = str(given.get("jwks_url", ""))
    if not is_safe(url, loopback):
        raise ValueError(f"jwks_url of {name} must be https://; http:// of this machine with `loopback` alone")
    return Issuer(name, issuers, audiences, url, frozenset(map(str.casefold, _texts(name, given, "domains"))), loopback)


def _texts(name: str, given: Mapping[str, Any], key: str) -> frozenset[str]:
    texts = given.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(one, str) and one for one in texts):
        raise ValueError(f"{key} of {name} must be a list of strings")
    return frozenset(texts)


def is_safe(url: str, loopback: bool) -> bool:
    """Whether that may be called: https, or, where it is allowed, http of this machine."""
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.password:
        return False
    return parts.scheme == "https" or (loopback and parts.scheme == "http" and parts.hostname in _LOOPBACK)
