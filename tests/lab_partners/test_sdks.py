"""The partners' own SDKs, as PyPI has them, take the simulator for the partners."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lab.folder import CACHE, Lock
from tests.lab_partners.conftest import Airtime
from tests.simulator import Simulator, simulated

_PINS = Path(__file__).with_name("sdks.txt")


@pytest.fixture(scope="module")
def sdks() -> Path:
    """A folder with the SDKs and what they need, made once for these pins."""
    folder = CACHE / f"sdks-{hashlib.sha256(_PINS.read_bytes()).hexdigest()[:16]}"
    lock = Lock(CACHE / "sdks.lock")
    lock.wait()
    try:
        if not folder.exists():
            making = folder.with_suffix(f".{os.getpid()}")
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            argv = [*pip, "--no-deps", "--no-compile", "--target", str(making), "-r", str(_PINS)]
            subprocess.run(argv, check=True, timeout=170)
            making.rename(folder)
    finally:
        lock.release()
    return folder


@pytest.fixture(scope="module")
def seen(sdks: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What both made of it."""
    with simulated(tmp_path_factory.mktemp("partners")) as simulator:
        token = Airtime(simulator).token().json()["access_token"]
        given = json.dumps({**{str(name): one for name, one in simulator.accounts.items()}, "token": token})
        argv = [sys.executable, "-I", str(Path(__file__).with_name("drive_sdks.py")), str(sdks), given]
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return {**json.loads(done.stdout), "issued": _issued(simulator)}


def _issued(simulator: Simulator) -> list[tuple[str, str]]:
    found = simulator.client.get("/witness/issued").json()["issued"]
    return sorted((one["partner"], one["reference"]) for one in found)


def test_reloadly_airtime(seen: Any) -> None:
    found = seen["airtime"]
    sent = found["sent"]
    assert (sent["status"], sent["customIdentifier"], sent["deliveredAmount"]) == ("SUCCESSFUL", "sdk-1", 100)
    assert sent["balanceInfo"]["oldBalance"] == pytest.approx(sent["balanceInfo"]["newBalance"] + 1.13609)
    assert "identifier" in found["again"]
    assert found["status"]["transaction"]["transactionId"] == sent["transactionId"]
    assert found["later"]["status"] in ("PROCESSING", "SUCCESSFUL")
    assert [one["transactionId"] for one in found["found"]["content"]] == [sent["transactionId"]]
    assert found["history"]["totalElements"] == 2
    assert found["one"]["customIdentifier"] == "sdk-1"
    assert found["operator"]["operatorId"] == found["detected"]["operatorId"] == 301
    assert found["operators"]["last"]
    assert len(found["operators"]["content"]) > len(found["listed"]) > 0
    assert found["rate"]["fxRate"] == pytest.approx(5 * 84.5)
    assert found["balance"]["currencyCode"] == "USD"
    assert (found["country"]["isoName"], found["promotions"]["content"]) == ("IN", [])
    assert found["discount"]["percentage"] == 4


def test_tremendous(seen: Any) -> None:
    found = seen["tremendous"]
    assert (found["made"], found["again"], found["same"], found["other"]) == (200, 201, True, "ConflictException")
    assert found["link"] == found["linked"]
    assert (found["order"], found["found"], found["count"], found["reward"]) == ("EXECUTED", True, 1, 12.5)
    assert found["statement"] == [-12.25]
    assert found["funding"] == 1_000_000_00 - 12_25
    assert (found["source"], found["rewards"]) == ("balance", 1)
    assert found["products"] == ["BZLMARKET0EU", "BZLRAINFORST"]
    assert (found["product"], found["forex"]) == ("Prepaid Card", 0.92)
    assert (found["missing"], found["stranger"]) == ("NotFoundException", "UnauthorizedException")


def test_the_witness_knows_what_they_bought(seen: Any) -> None:
    issued = [one for one in seen["issued"] if one[1] == "sdk-1"]
    assert issued == [("reloadly-airtime", "sdk-1"), ("tremendous", "sdk-1")]
