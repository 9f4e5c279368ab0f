"""The lab's partners in a test: a server of its own on a free port, its faults and its witness."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import msgspec

from lab.partners.command import open_site
from lab.partners.settings import declared, keys
from rules.partnering import PartnerName

KEY = "k" * 32


class Simulator:
    """One that runs. `accounts` is what `PARTNERS` would say of it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.accounts: Mapping[PartnerName, Mapping[str, Any]] = declared(url, KEY)
        self.client = httpx.Client(base_url=url, timeout=10)

    def fail(self, **faults: Any) -> None:
        """From here on with these faults, and no others."""
        self.client.put("/faults", json=faults).raise_for_status()

    def mend(self) -> None:
        """Without faults; what was stuck goes on."""
        self.client.delete("/faults").raise_for_status()

    def settle(self) -> None:
        """What is under way is over soon."""
        self.client.post("/witness/settle").raise_for_status()

    def issued(self, reference: str) -> list[dict[str, Any]]:
        """What was issued under a reference."""
        found: list[dict[str, Any]] = self.client.get("/witness/issued", params={"reference": reference}).json()[
            "issued"
        ]
        return found

    def summary(self) -> dict[str, Any]:
        """What was issued in all."""
        found: dict[str, Any] = self.client.get("/witness/summary").json()
        return found


@contextmanager
def simulated(home: Path, api: str = "") -> Iterator[Simulator]:
    """While the block runs it serves; webhooks go to `api`."""
    environ = {"PARTNERS": msgspec.json.encode(declared("", KEY)).decode()}
    with open_site(home, 0, api, keys(environ)) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        simulator = Simulator(f"http://127.0.0.1:{server.server_address[1]}")
        try:
            yield simulator
        finally:
            simulator.client.close()
            server.shutdown()
            thread.join()
