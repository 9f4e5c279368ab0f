"""An account, from a guest's sign-up to another password, with the codes of the lab's mail and SMS."""

import json
import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.access import find_faults
from tests.e2e.game import answer, go_on, start
from tests.e2e.visitor import Opener, lab
from tests.processes import until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
_PASSWORD = "four blue otters"


def _code(channel: str, recipient: str, before: int = 0) -> str:
    """The code in the last message to somebody, once more than so many have come."""

    def found() -> list[str]:
        return lab(channel, "--to", recipient, "--json").splitlines()

    until(lambda: len(found()) > before, 30, f"a message to {recipient}")
    [code] = re.findall(r"\b[a-z0-9]{4}-[a-z0-9]{4}\b|\b\d{6}\b", json.loads(found()[-1])["body"])
    return str(code)


def _fill(page: Page, form: str = "", **fields: str) -> None:
    """Fill the form that is called so, or the only one with such a field, and send it."""
    place = page.get_by_role("form", name=form) if form else page.locator("form")
    for name, value in fields.items():
        place.locator(f"[name={name}]").fill(value)
    page.keyboard.press("Enter")


def test_a_guest_becomes_an_account_and_comes_back_to_it(visit: Opener) -> None:
    name, email = f"Ada {secrets.token_hex(3)}", f"ada.{secrets.token_hex(4)}@example.com"
    page = visit().page
    start(page, name)
    answer(page, 1)
    page.goto(page.url.partition("#")[0] + "#account")
    _fill(page, "Make an account", email=email, password="password1")
    mine = page.get_by_role("form", name="Make an account")
    expect(mine.locator("[name=password]")).to_be_focused()
    expect(mine.locator(".fault").nth(1)).to_contain_text("none of the common ones")
    _fill(page, "Make an account", email=email, password=_PASSWORD)
    expect(page.get_by_role("heading", name="Enter the code")).to_be_focused()
    _fill(page, code="aaaa-aaaa")
    expect(page.locator(".field .fault")).to_contain_text("Not the code")
    _fill(page, code=_code("mail", email))
    expect(page.locator("dl.account")).to_contain_text(email)
    expect(page.locator(".devices li")).not_to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", level=2).first).to_have_text(name)

    again = visit("#account").page
    _fill(again, "Log in", email=email, password="three red otters")
    expect(again.get_by_role("form", name="Log in")).to_contain_text("There is no account")
    again.get_by_role("button", name="Forgot the password?").click()
    _fill(again, email=email)
    _fill(again, code=_code("mail", email, before=1), password="five green otters")
    expect(again.get_by_role("heading", level=2).first).to_have_text(name)
    again.get_by_role("link", name="You", exact=True).click()
    expect(again.get_by_role("heading", level=1)).to_have_text(name)

    page.goto(page.url.partition("#")[0] + "#account")
    page.reload()
    expect(page.get_by_role("button", name="Make an account")).to_be_visible()


def test_tokens_of_a_guest_are_theirs_once_they_have_an_account(visit: Opener) -> None:
    email = f"tok.{secrets.token_hex(4)}@example.com"
    page = visit().page
    start(page, f"Tok {secrets.token_hex(3)}")
    answer(page, 1)
    go_on(page)
    page.get_by_role("button", name="End this round").click()
    expect(page.locator(".facts")).to_contain_text("1 of 10")
    wallet = page.get_by_role("region", name="Tokens")
    until(lambda: _waits(page), 30, "the tokens of the first achievement")
    expect(wallet.locator(".sum")).to_have_text("0 tokens")
    wallet.get_by_role("link", name="Account").click()
    _fill(page, "Make an account", email=email, password=_PASSWORD)
    _fill(page, code=_code("mail", email))
    expect(page.locator("dl.account")).to_contain_text(email)
    page.get_by_role("link", name="You", exact=True).click()
    expect(wallet.locator(".sum")).to_have_text("10 tokens")
    expect(wallet.locator("li").first).to_contain_text("Achievement")
    expect(wallet.locator("li").first).to_contain_text("+10")
    expect(wallet.locator(".waiting")).to_have_count(0)
    assert find_faults(page, "wallet") == []


def _waits(page: Page) -> bool:
    """Whether the player's own page tells of tokens that are not theirs yet."""
    page.get_by_role("link", name="Boards", exact=True).click()
    with page.expect_response("**/v1/wallet"):
        page.get_by_role("link", name="You", exact=True).click()
    page.wait_for_load_state("networkidle")
    return page.locator(".wallet .waiting").is_visible()


def test_a_phone_is_proved_and_leaving_makes_another_guest(visit: Opener) -> None:
    email, phone = f"eve.{secrets.token_hex(4)}@example.com", f"+4915112{secrets.randbelow(10**6):06}"
    page = visit("#account").page
    _fill(page, "Make an account", email=email, password=_PASSWORD)
    _fill(page, code=_code("mail", email))
    expect(page.locator("dl.account")).to_contain_text(email)
    _fill(page, phone="12")
    expect(page.locator(".field .fault")).to_contain_text("Not a number")
    _fill(page, phone=phone)
    _fill(page, code=_code("sms", phone))
    expect(page.locator("dl.account")).to_contain_text(phone)
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("button", name="Make an account")).to_be_visible()
    page.get_by_role("link", name="You", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("")


@pytest.mark.parametrize(("scheme", "lang"), [("light", "en"), ("dark", "ar")])
def test_axe_finds_nothing_on_the_account(visit: Opener, scheme: str, lang: str) -> None:
    page = visit("#account", color_scheme=scheme, locale=lang, reduced_motion="reduce").page
    expect(page.locator("form").first).to_be_visible()
    faults = find_faults(page, "account")
    form = page.locator("form").first
    form.locator("[name=email]").fill("no")
    form.locator("[type=submit]").click()
    expect(page.locator("[aria-invalid]").first).to_be_visible()
    assert [*faults, *find_faults(page, "faults")] == []


def test_the_browsers_way_back_leads_out_of_a_round(visit: Opener) -> None:
    page = visit().page
    start(page, f"Ada {secrets.token_hex(3)}")
    answer(page, 1)
    go_on(page)
    page.go_back()
    expect(page.get_by_role("button", name="Play now")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".question .eyebrow")).to_contain_text("question 2 of 10")


def test_the_page_fits_the_smallest_screen(visit: Opener) -> None:
    page = visit(viewport={"width": 320, "height": 640}).page
    for view in ("play", "battle", "vote", "boards", "friends", "you", "rewards", "account", "inbox", "watch"):
        page.goto(page.url.partition("#")[0] + f"#{view}")
        expect(page.locator("main h1").first).to_be_visible()
        page.wait_for_timeout(300)
        over = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        light = page.locator(".light").bounding_box()
        assert over <= 0, view
        assert light is not None
        assert light["x"] + light["width"] <= 320, view
