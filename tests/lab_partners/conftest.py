"""A simulator for the tests of this folder."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.simulator import Simulator, simulated

PHONE = "98123"
"""How numbers of the operator 301 begin."""


class Reloadly:
    """One of its services as a client sees it; its token is fetched once."""

    def __init__(self, simulator: Simulator, partner: str, accept: str) -> None:
        self.account: Any = simulator.accounts[partner]  # type: ignore[index]  # one of them
        self.client = simulator.client
        self.accept = accept

    def token(self, **changes: Any) -> httpx.Response:
        """The answer to who asks for one."""
        asked = {
            "client_id": self.account["client_id"],
            "client_secret": self.account["client_secret"],
            "grant_type": "client_credentials",
            "audience": self.account["url"],
        }
        return self.client.post(f"{self.account['auth_url']}/oauth/token", json=asked | changes)

    @cached_property
    def headers(self) -> dict[str, str]:
        """Good ones."""
        return {"Authorization": f"Bearer {self.token().json()['access_token']}", "Accept": self.accept}

    def get(self, path: str, **query: str) -> Any:
        """What is answered."""
        return self.client.get(self.account["url"] + path, params=query, headers=self.headers)

    def post(self, path: str, body: Any, **more: Any) -> httpx.Response:
        """What is answered."""
        return self.client.post(self.account["url"] + path, json=body, headers=self.headers, **more)


class Airtime(Reloadly):
    """Recharges."""

    def __init__(self, simulator: Simulator) -> None:
        super().__init__(simulator, "reloadly-airtime", "application/com.reloadly.topups-v1+json")

    def recharge(self, reference: str, ending: str = "10000", path: str = "/topups", **more: Any) -> httpx.Response:
        """100 rupees for a number with that ending."""
        phone = {"countryCode": "IN", "number": PHONE + ending}
        body = {"operatorId": 301, "amount": 100, "useLocalAmount": True, "recipientPhone": phone}
        return self.post(path, {**body, "customIdentifier": reference}, **more)

    def found(self, reference: str) -> Any:
        """What the report says of a reference."""
        return self.get("/topups/reports/transactions", customIdentifier=reference)


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """One for a file of tests."""
    with simulated(tmp_path_factory.mktemp("partners")) as running:
        yield running


@pytest.fixture
def airtime(simulator: Simulator) -> Airtime:
    """Reloadly Airtime, with nothing going wrong."""
    simulator.mend()
    return Airtime(simulator)


@pytest.fixture
def reference() -> str:
    """A new one."""
    return str(uuid4())
