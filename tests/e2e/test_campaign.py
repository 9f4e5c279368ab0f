"""A campaign for a segment is composed in the CMS and arrives where its player plays, at once."""

import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.cms import Staffer
from tests.e2e.visitor import Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


def _save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").filter(has_text="Saved").or_(page.get_by_text("Saved")).first).to_be_visible()


@pytest.mark.usefixtures("undisturbed")
def test_a_segment_s_campaign_arrives_where_its_player_plays(visit: Opener, staffer: Staffer) -> None:
    ada, support, tag = visit(), staffer("support"), f"autumn-{secrets.token_hex(4)}"
    assert support.ask("PUT", f"/v1/admin/players/{ada.player}/tags", {"tags": [tag]})["status"] == 200
    page = support.open("/templates/create")
    page.get_by_role("textbox", name="Name", exact=True).fill(f"Prize {tag}")
    page.get_by_role("button", name="Add a variable").click()
    page.get_by_label("Name of variable 1").fill("prize")
    page.get_by_label("Title (English)").fill("Autumn, {player_name}")
    page.get_by_label("Text (English)").fill("<b>{prize}</b> waits for you.")
    _save(page)
    page = support.open("/segments/create")
    page.get_by_role("textbox", name="Name", exact=True).fill(f"Segment {tag}")
    page.get_by_role("combobox", name="Tags", exact=True).fill(tag)
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_text("1 player", exact=True)).to_be_visible()
    _save(page)
    page = support.open("/campaigns/create")
    page.get_by_role("textbox", name="Name", exact=True).fill(f"Campaign {tag}")
    for label, option in (("Template", f"Prize {tag}"), ("Segment", f"Segment {tag}")):
        page.get_by_role("combobox", name=label, exact=True).click()
        page.get_by_role("option", name=option).click()
    page.get_by_label("Value of {prize}").fill("A badge")
    _save(page)
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    expect(page.get_by_text("1 of 1").or_(page.get_by_text("Sent", exact=True)).first).to_be_visible(timeout=30_000)
    inbox = ada.page
    inbox.goto(inbox.url.partition("#")[0] + "#inbox")
    message = inbox.locator(".messages li").filter(has_text="waits for you.")
    expect(message).to_contain_text("Autumn, ", timeout=30_000)
    expect(message.locator("b", has_text="A badge")).to_be_visible()
    assert not ada.complaints
