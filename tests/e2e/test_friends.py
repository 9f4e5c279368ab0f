"""Friends on the Play page: found, asked, accepted, side by side on their board, removed, blocked."""

import secrets

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.access import find_faults
from tests.e2e.game import answer, start
from tests.e2e.visitor import Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


def _named(visit: Opener, name: str) -> Page:
    """A visitor of that name."""
    page = visit().page
    page.get_by_label("You play as").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_label("You play as")).to_have_value(name)
    return page


def _to_friends(page: Page) -> None:
    page.get_by_role("link", name="Friends", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Friends")


def _card(page: Page, title: str) -> Locator:
    return page.locator("section.card", has=page.get_by_role("heading", name=title, level=2))


def _search(page: Page, name: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.keyboard.press("Enter")


def test_two_become_friends_and_stand_on_their_board(visit: Opener) -> None:
    ada, eve = f"Ada {secrets.token_hex(3)}", f"Eve {secrets.token_hex(3)}"
    one, two = visit().page, _named(visit, eve)
    start(one, ada)
    answer(one, 1)
    _to_friends(one)
    _search(one, eve[:-1].upper())
    one.get_by_role("button", name=f"Ask {eve} to be your friend").click()
    expect(_card(one, "Asked, no answer yet")).to_contain_text(eve)

    expect(two.locator(".count")).to_be_visible()
    two.get_by_role("link", name="Inbox").click()
    two.get_by_role("link", name="See it under Friends").click()
    two.get_by_role("button", name=f"Accept {ada} as a friend").click()
    expect(_card(two, "Your friends")).to_contain_text(ada)
    expect(_card(two, "Among friends").locator(".row", has_text=ada)).to_contain_text("overall")

    expect(_card(one, "Your friends")).to_contain_text(eve)
    eves = _card(one, "Your friends").locator("[data-presence]")
    expect(eves).to_have_text("Online")
    two.get_by_label("Friends see whether I am here").uncheck()
    expect(two.locator("#spoken")).to_have_text("Nobody sees it.")
    one.reload()
    expect(_card(one, "Your friends")).to_contain_text(eve)
    expect(eves).to_have_count(0)
    one.get_by_role("button", name=f"Block {eve}: never meet").click()
    expect(one.locator("details.card")).to_contain_text("Blocked")
    _search(one, eve)
    expect(one.get_by_text("Nobody is called that.")).to_be_visible()
    two.reload()
    expect(_card(two, "Your friends")).to_contain_text("Nobody yet.")


@pytest.mark.parametrize(("scheme", "lang"), [("light", "en"), ("dark", "ar")])
def test_axe_finds_nothing_on_friends(visit: Opener, scheme: str, lang: str) -> None:
    other = f"Eve {secrets.token_hex(3)}"
    _named(visit, other)
    page = visit("#friends", color_scheme=scheme, locale=lang, reduced_motion="reduce").page
    page.locator("form [name=name]").fill("")
    page.keyboard.press("Enter")
    expect(page.locator("[aria-invalid]")).to_be_visible()
    faults = find_faults(page, "faults")
    page.locator("form [name=name]").fill(other)
    page.keyboard.press("Enter")
    page.locator(".people [data-player] button").click()
    expect(page.locator(".people [data-player]")).to_have_count(2)
    page.locator(".report summary").first.click()
    expect(page.locator(".report form")).to_be_visible()
    assert [*faults, *find_faults(page, "asked")] == []
