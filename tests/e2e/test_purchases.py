"""Tokens buy help where one looks for it: a second lifeline beside the question, a day beside the streak."""

from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from models import credited
from models.credited import Credit
from tests.e2e.access import find_faults_in_all
from tests.e2e.game import answer, asked_in_all, go_on
from tests.e2e.test_modes import practise, to_a
from tests.e2e.visitor import Opener
from tests.processes import until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


def test_a_second_lifeline_and_a_frozen_day_are_bought(visit: Opener, database: Engine) -> None:
    visitor = visit()
    page = visitor.page
    with database.begin() as connection:
        credited.post(connection, UUID(visitor.player), Credit(uuid7(), "credit", 60))
    practise(page, 50, "No limit")
    count = asked_in_all(page)
    no = to_a(page, "single_choice")
    page.get_by_role("button", name="50:50").click()
    expect(page.locator(".option.gone")).to_have_count(2)
    answer(page, no, of=count)
    go_on(page)
    no = to_a(page, "single_choice", no + 1)
    page.get_by_role("button", name="50:50 again: 15 tokens").click()
    expect(page.locator(".option.gone")).to_have_count(2)
    page.reload()
    expect(page.locator(".option.gone")).to_have_count(2)
    answer(page, no, of=count)
    page.get_by_role("button", name="End this round").click()
    expect(page.locator(".facts")).to_be_visible()
    page.goto(page.url.partition("#")[0] + "#you")
    freeze = page.get_by_text("Freeze a day of the streak: 40 tokens")

    def is_offered() -> bool:
        """There is a streak to freeze once the round's end is applied."""
        page.reload()
        expect(page.get_by_text("Level 1").first).to_be_visible()
        return freeze.is_visible()

    until(is_offered, 60, "a streak")
    freeze.click()
    page.get_by_role("group", name="Days to freeze").get_by_role("button").last.click()
    expect(page.get_by_text("Frozen: ")).to_be_visible()
    expect(page.get_by_role("region", name="Tokens")).to_contain_text("5 tokens")
    assert find_faults_in_all(page, "you", ".freezes") == []
