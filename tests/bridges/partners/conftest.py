"""The simulator of partners, running in this process: one for the module, with nothing of it going wrong."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
import urllib3

from bridges.partners.port import Partner
from bridges.partners.registry import open_partners
from lab.partners.command import open_site
from lab.partners.settings import declared, keys
from rules.partner_accounts import parse
from rules.partnering import PartnerName
from tests.outside import serving


class Outside:
    """The simulator's own side: what it issued, and what is to go wrong there."""

    def __init__(self, url: str, partners: dict[PartnerName, Partner], setting: str) -> None:
        self.url, self.partners, self.setting = url, partners, setting
        self.keys = {name: key.webhook_secret for name, key in keys({"PARTNERS": setting}).items()}
        self._pool = urllib3.PoolManager()

    def faults(self, **faults: Any) -> None:
        """From here on these; none at all without any."""
        answer = self._pool.request(
            "PUT", f"{self.url}/faults", body=msgspec.json.encode({"webhooks": False, **faults})
        )
        assert answer.status == 200, answer.data

    def issued(self, reference: str) -> list[dict[str, Any]]:
        """What stands in its own file."""
        answer = self._pool.request("GET", f"{self.url}/witness/issued", fields={"reference": reference})
        found: list[dict[str, Any]] = answer.json()["issued"]
        return found

    def hook(self, name: PartnerName, partner_id: str, reference: str) -> bytes:
        """The body of a webhook about an order."""
        if name == "tremendous":
            return _tremendous_hook(datetime.now(UTC), "ORDERS.EXECUTED", {"id": partner_id, "type": "orders"})
        kind = {"reloadly-airtime": "airtime", "reloadly-giftcards": "giftcard"}[name]
        data = {"transactionId": int(partner_id), "customIdentifier": reference, "status": "SUCCESSFUL"}
        return msgspec.json.encode({"type": f"{kind}_transaction.status", "data": data})

    def other_hook(self, name: PartnerName, at: datetime) -> bytes:
        """One about something that is no order of ours."""
        if name == "tremendous":
            return _tremendous_hook(at, "CAMPAIGNS.CREATED", {"id": "C1", "type": "campaigns"})
        return msgspec.json.encode({"type": "esim_transaction.status", "data": {"transactionId": 1}})

    def settle(self) -> None:
        """Let all that is in progress be over now."""
        self._pool.request("POST", f"{self.url}/witness/settle")


def _tremendous_hook(at: datetime, event: str, resource: dict[str, str]) -> bytes:
    said = {"event": event, "uuid": str(uuid4()), "created_utc": at.isoformat(), "payload": {"resource": resource}}
    return msgspec.json.encode(said)


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """One for the module; its port is in the URLs of the accounts, so it is made before they are."""
    home: Path = tmp_path_factory.mktemp("partners")
    key = "k" * 64
    blank = msgspec.json.encode(declared("", key)).decode()
    with open_site(home, 0, "", keys({"PARTNERS": blank})) as server:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        setting = {name: {**given, "read_s": 0.4, "hold_s": 1} for name, given in declared(url, key).items()}
        text = msgspec.json.encode(setting).decode()
        with serving(server):
            yield Outside(url, open_partners(parse(text)), text)


@pytest.fixture(autouse=True)
def calm(outside: Outside) -> None:
    """Each test begins where nothing goes wrong."""
    outside.faults()
