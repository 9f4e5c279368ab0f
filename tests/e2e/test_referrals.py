"""A friend is invited in a second window, plays, and both are paid."""

import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, text

from lab import demo, shop
from models import thresholds
from tests.e2e.access import find_faults
from tests.e2e.game import answer, asked_in_all, go_on
from tests.e2e.visitor import Opener, Visit

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
_PASSWORD = "four blue otters"
_QUICK = {"referral_games": 1, "referral_play_days": 1, "referral_hold_days": 0, **demo.PROFILE}
_HUMAN_MS = 350
"""Nobody reads faster than 250 ms: such answers are no person's."""


@pytest.fixture
def _quick(database: Engine) -> Iterator[None]:
    """One game is enough, and is paid at once."""
    with database.begin() as connection:
        for name, value in _QUICK.items():
            thresholds.put(connection, name, value, "test", None)
    yield
    with database.begin() as connection:
        connection.execute(text("DELETE FROM thresholds WHERE reason = 'test'"))
        shop.shorten(connection)


def _player(visit: Opener, database: Engine, name: str, where: str) -> Visit:
    """Somebody with an account of just now, logged in."""
    email = f"{name.lower()}.{secrets.token_hex(4)}@example.com"
    with database.begin() as connection:
        shop.player(connection, name, email, _PASSWORD)
    found = visit("#account")
    form = found.page.get_by_role("form", name="Log in")
    form.locator("[name=email]").fill(email)
    form.locator("[name=password]").fill(_PASSWORD)
    found.page.keyboard.press("Enter")
    expect(found.page.locator("dl.account")).to_contain_text(email)
    found.page.evaluate(f"location.hash = '{where}'")
    return found


def _play(page: Page) -> None:
    """A ranked round, as fast as people are."""
    page.evaluate("location.hash = '#play'")
    page.get_by_role("button", name="Play now").click()
    of = asked_in_all(page)
    for no in range(1, of + 1):
        page.wait_for_timeout(_HUMAN_MS)
        answer(page, no, of=of)
        go_on(page)


@pytest.mark.usefixtures("_quick")
def test_a_friend_is_invited_and_both_are_paid(visit: Opener, database: Engine) -> None:
    host = _player(visit, database, "Zoe", "#invite")
    code = host.page.locator("b.code").inner_text()
    guest = _player(visit, database, "Boris", f"#invite={code}")
    field = guest.page.get_by_label("Code", exact=True)
    expect(field).to_have_value(code)
    guest.page.get_by_role("button", name="Claim it").click()
    expect(guest.page.locator("[aria-label='You were invited'] [data-state]")).to_have_attribute("data-state", "joined")
    expect(host.page.locator("[aria-label='Who came'] [data-state]")).to_have_attribute("data-state", "joined")
    assert find_faults(guest.page, "invited") == []
    _play(guest.page)
    paid = host.page.locator("[aria-label='Who came'] [data-state=paid]")
    expect(paid).to_contain_text("200", timeout=30_000)
    host.page.evaluate("location.hash = '#you'")
    expect(host.page.locator(".wallet")).to_contain_text("Invitation")
