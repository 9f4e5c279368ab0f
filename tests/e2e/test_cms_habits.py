"""The CMS by keys alone: found from anywhere, worked on whatever its queue, and kept as a view to come back to."""

import secrets

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.access import find_faults
from tests.e2e.cms import Staffer, come_in

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


def test_a_thread_is_found_answered_and_its_list_kept_by_keys_alone(staffer: Staffer, urls: dict[str, str]) -> None:
    subject = f"Lost streak {secrets.token_hex(4)}"
    with httpx.Client(base_url=urls["api"]) as client:
        come_in(client)
        body = {"subject": subject, "text": "It is gone."}
        thread = client.post("/v1/threads", json=body).raise_for_status().json()["id"]
    page = staffer("support").page
    search = page.get_by_role("combobox", name="Find anything")
    page.keyboard.press("Control+k")
    expect(search).to_be_focused()
    page.keyboard.type(thread)
    option = page.get_by_role("option", name=subject)
    expect(option).to_be_visible()
    assert find_faults(page, "the search") == []
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("main h1").first).to_have_text(subject)
    expect(page.get_by_role("listbox")).to_have_count(0)

    page.get_by_role("link", name="Queues").press("Enter")
    page.get_by_role("link", name="Work on what is due first").press("Enter")
    while page.locator("main h2").first.inner_text() != subject:
        page.keyboard.press("s")
        page.get_by_text("It waits no more once you answer").wait_for()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Hand it over to a colleague")
    assert find_faults(page, "the keys") == []
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.get_by_label("Answer", exact=True)).to_be_focused()
    page.keyboard.type("It is back.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Decided: answered")).to_be_visible()

    page.get_by_role("link", name="Support").press("Enter")
    page.get_by_role("button", name="Views").press("Enter")
    page.get_by_label("Name of the view").fill("All")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Views").get_by_role("link", name="All")).to_be_visible()
    assert find_faults(page, "the views") == []
