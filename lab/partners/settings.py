"""What the simulator knows of us: the credentials and keys that `PARTNERS` gives its other side."""

import hmac
import json
import os
from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

from rules.partnering import PARTNERS, PartnerName

_LAB = {"loopback": True, "read_s": 5, "hold_s": 10}
"""Nothing here is as slow as the world."""
_HURRY = {"read_s": 1, "hold_s": 6}


class Keys(NamedTuple):
    """What we and one partner share."""

    client_id: str = ""
    client_secret: str = ""
    """Of Tremendous: the API key."""
    webhook_secret: str = ""
    funding_source_id: str = ""


def declared(url: str, key: str) -> dict[PartnerName, dict[str, object]]:
    """`PARTNERS` for a simulator at that URL: how each is reached, and secrets, all made of one key."""

    def made(of: str) -> str:
        return hmac.new(key.encode(), of.encode(), sha256).hexdigest()

    def reloadly(service: str, path: str) -> dict[str, object]:
        return {
            "url": f"{url}/reloadly/{path}",
            "auth_url": f"{url}/reloadly/auth",
            "client_id": "buzzline-lab",
            "client_secret": made(f"{service} client"),
            "webhook_secret": made(f"{service} webhook"),
            **_LAB,
        }

    return {
        "reloadly-airtime": reloadly("airtime", "topups"),
        "reloadly-giftcards": reloadly("giftcards", "giftcards"),
        "tremendous": {
            "url": f"{url}/tremendous/api/v2",
            "api_key": f"TEST_{made('tremendous client')}",
            "funding_source_id": "BUZZLINELAB0",
            "webhook_key": made("tremendous webhook"),
            **_LAB,
        },
    }


def hurried(text: str) -> str:
    """The same accounts for a system that is measured or broken: nobody waits long for an answer that will not come."""
    return json.dumps({name: {**one, **_HURRY} for name, one in json.loads(text).items()})


def keys(environ: Mapping[str, str] = os.environ) -> dict[PartnerName, Keys]:
    """From the environment, of those partners that are there."""
    given = json.loads(environ.get("PARTNERS") or "{}")
    return {name: _keys(given[name]) for name in PARTNERS if name in given}


def _keys(given: Mapping[str, str]) -> Keys:
    return Keys(
        given.get("client_id", ""),
        given.get("client_secret") or given.get("api_key", ""),
        given.get("webhook_secret") or given.get("webhook_key", ""),
        given.get("funding_source_id", ""),
    )
